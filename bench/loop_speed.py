"""The local loop: from the moment when a file is replaced to the printed result of `pytest-lambda … --watch`.

Each command runs in a process of its own, which waits for changes; what is timed is `os.replace` of a file, as editors
save, until the line with the result has been read from its standard output.
"""

from __future__ import annotations

import os
import random
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.table import Row

CHANGES = 40
#: milliseconds that a person does not notice
BUDGET = 200

APP = "from prices import PRICE\n\ndef handler(event, context):\n    return [PRICE, {number}, event]\n"
PRICES = "PRICE = {number}\n"
EVENT = '{{"number": {number}}}'
PARAMETERS = '{{"bodies": ["{number}"]}}'
TEMPLATE = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: .
      Handler: app.handler
      Runtime: python3.13
      Environment: {{Variables: {{NUMBER: "{number}", QUEUE: !Ref Jobs}}}}
      Events: {{Jobs: {{Type: SQS, Properties: {{Queue: !GetAtt Jobs.Arn}}}}}}
  Jobs: {{Type: AWS::SQS::Queue}}
"""

#: what is changed -> the command, the file, and its text
LOOPS: dict[str, tuple[str, str, str]] = {
    "invoke: the handler's module": ("invoke app.handler", "app.py", APP),
    "invoke: a module that it imports": ("invoke app.handler", "prices.py", PRICES),
    "invoke: the event file": ("invoke app.handler --event event.json", "event.json", EVENT),
    "invoke: the template": ("invoke --template template.yaml", "template.yaml", TEMPLATE),
    "events: the parameters": ("events sqs --from parameters.json", "parameters.json", PARAMETERS),
    "check: the event file": ("check event.json --source sqs", "event.json", EVENT),
    "functions: the template": ("functions", "template.yaml", TEMPLATE),
}


def rows(folder: Path) -> Iterator[Row]:
    for name, text in (("app.py", APP), ("prices.py", PRICES), ("event.json", EVENT), ("template.yaml", TEMPLATE),
                       ("parameters.json", PARAMETERS)):  # fmt: skip
        (folder / name).write_text(text.format(number=0), encoding="utf-8")
    for what, (command, name, text) in LOOPS.items():
        milliseconds = measured(folder, command.split(), folder / name, text)
        figure = statistics.median(milliseconds)
        yield Row(what, figure, BUDGET, unit="ms", detail=f"at worst {max(milliseconds):,.1f} ms of {CHANGES}")


def measured(folder: Path, command: Sequence[str], file: Path, text: str) -> list[float]:
    """Milliseconds from each change to its result."""
    process = subprocess.Popen(
        [sys.executable, "-m", "pytest_lambda", *command, "--watch", "--json"],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": os.getcwd()},
    )  # fmt: skip
    assert process.stdout is not None
    found = []
    try:
        process.stdout.readline()
        for number in range(1, CHANGES + 1):
            time.sleep(random.uniform(0.05, 0.1))  # changes come at any moment of the watcher's steps
            fresh = file.with_suffix(".tmp")
            fresh.write_text(text.format(number=number), encoding="utf-8")
            started = time.perf_counter()
            os.replace(fresh, file)
            process.stdout.readline()
            found.append((time.perf_counter() - started) * 1000)
        process.send_signal(signal.SIGINT)
        assert process.wait() == 0
    finally:
        process.kill()
        process.stdout.close()
        process.wait()
    return found
