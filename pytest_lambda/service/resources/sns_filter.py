"""Filter policies of SNS subscriptions.

Source: SNS Developer Guide, subscription filter policies, and filter policy constraints.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from pytest_lambda.batches.filtering.alternative import Alternative
from pytest_lambda.batches.filtering.json_text import Number, decode
from pytest_lambda.batches.filtering.pattern import OR, branches_of_text
from pytest_lambda.batches.filtering.refusal import PatternRefused
from pytest_lambda.errors import NotSimulated
from pytest_lambda.events.building.contents import json_text
from pytest_lambda.events.building.message_attributes import MessageAttribute
from pytest_lambda.service.resources.refusals import RequestRefused

ATTRIBUTES: Final = "MessageAttributes"
BODY: Final = "MessageBody"
#: constraints: keys of a policy, and combinations of its values
MOST_KEYS, MOST_COMBINATIONS = 5, 150
#: operators of EventBridge that SNS's pages do not have
_NOT_OF_SNS = frozenset({
    "prefix equals-ignore-case", "suffix equals-ignore-case", "anything-but equals-ignore-case",
})  # fmt: skip


class FilterPolicy:
    """What a subscription wants of the messages of its topic.

    Args:
        policy: a mapping, or its JSON text, as AWS takes it.
        scope: `MessageAttributes` or `MessageBody`.

    Attributes:
        scope: see above.

    Raises:
        RequestRefused: SNS would refuse it.
        NotSimulated: it has an operator that is not simulated.
    """

    __slots__ = ("_alternatives", "scope")

    def __init__(self, policy: Mapping[str, Any] | str, scope: str = ATTRIBUTES) -> None:
        if scope not in (ATTRIBUTES, BODY):
            raise RequestRefused(
                "InvalidParameter",
                f"Invalid parameter: FilterPolicyScope: Invalid value [{scope}]. Please use either {BODY} or "
                f"{ATTRIBUTES}",
            )
        text = policy if isinstance(policy, str) else json_text(policy, "filter_policy")
        self.scope = scope
        try:
            # an empty policy is none
            branches = () if text.strip() == "{}" else branches_of_text(text)
        except PatternRefused as refused:
            raise _refused(str(refused)) from None
        self._alternatives = tuple(Alternative(branch) for branch in branches)
        if branches:
            self._check(json.loads(text))

    def accepts(self, message: str, attributes: Mapping[str, MessageAttribute]) -> bool:
        """Whether the subscription gets a message.

        Args:
            message: its text.
            attributes: of the message.
        """
        if not self._alternatives:
            return True
        seen = _values(attributes) if self.scope == ATTRIBUTES else _decoded(message)
        return isinstance(seen, dict) and any(each.matches(seen) for each in self._alternatives)

    def _check(self, policy: Mapping[str, Any]) -> None:
        for alternative in self._alternatives:
            for path, leaf in alternative.leaves:
                unknown = _NOT_OF_SNS.intersection(leaf.operators)
                if unknown:
                    raise NotSimulated(f"{min(unknown)} in filter policies of SNS is not simulated.")
                if self.scope == ATTRIBUTES and len(path) > 1:
                    raise _refused(f"Filter policy scope {ATTRIBUTES} does not support nested filter policy")
        lengths = _lengths(policy, 1)
        if len(lengths) > MOST_KEYS:
            raise _refused(f"Filter policy can not have more than {MOST_KEYS} keys")
        combinations = 1
        for length in lengths:
            combinations *= length
        if combinations > MOST_COMBINATIONS:
            raise _refused("Filter policy is too complex")


def _lengths(policy: Mapping[str, Any], depth: int) -> list[int]:
    """Of each key with values: their number, times how deep it is."""
    found = []
    for key, inner in policy.items():
        if key == OR:
            found += [length for choice in inner for length in _lengths(choice, depth)]
        elif isinstance(inner, Mapping):
            found += _lengths(inner, depth + 1)
        else:
            found.append(len(inner) * depth)
    return found


def _values(attributes: Mapping[str, MessageAttribute]) -> dict[str, Any]:
    """What policies see of attributes: those of type Binary not at all."""
    found: dict[str, Any] = {}
    for name, each in attributes.items():
        kind = each.data_type
        if not isinstance(each.value, str):
            continue
        if kind == "String.Array":
            elements = _decoded(each.value)
            if isinstance(elements, list):
                found[name] = elements
        else:
            found[name] = Number(each.value) if kind.partition(".")[0] == "Number" else each.value
    return found


def _decoded(text: str) -> Any:
    """What a JSON text says; None for another one, which no policy accepts."""
    try:
        return decode(text)
    except ValueError:
        return None


def _refused(reason: str) -> RequestRefused:
    return RequestRefused("InvalidParameter", f"Invalid parameter: Attributes Reason: FilterPolicy: {reason}")
