"""Builds in steps end where one build of everything does, byte for byte; nothing is lost on the way."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from make_docs import sample_graph

import kg
from kg import config
from kg.build import Job, Summary, build, forget, sample_files
from kg.errors import InputError, OutputError, UnknownName
from kg.extract.run import EXTRACTORS

JOB = Job(replace(config.load(environ={}), workers=1, extractor="patterns"), lambda stage, done, total: None)

TOLD = (
    ("a", "TinyNet: Small networks", "We propose TinyNet. TinyNet reaches 71.2% accuracy on ImageNet."),
    ("b", "FastNet runs on phones", "We introduce FastNet, which outperforms TinyNet on ImageNet and runs on an FPGA."),
    ("c", "Pruning again", "We prune FastNet. Neural architecture search (NAS) finds the mask."),
    ("d", "Searching", "NAS is slow. We present QuickNAS, a method for NAS on NVIDIA A100 GPUs."),
)
PAPERS = [{"id": name, "title": title, "abstract": abstract} for name, title, abstract in TOLD]


def write(path: Path, papers: list[dict[str, str]]) -> str:
    path.write_text("".join(json.dumps(paper) + "\n" for paper in papers))
    return str(path)


def run(sources: list[str], folder: Path, job: Job = JOB) -> Summary:
    return build(sources, folder, job)


def contents(folder: Path) -> dict[str, bytes]:
    """Every file that must be equal between equal builds."""
    version = (folder / ".kg" / "current").resolve()
    return {path.name: path.read_bytes() for path in sorted(version.iterdir()) if path.is_file() and path.name != "run.json"}


def assert_same(one: Path, other: Path) -> None:
    left, right = contents(one), contents(other)
    assert left.keys() == right.keys()
    assert [name for name in left if left[name] != right[name]] == []


def store_lines(folder: Path) -> list[str]:
    return sorted(str(quad) for quad in kg.load(folder).store)


def test_steps_in_any_order_give_the_files_of_one_build(tmp_path: Path) -> None:
    files = [write(tmp_path / f"{paper['id']}.jsonl", [paper]) for paper in PAPERS]
    run(files, tmp_path / "once")
    random.Random(5).shuffle(files)
    for file in files:
        run([file], tmp_path / "steps")
    assert_same(tmp_path / "once", tmp_path / "steps")
    assert store_lines(tmp_path / "once") == store_lines(tmp_path / "steps")


def test_a_changed_paper_is_replaced_and_the_rest_is_left(tmp_path: Path) -> None:
    file = write(tmp_path / "papers.jsonl", PAPERS)
    run([file], tmp_path / "steps")
    changed = [PAPERS[0] | {"title": "TinyNet: Small networks, second version"}, *PAPERS[1:]]
    write(Path(file), changed[:1])
    summary = run([file], tmp_path / "steps")
    assert (summary.replaced, summary.gone) == (1, 3)
    write(Path(file), changed)
    run([file], tmp_path / "steps")
    run([file], tmp_path / "once")
    assert_same(tmp_path / "once", tmp_path / "steps")


def test_a_corrected_title_replaces_the_paper_also_without_an_id(tmp_path: Path) -> None:
    nameless = [{name: text for name, text in paper.items() if name != "id"} for paper in PAPERS]
    file = write(tmp_path / "papers.jsonl", nameless)
    run([file], tmp_path / "steps")
    write(Path(file), [nameless[0] | {"title": "TinyNet: Tiny networks"}, *nameless[1:]])
    assert run([file], tmp_path / "steps").gone == 0
    run([file], tmp_path / "once")
    assert_same(tmp_path / "once", tmp_path / "steps")


def test_only_new_papers_are_extracted(tmp_path: Path) -> None:
    file = write(tmp_path / "papers.jsonl", PAPERS)
    assert run([file], tmp_path / "out").extracted == 4
    assert run([file], tmp_path / "out").extracted == 0
    shorter = write(tmp_path / "shorter.jsonl", [PAPERS[0] | {"abstract": "We propose TinyNet."}])
    assert run([shorter], tmp_path / "out").extracted == 0
    longer = PAPERS[0]["abstract"] + " It also runs on a Raspberry Pi."
    assert run([write(tmp_path / "longer.jsonl", [PAPERS[0] | {"abstract": longer}])], tmp_path / "out").extracted == 1


@pytest.mark.slow
@pytest.mark.parametrize("extractor", EXTRACTORS)
def test_workers_do_not_change_the_files(tmp_path: Path, extractor: str) -> None:
    one = replace(JOB.config, extractor=extractor)
    run(sample_files()[:1], tmp_path / "one", replace(JOB, config=one))
    run(sample_files()[:1], tmp_path / "two", replace(JOB, config=replace(one, workers=2)))
    assert_same(tmp_path / "one", tmp_path / "two")


def test_the_same_paper_in_two_files_is_one_paper_with_both_sources(tmp_path: Path) -> None:
    one = write(tmp_path / "one.jsonl", PAPERS[:2])
    two = write(tmp_path / "two.jsonl", [{**PAPERS[0], "title": "TINYNET: small   networks."}])
    assert run([one, two], tmp_path / "out").counts["records"] == 3
    papers = kg.load(tmp_path / "out").knowledge.papers
    assert len(papers) == 2
    assert sorted(len(paper.sources) for paper in papers) == [1, 2]


def test_forget_leaves_what_a_build_without_the_paper_gives(tmp_path: Path) -> None:
    files = [write(tmp_path / f"{paper['id']}.jsonl", [paper]) for paper in PAPERS]
    run(files, tmp_path / "all")
    run(files[:3], tmp_path / "three")
    assert forget(tmp_path / "all", "Searching", JOB).id == "d"
    assert_same(tmp_path / "all", tmp_path / "three")
    with pytest.raises(UnknownName):
        forget(tmp_path / "all", "Searching", JOB)


def test_forgetting_the_last_paper_leaves_an_empty_graph(tmp_path: Path) -> None:
    run([write(tmp_path / "a.jsonl", PAPERS[:1])], tmp_path / "out")
    forget(tmp_path / "out", "a", JOB)
    assert kg.load(tmp_path / "out").knowledge.papers == ()


def test_what_cannot_be_read_is_kept_as_a_problem_until_the_file_is_mended(tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text(json.dumps(PAPERS[0]) + "\n{broken\n")
    assert len(run([str(bad)], tmp_path / "out").unreadable) == 1
    run([write(tmp_path / "b.jsonl", PAPERS[1:2])], tmp_path / "out")
    problems = (tmp_path / "out" / "problems.jsonl").read_text()
    assert "bad.jsonl" in problems
    write(bad, PAPERS[:1])
    run([str(bad)], tmp_path / "out")
    assert "bad.jsonl" not in (tmp_path / "out" / "problems.jsonl").read_text()


def test_nothing_readable_leaves_no_graph(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("")
    with pytest.raises(InputError, match=r"empty\.jsonl"):
        run([str(tmp_path / "empty.jsonl")], tmp_path / "out")
    with pytest.raises(OutputError):
        kg.load(tmp_path / "out")


def test_the_kept_records_build_the_same_papers_elsewhere(tmp_path: Path) -> None:
    run([write(tmp_path / "papers.jsonl", PAPERS)], tmp_path / "out")
    run([str(tmp_path / "out" / "records.jsonl")], tmp_path / "again")
    assert_same(tmp_path / "out", tmp_path / "again")


def test_a_graph_of_another_layout_is_refused_with_the_way_out(tmp_path: Path) -> None:
    file = write(tmp_path / "papers.jsonl", PAPERS)
    run([file], tmp_path / "out")
    account = tmp_path / "out" / "run.json"
    account.write_text(json.dumps(json.loads(account.read_text()) | {"layout": 99}))
    with pytest.raises(OutputError, match=r"another layout.*records\.jsonl"):
        run([file], tmp_path / "out")
    with pytest.raises(OutputError, match="another layout"):
        kg.load(tmp_path / "out")


@pytest.mark.parametrize("damage", ["records.jsonl", "extractions.jsonl", "run.json"])
def test_a_damaged_graph_is_a_clear_error(tmp_path: Path, damage: str) -> None:
    file = write(tmp_path / "papers.jsonl", PAPERS)
    run([file], tmp_path / "out")
    (tmp_path / "out" / damage).write_bytes(b'{"half": ')
    with pytest.raises(OutputError, match="cannot be read"):
        run([file], tmp_path / "out")


@pytest.mark.slow
def test_a_killed_build_leaves_the_old_graph_and_the_next_one_ends_right(tmp_path: Path) -> None:
    run([write(tmp_path / "a.jsonl", PAPERS[:1])], tmp_path / "out")
    before = contents(tmp_path / "out")
    command = [sys.executable, "-m", "kg", "build", "-q", "--workers", "1", "-o", str(tmp_path / "out"), *sample_files()]
    for delay in (0.6, 1.2, 1.8):
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        time.sleep(delay)
        process.send_signal(signal.SIGKILL)
        if process.wait() == 0:
            break
        assert contents(tmp_path / "out") == before
    subprocess.run(command, check=True, env=os.environ | {"NO_COLOR": "1"})
    run([str(tmp_path / "a.jsonl"), *sample_files()], tmp_path / "once")
    assert_same(tmp_path / "once", tmp_path / "out")


@pytest.mark.slow
def test_a_killed_build_leaves_no_process_behind(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kg", "build", "-q", "--workers", "2", "-o", str(tmp_path / "out"), *sample_files() * 3]
    process = subprocess.Popen(command, env=os.environ | {"KG_MARK": str(tmp_path)})
    deadline = time.monotonic() + 30
    while len(marked(tmp_path)) < 4 and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    process.kill()
    process.wait()
    while marked(tmp_path) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert marked(tmp_path) == []


def marked(mark: Path) -> list[str]:
    """The processes that were started with this mark in their environment."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if f"KG_MARK={mark}".encode() in (place / "environ").read_bytes().split(b"\0"):
                found.append(place.name)
        except OSError:
            continue
    return found


def test_every_quote_stands_in_its_paper() -> None:
    knowledge = sample_graph().knowledge
    papers = {paper.key: paper for paper in knowledge.papers}
    evidence = [item for statement in knowledge.statements for item in statement.evidence]
    evidence += [claim.evidence for claim in knowledge.claims]
    assert len(evidence) > 500
    assert [item for item in evidence if item.span.of(papers[item.paper].text) != item.quote] == []


def test_in_a_notebook(tmp_path: Path) -> None:
    run([write(tmp_path / "papers.jsonl", PAPERS)], tmp_path / "out")
    graph = kg.load(str(tmp_path / "out"))
    network = graph.to_networkx()
    assert set(network) == {e.id for e in graph.knowledge.entities} | {f"paper/{p.key}" for p in graph.knowledge.papers}
    assert network.number_of_edges() == graph.counts["relations"]
    table = graph.query('SELECT ?x { ?x skos:prefLabel "FastNet" }')
    assert table.rows == (("method:fastnet",),)


@pytest.mark.shared
@pytest.mark.slow
def test_the_seeds(tmp_path: Path, shared: Path) -> None:
    counts = build([str(shared / "seeds")], tmp_path / "out", replace(JOB, config=replace(JOB.config, workers=2))).counts
    assert (counts["records"], counts["papers"]) == (483, 453)
