"""System errors: Lambda itself fails, before the function runs (E6)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import ClassVar

from pytest_lambda.errors import ConfigurationError, ServiceException


@dataclass(frozen=True, slots=True)
class Fault:
    """The answer to a request that Lambda could not serve."""

    status_code: ClassVar[int] = 500

    def error(self, function: str) -> ServiceException:
        """What a synchronous caller gets: HTTP 500."""
        return ServiceException(
            "The Lambda service encountered an internal error.",
            f"The test asked for it: inject_system_errors({function!r}, …).",
        )


class Faults:
    """How many of the next attempts fail, for each function."""

    __slots__ = ("_left",)

    def __init__(self) -> None:
        self._left: Counter[str] = Counter()

    def __bool__(self) -> bool:
        return bool(self._left)

    def inject(self, function: str, times: int) -> None:
        """Let the next attempts fail.

        Raises:
            ConfigurationError: not a whole number from 0 on.
        """
        if not isinstance(times, int) or isinstance(times, bool) or times < 0:
            raise ConfigurationError(f"times is {times!r}: expected how many attempts fail, a whole number from 0 on.")
        self._left[function] = times
        self._left += Counter()  # without what is 0

    def take(self, function: str) -> Fault | None:
        """The fault of the attempt that begins."""
        if not self._left[function]:
            return None
        self._left[function] -= 1
        self._left += Counter()
        return Fault()
