"""How long answers of authorizers are kept, and for whom: on the virtual time of a service."""

from __future__ import annotations

import pytest
from freezegun import freeze_time

from pytest_lambda import LambdaService
from pytest_lambda.gateway.authorizers import LambdaAuthorizer, RequestAuthorizer, TokenAuthorizer

from .asked import authorizer_of, policy, raising, refused

SIMPLE = {"enable_simple_responses": True}


@pytest.fixture
def service():
    with LambdaService() as made:
        yield made


@pytest.fixture
def function(service):
    return service.create_function("pets", handler=lambda event, context: {"statusCode": 200})


@pytest.fixture
def guard(service):
    """`guard(answer)` gives a function that answers `answer(event)`, and the events that it got."""
    names = iter(f"guard-{number}" for number in range(9))

    def make(answer=lambda event: policy()):
        seen = []

        def handler(event, context):
            seen.append(event)
            return answer(event)

        return service.create_function(next(names), handler=handler), seen

    return make


def as_(token):
    return {"Authorization": token}


def test_d_a_policy_is_kept_for_300_seconds(service, function, guard):
    asked, seen = guard()
    client = function.http_client("rest-api", authorizer=TokenAuthorizer(asked))
    assert client.get("a", headers=as_("t")).extensions["lambda"].authorizer is not None
    service.clock.advance(seconds=299)
    response = client.get("b", headers=as_("t"))
    assert response.status_code == 200
    assert response.extensions["lambda"].authorizer is None
    assert authorizer_of(response) == {"principalId": "ada", "integrationLatency": 0}
    assert len(seen) == 1
    service.clock.advance(seconds=1)
    client.get("a", headers=as_("t"))
    assert len(seen) == 2


@pytest.mark.parametrize("seconds", [299, 300])
def test_the_time_may_be_a_frozen_one(made, seconds):
    asked, function = made(lambda event, context: policy()), made(lambda event, context: {"statusCode": 200})
    with freeze_time("2026-01-31T12:00:00Z") as frozen:
        client = function.http_client("rest-api", authorizer=TokenAuthorizer(asked))
        client.get("", headers=as_("t"))
        frozen.tick(seconds)
        client.get("", headers=as_("t"))
    assert len(asked.invocations) == (1 if seconds < 300 else 2)


@pytest.mark.parametrize("ttl", [1, 60, 3600])
@pytest.mark.parametrize("kind", [TokenAuthorizer, RequestAuthorizer])
def test_d_the_time_can_be_set(service, function, guard, kind, ttl):
    asked, seen = guard()
    client = function.http_client("rest-api", authorizer=kind(asked, authorizer_result_ttl_in_seconds=ttl))
    client.get("", headers=as_("t"))
    service.clock.advance(seconds=ttl - 0.5)
    client.get("", headers=as_("t"))
    assert len(seen) == 1
    service.clock.advance(seconds=0.5)
    client.get("", headers=as_("t"))
    assert len(seen) == 2


def test_the_time_is_that_of_the_answer_not_of_its_use(service, function, guard):
    asked, seen = guard()
    client = function.http_client("rest-api", authorizer=TokenAuthorizer(asked, authorizer_result_ttl_in_seconds=10))
    for _ in range(5):  # at 0, 4, 8, 12 and 16 seconds
        client.get("", headers=as_("t"))
        service.clock.advance(seconds=4)
    assert len(seen) == 2


@pytest.mark.parametrize("kind", [TokenAuthorizer, RequestAuthorizer])
def test_d_with_a_ttl_of_0_nothing_is_kept(function, guard, kind):
    asked, seen = guard()
    client = function.http_client("rest-api", authorizer=kind(asked, authorizer_result_ttl_in_seconds=0))
    for _ in range(3):
        client.get("", headers=as_("t"))
    assert len(seen) == 3


def test_each_token_has_its_own_answer(function, guard):
    asked, seen = guard(lambda event: policy("Allow" if event["authorizationToken"] == "good" else "Deny"))
    client = function.http_client("rest-api", authorizer=TokenAuthorizer(asked))
    statuses = [client.get("", headers=as_(token)).status_code for token in ("good", "bad", "good", "bad")]
    assert statuses == [200, 403, 200, 403]
    assert [event["authorizationToken"] for event in seen] == ["good", "bad"]


def test_a_kept_policy_decides_about_the_method_that_is_asked_for_now(function, guard):
    """The trap of a policy for just its own method: it is kept for all of them."""
    asked, seen = guard(lambda event: policy(resource=event["methodArn"]))
    client = function.http_client("rest-api", authorizer=TokenAuthorizer(asked))
    assert client.get("a", headers=as_("t")).status_code == 200
    assert refused(client.get("b", headers=as_("t")))[2] == "AUTH-no-statement"
    assert client.post("a", headers=as_("t")).status_code == 403
    assert client.get("a", headers=as_("t")).status_code == 200
    assert len(seen) == 1


def test_a_kept_policy_for_all_methods_has_no_trap(function, guard):
    asked, seen = guard(lambda event: policy(resource=f"{event['methodArn'].split('/')[0]}/*"))
    client = function.http_client("rest-api", authorizer=TokenAuthorizer(asked))
    assert [client.get(path, headers=as_("t")).status_code for path in ("a", "b", "c/d")] == [200] * 3
    assert len(seen) == 1


@pytest.mark.parametrize(
    "answer",
    [raising("Unauthorized"), raising("boom"), lambda event: {"principalId": "ada"}],
    ids=["401", "failed", "malformed"],
)
def test_what_is_no_policy_is_not_kept(function, guard, answer):
    answers = [answer, answer, lambda event: policy()]
    asked, _ = guard(lambda event: answers.pop(0)(event))
    client = function.http_client("rest-api", authorizer=TokenAuthorizer(asked))
    statuses = [client.get("", headers=as_("t")).status_code for _ in range(4)]
    assert statuses == [statuses[0]] * 2 + [200, 200]
    assert statuses[0] in (401, 500)
    assert answers == []


def test_all_identity_sources_together_are_the_key(function, guard):
    asked, seen = guard()
    sources = ["method.request.header.X-Key", "method.request.querystring.q"]
    client = function.http_client("rest-api", authorizer=RequestAuthorizer(asked, identity_source=sources))
    for key, value in [("a", "b"), ("ab", ""), ("a", "b"), ("b", "a"), ("a", "b,"), ("a,b", "b")]:
        client.get("", params={"q": value}, headers={"X-Key": key})
    said = [(event["headers"]["X-Key"], event["queryStringParameters"]["q"]) for event in seen]
    assert said == [("a", "b"), ("b", "a"), ("a", "b,"), ("a,b", "b")]


def test_two_doors_that_share_an_authorizer_share_no_answers(function, guard):
    asked, seen = guard()
    shared = TokenAuthorizer(asked)
    clients = [function.http_client("rest-api", authorizer=shared) for _ in range(2)]
    for client in clients * 2:
        client.get("", headers=as_("t"))
    assert len(seen) == 2


def test_two_authorizers_of_one_function_share_no_answers(function, guard):
    asked, seen = guard()
    client = function.http_client(
        "rest-api",
        routes={"GET /a": {"authorizer": TokenAuthorizer(asked)}, "GET /b": {"authorizer": TokenAuthorizer(asked)}},
    )
    for path in ("a", "b", "a", "b"):
        client.get(path, headers=as_("t"))
    assert len(seen) == 2


def test_k_an_http_api_keeps_nothing_by_default(function, guard):
    asked, seen = guard()
    client = function.http_client("http-api", authorizer=LambdaAuthorizer(asked))
    for _ in range(2):
        client.get("/", headers=as_("t"))
    assert len(seen) == 2


def test_d_an_http_api_keeps_answers_for_all_routes(service, function, guard):
    asked, seen = guard(lambda event: {"isAuthorized": event["rawPath"] == "/a", "context": {"seen": event["rawPath"]}})
    authorizer = LambdaAuthorizer(asked, **SIMPLE, authorizer_result_ttl_in_seconds=60)
    client = function.http_client("http-api", authorizer=authorizer, routes=["GET /a", "GET /b"])
    responses = [client.get(path, headers=as_("t")) for path in ("/a", "/b")]
    assert [each.status_code for each in responses] == [200, 200]
    assert [authorizer_of(each) for each in responses] == [{"lambda": {"seen": "/a"}}] * 2
    service.clock.advance(seconds=60)
    assert client.get("/b", headers=as_("t")).status_code == 403
    assert client.get("/a", headers=as_("t")).status_code == 403
    assert len(seen) == 2


def test_d_with_the_route_key_as_an_identity_source_an_http_api_keeps_answers_by_route(function, guard):
    asked, seen = guard(lambda event: {"isAuthorized": event["rawPath"] == "/a"})
    authorizer = LambdaAuthorizer(
        asked,
        **SIMPLE,
        identity_source=["$request.header.Authorization", "$context.routeKey"],
        authorizer_result_ttl_in_seconds=60,
    )
    client = function.http_client("http-api", authorizer=authorizer, routes=["GET /a", "GET /b"])
    assert [client.get(path, headers=as_("t")).status_code for path in ("/a", "/b", "/a", "/b")] == [200, 403] * 2
    assert [event["identitySource"] for event in seen] == [["t", "GET /a"], ["t", "GET /b"]]


def test_d_an_http_api_looks_at_a_kept_policy_for_each_route(function, guard):
    asked, seen = guard(lambda event: policy(resource=event["routeArn"]))
    authorizer = LambdaAuthorizer(asked, authorizer_result_ttl_in_seconds=60)
    client = function.http_client("http-api", authorizer=authorizer)
    assert [client.get(path, headers=as_("t")).status_code for path in ("/a", "/b")] == [200, 403]
    assert len(seen) == 1


def test_what_a_function_does_to_its_context_changes_no_kept_answer(service, guard):
    def handler(event, context):
        event["requestContext"]["authorizer"]["lambda"]["list"].append(1)
        return {"statusCode": 200}

    function = service.create_function("greedy", handler=handler)
    asked, _ = guard(lambda event: {"isAuthorized": True, "context": {"list": []}})
    authorizer = LambdaAuthorizer(asked, **SIMPLE, authorizer_result_ttl_in_seconds=60)
    client = function.http_client("http-api", authorizer=authorizer)
    for _ in range(2):
        response = client.get("/", headers=as_("t"))
        authorizer_of(response)["lambda"]["list"].append(2)
    assert authorizer_of(client.get("/", headers=as_("t"))) == {"lambda": {"list": []}}
