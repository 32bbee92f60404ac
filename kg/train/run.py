"""The whole training: teachers on annotated papers, their labels for a corpus, a student, thresholds, the model folder."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import torch
from tokenizers import Tokenizer

from kg import ontology
from kg.errors import InputError
from kg.extract.model.candidates import Edges
from kg.extract.model.decode import Thresholds
from kg.extract.model.schema import Schema
from kg.extract.model.signatures import schema_of
from kg.score import score
from kg.train.batch import Example, Vocabulary
from kg.train.encoder import load_encoder
from kg.train.export import card, export
from kg.train.fit import Recipe, fit
from kg.train.gold import PaperJson, Prepared, edges, example, prepare
from kg.train.label import soft_examples
from kg.train.net import Net
from kg.train.predict import Ensemble
from kg.train.tune import even, start_tuning, tune

Report = Callable[[str], None]

TEACHER = (Recipe(13, 5e-5, 5e-4), Recipe(13, 4e-5, 5e-4), Recipe(13, 6e-5, 5e-4), Recipe(13, 8e-5, 5e-4), Recipe(13, 5e-5, 1e-3))
"""A teacher each; they differ in learning rates and seed."""
ALONE = Recipe(20, 1.5e-4, 5e-4)
"""A student that learns from annotated papers only."""
DISTIL = Recipe(4, 3e-4, 1e-3, batch=32, masked=0.05, warm=0.04)
"""A student on what the teachers labelled."""
FINISH = Recipe(4, 5e-5, 1.5e-4, batch=16, masked=0.1, warm=0.1)
"""The same student on annotated papers and as many labelled ones."""
LENIENT = 0.3
"""From which probability on a span of the corpus becomes a thing between which the teachers judge relations."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to train with: files of annotated papers, encoder folders, and `epochs` in place of those of the recipes (0: none)."""

    train: tuple[Path, ...]
    dev: Path
    student: Path
    teacher: Path | None = None
    corpus: Path | None = None
    seed: int = 0
    epochs: int = 0


@dataclass(frozen=True, slots=True)
class Ground:
    """What every step needs: schema, tokenizer, edge words, the annotated papers prepared and as examples."""

    schema: Schema
    tokenizer: Tokenizer
    edges: Edges
    dev: tuple[PaperJson, ...]
    dev_prepared: tuple[Prepared, ...]
    examples: tuple[Example, ...]
    device: str
    report: Report


def train(plan: Plan, out: Path, report: Report = lambda line: None) -> None:
    """Train a model and write its folder. Raises InputError for files that do not hold what they should."""
    ground = _ground(plan, report)
    labelled: list[Example] = []
    if plan.teacher and plan.corpus:
        labelled = _labelled(plan, ground)
    net = _net(plan.student, ground, plan.seed)
    if labelled:
        _fit(net, labelled, replace(DISTIL, seed=plan.seed), plan, ground)
        some = Random(plan.seed).sample(labelled, min(len(labelled), len(ground.examples)))  # noqa: S311
        _fit(net, [*ground.examples, *some], replace(FINISH, seed=plan.seed), plan, ground)
    else:
        _fit(net, ground.examples, replace(ALONE, seed=plan.seed), plan, ground)
    thresholds = _tuned(Ensemble((net,), ground.schema, Vocabulary(), ground.device), ground)
    export(
        net,
        out,
        tokenizer=plan.student / "tokenizer.json",
        card=card(f"seed {plan.seed}", ground.schema, ground.edges, thresholds),
    )
    report(f"wrote {out}")


def _ground(plan: Plan, report: Report) -> Ground:
    schema = schema_of(ontology.load())
    papers, dev = [paper for path in plan.train for paper in read_papers(path)], read_papers(plan.dev)
    tokenizer = Tokenizer.from_file(str(plan.student / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    edge_words = edges(papers)
    examples = tuple(example(prepare(tokenizer, edge_words, p["title"], p["abstract"]), p, schema) for p in papers)
    prepared = tuple(prepare(tokenizer, edge_words, p["title"], p["abstract"]) for p in dev)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    report(f"{len(papers)} annotated papers, {len(dev)} to choose on, on {device}")
    return Ground(schema, tokenizer, edge_words, tuple(dev), prepared, examples, device, report)


def read_papers(path: Path) -> list[PaperJson]:
    """Papers of a JSON list, or of JSON Lines, gzipped or not. Raises InputError."""
    try:
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw).decode("utf-8").strip()
        papers: list[PaperJson] = json.loads(text) if text.startswith("[") else [json.loads(x) for x in text.split("\n") if x]
    except (OSError, ValueError) as error:
        remedy = "give a JSON list, or an object a line, with title and abstract"
        raise InputError(f"{path} holds no papers: {error}", remedy=remedy) from error
    return papers


def _net(folder: Path, ground: Ground, seed: int) -> Net:
    torch.manual_seed(seed)
    schema = ground.schema
    net = Net(load_encoder(folder), len(schema.types), len(schema.relations), contribution=schema.contribution)
    return net.to(ground.device)


def _fit(net: Net, examples: Sequence[Example], recipe: Recipe, plan: Plan, ground: Ground) -> None:
    vocabulary = vocabulary_of(net)
    recipe = replace(recipe, epochs=plan.epochs or recipe.epochs)
    allowed = ground.schema.allowed
    fit(net, examples, recipe, allowed=allowed, vocabulary=vocabulary, device=ground.device, report=ground.report)


def vocabulary_of(net: Net) -> Vocabulary:
    """MPNet has BERT's word pieces four places on, and marks of its own."""
    return Vocabulary(4, 1, 30526, ((101, 0), (102, 2), (0, 1))) if net.encoder.shape.relative else Vocabulary()


def _labelled(plan: Plan, ground: Ground) -> list[Example]:
    assert plan.teacher and plan.corpus
    teachers = []
    for number, recipe in enumerate(TEACHER):
        net = _net(plan.teacher, ground, number)
        _fit(net, ground.examples, replace(recipe, seed=number), plan, ground)
        teachers.append(net)
    ensemble = Ensemble(tuple(teachers), ground.schema, vocabulary_of(teachers[0]), ground.device)
    chosen = _tuned(ensemble, ground)
    lenient = replace(chosen, mentions=tuple(min(LENIENT, 0.75 * m) for m in chosen.mentions))
    return list(soft_examples(ensemble, list(_corpus(plan.corpus, ground)), lenient))


def _corpus(path: Path, ground: Ground) -> Iterator[Prepared]:
    for paper in read_papers(path):
        prepared = prepare(ground.tokenizer, ground.edges, paper["title"], paper["abstract"])
        if len(prepared.words):
            yield prepared


def _tuned(ensemble: Ensemble, ground: Ground) -> Thresholds:
    if not ground.dev:
        return even(ensemble.schema)
    tuning = start_tuning(ensemble, ground.dev, ground.dev_prepared, lambda gold, found: score(gold, found).rows)
    return tune(tuning)
