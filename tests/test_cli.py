"""The command line as scripts use it: words, formats, exit codes, and what it says of bad input."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from make_docs import sample_graph

from kg import cli

FEED = b'<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>%s</title><summary>Some words.</summary></entry></feed>'
GOOD = {"id": "g1", "title": "GoodNet: A network", "abstract": "We propose GoodNet. GoodNet runs on an NVIDIA A100 GPU."}


class Ran(NamedTuple):
    code: int
    out: str
    err: str


Kg = Callable[..., Ran]


@pytest.fixture
def kg(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Kg:
    """Run a command in this process, as if typed."""
    monkeypatch.setenv("KG_WORKERS", "1")

    def run(*words: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["kg", *map(str, words)])
        code: object = 0
        try:
            cli.main()
        except SystemExit as end:
            code = end.code
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        return Ran(int(str(code or 0)), out, err)

    return run


@pytest.fixture(scope="session")
def graph() -> Path:
    """The graph of the sample."""
    return sample_graph().folder


def papers(path: Path, *records: object) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def test_build_counts_what_it_did_and_stats_agree(kg: Kg, tmp_path: Path) -> None:
    file = papers(tmp_path / "p.jsonl", GOOD)
    built = kg("build", file, "-o", tmp_path / "out", "--json", "--quiet")
    assert built.code == 0
    told = json.loads(built.out)
    stats = json.loads(kg("stats", "-g", tmp_path / "out", "--json").out)
    wanted = {"papers", "records", "entities", "relations", "results", "problems"}
    assert wanted <= stats.keys()
    assert {name: told[name] for name in stats} == stats
    assert (stats["papers"], stats["records"], stats["problems"]) == (1, 1, 0)


def test_quiet_says_nothing_and_progress_goes_to_stderr(kg: Kg, tmp_path: Path) -> None:
    file = papers(tmp_path / "p.jsonl", GOOD)
    assert kg("build", file, "-o", tmp_path / "out", "--quiet") == Ran(0, "", "")
    loud = kg("build", file, "-o", tmp_path / "out")
    assert loud.out == ""
    assert "reading: 1" in loud.err


def test_extract_prints_one_object_a_paper_in_the_annotated_format(kg: Kg, tmp_path: Path) -> None:
    file = papers(tmp_path / "p.jsonl", GOOD, GOOD, {"title": "Other", "abstract": "Nothing of note."})
    ran = kg("extract", file, "--quiet")
    first, second = (json.loads(line) for line in ran.out.splitlines())
    assert list(first) == ["id", "title", "abstract", "entities", "relations", "results"]
    assert (first["id"], second["id"]) == ("g1", None)
    assert "GoodNet" in [entity["name"] for entity in first["entities"]]
    assert all(mention in f"{first['title']}\n{first['abstract']}" for e in first["entities"] for mention in e["mentions"])


def test_standard_input_is_a_source(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kg", "extract", "-q", "--workers", "1", "-"]
    ran = subprocess.run(command, input=json.dumps(GOOD).encode(), capture_output=True, check=True)
    assert json.loads(ran.stdout)["id"] == "g1"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.jsonl", b"", "empty"),
        ("binary.bin", bytes(range(256)) * 64, "format"),
        ("broken.jsonl.gz", gzip.compress(json.dumps(GOOD).encode() * 50, mtime=0)[:40], "gzip"),
        ("latin.jsonl", json.dumps({**GOOD, "title": "caf\u00e9"}, ensure_ascii=False).encode("latin-1"), "UTF-8"),
        ("abstract.jsonl", b'{"title": "Only a title"}', "abstract"),
        ("title.jsonl", b'{"abstract": "Only an abstract, with some words."}', "title"),
        ("entities.xml", b'<!DOCTYPE a [<!ENTITY b "bb">]>' + FEED % b"&b;", "entities.xml"),
        ("outside.xml", b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>' + FEED % b"&b;", "outside.xml"),
    ],
)  # fmt: skip
def test_a_bad_file_is_named_with_its_cause_and_the_good_one_goes_on(
    kg: Kg, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    good = papers(tmp_path / "good.jsonl", GOOD)
    alone = kg("build", tmp_path / name, "-o", tmp_path / "alone", "-q")
    assert alone.code == 3
    assert name in alone.err and said in alone.err
    assert not (tmp_path / "alone" / "graph.nq").exists()
    both = kg("build", tmp_path / name, good, "-o", tmp_path / "both", "-q")
    assert both.code == cli.INCOMPLETE
    assert name in both.err and said in both.err
    assert json.loads(kg("stats", "--json", "-g", tmp_path / "both").out)["papers"] == 1
    assert name in (tmp_path / "both" / "problems.jsonl").read_text()


def test_a_line_of_50_mb_is_refused_and_the_next_goes_on(kg: Kg, tmp_path: Path) -> None:
    file = tmp_path / "long.jsonl"
    file.write_bytes(b'{"title": "Long", "abstract": "' + b"x" * 50_000_000 + b'"}\n' + json.dumps(GOOD).encode() + b"\n")
    ran = kg("extract", file, "-q")
    assert ran.code == cli.INCOMPLETE
    assert "long.jsonl" in ran.err and len(ran.err) < 1000
    assert [json.loads(line)["id"] for line in ran.out.splitlines()] == ["g1"]


def test_sources_that_are_not_there(kg: Kg, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "photo.bin").write_bytes(b"\x89PNG\0\0\0")
    for source in (tmp_path / "none.jsonl", tmp_path / "*.none", tmp_path / "folder"):
        ran = kg("build", source, "-o", tmp_path / "out", "-q")
        assert ran.code == 3
        assert str(source) in ran.err
    assert not (tmp_path / "out" / ".kg" / "current").exists()


def test_one_id_for_two_papers_keeps_both_and_says_so(kg: Kg, tmp_path: Path) -> None:
    file = papers(
        tmp_path / "p.jsonl", GOOD, {**GOOD, "title": "A quite different work", "abstract": "It is about other things."}
    )
    assert kg("build", file, "-o", tmp_path / "out", "-q").code == 0
    assert json.loads(kg("stats", "--json", "-g", tmp_path / "out").out)["papers"] == 2
    (problem,) = [json.loads(line) for line in (tmp_path / "out" / "problems.jsonl").read_text().splitlines()]
    assert "g1" in problem["message"]


HOSTILE = '<script>alert(1)</script> "quoted" \u202eright\u202c \x07bell =1+1 \\ end'


def test_a_hostile_title_stays_text_everywhere(kg: Kg, tmp_path: Path) -> None:
    file = papers(tmp_path / "p.jsonl", {**GOOD, "title": HOSTILE})
    assert kg("build", file, "-o", tmp_path / "out", "-q").code == 0
    title = HOSTILE.replace("\x07", " ")
    answer = json.loads(kg("query", "SELECT ?t { ?p dcterms:title ?t }", "--format", "json", "-g", tmp_path / "out").out)
    assert answer["results"]["bindings"][0]["t"]["value"] == title
    assert "<script>alert" not in (tmp_path / "out" / "graph.html").read_text()
    assert "\x1b" not in kg("show", title, "-g", tmp_path / "out").out
    assert title in {row["label"] for row in csv.DictReader(io.StringIO((tmp_path / "out" / "nodes.csv").read_text()))}
    assert kg("check", "-g", tmp_path / "out").code == 0


def test_an_output_that_may_not_be_written(kg: Kg, tmp_path: Path) -> None:
    """/sys takes no folder from anybody, root included."""
    ran = kg("build", papers(tmp_path / "p.jsonl", GOOD), "-o", "/sys/kg", "-q")
    assert ran.code == 4
    assert "/sys/kg" in ran.err and "choose another folder" in ran.err


def test_an_output_that_cannot_be_a_folder(kg: Kg, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    ran = kg("build", papers(tmp_path / "p.jsonl", GOOD), "-o", tmp_path / "file" / "out", "-q")
    assert ran.code == 4
    assert "cannot be written" in ran.err


def test_commands_without_a_graph_say_how_to_make_one(kg: Kg, tmp_path: Path) -> None:
    for words in (["stats"], ["show", "LoRA"], ["query", "ASK {}"], ["check"], ["view"], ["export", "gexf"], ["merges"]):
        ran = kg(*words, "-g", tmp_path / "none")
        assert (ran.code, ran.out) == (4, "")
        assert "kg build" in ran.err


@pytest.mark.parametrize(
    ("form", "begins"),
    [("csv", "n\r\n"), ("tsv", "?n\n"), ("json", '{"head"'), ("xml", "<?xml"), ("table", "n")],
)
def test_query_formats(kg: Kg, graph: Path, form: str, begins: str) -> None:
    ran = kg("query", 'SELECT ?n { ?x skos:prefLabel ?n FILTER(?n = "LoRA") }', "--format", form, "-g", graph)
    assert ran.code == 0
    assert ran.out.startswith(begins) and "LoRA" in ran.out


def test_query_from_file_and_of_triples(kg: Kg, graph: Path, tmp_path: Path) -> None:
    (tmp_path / "q.rq").write_text('CONSTRUCT { ?x skos:prefLabel ?n } { ?x skos:prefLabel ?n FILTER(?n = "LoRA") }')
    ran = kg("query", "--file", tmp_path / "q.rq", "--format", "ttl", "-g", graph)
    assert 'skos:prefLabel "LoRA"' in ran.out
    assert kg("query", "--file", tmp_path / "none.rq", "-g", graph).code == 3


def test_a_query_with_an_error_is_told_with_line_and_column(kg: Kg, graph: Path) -> None:
    ran = kg("query", "SELECT ?x {\n  ?x kg:uses ?y ?z }", "-g", graph)
    assert ran.code == 5
    assert "line 2, column" in ran.err


@pytest.mark.parametrize(
    "text",
    ["INSERT DATA { <a:a> <a:b> <a:c> }", "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "LOAD <file:///etc/passwd>"],
)
def test_a_query_may_not_change_or_reach_out(kg: Kg, graph: Path, text: str) -> None:
    assert kg("query", text, "-g", graph).code == 5


def test_a_query_that_takes_too_long_is_given_up(kg: Kg, graph: Path) -> None:
    runaway = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    ran = kg("query", runaway, "--timeout", "0.5", "-g", graph)
    assert ran.code == 5
    assert "0.5 s" in ran.err


def test_files_where_the_user_stands_are_not_run(kg: Kg, graph: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("queue.py", "json.py", "subprocess.py"):
        (tmp_path / name).write_text(f"open({str(tmp_path / 'ran')!r}, 'w')\n")
    monkeypatch.chdir(tmp_path)
    assert kg("query", "ASK { ?s ?p ?o }", "-g", graph).code == 0
    assert not (tmp_path / "ran").exists()


def test_one_query_at_a_time(kg: Kg, graph: Path) -> None:
    assert kg("query", "-g", graph).code == 2
    assert kg("query", "ASK {}", "--name", "introduces", "-g", graph).code == 2
    assert kg("query", "ASK {}", "--format", "bogus", "-g", graph).code == 2
    ran = kg("query", "--name", "introduce", "-g", graph)
    assert ran.code == 6
    assert "introduces" in ran.err


def test_show_gives_facts_with_sentences_and_helps_with_spelling(kg: Kg, graph: Path) -> None:
    card = kg("show", "qlora", "-g", graph).out
    assert card.startswith("QLoRA\n")
    assert "“" in card and "QLoRA: Efficient Finetuning of Quantized LLMs" in card
    ran = kg("show", "QLoRRA", "-g", graph)
    assert ran.code == 6
    assert "Did you mean QLoRA" in ran.err


def test_show_a_paper(kg: Kg, graph: Path) -> None:
    card = kg("show", "attention is all you need", "-g", graph).out
    assert card.startswith("Attention Is All You Need\n")
    assert "introduces" in card and "Transformer" in card


def test_view_renders_a_part(kg: Kg, graph: Path, tmp_path: Path) -> None:
    ran = kg("view", "--around", "LoRA", "--depth", "1", "--to", tmp_path / "lora.html", "-g", graph)
    assert ran.code == 0
    page = (tmp_path / "lora.html").read_text()
    assert "QLoRA" in page and "SqueezeNet" not in page
    hardware = "SELECT ?h { ?h a kg:Hardware }"
    assert kg("view", "--query", hardware, "--to", tmp_path / "h.html", "-g", graph).code == 0
    names = "SELECT ?n { ?h a kg:Hardware ; skos:prefLabel ?n }"
    assert kg("view", "--query", names, "--to", tmp_path / "n.html", "-g", graph).code == 5
    assert kg("view", "--type", "Hardwear", "--to", tmp_path / "x.html", "-g", graph).code == 6
    assert kg("view", "--around", "nothing of the kind", "-g", graph).code == 6


@pytest.mark.parametrize("form", ["gexf", "gexf-simple", "graphml", "nodes.csv", "edges.parquet", "ttl", "nq", "jsonld"])
def test_export(kg: Kg, graph: Path, tmp_path: Path, form: str) -> None:
    assert kg("export", form, "--to", tmp_path / "file", "-g", graph).code == 0
    assert (tmp_path / "file").stat().st_size > 1000


def test_export_refuses_what_it_cannot_do(kg: Kg, graph: Path, tmp_path: Path) -> None:
    assert kg("export", "gefx", "-g", graph).code == 6
    assert kg("export", "ttl", "--type", "Method", "-g", graph).code == 1
    assert kg("export", "gexf", "--to", tmp_path / "no" / "file", "-g", graph).code == 4


@pytest.mark.slow
def test_check_passes(kg: Kg, graph: Path) -> None:
    assert kg("check", "-g", graph).code == 0


def test_merges_are_listed(kg: Kg, graph: Path) -> None:
    entries = [json.loads(line) for line in kg("merges", "--json", "-g", graph).out.splitlines()]
    assert {entry["action"] for entry in entries} <= {"joined", "apart"}
    assert all(entry["reason"] and entry["papers"] for entry in entries)
    assert len(entries) > 10


def test_eval_prints_figures(kg: Kg, tmp_path: Path) -> None:
    entity = {"id": "e1", "type": "Method", "name": "GoodNet", "mentions": ["GoodNet"]}
    relation = {"head": "P", "rel": "introduces", "tail": "e1", "evidence": "We propose GoodNet"}
    gold = {**GOOD, "entities": [entity], "relations": [relation], "results": []}
    (tmp_path / "gold.json").write_text(json.dumps([gold]))
    rows = json.loads(kg("eval", tmp_path / "gold.json", "--json", "-q").out)
    assert rows["entity Method"]["recall"] == 100.0
    assert "recall" not in kg("eval", tmp_path / "gold.json", "-q").err
    strict = json.loads(kg("eval", tmp_path / "gold.json", "--json", "-q", "--min-score", "1").out)
    assert strict["entities"]["recall"] == 0.0
    (tmp_path / "bad.json").write_text('[{"title": "x"}]')
    assert kg("eval", tmp_path / "bad.json").code == 3


def gold_file(folder: Path) -> Path:
    entity = {"id": "e1", "type": "Method", "name": "GoodNet", "mentions": ["GoodNet"]}
    relation = {"head": "P", "rel": "introduces", "tail": "e1", "evidence": "We propose GoodNet"}
    (folder / "gold.json").write_text(json.dumps([{**GOOD, "entities": [entity], "relations": [relation], "results": []}]))
    return folder / "gold.json"


def test_eval_gives_intervals_mistakes_calibration_and_a_sweep(kg: Kg, tmp_path: Path) -> None:
    gold = gold_file(tmp_path)
    asked = ("--bootstrap", "20", "--errors", "3", "--calibration", "--sweep", "-q")
    found = json.loads(kg("eval", gold, "--json", *asked).out)
    assert found["entity Method"]["interval"] == [found["entity Method"]["f1"]] * 2
    assert {mistake["side"] for mistake in found["mistakes"]} == {"invented"}
    assert 0 <= found["calibration"]["mentions"]["error"] <= 1
    assert found["sweep"]["0.0"]["entities"] == {k: v for k, v in found["entities"].items() if k != "interval"}
    printed = kg("eval", gold, *asked).out
    assert "expected calibration error" in printed and "best F1 of" in printed and "not annotated" in printed


def test_eval_scores_what_extract_said(kg: Kg, tmp_path: Path) -> None:
    gold = gold_file(tmp_path)
    said = tmp_path / "said.jsonl"
    said.write_text(kg("extract", papers(tmp_path / "p.jsonl", GOOD), "-q").out)
    assert json.loads(said.read_text())["entities"][0]["scores"][0] <= 1
    by_file = json.loads(kg("eval", gold, "--predicted", said, "--json", "-q").out)
    assert by_file == json.loads(kg("eval", gold, "--json", "-q").out)
    assert kg("eval", gold, "--predicted", said, "--extractor", "patterns").code == 2
    said.write_text('{"id": "g1", "entities": [], "relations": [{"head": "P"}]}')
    assert kg("eval", gold, "--predicted", said).code == 3
    said.write_text('{"id": "g1", "entities": [], "relations": []}')
    assert "no scores" in kg("eval", gold, "--predicted", said, "--calibration", "-q").err


def test_a_model_of_ones_own_must_be_one(kg: Kg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = papers(tmp_path / "p.jsonl", GOOD)
    for command in (("build", file, "-o", tmp_path / "out"), ("extract", file), ("eval", gold_file(tmp_path))):
        ran = kg(*command, "--extractor", "model", "--model", tmp_path / "none", "-q")
        assert (ran.code, "none holds no model" in ran.err) == (3, True)
        assert kg(*command, "--extractor", "patterns", "--model", tmp_path, "-q").code == 2
    assert not (tmp_path / "out" / ".kg" / "current").exists()
    monkeypatch.setenv("KG_MODEL", str(tmp_path / "none"))
    assert kg("extract", file, "--extractor", "model", "-q").code == 3
    assert kg("extract", file, "--extractor", "patterns", "-q").code == 0


@pytest.mark.slow
@pytest.mark.parametrize("delay", [1, 3])
@pytest.mark.parametrize("words", [("build", "-o", "out", "--workers", "2"), ("extract", "--workers", "1")])
def test_ctrl_c_ends_a_command_with_a_line(tmp_path: Path, words: tuple[str, ...], delay: float) -> None:
    file = papers(tmp_path / "p.jsonl", *({**GOOD, "id": f"g{n}", "title": f"GoodNet {n}"} for n in range(30_000)))
    command = [sys.executable, "-m", "kg", *words, "-q", str(file)]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True
    ) as process:
        time.sleep(delay)
        os.killpg(process.pid, signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (130, b"kg: interrupted; what was there before is untouched\n")
    assert not (tmp_path / "out" / "graph.nq").exists()


def test_settings_come_from_file_and_environment(kg: Kg, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "kg.toml").write_text("html_nodes = 7\n")
    assert json.loads(kg("settings", "--json").out)["html_nodes"] == 7
    monkeypatch.setenv("KG_HTML_NODES", "8")
    assert json.loads(kg("settings", "--json").out)["html_nodes"] == 8
    (tmp_path / "kg.toml").write_text("html_node = 7\n")
    ran = kg("settings")
    assert ran.code == 6
    assert "html_nodes" in ran.err
    monkeypatch.setenv("KG_HTML_NODES", "many")
    (tmp_path / "kg.toml").unlink()
    assert kg("settings").code == 2
    monkeypatch.delenv("KG_HTML_NODES")
    monkeypatch.setenv("KG_MIN_SCORE", "7")
    assert kg("settings").code == 2


def test_help_opens_with_an_example(kg: Kg) -> None:
    for command in ("build", "extract", "query", "view", "export", "check", "eval", "stats", "show", "demo", "forget", "merges"):
        lines = [line.strip() for line in kg(command, "--help").out.splitlines() if line.strip()]
        assert lines[0].startswith(f"Usage: kg {command}")
        assert lines[1].startswith(f"kg {command}")


def test_demo_builds_answers_and_says_what_to_open(kg: Kg, tmp_path: Path) -> None:
    ran = kg("demo", "-o", tmp_path / "out", "-q")
    assert ran.code == 0
    assert "graph.html" in ran.out and ran.out.count("kg query --name") == 2
