"""Records of the same paper become one paper, whatever their order; records that contradict one another are reported."""

from __future__ import annotations

from collections.abc import Iterable

from kg.keys import slug
from kg.read.dates import fullness
from kg.read.text import shortened
from kg.records import Paper, Problem, Source

_ALSO = {"id": "id_also", "date": "date_also", "url": "url_also"}


def merge(papers: Iterable[Paper]) -> list[Paper]:
    """One paper for each key, sorted by key, with all sources; the same for every order of the records.

    Title and abstract are those of the longest abstract; the fullest date, the longest list of authors, the first id and
    address in alphabetical order are taken. Ids, dates and addresses that differ from these go to the details.
    """
    return [_one(records) for _, records in sorted(by_key(papers).items())]


def by_key(papers: Iterable[Paper]) -> dict[str, list[Paper]]:
    """The records of each paper."""
    groups: dict[str, list[Paper]] = {}
    for paper in papers:
        groups.setdefault(paper.key, []).append(paper)
    return groups


def conflicts(papers: Iterable[Paper]) -> list[Problem]:
    """What does not fit together among the records: one id for two titles, and two abstracts for one title. Sorted."""
    groups = by_key(papers)
    found = [_two_texts(records) for records in groups.values()]
    by_id: dict[str, dict[str, Paper]] = {}
    for key, records in groups.items():
        for record in sorted(records, key=_place):
            if record.id:
                by_id.setdefault(record.id, {}).setdefault(key, record)
    found.extend(
        _two_titles(name, list(same.values()))
        for name, same in by_id.items()
        if len(same) > 1 and not _is_local(name, list(same.values()))
    )
    return sorted(problem for problem in found if problem)


def _one(records: list[Paper]) -> Paper:
    if len(records) == 1:
        return records[0]
    best = min(records, key=lambda paper: (-len(paper.abstract), paper.abstract, paper.title))
    details = {pair for paper in records for pair in paper.details}
    ids = sorted(_values("id", (paper.id for paper in records), details))
    urls = sorted(_values("url", (paper.url for paper in records), details))
    dates = sorted(_values("date", (paper.date for paper in records), details), key=lambda date: (-fullness(date), date))
    others = {(_ALSO[name], value) for name, values in (("id", ids), ("url", urls), ("date", dates)) for value in values[1:]}
    return Paper(
        best.title,
        best.abstract,
        id=next(iter(ids), ""),
        date=next(iter(dates), ""),
        authors=min((paper.authors for paper in records), key=lambda names: (-len(names), names)),
        url=next(iter(urls), ""),
        sources=tuple(sorted({source for paper in records for source in paper.sources})),
        details=tuple(sorted({pair for pair in details if pair[0] not in _ALSO.values()} | others)),
    )


def _values(name: str, given: Iterable[str], details: set[tuple[str, str]]) -> set[str]:
    """All values that the records have for a field, those put aside by an earlier merge among them."""
    return {value for value in given if value} | {value for other, value in details if other == _ALSO[name]}


def _two_texts(records: list[Paper]) -> Problem | None:
    """A problem where the abstracts of one paper differ in more than layout and punctuation."""
    different: dict[str, Paper] = {}
    for record in sorted(records, key=_place):
        different.setdefault("".join(c for c in record.abstract.casefold() if c.isalnum()), record)
    if len(different) < 2:
        return None
    first, second, *_ = different.values()
    same_id = first.id and first.id == second.id
    message = (
        f"{_named(first)} and {_named(second)} give {shortened(first.title)!r} with different abstracts"
        f"{f' and the same id {first.id!r}' if same_id else ''}; the longest abstract is kept: {_remedy(first, second)}"
    )
    return Problem("duplicate-id" if same_id else "duplicate-title", _named(first), message)


def _remedy(first: Paper, second: Paper) -> str:
    """What to do about two abstracts: authors of whom no name is shared are a sign that two papers bear one title."""
    one, other = (
        {part for name in paper.authors for part in slug(name).split("-") if len(part) > 1} for paper in (first, second)
    )
    if one and other and one.isdisjoint(other):
        return "they have no author in common; if they are two papers, add a word to one title, else take the outdated record out"
    return "take the outdated record out"


def _two_titles(name: str, records: list[Paper]) -> Problem:
    first, second, *rest = sorted(records, key=_place)
    what = "titles" if first.title != second.title else "abstracts, titled"
    message = (
        f"{_named(first)} and {_named(second)} have the same id {name!r} but different {what}, {shortened(first.title, 60)!r} "
        f"and {shortened(second.title, 60)!r}{f', and {len(rest)} more' if rest else ''}; they stay apart: correct one id, "
        "or take the outdated record out"
    )
    return Problem("duplicate-id", _named(first), message)


def _is_local(name: str, records: list[Paper]) -> bool:
    """Whether the id is a mere count, which different files may share by chance."""
    return name.isdigit() and len({source.file for record in records for source in record.sources[:1]}) == len(records)


def _place(paper: Paper) -> tuple[tuple[Source, ...], str, str, str]:
    """By which records are sorted: where they stand, then what they say."""
    return paper.sources, paper.title, paper.abstract, paper.id


def _named(paper: Paper) -> str:
    return ", ".join(f"{source.file} record {source.record}" for source in paper.sources[:2]) or "a record of unknown source"
