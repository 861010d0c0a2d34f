"""What one invocation gave, in the words that both sides share."""

from __future__ import annotations

import re
import sysconfig
from dataclasses import dataclass
from typing import Literal

_UUID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
_TIME = re.compile(r"\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z")
_LIBRARY = re.compile(r"/var/lang/lib/python3\.\d+")
_OWN_LIBRARY = "/var/lang/lib/python3.NN"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was posted to the Runtime API, or that the process ended, and what stands in the log.

    `body` and `log` are empty for an exit: its payload is the platform's, its log the interpreter's.
    """

    kind: Literal["response", "error", "exit"]
    body: bytes = b""
    log: str = ""

    def lines(self) -> list[str]:
        """All of it, cut so that a comparison points at what differs."""
        body = self.body.decode("utf-8", "surrogateescape")
        parts = [self.kind, *body.split("\\n"), *self.log.replace("\\n", "\n").split("\n")]
        return [shared_words(part) for part in parts]


def shared_words(text: str) -> str:
    """The text without request ids, times, and folders of this machine."""
    paths = sysconfig.get_paths()
    text = text.replace(paths["purelib"], f"{_OWN_LIBRARY}/site-packages").replace(paths["stdlib"], _OWN_LIBRARY)
    text = _LIBRARY.sub(_OWN_LIBRARY, text)
    return _TIME.sub("<ts>", _UUID.sub("<request-id>", text))
