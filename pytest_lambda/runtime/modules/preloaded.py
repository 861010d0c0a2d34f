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


#: packages that come with AWS's runtime and are imported too, and this package, which runs the function
_PACKAGES = frozenset({"awslambdaric", "pytest_lambda", "simplejson", "snapshot_restore_py"})


def can_be_shadowed(name: str) -> bool:
    """Whether what is installed gives way to a file of the same name in the task root (R095)."""
    return name not in PRELOADED and name not in _PACKAGES
