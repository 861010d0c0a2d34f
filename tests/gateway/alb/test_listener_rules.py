"""Rules of a listener: which target group a request goes to."""

from __future__ import annotations

from typing import Any

import pytest

from pytest_lambda import ConfigurationError, LambdaFunction


def named(name: str) -> Any:
    def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
        headers = {"multiValueHeaders": {"X-A": ["1", "2"]}} if "multiValueHeaders" in event else {}
        return {"statusCode": 200, "body": name, **headers}

    return handler


@pytest.fixture
def functions():
    made = {name: LambdaFunction(named(name)) for name in ("default", "pets", "shop")}
    yield made
    for function in made.values():
        function.close()


@pytest.fixture
def client(functions):
    rules = [
        {"path_pattern": "/pets/*", "http_request_method": ["GET", "HEAD"], "function": functions["pets"]},
        {"host_header": ["shop.example.com", "*.shop.example.com"], "function": functions["shop"]},
        {"path_pattern": ["/img/?.png", "/a.b"], "function": functions["shop"]},
    ]
    return functions["default"].http_client("alb", rules=rules)


@pytest.mark.parametrize(
    ("method", "path", "host", "target", "route"),
    [
        ("GET", "/pets/1", "", "pets", "rule 1"),
        ("GET", "/pets/1/toys", "", "pets", "rule 1"),
        ("POST", "/pets/1", "", "default", "default"),
        ("GET", "/Pets/1", "", "default", "default"),  # paths are case-sensitive
        ("GET", "/pets", "", "default", "default"),
        ("GET", "/pets/1", "shop.example.com", "pets", "rule 1"),  # the first rule that fits
        ("GET", "/", "SHOP.example.com:443", "shop", "rule 2"),  # hosts are not
        ("GET", "/", "a.b.shop.example.com", "shop", "rule 2"),
        ("GET", "/", "myshop.example.com", "default", "default"),
        ("GET", "/img/1.png", "", "shop", "rule 3"),
        ("GET", "/img/12.png", "", "default", "default"),
        ("GET", "/a.b?x=/pets/1", "", "shop", "rule 3"),
        ("GET", "/aXb", "", "default", "default"),
    ],
)
def test_d_conditions(client, method, path, host, target, route):
    response = client.request(method, path, headers={"host": host} if host else {})
    assert response.text == target
    assert response.extensions["lambda"].route == route


def test_a_rule_has_a_target_group_of_its_own(functions):
    rule = {
        "path_pattern": "/shop",
        "function": functions["shop"],
        "target_group_name": "shop",
        "multi_value_headers": True,
    }
    client = functions["default"].http_client("alb", rules=[rule])
    response, other = client.get("/shop"), client.get("/")
    assert response.headers.get_list("x-a") == ["1", "2"]
    arns = [each.extensions["lambda"].event["requestContext"]["elb"]["targetGroupArn"] for each in (response, other)]
    assert "targetgroup/shop/" in arns[0]
    assert arns[0].rpartition("/")[2] != arns[1].rpartition("/")[2]


FUNCTION = object()
WRONG: list[tuple[dict[str, Any], str]] = [
    ({"rules": "/pets/*"}, "rules is '/pets/\\*': expected a list of rules"),
    ({"rules": {"path_pattern": "/"}}, "rules is .*: expected a list of rules"),
    ({"rules": ["/pets/*"]}, r"rules\[0\] is '/pets/\*': expected a mapping"),
    ({"rules": [{"path_patern": "/", "function": FUNCTION}]}, r"rules\[0\] has 'path_patern'.*Did you mean 'path_pattern'"),
    ({"rules": [{"path_pattern": "/"}]}, r"rules\[0\]: expected a function and at least one of"),
    ({"rules": [{"function": FUNCTION}]}, r"rules\[0\]: expected a function and at least one of"),
    ({"rules": [{"path_pattern": [], "function": FUNCTION}]}, r"rules\[0\] has path_pattern \[\]: expected text"),
    ({"rules": [{"host_header": [1], "function": FUNCTION}]}, r"rules\[0\] has host_header \[1\]: expected text"),
    ({"rules": [{"path_pattern": "/", "function": len}]}, "function of a target group is .*: expected a Lambda function"),
    ({"routes": ["GET /pets"]}, "routes= is no setting of kind 'alb'.*Known: .*rules"),
    ({"multi_value_headers": "on"}, "multi_value_headers is 'on': expected True or False"),
    ({"target_group_name": "lambda_targets"}, "target_group_name is 'lambda_targets': expected 1 to 32"),
    ({"raise_function_errors": 1}, "raise_function_errors is 1: expected True or False"),
    ({"qualifier": 1}, "qualifier is 1: expected the name of an alias, a version's number, or None"),
    ({"health_check": "/health"}, "health_check is '/health': expected a mapping"),
    ({"health_check": {"pth": "/"}}, "health_check has 'pth'.*Did you mean 'path'"),
    ({"health_check": {"path": "health"}}, "path of health_check is 'health'"),
    ({"health_check": {"matcher": 200}}, "matcher of health_check is 200: expected codes from 200 to 499"),
    ({"health_check": {"matcher": "2xx"}}, "matcher of health_check is '2xx'"),
    ({"health_check": {"matcher": "200-500"}}, "matcher of health_check is '200-500'"),
    ({"health_check": {"matcher": "204-200"}}, "matcher of health_check is '204-200'"),
    ({"health_check": {"timeout_seconds": 1}}, "timeout_seconds of health_check is 1: expected 2 to 120"),
    ({"health_check": {"timeout_seconds": 121}}, "timeout_seconds of health_check is 121: expected 2 to 120"),
    ({"health_check": {"timeout_seconds": True}}, "timeout_seconds of health_check is True: expected 2 to 120"),
]


@pytest.mark.parametrize(("settings", "message"), WRONG, ids=[str(number) for number in range(len(WRONG))])
def test_wrong_settings(functions, settings, message):
    for rule in settings.get("rules", ()):
        if isinstance(rule, dict) and rule.get("function") is FUNCTION:
            settings = {"rules": [{**rule, "function": functions["pets"]}]}
    with pytest.raises(ConfigurationError, match=message):
        functions["default"].http_client("alb", **settings)


@pytest.mark.parametrize("seconds", [2, 120])
def test_health_checks_at_their_limits(functions, seconds):
    client = functions["default"].http_client("alb", health_check={"timeout_seconds": seconds})
    assert client.get("/").text == "default"
