"""Whatever an authorizer answers: the request passes, or the gateway says why not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pytest_lambda import LambdaFunction, NotSimulated, events
from pytest_lambda.gateway import HttpApi, RestApi
from pytest_lambda.gateway.authorizers import LambdaAuthorizer, RequestAuthorizer, TokenAuthorizer
from pytest_lambda.gateway.exchange import GatewayRequest

#: name -> kind of API, of authorizer, and its settings
KINDS: dict[str, tuple[Any, Any, dict[str, Any]]] = {
    "token": (RestApi, TokenAuthorizer, {"authorizer_result_ttl_in_seconds": 0}),
    "request": (RestApi, RequestAuthorizer, {"authorizer_result_ttl_in_seconds": 0}),
    "http": (HttpApi, LambdaAuthorizer, {}),
    "http, simple": (HttpApi, LambdaAuthorizer, {"enable_simple_responses": True}),
    "http, format 1.0": (HttpApi, LambdaAuthorizer, {"authorizer_payload_format_version": "1.0"}),
}


class Told:
    """A function that returns what it is told to."""

    answer: Any = None

    def __call__(self, event: Any, context: object) -> Any:
        return self.answer


@pytest.fixture(scope="module", params=KINDS)
def door(request):
    api, authorizer, settings = KINDS[request.param]
    told = Told()
    with (
        LambdaFunction(lambda event, context: told(event, context)) as asked,
        LambdaFunction(lambda event, context: {"statusCode": 200}) as function,
    ):
        yield told, api(function, authorizer=authorizer(asked, **settings))


texts = st.text(st.characters(codec="utf-8"), max_size=4)
scalars = st.none() | st.booleans() | st.integers(-1, 9) | st.floats() | texts
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts, inner, max_size=2), max_leaves=4
)
known = st.sampled_from(["*", "execute-api:Invoke", "execute-api:*", "arn:aws:execute-api:*:*:*/*", "Allow", "Deny"])
words = known | st.lists(known, max_size=2) | anything
conditions = st.dictionaries(
    st.sampled_from(["IpAddress", "StringEquals", "StringLikeIfExists", "DateLessThan", "Bool", "Null", "x"]),
    st.dictionaries(st.sampled_from(["aws:SourceIp", "aws:CurrentTime", "aws:UserAgent", "x"]), words) | anything,
    max_size=2,
)
statements = st.fixed_dictionaries(
    {},
    optional={
        "Effect": known | anything,
        "Action": words,
        "NotAction": words,
        "Resource": words,
        "NotResource": words,
        "Condition": conditions | anything,
        "Sid": anything,
    },
)
allowed = st.just({"Effect": "Allow", "Action": "*", "Resource": "*"})
policies = st.fixed_dictionaries(
    {"Statement": st.lists(statements | allowed, max_size=2) | statements | anything},
    optional={"Version": st.just("2012-10-17") | anything, "Id": anything},
)
answers = anything | st.fixed_dictionaries(
    {},
    optional={
        "principalId": texts | anything,
        "policyDocument": policies | anything,
        "context": st.dictionaries(texts, scalars, max_size=2) | anything,
        "isAuthorized": st.booleans() | anything,
        "usageIdentifierKey": texts | anything,
        "x": anything,
    },
)
ALLOW = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


@given(answer=answers)
@example(answer={"principalId": "me", "policyDocument": ALLOW, "context": {"a": 1, "b": True, "c": None}})
@example(answer={"isAuthorized": True, "context": {"a": [1]}})
@example(answer={"isAuthorized": False})
@example(answer=b"\xff")
def test_any_answer(door, answer):
    told, api = door
    told.answer = answer
    path = api.base_url.removeprefix(f"https://{api.host}") + "/"
    headers = (("Host", api.host), ("Authorization", "token"))
    try:
        response = api.handle(GatewayRequest("GET", path, "", headers, b"", api.source_ip))
    except NotSimulated:
        return
    exchange = response.exchange
    assert exchange.authorizer is not None
    if exchange.refusal is None:
        assert response.status == 200
        assert events.check(exchange.event) == []
    else:
        assert response.status in (401, 403, 414, 500)
        assert exchange.event is None
