"""Events of Transfer Family servers."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from pytest_lambda.events.builders.transfer_family import transfer_family
from pytest_lambda.events.shapes.transfer_family import TransferFamilyEvent
from pytest_lambda.strategies.varying import strategy, world_for
from pytest_lambda.world import World

_USERS = st.builds(
    "{}{}".format,
    st.sampled_from("abcXYZ019_"),
    st.text("abcdefghijABCDEFGHIJ0123456789_@.-", min_size=2, max_size=20),
)
_ADDRESSES = st.integers(1, 254).map("192.0.2.{}".format) | st.integers(1, 0xFFFF).map("2001:db8::{:x}".format)


def transfer_family_events(
    *, usernames: Any = None, passwords: Any = None, protocols: Any = None, world: World | None = None
) -> st.SearchStrategy[TransferFamilyEvent]:
    """People who log in, with passwords and with keys.

    Args:
        usernames: a strategy for names.
        passwords: a strategy for passwords; None is a key, which only SFTP knows.
        protocols: a strategy for protocols.
        world: account, region, clock and seed.
    """
    drawn = st.tuples(
        strategy(usernames, _USERS, "usernames"),
        strategy(passwords, st.none() | st.text(min_size=1, max_size=20), "passwords"),
        strategy(protocols, st.sampled_from(("SFTP", "FTPS", "FTP")), "protocols"),
        _ADDRESSES,
    )
    surroundings = world_for(world)

    def build(parts: tuple[str, str | None, str, str]) -> TransferFamilyEvent:
        user, password, protocol, address = parts
        typed = "0" if password is None and passwords is None and protocol != "SFTP" else password
        return transfer_family(username=user, password=typed, protocol=protocol, source_ip=address, world=surroundings)

    return drawn.map(build)
