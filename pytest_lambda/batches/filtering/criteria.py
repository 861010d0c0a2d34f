"""Filter criteria: which records of a source a function gets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from pytest_lambda.batches.filtering.condition import Condition, conditions_of
from pytest_lambda.batches.filtering.explanation import explained
from pytest_lambda.batches.filtering.pattern import branches_of_text
from pytest_lambda.batches.filtering.refusal import PatternRefused
from pytest_lambda.batches.filtering.sources import ANY_SOURCE, SOURCES, View
from pytest_lambda.errors import ConfigurationError, InvalidParameterValueException, ValidationException

PATTERN_CHARACTERS: Final = 4_096  # A90
MOST_FILTERS: Final = 5  # A90
MOST_FILTERS_ON_REQUEST: Final = 10
#: A100
REFUSAL: Final = "Invalid filter pattern definition."


class Filters:
    """The filters of a mapping, compiled: a record is accepted if one of them matches (A90), or if there is none.

    Args:
        conditions: the branches of each filter, in order.
        source: the kind of source.

    Attributes:
        unconfirmed: sentences on what no source confirms of these filters; empty if everything is.
    """

    __slots__ = ("_all", "_by_filter", "_source", "unconfirmed")

    def __init__(self, conditions: Sequence[tuple[Condition, ...]], source: str) -> None:
        self._source = SOURCES.get(source, ANY_SOURCE)
        self._by_filter = tuple(conditions)
        self._all = tuple(condition for one in conditions for condition in one)
        self.unconfirmed = tuple(dict.fromkeys(doubt for condition in self._all for doubt in condition.doubts))

    def __bool__(self) -> bool:
        return bool(self._all)

    def __len__(self) -> int:
        return len(self._by_filter)

    def accepts(self, record: Mapping[str, Any]) -> bool:
        """Whether the function gets a record.

        Args:
            record: as the event holds it: data of Kinesis, Kafka and brokers in base64.
        """
        if not self._all:
            return True
        view = View(self._source, record)
        return any(condition.matches(view) for condition in self._all)

    def why(self, record: Mapping[str, Any]) -> str:
        """In words why the function gets a record or not: for each filter the first key that is not right.

        Args:
            record: as for `accepts`.
        """
        return explained(self._by_filter, View(self._source, record))


def compile_filters(patterns: Iterable[str], source: str, *, most: int = MOST_FILTERS) -> Filters:
    """Compile the patterns of filter criteria.

    Args:
        patterns: JSON texts of at most 4,096 characters.
        source: the kind of source: `sqs`, `kinesis`, `dynamodb`, `kafka`, `mq`, `documentdb`, or a plugin's.
        most: filters that the account may have per mapping, from 5 to 10.

    Raises:
        InvalidParameterValueException: `Invalid filter pattern definition.` and what is wrong (A100), or too many.
        ValidationException: a pattern is too long.
        NotSimulated: an operator that no source confirms for filters.
        ConfigurationError: a pattern is no text, or `most` is out of range.

    Source: Lambda Developer Guide, event filtering.
    """
    given = tuple(patterns)
    _check_number(given, source, most)
    return Filters([_compiled(pattern, number, source) for number, pattern in enumerate(given, 1)], source)


def _check_number(patterns: tuple[str, ...], source: str, most: int) -> None:
    if isinstance(most, bool) or not isinstance(most, int) or not MOST_FILTERS <= most <= MOST_FILTERS_ON_REQUEST:
        raise ConfigurationError(
            f"most is {most!r}: AWS allows {MOST_FILTERS} filters per mapping, and up to {MOST_FILTERS_ON_REQUEST} on "
            "request."
        )
    if patterns and source == "documentdb":  # A94
        raise InvalidParameterValueException(
            "Event filtering is not supported for Amazon DocumentDB: filter in the function, or let a pipeline of "
            "the change stream do it."
        )
    if len(patterns) > most:
        raise InvalidParameterValueException(
            f"FilterCriteria has {len(patterns)} filters: at most {most} per event source mapping. Filters are joined "
            "by or, and so are the values of an array in a pattern: one filter can often hold several."
        )


def _compiled(pattern: str, number: int, source: str) -> tuple[Condition, ...]:
    if not isinstance(pattern, str):
        raise ConfigurationError(f"Filter {number} is {pattern!r}: expected the JSON text of a pattern.")
    if len(pattern) > PATTERN_CHARACTERS:
        raise ValidationException(
            f"1 validation error detected: Value '{pattern}' at 'filterCriteria.filters.{number}.member.pattern' "
            f"failed to satisfy constraint: Member must have length less than or equal to {PATTERN_CHARACTERS}"
        )
    try:
        return conditions_of(branches_of_text(pattern), SOURCES.get(source, ANY_SOURCE))
    except PatternRefused as error:
        raise InvalidParameterValueException(f"{REFUSAL}\nFilter {number}, {error}: {pattern}") from None
