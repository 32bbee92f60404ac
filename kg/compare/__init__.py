"""What the graph knows of one thing, and how many compare: cards, leaderboards from text, contradictions. Pure functions.

kg.compare.page, which makes a board an HTML page, is loaded by those who want one.
"""

from kg.compare.board import EVERYTHING, Asked, AskedMetric, Board, Ranking, board, is_about
from kg.compare.card import Card, card
from kg.compare.columns import COLUMNS, csv_lines, records
from kg.compare.contradictions import Contradiction, contradictions
from kg.compare.plain import plain
from kg.compare.rows import Row
from kg.compare.things import Index, Quote, Source, Thing

__all__ = [
    "COLUMNS",
    "EVERYTHING",
    "Asked",
    "AskedMetric",
    "Board",
    "Card",
    "Contradiction",
    "Index",
    "Quote",
    "Ranking",
    "Row",
    "Source",
    "Thing",
    "board",
    "card",
    "contradictions",
    "csv_lines",
    "is_about",
    "plain",
    "records",
]
