"""How often a chain of invocations has come through a function, kept in the X-Ray header (G7).

AWS writes the hops into the part `Lineage`. How it writes a chain of several functions is not recorded: here each
function has a part of its own, `1:<hash>:<times>`, separated by `|`.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

#: executions of one function in one chain; the next one is stopped (G7)
MOST_HOPS = 16

_LINEAGE = re.compile(r"(?:^|;)\s*Lineage=([^;]*)")


def hops(header: str | None, function_arn: str) -> int:
    """How often the chain behind a header has come through a function."""
    return _counts(header).get(_hash(function_arn), 0)


def begun(header: str, function_arn: str) -> str:
    """A fresh header for the first execution in a chain."""
    return f"{header.partition(';Lineage=')[0]};Lineage=1:{_hash(function_arn)}:0"


def with_hop(before: str, function_arn: str) -> str:
    """A header for the next execution of a function.

    Args:
        before: that of the invocation that caused this one.
        function_arn: unqualified.
    """
    counts = _counts(before)
    header = _LINEAGE.sub("", before)
    key = _hash(function_arn)
    counts[key] = counts.get(key, -1) + 1
    return f"{header};Lineage=" + "|".join(f"1:{name}:{number}" for name, number in counts.items())


def unwatched(header: str | None) -> str | None:
    """A header that came through a service whose loops Lambda does not see: EventBridge's, for one."""
    return None if header is None else _LINEAGE.sub("", header)


def _counts(header: str | None) -> dict[str, int]:
    found = _LINEAGE.search(header or "")
    if found is None:
        return {}
    parts = (part.split(":") for part in found[1].split("|"))
    return {part[-2]: int(part[-1]) for part in parts if len(part) >= 2 and part[-1].isdigit()}


@lru_cache(maxsize=1024)
def _hash(function_arn: str) -> str:
    return hashlib.blake2b(function_arn.encode(), digest_size=4).hexdigest()
