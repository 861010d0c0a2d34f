"""The functions that are measured, written into a folder so that they are imported as a user's would be."""

from __future__ import annotations

from pathlib import Path

SMALL = """\
import json
import logging
import os

logger = logging.getLogger(__name__)
TABLE = os.environ.get("TABLE", "orders")


def handler(event, context):
    records = event.get("Records", ())
    return {"table": TABLE, "batchItemFailures": [], "seen": [record["messageId"] for record in records]}
"""

#: one of the modules of the larger app: what a module of a service tends to hold
_MODULE = """\
import enum
import re
from dataclasses import dataclass, field

PATTERN = re.compile(r"(?P<name>[a-z]+)-(?P<number>{number}\\d*)")


class Kind(enum.Enum):
    SMALL = "small"
    LARGE = "large"


class Refused(Exception):
    pass


@dataclass(frozen=True)
class Item:
    name: str
    kind: Kind = Kind.SMALL
    tags: tuple = ()
    parts: dict = field(default_factory=dict)


def parse(text):
    match = PATTERN.fullmatch(text)
    if match is None:
        raise Refused(text)
    return Item(match["name"])


def describe(item):
    return f"{{item.name}} ({{item.kind.value}})"


cache = {{}}
"""

MODULES = 8


def one_module(folder: Path, name: str) -> str:
    """Write an app of one module; gives its handler."""
    (folder / f"{name}.py").write_text(SMALL, encoding="utf-8")
    return f"{name}.handler"


def package(folder: Path, name: str) -> str:
    """Write an app of a package with several modules that import each other; gives its handler."""
    root = folder / name
    root.mkdir()
    (root / "__init__.py").write_text("", encoding="utf-8")
    for number in range(MODULES):
        (root / f"part{number}.py").write_text(_MODULE.format(number=number), encoding="utf-8")
    imports = "".join(f"from {name}.part{each} import parse as parse{each}\n" for each in range(MODULES))
    (root / "app.py").write_text(imports + SMALL, encoding="utf-8")
    return f"{name}.app.handler"


def slow(folder: Path, name: str) -> str:
    """Write an app that never answers, in the way that the event names; gives its handler."""
    text = """\
import re
import threading
import time


def busy():
    while True:
        pass


def locked():
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()


WAYS = {
    "sleep": lambda: time.sleep(60),
    "busy loop": busy,
    "lock": locked,
    "regular expression": lambda: re.match(r"(a+)+$", "a" * 40 + "b"),
}


def handler(event, context):
    try:
        WAYS[event["way"]]()
    except BaseException:
        busy()
"""
    (folder / f"{name}.py").write_text(text, encoding="utf-8")
    return f"{name}.handler"
