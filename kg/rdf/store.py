"""The embedded store: an Oxigraph folder that is written once and then only read.

The default graph of the store holds the union of its named graphs, each triple once. Oxigraph can also answer over the
union as it goes, but then counts an edge as often as there are papers that state it (decision 2 in DECISIONS.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import DefaultGraph, Quad, RdfFormat, Store, parse, serialize

from kg.errors import OutputError


def build_store(path: Path, source: Path) -> None:
    """Load a file of N-Quads into a new store at `path`, a folder that is absent or empty. Raises OutputError."""
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise OutputError(f"a store cannot be written to {path}", cause="something stands there already")
    try:
        store = Store(str(path))
        store.bulk_load(path=str(source), format=RdfFormat.N_QUADS)
        store.bulk_extend(_in_default_graph(parse(path=str(source), format=RdfFormat.N_QUADS, lenient=True)))
        store.flush()
    except (OSError, RuntimeError) as error:
        raise OutputError(f"a store cannot be written to {path}: {error}", remedy="look at space and permissions") from error
    except SyntaxError as error:
        raise OutputError(f"{source} is no N-Quads file: {error}", remedy="build the graph again") from error


def memory_store(quads: Iterable[Quad]) -> Store:
    """A store of the same make that lives in memory."""
    store, kept = Store(), list(quads)
    store.bulk_extend(kept)
    store.bulk_extend(_in_default_graph(kept))
    return store


def open_store(path: Path) -> Store:
    """The store at `path`, read-only; several processes may have it open. Raises OutputError."""
    if not path.is_dir():
        raise OutputError(f"there is no built graph at {path}", remedy="run `kg build SOURCE... -o DIR` first")
    try:
        return Store.read_only(str(path))
    except (OSError, RuntimeError) as error:
        raise damaged(path, error) from error


def damaged(path: Path, error: BaseException) -> OutputError:
    """The error for a store that cannot be read."""
    return OutputError(f"the store at {path} cannot be read: {error}", cause="it is damaged or no store", remedy="build it again")


def named_quads(store: Store) -> Iterator[Quad]:
    """The quads of the named graphs: what was loaded, without the union."""
    for graph in store.named_graphs():
        yield from store.quads_for_pattern(None, None, None, graph)


def canonical_nquads(quads: Iterable[Quad]) -> bytes:
    """N-Quads with sorted lines and none twice: equal for equal sets of quads (there are no blank nodes)."""
    return b"".join(sorted(set(nquads(quads).splitlines(keepends=True))))


def nquads(quads: Iterable[Quad]) -> bytes:
    """N-Quads in the order of `quads`."""
    return serialize(quads, format=RdfFormat.N_QUADS) or b""


def _in_default_graph(quads: Iterable[Quad]) -> Iterator[Quad]:
    union = DefaultGraph()
    return (Quad(quad.subject, quad.predicate, quad.object, union) for quad in quads)
