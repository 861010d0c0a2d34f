"""Whether an event is right by every judge there is."""

from __future__ import annotations

import json
import os
from typing import Any

from pytest_lambda.events.judging.checking import book_for, check

from .oracles import complaints

#: of each strategy; fewer where the suite is run for one Python after the other
EXAMPLES = int(os.environ.get("STRATEGY_EXAMPLES", "500"))


def assert_right(event: Any, source: str) -> None:
    """It keeps our rules, its source can be guessed, it is pure JSON, and the oracles accept it."""
    found = [str(violation) for violation in check(event, source)]
    assert found == [], found
    guessed = book_for(event).source
    assert guessed == source, f"its source was taken for {guessed}"
    assert json.loads(json.dumps(event)) == event
    found = complaints(source, event)
    assert found == [], found


def broken_rules(event: Any, source: str) -> set[str]:
    """The names of the rules that an event breaks."""
    return {violation.rule for violation in check(event, source)}
