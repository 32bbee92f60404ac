"""What every step of a training needs: schema, tokenizer, the papers prepared, and the steps' common moves."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from tokenizers import Tokenizer

from kg import ontology
from kg.errors import InputError
from kg.extract.model.candidates import Edges
from kg.extract.model.decode import Thresholds
from kg.extract.model.schema import Schema
from kg.extract.model.signatures import schema_of
from kg.keys import title_key
from kg.score import score
from kg.train.batch import Example, Vocabulary
from kg.train.encoder import load_encoder
from kg.train.fit import Recipe, fit
from kg.train.gold import PaperJson, Prepared, edges, example, prepare
from kg.train.gold_numbers import result_schema
from kg.train.net import Net
from kg.train.parallel import On, Report, devices, mapped
from kg.train.plan import Plan
from kg.train.predict import Ensemble
from kg.train.store import load_net
from kg.train.tune import Tuning, even, start_tuning, tune


@dataclass(frozen=True, slots=True)
class Ground:
    """The plan with what its files hold; `gold` are the annotated papers as examples, `prepared` the same without targets."""

    plan: Plan
    work: Path
    schema: Schema
    tokenizer: Tokenizer
    edges: Edges
    papers: tuple[PaperJson, ...]
    dev: tuple[PaperJson, ...]
    gold: tuple[Example, ...]
    prepared: tuple[Prepared, ...]
    dev_prepared: tuple[Prepared, ...]
    devices: tuple[str, ...]
    report: Report

    def read(self, papers: Iterable[PaperJson]) -> list[Prepared]:
        """Papers as the encoder reads them, without those that hold no word."""
        made = (prepare(self.tokenizer, self.edges, paper["title"], paper["abstract"]) for paper in papers)
        return [text for text in made if len(text.words)]


def lay_ground(plan: Plan, work: Path, report: Report) -> Ground:
    """Read and prepare the annotated papers. Raises InputError for files that do not hold what they should."""
    papers, dev = [paper for path in plan.train for paper in read_papers(path)], read_papers(plan.dev)
    terms = schema_of(ontology.load())
    schema = replace(terms, results=result_schema(papers, terms.types))
    tokenizer = Tokenizer.from_file(str(plan.student / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    edge_words = edges(papers)

    def read(paper: PaperJson) -> Prepared:
        return prepare(tokenizer, edge_words, paper["title"], paper["abstract"])

    def learn(paper: PaperJson) -> tuple[Prepared, Example]:
        prepared = read(paper)
        return prepared, example(prepared, paper, schema)

    on = devices(plan.jobs)
    learned, chosen = mapped(learn, papers, plan.jobs), mapped(read, dev, plan.jobs)
    report(f"{len(papers)} annotated papers, {len(dev)} to choose on; {', '.join(on)}")
    gold, prepared = tuple(e for _, e in learned), tuple(p for p, _ in learned)
    return Ground(plan, work, schema, tokenizer, edge_words, tuple(papers), tuple(dev), gold, prepared, tuple(chosen), on, report)


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


def corpus_papers(ground: Ground) -> list[PaperJson]:
    """The papers of the corpus that stand in no file of annotated papers, by their title."""
    assert ground.plan.corpus
    known = {title_key(paper["title"]) for paper in (*ground.papers, *ground.dev)}
    papers = read_papers(ground.plan.corpus)
    kept = [paper for paper in papers if title_key(paper["title"]) not in known]
    ground.report(f"{len(kept)} papers to label, {len(papers) - len(kept)} are annotated and left out")
    return kept


def new_net(folder: Path, ground: Ground, seed: int, device: str) -> Net:
    """A network that starts from a published encoder."""
    torch.manual_seed(seed)
    return Net(load_encoder(folder), ground.schema).to(device)


def stored_net(folder: Path, ground: Ground, path: Path, device: str) -> Net:
    """The network of a file in the working folder."""
    return load_net(Net(load_encoder(folder), ground.schema), path).to(device)


def vocabulary_of(net: Net) -> Vocabulary:
    """MPNet has BERT's word pieces four places on, and marks of its own."""
    return Vocabulary(4, 1, 30526, ((101, 0), (102, 2), (0, 1))) if net.encoder.shape.relative else Vocabulary()


def teach(net: Net, examples: Sequence[Example], recipe: Recipe, ground: Ground, on: On) -> None:
    """Fit a network by a recipe; `on`: device and progress."""
    device, report = on
    recipe = replace(recipe, epochs=ground.plan.epochs or recipe.epochs)
    fit(net, examples, recipe, schema=ground.schema, vocabulary=vocabulary_of(net), device=device, report=report)


def ensemble(nets: Sequence[Net], ground: Ground, device: str) -> Ensemble:
    """Networks of one kind together."""
    return Ensemble(tuple(nets), ground.schema, vocabulary_of(nets[0]), device)


def tuning(nets: Sequence[Net], ground: Ground, device: str) -> Tuning:
    """What thresholds are chosen with, on the development papers."""
    together = ensemble(nets, ground, device)
    return start_tuning(together, ground.dev, ground.dev_prepared, lambda gold, found: score(gold, found).rows)


def measured(name: str, nets: Sequence[Net], ground: Ground, on: On, *, finely: bool = False) -> Thresholds:
    """Choose thresholds for networks on the development papers and write figures and predictions beside them."""
    device, report = on
    if not ground.dev:
        return even(ground.schema)
    prepared = tuning(nets, ground, device)
    chosen = tune(prepared, finely=finely)
    judged = prepared.judged(chosen)
    rows = prepared.score(judged, chosen)
    outcome = {"name": name, "rows": rows, "thresholds": chosen.to_json(), "papers": prepared.predicted(judged, chosen)}
    (ground.work / f"{name}.json").write_text(json.dumps(outcome), encoding="utf-8")
    report(", ".join(f"{row} {rows[row]['f1']}" for row in ("entities", "relations", "results") if row in rows))
    return chosen
