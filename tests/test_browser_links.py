"""Addresses and ways out: a link restores a view, exports hold what is shown, a frame shows it elsewhere."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import httpx
import pytest
import rdflib
from explorer import KNOWN, Open, Opened, neighbours
from rdflib.namespace import SKOS

from kg import ontology

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ONTOLOGY = ontology.load()
METHOD = ONTOLOGY.role("method")


def test_a_link_restores_filters_selection_and_camera(show: Open, graph: Opened) -> None:
    graph.page.locator(f'.legend [data-name="{METHOD}"]').click()
    graph.page.get_by_label("Colour by").select_option("community")
    graph.page.get_by_role("button", name="Zoom in").click()
    graph.click_node("benchmark/glue") if graph.ask("kg.place('benchmark/glue')") else None
    graph.page.wait_for_timeout(600)
    address = graph.page.url.removeprefix(graph.address)
    assert "without=" in address and "camera=" in address and "colour=community" in address
    other = show(address)
    other.page.wait_for_timeout(300)
    assert other.nodes() == graph.nodes()
    assert other.ask("kg.view()") == graph.ask("kg.view()")
    here, there = graph.ask("kg.camera()"), other.ask("kg.camera()")
    assert [there[axis] for axis in ("x", "y", "ratio")] == pytest.approx([here[axis] for axis in ("x", "y", "ratio")], abs=1e-3)


def test_an_old_id_leads_to_the_node_that_took_it_in(show: Open) -> None:
    opened = show("/?node=method/low-rank-adaptation")
    opened.page.wait_for_function("() => kg.view().node === 'method/lora'")
    assert opened.page.locator(".card h2").inner_text() == "LoRA"


def test_the_back_button_goes_to_the_page_before(graph: Opened) -> None:
    graph.page.get_by_role("link", name="Table").click()
    graph.page.locator("table").wait_for()
    graph.page.get_by_role("link", name="Overview").click()
    graph.page.locator(".figures").wait_for()
    graph.page.go_back()
    graph.page.locator(".table-box").wait_for()
    graph.page.go_back()
    graph.page.locator(".stage").wait_for()


def test_a_long_selection_makes_a_short_link(show: Open) -> None:
    chosen = [entity.id for entity in KNOWN.entities]
    opened = show("/?ids=" + "+".join(chosen))
    assert opened.nodes() == sorted(chosen)
    opened.page.wait_for_function("() => location.search.includes('ids=.')")
    address = opened.page.url.removeprefix(opened.address)
    assert len(address) < 60 + 6 * len(chosen) < len("+".join(chosen))
    other = show(address)
    assert other.nodes() == sorted(chosen)
    table = show("/table" + address.removeprefix("/"))
    assert table.page.locator("tbody tr").count() == len(chosen)


Save = Callable[[str], bytes]


@pytest.fixture
def save(graph: Opened) -> Save:
    """Shows what is around one method; gives what the menu saves under some words."""
    graph.click_node("method/dora")
    graph.page.get_by_role("button", name="Only around it").click()

    def saved(words: str) -> bytes:
        graph.page.get_by_role("button", name="Share").click()
        with graph.page.expect_download() as download:
            graph.page.get_by_role("button", name=words).click()
        return Path(download.value.path()).read_bytes()

    return saved


def inside(ids: set[str]) -> list[tuple[str, str, str]]:
    return sorted((s.subject, s.relation, s.object) for s in KNOWN.statements if {s.subject, s.object} <= ids)


def nodes_of(gexf: bytes) -> set[str | None]:
    return {node.get("id") for node in ET.fromstring(gexf).iter() if node.tag.endswith("}node")}


def test_gexf_and_the_link_for_gephi_lite_hold_what_is_shown(graph: Opened, save: Save) -> None:
    assert nodes_of(save("GEXF")) == neighbours("method/dora")
    graph.page.get_by_role("button", name="Share").click()
    link = urlsplit(graph.page.get_by_role("link", name="Open in Gephi Lite").get_attribute("href"))
    (address,) = parse_qs(link.query)["file"]
    assert (link.netloc, address.startswith(graph.address), address.endswith(".gexf")) == ("lite.gephi.org", True, True)
    answer = httpx.get(address, headers={"Origin": "https://lite.gephi.org"}, trust_env=False)
    assert answer.headers["access-control-allow-origin"] == "*"
    assert nodes_of(answer.content) == neighbours("method/dora")


def test_a_selection_that_no_address_says_has_no_link_for_gephi_lite(show: Open) -> None:
    opened = show("/?hide=method/lora")
    opened.page.get_by_role("button", name="Share").click()
    assert opened.page.get_by_role("link", name="Open in Gephi Lite").count() == 0
    assert "save the GEXF" in opened.page.locator(".ways").inner_text()


def test_pictures_hold_what_is_shown(save: Save) -> None:
    assert save("PNG").startswith(b"\x89PNG")
    drawing = ET.fromstring(save("SVG"))
    texts = {text.text for text in drawing.iter() if text.tag.endswith("}text")}
    assert {"DoRA", "LoRA", "LLaMA-7B"} <= texts
    paths = [path for path in drawing.iter() if path.tag.endswith("}path")]
    near = neighbours("method/dora")
    assert len(paths) == len(near) + len(inside(near))


def test_tables_and_triples_hold_what_is_shown(save: Save) -> None:
    near = neighbours("method/dora")
    nodes = list(csv.DictReader(io.StringIO(save("Nodes, CSV").decode())))
    assert {row["id"] for row in nodes} == near
    edges = list(csv.DictReader(io.StringIO(save("Edges, CSV").decode())))
    assert sorted(tuple(row["id"].split(" ")) for row in edges) == inside(near)
    triples = rdflib.Graph().parse(save("Turtle"), format="turtle")
    labels = {str(label) for label in triples.objects(predicate=SKOS.prefLabel)}
    assert {entity.label for entity in KNOWN.entities if entity.id in near} <= labels


def test_the_embedded_view_is_the_drawing_alone(show: Open) -> None:
    opened = show("/embed?around=method/lora")
    assert set(opened.nodes()) == neighbours("method/lora")
    assert opened.page.locator(".bar, .panel").count() == 0
