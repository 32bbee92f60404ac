"""The SPARQL page in a real browser: answers, mistakes, completion, named questions."""

from __future__ import annotations

import pytest
from explorer import Open, Opened

pytestmark = [pytest.mark.browser, pytest.mark.slow]


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
