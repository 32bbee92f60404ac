"""`make pictures`: the pictures in docs/, taken of the sample's graph by Debian's Chromium, wide and narrow, light and dark.

python -m tests.pictures [DIR] [--png FOLDER]   of the graph in DIR; as PNG into FOLDER, to look at before they are kept
"""

from __future__ import annotations

import base64
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

sys.path.insert(0, str(Path(__file__).parent))

import httpx
from explorer import chromium
from serving import serving

from kg.build import sample_files

DOCS = Path(__file__).resolve().parents[1] / "docs"
SIZES = ((1440, 900), (390, 844))
SCHEMES = ("light", "dark")
QUALITY = 72
THING = "FlashAttention"
"""What the pictures are about, as one would search for it."""


def addresses(client: httpx.Client) -> dict[str, str]:
    """Name of a picture -> the address that it shows."""
    thing = client.get("/api/search", params={"q": THING}).json()["hits"][0]["id"]
    card = client.get("/api/node", params={"id": thing}).json()
    paper = card["papers"]["items"][0]["key"]
    boards = client.get("/api/compare/things").json()["items"]
    most = max(boards, key=lambda item: item["numbers"])["id"]
    query = client.get("/api/questions").json()[0]["sparql"]
    return {
        "graph": "/",
        "card": f"/?node={quote(thing)}",
        "around": f"/?around={quote(thing)}&node={quote(thing)}",
        "table": "/table",
        "compare": f"/compare?thing={quote(most)}",
        "paper": f"/paper?key={quote(paper)}",
        "thing": f"/page/{quote(thing)}",
        "overview": "/overview",
        "sparql": f"/sparql?text={quote(query)}",
        "embed": f"/embed?around={quote(thing)}",
    }


def settled(page: Any) -> None:
    """Wait until nothing is fetched any more and the drawing stands."""
    page.wait_for_selector("main")
    page.wait_for_function("() => !document.querySelector('.spinner')", timeout=60_000)
    page.evaluate("document.fonts.ready")
    if page.locator(".cm-host").count():
        page.locator(".cm-content").click()
        page.keyboard.press("Control+Enter")
        page.locator(".answer table, .answer pre").first.wait_for()
    page.wait_for_timeout(700)


def taken(page: Any, form: str) -> bytes:
    """The page as it is on the screen, as webp or png."""
    options = {"format": form} if form == "png" else {"format": form, "quality": QUALITY}
    return base64.b64decode(page.context.new_cdp_session(page).send("Page.captureScreenshot", options)["data"])


def shots(browser: Any, pages: dict[str, str], form: str) -> Iterator[tuple[str, bytes]]:
    """Name of a file and its content, for every page, size and scheme."""
    for width, height in SIZES:
        for scheme in SCHEMES:
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce", has_touch=width < 500
            )
            page = context.new_page()
            for name, address in pages.items():
                page.goto(address)
                settled(page)
                yield f"{name}-{width}-{scheme}.{form}", taken(page, form)
            context.close()


def plain_page(browser: Any, graph: Path, scratch: Path) -> None:
    """The page that `kg view` writes without --app, for the README."""
    file = scratch / "plain.html"
    subprocess.run([sys.executable, "-m", "kg", "view", "-g", str(graph), "--to", str(file)], check=True)
    page = browser.new_page(viewport={"width": 1280, "height": 800}, color_scheme="light")
    page.goto(file.as_uri())
    page.wait_for_timeout(1500)
    page.evaluate(f"kgview.select(kgview.find('{THING}')[0])")
    page.wait_for_timeout(1500)
    page.screenshot(path=DOCS / "graph.png")
    page.close()


def main() -> None:
    words = sys.argv[1:]
    png = Path(words[words.index("--png") + 1]) if "--png" in words else None
    given = [word for word in words if not word.startswith("-") and word != str(png)]
    with tempfile.TemporaryDirectory() as temporary, chromium() as browser:
        scratch = Path(temporary)
        graph = Path(given[0]) if given else scratch / "graph"
        if not given:
            subprocess.run([sys.executable, "-m", "kg", "build", "-q", "-o", str(graph), *sample_files()], check=True)
        app = scratch / "app.html"
        subprocess.run([sys.executable, "-m", "kg", "view", "-g", str(graph), "--app", "--to", str(app)], check=True)
        folder = png or DOCS / "pictures"
        folder.mkdir(parents=True, exist_ok=True)
        with serving(graph) as client:
            pages = {name: f"{str(client.base_url).rstrip('/')}{address}" for name, address in addresses(client).items()}
            for name, content in shots(browser, {**pages, "offline": app.as_uri()}, "png" if png else "webp"):
                (folder / name).write_bytes(content)
        if not png:
            plain_page(browser, graph, scratch)


if __name__ == "__main__":
    main()
