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


def title_key(title: str) -> str:
    """The key of a paper: its title, folded, with a digest, so that spelling and layout do not matter.

    Two records are the same paper when the letters and digits of their titles are equal.

    >>> title_key("LoRA: Low-Rank Adaptation") == title_key("LORA:  Low Rank adaptation.")
    True
    """
    folded = unicodedata.normalize("NFKC", title).casefold()
    letters = "".join(c for c in folded if c.isalnum()) or folded
    digest = hashlib.sha256(letters.encode("utf-8", "surrogatepass")).hexdigest()[:10]
    return f"{slug(title)[:48].strip('-')}-{digest}".lstrip("-")


def slug(name: str) -> str:
    """ASCII letters, digits and single hyphens of `name`, in lower case; "" when nothing of that kind is left.

    >>> slug("Mixture-of-Experts (MoE)")
    'mixture-of-experts-moe'
    """
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", name).casefold())
    kept = "".join(c if c.isascii() and c.isalnum() else "-" if not unicodedata.combining(c) else "" for c in plain)
    return "-".join(part for part in kept.split("-") if part)
