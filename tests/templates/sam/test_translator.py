"""Every template in `cases` becomes what SAM's own translator makes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.templates.sam.comparison import compared, differences

CASES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_template_becomes_what_the_translator_makes_of_it(path: Path) -> None:
    assert differences(path) == []


def test_comparison_finds_what_differs() -> None:
    mine = {"Resources": {"A": {"Type": "a"}, "B": {"Properties": {"x": [1]}}}}
    other = {"Resources": {"B": {"Properties": {"x": [2]}}}}

    assert compared("", mine, other) == [
        ' > Resources > A: ours {"Type": "a"}, theirs "nothing"',
        " > Resources > B > Properties > x: ours [1], theirs [2]",
    ]
