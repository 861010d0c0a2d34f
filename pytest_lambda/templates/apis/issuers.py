"""Who issues the tokens that authorizers of a template ask for: the test, with keys of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pytest_lambda.clock.virtual import VirtualClock
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.gateway.authorizers.authorizer import Authorized, Authorizer, AuthorizerCall


class Issuers:
    """Issuers of JSON web tokens by their address, each made when it is first asked for.

    Args:
        clock: of the service.
    """

    __slots__ = ("_clock", "_issuers", "_known")

    def __init__(self, clock: VirtualClock) -> None:
        self._clock = clock
        self._issuers: dict[str, Any] = {}
        self._known: dict[str, str] = {}

    def know(self, issuer: str, *names: str) -> None:
        """An authorizer of the template trusts an issuer.

        Args:
            issuer: its address.
            names: what it may be called besides.
        """
        self._known.update(dict.fromkeys((issuer, *names), issuer))

    def issuer(self, name: str | None = None) -> Any:
        """One that an authorizer of the template trusts.

        Args:
            name: its address, or the name of the authorizer; not needed if there is one only.

        Raises:
            ConfigurationError: there is none, or the extra `jwt` is not installed.
        """
        addresses = list(dict.fromkeys(self._known.values()))
        if name is None and len(addresses) == 1:
            name = addresses[0]
        if name is None or name not in self._known:
            known = ", ".join(map(repr, self._known)) or "none"
            raise ConfigurationError(f"There is no issuer {name!r} that an authorizer trusts. Known: {known}.")
        return self.at(self._known[name])

    def at(self, address: str) -> Any:
        """The issuer with an address."""
        if address not in self._issuers:
            from pytest_lambda.gateway.authorizers.token_issuer import TokenIssuer

            self._issuers[address] = TokenIssuer(address, clock=self._clock)
        return self._issuers[address]


class Later:
    """An authorizer that is made when it is first asked: keys take their time, and a library of their own.

    Args:
        kind: its class.
        settings: of it, but for the keys.
        issuers: have the keys.
        issuer: whose keys they are.
    """

    __slots__ = ("_issuer", "_issuers", "_kind", "_made", "_settings")

    def __init__(self, kind: type[Any], settings: Mapping[str, Any], issuers: Issuers, issuer: str) -> None:
        self._kind = kind
        self._settings = settings
        self._issuers = issuers
        self._issuer = issuer
        self._made: Authorizer | None = None

    def authorize(self, call: AuthorizerCall) -> Authorized:
        """See `Authorizer`."""
        if self._made is None:
            self._made = self._kind(**self._settings, keys=self._issuers.at(self._issuer))
        return self._made.authorize(call)
