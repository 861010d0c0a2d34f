"""Run all measurements and print the table."""

from __future__ import annotations

import platform
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from bench import (
    cold,
    deadline,
    event_speed,
    http_speed,
    loop_speed,
    moto_speed,
    plugin_load,
    report_speed,
    service_speed,
    source_speed,
    virtual_time,
    warm,
)
from bench.table import Row, printed

METHOD = """\
Method: all figures of one row come from this run. Rivals take turns in one process, 41 rounds of about 10 ms
each (for whole runs of pytest: the fastest of 15 each), the order shifting every round; a round gives one
ratio, and the rounds' median is shown. The garbage collector is on; results are parsed on both sides."""

PARTS: tuple[tuple[str, Callable[[Path], Iterable[Row]]], ...] = (
    ("A warm invoke(event) against", warm.rows),
    ("Cold start against a bare purge and re-import", cold.rows),
    ("A timeout of 1 second", deadline.rows),
    ("A sleep on virtual time against time.time() under freezegun", virtual_time.rows),
    ("A simulated asynchronous invocation", service_speed.rows),
    ("A message through an event source, against ready-made batches", source_speed.rows),
    ("A message through moto's SQS into a handler, against", moto_speed.rows),
    ("Loading the plugin", plugin_load.rows),
    ("Building an event against", event_speed.builder_rows),
    ("Generating an event against", event_speed.strategy_rows),
    ("A request through an HTTP client in process, against", http_speed.rows),
    ("From the change of a file to the result, with --watch", loop_speed.rows),
    ("The page of --lambda-report", report_speed.rows),
)


def main() -> None:
    python = f"{platform.python_implementation()} {platform.python_version()}"
    print(f"pytest-aws-lambda on {python}, {platform.system()}")
    print(METHOD)
    for title, rows in PARTS:
        with tempfile.TemporaryDirectory() as folder:
            printed(title, rows(Path(folder).resolve()))


if __name__ == "__main__":
    main()
