"""Killed greenlets: never resumed, never unwound."""

from __future__ import annotations

_graves: list[object] = []
bury = _graves.append
