"""Calls of the standard library's logging, as handlers make them."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st


@dataclass(frozen=True)
class Call:
    """One call of a logger."""

    logger: str
    level: int
    message: Any
    arguments: tuple[Any, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    in_except: bool = False

    def make(self) -> None:
        """Log it; within an `except` block with the exception's traceback."""
        if not self.in_except:
            return self._log(exc_info=False)
        try:
            raise LookupError("deep é")
        except LookupError:
            return self._log(exc_info=True)

    def _log(self, *, exc_info: bool) -> None:
        logger = logging.getLogger(self.logger or None)
        logger.log(self.level, self.message, *self.arguments, extra=dict(self.extra), exc_info=exc_info)


_TEXTS = st.text(max_size=12) | st.sampled_from(
    ["two\nlines", "é漢", "\ud800", "\t", "\x00", "{}", "%", "100 %%", "a\rb"]
)
_VALUES = (
    st.none() | st.booleans() | st.integers() | st.floats() | _TEXTS | st.sampled_from([object, {1, 2}, b"x", (1,)])
)
_NAMES = st.sampled_from(
    [
        "user",
        "level",
        "timestamp",
        "requestId",
        "location",
        "errorType",
        "tenantId",
        "tenant_id",
        "taskName",
        "name",
        "message",
        "ключ",
    ]
)


def calls() -> st.SearchStrategy[Call]:
    """Calls of all levels, well formed or not."""
    formatted = st.sampled_from(
        [
            ("%s", ("x",)),
            ("%d items", ("x",)),
            ("%d", (3,)),
            ("%s %s", (1,)),
            ("none", (1,)),
            ("%(k)s", ({"k": "v"},)),
        ]
    )
    bare = (
        _TEXTS | st.dictionaries(st.text(max_size=3), _VALUES, max_size=2) | st.integers() | st.lists(st.integers())
    ).map(lambda message: (message, ()))
    return st.builds(
        lambda logger, level, message, extra, in_except: Call(logger, level, *message, extra, in_except),
        st.sampled_from(["", "a", "a.b", "my.mod"]),
        st.sampled_from([5, 10, 20, 25, 30, 35, 40, 50, 60]),
        bare | formatted,
        st.dictionaries(_NAMES, _VALUES, max_size=2),
        st.booleans(),
    )
