"""The lexicons of ontology/lexicon: their columns, that an alias leads to one thing, and that rows stand in order."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from kg import ontology
from kg.errors import InputError, UnknownName
from kg.lexicon import EXACT, FOLDED, LexiconEntry, load_lexicons, read_table
from kg.resolve.names import normal

FOLDER = ontology.data_dir() / "lexicon"
NAMED = ("name", "aliases", "forms", "type", "match")
FILES = {
    "hardware": (*NAMED, "vendor", "kind", "family", "variant_of", "long", "source"),
    "data": (*NAMED, "task", "variant_of", "long", "source"),
    "tasks": (*NAMED, "area", "variant_of", "long", "source"),
    "methods": (*NAMED, "area", "variant_of", "long", "source"),
    "metrics": (*NAMED, "direction", "unit", "note", "variant_of", "long", "source"),
}
ROLES = {
    "hardware": {"device"},
    "data": {"data", "suite"},
    "tasks": {"task"},
    "methods": {"method"},
    "metrics": {"measure"},
}
GROUPS = {"hardware": ("kind", "vendor", "family"), "data": ("task",), "tasks": ("area",), "methods": ("area",), "metrics": ()}
GENERAL = "general"
LISTS = {
    "pci.ids", "usb.ids", "MLPerf", "Papers with Code", "sota-extractor", "NLP-progress", "NLP-TDMS", "lm-eval", "HF evaluate",
    "FOLDOC", "V.E.R.A.",
}  # fmt: skip
PAGE = re.compile(r"https://(?:[a-z0-9-]+\.)+[a-z]+/[\w./,~+-]+(?<![.,])")
SITE = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]+(?:/[a-z]+)?")
TRACEABLE = {"hardware": 0.8, "data": 0.55, "tasks": 0.65, "methods": 0.25, "metrics": 0.45}
"""The least share of rows whose source is a list or a page that can be opened."""
REGISTRIES = ("pypi.org", "pythonhosted.org", "npmjs.", "debian.org", "crates.io", "huggingface.co/models")
PLAIN = {
    "set", "go", "sun", "act", "robust", "mars", "gem", "tape", "flip", "frames", "soon", "sketchy", "crafter", "device",
    "devices", "accelerator", "chip", "processor", "server", "memory device", "accuracy drop", "cloud", "edge", "node",
    "sensor", "camera", "robot", "laptop", "o1", "ray", "batching", "caching",
}  # fmt: skip


def entries(file: str) -> list[LexiconEntry]:
    return [entry for entry in load_lexicons(FOLDER) if tuple(entry.row) == FILES[file] and in_file(entry, file)]


def in_file(entry: LexiconEntry, file: str) -> bool:
    return entry.type in {ontology.load().role(role) for role in ROLES[file]}


def sources(rows: Sequence[Mapping[str, str]]) -> list[str]:
    return [row["source"] for row in rows]


def by_hand() -> list[LexiconEntry]:
    return [entry for entry in load_lexicons(FOLDER) if "annotated" not in entry.row]


def compared(name: str, match: str) -> str:
    """What makes two names the same: letters and digits, with their case where it counts."""
    letters = re.sub(r"[^\w+#.]", "", name)
    return letters if match == EXACT else letters.casefold()


@pytest.mark.parametrize("file", FILES)
def test_columns_types_and_sources(file: str) -> None:
    rows = read_table(FOLDER / f"{file}.tsv")
    assert tuple(rows[0]) == FILES[file]
    assert {row["match"] for row in rows} == {EXACT, FOLDED}
    known = {GENERAL, *LISTS}
    assert [s for s in sources(rows) if s not in known and not PAGE.fullmatch(s) and not SITE.fullmatch(s)] == []
    assert {row["type"] for row in rows} == {ontology.load().role(role) for role in ROLES[file]}


@pytest.mark.parametrize("file", FILES)
def test_most_facts_name_what_they_were_read_in(file: str) -> None:
    found = sources(read_table(FOLDER / f"{file}.tsv"))
    assert sum(source in LISTS or bool(PAGE.fullmatch(source)) for source in found) >= TRACEABLE[file] * len(found)
    assert [source for source in found if any(host in source for host in REGISTRIES)] == []


def test_few_pieces_of_hardware_rest_on_general_knowledge() -> None:
    assert sources(read_table(FOLDER / "hardware.tsv")).count(GENERAL) < 150


def test_the_readme_says_where_each_list_is_found() -> None:
    lines = (FOLDER / "README.md").read_text(encoding="utf-8").splitlines()
    rows = [line.split("|")[1:3] for line in lines if line.startswith("| ") and line.count("|") == 4]
    places = {name.strip(): place.strip() for name, place in rows}
    assert {name: places.get(name, "") for name in LISTS if not places.get(name, "").startswith("https://")} == {}


@pytest.mark.parametrize("file", FILES)
def test_no_name_stands_twice(file: str) -> None:
    names = Counter(compared(name, entry.match) for entry in entries(file) for name in entry.found_by)
    assert [name for name, times in names.items() if times > 1] == []


def test_another_name_leads_to_one_thing_of_its_type() -> None:
    things: dict[tuple[str, str], set[str]] = defaultdict(set)
    for entry in by_hand():
        for name in entry.names:
            things[entry.type, normal(name)].add(entry.main)
    assert {name: mains for name, mains in things.items() if len(mains) > 1} == {}


def test_a_form_is_not_a_name_and_belongs_to_one_row() -> None:
    names = {(entry.type, normal(name)) for entry in by_hand() for name in entry.names}
    rows: dict[tuple[str, str], set[str]] = defaultdict(set)
    for entry in by_hand():
        for form in entry.forms:
            rows[entry.type, normal(form)].add(entry.name)
    assert [form for form in rows if form in names] == []
    assert {form: found for form, found in rows.items() if len(found) > 1} == {}


def test_data_have_one_type() -> None:
    types: dict[str, set[str]] = defaultdict(set)
    for entry in entries("data"):
        for name in entry.names:
            types[normal(name)].add(entry.type)
    assert [name for name, found in types.items() if len(found) > 1] == []


@pytest.mark.parametrize("file", FILES)
def test_other_rows_that_a_row_names_exist(file: str) -> None:
    names = {(entry.type, entry.name) for entry in entries(file)}
    own = {(entry.type, entry.name) for entry in entries(file) if not entry.row["long"]}
    assert [entry.name for entry in entries(file) if (entry.type, entry.main) not in own] == []
    assert [entry.name for entry in entries(file) if entry.variant_of and (entry.type, entry.variant_of) not in names] == []
    assert [entry.name for entry in entries(file) if entry.variant_of and entry.row["long"]] == []


def test_no_thing_is_a_variant_of_itself_by_any_way() -> None:
    parent = {(entry.type, entry.name): entry.variant_of for entry in by_hand() if entry.variant_of}
    for kind, start in parent:
        seen, name = {start}, start
        while (kind, name) in parent:
            name = parent[kind, name]
            assert name not in seen, start
            seen.add(name)


@pytest.mark.parametrize("file", FILES)
def test_cells_are_clean(file: str) -> None:
    lines = (FOLDER / f"{file}.tsv").read_text(encoding="utf-8").split("\n")
    cells = [part for line in lines for cell in line.split("\t") for part in cell.split("|")]
    assert [
        cell for cell in cells if cell != " ".join(cell.split()) or re.search(r"[<>{}\\$\x00-\x08]|&\w+;|\*\*|``", cell)
    ] == []
    assert [line for line in lines if "||" in line or "\t|" in line or "|\t" in line] == []


@pytest.mark.parametrize("file", FILES)
def test_rows_stand_in_order(file: str) -> None:
    rows = read_table(FOLDER / f"{file}.tsv")
    keys = [
        (*(row[column].casefold() for column in GROUPS[file]), main.casefold(), main, main != row["name"], row["name"].casefold())
        for row in rows
        for main in [row["long"] or row["name"]]
    ]
    assert keys == sorted(keys)


@pytest.mark.parametrize("file", FILES)
def test_no_plain_word_is_a_name(file: str) -> None:
    names = [name for entry in entries(file) for name in entry.found_by]
    assert [name for name in names if name.casefold() in PLAIN] == []
    assert [name for name in names if len(re.sub(r"\W", "", name)) < 2] == []


@pytest.mark.parametrize("file", FILES)
def test_short_names_count_with_their_case(file: str) -> None:
    short = [(name, entry.match) for entry in entries(file) for name in entry.found_by if len(name) <= 3 and not name.islower()]
    assert [name for name, match in short if match != EXACT] == []


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
        "name\taliases\tforms\ttype\tmatch\tvariant_of\tlong\n"
        "LoRA\tlow-rank adaptation|LoRAs\tadapters\tMethod\tfolded\tPEFT\t\nLRA\t\t\tMethod\texact\t\tLoRA\n",
        encoding="utf-8",
    )
    lora, short = load_lexicons(tmp_path)
    assert lora.names == ("LoRA", "low-rank adaptation", "LoRAs")
    assert lora.found_by == (*lora.names, "adapters")
    assert (lora.main, lora.variant_of, short.main, short.variant_of) == ("LoRA", "PEFT", "LoRA", "")
