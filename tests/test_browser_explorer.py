"""The explorer in a real browser: Debian's Chromium against a running server. No request may leave for another address."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from explorer import FLAGS, Open, Opened, built, opening
from graphs import hand_made
from hostile_graph import IMAGE, hostile
from serving import serving, write_graph

from kg import ontology

pytestmark = [pytest.mark.browser, pytest.mark.slow]
KNOWN = hand_made()
ONTOLOGY = ontology.load()
METHOD = ONTOLOGY.role("method")


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    built()
    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(write_graph(KNOWN, tmp_path_factory.mktemp("explorer") / "graph")) as client:
        yield str(client.base_url).rstrip("/")


@pytest.fixture
def show(browser: Any, address: str) -> Iterator[Open]:
    with opening(browser, address) as opened:
        yield opened


@pytest.fixture
def graph(show: Open) -> Opened:
    return show("/")


def everything() -> list[str]:
    return sorted({entity.id for entity in KNOWN.entities} | {f"paper/{paper.key}" for paper in KNOWN.papers})


def search(opened: Opened, words: str) -> Any:
    opened.page.keyboard.press("/")
    opened.page.keyboard.type(words)
    options = opened.page.locator(".bar .found [role=option]")
    options.first.wait_for()
    return options


def test_everything_is_drawn_and_counted(graph: Opened) -> None:
    assert graph.nodes() == everything()
    assert len(graph.ask("kg.edges()")) == len(KNOWN.statements)
    total = len(everything())
    assert graph.page.locator(".shown-words").inner_text().startswith(f"{total} of {total} nodes · {len(KNOWN.statements)} of")
    assert "method/lora" in graph.ask("kg.names()")


def test_search_by_keyboard_finds_aliases_and_misspellings(graph: Opened) -> None:
    options = search(graph, "nf4")
    assert "4-bit NormalFloat" in options.first.inner_text()
    assert "method" in options.first.inner_text()
    graph.page.keyboard.press("Enter")
    assert graph.page.locator(".card h2").inner_text() == "4-bit NormalFloat"
    options = search(graph, "flashatention")
    assert "FlashAttention" in options.first.inner_text()
    graph.page.keyboard.press("ArrowDown")
    assert options.nth(1).get_attribute("aria-selected") == "true"
    graph.page.keyboard.press("Escape")
    assert graph.page.locator(".bar .found").is_hidden()


def test_a_search_for_nothing_says_what_to_do(graph: Opened) -> None:
    graph.page.keyboard.press("/")
    graph.page.keyboard.type("qqqqqqqq")
    graph.page.locator(".nothing").wait_for()
    assert "fewer letters" in graph.page.locator(".nothing").inner_text()


def test_the_legend_filters_types_and_relations(graph: Opened) -> None:
    methods = [entity.id for entity in KNOWN.entities if entity.type == METHOD]
    row = graph.page.locator(f'.legend [data-name="{METHOD}"]')
    assert row.locator(".count").inner_text() == str(len(methods))
    row.click()
    assert graph.nodes() == sorted(set(everything()) - set(methods))
    assert row.get_attribute("aria-pressed") == "false"
    graph.page.get_by_role("button", name="Show all", exact=True).click()
    relation = ONTOLOGY.role("contribution")
    line = graph.page.locator(f'.legend li:has([data-name="{relation}"])')
    line.hover()
    line.locator(".only").click()
    assert {edge.split(" ")[1] for edge in graph.ask("kg.edges()")} == {relation}
    assert set(graph.nodes()) == {end for edge in graph.ask("kg.edges()") for end in edge.split(" ")[::2]}
    graph.page.keyboard.press("Tab")
    graph.page.get_by_role("button", name="Undo").click()
    assert graph.nodes() == everything()


def test_sliders_for_support_score_and_years(graph: Opened) -> None:
    sliders = graph.page.locator(".filters input[type=range]")
    sliders.nth(2).fill("2")
    assert len(graph.ask("kg.edges()")) == sum(statement.support > 1 for statement in KNOWN.statements) > 0
    sliders.nth(2).fill("1")
    graph.page.get_by_label("To the year").fill("2016")
    late = {"method/qlora", "method/dora"}
    assert "method/resnet" in graph.nodes() and not late & set(graph.nodes())


def test_filters_that_leave_nothing_say_what_to_do(graph: Opened) -> None:
    for row in graph.page.locator(".legend ul").first.locator(".row").all():
        row.click()
    graph.page.get_by_role("button", name="Show all types and relations").click()
    assert graph.nodes() == everything()


def test_a_click_on_a_node_opens_its_card(graph: Opened) -> None:
    graph.click_node("method/lora")
    card = graph.page.locator(".card")
    card.locator("h3").first.wait_for()
    assert card.locator("h2").inner_text() == "LoRA"
    assert "also Low-Rank Adaptation" in card.inner_text()
    assert "Introduced by" in card.inner_text()
    number = card.locator(".claim").first
    number.locator("summary").click()
    assert "10,000x fewer parameters" in number.locator("mark").inner_text()
    card.get_by_role("button", name="QLoRA", exact=True).first.click()
    assert graph.page.locator(".card h2").inner_text() == "QLoRA"
    graph.page.locator(".stage").focus()
    graph.page.keyboard.press("Escape")
    assert card.count() == 0


def test_an_edge_opens_every_sentence(graph: Opened) -> None:
    ends = [graph.ask("id => kg.place(id)", node) for node in ("method/finn", "dataset/mnist")]
    graph.page.mouse.click(*(sum(end[axis] for end in ends) / 2 for axis in "xy"))
    quote = graph.page.locator(".card .quote")
    quote.first.wait_for()
    assert quote.count() == 1
    assert quote.locator("mark").inner_text() == "On MNIST it classifies"
    assert "0.90" in quote.inner_text()
    graph.go("/?node=task/language-model-adaptation")
    graph.page.get_by_role("button", name="2 papers: sentences for LoRA", exact=True).click()
    quote.nth(1).wait_for()
    marks = sorted(quote.locator("mark").all_inner_texts())
    assert marks == ["LoRA beside full fine-tuning", "Low-Rank Adaptation of Large Language Models"]


def neighbours(node: str) -> set[str]:
    return {end for s in KNOWN.statements if node in (s.subject, s.object) for end in (s.subject, s.object)} | {node}


def test_around_expand_collapse_hide_pin_and_undo(graph: Opened) -> None:
    graph.click_node("method/dora")
    graph.page.get_by_role("button", name="Only around it").click()
    assert set(graph.nodes()) == neighbours("method/dora")
    graph.page.wait_for_timeout(300)
    graph.click_node("method/lora")
    expand = graph.page.locator(".card").get_by_role("button", name="Expand +")
    hidden = int(expand.inner_text().split("+")[1])
    assert hidden == sum("method/lora" in (s.subject, s.object) for s in KNOWN.statements) - sum(
        "method/lora" in (s.subject, s.object) and {s.subject, s.object} <= neighbours("method/dora") for s in KNOWN.statements
    )
    expand.click()
    assert set(graph.nodes()) == neighbours("method/dora") | neighbours("method/lora")
    graph.page.locator(".card").get_by_role("button", name="Collapse").click()
    assert set(graph.nodes()) < neighbours("method/dora") | neighbours("method/lora")
    graph.page.get_by_role("button", name="Undo").click()
    graph.page.get_by_role("button", name="Undo").click()
    assert set(graph.nodes()) == neighbours("method/dora")
    graph.page.get_by_role("button", name="Redo").click()
    assert set(graph.nodes()) == neighbours("method/dora") | neighbours("method/lora")
    graph.page.locator(".card").get_by_role("button", name="Hide").click()
    assert "method/lora" not in graph.nodes()
    graph.page.get_by_role("button", name="show the whole graph again").click()
    assert graph.nodes() == everything()
    graph.page.wait_for_timeout(300)
    graph.click_node("method/resnet")
    graph.page.locator(".card").get_by_role("button", name="Pin").click()
    graph.page.locator(f'.legend [data-name="{METHOD}"]').click()
    assert [node for node in graph.nodes() if node.startswith("method/")] == ["method/resnet"]


def test_a_path_with_its_sentences(graph: Opened) -> None:
    graph.click_node("method/dora")
    graph.page.get_by_role("button", name="Path to").click()
    box = graph.page.get_by_role("combobox", name="Path to")
    box.fill("Vicuna")
    graph.page.locator(".deeds .found [role=option]").first.click()
    card = graph.page.get_by_role("region", name="Path")
    card.locator("mark").first.wait_for()
    assert card.locator("h2").inner_text() == "DoRA to Vicuna benchmark"
    path = graph.ask("kg.paths().paths[0].nodes.map((node) => node.id)")
    assert (path[0], path[-1]) == ("method/dora", "benchmark/vicuna-benchmark")
    assert set(path) <= set(graph.nodes())
    assert card.locator("details[open] .triple").count() == len(path) - 1


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


def test_the_keyboard_reaches_everything_on_the_drawing(graph: Opened) -> None:
    graph.click_node("method/lora")
    graph.page.locator(".stage").focus()
    seen = {"method/lora"}
    for key in ("ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"):
        graph.page.keyboard.press(key)
        seen.add(graph.ask("kg.view().node"))
    assert len(seen) > 2
    before = graph.ask("kg.camera().ratio")
    graph.page.keyboard.press("+")
    graph.page.wait_for_function("before => kg.camera().ratio < before", arg=before)
    graph.page.keyboard.press("f")
    chosen = graph.ask("kg.view().node")
    graph.page.keyboard.press("h")
    assert chosen not in graph.nodes()
    graph.page.keyboard.press("Control+z")
    assert chosen in graph.nodes()
    graph.page.keyboard.press("?")
    graph.page.locator("dialog[open]").wait_for()
    graph.page.keyboard.press("Escape")
    graph.page.locator("dialog[open]").wait_for(state="detached")


def test_the_table_holds_the_same_sorts_and_exports(show: Open) -> None:
    opened = show(f"/table?without={METHOD}")
    rows = opened.page.locator("tbody tr")
    expected = [node for node in everything() if not node.startswith("method/")]
    assert rows.count() == len(expected)
    opened.page.get_by_role("button", name="Name").click()
    names = [name.casefold() for name in opened.page.locator("tbody th").all_inner_texts()]
    assert names[0] <= names[1] and opened.page.locator("[aria-sort=ascending]").count() == 1
    with opened.page.expect_download() as download:
        opened.page.get_by_role("button", name="CSV").click()
    with Path(download.value.path()).open(encoding="utf-8", newline="") as file:
        assert sorted(row["id"] for row in csv.DictReader(file)) == expected
    opened.page.get_by_label("Only rows with these words").fill("glue benchmark")
    assert rows.count() == 1
    opened.page.get_by_role("link", name="GLUE").click()
    assert opened.page.locator(".card h2").inner_text() == "GLUE"


def test_exports_of_the_view(graph: Opened) -> None:
    graph.click_node("method/dora")
    graph.page.get_by_role("button", name="Only around it").click()

    def exported(words: str) -> bytes:
        graph.page.get_by_role("button", name="Share").click()
        with graph.page.expect_download() as download:
            graph.page.get_by_role("button", name=words).click()
        return Path(download.value.path()).read_bytes()

    gexf = ET.fromstring(exported("GEXF"))
    assert {node.get("id") for node in gexf.iter() if node.tag.endswith("}node")} == neighbours("method/dora")
    assert exported("PNG").startswith(b"\x89PNG")
    drawing = ET.fromstring(exported("SVG"))
    texts = {text.text for text in drawing.iter() if text.tag.endswith("}text")}
    assert {"DoRA", "LoRA", "LLaMA-7B"} <= texts
    assert b"method:dora" in exported("Turtle")
    assert exported("Edges, CSV").decode().splitlines()[0] == "id,from,relation,to,papers,score,first"
    graph.page.get_by_role("button", name="Share").click()
    link = graph.page.get_by_role("link", name="Open in Gephi Lite").get_attribute("href")
    assert link is not None and "api%2Fexport%3Fformat%3Dgexf" in link


def test_the_embedded_view_is_the_drawing_alone(show: Open) -> None:
    opened = show("/embed?around=method/lora")
    assert set(opened.nodes()) == neighbours("method/lora")
    assert opened.page.locator(".bar, .panel").count() == 0


def test_compare_opens_the_sentence_of_a_number(show: Open) -> None:
    opened = show("/compare?thing=method/gpt-3")
    line = opened.page.locator(".line", has=opened.page.locator(".claim-value", has_text="10,000"))
    line.locator("summary").click()
    assert "10,000x fewer parameters" in line.locator("mark").inner_text()
    start = show("/compare")
    start.page.get_by_role("link", name="LoRA", exact=True).first.click()
    start.page.locator(".board").first.wait_for()
    assert "thing=method" in start.page.url


def test_a_paper_with_its_graph(show: Open) -> None:
    paper = next(paper for paper in KNOWN.papers if paper.title.startswith("DoRA"))
    opened = show(f"/paper?key={paper.key}")
    assert opened.page.locator("h1").inner_text() == paper.title
    assert "beats LoRA on commonsense reasoning" in opened.page.locator(".abstract").inner_text()
    assert opened.page.locator(".mini a").count() == len(neighbours("method/dora") | {"method/llama-7b"})
    opened.page.locator(".statement .verb").first.click()
    assert opened.page.locator(".statement mark").count() == 1
    opened.page.locator(".mini a", has_text="LLaMA-7B").click()
    assert opened.page.locator(".card h2").inner_text() == "LLaMA-7B"


def test_the_overview_counts_and_checks(show: Open) -> None:
    opened = show("/overview")
    figures = opened.page.locator(".figures").inner_text()
    assert str(len(KNOWN.papers)) in figures and str(len(KNOWN.entities)) in figures
    opened.page.get_by_text("Every rule").or_(opened.page.get_by_text("violation")).first.wait_for(timeout=60_000)
    opened.page.get_by_role("link", name="LoRA", exact=True).first.click()
    assert opened.page.locator(".card h2").inner_text() == "LoRA"


def ask(opened: Opened, query: str) -> None:
    editor = opened.page.get_by_role("textbox", name="SPARQL query")
    editor.click()
    opened.page.keyboard.press("Control+a")
    opened.page.keyboard.insert_text(query)
    opened.page.keyboard.press("Control+Enter")


def test_sparql_answers_as_table_and_graph(show: Open) -> None:
    opened = show("/sparql")
    ask(opened, "SELECT ?m { ?m a kg:Method ; skos:prefLabel ?n FILTER(CONTAINS(STR(?n), 'LoRA')) } ORDER BY ?m")
    cells = opened.page.locator(".answer td")
    cells.first.wait_for()
    assert cells.all_inner_texts() == ["method:lora", "method:qlora"]
    assert "text=" in opened.page.evaluate("new Promise((done) => setTimeout(() => done(location.href), 500))")
    opened.page.get_by_role("button", name="Show as graph").click()
    opened.page.locator(".stage").wait_for()
    assert opened.nodes() == ["method/lora", "method/qlora"]


def test_sparql_says_where_the_mistake_is(show: Open) -> None:
    opened = show("/sparql")
    ask(opened, "SELECT ?m {\n  ?m a kg:Method ;;; FILTER\n}")
    failed = opened.page.locator(".failed")
    failed.wait_for()
    assert failed.inner_text().startswith("Line ")
    assert opened.page.locator(".cm-lintRange-error").count() == 1
    opened.errors[:] = [error for error in opened.errors if "400" not in error]


def test_sparql_completes_and_asks_named_questions(show: Open) -> None:
    opened = show("/sparql")
    editor = opened.page.get_by_role("textbox", name="SPARQL query")
    editor.click()
    opened.page.keyboard.press("Control+a")
    opened.page.keyboard.type("SELECT * { ?m a kg:Meth")
    option = opened.page.locator(".cm-tooltip-autocomplete li").first
    option.wait_for()
    assert "kg:Method" in option.inner_text()
    opened.page.keyboard.press("Escape")
    questions = opened.page.get_by_role("navigation", name="Named questions")
    questions.get_by_role("button", name="Which statements do most papers make?").click()
    values = questions.get_by_role("button", name="Ask", exact=True)
    if values.count():
        values.click()
    opened.page.locator(".answer td").first.wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing(show: Open, scheme: str, width: int) -> None:
    paper = next(paper for paper in KNOWN.papers if paper.title.startswith("LoRA:"))
    pages = (
        "/",
        "/?node=method/lora",
        "/table",
        "/compare?thing=method/gpt-3",
        "/overview",
        f"/paper?key={paper.key}",
        "/sparql",
    )
    opened = show("/", width=width, scheme=scheme)
    for path in pages:
        opened.go(path)
        opened.page.wait_for_timeout(150)
        assert opened.axe() == [], path
        assert opened.ask("document.documentElement.scrollWidth") <= width, path


def test_dark_follows_the_system_and_the_button(show: Open) -> None:
    opened = show("/", scheme="dark")
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    dark = opened.ask(ground)
    opened.page.get_by_role("button", name="Theme").click()
    assert opened.ask(ground) != dark
    opened.page.reload()
    opened.ready()
    assert opened.ask(ground) != dark


def test_hostile_texts_stay_texts(browser: Any, tmp_path: Path) -> None:
    knowledge = hostile()
    with (
        serving(write_graph(knowledge, tmp_path / "graph")) as client,
        opening(browser, str(client.base_url).rstrip("/")) as show,
    ):
        opened = show("/")
        paper = max(knowledge.papers, key=lambda one: len(one.title))
        for path in (
            "/?node=method/image",
            f"/paper?key={paper.key}",
            "/table",
            "/table?rows=edges",
            "/overview",
            "/compare",
            "/",
        ):
            opened.go(path)
            opened.page.wait_for_timeout(150)
            assert opened.page.locator("main img").count() == 0, path
            assert opened.page.locator('a[href^="javascript:"]').count() == 0, path
        opened.go("/?node=method/image")
        assert opened.page.locator(".card h2").inner_text() == IMAGE
        options = search(opened, "img")
        assert IMAGE in options.first.inner_text()
        assert opened.ask("window.pwned") is None
