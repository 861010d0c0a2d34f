"""What AWS's runtime has imported before it looks for the handler (R184), so that no file of a function shadows it."""

from __future__ import annotations

import sys

#: modules of the standard library in `sys.modules` of the runtime client, python3.10 to python3.13
_STANDARD = (
    "__future__ _collections_abc _colorize _decimal _frozen_importlib _frozen_importlib_external _json _sitebuiltins "
    "_weakrefset abc codecs collections contextlib copyreg decimal encodings enum functools genericpath importlib io "
    "json keyword linecache logging math numbers operator os posixpath re reprlib site sre_compile sre_constants "
    "sre_parse stat string textwrap threading token tokenize traceback types warnings weakref zipimport"
)
PRELOADED = frozenset(_STANDARD.split()) | set(sys.builtin_module_names)


def can_be_shadowed(name: str) -> bool:
    """Whether a module of the standard library gives way to a file of the same name in the task root (R095)."""
    return name in sys.stdlib_module_names and name not in PRELOADED
