"""Learn a table of ontology/ from annotated papers: `python -m kg.extract.learn names GOLD... > ontology/lexicon/names.tsv`.

The same files give the same table, byte for byte.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from kg import ontology
from kg.errors import UnknownName
from kg.extract.annotated import GoldPaper, read_annotated
from kg.extract.cross_fit import cross_fitted
from kg.extract.learn_names import COLUMNS as NAME_COLUMNS
from kg.extract.learn_names import learn_names
from kg.extract.learn_patterns import COLUMNS as PATTERN_COLUMNS
from kg.extract.learn_patterns import measure_patterns
from kg.extract.learn_phrases import HEAD_COLUMNS, MODIFIER_COLUMNS, learn_heads, learn_modifiers
from kg.extract.learn_phrasings import COLUMNS as PHRASING_COLUMNS
from kg.extract.learn_phrasings import measure_phrasings
from kg.extract.learn_relations import COLUMNS as RELATION_COLUMNS
from kg.extract.learn_relations import learn_relations
from kg.extract.learn_support import COLUMNS as SUPPORT_COLUMNS
from kg.extract.learn_support import learn_support
from kg.extract.patterns import load_patterns
from kg.extract.phrasings import load_phrasings
from kg.lexicon import LexiconEntry, load_lexicons, read_table

Rows = list[tuple[str, ...]]
TABLES: dict[str, tuple[tuple[str, ...], Callable[[Sequence[GoldPaper]], Rows]]] = {
    "names": (NAME_COLUMNS, lambda papers: learn_names(papers, _written_by_hand())),
    "heads": (HEAD_COLUMNS, learn_heads),
    "modifiers": (MODIFIER_COLUMNS, learn_modifiers),
    "entities": (PATTERN_COLUMNS, lambda papers: _measured(papers)),
    "support": (SUPPORT_COLUMNS, lambda papers: learn_support(cross_fitted(papers, _cross_fitted_tables()))),
    "relations": (RELATION_COLUMNS, learn_relations),
    "phrasings": (PHRASING_COLUMNS, lambda papers: _measured_phrasings(papers)),
}


def _measured(papers: Sequence[GoldPaper]) -> Rows:
    folder = ontology.data_dir() / "patterns"
    return measure_patterns(papers, read_table(folder / "entities.tsv"), load_patterns(folder))


def _measured_phrasings(papers: Sequence[GoldPaper]) -> Rows:
    folder = ontology.data_dir() / "patterns"
    return measure_phrasings(papers, read_table(folder / "phrasings.tsv"), load_phrasings(folder))


def _cross_fitted_tables() -> dict[str, Callable[[Sequence[GoldPaper]], str]]:
    paths = {"names": "lexicon/names.tsv", "heads": "patterns/heads.tsv", "modifiers": "patterns/modifiers.tsv"}
    tables = {path: partial(learn, table) for table, path in paths.items()}
    return {**tables, "patterns/support.tsv": lambda papers: "\t".join(SUPPORT_COLUMNS) + "\n"}


def _written_by_hand() -> list[LexiconEntry]:
    """The entries of all lexicons but the learnt one."""
    return [entry for entry in load_lexicons(ontology.data_dir() / "lexicon") if "annotated" not in entry.row]


def learn(table: str, papers: Sequence[GoldPaper]) -> str:
    """The text of a table. Raises UnknownName for a table that is not learnt."""
    if table not in TABLES:
        raise UnknownName("learnt table", table, TABLES)
    columns, make = TABLES[table]
    return "".join("\t".join(" ".join(cell.split()) for cell in row) + "\n" for row in [columns, *make(papers)])


def main(arguments: Sequence[str]) -> None:
    """Write the table named first, learnt from the files named after it, to standard output."""
    table, *files = arguments
    papers = [paper for file in files for paper in read_annotated(Path(file))]
    sys.stdout.write(learn(table, papers))


if __name__ == "__main__":
    main(sys.argv[1:])
