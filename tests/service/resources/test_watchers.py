"""Who is told of changes."""

from __future__ import annotations

from pytest_lambda.service.resources.watchers import Watchers


def test_all_are_told_in_their_order() -> None:
    watchers, told = Watchers(), []
    watchers.add(lambda: told.append("a"))
    watchers.add(lambda: told.append("b"))
    watchers.tell()
    watchers.tell()
    assert told == ["a", "b", "a", "b"]


def test_those_who_come_and_go_while_others_are_told() -> None:
    watchers, told = Watchers(), []

    def once() -> None:
        told.append("once")
        watchers.remove(once)
        watchers.add(lambda: told.append("later"))

    watchers.add(once)
    watchers.add(lambda: told.append("always"))
    watchers.tell()
    assert told == ["once", "always"]
    watchers.tell()
    assert told == ["once", "always", "always", "later"]


def test_one_who_was_never_told_changes_nothing() -> None:
    watchers, told = Watchers(), []
    watchers.add(told.clear)
    watchers.remove(told.sort)
    told.append("left")
    watchers.tell()
    assert told == []
