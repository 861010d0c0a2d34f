"""Judges one invocation with a batch, as its event source mapping would."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final

from pytest_lambda.batches.judging.disputed import DOCUMENTED, Disputed
from pytest_lambda.batches.judging.families import FAMILIES
from pytest_lambda.batches.judging.judgement import judge
from pytest_lambda.batches.outcome import BatchOutcome
from pytest_lambda.batches.reading import is_fifo, needs_state, records_of, source_of
from pytest_lambda.batches.record import BatchRecord
from pytest_lambda.errors import ConfigurationError

if TYPE_CHECKING:
    from pytest_lambda.runtime.result import InvocationResult

_REPORTS: Final = "ReportBatchItemFailures"


class BatchReading:
    """A batch, read from its event, and how its answer is to be judged.

    Args:
        event: that the function gets.
        function_response_types: of the mapping.
        disputed: how to read answers whose meaning on AWS is not settled.

    Raises:
        ConfigurationError: the event is no batch, or the response types are none of AWS's.
    """

    def __init__(
        self, event: object, function_response_types: Iterable[str] | None, disputed: Disputed | None
    ) -> None:
        self._source = source_of(event)
        assert isinstance(event, Mapping)
        self._records: tuple[BatchRecord, ...] = records_of(event)
        self._reports = _reports_failures(function_response_types, self._source)
        self._event: Mapping[str, Any] = event
        self._disputed = DOCUMENTED if disputed is None else disputed

    def judge(self, invocation: InvocationResult) -> BatchOutcome:
        """What has become of each record."""
        outcome = judge(
            self._source,
            self._records,
            payload_bytes=invocation.payload_bytes,
            function_error=invocation.function_error,
            reports_failures=self._reports,
            window=needs_state(self._event),
            fifo=self._source == "sqs" and is_fifo(self._event),
            disputed=self._disputed,
        )
        outcome.invocation, invocation.outcome = invocation, outcome
        return outcome


def _reports_failures(given: Iterable[str] | None, source: str) -> bool:
    """Whether the mapping reports batch item failures; by default it does not, as on AWS."""
    if given is None:
        return False
    types = None if isinstance(given, str) else list(given)
    if types not in ([], [_REPORTS]):
        raise ConfigurationError(
            f"function_response_types={given!r}: expected a list, with {_REPORTS!r} in it or nothing: "
            f"function_response_types=[{_REPORTS!r}]."
        )
    if types and not FAMILIES[source].reports:
        raise ConfigurationError(
            f"function_response_types={given!r}, but the event is of {source}: its mappings have no {_REPORTS}, the "
            "batch succeeds or fails as a whole. Leave it out."
        )
    return bool(types)
