"""The steps of a training, each a list of tasks that may run side by side and leave their outcome in the working folder.

teachers   networks of the larger encoder on annotated papers; for every fold one that has not seen its papers
labels     what the teachers make of the corpus, each part by all of them together; of a part of it for every fold
again      a second generation of teachers, on these labels and then on annotated papers; the students of the folds
relabels   what the second generation makes of the corpus
students   students on these labels and then on annotated papers
"""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from random import Random

from kg.train.batch import Example
from kg.train.gold import PaperJson
from kg.train.ground import Ground, corpus_papers, ensemble, measured, new_net, stored_net, teach
from kg.train.label import soft_examples
from kg.train.parallel import On, Task, run_tasks
from kg.train.plan import AGAIN, AGAIN_FINISH, ALONE, DISTIL, FINISH, FOLD, TEACHER
from kg.train.predict import in_batches, judge, look
from kg.train.store import load_examples, save_examples, save_net
from kg.train.tune import even, to_json

LENIENT = 0.27
"""From which probability on a span of the corpus becomes a thing between which the teachers judge relations."""
FAINT = (0.2, 0.1, 0.15)
"""From which probability on things, relations and results of left out papers serve to calibrate scores."""

PART = 2500
"""Texts that a task labels."""

Step = Callable[[Ground], Iterator[Task]]


def walk(ground: Ground, steps: Sequence[str] = ()) -> None:
    """Run the steps of these names, by default all; tasks whose outcome stands are left out."""
    for name, step in STEPS.items():
        if not steps or name in steps:
            tasks = [task for task in step(ground) if not (ground.work / f"{task.name}.done").exists()]
            ground.report(f"{name}: {len(tasks)} tasks")
            gc.freeze()  # what stands is not copied into every process by the collector
            run_tasks(tasks, ground.devices, ground.plan.jobs, ground.report)


def _task(ground: Ground, name: str, work: Callable[[On], None]) -> Task:
    def whole(on: On) -> None:
        work(on)
        (ground.work / f"{name}.done").touch()

    return Task(name, whole)


def left_out(ground: Ground, fold: int) -> list[int]:
    """The annotated papers of a fold."""
    return [i for i in range(len(ground.papers)) if i % ground.plan.folds == fold]


def _others(ground: Ground, fold: int) -> list[Example]:
    return [e for i, e in enumerate(ground.gold) if i % ground.plan.folds != fold]


def _teachers(ground: Ground) -> Iterator[Task]:
    if ground.plan.distils:
        for i in range(ground.plan.teachers):
            yield _task(ground, f"teacher-{i}", partial(_teacher, ground, f"teacher-{i}", list(ground.gold), i))
        for k in range(ground.plan.folds):
            yield _task(ground, f"fold-{k}", partial(_teacher, ground, f"fold-{k}", _others(ground, k), k))


def _teacher(ground: Ground, name: str, examples: Sequence[Example], number: int, on: On) -> None:
    assert ground.plan.teacher
    seed = ground.plan.seed + number
    net = new_net(ground.plan.teacher, ground, seed, on[0])
    teach(net, examples, replace(TEACHER[number % len(TEACHER)], seed=seed), ground, on)
    save_net(net, ground.work / f"{name}.pt")
    if not name.startswith("fold"):
        measured(name, [net], ground, on)


def _labels(ground: Ground) -> Iterator[Task]:
    if not ground.plan.distils:
        return
    papers = corpus_papers(ground)
    yield from _labelling(ground, "labels", [f"teacher-{i}" for i in range(ground.plan.teachers)], papers)
    for k in range(ground.plan.folds):
        some = Random(ground.plan.seed + k).sample(papers, min(len(papers), ground.plan.fold_texts))  # noqa: S311
        yield from _labelling(ground, f"fold-{k}-labels", [f"fold-{k}"], some)


def _labelling(ground: Ground, name: str, nets: Sequence[str], papers: Sequence[PaperJson]) -> Iterator[Task]:
    parts = max(1, -(-len(papers) // PART))
    for i in range(parts):
        yield _task(ground, f"{name}-{i}", partial(_label, ground, f"{name}-{i}", nets, papers[i::parts]))


def _label(ground: Ground, name: str, nets: Sequence[str], papers: Sequence[PaperJson], on: On) -> None:
    assert ground.plan.teacher
    teachers = [stored_net(ground.plan.teacher, ground, ground.work / f"{net}.pt", on[0]) for net in nets]
    texts = sorted(ground.read(papers), key=lambda text: len(text.page.ids))
    lenient = even(ground.schema, LENIENT)
    examples = list(soft_examples(ensemble(teachers, ground, on[0]), texts, lenient))
    save_examples(ground.work / f"{name}.npz", examples)
    on[1](f"{len(examples)} texts labelled")


def labelled(ground: Ground, name: str) -> list[Example]:
    """What was labelled under this name."""
    return [e for path in sorted(ground.work.glob(f"{name}-[0-9]*.npz")) for e in load_examples(path)]


def _again(ground: Ground) -> Iterator[Task]:
    if not ground.plan.distils:
        return
    if ground.plan.again:
        yield _task(ground, "teachers", partial(_together, ground, "teachers", "teacher", ground.plan.teachers))
        soft = labelled(ground, "labels")
        for i in range(ground.plan.again):
            yield _task(ground, f"again-{i}", partial(_born_again, ground, i, soft))
    for k in range(ground.plan.folds):
        yield _task(ground, f"fold-{k}-student", partial(_fold_student, ground, k))


def _together(ground: Ground, name: str, each: str, count: int, on: On) -> None:
    assert ground.plan.teacher
    nets = [stored_net(ground.plan.teacher, ground, ground.work / f"{each}-{i}.pt", on[0]) for i in range(count)]
    measured(name, nets, ground, on)


def _born_again(ground: Ground, number: int, soft: Sequence[Example], on: On) -> None:
    assert ground.plan.teacher
    seed = ground.plan.seed + 20 + number
    net = new_net(ground.plan.teacher, ground, seed, on[0])
    teach(net, soft, replace(AGAIN, seed=seed), ground, on)
    teach(net, _with_some(ground.gold, soft, seed), replace(AGAIN_FINISH, seed=seed), ground, on)
    save_net(net, ground.work / f"again-{number}.pt")
    measured(f"again-{number}", [net], ground, on)


def _with_some(gold: Sequence[Example], soft: Sequence[Example], seed: int) -> list[Example]:
    """Annotated papers and as many labelled ones."""
    return [*gold, *Random(seed).sample(soft, min(len(soft), len(gold)))]  # noqa: S311


def _fold_student(ground: Ground, fold: int, on: On) -> None:
    seed, soft = ground.plan.seed + 40 + fold, labelled(ground, f"fold-{fold}-labels")
    net = new_net(ground.plan.student, ground, seed, on[0])
    teach(net, soft, replace(FOLD, seed=seed), ground, on)
    teach(net, _with_some(_others(ground, fold), soft, seed), replace(FINISH, seed=seed), ground, on)
    mention, relation, result = FAINT
    low = replace(even(ground.schema, mention, relation=relation), result=result)
    found, places = [], left_out(ground, fold)
    together = ensemble([net], ground, on[0])
    for texts in in_batches([ground.prepared[i] for i in places], 16):
        found += judge(together, look(together, texts), low)
    read = [to_json(ground.papers[i], judged, ground.schema, low) for i, judged in zip(places, found, strict=True)]
    (ground.work / f"fold-{fold}.json").write_text(json.dumps(read), encoding="utf-8")


def _relabels(ground: Ground) -> Iterator[Task]:
    if ground.plan.distils and ground.plan.again:
        yield _task(ground, "teachers-again", partial(_together, ground, "teachers-again", "again", ground.plan.again))
        yield from _labelling(ground, "relabels", [f"again-{i}" for i in range(ground.plan.again)], corpus_papers(ground))


def _students(ground: Ground) -> Iterator[Task]:
    soft = labelled(ground, "relabels" if ground.plan.again else "labels") if ground.plan.distils else []
    for i in range(ground.plan.students):
        yield _task(ground, f"student-{i}", partial(_student, ground, i, soft))


def _student(ground: Ground, number: int, soft: Sequence[Example], on: On) -> None:
    seed, name = ground.plan.seed + number, f"student-{number}"
    net = new_net(ground.plan.student, ground, seed, on[0])
    if soft:
        teach(net, soft, replace(DISTIL, seed=seed), ground, on)
        measured(f"{name}-before", [net], ground, on)
        teach(net, _with_some(ground.gold, soft, seed), replace(FINISH, seed=seed), ground, on)
    else:
        teach(net, ground.gold, replace(ALONE, seed=seed), ground, on)
    save_net(net, ground.work / f"{name}.pt")
    measured(name, [net], ground, on, finely=True)


STEPS: dict[str, Step] = {
    "teachers": _teachers, "labels": _labels, "again": _again, "relabels": _relabels, "students": _students,
}  # fmt: skip
