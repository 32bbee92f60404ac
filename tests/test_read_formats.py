"""Atom, BibTeX, RIS, CSV, TSV and Parquet: what each gives, and that one bad record costs no other."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet
from reading import SMALL, read_text, titles

from kg.read import READERS

ATOM = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:arxiv="http://arxiv.org/schemas/atom"><title>A query</title>{}</feed>"""
ENTRY = f"""<entry><id>http://arxiv.org/abs/1234.5678v2</id><title>Small
  Trees &lt;b&gt; &amp; Wood</title><summary> {SMALL.replace(" by ", chr(10) + "by ")} </summary>
<published>2007-04-02T19:18:42Z</published><updated>2008-01-01T00:00:00Z</updated>
<author><name>Ada Byron</name></author><author><name>Cy King</name></author>
<link href="http://arxiv.org/pdf/1" rel="related"/><link href="http://arxiv.org/abs/1234.5678v2" rel="alternate"/>
<category term="cs.LG"/><arxiv:doi>10.1/x</arxiv:doi></entry>"""


def test_atom_entries(tmp_path: Path) -> None:
    (paper, _), faults = read_text(tmp_path, ATOM.format(ENTRY * 2))
    assert not faults
    assert (paper.title, paper.abstract, paper.id, paper.date) == ("Small Trees <b> & Wood", SMALL, "1234.5678", "2007-04-02")
    assert (paper.authors, paper.url) == (("Ada Byron", "Cy King"), "http://arxiv.org/abs/1234.5678v2")
    assert {("version", "2"), ("doi", "10.1/x"), ("categories", "cs.LG")} <= set(paper.details)
    assert paper.sources[0].format == "arxiv-atom"


def test_an_atom_feed_that_breaks_off_keeps_what_stands_before(tmp_path: Path) -> None:
    papers, faults = read_text(tmp_path, ATOM.format(ENTRY * 3)[:-400])
    assert len(papers) == 2
    assert len(faults) == 1
    assert faults[0].record == 3
    assert "not well-formed XML" in faults[0].cause
    assert faults[0].position.startswith("line ")


ENTITIES = {
    "expanding": '<!DOCTYPE feed [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;">]>',
    "outside": '<!DOCTYPE feed [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
}


@pytest.mark.parametrize("name", ENTITIES)
def test_entities_are_refused(tmp_path: Path, name: str) -> None:
    entry = ENTRY.replace("Small", "&b;")
    for document in (
        ATOM.format(entry).replace("<feed", ENTITIES[name] + "<feed"),
        f"{ENTITIES[name].replace('feed', 'x')}<x>&b;</x>",
    ):
        papers, faults = read_text(tmp_path, document)
        assert not papers
        assert len(faults) == 1
        assert "declares entities" in faults[0].cause
        assert "DOCTYPE" in faults[0].remedy


BIB = r"""
Text outside of entries is a comment.
@string{acm = "Wood Press"}
@article{small,
  title = {{Small} Trees in {\'E}vora: 5\% of {$O(n)$} \& \textless2 more},
  author = {Byron, Ada and King, Jr., Cy and {The Wood Lab}},
  abstract = "%s A cut of 5% and \emph{no} more~\cite{x}. An @ sign.",
  month = apr, year = 2007, publisher = acm, url = {https://a.org/1}, doi = {10.1/x},
}
"""


def test_bibtex_without_latex(tmp_path: Path) -> None:
    (paper,), faults = read_text(tmp_path, BIB.replace("%s", SMALL))
    assert not faults
    assert paper.title == "Small Trees in Évora: 5% of $O(n)$ & <2 more"
    assert paper.abstract == f"{SMALL} A cut of 5% and no more. An @ sign."
    assert paper.authors == ("Ada Byron", "Cy King Jr.", "The Wood Lab")
    assert (paper.id, paper.date, paper.url) == ("small", "2007-04", "https://a.org/1")
    assert {("publisher", "Wood Press"), ("doi", "10.1/x"), ("entry_type", "article")} <= set(paper.details)


def test_a_bad_bibtex_entry_costs_no_other(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    entry = "@misc{%s, title={%s}, abstract={" + SMALL + "}}\n"
    text = (
        entry % ("a", "Small Trees")
        + "@misc{b,\n title = {No end,\n"
        + entry % ("c", "Tall Trees")
        + "@misc{d, title={Bare Trees}}\n"
    )
    papers, faults = read_text(tmp_path, text)
    assert titles(papers) == ["Small Trees", "Tall Trees"]
    assert [(fault.record, fault.position) for fault in faults] == [(2, "line 2"), (4, "line 5")]
    assert "not valid BibTeX" in faults[0].cause
    assert faults[1].cause == "no abstract: 'Bare Trees'"
    assert capfd.readouterr() == ("", "")


def test_a_field_given_twice_does_not_spoil_an_entry(tmp_path: Path) -> None:
    papers, faults = read_text(tmp_path, f"@misc{{a, title={{Small Trees}}, abstract={{{SMALL}}}, title={{Other}}}}")
    assert titles(papers) == ["Small Trees"]
    assert not faults


RIS = f"""TY  - JOUR
TI  - Small Trees
AU  - Byron, Ada
AU  - King, Cy
AB  - {SMALL.replace(" by ", chr(10) + "by ")}
PY  - 2007/04/02/
DO  - 10.1/x
UR  - https://a.org/1
ER  -
"""


def test_ris(tmp_path: Path) -> None:
    other = RIS.replace("TI  -", "T1  -").replace("AB  -", "N2  -").replace("\n", "\r\n")
    (paper, second), faults = read_text(tmp_path, f"{RIS}\n{other}")
    assert not faults
    assert second.text == paper.text
    assert (paper.title, paper.abstract, paper.date, paper.id) == ("Small Trees", SMALL, "2007-04-02", "10.1/x")
    assert (paper.authors, paper.url) == (("Ada Byron", "Cy King"), "https://a.org/1")


def test_bad_ris_records_cost_no_other(tmp_path: Path) -> None:
    text = RIS + "T  - JOUR\nTI  - Lost Trees\n" + RIS.replace("ER  -\n", "") + RIS.replace("TI  - Small Trees\n", "")
    papers, faults = read_text(tmp_path, text)
    assert titles(papers) == ["Small Trees", "Small Trees"]
    assert [(fault.record, fault.cause.split(";")[0].split(" (")[0]) for fault in faults] == [
        (2, "there are lines outside of any record"),
        (4, "the record has no title"),
    ]


def table(delimiter: str, *rows: tuple[str, ...]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue()


@pytest.mark.parametrize(("delimiter", "name"), [(",", "csv"), (";", "csv"), ("|", "csv"), ("\t", "tsv")])
def test_tables_by_delimiter(tmp_path: Path, delimiter: str, name: str) -> None:
    abstract = f'{SMALL}\nA second, "quoted" line; with | marks.'
    rows = (("Key", "Paper Title", "Abstract Note", "Authors", "Year"), ("k1", "Small Trees", abstract, "Ada B; Cy D", "2007"))
    (paper,), faults = read_text(tmp_path, "\ufeff" + table(delimiter, *rows))
    assert not faults
    assert (paper.title, paper.abstract.replace("\r", ""), paper.date) == ("Small Trees", abstract, "2007")
    assert paper.authors == ("Ada B", "Cy D")
    assert paper.details == (("Key", "k1"),)
    assert paper.sources[0].format == name


def test_bad_rows_cost_no_other(tmp_path: Path) -> None:
    good = f'Small Trees,"{SMALL}"\n'
    text = (
        "title,abstract\n"
        + good
        + 'Torn Trees,"no end\n'
        + good
        + "a,b,c,d\n"
        + f'"Odd "Trees","{SMALL}"\n'
        + "\n"
        + good
        + 'Last,"no'
    )
    papers, faults = read_text(tmp_path, text)
    assert titles(papers) == ["Small Trees"] * 3
    assert [(fault.record, fault.position) for fault in faults] == [(2, "line 3"), (4, "line 5"), (5, "line 6"), (7, "line 9")]
    assert "4 fields, the header 2" in faults[1].cause


def test_quotation_marks_in_tsv_may_be_plain_text(tmp_path: Path) -> None:
    papers, faults = read_text(
        tmp_path, f'title\tabstract\n"Give Me Shade" or Not: Trees\t{SMALL}\n"Open\t{SMALL}\nTall\t{SMALL}\n'
    )
    assert titles(papers) == ['"Give Me Shade" or Not: Trees', '"Open', "Tall"]
    assert not faults


def test_a_table_in_latin_1_is_reported_row_by_row(tmp_path: Path) -> None:
    papers, faults = read_text(tmp_path, f"title,abstract\nSmall,{SMALL}\nÉvora,{SMALL}\n".encode("latin-1"))
    assert titles(papers) == ["Small"]
    assert [fault.position for fault in faults] == [f"line 3, byte {len(f'title,abstract,Small,{SMALL},')}"]


def test_parquet(tmp_path: Path) -> None:
    rows = {
        "title": ["Small Trees", None, "Tall\nTrees"],
        "abstract": [SMALL, SMALL, f" {SMALL}\x00"],
        "year": [2007, 2008, None],
        "authors": [["Ada B", "Cy D"], [], None],
        "vector": [[0.5, 0.25], [0.1], []],
        "raw": [b"x", b"y", b"z"],
    }
    parquet.write_table(pa.table(rows), tmp_path / "papers.parquet")
    papers, faults = read_text(tmp_path, (tmp_path / "papers.parquet").read_bytes())
    assert titles(papers) == ["Small Trees", "Tall Trees"]
    assert (papers[0].date, papers[0].authors, papers[0].details) == ("2007", ("Ada B", "Cy D"), ())
    assert papers[1].abstract == SMALL
    assert papers[1].details == (("replaced_characters", "1"),)
    assert [(fault.record, fault.position) for fault in faults] == [(2, "row 2")]


def test_damaged_parquet_is_one_report(tmp_path: Path) -> None:
    parquet.write_table(pa.table({"title": ["Small Trees"], "abstract": [SMALL]}), tmp_path / "papers.parquet")
    papers, faults = read_text(tmp_path, (tmp_path / "papers.parquet").read_bytes()[:-30])
    assert not papers
    assert len(faults) == 1
    assert "Parquet data is damaged" in faults[0].cause


def test_parquet_text_that_is_not_utf8_costs_one_row(tmp_path: Path) -> None:
    raw = pa.array([b"Small", b"B\xe9d", b"Tall"], pa.binary()).view(pa.utf8())
    parquet.write_table(pa.table({"title": raw, "abstract": [SMALL] * 3}), tmp_path / "papers.parquet")
    papers, faults = read_text(tmp_path, (tmp_path / "papers.parquet").read_bytes())
    assert titles(papers) == ["Small", "Tall"]
    assert [fault.position for fault in faults] == ["row 2"]


def test_formats_are_as_published() -> None:
    assert list(READERS) == [
        *("parquet", "kg", "arxiv", "openalex", "s2", "hf", "pwc", "jsonl", "json"),
        *("arxiv-atom", "bibtex", "ris", "csv", "tsv", "listing"),
    ]
    assert all(reader.description and reader.suffixes and name == reader.name for name, reader in READERS.items())
