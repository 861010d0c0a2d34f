"""What `--lambda-report` costs: while tests run, and when the page is written."""

from __future__ import annotations

import contextlib
import io
import json
import time
import uuid
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from random import Random

from bench.measure import take_turns
from bench.table import Row, compared
from pytest_lambda.reporting.fragment import DETAIL, Fragment
from pytest_lambda.reporting.page_file import write_page
from pytest_lambda.reporting.recorder import Recorder
from pytest_lambda.runtime.function import LambdaFunction

INVOCATIONS = 100_000
#: so many are really run; the others are copies with times and request ids of their own
RUN = 1_000

#: a page must open at once, also when it comes as an attachment
SECONDS = 10.0
MEGABYTES = 15.0

_APP = """\
import logging

logger = logging.getLogger()

def handler(event, context):
    logger.warning("order %s of customer %s", event["id"], event["customer"])
    if event["id"] % 10 == 3:
        raise ValueError(f"no price for order {event['id']}")
    return {"id": event["id"], "total": 17.5}
"""


def rows(folder: Path) -> Iterator[Row]:
    (folder / "app.py").write_text(_APP, encoding="utf-8")
    (folder / "recorded").mkdir()
    (folder / "many").mkdir()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        recorded = record(folder)
    yield recorded
    copied(folder / "recorded" / "main.jsonl", folder / "many" / "main.jsonl")
    seconds, size = written_page(folder / "many", folder / "report.html")
    yield Row(f"a page with {INVOCATIONS:,} invocations: written in", seconds, SECONDS, "s")
    yield Row(f"a page with {INVOCATIONS:,} invocations: size", size / 1e6, MEGABYTES, "MB")


def record(folder: Path) -> Row:
    """Record a test, and say what that adds to an invocation."""
    fragment = Fragment(folder / "recorded" / "main.jsonl")
    recorder = Recorder(fragment)
    one, other = (LambdaFunction("app.handler", task_root=folder) for _ in range(2))
    with one as plain, other as seen:
        recorder.function(seen)
        recorder.begin_test("test_orders.py::test_warm")
        times = take_turns({"with": partial(seen.invoke, event(1)), "without": partial(plain.invoke, event(1))})
        recorder.end_test("passed", "")
        recorder.begin_test("test_orders.py::test_many")
        for number in range(RUN):
            seen.invoke(event(number))
        recorder.end_test("passed", "")
    fragment.close()
    return compared("a warm invoke(event) that logs a line, recorded against not", times["with"], times["without"])


def event(number: int) -> dict[str, object]:
    items = [{"sku": f"a-{number % 77}", "count": number % 5}]
    return {"id": number, "customer": f"c{number % 1000}", "items": items}


def copied(recorded: Path, many: Path) -> None:
    """Write the last test's rows again and again."""
    random = Random(0)
    lines = recorded.read_text(encoding="ascii").splitlines()
    begin = max(at for at, line in enumerate(lines) if line.startswith('["test"'))
    test, function, *body, end = lines[begin:]
    runs = [(json.loads(run), detail) for run, detail in zip(body[::2], body[1::2], strict=True)]
    assert all(detail.startswith(f'["{DETAIL}"') for _, detail in runs), "each run has its texts"
    with many.open("w", encoding="ascii") as file:
        print(test, function, sep="\n", file=file)
        for copy in range(INVOCATIONS // RUN):
            for run, detail in runs:
                request = str(uuid.UUID(int=random.getrandbits(128)))
                times = [at + copy * 60_000_000 for at in run[3:6]]
                print(json.dumps([*run[:3], *times, *run[6:10], request, *run[11:]]), file=file)
                print(detail.replace(run[10], request), file=file)
        print(end, file=file)


def written_page(folder: Path, path: Path) -> tuple[float, int]:
    """Seconds and bytes of a page."""
    started = time.perf_counter()
    with path.open("wb") as page:
        write_page(page, folder, title="orders", crashed=())
    return time.perf_counter() - started, path.stat().st_size


if __name__ == "__main__":
    import tempfile

    from bench.table import printed

    with tempfile.TemporaryDirectory() as place:
        printed("A report", rows(Path(place).resolve()))
