"""Numbers in text: quantities with their units, and which of them are claims, read for direction, metric and links."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
import spacy
from spacy.tokens import Doc

from kg import ontology
from kg.extract.document import mark_sentences
from kg.extract.markup import plain
from kg.extract.quantities import find_quantities
from kg.extract.results import find_results
from kg.extract.tokens import PaperTokenizer
from kg.records import PAPER, LocalEntity, Mention, Result, Span
from kg.units import units

NLP = spacy.blank("en")
NLP.tokenizer = PaperTokenizer(NLP.vocab)


def document(abstract: str, *names: tuple[str, str], own: str = "") -> Doc:
    """A Doc of the abstract whose entities are the (name, role) pairs, with ids e1, e2, ...; `own` is introduced."""
    doc = mark_sentences(NLP(f"A title\n{abstract}"))
    entities = []
    for number, (name, role) in enumerate(names, start=1):
        type_ = ontology.load().role(role)
        start = doc.text.index(name)
        entities.append(
            LocalEntity(f"e{number}", type_, name, (Mention(Span(start, start + len(name)), name, type_, 1.0, "test"),))
        )
    doc._.entities = tuple(entities)
    doc._.contributions = tuple(e.mentions[0] for e in entities if e.name == own)
    return doc


def only(abstract: str, *names: tuple[str, str], own: str = "") -> Result:
    found = find_results(document(abstract, *names, own=own))
    assert len(found) == 1, [(r.value, r.unit, r.metric) for r in found]
    return found[0]


@pytest.mark.parametrize(
    ("text", "value", "numbers", "unit", "qualifier"),
    [
        ("a 2.36x speedup", "2.36", ["2.36"], "x", ""),
        ("up to 3.2 times faster", "3.2", ["3.2"], "x", "up to"),
        ("about 10~30% fewer", "10~30", ["10", "30"], "%", "about"),
        ("drops 48 % of it", "48", ["48"], "%", ""),
        ("only 1.4B parameters", "1.4B", ["1.4e9"], "parameters", "under"),
        ("in 12 ms", "12", ["12"], "ms", ""),
        ("at 30 tokens/s", "30", ["30"], "tokens/s", ""),
        ("two orders of magnitude", "2", ["2"], "orders of magnitude", ""),
        ("an order of magnitude less", "10", ["10"], "x", ""),
        ("a tenfold gain", "10", ["10"], "x", ""),
        ("halves the traffic", "2", ["2"], "x", ""),
        ("by 3.5 percentage points", "3.5", ["3.5"], "points", ""),
        ("by 4.2 BLEU points", "4.2", ["4.2"], "points", ""),
        ("over 1,234 frames", "1,234", ["1234"], "frames", "over"),
        ("draws 0.5 mW", "0.5", ["0.5"], "mW", ""),
        (r"a $1.9\times$ gain", "1.9", ["1.9"], "x", ""),
        (r"nearly \textbf{8.0\%}", "8.0", ["8.0"], "%", "about"),
        ("between 7 and 11 W", "7 and 11", ["7", "11"], "W", ""),
        ("2x to 13x faster", "2 to 13", ["2", "13"], "x", ""),
        ("27--43% less", "27--43", ["27", "43"], "%", ""),
        ("2.94 million events", "2.94 million", ["2.94e6"], "", ""),
    ],
)
def test_a_quantity_is_read_with_number_unit_and_qualifier(
    text: str, value: str, numbers: list[str], unit: str, qualifier: str
) -> None:
    (found,) = find_quantities(text)
    assert (found.value, found.unit, found.qualifier) == (value, unit, qualifier)
    assert found.numbers == tuple(Decimal(number) for number in numbers)


@pytest.mark.parametrize(
    "text", ["ResNet-50", "the A100", "CIFAR-10", "Llama2", "GPT-3.5-turbo", "v2.1", "H.264", "no digits here"]
)
def test_digits_within_names_are_no_quantities(text: str) -> None:
    assert find_quantities(text) == ()


def test_a_change_from_one_number_to_another_is_its_goal() -> None:
    start, goal = find_quantities("cut from 31.5 GB to 18 GB")
    assert (start.value, start.unit, start.goal) == ("31.5", "GB", "18")
    assert (goal.start, goal.value, goal.unit) == ("31.5", "18", "GB")


def test_numbers_in_a_list_share_the_last_unit() -> None:
    assert [(q.value, q.unit) for q in find_quantities("8, 12 and 20%")] == [("8", "%"), ("12", "%"), ("20", "%")]


def test_plain_keeps_every_place() -> None:
    text = r"x $2.5\times$ \textbf{48\%} {\mu}J caf\'e"
    assert len(plain(text)) == len(text)
    assert [i for i, c in enumerate(plain(text)) if c.isdigit()] == [i for i, c in enumerate(text) if c.isdigit()]


def test_units_convert_to_their_base() -> None:
    assert units()["ms"].base == units()["seconds"].base
    assert units()["minutes"].factor / units()["ms"].factor == 60000


@pytest.mark.parametrize(
    ("text", "direction", "metric"),
    [
        ("Kite gives 48% lower latency.", "decrease", "latency"),
        ("Kite cuts latency by 48%.", "decrease", "latency"),
        ("Kite improves latency by 48%.", "decrease", "latency"),
        ("Kite improves accuracy by up to 2%.", "increase", "accuracy"),
        ("Kite is 3x faster.", "increase", "speed"),
        ("Kite brings a speedup of 3x.", "increase", "speed"),
        ("Kite loses little, with a 2% accuracy drop.", "decrease", "accuracy"),
        ("Kite reaches an accuracy of 93%.", "absolute", "accuracy"),
        ("Kite answers with 34 ms latency.", "absolute", "latency"),
        ("Kite needs 50% of the FLOPs.", "absolute", "FLOPs"),
        ("Kite raises throughput by 2.5x.", "increase", "throughput"),
        ("The training time was reduced by 98%.", "decrease", "training time"),
        ("Kite lifts the score (+5.9%).", "increase", "score"),
    ],
)
def test_direction_and_metric(text: str, direction: str, metric: str) -> None:
    result = only(text)
    assert (result.direction, result.metric) == (direction, metric)


def test_joined_metrics_have_a_result_each() -> None:
    found = find_results(document("Kite lowers latency and energy consumption by 40%."))
    assert [(r.metric, r.value, r.direction) for r in found] == [
        ("latency", "40", "decrease"),
        ("energy consumption", "40", "decrease"),
    ]


def test_lists_of_one_length_are_paired() -> None:
    found = find_results(document("Kite improves throughput and latency by 20% and 30%, respectively."))
    assert [(r.metric, r.value, r.direction) for r in found] == [
        ("throughput", "20", "increase"),
        ("latency", "30", "decrease"),
    ]


def test_a_result_is_linked_to_what_its_sentence_names() -> None:
    names = (("Kite", "method"), ("Loom", "method"), ("CIFAR-10", "data"), ("Jetson Nano", "device"))
    result = only("On CIFAR-10, Kite runs 2.5x faster than Loom on Jetson Nano.", *names, own="Kite")
    assert (result.subject, result.baseline, set(result.context)) == ("e1", "e2", {"e3", "e4"})


def test_another_method_that_acts_is_the_subject() -> None:
    names = (("Kite", "method"), ("Loom", "method"))
    result = only("Against Kite, Loom reaches an accuracy of 91%.", *names, own="Kite")
    assert result.subject == "e2"


def test_without_a_contribution_the_paper_is_the_subject() -> None:
    assert only("We cut memory usage by 30%.").subject == PAPER


def test_one_number_against_several_baselines_has_none() -> None:
    names = (("Kite", "method"), ("Loom", "method"), ("Reed", "method"))
    assert only("Kite is 2x faster than Loom and Reed.", *names, own="Kite").baseline == ""


def test_a_bare_change_counts_points_and_a_bare_level_has_no_unit() -> None:
    assert only("Kite beats the rest by 5.5 mAP.").unit == "points"
    assert only("Kite reaches a FID of 7.41.").unit == ""


@pytest.mark.parametrize(
    "text",
    [
        "We use 4-bit quantization and 12 layers.",
        "The chip dates from 2019.",
        "It runs on a server with 4x NVIDIA GPUs.",
        "First, (1) we prune; (2) we tune.",
        "The clock is set to 200 MHz.",
    ],
)
def test_settings_are_no_results(text: str) -> None:
    assert find_results(document(text)) == ()


def test_evidence_is_verbatim_and_no_longer_than_its_sentence() -> None:
    doc = document("We study kernels, and Kite is 3x faster, while others wait. The rest is 2% better.")
    found = find_results(doc)
    assert [r.evidence.of(doc.text) for r in found] == ["Kite is 3x faster", "The rest is 2% better"]


def test_hostile_text_gives_no_error() -> None:
    doc = document("\\textbf{ $ } 5%%% <script>1x</script> \u202e 3 % \\times 10^ 2 ,,, (2.5x")
    assert all(r.evidence.of(doc.text) in doc.text for r in find_results(doc))


@pytest.mark.shared
def test_most_annotated_values_are_found(shared: Path) -> None:
    papers = json.loads((shared / "gold" / "train.json").read_text(encoding="utf-8"))[:100]
    wanted = found = 0
    for paper in papers:
        results = find_results(mark_sentences(NLP(f"{paper['title']}\n{paper['abstract']}")))
        values = {result.value for result in results}
        gold = {str(result["value"]) for result in paper["results"]}
        wanted += len(gold)
        found += len(gold & values)
    assert found / wanted > 0.7
