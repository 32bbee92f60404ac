"""Annotated papers: the JSON list that the tables of ontology/ are learnt from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import orjson
from spacy.vocab import Vocab

from kg.errors import InputError
from kg.extract.document import Words, mark_sentences
from kg.extract.tokens import PaperTokenizer, key

_TOKENIZER = PaperTokenizer(Vocab())


@dataclass(frozen=True)
class GoldEntity:
    """An annotated entity; `forms` are the keys of its mentions and name."""

    id: str
    type: str
    name: str
    mentions: tuple[str, ...]

    @cached_property
    def forms(self) -> frozenset[str]:
        """The keys of all its surface forms."""
        return frozenset(filter(None, map(key, (self.name, *self.mentions))))


@dataclass(frozen=True)
class GoldPaper:
    """An annotated paper; `relations` are (head id, relation, tail id)."""

    title: str
    abstract: str
    entities: tuple[GoldEntity, ...]
    relations: tuple[tuple[str, str, str], ...]

    @property
    def text(self) -> str:
        """Title and abstract, as in records.Paper."""
        return f"{self.title}\n{self.abstract}"

    @cached_property
    def words(self) -> Words:
        """The tokens of the text."""
        words: Words = mark_sentences(_TOKENIZER(self.text))._.words
        return words


def read_annotated(path: Path) -> tuple[GoldPaper, ...]:
    """The papers of an annotated file. Raises InputError when it is not one."""
    try:
        return tuple(_paper(item) for item in orjson.loads(path.read_bytes()))
    except (OSError, KeyError, TypeError, orjson.JSONDecodeError) as error:
        what = f"{path} does not hold annotated papers: {error!r}"
        raise InputError(what, remedy="give a JSON list in the format that `kg extract` writes") from error


def _paper(item: dict[str, object]) -> GoldPaper:
    entities = tuple(
        GoldEntity(e["id"], e["type"], e["name"], tuple(e["mentions"]))
        for e in item["entities"]  # type: ignore[attr-defined]
    )
    relations = tuple((r["head"], r["rel"], r["tail"]) for r in item["relations"])  # type: ignore[attr-defined]
    return GoldPaper(str(item["title"]), str(item["abstract"]), entities, relations)
