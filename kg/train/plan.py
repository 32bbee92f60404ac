"""What a training is given, and the recipes of its steps."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kg.train.fit import Recipe

TEACHER = (Recipe(13, 5e-5, 5e-4), Recipe(13, 4e-5, 5e-4), Recipe(13, 6e-5, 5e-4), Recipe(13, 8e-5, 5e-4), Recipe(13, 5e-5, 1e-3))
"""Teachers of the first generation, on annotated papers; they differ in learning rates and seed."""
AGAIN = Recipe(2, 1e-4, 5e-4, batch=32, masked=0.08, warm=0.06)
"""A teacher of the second generation on what the first labelled (born again, Furlanello et al. 2018) ..."""
AGAIN_FINISH = Recipe(4, 3e-5, 2e-4, batch=8, masked=0.12, warm=0.1)
"""... and on annotated papers with as many labelled ones."""
ALONE = Recipe(20, 1.5e-4, 5e-4)
"""A student that learns from annotated papers only."""
DISTIL = Recipe(4, 3e-4, 1e-3, batch=32, masked=0.05, warm=0.04)
"""A student on what the teachers labelled."""
FINISH = Recipe(4, 5e-5, 1.5e-4, batch=16, masked=0.1, warm=0.1)
"""The same student on annotated papers and as many labelled ones."""
FOLD = Recipe(8, 3e-4, 1e-3, batch=32, masked=0.05, warm=0.04)
"""The student of a fold, on the part of the corpus that the fold's teacher labelled."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to train with.

    train, dev        files of annotated papers: to learn from, and to choose thresholds and the student on
    student, teacher  encoder folders; without a teacher and a corpus the student learns from annotated papers alone
    corpus            papers without annotations, which the teachers label; annotated ones in it are left out
    teachers          how many teachers of the first generation
    again             how many of the second, which learn from the labels of the first; 0 for none
    students          how many students; the median one by its figures is exported
    folds             parts of the annotated papers which are left out in turn, by teachers and students of their own, so
                      that scores are calibrated on papers unseen by all; 0 for no calibration
    fold_texts        how many texts of the corpus are labelled for each fold
    seed              of everything random; `epochs` in place of those of the recipes (0: none)
    jobs              processes at a time
    work              where networks and labels are kept; what stands there is not made again
    """

    train: tuple[Path, ...]
    dev: Path
    student: Path
    teacher: Path | None = None
    corpus: Path | None = None
    teachers: int = 5
    again: int = 0
    students: int = 1
    folds: int = 0
    fold_texts: int = 6000
    seed: int = 0
    epochs: int = 0
    jobs: int = 1
    work: Path | None = None

    @property
    def distils(self) -> bool:
        """Whether the student learns from what teachers label."""
        return self.teacher is not None and self.corpus is not None
