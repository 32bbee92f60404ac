"""The card of one paper or entity, as lines of text: what it is, what is said of it, and by which sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.compare import Card, Quote, Row, Source
from kg.compare.card import Relative, Section
from kg.resolve.measures import ABSOLUTE

Line = tuple[str, str]
"""Text with its style."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How many sentences of each fact, and how many facts, numbers and papers of each kind, are shown."""

    sentences: int = 2
    facts: int = 12


def lines(card: Card, limits: Limits) -> Iterator[Line]:
    """The lines of a card."""
    yield from _head(card)
    for section in card.sections:
        yield from _section(section, limits)
    yield from _family("it is a variant of", card.above, limits)
    yield from _family("variants, and variants of those", card.below, limits)
    yield from _numbers(card.numbers, limits)
    yield from _decisions(card, limits)
    if not card.records:
        yield from _papers(card.papers, limits)


def _head(card: Card) -> Iterator[Line]:
    yield card.thing.name, "bold"
    if card.records:
        (paper,) = card.papers
        yield " · ".join(part for part in (card.kind, paper.date, ", ".join(card.authors), paper.url) if part), "dim"
        yield "in " + ", ".join(f"{file}, record {record}" for file, record in card.records), "dim"
        return
    yield f"{card.kind} · {_papers_of(card.support)} · {card.thing.id}", "dim"
    if card.names:
        yield "also: " + ", ".join(card.names), "dim"


def _section(section: Section, limits: Limits) -> Iterator[Line]:
    yield "", ""
    yield section.heading, "bold"
    for fact in section.facts[: limits.facts]:
        support = f"  ({_papers_of(fact.support)})" if fact.support > 1 else ""
        yield f"  {fact.thing.name}{support}", "cyan"
        yield from _quotes(fact.quotes, limits.sentences)
    yield from _more(len(section.facts) - limits.facts)


def _family(heading: str, relatives: Sequence[Relative], limits: Limits) -> Iterator[Line]:
    """The relatives beyond the next ones, which have a section of their own."""
    far = [one for one in relatives if one.steps > 1]
    if not far:
        return
    yield "", ""
    yield heading, "bold"
    for one in relatives[: limits.facts]:
        yield f"  {'  ' * (one.steps - 1)}{one.thing.name}", "cyan"
    yield from _more(len(relatives) - limits.facts)


def _numbers(rows: Sequence[Row], limits: Limits) -> Iterator[Line]:
    if rows:
        yield "", ""
        yield "numbers", "bold"
    for row in rows[: limits.facts]:
        yield f"  {number_line(row)}", "cyan"
        yield from _quotes((row.quote,), min(1, limits.sentences))
    yield from _more(len(rows) - limits.facts)


def number_line(row: Row) -> str:
    """A number in one line: subject, metric, value as written and on its scale, baseline and context."""
    plain = row.scale == ABSOLUTE and row.written.endswith(row.unit if row.unit == "%" else f" {row.unit}")
    scale = f" ({row.comparable})" if row.comparable and not plain else ""
    text = f"{row.subject.name}: {row.metric} {row.change}{scale}"
    if row.baseline:
        text += f", against {row.baseline.name}"
    if row.context:
        text += f", on {', '.join(thing.name for thing in row.context)}"
    return text


def _decisions(card: Card, limits: Limits) -> Iterator[Line]:
    """What was joined with the thing or kept apart from it, by the ledger."""
    if card.decisions:
        yield "", ""
        yield "joined with it and kept apart from it", "bold"
    for entry in card.decisions[: limits.facts]:
        other = entry.name if entry.target in (card.thing.id, *card.addresses) else entry.target
        yield f"  {entry.action} {other}: {entry.reason}  [{entry.score:.2f}, {_papers_of(len(entry.papers))}]", ""
    yield from _more(len(card.decisions) - limits.facts)


def _papers(papers: Sequence[Source], limits: Limits) -> Iterator[Line]:
    if papers:
        yield "", ""
        yield "papers that name it", "bold"
    for paper in papers[: limits.facts]:
        yield f"  {paper.date or 'undated'}  {paper.title}", ""
    yield from _more(len(papers) - limits.facts)


def _quotes(quotes: Sequence[Quote], limit: int) -> Iterator[Line]:
    for quote in quotes[:limit]:
        yield f"    “{' '.join(quote.sentence.split())}”", ""
        yield f"      {quote.paper.title}{f', {quote.paper.date}' if quote.paper.date else ''}  [{quote.score:.2f}]", "dim"
    if len(quotes) > limit > 0:
        yield f"    and {len(quotes) - limit} more", "dim"


def _more(number: int) -> Iterator[Line]:
    if number > 0:
        yield f"  and {number:,} more", "dim"


def _papers_of(number: int) -> str:
    return f"{number:,} paper{'' if number == 1 else 's'}"
