"""Words and sentences of scientific text: versions, decimals, citations and URLs stay whole, hyphens come apart.

`ResNet-50`, `GPT-3.5`, `2.5x`, `e.g.` and `et al.` are one token each; `Transformer-based` is three, so that a name
within a compound can be found.
"""

from __future__ import annotations

import re
from functools import lru_cache

from spacy.tokens import Doc
from spacy.vocab import Vocab

_TOKEN = re.compile(
    r"""
    https?://[^\s<>"']*[^\s<>"'.,;:!?)\]}] | www\.[^\s<>"']*[^\s<>"'.,;:!?)\]}]          # links
  | (?:e\.\s?g|i\.\s?e|et\ al|w\.r\.t|a\.k\.a|cf|vs|Figs?|Eqs?|Secs?|Tabs?|resp|approx|Dr|Prof)\.  # short forms
  | \\[A-Za-z]+                                                                       # LaTeX commands
  | \d{1,3}(?:,\d{3})+(?:\.\d+)?[^\W_]*                                               # 1,024
  | [^\W_]+                                                                           # words, in them
    (?:(?:\.(?=\d) | (?<=[a-z])\.(?=[a-z]) | _ | ['’](?=[a-rt-zA-Z]|s[^\W_])          # v1.5, llama.cpp, don't
        | (?<=[^\W\d_])-(?=\d+(?:[.-]\d|[A-Z]|[bBmMkK]?(?![^\W_])))                  # ResNet-50, GPT-3.5
        | (?:(?<=-\d) | (?<=\.\d))-(?=\d+(?:\.\d+)?[A-Z]))                                # LLaMA-2-7B
       [^\W_]+)*
    (?:\+\+|\#)?                                                                      # C++, C#
  | \s+
  | .
    """,
    re.VERBOSE | re.DOTALL,
)
_END = frozenset({".", "!", "?"})
_CLOSING = frozenset({")", "]", "}", '"', "'", "”", "’"})


class PaperTokenizer:
    """A spaCy tokenizer: `Doc.text` is the text given, character for character."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """The Doc of `text`."""
        words: list[str] = []
        spaces: list[bool] = []
        for part in _TOKEN.findall(text):
            if part[0].isspace():
                if words and not spaces[-1] and part[0] == " ":
                    spaces[-1] = True
                    part = part[1:]
                if not part:
                    continue
            words.append(part)
            spaces.append(False)
        return Doc(self.vocab, words=words, spaces=spaces)

    def to_disk(self, path: object, **_: object) -> None:
        """Nothing to keep: the tokenizer has no state."""

    def from_disk(self, path: object, **_: object) -> PaperTokenizer:
        """Nothing to load."""
        return self


def starts_sentence(words: list[str], spaced: list[bool]) -> list[bool]:
    """For each token whether a sentence begins there. `spaced` says whether white space follows a token.

    A line break ends a sentence only when it ends the title (the first line) or leaves a blank line.
    """
    starts = [False] * len(words)
    in_title, ended = True, True
    for i, word in enumerate(words):
        if word.isspace():
            if "\n" in word and (in_title or word.count("\n") > 1):
                in_title, ended = False, True
            continue
        if ended:
            starts[i], ended = True, False
        if word in _END or (word in _CLOSING and i and words[i - 1] in _END):
            ended = (spaced[i] or i + 1 == len(words)) and _opens(words, i + 1) and not _initial(words, i)
    return starts


def _opens(words: list[str], i: int) -> bool:
    while i < len(words) and (words[i].isspace() or words[i] in {"(", "[", '"', "“", "$", "*"}):
        i += 1
    if i >= len(words):
        return True
    return not words[i][0].islower() or any(c.isupper() for c in words[i]) or words[i][0] == "\\"


def _initial(words: list[str], i: int) -> bool:
    return words[i] == "." and i > 0 and len(words[i - 1]) == 1 and words[i - 1].isupper() and i > 1 and words[i - 2].istitle()


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """The word in lower case, without a plural s (words of more than three letters, not after another s).

    >>> fold("GPUs"), fold("loss"), fold("Networks"), fold("CNNs")
    ('gpu', 'loss', 'network', 'cnn')
    """
    low = word.casefold()
    if not any(c.isalnum() for c in low):
        return ""
    if len(low) > 3 and low.endswith("s") and not low.endswith("ss"):
        low = low[:-1]
    return low.replace("_", "").replace("-", "")


_WORDS = re.compile(r"[^\W_]+(?:(?<=\d)\.(?=\d)[^\W_]+)*[+#]*")


@lru_cache(maxsize=65536)
def key(name: str) -> str:
    """What spellings of one name share: folded words without spaces, hyphens and punctuation.

    >>> key("Large-Language Models") == key("large language model")
    True
    >>> key("ResNet-50") == key("ResNet 50"), key("LLaMA-2") == key("LLaMA-3")
    (True, False)
    """
    return "".join(fold(word) for word in _WORDS.findall(name))
