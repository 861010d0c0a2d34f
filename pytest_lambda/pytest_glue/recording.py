"""Where the recorder of `--lambda-report` is found, if the run has one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

import pytest

if TYPE_CHECKING:
    from pytest_lambda.runtime.function import LambdaFunction
    from pytest_lambda.service.service import LambdaService


class Records(Protocol):
    """Writes down what tests do with their functions."""

    def begin_example(self) -> None:
        """An example of Hypothesis begins."""
        ...

    def function(self, function: LambdaFunction) -> None:
        """A function that no service is around was made."""
        ...

    def service(self, service: LambdaService) -> Any:
        """A service begins; what this gives is handed to `service_ends`."""
        ...

    def service_ends(self, onlooker: Any) -> None:
        """A service is about to be closed."""
        ...


#: in the configuration of a run that records
RECORDS = pytest.StashKey[Records]()


def records_of(config: pytest.Config) -> Records | None:
    """What records this run; None for nothing."""
    return config.stash.get(RECORDS, None)
