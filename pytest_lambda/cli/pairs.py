"""`NAME=value` on a command line."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any


class Pairs(argparse.Action):
    """Collects pairs of repeated options in a dict."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: str | Sequence[Any] | None,
        option_string: str | None = None,
    ) -> None:
        """Add a pair; see argparse."""
        name, equals, value = str(values).partition("=")
        if not equals or not name:
            raise argparse.ArgumentError(self, f"is {values!r}: expected NAME=value")
        setattr(namespace, self.dest, {**(getattr(namespace, self.dest, None) or {}), name: value})
