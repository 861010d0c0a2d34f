"""Writes the page."""

from __future__ import annotations

import base64
import hashlib
import html
from collections.abc import Collection, Sequence
from importlib import resources
from pathlib import Path
from typing import Any, BinaryIO

from pytest_lambda.reporting.fragment import details_at
from pytest_lambda.reporting.merging import MergedTest
from pytest_lambda.reporting.outcomes import OUTCOMES
from pytest_lambda.reporting.packing import inline, packed, packed_bytes
from pytest_lambda.reporting.places import Place, places_in
from pytest_lambda.reporting.tally import Tally

#: in this order they are one script
SCRIPTS = (
    "start.js", "inflate.js", "data.js", "words.js", "elements.js", "test_data.js", "folding.js", "selection.js",
    "painting.js", "overview.js", "lanes.js", "rows.js", "details.js", "tables.js", "test_list.js", "view.js",
    "main.js",
)  # fmt: skip
STYLES = ("colours.css", "page.css", "print.css")
DARK = "dark.css"
#: invocations whose texts are unpacked together
DETAILS = 200


def write_page(file: BinaryIO, folder: Path, *, title: str, crashed: Collection[str]) -> str:
    """Merge the fragments of a folder into a page.

    Args:
        file: the page.
        folder: with the fragments.
        title: of the page.
        crashed: tests in which a worker crashed.

    Returns:
        How much is in it, for people.
    """
    head, tail = _frame(title)
    file.write(head)
    summaries = []
    run: dict[str, Tally] = {}
    for number, place in enumerate(places_in(folder)):
        test = MergedTest(place, crashed=place.nodeid in crashed)
        _write_data(file, f"t{number}", packed(test.columns()))
        _write_details(file, number, place, test.details)
        summaries.append(test.summary())
        for name, tally in test.tallies.items():
            run.setdefault(name, Tally()).join(tally)
    total = Tally()
    for tally in run.values():
        total.join(tally)
    index: dict[str, Any] = {
        "title": title,
        "outcomes": OUTCOMES,
        "details": DETAILS,
        "tests": summaries,
        "figures": total.figures(),
        "functions": {name: tally.figures() for name, tally in sorted(run.items())},
    }
    file.write(b'<script type="application/json" id="index">' + inline(index) + b"</script>\n")
    file.write(tail)
    invocations = total.figures()["count"]
    return f"{_counted(len(summaries), 'test')} with {_counted(invocations, 'invocation')}"


def page_part(name: str) -> str:
    """A file of the page."""
    return resources.files("pytest_lambda.reporting").joinpath("page").joinpath(name).read_text(encoding="utf-8")


def _frame(title: str) -> tuple[bytes, bytes]:
    """What stands before the data and behind it."""
    style, dark = "\n".join(map(page_part, STYLES)), page_part(DARK)
    script = '"use strict";\n{\n' + "\n".join(map(page_part, SCRIPTS)) + "}\n"
    page = page_part("page.html")
    values = {
        "policy": (
            f"default-src 'none'; script-src '{_digest(script)}'; style-src '{_digest(style)}' '{_digest(dark)}'; "
            "img-src data:; base-uri 'none'; form-action 'none'"
        ),
        "title": html.escape(title),
        "style": style,
        "dark": dark,
        "script": script,
    }
    head, tail = page.split("<!--data-->\n")
    for name, value in values.items():
        head, tail = head.replace(f"<!--{name}-->", value), tail.replace(f"<!--{name}-->", value)
    return head.encode("ascii", "xmlcharrefreplace"), tail.encode("ascii")


def _digest(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _write_data(file: BinaryIO, name: str, content: bytes) -> None:
    file.write(f'<script type="text/plain" id="{name}">'.encode() + content + b"</script>\n")


def _write_details(file: BinaryIO, number: int, place: Place, details: Sequence[tuple[int, int]]) -> None:
    for at in range(0, len(details), DETAILS):
        texts = b",".join(details_at(place.path, details[at : at + DETAILS]))
        _write_data(file, f"t{number}d{at // DETAILS}", packed_bytes(b"[" + texts + b"]"))


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"
