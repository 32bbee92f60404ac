"""The most connected nodes of the seeds' graph: `python -m tests.connected > tests/golden/connected.txt` lists them anew."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

from kg import lexicon, ontology
from kg.extract.run import extract
from kg.read import merge, read
from kg.records import Entity, Paper
from kg.resolve import Resolution, resolve
from kg.resolve.known import known_names, listed_things

SHARED = Path(__file__).resolve().parents[2] / "shared"
GOLDEN = Path(__file__).parent / "golden" / "connected.txt"
NUMBER = 100


@cache
def seeds() -> Resolution:
    """The graph of the seeds, read by the model that ships."""
    papers = merge(item for item in read([str(SHARED / "seeds")]) if isinstance(item, Paper))
    entries = lexicon.load_lexicons(ontology.data_dir() / "lexicon")
    return resolve(
        papers,
        list(extract(papers, extractor="model", workers=2)),
        ontology.load(),
        known=known_names(entries),
        listed=listed_things(entries),
        min_score=0.3,
    )


def connected(resolution: Resolution) -> list[Entity]:
    """The entities with the most statements, the first by path among equals."""
    degree = Counter(end for s in resolution.knowledge.statements for end in (s.subject, s.object))
    return sorted(resolution.knowledge.entities, key=lambda entity: (-degree[entity.id], entity.id))[:NUMBER]


if __name__ == "__main__":
    print("\n".join(entity.id for entity in connected(seeds())))
