"""Two graphs for tests: one made by hand about real papers (in our own words), one of any size made from a seed.

    from graphs import hand_made, synthetic, only

`hand_made()` is small, and its facts are known by heart in tests; `synthetic(papers=453)` has the proportions of the
real thing (13 entities and 15 statements a paper) and obeys the signatures of kg.ttl.
"""

from __future__ import annotations

import hashlib
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from kg import ontology
from kg.keys import paper_path, slug
from kg.records import PAPER, Claim, Entity, Evidence, Knowledge, Paper, Result, Source, Span, Statement
from kg.resolve.measures import measure_of

EXTRACTOR = "hand 1.0"
METHODS = (
    "LoRA", "QLoRA", "DoRA", "FINN", "GPT-2", "GPT-3", "ChatGPT", "LLaMA-7B", "LLaMA-65B", "FlashAttention", "FlashAttention-2",
    "ResNet", "VGG", "full fine-tuning", "adapter tuning", "4-bit NormalFloat", "parameter-efficient fine-tuning",
    "standard attention", "residual learning", "Vision Transformer", "binarized neural network", "convolutional neural network",
)  # fmt: skip
ALIASES = {
    "method/lora": ("Low-Rank Adaptation", "low-rank adaptation"),
    "method/4-bit-normalfloat": ("NF4",),
    "method/parameter-efficient-fine-tuning": ("PEFT",),
    "method/vision-transformer": ("ViT",),
    "method/convolutional-neural-network": ("CNN", "CNNs"),
    "hardware/field-programmable-gate-array": ("FPGA", "FPGAs"),
    "hardware/nvidia-a100": ("A100", "A100 GPU"),
    "dataset/imagenet": ("ImageNet-1K",),
}
REPLACED = {
    "method/lora": ("method/low-rank-adaptation",),
    "hardware/field-programmable-gate-array": ("hardware/fpga",),
}


@dataclass(frozen=True)
class Told:
    """A paper and what it says: facts as (head, relation, tail, quote), numbers as `Number`. "P" is the paper itself."""

    title: str
    date: str
    summary: str
    facts: tuple[tuple[str, str, str, str], ...] = ()
    numbers: tuple[Number, ...] = ()
    also: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Number:
    """One claimed number; `metric` is a node path or plain words, `value` as written, `numbers` its parts."""

    subject: str
    metric: str
    value: str
    numbers: tuple[str, ...]
    unit: str
    direction: str
    quote: str
    baseline: str = ""
    context: tuple[str, ...] = ()
    qualifier: str = ""


TOLD = (
    Told(
        "LoRA: Low-Rank Adaptation of Large Language Models",
        "2021-06-17",
        "LoRA keeps a pretrained model frozen and trains two thin matrices beside each weight. On GPT-3, LoRA trains 10,000x "
        "fewer parameters than full fine-tuning and takes 3x less GPU memory. LoRA is as good as full fine-tuning or better "
        "on GLUE. Unlike adapter tuning, LoRA adds no inference latency.",
        (
            ("P", "introduces", "method/lora", "LoRA keeps a pretrained model frozen"),
            ("method/lora", "variantOf", "method/parameter-efficient-fine-tuning", "trains two thin matrices beside each weight"),
            ("method/lora", "uses", "method/gpt-3", "On GPT-3, LoRA trains"),
            ("method/lora", "outperforms", "method/full-fine-tuning", "LoRA is as good as full fine-tuning or better"),
            ("method/lora", "comparedWith", "method/adapter-tuning", "Unlike adapter tuning, LoRA adds no inference latency"),
            ("method/lora", "evaluatedOn", "benchmark/glue", "as good as full fine-tuning or better on GLUE"),
            ("method/lora", "appliedTo", "task/language-model-adaptation", "Low-Rank Adaptation of Large Language Models"),
            ("P", "measures", "metric/memory-footprint", "takes 3x less GPU memory"),
            ("P", "measures", "metric/inference-latency", "adds no inference latency"),
        ),
        (
            Number(
                "method/lora", "metric/trainable-parameters", "10,000", ("10000",), "x", "decrease",
                "LoRA trains 10,000x fewer parameters than full fine-tuning", "method/full-fine-tuning", ("method/gpt-3",),
            ),
            Number(
                "method/lora", "metric/memory-footprint", "3", ("3",), "x", "decrease",
                "takes 3x less GPU memory", "method/full-fine-tuning", ("method/gpt-3",),
            ),
        ),
        authors=("Edward J. Hu", "Yelong Shen", "Phillip Wallis"),
    ),
    Told(
        "QLoRA: Efficient Finetuning of Quantized LLMs",
        "2023-05-23",
        "QLoRA fine-tunes a model whose frozen weights are held in 4-bit NormalFloat (NF4), a number format made for the "
        "purpose. Gradients pass into LoRA matrices. A 65B model, LLaMA-65B, fits one 48 GB GPU. The tuned chat model reaches "
        "99.3% of the level of ChatGPT on the Vicuna benchmark after 24 hours on one GPU.",
        (
            ("P", "introduces", "method/qlora", "QLoRA fine-tunes a model"),
            ("P", "introduces", "method/4-bit-normalfloat", "4-bit NormalFloat (NF4), a number format made for the purpose"),
            ("method/qlora", "variantOf", "method/lora", "Gradients pass into LoRA matrices"),
            ("method/qlora", "uses", "method/lora", "Gradients pass into LoRA matrices"),
            ("method/qlora", "uses", "method/4-bit-normalfloat", "frozen weights are held in 4-bit NormalFloat"),
            ("method/qlora", "uses", "method/llama-65b", "A 65B model, LLaMA-65B, fits one 48 GB GPU"),
            ("method/qlora", "runsOn", "hardware/gpu", "fits one 48 GB GPU"),
            ("method/qlora", "comparedWith", "method/chatgpt", "99.3% of the level of ChatGPT"),
            ("method/qlora", "evaluatedOn", "benchmark/vicuna-benchmark", "on the Vicuna benchmark"),
            ("method/qlora", "appliedTo", "task/language-model-adaptation", "Efficient Finetuning of Quantized LLMs"),
        ),
        (
            Number(
                "method/qlora", "level", "99.3", ("99.3",), "%", "absolute", "reaches 99.3% of the level of ChatGPT",
                "method/chatgpt", ("benchmark/vicuna-benchmark",),
            ),
            Number(
                "method/qlora", "metric/training-time", "24", ("24",), "hours", "absolute", "after 24 hours on one GPU",
                context=("hardware/gpu",),
            ),
        ),
        authors=("Tim Dettmers", "Artidoro Pagnoni"),
    ),
    Told(
        "DoRA: Weight-Decomposed Low-Rank Adaptation",
        "2024-02",
        "DoRA splits each weight into a size and a direction and tunes the direction with LoRA. DoRA beats LoRA on "
        "commonsense reasoning with LLaMA-7B, and costs nothing more at inference.",
        (
            ("P", "introduces", "method/dora", "DoRA splits each weight"),
            ("method/dora", "variantOf", "method/lora", "tunes the direction with LoRA"),
            ("method/dora", "uses", "method/lora", "tunes the direction with LoRA"),
            ("method/dora", "uses", "method/llama-7b", "with LLaMA-7B"),
            ("method/dora", "outperforms", "method/lora", "DoRA beats LoRA on commonsense reasoning"),
            ("method/dora", "appliedTo", "task/commonsense-reasoning", "DoRA beats LoRA on commonsense reasoning"),
        ),
    ),
    Told(
        "LoRA Learns Less and Forgets Less",
        "2024-05-15",
        "We put LoRA beside full fine-tuning on programming and mathematics. In most settings full fine-tuning beats LoRA, "
        "while LoRA keeps more of what the model knew, measured by HellaSwag accuracy.",
        (
            ("method/full-fine-tuning", "outperforms", "method/lora", "In most settings full fine-tuning beats LoRA"),
            ("method/lora", "appliedTo", "task/language-model-adaptation", "LoRA beside full fine-tuning"),
            ("method/lora", "evaluatedOn", "dataset/hellaswag", "measured by HellaSwag accuracy"),
            ("P", "measures", "metric/accuracy", "HellaSwag accuracy"),
        ),
    ),
    Told(
        "FlashAttention: Fast and Memory-Efficient Exact Attention with IO-Awareness",
        "2022-05-27",
        "FlashAttention computes exact attention in tiles, so that a GPU moves fewer bytes between its slow and its fast memory. "
        "FlashAttention trains GPT-2 3x faster than standard attention and is 2.4x faster on Long-Range Arena.",
        (
            ("P", "introduces", "method/flashattention", "FlashAttention computes exact attention in tiles"),
            ("method/flashattention", "runsOn", "hardware/gpu", "a GPU moves fewer bytes"),
            ("method/flashattention", "uses", "method/gpt-2", "FlashAttention trains GPT-2"),
            ("method/flashattention", "outperforms", "method/standard-attention", "3x faster than standard attention"),
            ("method/flashattention", "evaluatedOn", "benchmark/long-range-arena", "2.4x faster on Long-Range Arena"),
            ("P", "measures", "metric/training-speed", "trains GPT-2 3x faster"),
        ),
        (
            Number(
                "method/flashattention", "metric/training-speed", "3", ("3",), "x", "increase",
                "FlashAttention trains GPT-2 3x faster than standard attention", "method/standard-attention", ("method/gpt-2",),
            ),
            Number(
                "method/flashattention", "metric/training-speed", "2.4", ("2.4",), "x", "increase",
                "2.4x faster on Long-Range Arena", context=("benchmark/long-range-arena",),
            ),
        ),
        authors=("Tri Dao",),
    ),
    Told(
        "FlashAttention-2: Faster Attention with Better Parallelism and Work Partitioning",
        "2023-07-17",
        "FlashAttention-2 shares the work of FlashAttention out better among warps. It is about 2x faster than FlashAttention, "
        "and reaches 50~73% of the peak of an NVIDIA A100.",
        (
            ("P", "introduces", "method/flashattention-2", "FlashAttention-2 shares the work"),
            ("method/flashattention-2", "variantOf", "method/flashattention", "shares the work of FlashAttention out better"),
            ("method/flashattention-2", "outperforms", "method/flashattention", "about 2x faster than FlashAttention"),
            ("method/flashattention-2", "runsOn", "hardware/nvidia-a100", "of the peak of an NVIDIA A100"),
        ),
        (
            Number(
                "method/flashattention-2", "speed", "2", ("2",), "x", "increase",
                "about 2x faster than FlashAttention", "method/flashattention",
            ),
            Number(
                "method/flashattention-2", "metric/utilization", "50~73", ("50", "73"), "%", "absolute",
                "reaches 50~73% of the peak of an NVIDIA A100", context=("hardware/nvidia-a100",),
            ),
        ),
        authors=("Tri Dao",),
    ),
    Told(
        "Deep Residual Learning for Image Recognition",
        "2015-12-10",
        "With residual learning, layers fit the change to their input, and very deep networks can be trained. A ResNet of "
        "152 layers is eight times as deep as VGG, yet cheaper. An ensemble errs on 3.57% of ImageNet; gains carry over to COCO.",
        (
            ("P", "introduces", "method/resnet", "A ResNet of 152 layers"),
            ("P", "introduces", "method/residual-learning", "With residual learning"),
            ("method/resnet", "uses", "method/residual-learning", "With residual learning"),
            ("method/resnet", "variantOf", "method/convolutional-neural-network", "very deep networks can be trained"),
            ("method/resnet", "comparedWith", "method/vgg", "eight times as deep as VGG"),
            ("method/resnet", "evaluatedOn", "dataset/imagenet", "An ensemble errs on 3.57% of ImageNet"),
            ("method/resnet", "evaluatedOn", "dataset/coco", "gains carry over to COCO"),
            ("method/resnet", "appliedTo", "task/image-recognition", "Residual Learning for Image Recognition"),
            ("P", "measures", "metric/error-rate", "errs on 3.57% of ImageNet"),
        ),
        (
            Number(
                "method/resnet", "metric/error-rate", "3.57", ("3.57",), "%", "absolute",
                "An ensemble errs on 3.57% of ImageNet", context=("dataset/imagenet",),
            ),
        ),
        authors=("Kaiming He", "Xiangyu Zhang", "Shaoqing Ren", "Jian Sun"),
    ),
    Told(
        "An Image is Worth 16x16 Words: Transformers for Image Recognition at Scale",
        "2020",
        "The Vision Transformer (ViT) cuts a picture into patches and reads them as words. Trained beforehand on JFT-300M, it "
        "outdoes ResNet and scores 88.55% accuracy on ImageNet.",
        (
            ("P", "introduces", "method/vision-transformer", "The Vision Transformer (ViT) cuts a picture into patches"),
            ("method/vision-transformer", "trainedOn", "dataset/jft-300m", "Trained beforehand on JFT-300M"),
            ("method/vision-transformer", "outperforms", "method/resnet", "it outdoes ResNet"),
            ("method/vision-transformer", "evaluatedOn", "dataset/imagenet", "88.55% accuracy on ImageNet"),
            ("method/vision-transformer", "appliedTo", "task/image-recognition", "Transformers for Image Recognition"),
            ("dataset/imagenet", "benchmarkFor", "task/image-recognition", "for Image Recognition at Scale"),
            ("P", "measures", "metric/accuracy", "88.55% accuracy"),
        ),
        (
            Number(
                "method/vision-transformer", "metric/accuracy", "88.55", ("88.55",), "%", "absolute",
                "scores 88.55% accuracy on ImageNet", context=("dataset/imagenet",),
            ),
        ),
    ),
    Told(
        "FINN: A Framework for Fast, Scalable Binarized Neural Network Inference",
        "--12-01",
        "FINN turns a binarized neural network into an FPGA design. On MNIST it classifies 12.3 million images a second with a "
        "latency of 0.31 microseconds; unlike work on GPU clusters, it needs under 25 W. CNNs on FPGA were slower before.",
        (
            ("P", "introduces", "method/finn", "FINN turns a binarized neural network into an FPGA design"),
            ("method/finn", "uses", "method/binarized-neural-network", "turns a binarized neural network into"),
            ("method/finn", "runsOn", "hardware/field-programmable-gate-array", "into an FPGA design"),
            ("method/finn", "evaluatedOn", "dataset/mnist", "On MNIST it classifies"),
            ("method/finn", "outperforms", "method/convolutional-neural-network", "CNNs on FPGA were slower before"),
            ("method/convolutional-neural-network", "runsOn", "hardware/field-programmable-gate-array", "CNNs on FPGA"),
            ("P", "measures", "metric/inference-latency", "latency of 0.31 microseconds"),
        ),
        (
            Number(
                "method/finn", "metric/inference-latency", "0.31", ("0.31",), "microseconds", "absolute",
                "latency of 0.31 microseconds", context=("dataset/mnist", "hardware/field-programmable-gate-array"),
            ),
            Number("method/finn", "throughput", "12.3 million", ("12300000",), "images/s", "absolute",
                   "classifies 12.3 million images a second", context=("dataset/mnist",)),
            Number("method/finn", "power", "25", ("25",), "W", "absolute", "needs under 25 W", qualifier="under"),
        ),
        also=("hardware/gpu",),
    ),
    Told("Deep learning", "", "A review of how networks of many layers learn, with CNNs among them.",
         also=("method/convolutional-neural-network",)),
)  # fmt: skip

LABELS = {
    **{f"method/{slug(name)}": name for name in METHODS},
    "hardware/field-programmable-gate-array": "field-programmable gate array",
    "hardware/nvidia-a100": "NVIDIA A100",
    "hardware/gpu": "GPU",
    "benchmark/glue": "GLUE",
    "benchmark/vicuna-benchmark": "Vicuna benchmark",
    "benchmark/long-range-arena": "Long-Range Arena",
    "dataset/imagenet": "ImageNet",
    "dataset/coco": "COCO",
    "dataset/mnist": "MNIST",
    "dataset/hellaswag": "HellaSwag",
    "dataset/jft-300m": "JFT-300M",
    "task/image-recognition": "image recognition",
    "task/commonsense-reasoning": "commonsense reasoning",
    "task/language-model-adaptation": "language model adaptation",
    "metric/accuracy": "accuracy",
    "metric/error-rate": "error rate",
    "metric/inference-latency": "inference latency",
    "metric/memory-footprint": "memory footprint",
    "metric/trainable-parameters": "trainable parameters",
    "metric/training-speed": "training speed",
    "metric/training-time": "training time",
    "metric/utilization": "utilization",
}


@cache
def hand_made() -> Knowledge:
    """Ten papers, some forty entities: enough for every relation but few enough to check by eye."""
    papers = {told.title: _paper(told, number) for number, told in enumerate(TOLD, start=1)}
    said: dict[tuple[str, str, str], set[Evidence]] = defaultdict(set)
    claims, mentions = [], set()
    for told in TOLD:
        paper = papers[told.title]
        for head, relation, tail, quote in told.facts:
            said[_node(paper, head), relation, tail].add(_evidence(paper, quote))
            mentions |= {(paper.key, end) for end in (head, tail) if end != PAPER}
        for number in told.numbers:
            claims.append(_claim(paper, number))
            ends = (number.subject, number.metric, number.baseline, *number.context)
            mentions |= {(paper.key, end) for end in ends if end in LABELS}
        mentions |= {(paper.key, path) for path in told.also}
    return assemble(papers.values(), _entities({path for _, path in mentions}), said, claims, mentions)


def only(knowledge: Knowledge, keys: Iterable[str]) -> Knowledge:
    """What the papers with these keys say, and nothing else."""
    kept = set(keys)
    statements = []
    for statement in knowledge.statements:
        evidence = tuple(item for item in statement.evidence if item.paper in kept)
        if evidence:
            statements.append(replace(statement, evidence=evidence))
    mentions = tuple(pair for pair in knowledge.mentions if pair[0] in kept)
    named = {path for _, path in mentions}
    return replace(
        knowledge,
        papers=tuple(paper for paper in knowledge.papers if paper.key in kept),
        entities=tuple(entity for entity in knowledge.entities if entity.id in named),
        statements=tuple(statements),
        claims=tuple(claim for claim in knowledge.claims if claim.evidence.paper in kept),
        mentions=mentions,
    )


def assemble(
    papers: Iterable[Paper],
    entities: Iterable[Entity],
    said: dict[tuple[str, str, str], set[Evidence]],
    claims: Iterable[Claim],
    mentions: Iterable[tuple[str, str]],
) -> Knowledge:
    """A Knowledge sorted as the resolver sorts it."""
    return Knowledge(
        tuple(sorted(papers, key=lambda paper: paper.key)),
        tuple(sorted(entities, key=lambda entity: entity.id)),
        tuple(Statement(*triple, tuple(sorted(said[triple]))) for triple in sorted(said)),
        tuple(sorted(claims, key=lambda claim: claim.id)),
        tuple(sorted(set(mentions))),
        EXTRACTOR,
    )


def _paper(told: Told, number: int) -> Paper:
    sources = (Source("hand.txt", number, "list", "--06-06"),)
    return Paper(told.title, told.summary, f"h{number:02}", told.date, told.authors, sources=sources)


def _node(paper: Paper, end: str) -> str:
    return paper_path(paper.key) if end == PAPER else end


def _evidence(paper: Paper, quote: str) -> Evidence:
    start = paper.text.index(quote)
    return Evidence(paper.key, Span(start, start + len(quote)), quote, 0.9, "hand")


def _claim(paper: Paper, number: Number) -> Claim:
    linked = number.metric in LABELS
    digest = hashlib.sha256(f"{paper.key} {number}".encode()).hexdigest()[:12]
    evidence, metric = _evidence(paper, number.quote), LABELS.get(number.metric, number.metric)
    numbers = tuple(Decimal(n) for n in number.numbers)
    said = Result(
        "", metric, number.value, numbers, number.unit, number.direction, number.baseline, (), evidence.span, 0.9, "hand",
        number.qualifier,
    )  # fmt: skip
    return Claim(
        f"result/{digest}", _node(paper, number.subject), metric, number.metric if linked else "", number.value, numbers,
        number.unit, number.direction, number.baseline, number.context, evidence, number.qualifier,
        measure_of(said, number.quote),
    )  # fmt: skip


def _entities(paths: Iterable[str]) -> Iterator[Entity]:
    types = {slug(term.name): term.name for term in ontology.load().types}
    for path in sorted(paths):
        kind = types[path.partition("/")[0]]
        yield Entity(path, kind, LABELS[path], ALIASES.get(path, ()), REPLACED.get(path, ()))


SYLLABLES = ("ba", "ce", "di", "fo", "gu", "ha", "ki", "lo", "mu", "ne", "pa", "ra", "si", "tu", "ve", "wo", "xa", "yo", "zu")


def synthetic(papers: int = 453, *, entities: int = 13, statements: int = 15, claims: int = 3, seed: int = 7) -> Knowledge:
    """A graph of made-up papers with so many entities, statements and claims a paper; equal arguments, equal graph."""
    rng = random.Random(seed)
    pool = list(_pool(rng, count=max(papers * 5, 60)))
    by_paper = [_synthetic_paper(rng, number) for number in range(papers)]
    said: dict[tuple[str, str, str], set[Evidence]] = defaultdict(set)
    made, mentions = [], set()
    for paper in by_paper:
        named = sorted({pool[int(len(pool) * rng.random() ** 3)] for _ in range(entities)}, key=lambda entity: entity.id)
        mentions |= {(paper.key, entity.id) for entity in named}
        for triple in _edges(rng, paper, named, statements):
            said[triple].add(_cut(rng, paper))
        made += [_synthetic_claim(rng, paper, named, number) for number in range(claims)]
    used = {path for _, path in mentions}
    return assemble(by_paper, (entity for entity in pool if entity.id in used), said, made, mentions)


def _word(rng: random.Random) -> str:
    return "".join(rng.choices(SYLLABLES, k=rng.randint(1, 4)))


def _pool(rng: random.Random, *, count: int) -> Iterator[Entity]:
    types = [term.name for term in ontology.load().types]
    seen = set()
    for number in range(count):
        kind = types[0] if number % 2 else rng.choice(types)
        label = f"{_word(rng).title()}{_word(rng)}-{number}"
        path = f"{slug(kind)}/{slug(label)}"
        if path not in seen:
            seen.add(path)
            yield Entity(path, kind, label, (label.upper(),) if number % 3 == 0 else ())


def _synthetic_paper(rng: random.Random, number: int) -> Paper:
    title = f"{_word(rng).title()}-{number}: {_word(rng)} {_word(rng)} {_word(rng)}"
    abstract = ". ".join(" ".join(_word(rng) for _ in range(20)) for _ in range(9)) + "."
    date = f"{rng.randint(2015, 2025)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    return Paper(
        title, abstract, f"s{number:05}", date, ("A. Author",), sources=(Source("synthetic.jsonl", number + 1, "jsonl"),)
    )


def _cut(rng: random.Random, paper: Paper) -> Evidence:
    start = rng.randrange(len(paper.text) - 90)
    while paper.text[start].isspace() or paper.text[start - 1 : start].isalnum():
        start += 1
    span = Span(start, start + rng.randint(20, 80))
    return Evidence(paper.key, span, span.of(paper.text), round(rng.uniform(0.5, 1), 3), "synthetic")


def _edges(rng: random.Random, paper: Paper, named: list[Entity], count: int) -> set[tuple[str, str, str]]:
    nodes = [(paper_path(paper.key), PAPER), *((entity.id, entity.type) for entity in named)]
    edges: set[tuple[str, str, str]] = set()
    known = ontology.load()
    for _ in range(count * 30):
        (head, kind), (tail, other) = rng.sample(nodes, 2)
        relation = rng.choice(known.relations)
        if known.allows(kind, relation.name, other):
            edges.add((head, relation.name, tail))
        if len(edges) == count:
            break
    return edges


def _synthetic_claim(rng: random.Random, paper: Paper, named: list[Entity], number: int) -> Claim:
    subject, baseline = rng.choice(named).id, rng.choice(named).id
    value = Decimal(rng.randint(1, 9999)) / 100
    return Claim(
        f"result/{paper.key[-10:]}-{number}", subject, _word(rng), "", str(value), (value,), rng.choice(("x", "%", "ms")),
        rng.choice(("increase", "decrease", "absolute")), baseline, (rng.choice(named).id,), _cut(rng, paper),
    )  # fmt: skip
