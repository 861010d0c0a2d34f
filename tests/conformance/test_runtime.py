"""Every recorded invocation of a function, replayed through the public API on every runtime of its case."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from .case_files import RuntimeCase
from .comparison import mismatches
from .replay import replay
from .totals import PROPERTY, verdict


def test_case(runtime_case: RuntimeCase, tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    found = []
    for runtime in runtime_case.expected:
        task_root = tmp_path / runtime
        found += mismatches(runtime_case, runtime, replay(runtime_case, runtime, task_root), task_root)
    in_log = [each for each in found if each.in_log]
    record_property(PROPERTY, verdict(outcome=len(in_log) == len(found), log=not in_log))
    if found:
        pytest.fail("\n".join(str(each) for each in sorted(found, key=lambda each: each.in_log)), pytrace=False)
