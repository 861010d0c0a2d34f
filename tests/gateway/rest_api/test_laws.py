"""Laws of REST APIs: no answer brings the gateway down, and requests reach the route that they were made for."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pytest_lambda import LambdaFunction, events
from pytest_lambda.events.building.route_templates import filled
from pytest_lambda.gateway.rest_api.resources import Resources
from pytest_lambda.gateway.routes.route import routes_of

texts = st.text(max_size=5)
scalars = st.none() | st.booleans() | st.integers(-1, 700) | st.floats(allow_nan=False) | texts
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(texts, inner, max_size=2), max_leaves=4
)
header_names = st.sampled_from(["a", "A", "Content-Type", "Content-Length", "Date", "Set-Cookie"]) | texts
headers = st.dictionaries(header_names, scalars, max_size=3)
lists = st.dictionaries(header_names, st.lists(scalars, max_size=2) | scalars, max_size=3)
answers = anything | st.fixed_dictionaries(
    {},
    optional={
        "statusCode": st.sampled_from([200, "201", 404, 999, None]) | anything,
        "headers": headers | anything,
        "multiValueHeaders": lists | anything,
        "body": texts | anything,
        "isBase64Encoded": st.booleans() | anything,
        "more": anything,
    },
)


class Told:
    """A function that returns what it is told to."""

    answer: Any = None

    def __call__(self, event: Any, context: object) -> Any:
        return self.answer


@pytest.fixture(scope="module", params=[[], ["*/*"]], ids=["text", "binary"])
def told(request):
    told = Told()
    with LambdaFunction(lambda event, context: told(event, context)) as function:
        yield told, function.http_client("rest-api", binary_media_types=request.param)


@given(answer=answers)
def test_no_answer_brings_it_down_and_what_it_refuses_is_known_before(told, answer):
    function, client = told
    function.answer = answer
    response = client.get("/")
    exchange = response.extensions["lambda"]
    found = {each.rule for each in events.check_response("rest_api", answer)}
    if exchange.refusal is None:
        assert response.status_code == int(answer.get("statusCode", 200))
        assert found <= {"REST-base64"}
    else:
        assert exchange.refusal.rule in found
        assert response.status_code == (500 if exchange.refusal.rule == "REST-base64" else 502)
        assert response.content == b'{"message": "Internal server error"}'


parts = st.sampled_from(["a", "b", "c-1", "{id}", "{name}", "{rest+}"])
templates = st.lists(parts, max_size=4, unique=True).map(lambda each: "/" + "/".join(each))
values = st.text("xyz0-._~", min_size=1, max_size=4)


@given(template=templates.filter(lambda path: "+}/" not in path), first=values, second=values, rest=values)
def test_a_route_takes_the_requests_that_are_made_from_it(template, first, second, rest):
    given_values = {"id": first, "name": second, "rest": f"{rest}/{first}"}
    path = filled(template, given_values)
    names = [part.strip("{+}") for part in template.split("/") if part.startswith("{")]
    resources = Resources(routes_of([f"GET {template}"]))
    for sent in (path, f"{path}/"):
        resource, parameters = resources.find("GET", sent) or (None, None)
        assert resource is not None
        assert parameters == ({name: given_values[name] for name in names} or None)
    assert resources.find("POST", path) is None


@given(paths=st.lists(st.lists(st.sampled_from("ab"), max_size=3).map(lambda each: "/" + "/".join(each)), min_size=1))
def test_fixed_paths_come_before_greedy_ones_whatever_the_order(paths):
    table = [f"GET {path}" for path in dict.fromkeys(paths)]
    for routes in (["ANY /{proxy+}", *table], [*table, "ANY /{proxy+}"]):
        resources = Resources(routes_of(routes))
        for path in paths:
            found = resources.find("GET", path)
            assert found is not None
            assert found[0].route.key == f"GET {path}"


