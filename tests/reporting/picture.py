"""Takes the picture of the report that the documentation shows: `python -m tests.reporting.picture`."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.docs.code_blocks import blocks_of, write_files
from tests.reporting.browser import Browser, find_browser

PAGE = Path(__file__).parents[2] / "docs" / "stack" / "report.md"


def take_picture(folder: Path, program: str) -> bytes:
    """Run the page's own example, and look at its report."""
    write_files(blocks_of(PAGE), folder)
    report = folder / "report.html"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--lambda-report={report}"]
    subprocess.run(command, cwd=folder, check=True)
    browser = Browser(program, folder)
    try:
        page = browser.open(f"{report.as_uri()}#test=0&invocation=0", width=1440, height=900)
        page.wait("document.querySelectorAll('.details pre').length === 3")
        page.run("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        return page.picture()
    finally:
        browser.close()


if __name__ == "__main__":
    program = find_browser()
    assert program is not None, "a picture takes a browser: make browser"
    with tempfile.TemporaryDirectory(prefix="picture-") as place:
        folder = Path(place, "shop")
        folder.mkdir()
        PAGE.with_suffix(".png").write_bytes(take_picture(folder, program))
