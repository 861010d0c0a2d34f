"""Every template in `cases` becomes what SAM's own translator makes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.templates.sam.comparison import differences

CASES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_template_becomes_what_the_translator_makes_of_it(path: Path) -> None:
    assert differences(path) == []
