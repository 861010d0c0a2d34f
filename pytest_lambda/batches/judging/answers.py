"""Rules on an answer of a function whose mapping reports batch item failures."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any, NamedTuple

from pytest_lambda.batches.judging.disputed import Disputed
from pytest_lambda.batches.judging.families import UNCONFIRMED, Family, Rule
from pytest_lambda.batches.judging.ruling import FAILURE, PARTIAL, SUCCESS, Ruling
from pytest_lambda.batches.record import BatchRecord
from pytest_lambda.events.judging.http_answers import kind

KEY = "batchItemFailures"
_WHOLE = "so the whole batch counts as failed"


class _Fault(NamedTuple):
    """What is wrong with an item of `batchItemFailures`.

    Attributes:
        what: name of the rule.
        why: in words.
    """

    what: str
    why: str


def rule_on(family: Family, batch: Sequence[BatchRecord], answer: Any, disputed: Disputed) -> Ruling:
    """What an answer, already read from JSON, means for a batch."""
    if answer is None:
        return success(family, "null", "the answer is null, which reports no failures")
    if not isinstance(answer, dict):
        return _no_object(family, answer, disputed)
    if KEY not in answer:
        return _without_key(family, answer, disputed)
    failures = answer[KEY]
    if failures is None:
        return success(family, "null list", f"`{KEY}` is null, which reports no failures")
    if isinstance(failures, list):
        if not failures:
            return success(family, "empty list", f"`{KEY}` is empty")
        return _Items(family, batch, disputed).rule_on(failures)
    if isinstance(failures, str):
        return failure(family, "text list", f"`{KEY}` is {kind(failures)}, expected a list")
    return _settled(family, "odd list", disputed.odd_failures, f"`{KEY}` is {kind(failures)}, expected a list")


def success(family: Family, what: str, why: str) -> Ruling:
    """The batch is done."""
    return Ruling(family, SUCCESS, family.rules[what], why)


def failure(family: Family, what: str, why: str) -> Ruling:
    """The batch is to be tried again."""
    return Ruling(family, FAILURE, family.rules[what], f"{why}, {_WHOLE}")


def _settled(family: Family, what: str, reading: str, why: str) -> Ruling:
    """What the settings say about an answer that is not settled."""
    if reading == "success":
        return success(family, what, f"{why}, which reports no failures")
    return failure(family, what, why)


def _no_object(family: Family, answer: Any, disputed: Disputed) -> Ruling:
    if answer == [] and isinstance(answer, list):
        return success(family, "top list", "the answer is an empty list, which reports no failures")
    shown = "a list that is not empty" if isinstance(answer, list) else kind(answer)
    return _settled(family, "scalar", disputed.scalar_answer, f"the answer is {shown}")


def _without_key(family: Family, answer: dict[str, Any], disputed: Disputed) -> Ruling:
    why = f"the answer has no `{KEY}`"
    others = [key for key in answer if not (key == "state" and family.stream)]
    if not others:
        return success(family, "no key", f"{why}, which reports no failures")
    shown = ", ".join(f"`{key}`" for key in others[:5])
    return _settled(family, "other keys", disputed.other_answer, f"{why}, but {shown}")


class _Items:
    """Rules on the items of `batchItemFailures`.

    Args:
        family: of the source.
        batch: what the items may name.
        disputed: settings.
    """

    def __init__(self, family: Family, batch: Sequence[BatchRecord], disputed: Disputed) -> None:
        self._family = family
        self._batch = batch
        self._disputed = disputed
        self._places: dict[Hashable, list[int]] = {}
        for place, record in enumerate(batch):
            self._places.setdefault(_key_of(record), []).append(place)

    def rule_on(self, items: list[Any]) -> Ruling:
        named: dict[int, int] = {}
        first_fault: _Fault | None = None
        skipped: _Fault | None = None
        repeated = False
        for number, item in enumerate(items):
            found = self._places_of(item, f"`{KEY}[{number}]")
            if isinstance(found, _Fault):
                if self._skips(found.what):
                    skipped = skipped or found
                else:
                    first_fault = first_fault or found
                continue
            repeated = repeated or found[0] in named
            for place in found:
                named.setdefault(place, number)
        return self._ruling(named, first_fault, skipped, repeated)

    def _ruling(
        self, named: dict[int, int], fault: _Fault | None, skipped: _Fault | None, repeated: bool
    ) -> Ruling:
        family, disputed = self._family, self._disputed
        if fault is not None and not named:
            return failure(family, fault.what, fault.why)
        if fault is not None and disputed.mixed_identifiers == "failure":
            return failure(family, "mixed", fault.why)
        if not named:
            assert skipped is not None
            return success(family, skipped.what, f"{skipped.why}, which counts for nothing")
        if repeated and disputed.repeated_identifier == "failure":
            return failure(family, "repeated", f"`{KEY}` names a record twice")
        what = "mixed" if fault is not None else skipped.what if skipped is not None else ""
        return self._partial(named, what or ("repeated" if repeated else ""))

    def _partial(self, named: dict[int, int], what: str) -> Ruling:
        family, batch = self._family, self._batch
        again = self._again(named)
        every = len(again) == len(batch)
        rule = family.rules[what or ("all" if every else "some")]
        if not rule.doubt and family.source == "kafka" and self._leaves_later_offsets(named):
            rule = Rule(rule.number, f"{UNCONFIRMED} for what comes after it in its partition")
        why = f"`{KEY}` names {len(named)} of {len(batch)} {family.noun}s"
        if family.stream:
            first = family.shown(batch[min(again)])
            why += f", and the checkpoint is {first}" + (", the first of the batch" if every else "")
        return Ruling(family, FAILURE if every else PARTIAL, rule, why, named, again)

    def _again(self, named: dict[int, int]) -> range | frozenset[int]:
        if self._family.stream:
            return range(min(named), len(self._batch))  # C63: records of a batch are in the order of the shard
        if self._family.source == "kafka" and self._disputed.later_offsets == "again":
            return frozenset((*named, *self._later_offsets(named)))
        return frozenset(named)

    def _leaves_later_offsets(self, named: dict[int, int]) -> bool:
        return bool(self._later_offsets(named) - named.keys())

    def _later_offsets(self, named: dict[int, int]) -> set[int]:
        found, failed = set(), set()
        for place, record in enumerate(self._batch):
            if place in named:
                failed.add(record.group)
            elif record.group in failed:
                found.add(place)
        return found

    def _skips(self, what: str) -> bool:
        disputed = self._disputed
        if what == "empty item":
            return disputed.item_without_identifier == "success"
        return what == "unknown id" and self._family.stream and disputed.unknown_sequence_number == "success"

    def _places_of(self, item: Any, path: str) -> list[int] | _Fault:
        if not isinstance(item, dict):
            return _Fault("odd item", f"{path}` is {kind(item)}, expected an object with `itemIdentifier`")
        if "itemIdentifier" not in item:
            if not item:
                return _Fault("empty item", f"{path}` is an empty object, expected `itemIdentifier` in it")
            null = all(value is None for value in item.values())
            shown = ", ".join(f"`{key}`" for key in list(item)[:5])
            return _Fault("wrong key, null" if null else "wrong key", f"{path}` has {shown}, but no `itemIdentifier`")
        identifier = item["itemIdentifier"]
        path = f"{path}.itemIdentifier`"
        if identifier is None:
            return _Fault("null id", f"{path} is null")
        if identifier == "":
            return _Fault("empty id", f"{path} is empty")
        if self._family.source == "kafka":
            return self._places_of_offset(identifier, path)
        if not isinstance(identifier, str):
            number = type(identifier) in (int, float) and str(identifier) not in self._places
            return _Fault("number id" if number else "odd id", f"{path} is {kind(identifier)}, expected text")
        return self._places.get(identifier) or self._unknown(path, identifier)

    def _places_of_offset(self, identifier: Any, path: str) -> list[int] | _Fault:
        if not isinstance(identifier, dict) or not {"partition", "offset"} <= identifier.keys():
            expected = self._family.identifier
            return _Fault("odd id", f"{path} is {kind(identifier)}, expected {expected}")
        partition, offset = identifier["partition"], identifier["offset"]
        if isinstance(partition, str) and type(offset) is int:
            return self._places.get((partition, offset)) or self._unknown(path, f"{partition} offset {offset}")
        wrong = kind(offset) if isinstance(partition, str) else kind(partition)
        name = "offset" if isinstance(partition, str) else "partition"
        return _Fault("odd id", f"{path} has the {name} {wrong}, expected {self._family.identifier}")

    def _unknown(self, path: str, identifier: str) -> _Fault:
        shown = identifier if len(identifier) <= 100 else f"{identifier[:100]}…"
        return _Fault("unknown id", f"{path}, {shown!r}, is not in the batch")


def _key_of(record: BatchRecord) -> Hashable:
    identifier = record.id
    return identifier if isinstance(identifier, str) else (identifier["partition"], identifier["offset"])
