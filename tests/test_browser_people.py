"""For everyone: keyboard, light and dark, calm motion, axe-core on every page, hostile texts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from explorer import KNOWN, Open, Opened, opening, search
from hostile_graph import IMAGE, hostile
from serving import serving, write_graph

pytestmark = [pytest.mark.browser, pytest.mark.slow]


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
        "/page/method/lora",
        "/entity",
        "/embed?around=method/lora",
    )
    opened = show("/", width=width, scheme=scheme)
    for path in pages:
        opened.go(path)
        opened.page.wait_for_timeout(150)
        assert opened.axe() == [], path
        assert opened.ask("document.documentElement.scrollWidth") <= width, path


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_motion_only_where_it_is_welcome(show: Open, motion: str) -> None:
    opened = show("/", motion=motion)
    before = opened.ask("kg.camera().ratio")
    opened.page.get_by_role("button", name="Zoom in").click()
    at_once = opened.ask("kg.camera().ratio")
    opened.page.wait_for_timeout(500)
    after = opened.ask("kg.camera().ratio")
    assert after < before
    assert (at_once == after) == (motion == "reduce")


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
