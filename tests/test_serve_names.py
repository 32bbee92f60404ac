"""Search by name: what is typed finds what is meant, soon."""

from __future__ import annotations

import random
import statistics
import time
from pathlib import Path

import numpy as np
import pytest

from kg.serve.accept import FORMS, ROW_FORMS, accepted, wants_page
from kg.serve.columns import Nodes
from kg.serve.limits import is_known_host
from kg.serve.names import Names, fold, names_of

LABELS = (
    "LoRA", "QLoRA", "DoRA", "FlashAttention", "FlashAttention-2", "low-rank adaptation", "GPT-4", "GPT-4o", "ImageNet",
    "NVIDIA A100", "KV cache compression", "quantization-aware training", "Café", "C++", "深度学习", "x",
)  # fmt: skip


def index(labels: tuple[str, ...] | list[str], *, aliases: dict[str, tuple[str, ...]] | None = None) -> Names:
    """An index of methods with these labels; the later a label stands, the better connected its node."""
    count = len(labels)
    ints, floats = np.arange(count, dtype=np.int32), np.arange(count, dtype=np.float64)
    zeros = np.zeros(count, dtype=np.int32)
    ids = [f"e/{n:06}" for n in range(count)]
    dates = ([], zeros - 1, zeros - 1, ints, zeros)
    nodes = Nodes(ids, list(labels), zeros, floats, floats, floats, ints, floats, zeros, zeros, *dates)
    named = [(name, place) for place, label in enumerate(labels) for name in (label, *(aliases or {}).get(label, ()))]
    return names_of(named, nodes)


@pytest.mark.parametrize(
    ("typed", "found", "how"),
    [
        ("lora", "LoRA", "exact"),
        ("LORA ", "LoRA", "exact"),
        ("flash", "FlashAttention-2", "prefix"),
        ("flash attention 2", "FlashAttention-2", "exact"),
        ("attention", "FlashAttention-2", "part"),
        ("a100", "NVIDIA A100", "word"),
        ("flashatention", "FlashAttention", "near"),
        ("flsahattention", "FlashAttention", "near"),
        ("quantizaton", "quantization-aware training", "near"),
        ("lorra", "LoRA", "near"),
        ("low rank adaptation", "low-rank adaptation", "exact"),
        ("compression cache", "KV cache compression", "near"),
        ("gpt4", "GPT-4", "exact"),
        ("cafe", "Café", "exact"),
        ("深度", "深度学习", "prefix"),
        ("x", "x", "exact"),
        ("imgnet", "ImageNet", "near"),
    ],
)
def test_what_is_typed_finds_what_is_meant(typed: str, found: str, how: str) -> None:
    hit = index(LABELS).search(typed)[0]
    assert (LABELS[hit.node], hit.how) == (found, how)


def test_an_alias_finds_its_node_once_and_is_told() -> None:
    names = index(("Low-Rank Adaptation", "other"), aliases={"Low-Rank Adaptation": ("LoRA", "LoRAs")})
    assert [(hit.node, hit.name) for hit in names.search("lora")] == [(0, "LoRA")]


def test_nothing_typed_gives_the_best_connected_and_nonsense_gives_nothing() -> None:
    names = index(LABELS)
    assert [hit.node for hit in names.search("", limit=3)] == [15, 14, 13]
    assert names.search("zzzzqqq") == [] and names.search("?!") != []
    assert index(()).search("lora") == []
    assert names.search("lora", type=1) == []


@pytest.mark.parametrize("text", ["\ud800", "a" * 100_000, "\x00", "%", "\U0001f600", "' OR 1=1"])
def test_any_text_can_be_typed(text: str) -> None:
    index(LABELS).search(text)


def test_many_names_of_one_beginning_show_the_exact_one_and_the_best_connected() -> None:
    names = index(["model", *(f"model {number}" for number in range(2000))])
    hits = names.search("model", limit=3)
    assert [names.nodes.labels[hit.node] for hit in hits] == ["model", "model 1999", "model 1998"]


SYLLABLES = (
    "ba", "ce", "di", "fo", "gu", "ha", "ki", "lo", "mu", "ne", "pa", "ra", "si", "tu", "ve", "wo", "xa", "yo", "zu", "tron",
    "net", "former", "lab", "quant",
)  # fmt: skip


@pytest.mark.slow
def test_search_is_quick_at_100_000_entities() -> None:
    rng = random.Random(1)
    labels = [
        " ".join("".join(rng.choices(SYLLABLES, k=rng.randint(2, 4))) for _ in range(rng.randint(1, 3))) for _ in range(100_000)
    ]
    names = index(labels)
    seconds = []
    for label in rng.sample(labels, 150):
        place = rng.randrange(len(label))
        for typed in (label, label[:3], label[: len(label) // 2], label[:place] + label[place + 1 :]):
            began = time.perf_counter()
            names.search(typed)
            seconds.append(time.perf_counter() - began)
    assert statistics.quantiles(seconds, n=20)[-1] < 0.05


def test_folding() -> None:
    assert [fold(text) for text in ("GPT-4o", "ＬｏＲＡ", "naïve  Bayes", "A/B", "")] == [
        "gpt 4o",
        "lora",
        "naive bayes",
        "a b",
        "",
    ]


@pytest.mark.parametrize(
    ("header", "forms"),
    [
        ("", tuple(ROW_FORMS)),
        ("text/csv", ("csv",)),
        ("text/csv;q=0", ()),
        ("application/*;q=0.3, text/tab-separated-values;q=0.4", ("tsv", "json", "xml")),
        ("nonsense, ;q=1, text/csv;q=x", ()),
        ("TEXT/CSV; charset=utf-8 ; Q=0.5, application/json;q=0.6", ("json", "csv")),
    ],
)
def test_forms_by_what_is_accepted(header: str, forms: tuple[str, ...]) -> None:
    assert accepted(header, ROW_FORMS) == forms


def test_who_wants_a_page() -> None:
    assert wants_page("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8")
    assert not wants_page("*/*") and not wants_page("text/turtle, text/html;q=0.5") and not wants_page("")
    assert set(accepted("*/*", FORMS)) == set(FORMS)


@pytest.mark.parametrize(
    ("host", "known"),
    [("127.0.0.1", True), ("[::1]:80", True), ("localhost:1", True), ("kg.lan", True), ("10.0.0.1:8", True)]
    + [(host, False) for host in ("", ":80", "evil.example", "localhost.evil.example", "127.0.0.1.nip.example", "[x]", "1.2.3")],
)
def test_hosts(host: str, known: bool) -> None:
    assert is_known_host(host, {"kg.lan"}) is known


def test_no_text_of_the_server_names_an_outside_address() -> None:
    """Pages load nothing from elsewhere: the templates name no server."""
    folder = Path(__file__).resolve().parents[1] / "kg" / "serve" / "templates"
    texts = {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()}
    assert [name for name, text in texts.items() if "//" in text.replace('https://", "http://', "")] == []
