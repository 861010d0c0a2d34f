"""Places in AWS's SDK where a method of theirs is wrapped in one of ours, whenever they are imported."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from pytest_lambda.runtime.aws_access.call_sites import stack


class Seam:
    """One method of a class of theirs.

    Args:
        module, owner, method: where it is.
        wrap: makes the replacement from the original.
    """

    __slots__ = ("_installed", "_wrap", "method", "module", "owner")

    def __init__(self, module: str, owner: str, method: str, wrap: Callable[[Any], Any]) -> None:
        self.module = module
        self.owner = owner
        self.method = method
        self._wrap = wrap
        self._installed: Any = None

    def ensure(self) -> None:
        """Wrap the method if its module is imported and the method is still the module's own.

        A stand-in that a test put there answers in the place of the network, so it is left alone; when it is
        gone, the method may be unwrapped again. Only the function's globals tell the two apart.
        """
        module = sys.modules.get(self.module)
        if module is None:
            return
        owner = getattr(module, self.owner, None)
        present = getattr(owner, self.method, None)
        if present is self._installed or getattr(present, "__globals__", None) is not module.__dict__:
            return
        self._installed = self._wrap(present)
        setattr(owner, self.method, self._installed)


class SeamFinder(MetaPathFinder):
    """Wraps the methods of modules that are imported later, in a handler say, before anyone can use them.

    It stays on `sys.meta_path` once it is there: taking it away would shift the list under an import of
    another thread.
    """

    def __init__(self, seams: Sequence[Seam]) -> None:
        self._seams = {seam.module: seam for seam in seams}

    def install(self) -> None:
        """Put the finder first, unless it is there already."""
        if self not in sys.meta_path:
            sys.meta_path.insert(0, self)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Find one of the modules with the finders after this one; no other module is of interest."""
        seam = self._seams.get(fullname)
        if seam is None or self._is_asking(fullname):
            return None
        spec = self._found_by_others(fullname, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _SeamLoader(spec.loader, seam)
        return spec

    def _is_asking(self, fullname: str) -> bool:
        """Whether this finder is asked again by a finder that it asks: that of the function's modules does so.

        The stack tells it, not a flag: a function that is cut in the middle of an import would leave that set.
        """
        return any(
            frame.f_code is SeamFinder.find_spec.__code__
            and frame.f_locals["self"] is self
            and frame.f_locals["fullname"] == fullname
            for frame in stack(sys._getframe(2))
        )

    def _found_by_others(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None
    ) -> ModuleSpec | None:
        finders = sys.meta_path[:]
        for finder in finders[finders.index(self) + 1 :] if self in finders else finders:
            find_spec = getattr(finder, "find_spec", None)
            if find_spec is not None:
                spec: ModuleSpec | None = find_spec(fullname, path, target)
                if spec is not None:
                    return spec
        return None


class _SeamLoader(Loader):
    """The module's own loader, which steps out of the way once the module is there."""

    def __init__(self, loader: Loader, seam: Seam) -> None:
        self._loader = loader
        self._seam = seam

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        module.__loader__ = self._loader
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader
        self._loader.exec_module(module)
        self._seam.ensure()
