"""graph.html in a real browser: Debian's Chromium, the file opened from disk, no network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from graphs import hand_made, synthetic
from hostile_graph import IMAGE, hostile

from kg import ontology
from kg.view.html import html
from kg.view.scene import Scene, scene

pytestmark = pytest.mark.browser
ONTOLOGY = ontology.load()
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
MORE_THAN_ONE = "method/lora"


@dataclass
class Opened:
    """A page with what it asked for and what went wrong in it."""

    page: Any
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def ask(self, expression: str, argument: object = None) -> Any:
        return self.page.evaluate(expression, argument)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield chromium
        chromium.close()


Open = Callable[..., Opened]


@pytest.fixture
def show(browser: Any, tmp_path: Path) -> Iterator[Open]:
    contexts = []
    opened_pages = []

    def opened(view: Scene, title: str = "A graph", width: int = 1200, scheme: str = "light", fragment: str = "") -> Opened:
        file = tmp_path / "graph.html"
        file.write_text(html(view, ONTOLOGY, title=title), encoding="utf-8")
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce")
        contexts.append(context)
        result = Opened(context.new_page())
        opened_pages.append(result)
        result.page.on("request", lambda request: result.requests.append(request.url))
        result.page.on("pageerror", lambda error: result.errors.append(str(error)))
        result.page.on("console", lambda message: result.errors.append(message.text) if message.type == "error" else None)
        result.page.goto(file.as_uri() + fragment)
        result.page.wait_for_function("window.kgview")
        return result

    yield opened
    for context in contexts:
        context.close()
    for result in opened_pages:
        assert result.errors == []
        assert [url for url in result.requests if not url.startswith(("file:", "data:"))] == []


@pytest.fixture
def calm(show: Open) -> Opened:
    return show(scene(hand_made(), ONTOLOGY))


def legend(opened: Opened, name: str) -> Any:
    return opened.page.locator(f'#legend [data-name="{name}"]')


def test_everything_is_drawn_with_names(calm: Opened) -> None:
    view = scene(hand_made(), ONTOLOGY)
    assert calm.ask("kgview.visibleNodes()") == [node.id for node in view.nodes]
    assert len(calm.ask("kgview.visibleEdges()")) == len(view.edges)
    assert MORE_THAN_ONE in calm.ask("kgview.labels()")
    assert calm.page.locator("#notice").inner_text() == view.notice
    assert calm.page.title() == "A graph"


def test_a_mouse_click_on_a_node_opens_its_card(calm: Opened) -> None:
    place = calm.ask("kgview.place('method/lora')")
    calm.page.mouse.click(place["x"], place["y"])
    card = calm.page.locator("#card")
    assert calm.ask("kgview.selected()") == "method/lora"
    assert card.locator("h2").inner_text() == "LoRA"
    assert "Low-Rank Adaptation" in card.inner_text()
    assert "LoRA: Low-Rank Adaptation of Large Language Models" in card.inner_text()
    lit = set(calm.ask("kgview.lit()"))
    assert {"method/lora", "method/qlora", "benchmark/glue"} <= lit
    assert "method/resnet" not in lit
    calm.page.keyboard.press("Escape")
    assert card.is_hidden()
    assert calm.ask("kgview.lit()") is None


def test_a_mouse_click_on_an_edge_shows_every_sentence(calm: Opened) -> None:
    ends = [calm.ask("id => kgview.place(id)", node) for node in ("method/finn", "dataset/mnist")]
    calm.page.mouse.click(*(sum(end[axis] for end in ends) / 2 for axis in "xy"))
    selected = calm.ask("kgview.selected()")
    assert selected[1:2] == ["evaluatedOn"], selected
    figure = calm.page.locator("#card figure")
    assert figure.count() == 1
    assert figure.locator("mark").inner_text() == "On MNIST it classifies"
    assert figure.locator("blockquote").inner_text().startswith("On MNIST it classifies 12.3 million images a second")
    assert "FINN: A Framework" in figure.inner_text()
    assert "1 Dec · score 0.90" in figure.inner_text()


def test_an_edge_that_two_papers_support_shows_both(calm: Opened) -> None:
    calm.ask("kgview.select('task/language-model-adaptation')")
    calm.page.get_by_role("button", name="2 papers").click()
    marks = calm.page.locator("#card figure mark")
    assert sorted(marks.all_inner_texts()) == ["LoRA beside full fine-tuning", "Low-Rank Adaptation of Large Language Models"]


def test_the_legend_filters_by_type(calm: Opened) -> None:
    method = ONTOLOGY.role("method")
    methods = sum(entity.type == method for entity in hand_made().entities)
    assert legend(calm, method).locator(".count").inner_text() == str(methods)
    before = calm.ask("kgview.visibleNodes().length")
    legend(calm, method).click()
    assert calm.ask("kgview.visibleNodes().length") == before - methods
    assert not [e for e in calm.ask("kgview.visibleEdges()") if e[0].startswith("method/") or e[2].startswith("method/")]
    assert legend(calm, method).get_attribute("aria-pressed") == "false"
    assert calm.page.locator("#notice").inner_text().startswith("Filtered: ")
    calm.page.get_by_role("button", name="Show all", exact=True).click()
    assert calm.ask("kgview.visibleNodes().length") == before


def test_the_legend_filters_by_relation(calm: Opened) -> None:
    relation = "outperforms"
    row = calm.page.locator(f'#legend li:has([data-name="{relation}"])')
    row.hover()
    row.get_by_role("button", name="Only").click()
    left = calm.ask("kgview.visibleEdges()")
    assert {edge[1] for edge in left} == {relation}
    assert set(calm.ask("kgview.visibleNodes()")) == {end for edge in left for end in (edge[0], edge[2])}


def test_the_legend_filters_by_how_many_papers_state_an_edge(calm: Opened) -> None:
    before = calm.ask("kgview.visibleNodes()")
    field = legend(calm, "support")
    field.fill("2")
    field.press("Enter")
    assert calm.ask("kgview.visibleEdges()") == [["method/lora", "appliedTo", "task/language-model-adaptation"]]
    assert calm.ask("kgview.visibleNodes()") == ["method/lora", "task/language-model-adaptation"]
    legend(calm, "support").fill("99")
    legend(calm, "support").press("Enter")
    assert legend(calm, "support").input_value() == "2", "no edge has more"
    calm.page.get_by_role("button", name="Show all", exact=True).click()
    assert calm.ask("kgview.visibleNodes()") == before
    assert legend(calm, "support").input_value() == "1"


def test_filters_that_leave_nothing_say_what_to_do(show: Open) -> None:
    view = scene(hand_made(), ONTOLOGY)
    opened = show(view)
    for name in sorted({node.type for node in view.nodes}):
        legend(opened, name).click()
    assert "Show all" in opened.page.locator("#empty").inner_text()


def test_search_finds_names_and_aliases_by_keyboard(calm: Opened) -> None:
    calm.page.keyboard.press("/")
    calm.page.keyboard.type("nf4")
    options = calm.page.locator("#found [role=option]")
    assert "4-bit NormalFloat" in options.first.inner_text()
    calm.page.keyboard.press("Enter")
    assert calm.ask("kgview.selected()") == "method/4-bit-normalfloat"
    calm.page.keyboard.press("Escape")
    calm.page.keyboard.press("/")
    calm.page.keyboard.type("flash")
    first, second = options.nth(0).inner_text(), options.nth(1).inner_text()
    calm.page.keyboard.press("ArrowDown")
    assert options.nth(1).get_attribute("aria-selected") == "true"
    assert first != second
    calm.page.keyboard.press("Enter")
    assert calm.ask("kgview.selected()") == calm.ask("kgview.find('flash')")[1]
    calm.page.keyboard.press("/")
    calm.page.keyboard.type("no such thing")
    assert "Nothing here" in calm.page.locator("#found").inner_text()
    calm.page.keyboard.press("Escape")
    assert calm.page.locator("#found").is_hidden()


def test_a_node_can_be_shown_with_only_its_neighbours(calm: Opened) -> None:
    before, place = calm.ask("kgview.visibleNodes()"), calm.ask("kgview.place('method/dora')")
    calm.ask("kgview.select('method/dora')")
    calm.page.get_by_role("button", name="Show only its neighbours").click()
    shown = set(calm.ask("kgview.visibleNodes()"))
    assert {"method/dora", "method/lora", "method/llama-7b", "task/commonsense-reasoning"} < shown
    assert "method/resnet" not in shown
    calm.page.get_by_role("button", name="Show all again").click()
    assert calm.ask("kgview.visibleNodes()") == before
    calm.page.keyboard.press("Escape")
    calm.page.keyboard.press("f")
    back = calm.ask("kgview.place('method/dora')")
    assert (back["x"], back["y"]) == pytest.approx((place["x"], place["y"]), abs=2)


def test_the_back_button_returns_to_the_node_before(calm: Opened) -> None:
    calm.ask("kgview.select('method/lora')")
    calm.page.locator("#card").get_by_role("button", name="QLoRA", exact=True).first.click()
    assert calm.ask("kgview.selected()") == "method/qlora"
    calm.page.get_by_role("button", name="Back").click()
    assert calm.ask("kgview.selected()") == "method/lora"


def test_the_numbers_of_a_node_open_their_sentence(calm: Opened) -> None:
    calm.ask("kgview.select('method/flashattention-2')")
    claim = calm.page.locator("#card details").filter(has=calm.page.locator("summary", has_text="50~73%"))
    assert "NVIDIA A100" in claim.locator("summary").inner_text()
    claim.locator("summary").click()
    assert claim.locator("mark").inner_text() == "reaches 50~73% of the peak of an NVIDIA A100"


def test_the_table_holds_what_is_shown_and_opens_it(calm: Opened) -> None:
    calm.page.keyboard.press("t")
    rows = calm.page.locator("#table tbody tr")
    assert rows.count() == len(calm.ask("kgview.visibleNodes()"))
    calm.page.get_by_role("button", name="Name").click()
    names = [row.casefold() for row in calm.page.locator("#table tbody th").all_inner_texts()]
    assert names[0].startswith("4-bit")
    calm.page.locator("#table").get_by_role("button", name="FINN", exact=True).click()
    assert calm.ask("kgview.selected()") == "method/finn"


def test_an_address_with_a_node_opens_it(show: Open) -> None:
    view = scene(hand_made(), ONTOLOGY)
    assert show(view, fragment="#method%2Flora").ask("kgview.selected()") == "method/lora"
    assert show(view, fragment="#%").ask("kgview.selected()") is None


def test_light_and_dark_follow_the_system_and_the_button(show: Open) -> None:
    view = scene(hand_made(), ONTOLOGY)
    opened = show(view, scheme="dark")
    assert opened.ask("kgview.theme()") == "dark"
    dark = opened.ask("getComputedStyle(document.body).backgroundColor")
    opened.page.get_by_role("button", name="Theme").click()
    assert opened.ask("kgview.theme()") == "light"
    assert opened.ask("getComputedStyle(document.body).backgroundColor") != dark
    assert show(view, scheme="light").ask("kgview.theme()") in ("light", "dark")


def test_hostile_texts_stay_texts_and_run_nothing(show: Open) -> None:
    view = scene(hostile(), ONTOLOGY)
    opened = show(view, title=IMAGE)
    for node in view.nodes:
        opened.ask("id => kgview.select(id)", node.id)
        assert opened.page.locator("img").count() == 0
        assert opened.page.locator('a[href^="javascript:"]').count() == 0
    opened.ask("kgview.select('method/image')")
    assert opened.page.locator("#card h2").inner_text() == IMAGE
    opened.page.locator("#card .plain", has_text="1 paper").first.click()
    assert IMAGE in opened.page.locator("#card blockquote").inner_text()
    opened.page.keyboard.press("Escape")
    opened.page.keyboard.press("t")
    opened.page.keyboard.press("Escape")
    opened.page.keyboard.press("/")
    opened.page.keyboard.type("img")
    assert IMAGE in opened.page.locator("#found").inner_text()
    opened.page.wait_for_timeout(100)
    assert opened.ask("window.pwned") is None
    assert opened.page.locator("script").count() == 3


def test_parallel_edges_bend_apart(show: Open) -> None:
    opened = show(scene(hostile(), ONTOLOGY))
    middles = opened.ask(
        """() => Object.values(kgview.network.body.edges)
          .filter((edge) => [edge.from.id, edge.to.id].every((id) => kgview.visibleNodes()[id].startsWith("method/")))
          .map((edge) => { const { x, y } = edge.edgeType.getPoint(0.5); return [Math.round(x), Math.round(y)]; })"""
    )
    assert len(middles) == 3
    assert len({tuple(middle) for middle in middles}) == 3


def test_a_capped_page_says_how_much_it_shows(show: Open) -> None:
    view = scene(synthetic(60), ONTOLOGY, cap=120)
    opened = show(view)
    assert opened.page.locator("#notice").inner_text() == view.notice
    assert view.notice.startswith("120 of ")


def test_more_names_appear_as_one_comes_closer(show: Open) -> None:
    opened = show(scene(synthetic(60), ONTOLOGY))
    few = len(opened.ask("kgview.labels()"))
    assert 5 <= few < 80
    centre = opened.ask("kgview.find('a')")[0]
    opened.ask(
        "id => kgview.network.moveTo({ position: kgview.network.getPosition(kgview.visibleNodes().indexOf(id)), scale: 2 })",
        centre,
    )
    opened.ask("kgview.network.redraw()")
    seen = opened.ask("kgview.labels()")
    inside = [i for i in opened.ask("kgview.visibleNodes()") if 0 < opened.ask("id => kgview.place(id).x", i) < 1200]
    assert len(seen) / len(inside) > few / 500


def test_a_narrow_window_is_usable(show: Open) -> None:
    opened = show(scene(hand_made(), ONTOLOGY), width=390)
    assert opened.ask("document.documentElement.scrollWidth") == 390
    assert opened.page.locator("#legend").is_hidden()
    opened.page.get_by_role("button", name="Filter").click()
    assert opened.page.locator("#legend").is_visible()
    opened.page.get_by_role("button", name="Filter").click()
    opened.ask("kgview.select('method/lora')")
    card = opened.page.locator("#card").bounding_box()
    assert (card["x"], card["width"]) == (0, 390)
    assert card["height"] < 450
    assert opened.ask("kgview.place('method/lora').y") < card["y"]


def test_an_empty_graph_says_so(show: Open) -> None:
    from kg.records import Knowledge

    opened = show(scene(Knowledge(), ONTOLOGY))
    assert "nothing to show" in opened.page.locator("#empty").inner_text()


@pytest.mark.slow
def test_fifteen_hundred_nodes_open_within_seconds(show: Open) -> None:
    opened = show(scene(synthetic(453), ONTOLOGY, cap=1500))
    assert len(opened.ask("kgview.visibleNodes()")) == 1500
    assert opened.ask("performance.now()") < 6000
    frame = opened.ask(
        "() => { const start = performance.now(); for (let i = 0; i < 5; i++) kgview.network.renderer._redraw(); "
        "return (performance.now() - start) / 5; }"
    )
    assert frame < 250
