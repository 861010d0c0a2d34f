"""`/tmp` of one environment, as the sandbox uses it."""

from __future__ import annotations

import warnings
from pathlib import Path

from pytest_lambda.runtime.configuration import FunctionConfiguration
from pytest_lambda.runtime.process_state.environment_variables import child_process_starts
from pytest_lambda.runtime.process_state.exits import null_pointer_read
from pytest_lambda.runtime.tmp import audit
from pytest_lambda.runtime.tmp.box import Box
from pytest_lambda.runtime.tmp.redirection import Redirection


class EphemeralStorageWarning(UserWarning):
    """A function left more in `/tmp` than its `ephemeral_storage` holds; on AWS the write would have failed."""


# A child process inherits C's environment, which the function's variables are not in otherwise.
audit.on_child_process(child_process_starts)
audit.listen("ctypes.string_at", null_pointer_read)
audit.listen("ctypes.wstring_at", null_pointer_read)


class Storage:
    """The folder behind `/tmp` and what leads the function there.

    Args:
        further_passthrough: folders of the test run below `/tmp` that stay what they are.
    """

    __slots__ = ("_name", "box", "redirection")

    def __init__(self, configuration: FunctionConfiguration, further_passthrough: tuple[Path, ...] = ()) -> None:
        self._name = configuration.function_name
        alone = (configuration.task_root, *map(Path, configuration.layers), *map(Path, configuration.tmp_passthrough))
        self.box = Box(capacity_mb=configuration.ephemeral_storage, passthrough=(*alone, *further_passthrough))
        tempdir = None if "TMPDIR" in configuration.environment else "/tmp"
        self.redirection = Redirection(self.box, tempdir=tempdir)

    def invocation_ended(self) -> None:
        """Say what got past the redirection, and whether more was written than fits."""
        self.redirection.warn()
        overflow = self.box.overflow_bytes()
        if overflow:
            warnings.warn(
                f"The function {self._name} left {overflow:,} bytes more in /tmp than its ephemeral_storage of "
                f"{self.box.capacity_bytes // (1024 * 1024)} MB holds; on AWS a write fails with \"No space left on "
                'device". Write less, remove files, or raise ephemeral_storage (512-10,240 MB).',
                EphemeralStorageWarning,
                stacklevel=2,
            )
