"""The graph page in a real browser: drawing, search, filters, cards, evidence, scopes, paths."""

from __future__ import annotations

import pytest
from explorer import KNOWN, Opened, everything, neighbours, search

from kg import ontology

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ONTOLOGY = ontology.load()
METHOD = ONTOLOGY.role("method")


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
    graph.page.get_by_label("To the year").press("End")
    assert graph.nodes() == everything()
    assert {item.score for s in KNOWN.statements for item in s.evidence} == {0.9}
    sliders.nth(3).fill("0.9")
    assert len(graph.ask("kg.edges()")) == len(KNOWN.statements)
    sliders.nth(3).fill("0.95")
    assert graph.nodes() == graph.ask("kg.edges()") == []


def test_the_first_minute_has_names_to_click(graph: Opened) -> None:
    hints = graph.page.get_by_role("region", name="Where to begin")
    first = hints.get_by_role("button").first
    name = first.inner_text()
    first.click()
    assert graph.page.locator(".card h2").inner_text() == name
    assert hints.count() == 0
    graph.go("/")
    hints.get_by_role("button", name="From ").click()
    graph.page.get_by_role("region", name="Path").locator("mark").first.wait_for()
    graph.go("/")
    hints.get_by_role("button", name="No more hints").click()
    assert hints.count() == 0 and graph.nodes() == everything()


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
