"""The parts of the page, without a browser."""

from __future__ import annotations

import re

from pytest_lambda.reporting.page_file import DARK, page_part


def colours(name: str) -> list[str]:
    return re.findall(r"^  (--[\w-]+): #[0-9a-f]{6};$", page_part(name), re.MULTILINE)


def test_dark_has_the_colours_of_light() -> None:
    assert colours("colours.css")
    assert colours(DARK) == colours("colours.css")
