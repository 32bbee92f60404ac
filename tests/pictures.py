"""`make pictures`: the screenshots in docs/, taken of the sample's graph by Debian's chromium."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from kg.build import sample_files

DOCS = Path(__file__).resolve().parents[1] / "docs"
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        subprocess.run([sys.executable, "-m", "kg", "build", "-q", "-o", folder, *sample_files()], check=True)
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1280, "height": 800}, color_scheme="light")
        page.goto((Path(folder) / "graph.html").as_uri())
        page.wait_for_timeout(1500)
        page.evaluate("kgview.select(kgview.find('FlashAttention')[0])")
        page.wait_for_timeout(1500)
        page.screenshot(path=DOCS / "graph.png")
        browser.close()


if __name__ == "__main__":
    main()
