"""Settings as data. This is the only module that reads kg.toml and the environment.

A setting comes, in this order, from the command line, from `KG_<NAME>` in the environment, from `kg.toml` in the
working folder, from its default here.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.errors import ConfigError, UnknownName


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its name, default (which also gives the kind of value), unit, what it does, and its largest value."""

    name: str
    default: str | int | float
    unit: str
    help: str
    most: float = float("inf")


SETTINGS = (
    Setting("base_iri", "https://kg.example/id/", "IRI", "what the IRIs of papers and entities begin with"),
    Setting("extractor", "model", "name", "what reads the texts: model or patterns"),
    Setting("model", "", "folder", "the model that reads the texts, as `kg train` writes it; empty: the one that ships"),
    Setting("workers", 0, "processes", "processes that extract; 0 takes one for each core"),
    Setting("min_score", 0.3, "0 to 1", "mentions, relations and results below this score stay out of the graph", 1),
    Setting("html_nodes", 1500, "nodes", "how many nodes graph.html shows at most, the best connected first"),
    Setting("query_timeout", 60, "seconds", "after how long a query is given up"),
    Setting("arxiv_url", "https://export.arxiv.org/api/query", "address", "where `kg fetch arxiv` asks"),
    Setting("daily_url", "https://huggingface.co/api/daily_papers", "address", "where `kg fetch daily` asks"),
)


@dataclass(frozen=True, slots=True)
class Config:
    """The settings in force; the fields are those of SETTINGS."""

    base_iri: str
    extractor: str
    model: str
    workers: int
    min_score: float
    html_nodes: int
    query_timeout: int
    arxiv_url: str
    daily_url: str

    @property
    def model_folder(self) -> Path | None:
        """The folder of a model in place of the one that ships."""
        return Path(self.model) if self.model else None


def load(folder: Path = Path(), environ: Mapping[str, str] = os.environ) -> Config:
    """The settings for a run in `folder`. Raises ConfigError, UnknownName."""
    from_file = _read(folder / "kg.toml")
    known = {setting.name for setting in SETTINGS}
    for name in sorted(set(from_file) - known):
        raise UnknownName("setting", name, known, remedy="kg.toml holds only settings that `kg settings` lists")
    values: dict[str, object] = {}
    for setting in SETTINGS:
        variable = f"KG_{setting.name.upper()}"
        raw = environ[variable] if variable in environ else from_file.get(setting.name, setting.default)
        values[setting.name] = _value(setting, raw)
    return Config(**values)  # type: ignore[arg-type]


def _read(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {error}", remedy="mend the file or take it away") from error


def _value(setting: Setting, raw: Any) -> str | int | float:
    kind = type(setting.default)
    try:
        value = kind(raw)
    except (TypeError, ValueError):
        value = None
    if value is None or isinstance(raw, bool) or (kind is int and isinstance(raw, float)):
        raise ConfigError(
            f"setting {setting.name} is {raw!r}", remedy=f"give {kind.__name__} ({setting.unit}), such as {setting.default!r}"
        )
    if isinstance(value, int | float) and not 0 <= value <= setting.most:
        raise ConfigError(
            f"setting {setting.name} is {value}", remedy=f"give a number from 0 to {setting.most:g} ({setting.unit})"
        )
    return value
