"""Reads a page as a program does."""

from __future__ import annotations

import base64
import json
import re
import zlib
from pathlib import Path
from typing import Any


class ReportPage:
    """A page of `--lambda-report`."""

    def __init__(self, path: Path) -> None:
        self.text = path.read_text(encoding="ascii")
        found = re.search(r'<script type="application/json" id="index">(.*?)</script>', self.text)
        assert found is not None, "the page has an index"
        self.index: dict[str, Any] = json.loads(found[1])

    @property
    def tests(self) -> list[dict[str, Any]]:
        return list(self.index["tests"])

    @property
    def nodeids(self) -> list[str]:
        return [test["nodeid"] for test in self.tests]

    def only(self) -> dict[str, Any]:
        """The summary of the only test."""
        (test,) = self.tests
        return test

    def data(self, number: int = 0) -> dict[str, Any]:
        """The columns of a test."""
        found: dict[str, Any] = self._unpacked(f"t{number}")
        return found

    def details(self, number: int = 0) -> list[list[str]]:
        """Event, answer and log of each invocation; nothing where they are not kept."""
        names = re.findall(rf'id="(t{number}d\d+)"', self.text)
        return [texts[1:] for name in names for texts in self._unpacked(name)]

    def marks(self, number: int = 0) -> list[tuple[str, str]]:
        """Kind and text of what happened besides."""
        data = self.data(number)
        texts = [data["strings"][text] for text in data["marks"]["text"]]
        return list(zip(data["marks"]["kind"], texts, strict=True))

    def outcomes(self, number: int = 0) -> list[str]:
        """Of each invocation."""
        return [self.index["outcomes"][each] for each in self.data(number)["outcome"]]

    def _unpacked(self, name: str) -> Any:
        found = re.search(rf'<script type="text/plain" id="{name}">(.*?)</script>', self.text)
        assert found is not None, f"the page has {name}"
        return json.loads(zlib.decompress(base64.b64decode(found[1]), -15))
