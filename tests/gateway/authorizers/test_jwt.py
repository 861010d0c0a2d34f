"""JWT authorizers of HTTP APIs: whom they let pass, and what functions get to know."""

from __future__ import annotations

import base64
import json
import sys

import pytest

from pytest_lambda import ConfigurationError, LambdaService, events
from pytest_lambda.events import ABSENT
from pytest_lambda.gateway.authorizers import JwtAuthorizer, TokenIssuer

from .asked import authorizer_of, refused

ISSUER = "https://issuer.example.com"
UNAUTHORIZED = {"message": "Unauthorized"}


@pytest.fixture(scope="module")
def issuer():
    return TokenIssuer(ISSUER)


@pytest.fixture
def get(function, issuer):
    """`get(token)` sends one request to a route of an API for which tokens of the audience `pets` are good."""

    def send(token, *, scopes=(), keys=None, prefix="Bearer ", settings=None, **api):
        authorizer = JwtAuthorizer(ISSUER, ["pets", "shop"], keys=issuer if keys is None else keys, **(settings or {}))
        routes = {"GET /pets": {"authorization_scopes": scopes}}
        client = function.http_client("http-api", authorizer=authorizer, routes=routes, **api)
        headers = {} if token is None else {"Authorization": (prefix + token).encode()}
        return client.get("/pets", headers=headers)

    return send


def challenge(response):
    return response.headers.get("www-authenticate")


def test_d_a_good_token_lets_pass(get, issuer):
    response = get(issuer.token(aud="pets", exp=4102444800, iat=1700000000))
    assert response.status_code == 200
    claims = {"iss": ISSUER, "sub": "test-user", "iat": "1700000000", "exp": "4102444800", "aud": "pets"}
    assert authorizer_of(response) == {"jwt": {"claims": claims, "scopes": None}}
    assert events.check(response.extensions["lambda"].event) == []
    assert response.extensions["lambda"].authorizer is None


@pytest.mark.parametrize("prefix", ["", "Bearer ", "bearer "])
def test_d_with_bearer_or_without(get, issuer, prefix):
    assert get(issuer.token(aud="pets"), prefix=prefix).status_code == 200


def test_k_claims_are_texts(get, issuer):
    claims = {"cognito:groups": ["admin", "users"], "level": 3, "flag": True, "part": 1.5, "nothing": None}
    said = authorizer_of(get(issuer.token(aud=["pets", "other"], **claims)))["jwt"]["claims"]
    assert {name: said.get(name) for name in (*claims, "aud")} == {
        "cognito:groups": "[admin users]",
        "level": "3",
        "flag": "true",
        "part": "1.5",
        "nothing": None,
        "aud": "[pets other]",
    }


def test_format_1_0_has_claims_and_scopes(get, issuer):
    response = get(issuer.token(aud="pets", scope="a b"), scopes=("b",), payload_format="1.0")
    said = authorizer_of(response)
    assert said["claims"]["sub"] == "test-user"
    assert said["scopes"] == ["a", "b"]
    assert events.check(response.extensions["lambda"].event) == []


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": "shop"},
        {"aud": ["other", "shop"]},
        {"client_id": "pets"},
        {"aud": "pets", "client_id": "other"},
        {"aud": "pets", "nbf": 1},
        {"aud": "pets", "iat": ABSENT},
    ],
)
def test_d_what_else_is_good(get, issuer, claims):
    assert get(issuer.token(**claims)).status_code == 200


@pytest.mark.parametrize(
    ("claims", "rule", "description"),
    [
        ({"aud": "other"}, "JWT-audience", "the token does not have a valid audience"),
        ({}, "JWT-audience", "the token does not have a valid audience"),
        ({"aud": "other", "client_id": "pets"}, "JWT-audience", "the token does not have a valid audience"),
        ({"aud": "pets", "iss": "https://evil.example.com"}, "JWT-issuer", "the token does not have a valid issuer"),
        ({"aud": "pets", "iss": ABSENT}, "JWT-issuer", "the token does not have a valid issuer"),
        ({"aud": "pets", "iss": f"{ISSUER}/"}, "JWT-issuer", "the token does not have a valid issuer"),
        ({"aud": "pets", "exp": 1}, "JWT-time", "the token has expired"),
        ({"aud": "pets", "exp": ABSENT}, "JWT-time", "the token has no exp"),
        ({"aud": "pets", "exp": "4102444800"}, "JWT-time", "the token's exp is no time"),
        ({"aud": "pets", "nbf": 4102444800}, "JWT-time", "the token is not valid yet"),
        ({"aud": "pets", "iat": 4102444800}, "JWT-time", "the token was issued in the future"),
    ],
)
def test_d_a_wrong_claim_is_401(get, issuer, claims, rule, description):
    response = get(issuer.token(**claims))
    assert refused(response) == (401, UNAUTHORIZED, rule)
    assert challenge(response) == f'Bearer scope="" error="invalid_token" error_description="{description}"'


def test_k_without_a_token(get):
    response = get(None)
    assert refused(response) == (401, UNAUTHORIZED, "AUTH-identity")
    assert challenge(response) == "Bearer"


#: of RFC 7515, A.3, as PEM
EC_PEM = """-----BEGIN PUBLIC KEY-----
MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEf83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEXH8UTNG72bfocs3+257rn0s2ldbqkLJK2KRiMohYjlrQ==
-----END PUBLIC KEY-----
"""


def part(value):
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


UNSIGNED = f"{part({'alg': 'none', 'kid': 'test-key'})}.{part({'iss': ISSUER, 'aud': 'pets', 'exp': 4102444800})}."


@pytest.mark.parametrize(
    "token",
    ["x", "a.b.c", "....", "é", UNSIGNED, f"{part({'alg': 'RS256', 'kid': 'test-key'})}.{part([])}.AAAA"],
    ids=["a word", "three parts", "dots", "not ASCII", "unsigned", "a false signature"],
)
def test_d_what_is_no_signed_token_is_401(get, token):
    response = get(token)
    assert refused(response) == (401, UNAUTHORIZED, "JWT-signature")
    assert 'error="invalid_token"' in challenge(response)


def test_d_a_changed_token_is_401(get, issuer):
    head, body, signature = issuer.token(aud="pets", sub="ada").split(".")
    forged = json.loads(base64.urlsafe_b64decode(body + "=="))
    assert get(f"{head}.{part({**forged, 'sub': 'eve'})}.{signature}").status_code == 401
    assert get(f"{head}.{body}.{signature}").status_code == 200


def test_d_a_token_of_another_key_of_the_same_name_is_401(get):
    assert refused(get(TokenIssuer(ISSUER).token(aud="pets")))[2] == "JWT-signature"


def test_d_a_token_of_a_key_of_another_name_is_401(get):
    other = TokenIssuer(ISSUER, key_id="other")
    response = get(other.token(aud="pets"))
    assert refused(response)[2] == "JWT-signature"
    assert "'other', of which there is no key" in response.extensions["lambda"].refusal.reason
    both = {"keys": [*other.jwks["keys"], *TokenIssuer(ISSUER).jwks["keys"]]}
    assert get(other.token(aud="pets"), keys=both).status_code == 200


def test_d_symmetric_keys_are_not_supported(get, issuer):
    import jwt

    token = jwt.encode({"iss": ISSUER, "aud": "pets", "exp": 4102444800}, "s" * 32, "HS256", {"kid": "test-key"})
    assert "signed by HS256" in get(token).extensions["lambda"].refusal.reason


@pytest.mark.parametrize("payload", [b"[]", b"no JSON", b"\xff"])
def test_d_a_signed_token_without_claims_is_401(get, payload):
    import jwt
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    jwk = {**json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key())), "kid": "k"}
    response = get(jwt.PyJWS().encode(payload, key, "RS256", {"kid": "k"}), keys={"keys": [jwk]})
    assert refused(response) == (401, UNAUTHORIZED, "JWT-signature")


@pytest.mark.parametrize("form", ["pem", "pem bytes", "jwks", "one key"])
def test_keys_come_in_several_forms(get, issuer, form):
    keys = {
        "pem": issuer.pem,
        "pem bytes": issuer.pem.encode(),
        "jwks": issuer.jwks,
        "one key": issuer.jwks["keys"][0],
    }[form]
    assert get(issuer.token(aud="pets"), keys=keys).status_code == 200
    assert get(TokenIssuer(ISSUER).token(aud="pets"), keys=keys).status_code == 401


@pytest.mark.parametrize("claim", ["scope", "scp"])
def test_d_a_token_needs_one_of_the_scopes(get, issuer, claim):
    token = issuer.token(aud="pets", **{claim: "pets:read pets:write"})
    response = get(token, scopes=("shop:read", "pets:read"))
    assert authorizer_of(response)["jwt"]["scopes"] == ["pets:read", "pets:write"]
    assert get(issuer.token(aud="pets", scp=["pets:read"]), scopes=("pets:read",)).status_code == 200


@pytest.mark.parametrize("claims", [{}, {"scope": ""}, {"scope": "pets:write"}, {"scope": "pets:rea"}, {"scp": 7}])
def test_k_without_one_of_the_scopes_it_is_403(get, issuer, claims):
    response = get(issuer.token(aud="pets", **claims), scopes=("pets:read", "all"))
    assert refused(response) == (403, {"message": "Forbidden"}, "JWT-scope")
    assert challenge(response).startswith('Bearer scope="pets:read all" error="insufficient_scope"')


def test_scopes_belong_to_routes(function, issuer):
    client = function.http_client(
        "http-api",
        authorizer=JwtAuthorizer(ISSUER, "pets", keys=issuer),
        routes={"GET /pets": None, "POST /pets": {"authorization_scopes": ("pets:write",)}},
        client_options={"headers": {"Authorization": issuer.token(aud="pets", scope="pets:read")}},
    )
    assert client.get("/pets").status_code == 200
    assert client.post("/pets").status_code == 403


@pytest.mark.parametrize("source", ["$request.querystring.token", "$request.header.X-Token"])
def test_d_the_token_may_be_elsewhere(function, issuer, source):
    authorizer = JwtAuthorizer(ISSUER, "pets", keys=issuer, identity_source=source)
    client = function.http_client("http-api", authorizer=authorizer)
    token = issuer.token(aud="pets")
    assert client.get("/", params={"token": token}, headers={"X-Token": token}).status_code == 200
    assert client.get("/", headers={"Authorization": token}).status_code == 401


def test_tokens_expire_on_virtual_time():
    with LambdaService() as service:
        function = service.create_function("pets", handler=lambda event, context: {"statusCode": 200})
        issuer = TokenIssuer(clock=service.clock)
        authorizer = JwtAuthorizer(issuer.issuer, "pets", keys=issuer)
        client = function.http_client("http-api", authorizer=authorizer)
        headers = {"Authorization": issuer.token(aud="pets")}
        assert client.get("/", headers=headers).status_code == 200
        service.clock.advance(minutes=59)
        assert client.get("/", headers=headers).status_code == 200
        service.clock.advance(minutes=1)
        assert refused(client.get("/", headers=headers))[2] == "JWT-time"


@pytest.mark.parametrize(
    ("settings", "error"),
    [
        ({"issuer": "issuer.example.com"}, "issuer is 'issuer.example.com': expected an address such as 'https://"),
        ({"audience": []}, r"audience is \[\]: expected a text, or several"),
        ({"audience": [7]}, r"audience is \[7\]"),
        ({"identity_source": "$request.header.A, $request.header.B"}, "identity_source is .*: expected one"),
        ({"keys": None}, "keys is None: expected a TokenIssuer"),
        ({"keys": {"keys": []}}, "keys is .*: expected a TokenIssuer"),
        ({"keys": "not PEM"}, "keys cannot be read"),
        ({"keys": {"kty": "RSA"}}, "keys cannot be read"),
        ({"keys": {"keys": [7]}}, "keys cannot be read"),
        ({"keys": {"kty": "oct", "k": "AAAA"}}, "keys cannot be read"),
        ({"keys": EC_PEM}, "keys (cannot be read|has one that is not of RSA)"),
    ],
)
def test_malformed_settings(issuer, settings, error):
    made = {"issuer": ISSUER, "audience": "pets", "keys": issuer, **settings}
    with pytest.raises(ConfigurationError, match=error):
        JwtAuthorizer(**made)


def test_the_private_key_as_pem_serves_for_its_public_half(get, issuer):
    import jwt
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    token = jwt.encode({"iss": ISSUER, "aud": "pets", "exp": 4102444800}, key, "RS512")
    assert get(token, keys=pem).status_code == 200


@pytest.mark.parametrize("missing", ["jwt", "cryptography.hazmat.primitives.asymmetric"])
def test_without_the_library_the_error_names_the_extra(monkeypatch, missing):
    monkeypatch.delitem(sys.modules, "pytest_lambda.gateway.authorizers.signed_tokens", raising=False)
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(ConfigurationError, match=r"pip install 'pytest-aws-lambda\[jwt\]'"):
        JwtAuthorizer(ISSUER, "pets", keys="")
    with pytest.raises(ConfigurationError, match=r"pip install 'pytest-aws-lambda\[jwt\]'"):
        TokenIssuer().token()
