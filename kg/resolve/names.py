"""What a name is, apart from how it is spelled: normal forms, node paths, and whether one name abbreviates another.

Everything here is a pure function of the name, so that a name has the same path whatever else the graph holds.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

from kg.keys import slug

_ARTICLE = re.compile(r"^(?:the|an|a)\s+", re.IGNORECASE)
_ARTICLE_LETTERS = frozenset(" \t\ntTaA")
_ASCII_WORD = re.compile(r"[A-Za-z0-9+#]+(?:(?<=[0-9])\.(?=[0-9])[A-Za-z0-9+#]+)*")
"""What the general way below gives for a name in ASCII."""

_POINT_IN_NUMBER = re.compile(r"(?<=\d)\.(?=\d)")
_SEPARATORS = re.compile(r"[^\w+#\u00b7]+|_")
_PARENTHESIS = re.compile(r"\s*\(([^()]*)\)\s*")
_BETWEEN_NUMBERS = re.compile(r"(?<=\d)\x00(?=\d)")
_ACRONYM = re.compile(r"[A-Z][A-Za-z0-9]*[A-Z0-9]s")
_SPOKEN = {("2", True, True): "t", ("2", True, False): "t", ("4", True, True): "f", ("4", False, True): "f"}
"""Figures that are read as words: T2I is text to image."""

LONGEST = 10
"""So many characters a short form has at most."""

_IRREGULAR = {
    "matrices": "matrix", "indices": "index", "vertices": "vertex", "biases": "bias", "bias": "bias",
    "caches": "cache", "niches": "niche", "series": "series",
}  # fmt: skip
_PLAIN_WORDS = re.compile(r"[a-z0-9+.]+(?:-[a-z0-9+.]+)*")


@lru_cache(maxsize=400_000)
def words(name: str) -> tuple[str, ...]:
    """The words of a name, folded: case, width, punctuation, hyphens, a leading article and plural endings are gone.

    A point between digits, `+` and `#` stay, since they tell versions and names apart.

    >>> words("The Vision-Transformers"), words("LMs"), words("DARTS"), words("architecture searches")
    (('vision', 'transformer'), ('lm',), ('darts',), ('architecture', 'search'))
    >>> words("LLaMA-2.5 70B"), words("C++")
    (('llama', '2.5', '70b'), ('c++',))
    """
    return tuple(map(_singular, parts(name)))


def parts(name: str) -> list[str]:
    """The words of a name with their case and endings, without a leading article.

    >>> parts("The LLaMA-2.5 models")
    ['LLaMA', '2.5', 'models']
    """
    if name.isascii():
        return _ASCII_WORD.findall(_ARTICLE.sub("", name.strip()) if name[:1] in _ARTICLE_LETTERS else name)
    text = _POINT_IN_NUMBER.sub("\u00b7", _ARTICLE.sub("", unicodedata.normalize("NFKC", name).strip()))
    return [part.replace("\u00b7", ".") for part in _SEPARATORS.sub(" ", text).split()]


@lru_cache(maxsize=400_000)
def normal(name: str) -> str:
    """The normal form of a name: its words without spaces, so that `fine-tuning` and `finetuning` are equal.

    Numbers side by side keep a hyphen (LLaMA-2-7B is not LLaMA-27B). A short form in parentheses after its long form is
    left out. A name without letters or digits is its own form.

    >>> normal("Neural Architecture Search (NAS)") == normal("neural-architecture searchs")
    True
    """
    joined = "\0".join(words(without_short_form(name)))
    return _BETWEEN_NUMBERS.sub("-", joined).replace("\0", "") or name.strip()


@lru_cache(maxsize=400_000)
def node_path(type_name: str, name: str) -> str:
    """The path of the node that this name has in this role, below the base IRI. Different words give different paths.

    >>> node_path("Method", "Low-Rank Adaptation"), node_path("Metric", "GFLOPs")
    ('method/low-rank-adaptation', 'metric/gflop')
    """
    text = "-".join(words(without_short_form(name)))
    if not _PLAIN_WORDS.fullmatch(text):
        digest = hashlib.sha256((text or name.strip()).encode("utf-8", "surrogatepass")).hexdigest()[:8]
        text = f"{slug(text)}-{digest}".lstrip("-")
    return f"{_folder(type_name)}/{text}"


@lru_cache(maxsize=400_000)
def without_short_form(name: str) -> str:
    """The name without a short form of itself in parentheses.

    >>> without_short_form("text-to-speech (TTS) synthesis")
    'text-to-speech synthesis'
    >>> without_short_form("LLaMA (7B)")
    'LLaMA (7B)'
    """
    match = _PARENTHESIS.search(name) if "(" in name else None
    if match and abbreviates(match[1], name[: match.start()]):
        return f"{name[: match.start()]} {name[match.end() :]}".strip()
    return name


@lru_cache(maxsize=400_000)
def is_short_form(name: str) -> bool:
    """Whether the name looks like an abbreviation: one word of up to 10 characters, at least two of them capitals.

    >>> [is_short_form(n) for n in ("NAS", "ViTs", "BERT", "attention", "Swin")]
    [True, True, True, False, False]
    """
    return 2 <= len(name) <= LONGEST and " " not in name and sum(map(str.isupper, name)) >= 2


@lru_cache(maxsize=400_000)
def abbreviates(short: str, long: str) -> bool:
    """Whether the letters of `short` stand in `long` in this order, the first one at the start of the first word.

    The test of Schwartz and Hearst (2003), with two demands more: every capital of the short form begins a word or
    follows a letter that does, and the long form has at least two words.

    >>> abbreviates("ViTs", "Vision Transformers"), abbreviates("LoRA", "Low-Rank Adaptation")
    (True, True)
    >>> abbreviates("NAS", "normalization"), abbreviates("SAM", "language models")
    (False, False)
    """
    letters = [c for c in unicodedata.normalize("NFKC", short) if c.isalnum()]
    if letters and letters[-1] == "s" and len(letters) > 2:
        letters.pop()
    target = words(long)
    if len(letters) < 2 or len(target) < 2 or normal_letters(short) == "".join(target):
        return False
    return _spelled([_SPOKEN.get((c, "to" in target, "for" in target), c.casefold()) for c in letters], target)


def normal_letters(name: str) -> str:
    """The words of a name without spaces, parentheses included."""
    return "".join(words(name))


def _spelled(letters: list[str], target: tuple[str, ...]) -> bool:
    """Whether `letters` can be read from `target`: each continues within its word or begins a later one.

    At most one word in two may be skipped, and the last word must be begun.
    """

    def read(i: int, word: int, at: int, skipped: int) -> bool:
        if i == len(letters):
            return skipped + (len(target) - 1 - word) <= len(target) // 2
        follow = target[word].find(letters[i], at)
        if follow >= 0 and read(i + 1, word, follow + 1, skipped):
            return True
        return any(
            target[later].startswith(letters[i]) and read(i + 1, later, 1, skipped + later - word - 1)
            for later in range(word + 1, len(target))
        )

    return target[0].startswith(letters[0]) and read(1, 0, 1, 0)


@lru_cache(maxsize=100)
def _folder(type_name: str) -> str:
    return slug(type_name)


@lru_cache(maxsize=400_000)
def _singular(word: str) -> str:
    """The word folded, without its plural ending. Only a small s is one: DARTS and VITS are names of one thing."""
    folded = word.casefold()
    if not word.endswith("s") or folded in _IRREGULAR:
        return _IRREGULAR.get(folded, folded)
    if _ACRONYM.fullmatch(word):
        return folded[:-1]
    if len(folded) > 4 and folded.endswith("ies"):
        return f"{folded[:-3]}y"
    if len(folded) > 4 and folded.endswith(("sses", "xes", "ches", "shes")):
        return folded[:-2]
    if len(folded) > 4 and folded.endswith("yses"):
        return f"{folded[:-2]}is"
    if len(folded) > 3 and not folded.endswith("ss") and not (len(folded) > 4 and folded.endswith(("us", "is"))):
        return folded[:-1]
    return folded
