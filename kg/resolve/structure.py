"""What a name says of family, version, size and tuning, and which names its ancestors would have.

LLaMA-2-7B-chat is a tuning of LLaMA-2-7B, that a size of LLaMA-2, that a version of LLaMA.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kg.resolve.names import without_short_form, words

_TUNING = frozenset({
    "chat", "instruct", "instructed", "it", "hf", "sft", "dpo", "rlhf", "distilled", "distill", "turbo", "preview", "thinking",
    "pretrained", "finetuned", "uncased", "cased", "multilingual", "vision", "coder", "math", "code", "audio", "omni",
})  # fmt: skip
_SIZES = "tiny|mini|nano|micro|small|medium|base|x{0,2}large|huge|giant|x{0,2}[sl]|[smlbhgtnx]|ti|lite|plus|pro|max|ultra|flash"
_FORM = re.compile(r"int\d+|fp\d+|bf\d+|nf\d+|w\d+a\d+|\d+bit|\d+gb|\d+g|sxm\d*|pcie|nvl|gptq|awq|gguf")
_SIZE = re.compile(rf"\d+(?:\.\d+)?[bmk]|\d+x\d+(?:\.\d+)?b|{_SIZES}")
_LETTER = re.compile(r"[a-z]\d{1,2}")
_VERSION = re.compile(r"v?\d+(?:\.\d+)*[a-z]?|next")
_GLUED = re.compile(r"([a-z]{3,}?)(v?\d+(?:\.\d+)*)")
_HINT = re.compile(rf"\d|[\W_](?:{_SIZES}|sxm|pcie|nvl|gptq|awq|gguf|next|{'|'.join(sorted(_TUNING))})\b", re.IGNORECASE)
"""What every name with more than a family has."""

TUNING, FORM, SIZE, VERSION, FAMILY = "tuning", "form", "size", "version", "family"
"""What a word of a name says; `form` is a number format or the memory of a device."""

_DROPS = ({TUNING}, {FORM}, {SIZE}, {TUNING, FORM}, {TUNING, FORM, SIZE}, {TUNING, FORM, SIZE, VERSION})
"""What ancestors lack, the nearest first."""


def has_structure(name: str) -> bool:
    """Whether a name may say more than a family: most do not, which is quickly seen."""
    return bool(_HINT.search(name))


def structure(name: str, *, letters: bool = True) -> tuple[tuple[str, str], ...]:
    """The words of a name, each with what it says. The first word, and all before the last of the family's, are family.

    With `letters` a letter and a number are a size (EfficientNet-B2); of devices they are the name (NVIDIA T4).

    >>> structure("LLaMA-2-7B-chat")
    (('llama', 'family'), ('2', 'version'), ('7b', 'size'), ('chat', 'tuning'))
    >>> structure("Next-ViT"), structure("175B GPT-3")
    ((('next', 'family'), ('vit', 'family')), (('175b', 'size'), ('gpt', 'family'), ('3', 'version')))
    """
    found = words(without_short_form(name))
    kinds = [SIZE if letters and _LETTER.fullmatch(word) else _kind(word) for word in found]
    if kinds and not (kinds[0] == SIZE and found[0][0].isdecimal() and FAMILY in kinds):
        kinds[0] = FAMILY
    last = max((at for at, kind in enumerate(kinds) if kind == FAMILY), default=-1)
    kinds[1:last] = [FAMILY] * len(kinds[1:last])
    return tuple(zip(found, kinds, strict=True))


def ancestors(name: str, *, letters: bool = True) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The names of what this is a version, size, form or tuning of, the nearest first, and the words that they lack.

    >>> [ancestor for ancestor, _ in ancestors("LLaMA-2-7B-chat")]
    ['llama 2 7b', 'llama 2 chat', 'llama 2', 'llama']
    >>> list(ancestors("ResNet50")), list(ancestors("vision transformer"))
    ([('resnet', ())], [])
    """
    parsed = structure(name, letters=letters)
    seen = {tuple(word for word, _ in parsed)}
    kinds = {kind for _, kind in parsed}
    for drop in _DROPS if len(kinds) > 1 else ():
        if drop.isdisjoint(kinds):
            continue
        kept = tuple(word for word, kind in parsed if kind not in drop)
        if kept and kept not in seen:
            seen.add(kept)
            yield " ".join(kept), tuple(word for word, kind in parsed if kind in drop)
    family = [word for word, kind in parsed if kind == FAMILY]
    if family and (glued := _GLUED.fullmatch(family[-1])):
        yield " ".join([*family[:-1], glued[1]]), ()


def _kind(word: str) -> str:
    for kind, test in ((FORM, _FORM), (SIZE, _SIZE), (VERSION, _VERSION)):
        if test.fullmatch(word):
            return kind
    return TUNING if word in _TUNING else FAMILY
