"""A function behind a server: it runs for a long time, and a person waits for it."""

from __future__ import annotations

import contextlib
import io
import sys
import traceback
from collections import deque
from typing import Any

from pytest_lambda.errors import ConfigurationError
from pytest_lambda.runtime.client.marshaller import FaultException
from pytest_lambda.runtime.function import LambdaFunction
from pytest_lambda.world import World


class ServedFunction(LambdaFunction):
    """A function that remembers its last invocation only.

    Args:
        handler: `"module.function"` below the task root.
        world: account and region.
        settings: see `FunctionConfiguration`.
    """

    def __init__(self, handler: str, *, world: World | None = None, **settings: Any) -> None:
        super().__init__(handler, world=world, **settings)
        self._invocations = deque(maxlen=1)

    def start(self) -> None:
        """Run the init phase ahead of the first request.

        Raises:
            ConfigurationError: the handler cannot be imported, or is not there.
        """
        said = io.StringIO()
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            error = self._ready_environment().initialise()
        if error is not None:
            self.close()
            if isinstance(error, KeyboardInterrupt):
                raise error
            raise ConfigurationError(self._cannot_be_served(error)) from None
        sys.stderr.write(said.getvalue())

    def _cannot_be_served(self, error: BaseException) -> str:
        configuration = self.configuration
        what = str(error) if isinstance(error, FaultException) else f"{type(error).__name__}: {error}"
        root = str(configuration.task_root)
        inside = [each for each in traceback.extract_tb(error.__traceback__) if each.filename.startswith(root)]
        where = f" ({inside[-1].filename}, line {inside[-1].lineno})" if inside else ""
        return (
            f"{configuration.handler_name!r} cannot be served: {what}{where}. Its modules are looked for in the task "
            f"root {root} and among installed packages."
        )
