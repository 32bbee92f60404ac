"""The page of `kg compare --html` in a real browser: tables sort by a click, rows keep their sentences, nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hostile_graph import hostile
from test_browser_html import FLAGS
from test_compare import CHIP, LATENCY, SLOW, claim, index, things

from kg import ontology
from kg.compare import Asked, Index, board
from kg.compare.page import page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        chromium = play.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield chromium
        chromium.close()


def test_a_click_on_a_heading_sorts_and_sentences_stay_with_their_rows(browser: Any, tmp_path: Path) -> None:
    numbers = [claim(LATENCY, written, on=(CHIP,), about=SLOW) for written in ("20 ms", "3 ms", "1.5 s")]
    file = tmp_path / "compare.html"
    file.write_text(page(board(index(*numbers), Asked(things(CHIP))), title="Chip"), encoding="utf-8")
    opened = browser.new_page()
    problems: list[str] = []
    opened.on("console", lambda message: problems.append(message.text))
    opened.on("request", lambda request: problems.append(request.url) if not request.url.startswith(("file:", "data:")) else None)
    opened.goto(file.as_uri())
    written = lambda: opened.locator("tbody tr:first-child td:nth-child(2)").all_inner_texts()  # noqa: E731
    assert written() == ["3 ms", "20 ms", "1.5 s"]
    heading = opened.get_by_role("button", name="comparable")
    heading.click()
    heading.click()
    assert written() == ["1.5 s", "20 ms", "3 ms"]
    assert opened.locator("th[aria-sort=descending]").inner_text() == "comparable"
    assert opened.locator("tbody").first.locator("tr.said").inner_text() == "“One paper”"
    assert problems == []


def test_hostile_texts_run_nothing(browser: Any, tmp_path: Path) -> None:
    found = board(Index(hostile(), ontology.load()), Asked((frozenset({"method/formula"}),)))
    file = tmp_path / "hostile.html"
    file.write_text(page(found, title="</title><script>window.pwned = 1</script>"), encoding="utf-8")
    opened = browser.new_page()
    opened.goto(file.as_uri())
    assert opened.evaluate("window.pwned") is None
    assert opened.locator("a").count() == 0
