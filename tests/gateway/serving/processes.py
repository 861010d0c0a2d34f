"""`pytest-lambda serve` as a process of its own, on a port that is free."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

import pytest_lambda

#: seconds; what takes so long on the busiest machine will not come any more
PATIENCE = 120


class Server:
    """A server that runs.

    Attributes:
        url: what paths come after.
    """

    def __init__(self, process: subprocess.Popen[bytes], out: Path, err: Path):
        self.process = process
        self._out, self._err = out, err
        self.url = self.until(lambda: self._look(r" at (\w+://\S+) .*\n", self.out), "the URL")[1]

    @property
    def out(self) -> str:
        return self._out.read_text()

    @property
    def err(self) -> str:
        return self._err.read_text()

    def said(self, pattern: str) -> re.Match[str]:
        """The first place where the terminal shows a pattern, as soon as it is there."""
        return self.until(lambda: self._look(pattern, self.err), f"{pattern!r} on the terminal")

    def _look(self, pattern: str, text: str) -> Any:
        found = re.search(pattern, text)
        if found is None and self.process.poll() is not None:
            pytest.fail(f"The server has ended, and has not said {pattern!r}:\n{self.err}")
        return found

    def until(self, look: Callable[[], Any], what: str) -> Any:
        """The first result that is true."""
        end = time.monotonic() + PATIENCE
        while not (found := look()):
            if time.monotonic() > end:
                pytest.fail(f"Waited {PATIENCE} s for {what}. The terminal shows:\n{self.err}")
            time.sleep(0.02)
        return found

    def get(self, path: str) -> httpx.Response:
        return httpx.get(self.url + path, timeout=PATIENCE)

    def ended_by(self, number: int) -> int:
        """The exit code after a signal."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


@contextmanager
def serving(folder: Path, text: str, *options: str, program: str | None = None) -> Iterator[Server]:
    """A server of `app.handler`, whose module has a text; by the command, or by a program."""
    root = folder / "src"
    root.mkdir()
    (root / "app.py").write_text(text)
    out, err = folder / "out.txt", folder / "err.txt"
    command = ["-m", "pytest_lambda", "serve", "app.handler", "--port", "0", *options]
    if program is not None:
        command = ["-c", program]
    variables = {**os.environ, "PYTHONPATH": str(Path(pytest_lambda.__file__).parents[1])}
    with out.open("wb") as to_out, err.open("wb") as to_err:
        process = subprocess.Popen([sys.executable, *command], cwd=root, stdout=to_out, stderr=to_err, env=variables)
    try:
        yield Server(process, out, err)
    finally:
        process.kill()
        process.wait(PATIENCE)
