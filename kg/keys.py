"""What papers and names are called where letters, digits and hyphens must do: pure functions, the same for ever."""

from __future__ import annotations

import hashlib
import unicodedata


def paper_path(key: str) -> str:
    """The node path of the paper with this key.

    >>> paper_path("lora-low-rank-1a2b3c")
    'paper/lora-low-rank-1a2b3c'
    """
    return f"paper/{key}"


NAMELESS = {
    "abstract", "abstracts", "acknowledgements", "afterword", "announcement", "authorsreply", "bookreview", "bookreviews",
    "callforpapers", "comment", "commentary", "comments", "conclusion", "conclusions", "contents", "contributors",
    "correction", "corrigendum", "discussion", "editorial", "editorialboard", "editorialnote", "editorsintroduction",
    "editorsnote", "epilogue", "errata", "erratum", "expressionofconcern", "foreword", "fromtheeditor",
    "fromtheeditorinchief", "fromtheeditors", "fromtheguesteditors", "guesteditorial", "guesteditorsintroduction",
    "inmemoriam", "inthisissue", "introduction", "introductiontothespecialissue", "keynote", "keynoteaddress", "keynotes",
    "keynotetalk", "lettertotheeditor", "messagefromthechair", "messagefromthechairs", "news", "notitle", "obituary",
    "openingremarks", "overview", "panel", "paneldiscussion", "poster", "posters", "postersession", "preface",
    "prefacetothespecialissue", "presidentsmessage", "prologue", "publishersnote", "reply", "response", "retraction",
    "retractionnote", "review", "specialissue", "summary", "tableofcontents", "titlepage", "tutorial", "tutorials",
    "untitled", "welcome", "welcomemessage", "workshopsummary",
}  # fmt: skip
"""The letters of titles that many papers bear, and that name none of them."""


def paper_key(title: str, abstract: str) -> str:
    """The key of a paper: that of its title, and of its abstract too where the title names no paper.

    >>> paper_key("Editorial", "On maps.") == paper_key("EDITORIAL.", "On  maps") != paper_key("Editorial", "On trees.")
    True
    >>> paper_key("LoRA: Low-Rank Adaptation", "One.") == paper_key("LoRA: low-rank adaptation", "Two.")
    True
    """
    key = title_key(title)
    return f"{key}-{_digest(_letters(abstract))}" if _letters(title) in NAMELESS else key


def title_key(title: str) -> str:
    """The key of a title: folded, with a digest, so that spelling and layout do not matter.

    Two records are the same paper when the letters and digits of their titles are equal; `paper_key` knows the exceptions.

    >>> title_key("LoRA: Low-Rank Adaptation") == title_key("LORA:  Low Rank adaptation.")
    True
    """
    return f"{slug(title)[:48].strip('-')}-{_digest(_letters(title))}".lstrip("-")


def slug(name: str) -> str:
    """ASCII letters, digits and single hyphens of `name`, in lower case; "" when nothing of that kind is left.

    >>> slug("Mixture-of-Experts (MoE)")
    'mixture-of-experts-moe'
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    kept = "".join(c if c.isascii() and c.isalnum() else "-" if not unicodedata.combining(c) else "" for c in plain)
    return "-".join(part for part in kept.split("-") if part)


def _letters(text: str) -> str:
    """The letters and digits of a text, folded; what there is when it has none."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in folded if c.isalnum()) or folded


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]
