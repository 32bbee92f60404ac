"""The other pages in a real browser: table, compare, paper, thing, overview."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import httpx
import pytest
from explorer import KNOWN, Open, everything, neighbours

from kg import ontology

pytestmark = [pytest.mark.browser, pytest.mark.slow]
METHOD = ontology.load().role("method")


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


def test_the_page_of_a_thing(show: Open) -> None:
    opened = show("/?node=method/lora")
    opened.page.get_by_role("link", name="Its page").click()
    opened.page.locator(".mini a").first.wait_for()
    assert opened.page.url == opened.address + "/page/method/lora"
    assert opened.page.locator("h1").inner_text() == "LoRA"
    assert opened.page.title() == "LoRA · kg explorer"
    assert opened.page.locator(".mini a").count() == len(neighbours("method/lora"))
    opened.page.get_by_role("button", name="2 papers: sentences for language model adaptation", exact=True).click()
    opened.page.locator(".statement .quote").nth(1).wait_for()
    for name in ("Turtle", "JSON-LD", "N-Triples", "RDF/XML"):
        address = opened.page.get_by_role("link", name=name).get_attribute("href")
        assert httpx.get(opened.address + address, trust_env=False).status_code == 200
    opened.page.locator(".columns").get_by_role("link", name="QLoRA").first.click()
    opened.page.locator("h1", has_text="QLoRA").wait_for()
    opened.page.get_by_role("link", name="Only around it").click()
    assert set(opened.nodes()) == neighbours("method/qlora")


def test_an_iri_leads_to_the_page_of_its_thing(show: Open) -> None:
    opened = show("/id/method/lora")
    opened.page.locator("h1", has_text="LoRA").wait_for()
    assert opened.page.url == opened.address + "/page/method/lora"
    opened.page.reload()
    opened.page.locator("h1", has_text="LoRA").wait_for()


def test_a_thing_without_a_name_can_be_looked_for(show: Open) -> None:
    opened = show("/entity")
    opened.page.get_by_role("combobox", name="Thing").fill("nf4")
    opened.page.locator(".asked .found [role=option]").first.click()
    opened.page.locator("h1", has_text="4-bit NormalFloat").wait_for()
    opened.go("/entity")
    opened.page.locator(".ranking").get_by_role("link", name="LoRA", exact=True).click()
    assert opened.page.url.endswith("/page/method/lora")


def test_the_page_of_a_thing_needs_no_script(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "/page/method/lora")
    assert page.locator("h1").inner_text() == "LoRA"
    assert page.get_by_role("link", name="QLoRA").first.get_attribute("href") == "/page/method/qlora"
    context.close()
