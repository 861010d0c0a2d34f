"""Functions of templates call what moto answers."""

from __future__ import annotations

from tests.warm_libraries import warm_libraries

__all__ = ["warm_libraries"]
