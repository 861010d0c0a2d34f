"""Builds the modules of the runtime client for one target runtime."""

from __future__ import annotations

import functools
import linecache
import sys
import types
from collections.abc import Mapping
from typing import Any

from pytest_lambda.runtime.client import (
    bootstrap_logging_source,
    bootstrap_source,
    marshaller,
    module_sources,
    warning_text,
)

Blocks = Mapping[int, str]
#: what linecache knows of our files, by path
_sources: dict[str, tuple[int, None, list[str], str]] = {}


class RuntimeModules:
    """The modules that AWS's runtime has loaded before the function's own (R184).

    Attributes:
        by_name: what `sys.modules` holds while an environment runs.
    """

    __slots__ = ("by_name", "library")

    def __init__(self, minor: int) -> None:
        self.library = f"/var/lang/lib/python3.{minor}"
        self.by_name: dict[str, types.ModuleType] = {}
        package = self._plain("awslambdaric")
        package.__path__ = [f"{self.library}/site-packages/awslambdaric"]
        package.__dict__["__version__"] = "4.2.2"
        self._share("lambda_runtime_exception", {"FaultException": marshaller.FaultException})
        self._share("lambda_runtime_marshaller", marshaller.names(minor))
        self._share("warning_text", {"UNHANDLED_EXCEPTION": warning_text.UNHANDLED_EXCEPTION})
        self._compiled("lambda_runtime_log_utils", module_sources.LOG_UTILS)
        self._compiled("lambda_context", module_sources.LAMBDA_CONTEXT)
        self._compiled("lambda_runtime_client", module_sources.RUNTIME_CLIENT)
        self._compiled("bootstrap", {**bootstrap_source.BOOTSTRAP, **bootstrap_logging_source.LOGGING})
        self._plain("runtime_client")

    @property
    def bootstrap(self) -> Any:
        """`awslambdaric.bootstrap`."""
        return self.by_name["awslambdaric.bootstrap"]

    @property
    def client_class(self) -> Any:
        """`awslambdaric.lambda_runtime_client.LambdaRuntimeClient`, with the marshaller in force again (R028)."""
        module = self.by_name["awslambdaric.lambda_runtime_client"]
        base: Any = vars(module)["BaseLambdaRuntimeClient"]
        subclass: Any = vars(module)["LambdaRuntimeClient"]
        base.marshaller = vars(self.by_name["awslambdaric.lambda_runtime_marshaller"])["LambdaMarshaller"]()
        if "marshaller" in vars(subclass):
            del subclass.marshaller
        return subclass

    def hooks_runner(self) -> None:
        """Make the SnapStart module, which imports `snapshot_restore_py`, when it is needed (R184)."""
        if "awslambdaric.lambda_runtime_hooks_runner" not in self.by_name:
            self._compiled("lambda_runtime_hooks_runner", module_sources.HOOKS_RUNNER)

    def path(self, name: str) -> str:
        """Where AWS's runtime has the file."""
        return f"{self.library}/site-packages/awslambdaric/{name}"

    def _plain(self, name: str) -> types.ModuleType:
        module = types.ModuleType(name)
        self.by_name[name] = module
        return module

    def _share(self, name: str, names: Mapping[str, object]) -> None:
        module = self._plain(f"awslambdaric.{name}")
        vars(module).update(names)
        setattr(self.by_name["awslambdaric"], name, module)

    def _compiled(self, name: str, blocks: Blocks) -> None:
        module = self._plain(f"awslambdaric.{name}")
        module.__file__ = self.path(f"{name}.py")
        setattr(self.by_name["awslambdaric"], name, module)
        with _Visible(self.by_name):
            exec(compiled(blocks, module.__file__), vars(module))


@functools.cache
def runtime_modules(minor: int) -> RuntimeModules:
    """The runtime client's modules for `python3.<minor>`, made once."""
    return RuntimeModules(minor)


def compiled(blocks: Blocks, path: str) -> types.CodeType:
    """Compile blocks so that each starts on its line, and let tracebacks find the lines."""
    lines = laid_out(blocks)
    text = "".join(lines)
    if not path.startswith("<frozen"):  # frozen modules show no source lines
        # An entry without modification time is never thrown out by linecache.checkcache.
        _sources[path] = linecache.cache[path] = (len(text), None, lines, path)
    return compile(text, path, "exec")


def show_sources() -> None:
    """Let tracebacks find the lines again, should somebody have cleared linecache."""
    for path, entry in _sources.items():
        linecache.cache.setdefault(path, entry)


def laid_out(blocks: Blocks) -> list[str]:
    """The lines of a file whose blocks start on the lines that their keys say."""
    lines: list[str] = []
    for start, block in sorted(blocks.items()):
        if len(lines) >= start:
            raise ValueError(f"the block of line {start} begins before the one above ends, on line {len(lines)}")
        lines += ["\n"] * (start - 1 - len(lines))
        lines += block.splitlines(keepends=True)
    return lines


class _Visible:
    """Put modules into `sys.modules` for a moment."""

    __slots__ = ("before", "modules")

    def __init__(self, modules: Mapping[str, types.ModuleType]) -> None:
        self.modules = dict(modules)

    def __enter__(self) -> None:
        self.before = {name: sys.modules.get(name) for name in self.modules}
        sys.modules.update(self.modules)

    def __exit__(self, *exc_info: object) -> None:
        for name, module in self.before.items():
            if module is None:
                sys.modules.pop(name, None)
            else:
                sys.modules[name] = module
