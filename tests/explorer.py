"""The explorer in a browser for tests: built where its sources changed, opened from a server, watched for what it must not do."""

from __future__ import annotations

import runpy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from graphs import hand_made

KNOWN = hand_made()
"""The graph that the explorer shows in most tests."""
ROOT = Path(__file__).resolve().parents[1]
AXE = ROOT / "kg/serve/web/node_modules/axe-core/axe.min.js"
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--enable-unsafe-swiftshader", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
WATCH = """window.violations = [];
document.addEventListener("securitypolicyviolation", (broken) => {
  window.violations.push(`${broken.violatedDirective} ${broken.blockedURI}`);
});"""


def everything() -> list[str]:
    """The ids of all nodes of the graph."""
    return sorted({entity.id for entity in KNOWN.entities} | {f"paper/{paper.key}" for paper in KNOWN.papers})


def neighbours(node: str) -> set[str]:
    """A node and what statements join it with."""
    return {end for s in KNOWN.statements if node in (s.subject, s.object) for end in (s.subject, s.object)} | {node}


def built() -> None:
    """Make sure that the explorer is built from the sources as they are."""
    runpy.run_path(str(ROOT / "hatch_build.py"))["build"]()


@dataclass
class Opened:
    """A page with what it asked for and what went wrong in it."""

    page: Any
    address: str
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def ask(self, expression: str, argument: object = None) -> Any:
        return self.page.evaluate(expression, argument)

    def go(self, path: str) -> None:
        """Open a path of the explorer and wait until it is drawn."""
        self.page.goto(self.address + path)
        self.ready()

    def ready(self) -> None:
        self.page.wait_for_selector("main")
        self.page.wait_for_function("() => !document.querySelector('.spinner')")
        if self.page.locator(".stage").count():
            self.page.wait_for_function("() => window.kg.nodes().length > 0 && window.kg.camera() !== null")

    def nodes(self) -> list[str]:
        found: list[str] = self.ask("kg.nodes()")
        return found

    def click_node(self, node: str) -> None:
        """Click a node where it is drawn, with the mouse."""
        place = self.ask("id => kg.place(id)", node)
        self.page.mouse.click(place["x"], place["y"])

    def axe(self) -> list[str]:
        """What axe-core finds wrong with the page as it is."""
        self.ask(AXE.read_text(encoding="utf-8"))
        found = self.ask("axe.run(document, {resultTypes: ['violations']}).then((run) => run.violations)")
        return [f"{one['id']}: {node['html'][:150]} {node['failureSummary']}" for one in found for node in one["nodes"]]


Open = Callable[..., Opened]


def search(opened: Opened, words: str) -> Any:
    """Type words into the search, by the keyboard alone; the options found."""
    opened.page.keyboard.press("/")
    opened.page.keyboard.type(words)
    options = opened.page.locator(".bar .found [role=option]")
    options.first.wait_for()
    return options


@contextmanager
def chromium() -> Iterator[Any]:
    """Debian's browser, with the explorer built."""
    from playwright.sync_api import sync_playwright

    built()
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def opening(browser: Any, address: str) -> Iterator[Open]:
    """Gives pages of the server at `address`; afterwards none may have failed, broken the policy or looked elsewhere."""
    contexts, pages = [], []

    def opened(path: str = "/", *, width: int = 1280, scheme: str = "light", motion: str = "reduce") -> Opened:
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            reduced_motion=motion,
            accept_downloads=True,
            has_touch=width < 500,
        )
        context.add_init_script(WATCH)
        contexts.append(context)
        result = Opened(context.new_page(), address)
        pages.append(result)
        result.page.on("request", lambda request: result.requests.append(request.url))
        result.page.on("pageerror", lambda error: result.errors.append(str(error)))
        result.page.on("console", lambda message: result.errors.append(message.text) if message.type == "error" else None)
        result.go(path)
        return result

    yield opened
    violations = [broken for result in pages for broken in result.ask("window.violations")]
    for context in contexts:
        context.close()
    own = urlsplit(address)
    for result in pages:
        outside = [url for url in result.requests if urlsplit(url)[:2] != own[:2] and not url.startswith(("data:", "blob:"))]
        assert not result.errors + outside, result.errors + outside
    assert violations == []
