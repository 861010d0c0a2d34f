"""Where in a response the value is that JSON cannot carry."""

from __future__ import annotations

import decimal
import inspect

_PLAIN = (str, int, float, bytes, type(None), decimal.Decimal)


def response_hint(response: object) -> str:
    """What to tell the author of a handler whose response could not be encoded; empty if nothing helps."""
    if inspect.iscoroutine(response):
        return (
            "The handler is an `async def` function: Lambda does not await it (R014). "
            "Make it a plain function that calls asyncio.run(...)."
        )
    try:
        found = _first_bad(response, "$", set())
    except Exception:  # R017: too deep for us as well; or the value's own repr or _asdict fails
        return ""
    return f"The value at {found[0]} is {found[1]}." if found else ""


def _first_bad(value: object, path: str, above: set[int]) -> tuple[str, str] | None:
    if isinstance(value, _PLAIN):
        return None
    if id(value) in above:
        return path, "a container that contains itself"
    named = getattr(value, "_asdict", None)
    if callable(named):
        value = named()
    above = above | {id(value)}
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, (str, int, float, bytes, type(None))):
                return f"{path}[{key!r}]", f"under a key of type {type(key).__name__}"
            found = _first_bad(item, f"{path}.{key!s}", above)
            if found:
                return found
        return None
    if isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            found = _first_bad(item, f"{path}[{index}]", above)
            if found:
                return found
        return None
    return path, f"a {type(value).__name__}: {value!r:.80}"
