"""How well predicted paper graphs agree with annotated ones, at document level: `score(gold, predicted)`."""

from kg.score.bootstrap import intervals
from kg.score.calibration import Calibration, calibration
from kg.score.counts import Counts, Scores, Share, Tally, scores
from kg.score.mistakes import Mistakes, mistakes
from kg.score.pairing import PaperJson
from kg.score.papers import score, score_papers
from kg.score.thresholds import above_score, sweep

__all__ = [
    "Calibration",
    "Counts",
    "Mistakes",
    "PaperJson",
    "Scores",
    "Share",
    "Tally",
    "above_score",
    "calibration",
    "intervals",
    "mistakes",
    "score",
    "score_papers",
    "scores",
    "sweep",
]
