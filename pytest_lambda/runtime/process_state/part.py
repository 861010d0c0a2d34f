"""What an entry of the process-state table is."""

from __future__ import annotations

from typing import Protocol


class Part(Protocol):
    """One thing that an environment owns.

    `swap_in` keeps the host's value and puts the environment's in place; `swap_out` keeps the
    environment's and puts the host's back. Neither may raise; both run around every invocation.
    """

    def swap_in(self) -> None:
        """Thaw."""
        ...

    def swap_out(self) -> None:
        """Freeze."""
        ...
