"""How well predicted paper graphs agree with annotated ones, at document level: `score(gold, predicted)`."""

from kg.score.counts import Counts, Scores, Share, Tally
from kg.score.papers import PaperJson, score, score_papers

__all__ = ["Counts", "PaperJson", "Scores", "Share", "Tally", "score", "score_papers"]
