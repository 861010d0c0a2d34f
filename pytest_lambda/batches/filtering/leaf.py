"""The rule for one place: an array of values and match expressions, of which one must hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_lambda.batches.filtering.json_text import Number, Repeated, written
from pytest_lambda.batches.filtering.operators import Operator, operator_of
from pytest_lambda.batches.filtering.refusal import PatternRefused


class Leaf:
    """An array of a pattern, compiled.

    Args:
        rule: the array.
        path: where it stands, for refusals.

    Raises:
        PatternRefused: AWS refuses it.
        NotSimulated: no source confirms one of its operators.
    """

    __slots__ = ("_checks", "_strings", "_written", "absent", "operators", "text")

    def __init__(self, rule: list[Any], path: tuple[str, ...]) -> None:
        if not rule:
            raise PatternRefused("Empty patterns are not allowed", path)
        plain = [each for each in rule if not isinstance(each, Mapping)]
        if any(isinstance(each, Repeated) for each in plain):
            raise PatternRefused("Only one key allowed in match expression", path)
        if any(isinstance(each, list) for each in plain):
            raise PatternRefused("Match value must be String, number, true, false, or null", path)
        self._strings = frozenset(each for each in plain if type(each) is str)
        self._written = frozenset(written(each) for each in plain if type(each) is not str)
        operators = [_operator(each, path) for each in rule if isinstance(each, Mapping)]
        self._checks = tuple(operator.check for operator in operators)
        self.operators = tuple(operator.name for operator in operators)
        self.absent = any(operator.absent for operator in operators)
        self.text = " or ".join([*(written(each) for each in plain), *(operator.text for operator in operators)])

    def accepts(self, value: Any) -> bool:
        """Whether a leaf of an event is right."""
        if type(value) is str:
            if value in self._strings:
                return True
        elif self._written and (value if type(value) is Number else written(value)) in self._written:
            return True
        return any(check(value) for check in self._checks)


def _operator(expression: Mapping[str, Any], path: tuple[str, ...]) -> Operator:
    try:
        return operator_of(expression)
    except PatternRefused as error:
        raise PatternRefused(error.reason, path) from None
