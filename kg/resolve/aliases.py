"""Whether a surface form may be another name of the thing that its paper names, or is that of something near it.

Extractors lead forms of one paper to one entity that a reader would tell apart: a version and its family, what is built
on a thing and the thing, two sides of a contrast (model-based, model-free). Such a form is no name of the node.
"""

from __future__ import annotations

from collections.abc import Container

from kg.resolve.likeness import difference, likeness
from kg.resolve.names import is_short_form, normal, parts
from kg.resolve.reading import Reading, plainly
from kg.resolve.rewrites import rewrites
from kg.resolve.short_forms import Key
from kg.resolve.structure import ancestors, has_structure


def may_name(type_name: str, name: str, form: str, things: Container[Key] = ()) -> bool:
    """Whether `form` may be another name of what is called `name`. `things` has the type and normal form of other things.

    A version of it may not, nor what is built on it: its name before that of another thing. Where each has a word that
    the other lacks, words must say that both are alike, but for short forms and single words, of which words say nothing.

    >>> [may_name("Method", "LLaDA", form, {("Method", "trainer")}) for form in ("LLaDA models", "LLaDA 1.5", "LLaDA trainer")]
    [True, False, False]
    >>> may_name("Method", "model-based planning", "model-free planning"), may_name("Method", "Mixup", "blended samples")
    (False, True)
    """
    if normal(form) == normal(name):
        return True
    if has_structure(form) and normal(name) in {normal(family) for family, _ in ancestors(form)}:
        return False
    one, other = (plainly(each, type_name) for each in (name, form))
    left, right = difference(one, other)
    if right and not left:
        return not _built_on(type_name, other, right, things)
    apart = (
        left and right and min(len(one.words), len(other.words)) > 1 and not (_has_short(name, one) or _has_short(form, other))
    )
    return not apart or likeness(type_name, one, other, rewrites()).score > 0


def _built_on(type_name: str, form: Reading, more: list[int], things: Container[Key]) -> bool:
    """Whether the further words of a form are the last ones, and name a thing that is not dropped from names."""
    first = more[0]
    at_end = more == list(range(first, len(form.words))) and not form.turned
    dropped = (type_name, form.words[-1]) in rewrites().dropped
    return at_end and not dropped and (type_name, normal(" ".join(form.words[first:]))) in things


def _has_short(name: str, read: Reading) -> bool:
    """Whether the name holds a short form that nothing writes out."""
    return any(is_short_form(part) and part.casefold() in read.words for part in parts(name))
