"""The bundled corpus: its size and layouts, its summaries, and that nothing in it is copied."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from kg.keys import title_key
from kg.read import read
from kg.records import Paper

SAMPLE = Path(__file__).parents[1] / "kg" / "sample"
BLOCKS, LINES, DATED = (SAMPLE / f"{name}.txt" for name in ("chips_and_compression", "search_and_serving", "language_and_vision"))
RUN = 12
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9(\"])")


class Record(NamedTuple):
    """A record as it stands in its file; `by` and `date` are "" in the layouts that have no footer."""

    title: str
    summary: str
    by: str = ""
    date: str = ""


def blocks(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").rstrip("\n").split("\n\n")


def pairs(parts: list[str]) -> list[Record]:
    return [Record(*pair) for pair in zip(parts[::2], parts[1::2], strict=True)]


def dated(parts: list[str]) -> list[Record]:
    triples = zip(parts[::3], parts[1::3], (part.split("\n·\n") for part in parts[2::3]), strict=True)
    return [Record(title, summary, *footer) for title, summary, footer in triples]


FILES: dict[Path, list[Record]] = {
    BLOCKS: pairs(blocks(BLOCKS)[5:]),
    LINES: pairs(LINES.read_text(encoding="utf-8").partition("\nSubscribe")[2].splitlines()),
    DATED: dated(blocks(DATED)[6:]),
}
RECORDS = [record for records in FILES.values() for record in records]
PAPERS = {title_key(record.title): record for record in RECORDS}
papers = pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS.keys())

CONNECTING = {
    "ImageNet": 18,
    "CIFAR-10": 8,
    "COCO": 6,
    "GLUE": 4,
    "C4": 5,
    "WikiText-103": 3,
    "Penn Treebank": 4,
    "Long Range Arena": 3,
    "NVIDIA A100": 10,
    "NVIDIA V100": 8,
    "TPU v3": 3,
    "FPGA": 5,
    "Transformer": 15,
    "AlexNet": 7,
    "ResNet-50": 4,
    "MobileNetV2": 4,
    "BERT": 5,
    "GPT-3": 4,
    "LoRA": 3,
    "OPT-175B": 5,
    "vLLM": 3,
    "Orca": 3,
    "FasterTransformer": 3,
    "FlashAttention": 3,
    "KV cache": 4,
    "knowledge distillation": 4,
    "quantization": 8,
    "pruning": 5,
    "neural architecture search": 6,
    "mixture-of-experts": 3,
    "image classification": 8,
    "object detection": 6,
    "machine translation": 6,
    "language modeling": 5,
    "perplexity": 8,
    "throughput": 10,
}


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.casefold())


def runs(text: str) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[i : i + RUN]) for i in range(len(found) - RUN + 1)}


def test_size() -> None:
    assert {path: len(records) for path, records in FILES.items()} == {BLOCKS: 16, LINES: 14, DATED: 48}
    assert len(PAPERS) == 70


def test_no_other_file_hides_in_the_folder() -> None:
    assert {path.name for path in SAMPLE.iterdir()} == {*(path.name for path in FILES), "README.md"}


def test_some_papers_stand_in_two_files_with_the_same_text() -> None:
    twice = Counter(title_key(record.title) for record in RECORDS)
    assert sorted(twice.values())[-9:] == [1] + [2] * 8
    assert len({(record.title, record.summary) for record in RECORDS}) == len(PAPERS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_title_twice_within_a_file(path: Path) -> None:
    keys = [title_key(record.title) for record in FILES[path]]
    assert len(keys) == len(set(keys))


def test_headers_are_built_like_those_of_listing_pages() -> None:
    assert [blocks(path)[0] for path in (BLOCKS, DATED)] == ["new", "new"]
    assert blocks(BLOCKS)[4] == blocks(DATED)[5] == "Nov 24"
    assert LINES.read_text(encoding="utf-8").splitlines()[2] == f"Subscribe{FILES[LINES][0].title}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_reader_finds_the_same_records_and_no_others(path: Path) -> None:
    found = list(read([str(path)]))
    assert all(isinstance(item, Paper) for item in found)
    dates = [datetime.strptime(record.date, "%b %d, %Y").date().isoformat() if record.date else "" for record in FILES[path]]
    assert [(item.title, item.abstract, item.date) for item in found if isinstance(item, Paper)] == [
        (record.title, record.summary, date) for record, date in zip(FILES[path], dates, strict=True)
    ]


@papers
def test_title_and_summary_are_single_lines_of_plain_length(paper: Record) -> None:
    for text in (paper.title, paper.summary):
        assert text == " ".join(text.split())
    assert len(paper.title) < 120 < 350 < len(paper.summary) < 1100
    assert not paper.title.endswith(".")


@papers
def test_a_summary_has_three_to_six_sentences(paper: Record) -> None:
    assert 3 <= len(SENTENCE_END.split(paper.summary)) <= 6
    assert paper.summary.endswith(".")


@papers
def test_a_summary_gives_figures_and_names_what_its_title_names(paper: Record) -> None:
    assert re.search(r"\d", paper.summary)
    name, colon, _ = paper.title.partition(":")
    if colon and " " not in name:
        assert name in paper.summary


@pytest.mark.parametrize("record", FILES[DATED], ids=lambda record: title_key(record.title))
def test_footers(record: Record) -> None:
    assert re.fullmatch(r" {2}• [1-9]\d? authors|[a-z-]+ [A-Z]\w+( \w+)*", record.by)
    assert 2015 <= datetime.strptime(record.date, "%b %d, %Y").year <= 2024


def test_every_year_is_kept_in_the_readme() -> None:
    rows = re.findall(r"^\| (.+) \| (\d{4}) \| ([123, ]+) \|$", (SAMPLE / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    years = {title: year for title, year, _ in rows}
    found = {
        title: [str(n) for n, records in enumerate(FILES.values(), 1) if title in {record.title for record in records}]
        for title in {record.title for record in RECORDS}
    }
    assert {title: files.split(", ") for title, _, files in rows} == found
    assert all(record.date.endswith(years[record.title]) for record in FILES[DATED])


def test_a_paper_without_a_date_line_names_its_year_or_that_of_its_venue() -> None:
    dated_titles = {record.title for record in FILES[DATED]}
    undated = [record for record in RECORDS if record.title not in dated_titles]
    assert [record.title for record in undated if not re.search(r"\b20[12]\d\b", record.summary)] == []


@pytest.mark.parametrize(("name", "least"), CONNECTING.items())
def test_names_connect_papers(name: str, least: int) -> None:
    named = re.compile(rf"(?<![\w-]){re.escape(name)}s?(?![\w-])", re.IGNORECASE)
    assert sum(bool(named.search(f"{paper.title}\n{paper.summary}")) for paper in PAPERS.values()) >= least


@pytest.mark.shared
def test_nothing_is_shared_with_the_seeds_or_the_annotated_papers(shared: Path) -> None:
    ours = {run for paper in PAPERS.values() for run in runs(paper.summary)}
    texts = [path.read_text(encoding="utf-8") for path in sorted((shared / "seeds").glob("*.txt"))]
    for name in ("train", "dev", "train-wide", "train-recent"):
        texts += [paper["abstract"] for paper in json.loads((shared / "gold" / f"{name}.json").read_text(encoding="utf-8"))]
    assert len(texts) > 800
    assert [" ".join(run) for text in texts for run in ours & runs(text)] == []
