"""What the HTML page needs to know beyond what pyvis gives it, as plain lists and dictionaries ready for JSON.

Texts that repeat are stated once and referred to by index: papers, and the sentences in which evidence stands.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.ontology import PAPER_CLASS, Ontology
from kg.records import Claim, Evidence, Paper
from kg.view.scene import Scene, SceneEdge, SceneNode
from kg.view.sentences import sentence

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None


@dataclass(slots=True)
class Texts:
    """Papers and sentences by index, filled while the page's data are put together."""

    papers: dict[str, tuple[int, Paper]]
    sentences: dict[tuple[str, int, int], int] = field(default_factory=dict)

    @classmethod
    def of(cls, scene: Scene) -> Texts:
        """The scene's papers, and no sentence yet."""
        return cls({paper.key: (index, paper) for index, paper in enumerate(scene.papers)})

    def paper(self, key: str) -> int:
        """The index of the paper with this key."""
        return self.papers[key][0]

    def evidence(self, item: Evidence) -> Json:
        """Index of the sentence, start and end of the quote in it, score."""
        _, paper = self.papers[item.paper]
        span = sentence(paper.text, item.span)
        number = self.sentences.setdefault((item.paper, span.start, span.end), len(self.sentences))
        return [number, item.span.start - span.start, item.span.end - span.start, item.score]

    def said(self) -> Json:
        """Every sentence: index of its paper, and its text."""
        return [[self.paper(key), self.papers[key][1].text[start:end]] for key, start, end in self.sentences]


def node_data(node: SceneNode, texts: Texts) -> Json:
    """What the card of a node shows beside its label."""
    return {
        "id": node.id,
        "type": node.type,
        "aliases": list(node.aliases),
        "papers": [texts.paper(key) for key in node.papers],
        "introduced": [texts.paper(key) for key in node.introduced_by],
        "degree": node.degree,
        "rank": node.rank,
        "community": node.community,
        "date": node.date,
        "url": node.url,
    }


def edge_data(edge: SceneEdge, texts: Texts) -> Json:
    """What the card of an edge shows: relation, number of papers, score, every sentence."""
    return {
        "relation": edge.relation,
        "support": edge.weight,
        "score": edge.score,
        "evidence": [texts.evidence(item) for item in edge.evidence],
    }


def page_data(scene: Scene, ontology: Ontology, texts: Texts) -> Json:
    """The rest: legend, papers, claims, how much is shown. Call it last, when `texts` holds every sentence."""
    types, relations = {node.type for node in scene.nodes}, {edge.relation for edge in scene.edges}
    claims = [_claim(claim, scene, texts) for claim in scene.claims]
    return {
        "notice": scene.notice,
        "capped": scene.capped,
        "paperType": PAPER_CLASS,
        "centre": scene.centre,
        "types": [
            {"name": term.name, "label": term.label, "colour": term.colour, "shape": term.shape, "about": term.definition}
            for term in ontology.classes
            if term.name in types
        ],
        "relations": [
            {"name": term.name, "label": term.label, "colour": term.colour, "about": term.definition}
            for term in ontology.relations
            if term.name in relations
        ],
        "papers": [{"title": p.title, "date": p.date, "url": p.url, "key": p.key} for p in scene.papers],
        "claims": list(claims),
        "names": dict(scene.names),
        "sentences": texts.said(),
    }


def _claim(claim: Claim, scene: Scene, texts: Texts) -> Json:
    return {
        "subject": claim.subject,
        "metric": claim.metric,
        "value": f"{claim.value} {claim.unit}".strip() if claim.unit not in ("x", "%") else f"{claim.value}{claim.unit}",
        "direction": claim.direction,
        "baseline": claim.baseline,
        "context": list(claim.context),
        "evidence": texts.evidence(claim.evidence),
    }
