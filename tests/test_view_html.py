"""The page as text: complete in itself, nothing from elsewhere, no text that could run."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest
from graphs import hand_made, synthetic
from hostile_graph import IMAGE, SCRIPT, TITLE, hostile

from kg import ontology
from kg.records import Knowledge
from kg.view.html import html
from kg.view.scene import scene

ONTOLOGY = ontology.load()


class Page(HTMLParser):
    """The tags with their attributes, and the text of each script and style."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[tuple[str, dict[str, str | None], str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in ("script", "style", "title", "h1"):
            self.inside.append((tag, dict(attrs), ""))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] in ("script", "style", "title", "h1"):
            tag, attrs, text = self.inside[-1]
            self.inside[-1] = (tag, attrs, text + data)

    def handle_endtag(self, tag: str) -> None:
        self.tags.append(("/" + tag, {}))

    def texts(self, tag: str) -> list[str]:
        return [text for name, attrs, text in self.inside if name == tag and attrs.get("type") != "application/json"]

    @property
    def data(self) -> dict[str, list[dict[str, object]]]:
        text = next(text for name, attrs, text in self.inside if attrs.get("type") == "application/json")
        found: dict[str, list[dict[str, object]]] = json.loads(text)
        return found


def page(knowledge: Knowledge, title: str = "A graph", cap: int | None = None) -> str:
    return html(scene(knowledge, ONTOLOGY, cap=cap), ONTOLOGY, title=title)


@pytest.fixture(scope="module")
def calm() -> str:
    return page(hand_made())


def test_nothing_is_loaded_from_elsewhere(calm: str) -> None:
    read = Page(calm)
    loading = [
        value for _, attrs in read.tags for name, value in attrs.items() if name in ("src", "href", "srcset", "action", "data")
    ]
    assert loading == ["data:,"]
    assert {tag for tag, _ in read.tags}.isdisjoint({"iframe", "object", "embed", "base", "form"})
    own = read.texts("script")[-1]
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", own), "our script names an address"
    assert not re.search(r"\b(fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon|importScripts)\b|import\s*\(", own)
    assert not re.search(r"url\(|@import", read.texts("style")[0])
    assert "sourceMappingURL" not in calm


def test_the_policy_names_the_digest_of_every_script_and_style(calm: str) -> None:
    read = Page(calm)
    policy = next(attrs["content"] for tag, attrs in read.tags if attrs.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    for text in read.texts("script") + read.texts("style"):
        assert f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" in policy


def test_no_script_writes_markup(calm: str) -> None:
    own = Page(calm).texts("script")[-1]
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|\.on(click|load|error)\s*=", own
    )


def test_the_data_hold_every_node_and_edge_with_evidence(calm: str) -> None:
    view, data = scene(hand_made(), ONTOLOGY), Page(calm).data
    assert [(n["label"], n["x"], n["y"]) for n in data["nodes"]] == [(n.label, n.x, n.y) for n in view.nodes]
    told = data["page"]
    assert isinstance(told, dict)
    for drawn, edge in zip(data["edges"], view.edges, strict=True):
        facts = drawn["kg"]
        assert isinstance(facts, dict)
        assert facts["relation"] == edge.relation
        for (number, start, end, score), item in zip(facts["evidence"], edge.evidence, strict=True):
            paper, text = told["sentences"][number]
            assert text[start:end] == item.quote
            assert told["papers"][paper]["key"] == item.paper
            assert score == item.score


def test_the_legend_lists_what_is_shown_in_the_order_of_the_ontology(calm: str) -> None:
    told = Page(calm).data["page"]
    assert isinstance(told, dict)
    used = {node.type for node in scene(hand_made(), ONTOLOGY).nodes}
    assert [t["name"] for t in told["types"]] == [term.name for term in ONTOLOGY.classes if term.name in used]


def test_hostile_texts_stay_texts() -> None:
    text = page(hostile(), title=TITLE)
    text.encode("utf-8")
    read = Page(text)
    assert "img" not in {tag for tag, _ in read.tags}
    assert len(read.texts("script")) == 2
    assert SCRIPT not in text
    assert IMAGE not in text
    assert IMAGE in read.texts("title")[0]
    assert IMAGE in read.texts("h1")[0]
    assert TITLE in {node["label"] for node in read.data["nodes"]}


def test_a_capped_page_says_so_without_scripts() -> None:
    text = page(synthetic(20), cap=50)
    assert f">{scene(synthetic(20), ONTOLOGY, cap=50).notice}</p>" in text
    assert text.count("<tr><td>") == 50


def test_an_empty_graph_gives_a_page() -> None:
    assert Page(page(Knowledge())).data["nodes"] == []


def test_equal_graphs_give_equal_pages() -> None:
    assert page(synthetic(20)) == page(synthetic(20))
