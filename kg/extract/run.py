"""Papers in, extractions out: in one process or in several, in the order given and with the same result."""

from __future__ import annotations

import hashlib
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache, partial
from importlib.metadata import version
from itertools import islice
from multiprocessing import get_context, parent_process
from pathlib import Path
from threading import Thread

from spacy.language import Language
from spacy.tokens import Doc

from kg import ontology
from kg.errors import UnknownName
from kg.extract.model.weights import model_dir, model_files
from kg.extract.pipeline import make_model_pipeline, make_pipeline
from kg.keys import paper_path
from kg.records import Extraction, Paper, Problem

EXTRACTORS: dict[str, Callable[[Path | None], Language]] = {
    "patterns": lambda model: make_pipeline(),
    "model": lambda model: make_model_pipeline(model=model),
}
"""Name -> what makes, with a model's folder, the spaCy pipeline that assigns doc._.entities, relations, results and problems."""

LEARNED = ("model",)
"""The extractors that read a model, which is then part of their version."""

BATCH = 16
"""Papers that a process takes at once."""
TOO_LONG = 100_000
"""Characters beyond which a text is no title and abstract."""


@cache
def extractor_version(name: str = "patterns", model: Path | None = None) -> str:
    """Name, version and a digest of the tables, the sources and the model: extractions of one version are alike.

    `model` is the folder of a model, None for the one that ships. Raises UnknownName, and InputError where it lacks a file.
    """
    if name not in EXTRACTORS:
        raise UnknownName("extractor", name, EXTRACTORS)
    data = ontology.data_dir()
    files = [data / "kg.ttl", *sorted(data.glob("lexicon/*.tsv")), *sorted(data.glob("patterns/*.tsv"))]
    digest = hashlib.sha256()
    room = Path(__file__).parent
    files += [*sorted(room.glob("*.py")), *sorted(room.glob("model/*.py"))]
    files += model_files(model or model_dir()) if name in LEARNED else []
    for path in files:
        digest.update(f"{path.name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return f"{name} {version('kg')} {digest.hexdigest()[:12]}"


def extract(
    papers: Iterable[Paper], *, extractor: str = "patterns", model: Path | None = None, workers: int = 1
) -> Iterator[Extraction]:
    """The extraction of every paper, in order. At most about three batches a worker are read ahead.

    `model` is the folder of a model in place of the one that ships. A text that is too long or holds characters outside
    Unicode gives an empty extraction with a Problem. Raises UnknownName for an extractor that EXTRACTORS does not hold,
    InputError for a folder that holds no model.
    """
    read = partial(_extract_batch, extractor, model, extractor_version(extractor, model))
    batches = _batches(papers)
    if workers <= 1:
        for batch in batches:
            yield from read(batch)
        return
    context = get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_start_worker)
    try:
        waiting: deque[Future[list[Extraction]]] = deque()
        for batch in batches:
            with _interrupts_held():
                waiting.append(pool.submit(read, batch))
            if len(waiting) > 2 * workers:
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _batches(papers: Iterable[Paper]) -> Iterator[list[Paper]]:
    remaining = iter(papers)
    while batch := list(islice(remaining, BATCH)):
        yield batch


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back for a moment: a worker that starts meanwhile inherits that, and cannot be hit before it is ready."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start_worker() -> None:
    """Leave interrupts to the parent, which ends the pool; end when it is killed, for then nobody does."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _extract_batch(extractor: str, model: Path | None, stamp: str, papers: list[Paper]) -> list[Extraction]:
    faults = [_fault(paper) for paper in papers]
    texts = [paper.text for paper, fault in zip(papers, faults, strict=True) if not fault]
    docs = iter(EXTRACTORS[extractor](model).pipe(texts))
    return [
        Extraction(paper.key, paper.sha256, stamp, (), (), (), (Problem("unreadable text", paper_path(paper.key), fault),))
        if fault
        else _extraction(paper, next(docs), stamp)
        for paper, fault in zip(papers, faults, strict=True)
    ]


def _extraction(paper: Paper, doc: Doc, stamp: str) -> Extraction:
    problems = tuple(Problem(kind, paper_path(paper.key), message) for kind, message in doc._.problems)
    return Extraction(paper.key, paper.sha256, stamp, doc._.entities, doc._.relations, doc._.results, problems)


def _fault(paper: Paper) -> str:
    if len(paper.text) > TOO_LONG:
        return f"{len(paper.text)} characters, more than the {TOO_LONG} of a title with its abstract"
    if any("\ud800" <= character <= "\udfff" for character in paper.text):
        return "holds half of a surrogate pair, which no encoding can write"
    return ""
