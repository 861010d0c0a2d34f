"""Routes as callers give them."""

from __future__ import annotations

import pytest

from pytest_lambda import ConfigurationError, LambdaFunction
from pytest_lambda.gateway.routes.route import Route, routes_of


def handler(event: object, context: object) -> None:
    return None


@pytest.mark.parametrize(
    ("key", "route"),
    [
        ("GET /pets/{id}", Route("GET", "/pets/{id}")),
        ("get /pets", Route("GET", "/pets")),
        ("ANY /{proxy+}", Route("ANY", "/{proxy+}")),
        ("/pets", Route("ANY", "/pets")),
        ("$default", Route("ANY", "$default")),
    ],
)
def test_a_key(key, route):
    assert routes_of([key]) == (route,)


def test_keys_as_aws_writes_them():
    assert [route.key for route in routes_of(["get /pets", "/{proxy+}", "$default"])] == [
        "GET /pets",
        "ANY /{proxy+}",
        "$default",
    ]


def test_a_function_of_a_route():
    function = LambdaFunction(handler)
    (route,) = routes_of({"GET /pets": function})
    assert route.function is function


def test_settings_of_a_route():
    (route,) = routes_of({"GET /pets": {"timeout_in_millis": 50, "qualifier": "live"}})
    assert (route.timeout_in_millis, route.qualifier) == (50, "live")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("GET /pets", r"routes is 'GET /pets': expected keys"),
        (7, r"routes is 7: expected keys"),
        ([], r"routes is empty"),
        (["pets"], r"routes has 'pets': expected a method and a path"),
        (["FETCH /pets"], r"routes has 'FETCH /pets': expected a method and a path.*Methods: ANY, DELETE"),
        ([None], r"routes has None: expected a method and a path"),
        (["GET /pets/{id"], r"'\{id' is no parameter"),
        (["GET /{all+}/x"], r"a parameter with a plus takes all the rest"),
        (["GET /{a}/{a}"], r"the parameter 'a' is there twice"),
        (["GET /pets", "get /pets"], r"routes has 'GET /pets' twice"),
        ({"GET /pets": 7}, r"routes\['GET /pets'\] is 7: expected a Lambda function"),
        ({"GET /pets": {"timeout": 7}}, r"'timeout', which is no setting of a route. Did you mean 'timeout_in_millis'"),
    ],
    ids=str,
)
def test_one_clear_error_each(given, message):
    with pytest.raises(ConfigurationError, match=message):
        routes_of(given)
