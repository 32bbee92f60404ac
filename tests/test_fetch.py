"""kg fetch against a server process with the shapes of the real lists: paging, faults, resuming, what is new."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from kg.errors import InputError, OutputError
from kg.fetch import Fetched, Job, Source, Span, arxiv_search, daily_papers, fetch
from kg.read import read
from kg.records import Paper
from kg.transport import Policy, Transport
from tests.list_server import Lists, days, lists, papers
from tests.test_cli import Kg, kg  # noqa: F401  (the fixture)

MONDAY = date(2026, 3, 2)
FORTNIGHT = Span(MONDAY, MONDAY + timedelta(13))
LATER = date(2026, 6, 1)
QUICK = ("--pause", "0.01")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lists]:
    with lists(tmp_path_factory.mktemp("lists")) as running:
        yield running


Run = Callable[..., Fetched]


@pytest.fixture
def bring(server: Lists, tmp_path: Path) -> Run:
    """Fetch into a folder on a given day; what was told comes to `heard`."""

    def run(source: Source | None = None, span: Span = FORTNIGHT, *, today: date = LATER, most: int | None = None) -> Fetched:
        source = source or arxiv_search(f"{server.url}/query", "all:pruning", size=10)
        policy = Policy(pause=0.01, wait=0.01, attempts=4, most_wait=5, size=1 << 20)
        with Transport(policy, error=InputError, remedy="again", tell=heard.append) as transport:
            return fetch(Job(source, transport, today, most, lambda stage, done, total: None), span, tmp_path / "papers")

    heard: list[str] = []
    run.heard = heard  # type: ignore[attr-defined]
    return run


def found(folder: Path) -> list[str]:
    """The ids of all records in the files, read as kg build reads them; each of them can be read."""
    items = list(read([str(folder)]))
    assert all(isinstance(item, Paper) for item in items)
    return sorted(item.id for item in items if isinstance(item, Paper))


def ids(listed: list[dict[str, str]]) -> list[str]:
    return sorted(paper["id"] for paper in listed)


def test_every_record_comes_once_in_files_named_by_week_that_kg_build_reads(server: Lists, bring: Run, tmp_path: Path) -> None:
    listed = papers(days("2026-03-02", 14))
    server.set([*listed, *papers(days("2026-04-01", 2))])
    begun = len(server.asked)
    done = bring()
    folder = tmp_path / "papers"
    assert found(folder) == ids(listed)
    assert (done.records, done.new, done.spans, done.settled, done.left, done.missing) == (42, 42, 2, 0, 0, 0)
    assert [name[-19:] for name in done.files] == [f"2026-03-{d}-000{n}.xml" for d in ("02", "09") for n in (1, 2, 3)]
    asked = server.asked[begun:]
    assert [request["start"] for request in asked] == ["0", "10", "20"] * 2
    assert asked[0]["search_query"] == "(all:pruning) AND submittedDate:[202603020000 TO 202603082359]"
    assert (asked[0]["sortBy"], asked[0]["sortOrder"]) == ("submittedDate", "ascending")
    assert asked[0]["agent"].startswith("kg/0")


def test_what_has_settled_is_not_asked_for_again_and_what_has_not_is(server: Lists, bring: Run, tmp_path: Path) -> None:
    listed = papers(days("2026-03-02", 14))
    server.set(listed)
    bring(today=date(2026, 3, 16))  # the second week may still grow, the first one as well
    begun = len(server.asked)
    assert bring(today=date(2026, 3, 24)).new == 0
    assert {request["search_query"][-28:] for request in server.asked[begun:]} == {
        "[202603020000 TO 202603082359]"[-28:],
        "[202603090000 TO 202603152359]"[-28:],
    }
    late = {**listed[0], "id": "2603.99999", "title": "Late", "day": "2026-03-15"}
    server.set([*listed, late])
    begun = len(server.asked)
    done = bring(today=date(2026, 3, 31))
    assert all("202603090000" in request["search_query"] for request in server.asked[begun:])
    assert (done.new, done.settled) == (1, 1)
    assert found(tmp_path / "papers") == ids([*listed, late])
    begun = len(server.asked)
    assert bring(today=LATER) == Fetched(settled=2)
    assert server.asked[begun:] == []


def test_more_days_of_a_week_are_asked_for_with_those_that_are_there(server: Lists, bring: Run, tmp_path: Path) -> None:
    listed = papers(days("2026-03-02", 7), 2)
    server.set(listed)
    bring(span=Span(date(2026, 3, 4), date(2026, 3, 5)))
    assert found(tmp_path / "papers") == ids([p for p in listed if p["day"] in ("2026-03-04", "2026-03-05")])
    assert bring(span=Span(date(2026, 3, 2), date(2026, 3, 8))).new == 10
    assert found(tmp_path / "papers") == ids(listed)


def test_a_file_that_was_taken_away_is_fetched_again(server: Lists, bring: Run, tmp_path: Path) -> None:
    server.set(papers(days("2026-03-02", 14)))
    (tmp_path / "papers" / bring().files[1]).unlink()
    assert (bring().settled, len(found(tmp_path / "papers"))) == (1, 42)


def test_a_week_that_got_shorter_leaves_no_file_behind(server: Lists, bring: Run, tmp_path: Path) -> None:
    listed = papers(days("2026-03-02", 7))
    server.set(listed)
    bring(today=date(2026, 3, 9))
    server.set(listed[:5])
    bring(today=date(2026, 3, 10))
    assert found(tmp_path / "papers") == ids(listed[:5])


@pytest.mark.parametrize("fault", ["503", "429 0", "500", "cut", "drop", "half", "html", "nothing", "slow", "bomb", "empty"])
def test_what_passes_by_itself_is_asked_for_again(fault: str, server: Lists, bring: Run, tmp_path: Path) -> None:
    listed = papers(days("2026-03-02", 14))
    server.set(listed, "", fault, "", fault)
    done = bring()
    assert found(tmp_path / "papers") == ids(listed)
    assert (done.records, done.missing) == (42, 0)
    assert len(bring.heard) == (0 if fault == "slow" else 2)  # type: ignore[attr-defined]


def test_the_server_says_how_long_to_wait(server: Lists, bring: Run) -> None:
    server.set(papers(days("2026-03-02", 1)), "503 1")
    begun = len(server.asked)
    bring()
    first, second, *_ = server.asked[begun:]
    assert second["at"] - first["at"] >= 1
    assert bring.heard == [f"{server.url[7:]} answers 503 Service Unavailable: x We are back soon .; try 2 of 4 in 1 s"]  # type: ignore[attr-defined]
    server.set(papers(days("2026-03-02", 1)), "429 7200")
    with pytest.raises(InputError, match=r"429 Too Many Requests.*asks to wait 7,200 s"):
        bring(span=Span(LATER, LATER))
    server.set(papers(days("2026-03-02", 1)), "503 Mon, 01 Jan 2035 00:00:00 GMT")
    with pytest.raises(InputError, match="asks to wait"):
        bring(span=Span(LATER, LATER))


def test_between_two_requests_lies_a_pause(server: Lists, tmp_path: Path) -> None:
    server.set(papers(days("2026-03-02", 14)))
    begun = len(server.asked)
    with Transport(Policy(pause=0.2), error=InputError, remedy="") as transport:
        source = arxiv_search(f"{server.url}/query", "", ["cs.LG", "cs.AR"])
        fetch(Job(source, transport, LATER, None, lambda *_: None), FORTNIGHT, tmp_path)
    at = [request["at"] for request in server.asked[begun:]]
    assert len(at) == 2 and at[1] - at[0] >= 0.2
    assert server.asked[begun]["search_query"].startswith("(cat:cs.LG OR cat:cs.AR) AND submittedDate:")


def test_a_list_that_changes_while_it_is_read_is_read_anew(server: Lists, bring: Run, tmp_path: Path) -> None:
    listed = papers(days("2026-03-02", 7))
    server.set(listed, "", "counts -15")
    done = bring(span=Span(MONDAY, MONDAY + timedelta(6)))
    assert (found(tmp_path / "papers"), done.records, done.new) == (ids(listed), 21, 21)
    assert "changed while it was read" in bring.heard[0]  # type: ignore[attr-defined]


def test_a_list_may_grow_at_its_end_while_it_is_read(server: Lists, bring: Run, tmp_path: Path) -> None:
    listed = papers(days("2026-03-02", 7))
    server.set(listed, "counts -3")
    assert bring(span=Span(MONDAY, MONDAY + timedelta(6))).records == 21
    assert (found(tmp_path / "papers"), bring.heard) == (ids(listed), [])  # type: ignore[attr-defined]


def test_records_that_are_counted_but_not_given_are_told_and_asked_for_again(server: Lists, kg: Kg, tmp_path: Path) -> None:  # noqa: F811
    listed = papers(days("2020-03-02", 7))
    server.set(listed, *["counts 2"] * 10)
    words = ("fetch", "arxiv", "--query", "x", "--since", "2020-03-02", "--until", "2020-03-08", "--out", tmp_path / "p")
    ran = kg(*words, "--base-url", f"{server.url}/query", *QUICK, "--json")
    assert (ran.code, json.loads(ran.out)["missing"]) == (8, 2)
    assert "did not give 2 records" in ran.err
    server.set(listed)
    ran = kg(*words, "--base-url", f"{server.url}/query", *QUICK, "--json", "-q")
    assert (ran.code, json.loads(ran.out)["missing"], ran.err) == (0, 0, "")


def test_so_many_and_no_more(server: Lists, bring: Run, tmp_path: Path) -> None:
    listed = papers(days("2026-03-02", 14))
    server.set(listed)
    begun = len(server.asked)
    counts = [(done.records, done.left) for done in (bring(most=12) for _ in range(4))]
    assert counts == [(12, 2), (12, 1), (12, 1), (6, 0)]
    sizes = [request["max_results"] for request in server.asked[begun:]]
    assert sizes == ["10", "2", "10", "3", "10", "2", "10"]
    assert found(tmp_path / "papers") == ids(listed)


@pytest.mark.slow
def test_it_goes_on_after_any_kill(server: Lists, tmp_path: Path) -> None:
    listed = papers(days("2020-03-02", 28))
    server.set(listed)
    address = ("--base-url", f"{server.url}/daily", "--pause", "0.02")
    command = [sys.executable, "-m", "kg", "fetch", "daily", "--since", "2020-03-02", "--until", "2020-03-29", "-q", *address]
    begun, kills = len(server.asked), 0
    for wait in range(40):
        with subprocess.Popen([*command, "--out", str(tmp_path / "killed")], env=no_proxy()) as process:
            seen, limit = len(server.asked), time.monotonic() + 20
            while process.poll() is None and len(server.asked) - seen < 1 + wait % 3 and time.monotonic() < limit:
                time.sleep(0.003)
            process.kill()
        kills += process.returncode == -signal.SIGKILL
        if len(server.asked) - begun >= 22:
            break
    subprocess.run([*command, "--out", str(tmp_path / "killed")], check=True, env=no_proxy())
    subprocess.run([*command, "--out", str(tmp_path / "whole")], check=True, env=no_proxy())
    assert kills >= 5
    names = sorted(path.name for path in (tmp_path / "whole").iterdir())
    assert sorted(path.name for path in (tmp_path / "killed").iterdir()) == names and len(names) == 30
    for name in names:
        assert (tmp_path / "killed" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes()
    assert found(tmp_path / "killed") == ids(listed)


def no_proxy() -> dict[str, str]:
    return {**os.environ, "NO_PROXY": "*"}


def test_ctrl_c_ends_with_130_and_what_came_stays(server: Lists, tmp_path: Path) -> None:
    server.set(papers(days("2020-03-02", 14)))
    command = [sys.executable, "-m", "kg", "fetch", "daily", "--since", "2020-03-02", "--until", "2020-03-15"]
    command += ["--base-url", f"{server.url}/daily", "--pause", "0.5", "--out", str(tmp_path)]
    begun = len(server.asked)
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=no_proxy()) as process:
        assert process.stderr is not None
        while len(server.asked) < begun + 2 and process.poll() is None:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        said = process.stderr.read()
    assert (process.returncode, said) == (130, "kg: interrupted; what was there before is untouched\n")
    assert list(tmp_path.glob("daily-2020-03-02-0001.json"))


def test_daily_papers_come_day_by_day_in_pages(server: Lists, bring: Run, tmp_path: Path) -> None:
    listed = papers(days("2026-03-02", 2), 5) + papers(days("2026-03-07", 1), 2)
    server.set(listed)
    begun = len(server.asked)
    done = bring(daily_papers(f"{server.url}/daily", size=3), Span(MONDAY, date(2026, 3, 7)))
    assert found(tmp_path / "papers") == ids(listed)
    assert [(request["date"], request["p"]) for request in server.asked[begun:]] == [
        ("2026-03-02", "0"),
        ("2026-03-02", "1"),
        ("2026-03-03", "0"),
        ("2026-03-03", "1"),
        ("2026-03-04", "0"),
        ("2026-03-05", "0"),
        ("2026-03-06", "0"),
        ("2026-03-07", "0"),
    ]
    assert done.files[-1] == "daily-2026-03-07-0001.json"
    assert bring(daily_papers(f"{server.url}/daily", size=3), Span(MONDAY, date(2026, 3, 7))) == Fetched(settled=6)


FAILURES = {
    "503": (3, "answers 503 Service Unavailable: x We are back soon ., at the last of 2 tries"),
    "403": (3, "answers 403 Forbidden: x We are back soon . the server wants a token or a user"),
    "404": (3, "answers 404 Not Found"),
    "html": (3, "it is an HTML page, no Atom feed"),
    "nothing": (3, "it is empty"),
    "half": (3, "its XML breaks off or is damaged at line"),
    "bomb": (3, "XML that declares entities (EntitiesForbidden)"),
    "cut": (3, "broke ("),
    "drop": (3, "broke ("),
    "complaint": (3, "arXiv does not take the question: a bracket is not closed in the query. mend --query"),
}


@pytest.mark.parametrize("fault", FAILURES)
def test_what_stays_wrong_is_an_error_that_says_what_to_do(fault: str, server: Lists, kg: Kg, tmp_path: Path) -> None:  # noqa: F811
    server.set(papers(days("2020-03-02", 14)), "", *[fault] * 9)
    words = ("fetch", "arxiv", "--query", "x", "--since", "2020-03-02", "--until", "2020-03-15", "--out", tmp_path)
    ran = kg(*words, "--base-url", f"{server.url}/query", *QUICK, "--tries", 2, "-q")
    code, text = FAILURES[fault]
    assert ran.code == code and text in ran.err and len(ran.err.splitlines()) == 1, ran.err
    assert fault == "complaint" or "the same command again goes on where this one stopped" in ran.err
    assert list(tmp_path.glob("arxiv-x-*-2020-03-02-0001.xml"))  # the first week came, and stays


@pytest.mark.parametrize(
    ("words", "code", "text"),
    [
        ((), 2, "nothing says which papers"),
        (("--query", "x"), 2, "nothing says from which day on"),
        (("--query", "x", "--since", "yesterday"), 2, "--since is 'yesterday', no day"),
        (("--query", "x", "--since", "2020-02-30"), 2, "--since is '2020-02-30', no day"),
        (("--query", "x", "--since", "2020-02-03", "--until", "2020-02-01"), 2, "no day lies from 2020-02-03 to 2020-02-01"),
        (("--query", "x", "--since", "2990-01-01"), 2, "no day lies from 2990-01-01"),
        (("--query", "x", "--since", "2020-02-01", "--base-url", "ftp://x"), 2, "--base-url is 'ftp://x', no address"),
        (("--query", "x", "--since", "2020-02-01", "--base-url", "http://127.0.0.1:9/q"), 3, "127.0.0.1:9 cannot be reached"),
        (("--query", "x", "--since", "2020-02-01", "--base-url", "http://a b/"), 2, "no address of a server"),
    ],
)
def test_words_that_do_not_fit(words: tuple[str, ...], code: int, text: str, kg: Kg, tmp_path: Path) -> None:  # noqa: F811
    ran = kg("fetch", "arxiv", *words, "--out", tmp_path, "--tries", 1, "-q")
    assert (ran.code, text in ran.err) == (code, True), ran.err


def test_an_answer_may_not_be_too_large(server: Lists, bring: Run) -> None:
    paper = {**papers(days("2026-03-02", 1))[0], "abstract": "words " * 300_000}
    server.set([paper])
    with pytest.raises(InputError, match="answers with more than 1 MiB"):
        bring()


def test_arxivs_own_servers_are_never_asked_more_often_than_they_wish(monkeypatch: pytest.MonkeyPatch, kg: Kg) -> None:  # noqa: F811
    paces: list[float] = []

    def stop(policy: Policy, **words: object) -> None:
        paces.append(policy.pause)
        raise InputError("no network in tests")

    monkeypatch.setattr("kg.transport.Transport", stop)  # before a request is made
    for url in ("https://export.arxiv.org/api/query", "http://127.0.0.1:9"):
        kg("fetch", "arxiv", "--query", "x", "--since", "2020-01-01", "--base-url", url, "--pause", 0)
    assert paces == [3.0, 0.0]


def test_one_run_at_a_time_and_a_state_that_is_damaged_are_refused(server: Lists, bring: Run, tmp_path: Path) -> None:
    from kg.fetch.state import STATE, opened

    folder = tmp_path / "papers"
    with opened(folder), pytest.raises(OutputError, match="another kg fetch is at work"):
        bring()
    (folder / STATE).write_text('{"layout": 1, "lists": []}')
    with pytest.raises(InputError, match=r"cannot be read.*take it away"):
        bring()
    (folder / STATE).write_text('{"layout": 2, "lists": {}}')
    with pytest.raises(InputError, match="its layout is 2, not 1"):
        bring()


def test_two_lists_share_a_folder(server: Lists, bring: Run, tmp_path: Path) -> None:
    listed = papers(days("2026-03-02", 7))
    server.set(listed)
    bring()
    bring(arxiv_search(f"{server.url}/query", "ti:pruning"))
    bring(daily_papers(f"{server.url}/daily"))
    names = sorted({path.name.rpartition("-2026-")[0] for path in (tmp_path / "papers").glob("[!.]*")})
    assert [name.partition("-")[0] for name in names] == ["arxiv", "arxiv", "daily"]
    assert len(set(found(tmp_path / "papers"))) == 21
