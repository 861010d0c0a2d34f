"""The acceptance table: ways to import, ways to patch, and moments, each combination in a test of its own.

Every cell is an ordinary test, written as a user would write it, and passes.
"""

from __future__ import annotations

import itertools
import textwrap

import pytest

from tests.acceptance.application import APP, CONFIGURATION, OTHER_APP

#: how the test module gets at the application: the import, and how it then names helper, Service and OrderError
IMPORTS = {
    "import_app": ("import app", "app.helper", "app.Service", "app.service", "app.OrderError"),
    "from_app_import_function": ("import app\nfrom app import helper", "helper", "app.Service", "app.service", "app.OrderError"),
    "from_app_import_class": ("import app\nfrom app import Service", "app.helper", "Service", "app.service", "app.OrderError"),
    "from_app_import_object": ("import app\nfrom app import service", "app.helper", "app.Service", "service", "app.OrderError"),
    "from_app_import_exception": ("import app\nfrom app import OrderError", "app.helper", "app.Service", "app.service", "OrderError"),
}

#: name -> (decorators, fixtures, what the body does first, key of the answer, expected value)
PATCHES = {
    "monkeypatch_in_a_fixture": ("", "patched", "", "function", "fake"),
    "monkeypatch_in_the_body": ("", "monkeypatch", 'monkeypatch.setattr(app, "helper", lambda: "fake")', "function", "fake"),
    "monkeypatch_of_a_class": ("", "monkeypatch", 'monkeypatch.setattr({cls}, "call", lambda self: "fake")', "class", "fake"),
    "mock_patch_decorator": ('@mock.patch("app.helper", lambda: "fake")', "", "", "function", "fake"),
    "mock_patch_object": ('@mock.patch.object(app, "helper", lambda: "fake")', "", "", "function", "fake"),
    "mock_patch_context": ("", "stack", 'stack.enter_context(mock.patch("app.helper", lambda: "fake"))', "function", "fake"),
    "monkeypatch_by_string": ("", "monkeypatch", 'monkeypatch.setattr("app.helper", lambda: "fake")', "function", "fake"),
    "a_fixture_swaps_the_service": ("", "swapped", "", "object", "fake"),
    "setenv_in_a_fixture_before": ("", "variable_before", "", "table", "orders"),
    "setenv_in_a_fixture_after": ("", "variable_after", "", "table", "orders"),
}

#: name -> (what happens between patching and the judged invocation, the count then)
MOMENTS = {
    "first_invocation": ("", 1),
    "second_invocation": ("lambda_function({{}})", 2),
    "after_cold_start": ("lambda_function({{}}); lambda_function.cold_start()", 1),
    "after_a_crash": ('lambda_function.invoke({{"exit": 1}})', 1),
}

HEADER = '''
import contextlib
import unittest.mock as mock

import boto3
import pytest
from botocore.stub import Stubber
from moto import mock_aws

{imports}


@pytest.fixture
def patched(monkeypatch):
    monkeypatch.setattr(app, "helper", lambda: "fake")


@pytest.fixture
def stack():
    with contextlib.ExitStack() as stack:
        yield stack


@pytest.fixture
def swapped():
    class Fake:
        def call(self):
            return "fake"

    before = app.service
    app.service = Fake()
    yield
    app.service = before


@pytest.fixture
def variable_before(monkeypatch):
    monkeypatch.setenv("TABLE", "orders")


@pytest.fixture
def variable_after(lambda_function, monkeypatch):
    monkeypatch.setenv("TABLE", "orders")
'''

CELL = '''
{decorators}
def test_{patch}_{moment}(lambda_function{fixtures}):
    {first}
    {between}
    answer = lambda_function({{}})
    assert answer[{key!r}] == {expected!r}
    assert answer["count"] == {count}


def test_{patch}_{moment}_next_test(lambda_function):
    assert lambda_function({{}}) == {{
        "count": 1, "table": "unset", "object": "real", "class": "real", "function": "real",
    }}
'''

FOOTER = '''
def test_raises(lambda_function):
    with pytest.raises({error}, match="refused"):
        lambda_function({{"fail": 1}})
    with pytest.raises({error}, match="refused"):
        lambda_function({{"fail": 1}})
    lambda_function.cold_start()
    with pytest.raises({error}, match="refused"):
        lambda_function({{"fail": 1}})


def test_raises_in_the_next_test(lambda_function):
    with pytest.raises({error}, match="refused"):
        lambda_function({{"fail": 1}})


def test_the_names_stay_usable_without_a_fixture():
    assert {function}() == "real"
    assert {cls}().call() == "real"
    assert {obj}.call() == "real"
    assert issubclass({error}, Exception)


def test_stubber(lambda_function):
    with Stubber(app.dynamodb) as stubber:
        stubber.add_response("list_tables", {{"TableNames": ["stubbed"]}})
        assert lambda_function({{"tables": 1}}) == ["stubbed"]


def test_stubber_on_a_client_of_an_earlier_execution(lambda_function):
    with Stubber(app.dynamodb):
        lambda_function.cold_start()
        result = lambda_function.invoke({{"tables": 1}})
    assert result.error.type == "AwsCallRefused"
    assert "ListTables" in result.error.message


@mock_aws
def test_moto_as_decorator(lambda_function):
    assert lambda_function({{"tables": 1}}) == []
    lambda_function.cold_start()
    assert lambda_function({{"tables": 1}}) == []


@pytest.fixture
def aws():
    with mock_aws():
        yield


def test_moto_as_fixture(lambda_function, aws):
    assert lambda_function({{"tables": 1}}) == []


def test_moto_as_fixture_listed_first(aws, lambda_function):
    boto3.client("dynamodb").create_table(
        TableName="orders", BillingMode="PAY_PER_REQUEST",
        KeySchema=[{{"AttributeName": "id", "KeyType": "HASH"}}],
        AttributeDefinitions=[{{"AttributeName": "id", "AttributeType": "S"}}],
    )
    assert lambda_function({{"tables": 1}}) == ["orders"]


@pytest.mark.aws_lambda(timeout=3)
def test_after_a_timeout(lambda_function, monkeypatch):
    monkeypatch.setattr(app, "helper", lambda: "fake")
    assert lambda_function.invoke({{"hang": 1}}).timed_out
    answer = lambda_function({{}})
    assert answer["function"] == "fake"
    assert answer["count"] == 1
    with pytest.raises({error}):
        lambda_function({{"fail": 1}})


def test_a_second_function_of_the_same_module_name(lambda_function, lambda_function_factory, other, monkeypatch):
    second = lambda_function_factory("app.handler", task_root=other)
    monkeypatch.setattr(app, "helper", lambda: "fake")
    assert lambda_function({{}})["function"] == "fake"
    assert second({{}}) == "the other app"
    assert lambda_function({{}})["count"] == 2
    assert app.count == 2


@pytest.fixture
def other(tmp_path):
    (tmp_path / "app.py").write_text({other_app!r})
    return tmp_path


class TestClass:
    def test_method(self, lambda_function, monkeypatch):
        monkeypatch.setattr(app, "helper", lambda: "fake")
        assert lambda_function({{}})["function"] == "fake"
'''


def module_of_tests(imports: str) -> str:
    """The source of a test module for one way of importing the application."""
    statement, function, cls, obj, error = IMPORTS[imports]
    cells = []
    for patch, moment in itertools.product(PATCHES, MOMENTS):
        decorators, fixture, first, key, expected = PATCHES[patch]
        between, count = MOMENTS[moment]
        cells.append(
            CELL.format(
                decorators=decorators,
                patch=patch,
                moment=moment,
                fixtures=f", {fixture}" if fixture else "",
                first=first.format(cls=cls) or "pass",
                between=between.format() or "pass",
                key=key,
                expected=expected,
                count=count,
            )
        )
    footer = FOOTER.format(function=function, cls=cls, obj=obj, error=error, other_app=OTHER_APP)
    return textwrap.dedent(HEADER).format(imports=statement) + "".join(cells) + footer


@pytest.mark.parametrize("imports", IMPORTS)
def test_every_cell_passes(imports: str, pytester: pytest.Pytester) -> None:
    pytester.makepyfile(app=APP, test_table=module_of_tests(imports))
    pytester.makefile(".ini", pytest=CONFIGURATION)
    result = pytester.runpytest_subprocess("-p", "no:randomly", "-q", "-p", "no:cacheprovider")
    failed = [line for line in result.outlines if line.startswith(("FAILED", "ERROR"))]
    assert failed == []
    assert result.ret == 0
    assert result.parseoutcomes()["passed"] > 2 * len(PATCHES) * len(MOMENTS)
