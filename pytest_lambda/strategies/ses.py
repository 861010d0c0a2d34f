"""SES events."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from pytest_lambda.events.builders.ses import ses
from pytest_lambda.events.shapes.ses import SesEvent
from pytest_lambda.strategies.varying import strategy, world_for
from pytest_lambda.world import World

ADDRESSES = st.builds(
    "{}@{}".format, st.text("abcxyz019+-_.", min_size=1, max_size=20), st.sampled_from(("example.com", "a.b"))
)
SUBJECTS = st.text(st.characters(whitelist_categories=("L", "N", "P", "Zs")), max_size=80)
_STATUSES = st.sampled_from(("PASS", "FAIL", "GRAY", "PROCESSING_FAILED"))


def ses_events(
    *, recipients: Any = None, sources: Any = None, subjects: Any = None, world: World | None = None
) -> st.SearchStrategy[SesEvent]:
    """Mails with all verdicts.

    Args:
        recipients: a strategy for lists of addresses.
        sources: a strategy for the sender's address.
        subjects: a strategy for subjects.
        world: account, region, clock and seed.
    """
    drawn = st.tuples(
        strategy(recipients, st.lists(ADDRESSES, min_size=1, max_size=3), "recipients"),
        strategy(sources, ADDRESSES, "sources"),
        strategy(subjects, SUBJECTS, "subjects"),
        _STATUSES,
        _STATUSES,
    )
    surroundings = world_for(world)

    def build(parts: tuple[list[str], str, str, str, str]) -> SesEvent:
        to, source, subject, spam, dmarc = parts
        verdicts = {"spamVerdict": {"status": spam}, "dmarcVerdict": {"status": dmarc}}
        return ses(*to, source=source, subject=subject, ses={"receipt": verdicts}, world=surroundings)

    return drawn.map(build)
