"""From the rows of one test to what the page shows of it: columns, in the order of time."""

from __future__ import annotations

from array import array
from collections import Counter, deque
from operator import itemgetter
from typing import Any

from pytest_lambda.reporting.fragment import END, FUNCTION, JUDGED, MARK, RUN, rows_of
from pytest_lambda.reporting.places import Place
from pytest_lambda.reporting.strings import Strings
from pytest_lambda.reporting.tally import Tally

#: invocations of one test that are drawn, the latest; tables count all of them
MOST_INVOCATIONS = 200_000
#: throttles, retries and the like of one test that are drawn, the latest
MOST_MARKS = 100_000

#: numbers of one invocation, each a column
_COLUMNS = (
    "lane", "asked", "start", "length", "init", "outcome", "cold", "kind", "attempt", "duration", "billed", "error",
    "id", "source", "verdict", "records",
)  # fmt: skip
#: those whose differences are stored, since they grow
_GROWING = ("start",)


class MergedTest:
    """One test as the page has it.

    Args:
        place: where its rows are.
        crashed: whether the worker crashed in it.

    Attributes:
        tallies: the figures of each function.
        details: where the texts of each invocation stand in the fragment, in the order of time.
    """

    def __init__(self, place: Place, *, crashed: bool) -> None:
        self.place = place
        self.tallies: dict[str, Tally] = {}
        self._strings = Strings()
        self._functions: list[list[Any]] = []
        self._named: list[str] = []
        self._virtual = False
        self._names = Strings()
        self._lanes: dict[tuple[int, int], int] = {}
        self._rows = {name: array("q") for name in _COLUMNS}
        self._failures: dict[int, list[str]] = {}
        self._marks: deque[tuple[int, str, str, str, str]] = deque(maxlen=MOST_MARKS)
        self._all_marks = 0
        self._by_request: dict[int, int] = {}
        self._places = array("q")
        self._runs_of: Counter[int] = Counter()
        self._end: dict[str, Any] = {"outcome": "crashed" if crashed else "interrupted", "message": ""}
        for row, position, length in rows_of(place.path, place.begin, place.end):
            self._take(row, position, length)
        self._finish_tallies()
        self._order = self._ordered()
        self.details = [(self._places[2 * each], self._places[2 * each + 1]) for each in self._order]

    @property
    def invocations(self) -> int:
        """All, also those that are not drawn."""
        return len(self._rows["start"])

    def summary(self) -> dict[str, Any]:
        """One line of the list of tests."""
        place, total = self.place, Tally()
        for tally in self.tallies.values():
            total.join(tally)
        return {
            "nodeid": place.nodeid,
            "run": [place.number, place.of],
            "outcome": self._end["outcome"],
            "message": self._end["message"],
            "virtual": self._virtual,
            "examples": self._end.get("examples", 0),
            "repeat": self._end.get("repeat", ""),
            "shown": len(self._order),
            "figures": total.figures(),
            "functions": {name: tally.figures() for name, tally in sorted(self.tallies.items())},
        }

    def columns(self) -> dict[str, Any]:
        """What is drawn; times in microseconds, those of invocations since `base`."""
        marks = sorted(self._marks, key=itemgetter(0))
        starts = [self._rows["asked"][each] for each in self._order] + [mark[0] for mark in marks]
        base = min(starts, default=0)
        return {
            "base": base,
            "functions": self._functions,
            "names": self._names.all,
            "lanes": [list(key) for key in self._lanes],
            **{name: self._column(name, base) for name in _COLUMNS},
            "failures": {at: self._failures[each] for at, each in enumerate(self._order) if each in self._failures},
            "marks": {
                "at": [mark[0] - base for mark in marks],
                "kind": [mark[1] for mark in marks],
                "name": [self._names.number(mark[2]) for mark in marks],
                "about": [self._strings.number(mark[3]) for mark in marks],
                "text": [self._strings.number(mark[4]) for mark in marks],
            },
            "marks_left_out": self._all_marks - len(marks),
            "queues": self._end.get("queues", []),
            "strings": self._strings.all,
        }

    def _column(self, name: str, base: int) -> list[int]:
        rows = self._rows[name]
        if name == "asked":  # as the time that it waited: mostly nothing
            return [self._rows["start"][each] - rows[each] for each in self._order]
        if name not in _GROWING:
            return [rows[each] for each in self._order]
        before, found = base, []
        for each in self._order:
            found.append(rows[each] - before)
            before = rows[each]
        return found

    def _ordered(self) -> list[int]:
        starts = self._rows["start"]
        order = sorted(range(len(starts)), key=starts.__getitem__)  # equal ones stay in the order of their ends
        return order[-MOST_INVOCATIONS:]

    # ---- rows ------------------------------------------------------------------------------------------------

    def _take(self, row: list[Any], position: int, length: int) -> None:
        kind = row[0]
        if kind == RUN:
            self._ran(row, position, length)
        elif kind == MARK:
            self._marked(*row[1:])
        elif kind == JUDGED:
            self._judged(*row[1:])
        elif kind == FUNCTION:
            self._functions.append([self._names.number(row[1]), *row[2:-1]])
            self._virtual = self._virtual or row[-1]
            self._named.append(row[1])
            self._tally(row[1]).memory.add(row[3])
        elif kind == END:
            self._end = row[1]

    def _ran(self, row: list[Any], position: int, length: int) -> None:
        _, function, stream, asked, start, end, init, outcome, cold, kind, request, duration, billed, error = row
        name = self._named[function]
        request = self._strings.number(request)
        self._runs_of[request] += 1
        self._by_request[request] = len(self._rows["start"])
        lane = self._lanes.setdefault((function, self._strings.number(stream)), len(self._lanes))
        empty = self._strings.number("")
        values = (
            lane, asked, start, end - start, init, outcome, cold, kind, self._runs_of[request], duration, billed,
            self._strings.number(error), request, empty, empty, 0,
        )  # fmt: skip
        for column, value in zip(self._rows.values(), values, strict=True):
            column.append(value)
        self._places.extend((position, length))
        self._tally(name).add(duration, billed, outcome, cold=bool(cold))

    def _marked(self, at: int, kind: str, function: str, about: str, text: str) -> None:
        self._virtual = True  # it happened in a service
        self._names.number(function)
        self._marks.append((at, kind, function, about, text))
        self._all_marks += 1
        self._tally(function).events[kind] += 1

    def _judged(self, request: str, source: str, verdict: str, attempt: int, records: int, failed: list[str]) -> None:
        at = self._by_request.get(self._strings.number(request))
        if at is None:
            return
        rows = self._rows
        rows["source"][at] = self._strings.number(source)
        rows["verdict"][at] = self._strings.number(verdict)
        rows["records"][at] = records
        rows["attempt"][at] = max(rows["attempt"][at], attempt)
        if failed:
            self._failures[at] = failed

    def _tally(self, name: str) -> Tally:
        found = self.tallies.get(name)
        if found is None:
            found = self.tallies[name] = Tally()
        return found

    def _finish_tallies(self) -> None:
        lanes = [self._named[function] for function, _ in self._lanes]
        for lane, attempt in zip(self._rows["lane"], self._rows["attempt"], strict=True):
            if attempt > 1:
                self._tally(lanes[lane]).events["repeated"] += 1
        for name, dollars in self._end.get("costs", {}).items():
            self._tally(name).add_cost(dollars)
