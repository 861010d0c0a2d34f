"""What a process writes down, also if it cannot end it."""

from __future__ import annotations

from pathlib import Path

from pytest_lambda.reporting.fragment import MARK, TEST, Fragment, rows_of
from pytest_lambda.reporting.places import places_in


def test_a_row_that_is_not_whole_begins_no_test(tmp_path: Path) -> None:
    path = tmp_path / "main.jsonl"
    fragment = Fragment(path)
    fragment.write(TEST, "test_a.py::test_a", 1)
    fragment.write(MARK, 0, "note", "orders", "", "")
    fragment.write(TEST, "test_a.py::test_b", 1)
    fragment.cut(fragment.position() - 5)
    fragment.close()
    [place] = places_in(tmp_path)
    assert place.nodeid == "test_a.py::test_a"
    assert [row[0] for row, _, _ in rows_of(path, place.begin, place.end)] == [TEST, MARK]
