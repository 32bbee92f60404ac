"""kg compare and kg show as scripts use them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from test_cli import Kg, Ran, kg, papers  # noqa: F401  (kg is a fixture)

FIRST = {
    "title": "QuickNet: A small network",
    "date": "2022-03-01",
    "abstract": "We propose QuickNet. QuickNet is 2.5x faster than ResNet-50 on an NVIDIA A100 GPU. "
    "On ImageNet, QuickNet reaches 81.5% accuracy.",
}
SECOND = {
    "title": "SwiftNet: A network for <b>phones</b>",
    "date": "2024-06",
    "abstract": "We propose SwiftNet. SwiftNet is 3x faster than ResNet-50 on an NVIDIA A100 GPU. "
    "On ImageNet, SwiftNet reaches 79.0% accuracy.",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("numbers")


@pytest.fixture
def graph(kg: Kg, folder: Path) -> Path:  # noqa: F811
    """A graph of two papers, built once."""
    if not (folder / "graph").exists():
        file = papers(folder / "papers.jsonl", FIRST, SECOND)
        assert kg("build", file, "-o", folder / "graph", "--quiet", "--extractor", "patterns") == Ran(0, "", "")
    return folder / "graph"


def rows(ran: Ran) -> list[dict[str, str]]:
    assert ran.code == 0, ran.err
    return list(csv.DictReader(io.StringIO(ran.out, newline="")))


def test_a_leaderboard_of_a_piece_of_hardware(kg: Kg, graph: Path) -> None:  # noqa: F811
    found = rows(kg("compare", "--hardware", "A100", "--csv", "-g", graph))
    speeds = [(row["subject"], row["value"], row["comparable"], row["baseline"]) for row in found if row["scale"] == "ratio"]
    assert speeds == [("SwiftNet", "3x", "×3", "ResNet-50"), ("QuickNet", "2.5x", "×2.5", "ResNet-50")]
    assert all(row["paper"] and row["sentence"] for row in found)


def test_options_of_all_types_restrict_together(kg: Kg, graph: Path) -> None:  # noqa: F811
    found = rows(kg("compare", "--dataset", "ImageNet", "--metric", "accuracy", "--csv", "-g", graph))
    assert [(row["subject"], row["comparable"]) for row in found] == [("QuickNet", "81.5%"), ("SwiftNet", "79%")]
    found = rows(kg("compare", "--dataset", "ImageNet", "--method", "SwiftNet", "--csv", "-g", graph))
    assert {row["subject"] for row in found} == {"SwiftNet"}
    found = rows(kg("compare", "ImageNet", "--since", "2023", "--csv", "-g", graph))
    assert {row["date"] for row in found} == {"2024-06"}
    assert rows(kg("compare", "ImageNet", "--min-score", "1", "--csv", "-g", graph)) == []


def test_the_table_tells_scale_value_and_sentence(kg: Kg, graph: Path) -> None:  # noqa: F811
    ran = kg("compare", "A100", "-g", graph)
    assert "speed: changes, as new level divided by old; higher is better" in ran.out
    assert "increase 2.5x" in ran.out and "×2.5" in ran.out
    assert ran.out.index("SwiftNet") < ran.out.index("QuickNet")


def test_a_paper_is_asked_for_by_its_title(kg: Kg, graph: Path) -> None:  # noqa: F811
    found = rows(kg("compare", FIRST["title"], "--csv", "-g", graph))
    assert {row["subject"] for row in found} == {"QuickNet"} and len(found) == 2


def test_json_and_page(kg: Kg, graph: Path, tmp_path: Path) -> None:  # noqa: F811
    told = json.loads(kg("compare", "A100", "--json", "-g", graph).out)
    assert told["rankings"][0]["rows"][0]["subject"]["name"] == "SwiftNet"
    page = tmp_path / "a100.html"
    assert kg("compare", "A100", "--html", page, "-g", graph).code == 0
    text = page.read_text(encoding="utf-8")
    assert "&lt;b&gt;phones" in text and "<b>phones" not in text
    assert kg("compare", "A100", "--html", tmp_path / "no" / "page.html", "-g", graph).code == 4


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--hardware", "A1000"], 6, "no hardware is called"),
        (["--metric", "speeed"], 6, "Did you mean speed"),
        (["--dataset", "QuickNet"], 6, "no dataset is called"),
        (["A100", "--since", "yesterday"], 2, "no date"),
        (["A100", "--since", "2024-13"], 2, "no date"),
        (["A100", "--csv", "--json"], 2, "one of them"),
        ([""], 6, "no paper or entity is called ''"),
        (["--metric", " "], 6, "no metric"),
        ([], 2, "nothing to compare"),
        (["A1000", "--contradictions"], 6, "is called"),
    ],
)
def test_what_cannot_be_compared_is_told(kg: Kg, graph: Path, words: list[str], code: int, said: str) -> None:  # noqa: F811
    ran = kg("compare", *words, "-g", graph)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err


def test_contradictions_are_counted(kg: Kg, graph: Path) -> None:  # noqa: F811
    assert kg("compare", "--contradictions", "-g", graph).out == "0 contradictions\n"
    assert json.loads(kg("compare", "--contradictions", "--json", "-g", graph).out) == []


def test_show_finds_a_thing_by_its_address(kg: Kg, graph: Path) -> None:  # noqa: F811
    assert kg("show", "https://kg.example/id/dataset/imagenet", "-g", graph).out.startswith("ImageNet\n")


def test_show_limits_and_filters(kg: Kg, graph: Path) -> None:  # noqa: F811
    card = kg("show", "ImageNet", "--sentences", "0", "--facts", "1", "-g", graph).out
    assert "  and 1 more" in card and "“" not in card
    assert "QuickNet" not in kg("show", "ImageNet", "--min-support", "2", "--facts", "0", "-g", graph).out


def test_show_gives_the_whole_card_as_json(kg: Kg, graph: Path) -> None:  # noqa: F811
    told = json.loads(kg("show", "imagenet", "--json", "-g", graph).out)
    assert (told["thing"]["name"], told["support"]) == ("ImageNet", 2)
    assert [paper["date"] for paper in told["papers"]] == ["2022-03-01", "2024-06"]
    assert {row["subject"]["name"] for row in told["numbers"]} == {"QuickNet", "SwiftNet"}
