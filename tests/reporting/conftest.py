"""Projects whose runs are reported, and a browser to look at the pages."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.pytest_glue.conftest import OPTIONS, Project, project
from tests.reporting.browser import NAMES, Browser, Page, find_browser
from tests.reporting.pages import ReportPage
from tests.reporting.storm import write_storm

__all__ = ["project"]

for each in ("pytest_lambda.reporting.run", "pytest_lambda.reporting.page_file"):
    importlib.import_module(each)  # see tests/pytest_glue/conftest.py


@pytest.fixture
def report(project: Project) -> Callable[[], ReportPage]:
    """Reads `report.html` of the project."""
    return lambda: ReportPage(project.path / "report.html")


@pytest.fixture(scope="session")
def storm_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a project in which a good deal goes wrong."""
    folder = tmp_path_factory.mktemp("storm")
    write_storm(folder)
    command = [sys.executable, "-m", "pytest", *OPTIONS, "-p", "no:cacheprovider", "-q", "--lambda-report=report.html"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300, check=False)
    assert "2 failed, 4 passed" in done.stdout, done.stdout + done.stderr
    return folder / "report.html"


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A headless Chromium: on Debian and Ubuntu `make browser` installs one."""
    program = find_browser()
    if program is None:
        pytest.skip(f"no Chromium: none of {', '.join(NAMES)} is on the PATH, and CHROMIUM names none (make browser)")
    browser = Browser(program, tmp_path_factory.mktemp("browser"))
    yield browser
    browser.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens pages; none may complain, and none may ask for anything but itself."""
    pages: list[Page] = []

    def opened(path: Path, fragment: str = "", **options: object) -> Page:
        page = browser.open(f"{path.as_uri()}{fragment}", **options)
        pages.append(page)
        return page

    yield opened
    for page in pages:
        complaints, requests = page.complaints(), page.requests()
        page.close()
        assert complaints == []
        assert [url for url in requests if not url.startswith("file:///")] == []
        assert len(set(requests)) == 1
