"""The lexicons of ontology/lexicon: their columns, sizes and sources, that no name stands twice and no plain word is one."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from kg import ontology
from kg.errors import InputError, UnknownName
from kg.lexicon import EXACT, FOLDED, LexiconEntry, load_lexicons, read_table

FOLDER = ontology.data_dir() / "lexicon"
FILES = {
    "hardware": ("name", "aliases", "type", "match", "vendor", "kind", "family", "long", "source"),
    "data": ("name", "aliases", "type", "match", "task", "long", "source"),
    "tasks": ("name", "aliases", "type", "match", "area", "long", "source"),
    "metrics": ("name", "aliases", "type", "match", "direction", "unit", "long", "source"),
}
LEAST = {"hardware": 300, "data": 1000, "tasks": 200, "metrics": 200}
KINDS = {"GPU", "TPU", "CPU", "FPGA", "NPU", "ASIC", "mobile", "memory", "board", "class", "network", "system"}
GENERIC = {
    "set", "go", "sun", "act", "robust", "mars", "gem", "tape", "flip", "frames", "soon", "sketchy", "crafter", "device",
    "devices", "model", "method", "approach", "baseline", "data", "dataset", "benchmark", "task", "tasks", "performance",
    "efficiency", "improvement", "result", "results", "system", "hardware", "accelerator", "chip", "processor", "server",
    "memory device", "accuracy drop", "experiments", "number", "value", "learning", "training", "inference", "network",
    "evaluation", "cloud", "edge", "node", "sensor", "camera", "robot", "laptop", "paper", "state of the art",
    "downstream tasks",
}  # fmt: skip


def entries(file: str) -> list[LexiconEntry]:
    rows = read_table(FOLDER / f"{file}.tsv")
    of_file = {row["name"] for row in rows}
    return [entry for entry in load_lexicons(FOLDER) if entry.name in of_file and tuple(entry.row) == FILES[file]]


def compared(name: str, match: str) -> str:
    """What makes two names the same: letters and digits, with their case where it counts."""
    letters = re.sub(r"[^\w+#.]", "", name)
    return letters if match == EXACT else letters.casefold()


@pytest.mark.parametrize("file", FILES)
def test_columns_and_size(file: str) -> None:
    rows = read_table(FOLDER / f"{file}.tsv")
    assert tuple(rows[0]) == FILES[file]
    assert len({row["long"] or row["name"] for row in rows}) >= LEAST[file]
    assert {row["match"] for row in rows} <= {EXACT, FOLDED}
    assert all(row["source"] for row in rows)


@pytest.mark.parametrize("file", FILES)
def test_no_name_stands_twice(file: str) -> None:
    names = Counter(compared(name, entry.match) for entry in entries(file) for name in entry.names)
    assert [name for name, times in names.items() if times > 1] == []


@pytest.mark.parametrize("file", FILES)
def test_no_plain_word_is_a_name(file: str) -> None:
    names = [name for entry in entries(file) for name in entry.names]
    assert [name for name in names if name.casefold() in GENERIC] == []
    assert [name for name in names if len(re.sub(r"\W", "", name)) < 2] == []


@pytest.mark.parametrize("file", FILES)
def test_short_names_count_with_their_case(file: str) -> None:
    short = [(name, entry.match) for entry in entries(file) for name in entry.names if len(name) <= 3 and not name.islower()]
    assert [name for name, match in short if match != EXACT] == []


def test_rows_tell_what_later_work_needs() -> None:
    assert {row["kind"] for row in read_table(FOLDER / "hardware.tsv")} == KINDS
    assert all(row["task"] for row in read_table(FOLDER / "data.tsv"))
    assert {row["direction"] for row in read_table(FOLDER / "metrics.tsv")} == {"higher", "lower"}


@pytest.mark.parametrize("file", FILES)
def test_types_are_those_of_the_ontology(file: str) -> None:
    roles = {"hardware": {"device"}, "data": {"data", "suite"}, "tasks": {"task"}, "metrics": {"measure"}}[file]
    assert {row["type"] for row in read_table(FOLDER / f"{file}.tsv")} == {ontology.load().role(role) for role in roles}


def test_a_row_of_short_forms_names_the_row_it_belongs_to() -> None:
    for file in FILES:
        rows = read_table(FOLDER / f"{file}.tsv")
        names = {row["name"] for row in rows}
        assert [row["long"] for row in rows if row["long"] and row["long"] not in names] == []


def test_units_have_a_factor_and_forms_of_their_own() -> None:
    rows = read_table(FOLDER / "units.tsv")
    forms = Counter(form for row in rows for form in row["forms"].split("|"))
    assert [form for form, times in forms.items() if times > 1] == []
    assert all(Decimal(row["factor"]) > 0 and row["base"] and row["source"] for row in rows)
    bases = {(row["dimension"], row["base"]) for row in rows if row["dimension"] != "count"}
    assert len(bases) == len({dimension for dimension, _ in bases})


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("name\taliases\ttype\tmatch\nLoRA\tMethod\texact\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"a\.tsv, line 2 has 3 columns, its header 4"):
        load_lexicons(tmp_path)


def test_an_unknown_type_or_match_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.tsv"
    path.write_text("name\taliases\ttype\tmatch\nLoRA\t\tMethods\texact\n", encoding="utf-8")
    with pytest.raises(UnknownName, match="Did you mean Method"):
        load_lexicons(tmp_path)
    path.write_text("name\taliases\ttype\tmatch\nLoRA\t\tMethod\tfuzzy\n", encoding="utf-8")
    with pytest.raises(InputError, match="fuzzy"):
        load_lexicons(tmp_path)


def test_tables_of_another_kind_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("unit\tforms\nms\tms\n", encoding="utf-8")
    (tmp_path / "b.tsv").write_text(
        "name\taliases\ttype\tmatch\nLoRA\tlow-rank adaptation|LoRAs\tMethod\tfolded\n", encoding="utf-8"
    )
    (entry,) = load_lexicons(tmp_path)
    assert entry.names == ("LoRA", "low-rank adaptation", "LoRAs")
