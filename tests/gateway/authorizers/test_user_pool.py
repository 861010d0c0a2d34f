"""User pool authorizers of REST APIs: declared callers, and verified tokens."""

from __future__ import annotations

import pytest

from pytest_lambda import ConfigurationError, LambdaService, events
from pytest_lambda.events import ABSENT
from pytest_lambda.gateway.authorizers import CognitoAuthorizer, TokenIssuer

from .asked import authorizer_of, refused

POOL = "eu-central-1_AbCdEfGhI"
ISSUER = f"https://cognito-idp.eu-central-1.amazonaws.com/{POOL}"
UNAUTHORIZED = {"message": "Unauthorized"}


@pytest.fixture(scope="module")
def issuer():
    return TokenIssuer(ISSUER)


@pytest.fixture
def get(function, issuer):
    """`get(token)` sends one request to an API whose tokens are of the user pool."""

    def send(token, *, scopes=(), **settings):
        made = settings if "claims" in settings else {"user_pool_id": POOL, "keys": issuer, **settings}
        routes = {"GET /pets": {"authorization_scopes": scopes}}
        client = function.http_client("rest-api", authorizer=CognitoAuthorizer(**made), routes=routes)
        return client.get("pets", headers={} if token is None else {"Authorization": token})

    return send


def test_declared_claims_are_those_of_every_token(get):
    claims = {"sub": "ada", "cognito:groups": ["admins", "users"], "email_verified": True, "nothing": None}
    response = get("whatever", claims=claims)
    assert authorizer_of(response) == {
        "claims": {"sub": "ada", "cognito:groups": "admins,users", "email_verified": "true"}
    }
    assert events.check(response.extensions["lambda"].event) == []


@pytest.mark.parametrize("settings", [{"claims": {"sub": "ada"}}, {}], ids=["declared", "verified"])
@pytest.mark.parametrize("token", [None, ""], ids=["missing", "empty"])
def test_w_without_a_token_it_is_401(get, token, settings):
    response = get(token, **settings)
    assert refused(response) == (401, UNAUTHORIZED, "AUTH-identity")
    assert response.headers["x-amzn-errortype"] == "UnauthorizedException"


@pytest.mark.parametrize("prefix", ["", "Bearer "])
def test_w_claims_of_a_good_token_are_texts(get, issuer, prefix):
    token = issuer.token(
        iat=1700000000,
        exp=4102444800,
        aud="client",
        token_use="id",
        auth_time=1700000000,
        **{"cognito:groups": ["a", "b"]},
    )
    assert authorizer_of(get(prefix + token)) == {
        "claims": {
            "iss": ISSUER,
            "sub": "test-user",
            "iat": "Tue Nov 14 22:13:20 UTC 2023",
            "exp": "Fri Jan 01 00:00:00 UTC 2100",
            "aud": "client",
            "token_use": "id",
            "auth_time": "1700000000",
            "cognito:groups": "a,b",
        }
    }


def test_w_an_expired_token_says_so(get, issuer):
    response = get(issuer.token(exp=1))
    assert refused(response) == (401, {"message": "The incoming token has expired"}, "COGNITO-time")


@pytest.mark.parametrize(
    ("claims", "rule"),
    [
        ({"iss": "https://issuer.example.com"}, "COGNITO-issuer"),
        ({"iss": ISSUER.replace("AbC", "XyZ")}, "COGNITO-issuer"),
        ({"exp": ABSENT}, "COGNITO-time"),
        ({"nbf": 4102444800}, "COGNITO-time"),
        ({"token_use": "access"}, "COGNITO-use"),
    ],
)
def test_a_wrong_token_is_401(get, issuer, claims, rule):
    assert refused(get(issuer.token(**claims))) == (401, UNAUTHORIZED, rule)


def test_a_token_that_the_pool_has_not_signed_is_401(get):
    assert refused(get(TokenIssuer(ISSUER).token())) == (401, UNAUTHORIZED, "COGNITO-signature")
    assert refused(get("a-token"))[2] == "COGNITO-signature"


@pytest.mark.parametrize(("audience", "status"), [("client-1", 200), ("client", 401), (ABSENT, 401)])
def test_d_the_audience_must_match(get, issuer, audience, status):
    token = issuer.token(aud=audience)
    response = get(token, identity_validation_expression=r"client-\d")
    assert response.status_code == status
    if status == 401:
        assert refused(response)[2] == "COGNITO-audience"


def test_d_with_scopes_an_access_token_is_needed_that_has_one(get, issuer):
    good = issuer.token(token_use="access", scope="pets/read openid")
    assert get(good, scopes=("pets/read", "pets/write")).status_code == 200
    assert refused(get(good, scopes=("pets/write",))) == (401, UNAUTHORIZED, "COGNITO-scope")
    wrong = issuer.token(token_use="id", scope="pets/read")
    assert refused(get(wrong, scopes=("pets/read",))) == (401, UNAUTHORIZED, "COGNITO-use")


def test_declared_scopes_count_too(get):
    claims = {"sub": "ada", "scope": "pets/read"}
    assert get("t", claims=claims, scopes=("pets/read",)).status_code == 200
    assert get("t", claims=claims, scopes=("pets/write",)).status_code == 401


def test_tokens_expire_on_virtual_time():
    with LambdaService() as service:
        function = service.create_function("pets", handler=lambda event, context: {"statusCode": 200})
        issuer = TokenIssuer(ISSUER, clock=service.clock)
        authorizer = CognitoAuthorizer(user_pool_id=POOL, keys=issuer)
        client = function.http_client("rest-api", authorizer=authorizer)
        headers = {"Authorization": issuer.token()}
        assert client.get("", headers=headers).status_code == 200
        service.clock.advance(hours=1)
        assert client.get("", headers=headers).status_code == 401


@pytest.mark.parametrize(
    ("settings", "error"),
    [
        ({}, "Expected either claims=, or both user_pool_id= and keys="),
        ({"claims": {}, "user_pool_id": POOL}, "Expected either"),
        ({"user_pool_id": POOL}, "Expected either"),
        ({"keys": "k"}, "Expected either"),
        ({"user_pool_id": "pool", "keys": "k"}, "user_pool_id is 'pool': expected such as 'us-east-1_AbCdEfGhI'"),
        ({"user_pool_id": POOL, "keys": "k"}, "keys cannot be read"),
        ({"claims": ["a"]}, r"claims is \['a'\]: expected a mapping"),
        ({"claims": {}, "identity_source": "method.request.querystring.q"}, "expected one header"),
        ({"claims": {}, "identity_validation_expression": "["}, "expected a regular expression"),
    ],
)
def test_malformed_settings(settings, error):
    with pytest.raises(ConfigurationError, match=error):
        CognitoAuthorizer(**settings)
