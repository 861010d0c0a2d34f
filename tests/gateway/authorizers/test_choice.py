"""Which authorizer a route has, and which kinds of APIs can have it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from pytest_lambda import ConfigurationError
from pytest_lambda.gateway import authorizers
from pytest_lambda.gateway.authorizers import (
    Authorized,
    CognitoAuthorizer,
    IamAuthorizer,
    LambdaAuthorizer,
    RequestAuthorizer,
    TokenAuthorizer,
)
from pytest_lambda.gateway.door import Refused

from .asked import authorizer_of, policy

ADA = CognitoAuthorizer(claims={"sub": "ada"})
EVE = CognitoAuthorizer(claims={"sub": "eve"})


@pytest.fixture
def subject(function):
    """`subject(own, …)` is who has called, by the authorizer of the route."""

    def ask(own, **settings):
        client = function.http_client("rest-api", routes={"GET /pets": {"authorizer": own}}, **settings)
        response = client.get("pets", headers={"Authorization": "t"})
        said = authorizer_of(response)
        return None if said is None else said["claims"]["sub"]

    return ask


@pytest.mark.parametrize(
    ("own", "default", "expected"),
    [
        (None, None, None),
        (None, ADA, "ada"),
        (None, "ada", "ada"),
        (EVE, ADA, "eve"),
        ("eve", ADA, "eve"),
        ("NONE", ADA, None),
        (ADA, None, "ada"),
        (ADA, "NONE", "ada"),
        (None, "NONE", None),
    ],
)
def test_a_route_has_its_own_authorizer_or_that_of_the_api(subject, own, default, expected):
    assert subject(own, authorizer=default, authorizers={"ada": ADA, "eve": EVE}) == expected


def test_whatever_can_authorize_is_an_authorizer(function):
    class Doorman:
        def authorize(self, call):
            if call.http.header("x-name") != "ada":
                raise Refused("ACCESS_DENIED", "DOORMAN-name", "only Ada may pass")
            return Authorized({"name": "ada"})

    client = function.http_client("rest-api", authorizer=Doorman())
    assert authorizer_of(client.get("", headers={"X-Name": "ada"})) == {"name": "ada"}
    response = client.get("")
    assert response.status_code == 403
    assert str(response.extensions["lambda"].refusal) == "DOORMAN-name: only Ada may pass"


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ("eva", r"Route 'GET /pets' has the authorizer 'eva', which is not among authorizers=\. Did you mean 'eve'\?"),
        (7, "authorizer is 7: expected one of pytest_lambda.gateway.authorizers"),
        (policy, "authorizer is <function"),
    ],
)
def test_an_authorizer_that_is_none(function, given, error):
    with pytest.raises(ConfigurationError, match=error):
        function.http_client("rest-api", routes={"GET /pets": {"authorizer": given}}, authorizers={"eve": EVE})


@pytest.mark.parametrize("kind", [TokenAuthorizer, RequestAuthorizer])
def test_authorizers_of_rest_apis_do_not_fit_http_apis(function, kind):
    with pytest.raises(ConfigurationError, match=f"{kind.__name__} is no authorizer of kind 'http-api': it belongs to"):
        function.http_client("http-api", authorizer=kind(function))
    with pytest.raises(ConfigurationError, match="CognitoAuthorizer is no authorizer of kind 'http-api'"):
        function.http_client("http-api", authorizer=ADA)


def test_authorizers_of_http_apis_do_not_fit_rest_apis(function):
    with pytest.raises(ConfigurationError, match="LambdaAuthorizer is no authorizer of kind 'rest-api'.*http-api"):
        function.http_client("rest-api", authorizer=LambdaAuthorizer(function))


def test_iam_fits_both(function):
    for kind in ("rest-api", "http-api"):
        assert function.http_client(kind, authorizer=IamAuthorizer()).get("pets").status_code == 200


@pytest.mark.parametrize("name", authorizers.__all__)
def test_public_names_are_there(name):
    assert name in dir(authorizers)
    assert getattr(authorizers, name).__doc__


def test_an_unknown_name():
    with pytest.raises(AttributeError, match="has no attribute 'Bouncer'"):
        authorizers.Bouncer


def test_what_is_not_used_is_not_loaded():
    script = (
        "import sys, pytest_lambda.gateway.authorizers as names; names.TokenAuthorizer, names.JwtAuthorizer; "
        "names.CognitoAuthorizer(claims={}); sys.exit('jwt' in sys.modules or 'cryptography' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script]).returncode == 0
