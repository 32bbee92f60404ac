"""The explorer as one file, opened from disk: it asks for nothing, and shows what the served one shows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from explorer import KNOWN, WATCH, Opened, neighbours
from hostile_graph import IMAGE, TITLE, hostile
from serving import write_graph

from kg.records import Knowledge
from kg.serve.offline import chosen, offline
from kg.serve.snapshot import open_snapshot

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def show(browser: Any, tmp_path: Path) -> Iterator[Any]:
    pages: list[Opened] = []

    def opened(knowledge: Knowledge, *, title: str = "A graph") -> Opened:
        snapshot = open_snapshot(write_graph(knowledge, tmp_path / "graph"))
        file = tmp_path / "explorer.html"
        file.write_text(offline(snapshot, chosen(snapshot, snapshot.nodes.ids), title=title), encoding="utf-8", errors="replace")
        context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce", offline=True)
        context.add_init_script(WATCH)
        result = Opened(context.new_page(), file.as_uri())
        pages.append(result)
        result.page.on("request", lambda request: result.requests.append(request.url))
        result.page.on("pageerror", lambda error: result.errors.append(str(error)))
        result.page.on("console", lambda message: result.errors.append(message.text) if message.type == "error" else None)
        result.go("")
        return result

    yield opened
    for page in pages:
        assert page.ask("window.violations") == []
        outside = [url for url in page.requests if not url.startswith(("file:", "data:", "blob:"))]
        assert not page.errors + outside, page.errors + outside
        page.page.context.close()


def test_the_whole_graph_search_cards_and_evidence(show: Any) -> None:
    opened = show(KNOWN)
    assert len(opened.nodes()) == len(KNOWN.entities) + len(KNOWN.papers)
    opened.page.keyboard.press("/")
    opened.page.keyboard.type("nf4")
    opened.page.locator(".found [role=option]").first.wait_for()
    opened.page.keyboard.press("Enter")
    assert opened.page.locator(".card h2").inner_text() == "4-bit NormalFloat"
    opened.page.locator(".card .why").first.click()
    assert opened.page.locator(".card mark").count() == 1
    assert opened.page.locator(".card mark").inner_text() in " ".join(paper.text for paper in KNOWN.papers)


def test_path_table_paper_and_links_within_the_file(show: Any) -> None:
    opened = show(KNOWN)
    opened.page.goto(opened.address + "#/?from=method/dora&to=benchmark/vicuna-benchmark")
    opened.page.locator(".card mark").first.wait_for()
    assert opened.page.locator(".card h2").inner_text() == "DoRA to Vicuna benchmark"
    opened.page.get_by_role("link", name="Table").click()
    opened.page.locator("tbody tr").first.wait_for()
    assert "#/table?" in opened.page.url
    paper = next(paper for paper in KNOWN.papers if paper.title.startswith("DoRA"))
    opened.page.goto(f"{opened.address}#/paper?key={paper.key}")
    opened.page.locator(".mini a").first.wait_for()
    assert opened.page.locator("h1").inner_text() == paper.title
    opened.page.get_by_role("link", name="Overview").click()
    opened.page.locator(".figures").wait_for()
    assert opened.page.get_by_role("link", name="SPARQL").count() == 0


def test_numbers_compare_without_a_server(show: Any) -> None:
    opened = show(KNOWN)
    opened.page.get_by_role("link", name="Compare").click()
    opened.page.locator(".ranking").get_by_role("link", name="GPT-3").click()
    line = opened.page.locator(".line", has=opened.page.locator(".claim-value", has_text="10,000"))
    line.locator("summary").click()
    assert "10,000x fewer parameters" in line.locator("mark").inner_text()


def test_a_thing_has_its_page_and_the_file_says_what_it_lacks(show: Any) -> None:
    opened = show(KNOWN)
    opened.page.goto(opened.address + "#/page/method/lora")
    opened.page.locator(".mini a").first.wait_for()
    assert opened.page.locator("h1").inner_text() == "LoRA"
    assert opened.page.locator(".mini a").count() == len(neighbours("method/lora"))
    assert opened.page.get_by_role("link", name="Turtle").count() == 0
    opened.page.goto(opened.address + "#/overview")
    assert "kg serve" in opened.page.locator(".only-server").inner_text()
    opened.page.goto(opened.address + "#/sparql")
    assert "needs a server" in opened.page.locator("main").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(show: Any, scheme: str, width: int) -> None:
    opened = show(KNOWN)
    opened.page.set_viewport_size({"width": width, "height": 800})
    opened.page.emulate_media(color_scheme=scheme)
    for path in ("#/", "#/?node=method/lora", "#/compare", "#/compare?thing=method/gpt-3", "#/page/method/lora", "#/overview"):
        opened.page.goto(opened.address + path)
        opened.page.wait_for_timeout(300)
        assert opened.axe() == [], path
        assert opened.ask("document.documentElement.scrollWidth") <= width, path


def test_hostile_texts_stay_texts(show: Any) -> None:
    opened = show(hostile(), title=TITLE.replace("\ud800", ""))
    assert opened.page.locator("script").count() == 2
    opened.page.goto(opened.address + "#/?node=method/image")
    opened.page.locator(".card h2", has_text="<img").wait_for()
    assert opened.page.locator(".card h2").inner_text() == IMAGE
    assert opened.page.locator("img").count() == 0
    assert opened.ask("window.pwned") is None
