"""What the lexicons say of things: enough of them, the accelerators that papers run on, tasks, directions, units, families."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from kg import ontology
from kg.lexicon import LexiconEntry, load_lexicons, read_table

FOLDER = ontology.data_dir() / "lexicon"
LEAST = {"hardware": 300, "data": 1000, "tasks": 250, "methods": 250, "metrics": 200}
KINDS = {"GPU", "TPU", "CPU", "FPGA", "NPU", "ASIC", "mobile", "memory", "board", "class", "network", "system"}
ACCELERATORS = {
    "TPU": "TPU v1|TPU v2|TPU v3|TPU v4|TPU v5e|TPU v5p|TPU v6e|Trillium|Edge TPU|Coral Edge TPU",
    "NPU": "Graphcore IPU|IPU|Cerebras Wafer-Scale Engine|Cerebras WSE-3|Groq LPU|Gaudi|Gaudi 2|Gaudi 3|Ascend 310|Ascend 910B|"
    "Trainium|AWS Trainium2|Inferentia2|Apple Neural Engine|Hexagon DSP|Loihi 2|TrueNorth|SpiNNaker|SambaNova SN40L|MTIA",
    "GPU": "A100|H100|H200|B200|GB200|V100|P100|T4|L40S|A100 80GB|H100 SXM5|H100 PCIe|GTX 1080 Ti|RTX 4090|RTX A6000|MI100|"
    "MI250X|MI300X|Arc A770|Mali GPU",
    "CPU": "Intel Xeon|Sapphire Rapids|AMD EPYC|AMD EPYC 7763|EPYC Genoa|AWS Graviton3|Apple M1|M2 Ultra|Cortex-M4|RISC-V|"
    "Grace CPU",
    "FPGA": "Versal|VCK190|Alveo U280|Zynq UltraScale+|ZCU102|Stratix 10|Arria 10|Agilex",
    "memory": "HBM|HBM3|DDR5|GDDR6|ReRAM|phase-change memory|MRAM|STT-MRAM|SRAM|FeFET|UPMEM|processing-in-memory",
    "mobile": "Snapdragon 8 Gen 3|Kirin 990|Dimensity 9300|Exynos 2400|Apple A17|iPhone 15 Pro|Pixel 8",
    "board": "Jetson Nano|Jetson TX2|Jetson AGX Xavier|Jetson Orin NX|Jetson AGX Orin|Raspberry Pi 4|ESP32|STM32F746",
    "ASIC": "Eyeriss|DianNao|Gemmini|NVDLA",
}
VARIANTS = {
    "A100 40GB": "A100", "H100 PCIe": "H100", "TPU v5e": "TPU v5", "Jetson Orin Nano": "Jetson Orin", "HBM2e": "HBM2",
    "MI300X": "MI300", "LoRA": "", "QLoRA": "low-rank adaptation", "GPT-3": "GPT", "LLaMA-2": "LLaMA",
    "Swin Transformer": "vision transformer",
    "ImageNet-1K": "ImageNet", "SQuAD 2.0": "SQuAD", "SWE-bench Verified": "SWE-bench", "top-1 accuracy": "accuracy",
    "neural machine translation": "machine translation",
}  # fmt: skip


def by_hand() -> list[LexiconEntry]:
    return [entry for entry in load_lexicons(FOLDER) if "annotated" not in entry.row]


def main_names() -> dict[str, str]:
    return {name: entry.main for entry in by_hand() for name in entry.names}


@pytest.mark.parametrize("file", LEAST)
def test_enough_things(file: str) -> None:
    assert len({row["long"] or row["name"] for row in read_table(FOLDER / f"{file}.tsv")}) >= LEAST[file]


def test_hardware_has_vendor_kind_and_family() -> None:
    rows = read_table(FOLDER / "hardware.tsv")
    assert {row["kind"] for row in rows} == KINDS
    assert [row["name"] for row in rows if not (row["vendor"] and row["family"])] == []
    named = {
        row["name"] for row in rows if not row["long"] and row["kind"] not in ("class", "network") and row["vendor"] != "various"
    }
    assert len(named) >= 600


@pytest.mark.parametrize("kind", ACCELERATORS)
def test_accelerators_of_papers_are_listed(kind: str) -> None:
    kinds = {name: entry.row["kind"] for entry in by_hand() if "kind" in entry.row for name in entry.names}
    assert {name: kinds.get(name) for name in ACCELERATORS[kind].split("|")} == dict.fromkeys(ACCELERATORS[kind].split("|"), kind)


def test_versions_and_configurations_are_variants_not_aliases() -> None:
    found = {entry.name: entry.variant_of for entry in by_hand()}
    assert {name: found.get(name, "") for name in VARIANTS} == VARIANTS
    main = main_names()
    assert [name for name, parent in VARIANTS.items() if parent and main[name] == main[parent]] == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("NVIDIA A100", "A100 GPU"), ("ILSVRC2012", "ImageNet-1K"), ("ASR", "speech recognition"),
        ("KD", "knowledge distillation"), ("LLM", "large language model"), ("ReRAM", "RRAM"), ("Habana Gaudi2", "Gaudi 2"),
        ("frames per second", "FPS"),
        ("number of parameters", "parameter count"), ("WER", "word error rate"), ("TTS", "text-to-speech"), ("COCO", "MS COCO"),
    ],
)  # fmt: skip
def test_synonyms_lead_to_one_thing(one: str, other: str) -> None:
    main = main_names()
    assert main[one] == main[other]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A100", "A100 80GB"), ("A100", "A10"), ("ImageNet", "ImageNet-1K"), ("CIFAR-10", "CIFAR-100"), ("GLUE", "SuperGLUE"),
        ("FLOPs", "TFLOPs"), ("smartphone", "mobile devices"), ("power consumption", "energy efficiency"), ("HBM2", "HBM3"),
        ("near-memory processing", "in-memory computing"), ("in-memory computing", "processing-in-memory"), ("AUC", "AUPRC"),
        ("quantization-aware training", "post-training quantization"), ("LLaMA-2", "LLaMA-3"), ("BERT", "RoBERTa"),
        ("AIME 2024", "AIME 2025"), ("LPDDR4", "LPDDR5"), ("Cerebras CS-1", "Cerebras CS-2"), ("IWSLT14", "IWSLT17"),
    ],
)  # fmt: skip
def test_look_alikes_stay_two(one: str, other: str) -> None:
    main = main_names()
    assert main.get(one, one) != main.get(other, other)


def test_data_have_a_task_that_is_listed() -> None:
    listed = {row["name"] for file in ("tasks", "methods") for row in read_table(FOLDER / f"{file}.tsv")}
    assert [row["name"] for row in read_table(FOLDER / "data.tsv") if row["task"] not in listed] == []


@pytest.mark.parametrize("file", ["metrics", "generic_metrics"])
def test_metrics_have_a_direction_and_a_known_unit_or_a_reason(file: str) -> None:
    rows = read_table(FOLDER / f"{file}.tsv")
    units = {row["unit"] for row in read_table(FOLDER / "units.tsv")}
    assert {row["direction"] for row in rows} == {"higher", "lower"}
    assert [row["name"] for row in rows if row["unit"] and row["unit"] not in units] == []
    assert [row["name"] for row in rows if bool(row["unit"]) == bool(row["note"])] == []
    assert all(row["source"] for row in rows)


def test_a_short_form_of_a_metric_says_what_its_long_form_says() -> None:
    rows = {row["name"]: row for row in read_table(FOLDER / "metrics.tsv")}
    short = [row for row in rows.values() if row["long"]]
    facts = ("direction", "unit", "note")
    assert [row["name"] for row in short if any(row[fact] != rows[row["long"]][fact] for fact in facts)] == []


def test_generic_metrics_are_not_metrics_too() -> None:
    metrics = {name for entry in by_hand() if "direction" in entry.row for name in entry.found_by}
    rows = read_table(FOLDER / "generic_metrics.tsv")
    assert [n for row in rows for n in (row["name"], *row["aliases"].split("|"), *row["forms"].split("|")) if n in metrics] == []


def test_units_have_a_factor_and_forms_of_their_own() -> None:
    rows = read_table(FOLDER / "units.tsv")
    forms = Counter(form for row in rows for form in row["forms"].split("|"))
    assert [form for form, times in forms.items() if times > 1] == []
    assert all(Decimal(row["factor"]) > 0 and row["base"] and row["source"] for row in rows)
    bases = {(row["dimension"], row["base"]) for row in rows if row["dimension"] != "count"}
    assert len(bases) == len({dimension for dimension, _ in bases})
