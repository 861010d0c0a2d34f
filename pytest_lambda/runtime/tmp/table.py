"""The table of names that are swapped, computed once; and the one place that swaps them.

Only a name whose value is the original is swapped, so a patch that a test laid over it stays; only our own
value is swapped back, so what the environment itself put there stays, too.
"""

from __future__ import annotations

import _io
import builtins
import io
import os
import sys
import tempfile
from operator import itemgetter
from typing import Any

from pytest_lambda.runtime.tmp.libraries import (
    KEPT,
    SQLITE_MODULES,
    pathlib_attribute,
    sqlite_connect,
    tempfile_closer,
)
from pytest_lambda.runtime.tmp.opening import open_code_wrapper, open_wrapper
from pytest_lambda.runtime.tmp.os_functions import (
    OF_IMPORT,
    swapped_capabilities,
    swapped_functions,
    swapped_path_functions,
)
from pytest_lambda.runtime.tmp.real import KERNEL, REAL

Pair = tuple[Any, Any]


class Names:
    """Names of one module, swapped all at once: forty of them take about a microsecond.

    Args:
        module: whose names these are.
        pairs: original and wrapper, by name.
    """

    __slots__ = ("_get", "_namespace", "_original_values", "_originals", "_our_values", "_ours", "_pairs")

    def __init__(self, module: Any, pairs: dict[str, Pair]) -> None:
        self._namespace: dict[str, Any] = vars(module)
        self._pairs = pairs
        self._get = itemgetter(*pairs)
        self._originals = {name: original for name, (original, _) in pairs.items()}
        self._ours = {name: ours for name, (_, ours) in pairs.items()}
        self._original_values = tuple(self._originals.values())
        self._our_values = tuple(self._ours.values())

    def put(self) -> None:
        """Ours for the originals."""
        if self._all_are(self._original_values):
            self._namespace.update(self._ours)
        else:
            for name, (original, ours) in self._pairs.items():
                if self._namespace.get(name) is original:
                    self._namespace[name] = ours

    def take_back(self) -> None:
        """The originals for ours."""
        if self._all_are(self._our_values):
            self._namespace.update(self._originals)
        else:
            for name, (original, ours) in self._pairs.items():
                if self._namespace.get(name) is ours:
                    self._namespace[name] = original

    def _all_are(self, values: tuple[Any, ...]) -> bool:
        # Items of tuples are compared by identity first; only a stranger is asked whether it is equal.
        try:
            return bool(self._get(self._namespace) == values)
        except Exception:  # a name was deleted, or a stand-in cannot be compared
            return False


class Table:
    """Everything that is swapped."""

    def __init__(self) -> None:
        functions = swapped_functions()
        open_ = (REAL.open, open_wrapper)
        open_code = (REAL.open_code, open_code_wrapper)
        self._bulk = [
            Names(os, {**functions, **swapped_capabilities(functions)}),
            Names(KERNEL, {name: functions[name] for name in OF_IMPORT}),
        ]
        if in_c := swapped_path_functions():
            self._bulk.append(Names(os.path, in_c))
        self._rows: list[Row] = [
            (vars(builtins), "open", *open_),
            (vars(io), "open", *open_),
            (vars(io), "open_code", *open_code),
            (vars(_io), "open_code", *open_code),
            (vars(tempfile), "_TemporaryFileCloser", *tempfile_closer()),
        ]
        self._of_path = pathlib_attribute(functions)
        self._kept = {"open": open_, "rename": functions["rename"]}
        #: modules that are not imported yet, and how many modules there were when we looked
        self._awaited = (*KEPT, *SQLITE_MODULES)
        self._modules = 0

    def put(self) -> None:
        """Let the wrappers take the originals' places."""
        if len(sys.modules) != self._modules:
            self._adopt_imported()
        for names in self._bulk:
            names.put()
        for namespace, name, original, ours in self._rows:
            try:
                if namespace[name] is original:
                    namespace[name] = ours
            except KeyError:  # a test deleted it
                pass
        if self._of_path is not None:
            owner, attribute, original, ours = self._of_path
            if getattr(owner, attribute, None) is original:
                setattr(owner, attribute, ours)

    def take_back(self) -> None:
        """Put the originals back in their places."""
        if len(sys.modules) != self._modules:
            self._adopt_imported()
        for names in self._bulk:
            names.take_back()
        for namespace, name, original, ours in self._rows:
            try:
                if namespace[name] is ours:
                    namespace[name] = original
            except KeyError:
                pass
        if self._of_path is not None:
            owner, attribute, original, ours = self._of_path
            if getattr(owner, attribute, None) is ours:
                setattr(owner, attribute, original)

    def put_sqlite(self) -> None:
        """sqlite3 is about to be imported inside an environment: let it find our `connect`."""
        if "_sqlite3" in self._awaited:
            # Taken off the list first: its import, below, comes back here.
            self._awaited = tuple(module for module in self._awaited if module != "_sqlite3")
            original, ours = sqlite_connect()
            row = vars(sys.modules["_sqlite3"]), "connect", original, ours
            self._rows.append(row)
            row[0]["connect"] = ours

    def _adopt_imported(self) -> None:
        self._modules = len(sys.modules)
        imported = [module for module in self._awaited if module in sys.modules]
        self._awaited = tuple(module for module in self._awaited if module not in imported)
        for module in imported:
            if module in KEPT:
                name, function = KEPT[module]
                pair = self._kept[function]
            else:
                name, pair = "connect", sqlite_connect()
            self._rows.append((vars(sys.modules[module]), name, *pair))


Row = tuple[dict[str, Any], str, Any, Any]
