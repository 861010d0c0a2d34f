"""Where the rows of each test are, over the fragments of all processes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from pytest_lambda.reporting.fragment import test_positions


@dataclass(frozen=True, slots=True)
class Place:
    """The rows of one test.

    Attributes:
        nodeid: the test.
        path: the fragment.
        begin, end: where in the fragment.
        number, of: which time, if the test was run several times.
    """

    nodeid: str
    path: Path
    begin: int
    end: int
    number: int = 1
    of: int = 1


def places_in(folder: Path) -> list[Place]:
    """Those of all tests, by node id: whichever worker ran which test, the order is the same."""
    found = [
        (row[1], path.stem, row[2], path, begin, end)
        for path in sorted(folder.glob("*.jsonl"))
        for begin, end, row in test_positions(path)
    ]
    found.sort(key=lambda each: each[:3])
    times = Counter(each[0] for each in found)
    seen: Counter[str] = Counter()
    places = []
    for nodeid, _, _, path, begin, end in found:
        seen[nodeid] += 1
        places.append(Place(nodeid, path, begin, end, seen[nodeid], times[nodeid]))
    return places
