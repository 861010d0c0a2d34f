"""Answers about which sources contradict each other, or that nobody recorded: what to take them for."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final, Literal, TypeAlias, get_args

from pytest_lambda.errors import ConfigurationError

Reading: TypeAlias = Literal["success", "failure"]
Mixed: TypeAlias = Literal["failure", "partial"]
Later: TypeAlias = Literal["done", "again"]


@dataclass(frozen=True, slots=True)
class Disputed:
    """How to read answers whose meaning on AWS is not settled. The defaults follow the documentation's words.

    Attributes:
        item_without_identifier: `{"batchItemFailures": [{}]}` (A63, C66). The documentation calls an item with a wrong
            key a `failure` of the batch; one recording took the batch for done: `success`, the item counts for nothing.
        unknown_sequence_number: text that is no sequence number of the batch, of a stream (C59). `failure` of the
            batch, as recorded for numbers and documented for queues, or `success`, the item counts for nothing.
        scalar_answer: `"ok"`, `3`, `true`, or a list with something in it in place of an object (A56, C68).
            `success`: it reports no failures; or `failure`: it is no answer.
        other_answer: an object without `batchItemFailures`, such as `{"statusCode": 200}` (A55, C68). `success`, as
            recorded for `{}`, or `failure`.
        odd_failures: `batchItemFailures` is an object, a number, true or false (A65). `failure`, as recorded for text,
            or `success`.
        mixed_identifiers: right identifiers beside wrong ones (A66, C65). `failure` of the batch, or `partial`: only
            the right ones count.
        repeated_identifier: an identifier that comes twice (A67). `partial`: it counts once; or `failure` of the batch.
        later_offsets: records of Kafka that come after a reported one in its partition (M4). `done`, as only what is
            reported is said to be tried again, or `again` with it.

    Raises:
        ConfigurationError: another value.
    """

    item_without_identifier: Reading = "failure"
    unknown_sequence_number: Reading = "failure"
    scalar_answer: Reading = "success"
    other_answer: Reading = "success"
    odd_failures: Reading = "failure"
    mixed_identifiers: Mixed = "failure"
    repeated_identifier: Mixed = "partial"
    later_offsets: Later = "done"

    def __post_init__(self) -> None:
        for field in fields(self):
            known = get_args(_KINDS[str(field.type)])
            value = getattr(self, field.name)
            if value not in known:
                expected = " or ".join(map(repr, known))
                raise ConfigurationError(f"Disputed({field.name}={value!r}): expected {expected}.")


_KINDS: Final = {"Reading": Reading, "Mixed": Mixed, "Later": Later}

#: as the documentation has it
DOCUMENTED: Final = Disputed()
