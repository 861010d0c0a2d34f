"""JSON web tokens: which keys sign them, and what they claim. The only file that knows PyJWT."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pytest_lambda.errors import ConfigurationError

try:
    import jwt
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
    from jwt.algorithms import RSAAlgorithm
except ImportError as error:
    raise ConfigurationError(
        "JSON web tokens need PyJWT and cryptography, which are not installed. Mend it with\n"
        "  pip install 'pytest-aws-lambda[jwt]'"
    ) from error

#: all others are refused (AWS: "Control access to HTTP APIs with JWT authorizers")
ALGORITHMS = ("RS256", "RS384", "RS512")
_BITS = 2048
_EXPECTED = (
    "expected a TokenIssuer, a JSON web key set ({'keys': [...]}), one key of such a set, or a public RSA key as PEM"
)


class TokenRefused(Exception):
    """A token is none, or nobody known has signed it. Its text says why."""


class VerificationKeys:
    """The public keys of an issuer.

    Args:
        given: a JSON web key set, one key of it, an object with a `jwks`, or a public key as PEM. A key of a set is
            found by the token's `kid`; one given as PEM has no name.

    Raises:
        ConfigurationError: it is none of these.
    """

    def __init__(self, given: Any) -> None:
        given = getattr(given, "jwks", given)
        self._keys: dict[str | None, rsa.RSAPublicKey] = {}
        try:
            if isinstance(given, (str, bytes)):
                self._keys[None] = _public(RSAAlgorithm(RSAAlgorithm.SHA256).prepare_key(given))
            elif isinstance(given, Mapping):
                for key in given.get("keys", [given]):
                    self._keys[key.get("kid")] = _public(RSAAlgorithm.from_jwk(dict(key)))
        except (ValueError, TypeError, AttributeError, jwt.PyJWTError) as error:
            raise ConfigurationError(f"keys cannot be read ({error}): {_EXPECTED}.") from None
        if not self._keys:
            raise ConfigurationError(f"keys is {given!r}: {_EXPECTED}.")

    def claims_of(self, token: str) -> dict[str, Any]:
        """What a token claims, if one of the keys has signed it; nothing of the claims is checked.

        Raises:
            TokenRefused: it is no token, or none of these keys has signed it.
        """
        try:
            header = jwt.get_unverified_header(token)
            algorithm = header.get("alg")
            if algorithm not in ALGORITHMS:
                raise TokenRefused(f"the token is signed by {algorithm}, expected one of {', '.join(ALGORITHMS)}")
            key = self._keys.get(header.get("kid"), self._keys.get(None))
            if key is None:
                raise TokenRefused(f"the token's kid is {header.get('kid')!r}, of which there is no key")
            claims = json.loads(jwt.PyJWS().decode_complete(token, key, algorithms=[algorithm])["payload"])
        except (jwt.PyJWTError, ValueError) as error:
            raise TokenRefused(f"the token cannot be verified: {error}") from None
        if not isinstance(claims, dict):
            raise TokenRefused("the token has no claims")
        return claims


class SigningKey:
    """An RSA key of which both halves are known: for tests.

    Args:
        key_id: its name.
    """

    def __init__(self, key_id: str) -> None:
        self.key_id = key_id
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=_BITS)

    @property
    def jwk(self) -> dict[str, Any]:
        """The public half as a JSON web key."""
        made = json.loads(RSAAlgorithm.to_jwk(self._key.public_key()))
        return {**made, "kid": self.key_id, "alg": ALGORITHMS[0], "use": "sig"}

    @property
    def pem(self) -> str:
        """The public half as PEM."""
        return self._key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    def signed(self, claims: Mapping[str, Any]) -> str:
        """A token with these claims."""
        payload = json.dumps(claims, separators=(",", ":")).encode()
        return jwt.PyJWS().encode(payload, self._key, ALGORITHMS[0], {"kid": self.key_id, "typ": "JWT"})


def _public(key: Any) -> rsa.RSAPublicKey:
    """The public half, of a private key too."""
    public: Any = key.public_key() if hasattr(key, "public_key") else key
    if not isinstance(public, rsa.RSAPublicKey):
        raise ConfigurationError(f"keys has one that is not of RSA: {_EXPECTED}.")
    return public
