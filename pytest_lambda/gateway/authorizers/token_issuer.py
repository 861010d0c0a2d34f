"""Who issues JSON web tokens in tests."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from pytest_lambda.clock import Clock, RealClock
from pytest_lambda.errors import ConfigurationError
from pytest_lambda.events.building.overrides import ABSENT

if TYPE_CHECKING:
    from pytest_lambda.gateway.authorizers.signed_tokens import SigningKey

#: seconds
_LIFETIME = 3600


class TokenIssuer:
    """Issues JSON web tokens, signed with a key of its own. Needs the extra `jwt`.

    Args:
        issuer: the claim `iss` of its tokens.
        clock: that of a service whose functions are on virtual time; by default the computer's, or a test's frozen
            time.
        key_id: the name of the key.

    Raises:
        ConfigurationError: one of them is malformed.
    """

    def __init__(
        self, issuer: str = "https://issuer.example.com", *, clock: Clock | None = None, key_id: str = "test-key"
    ) -> None:
        for name, text in (("issuer", issuer), ("key_id", key_id)):
            if not isinstance(text, str) or not text:
                raise ConfigurationError(f"{name} is {text!r}: expected a text.")
        if clock is not None and not callable(getattr(clock, "epoch", None)):
            raise ConfigurationError(f"clock is {clock!r}: expected that of a service or of a function, or None.")
        self.issuer = issuer
        self._clock: Clock = RealClock() if clock is None else clock
        self._key_id = key_id

    @property
    def jwks(self) -> dict[str, Any]:
        """The public key, as an issuer publishes it: a JSON web key set."""
        return {"keys": [self._key.jwk]}

    @property
    def pem(self) -> str:
        """The public key as PEM."""
        return self._key.pem

    def token(self, **claims: Any) -> str:
        """A token that is good for an hour from now on.

        Args:
            claims: by their names: `aud="pets"`, `scope="pets:read pets:write"`, `exp=…`. `iss`, `sub`, `iat` and
                `exp` are made if they are not given; `ABSENT` leaves one out.
        """
        now = int(self._clock.epoch())
        made = {"iss": self.issuer, "sub": "test-user", "iat": now, "exp": now + _LIFETIME, **claims}
        return self._key.signed({name: value for name, value in made.items() if value is not ABSENT})

    @cached_property
    def _key(self) -> SigningKey:
        from pytest_lambda.gateway.authorizers.signed_tokens import SigningKey

        return SigningKey(self._key_id)
