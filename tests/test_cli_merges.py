"""What people say against the rules: merge, split, reject, outside identifiers; and the measurement of identity."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import kg as library
from kg.errors import InputError
from kg.records import Entity
from kg.resolve.corrections import NOTHING, Correction, Corrections, read_corrections, written
from kg.resolve.identifiers import identified, read_identifiers
from tests.test_cli import Kg, kg, papers  # noqa: F401  (the fixture)

PAPERS = (
    {"title": "FooNet: A network", "abstract": "We propose FooNet. FooNet uses pruning. FooNet runs on an NVIDIA A100 GPU."},
    {
        "title": "BarNet: Another",
        "abstract": "We propose BarNet. BarNet uses quantization. BarNet outperforms FooNet.",
    },
)


@pytest.fixture
def built(kg: Kg, tmp_path: Path) -> Path:  # noqa: F811
    folder = tmp_path / "out"
    assert kg("build", papers(tmp_path / "p.jsonl", *PAPERS), "-q", "-o", folder).code == 0
    return folder


def ids(folder: Path) -> set[str]:
    return {entity.id for entity in library.load(folder).knowledge.entities}


def ledger(kg: Kg, folder: Path, *words: str) -> list[dict[str, object]]:  # noqa: F811
    return [json.loads(line) for line in kg("merges", *words, "--json", "-g", folder).out.splitlines()]


def test_merged_things_stay_one_when_papers_are_added_and_their_old_names_lead_there(kg: Kg, built: Path, tmp_path: Path) -> None:  # noqa: F811
    assert kg("merge", "pruning", "quantization", "--note", "a test", "-q", "-g", built).code == 0
    assert "method/pruning" not in ids(built)
    assert library.load(built).find("method/pruning")[0].id == "method/quantization"  # type: ignore[union-attr]
    more = {"title": "BazNet: A third", "abstract": "We propose BazNet. BazNet uses pruning."}
    assert kg("build", papers(tmp_path / "q.jsonl", more), "-q", "-o", built).code == 0
    assert "method/pruning" not in ids(built)
    (entry,) = ledger(kg, built, "--who", "person")
    assert (entry["action"], entry["name"], entry["target"]) == ("joined", "method/pruning", "method/quantization")
    assert "a test" in (built / "corrections.tsv").read_text()


def test_what_is_split_gets_its_node_back(kg: Kg, built: Path, tmp_path: Path) -> None:  # noqa: F811
    more = {"title": "BazNet: A third", "abstract": "We propose BazNet. BazNet uses model pruning and runs on the NVIDIA A100."}
    assert kg("build", papers(tmp_path / "q.jsonl", more), "-q", "-o", built).code == 0
    joined = [entry for entry in ledger(kg, built, "--action", "joined") if entry["reason"] not in ("spelling", "definition")]
    assert joined, "the sample of this test joins nothing"
    name, target = str(joined[0]["name"]), str(joined[0]["target"])
    assert kg("split", name, "-q", "-g", built).code == 0
    assert {name, target} <= ids(built)
    (entry,) = ledger(kg, built, "--who", "person")
    assert (entry["action"], entry["name"]) == ("apart", name)


def test_a_rejected_edge_is_gone_and_stays_in_the_ledger(kg: Kg, built: Path) -> None:  # noqa: F811
    statement = next(s for s in library.load(built).knowledge.statements if s.subject == "method/barnet")
    assert kg("reject", "BarNet", statement.relation, statement.object, "-q", "-g", built).code == 0
    gone = (statement.subject, statement.relation, statement.object)
    assert gone not in {(s.subject, s.relation, s.object) for s in library.load(built).knowledge.statements}
    (entry,) = ledger(kg, built, "--action", "rejected")
    assert (entry["name"], entry["reason"], entry["target"], entry["who"]) == (*gone, "person")
    assert kg("check", "-g", built).code == 0


def test_corrections_for_later_wait_and_wrong_ones_are_refused(kg: Kg, built: Path) -> None:  # noqa: F811
    before = ids(built)
    assert kg("merge", "pruning", "quantization", "--later", "-q", "-g", built).code == 0
    assert ids(built) == before
    for words, code in (
        (("merge", "pruning", "nonsense"), 6),
        (("merge", "pruning", "A100"), 2),
        (("merge", "pruning", "Pruning"), 2),
        (("split", "nonsense"), 6),
        (("reject", "FooNet"), 6),
        (("reject", "FooNet", "uses"), 2),
        (("reject", "FooNet", "likes", "pruning"), 6),
        (("reject", "FooNet", "uses", "quantization"), 6),
    ):
        assert kg(*words, "-q", "-g", built).code == code, words
    (built / "corrections.tsv").write_text("action\tone\trelation\tother\tnote\nmerge\tmethod/a\t\ttask/b\t\n")
    told = kg("build", built / "records.jsonl", "-q", "-o", built)
    assert told.code == 3
    assert "correction 1" in told.err
    assert "one type" in told.err


def test_a_correction_of_nothing_is_a_problem(kg: Kg, built: Path) -> None:  # noqa: F811
    line = Correction("split", "method/nowhere")
    (built / "corrections.tsv").write_text(written([line, Correction("reject", "result/0")]))
    assert kg("build", built / "records.jsonl", "-q", "-o", built).code == 0
    problems = [json.loads(line) for line in (built / "problems.jsonl").read_text().splitlines()]
    assert {p["where"] for p in problems if p["kind"] == "correction"} == {"method/nowhere", "reject result/0"}


def test_outside_identifiers_become_triples_and_stay(kg: Kg, built: Path, tmp_path: Path) -> None:  # noqa: F811
    table = tmp_path / "same.tsv"
    table.write_text("name\tscheme\tidentifier\nFooNet\twikidata\tQ0\nmethod/barnet\texactMatch\thttps://example.org/b c\n")
    told = kg("build", built / "records.jsonl", "--same-as", table, "-q", "-o", built)
    assert (told.code, "line 3" in told.err) == (3, True)
    table.write_text(
        "name\tscheme\tidentifier\nFooNet\twikidata\tQ0\nmethod/barnet\texactMatch\thttps://example.org/b\nNo\tdoi\t1\n"
    )
    assert kg("build", built / "records.jsonl", "--same-as", table, "-q", "-o", built).code == 0
    for _ in range(2):
        asked = kg(
            "query", "SELECT ?same { <https://kg.example/id/method/foonet> owl:sameAs ?same }", "--format", "csv", "-g", built
        )
        assert asked.out.splitlines()[1:] == ["http://www.wikidata.org/entity/Q0"]
        found = {e.id: e.identifiers for e in library.load(built).knowledge.entities if e.identifiers}
        assert found["method/barnet"] == (("skos:exactMatch", "https://example.org/b"),)
        assert {entry["action"] for entry in ledger(kg, built, "--who", "person")} == {"identified"}
        assert kg("build", built / "records.jsonl", "-q", "-o", built).code == 0
    assert any(json.loads(line)["kind"] == "identifier" for line in (built / "problems.jsonl").read_text().splitlines())


def test_an_ambiguous_name_gets_no_identifier(tmp_path: Path) -> None:
    entities = (Entity("method/a", "Method", "A"), Entity("task/a", "Task", "a"))
    table = tmp_path / "same.tsv"
    table.write_text("name\tscheme\tidentifier\nA\twikidata\tQ0\n")
    found = identified(entities, read_identifiers(table), base="https://kg.example/id/")
    assert found.entities == entities
    assert "method/a, task/a" in found.problems[0].message


@pytest.mark.parametrize(
    "text",
    [
        "name\tscheme\n",
        "name\tscheme\tidentifier\nA\tnowhere\t1\n",
        "name\tscheme\tidentifier\nA\tsameAs\tno iri\n",
        "name\tscheme\tidentifier\nA\twikidata\t\n",
        "name\tscheme\tidentifier\nA\twikidata\n",
    ],
)
def test_bad_tables_of_identifiers_are_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "same.tsv"
    path.write_text(text)
    if text.count("\n") > 1:
        with pytest.raises(InputError):
            read_identifiers(path)
    else:
        assert read_identifiers(path) == ()


def test_corrections_are_read_as_they_were_written(tmp_path: Path) -> None:
    lines = (
        Correction("merge", "method/a", "", "method/b", "tabs\tand\nlines"),
        Correction("reject", "method/a", "uses", "method/b"),
        Correction("split", "task/c"),
    )
    path = tmp_path / "corrections.tsv"
    assert read_corrections(path) == NOTHING
    path.write_text(written(lines))
    again = read_corrections(path)
    assert [line.action for line in again.lines] == ["merge", "reject", "split"]
    assert again.lines[0].note == "tabs and lines"
    assert (again.merged, again.split, again.edges) == (
        (("method/a", "method/b"),), frozenset({"task/c"}), frozenset({("method/a", "uses", "method/b")}),
    )  # fmt: skip
    assert Corrections().results == frozenset()


def test_identity_is_measured_on_a_graph(kg: Kg, built: Path, tmp_path: Path) -> None:  # noqa: F811
    listed = {
        "same": [
            {"type": "Method", "members": [{"name": "FooNet", "aliases": []}, {"name": "the foonet", "aliases": []}]},
            {"type": "Method", "members": [{"name": "pruning", "aliases": []}, {"name": "quantization", "aliases": []}]},
            {"type": "Method", "members": [{"name": "FooNet", "aliases": []}, {"name": "absent", "aliases": []}]},
        ],
        "different": [{"type": "Method", "a": {"name": "FooNet"}, "b": {"name": "FooNets"}}],
    }
    path = tmp_path / "identity.json"
    path.write_text(json.dumps(listed))
    told = json.loads(kg("eval", "--identity", path, "-g", built, "--json").out)
    figures = told["all"]
    assert (figures["pairs"], figures["stated"], figures["right"], figures["other_stated"]) == (3, 2, 1, 1)
    assert (figures["told"], figures["joined"], figures["shares"]["joined"]) == (1, 1, 100.0)
    assert told["b_cubed"] == {"precision": 73.3, "recall": 80.0}
    assert "quantization" in kg("eval", "--identity", path, "-g", built, "--errors", 3).out
    path.write_text('{"same": [{"type": "Method"}], "different": []}')
    assert kg("eval", "--identity", path, "-g", built).code == 3
    assert kg("eval").code == 2
