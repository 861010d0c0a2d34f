"""What test code sets stays until test code undoes it; what the function sets dies with its environment."""

from __future__ import annotations

import unittest.mock
from unittest.mock import patch

import pytest

from pytest_lambda.runtime.modules.contents import contents
from pytest_lambda.runtime.modules.handler_patched import HandlerPatched
from pytest_lambda.runtime.modules.stage import stage
from pytest_lambda.runtime.modules.state import overrides_outlive_the_test

APP = """
    import itertools
    import clients
    from clients import Service

    class OrderError(Exception):
        pass

    service = Service()
    runs = 0
    TIMEOUT = 3

    def load(key):
        return ("real", key)

    def handler(event, context):
        global runs
        runs += 1
        return {"load": load(event), "call": service.call(), "runs": runs, "timeout": TIMEOUT,
                "client": clients.make()}
"""
CLIENTS = """
    class Service:
        limit = 10
        def call(self):
            return "real"
        @staticmethod
        def ping():
            return "pong"
        class Inner:
            def deep(self):
                return "deep"

    def make():
        return "real client"
"""


def fake_load(key):
    return ("fake", key)


class FakeService:
    def call(self):
        return "fake"


@pytest.fixture
def function(project, collected):
    project.write(app=APP, clients=CLIENTS)
    collected("app")
    return project.state().arm()


def before_the_touch(function):
    pass


def after_the_touch(function):
    function(0)


def after_a_cold_start(function):
    function(0)
    function.cold_start()
    function(0)


MOMENTS = pytest.mark.parametrize("moment", [before_the_touch, after_the_touch, after_a_cold_start])


@MOMENTS
def test_monkeypatched_function(function, monkeypatch, moment):
    import app

    moment(function)
    with monkeypatch.context() as patched:
        patched.setattr(app, "load", fake_load)
        assert function(1)["load"] == ("fake", 1)
        function.cold_start()
        assert app.load is fake_load
        assert function(1)["load"] == ("fake", 1)
    assert function(1)["load"] == ("real", 1)
    function.cold_start()
    assert function(1)["load"] == ("real", 1)


@MOMENTS
def test_monkeypatched_by_string(function, monkeypatch, moment):
    moment(function)
    with monkeypatch.context() as patched:
        patched.setattr("app.TIMEOUT", 0)
        assert function()["timeout"] == 0
        function.cold_start()
        assert function()["timeout"] == 0
    assert function()["timeout"] == 3


@MOMENTS
def test_mock_patch_as_a_context(function, moment):
    moment(function)
    with patch("app.load") as load:
        load.return_value = "mocked"
        assert function(1)["load"] == "mocked"
        function.cold_start()
        assert function(2)["load"] == "mocked"
    assert load.call_count == 2
    assert function(1)["load"] == ("real", 1)


@MOMENTS
def test_mock_patch_as_a_decorator(function, moment):
    @patch("app.load", return_value="mocked")
    @patch("clients.make", lambda: "fake client")
    def body(load):
        result = function(1)
        function.cold_start()
        return result, function(1), load

    moment(function)
    first, second, load = body()

    assert first["load"] == second["load"] == "mocked"
    assert first["client"] == second["client"] == "fake client"
    assert load.call_count == 2
    assert function(1)["load"] == ("real", 1)
    assert function(1)["client"] == "real client"


@MOMENTS
def test_mock_patch_object(function, moment):
    import app

    moment(function)
    with patch.object(app, "load", fake_load):
        assert function(1)["load"] == ("fake", 1)
    assert function(1)["load"] == ("real", 1)


@MOMENTS
def test_swapped_service(function, moment):
    import app

    moment(function)
    app.service = FakeService()
    assert function()["call"] == "fake"
    function.cold_start()
    assert function()["call"] == "fake"


def test_what_the_function_sets_dies_with_its_environment(function):
    assert function()["runs"] == 1
    assert function()["runs"] == 2
    function.cold_start()
    assert function()["runs"] == 1


def test_undone_after_a_cold_start_gives_the_current_value(function, monkeypatch):
    import app

    first = app.service
    monkeypatch.setattr(app, "service", FakeService())
    function.cold_start()
    monkeypatch.undo()

    assert app.service is not first
    assert type(app.service) is app.Service
    assert function()["call"] == "real"


def test_undone_by_hand_after_a_cold_start(function):
    import app

    original = app.service
    app.service = FakeService()
    function.cold_start()
    app.service = original

    assert app.service is not original
    assert type(app.service) is app.Service


def test_undone_twice_across_a_cold_start(function):
    import app

    original = app.service
    app.service = FakeService()
    app.service = original
    function.cold_start()
    current = app.service
    app.service = original

    assert app.service is current


def test_nested_patches_are_undone_one_by_one(function, monkeypatch):
    import app

    with monkeypatch.context() as outer:
        outer.setattr(app, "TIMEOUT", 1)
        with monkeypatch.context() as inner:
            inner.setattr(app, "TIMEOUT", 2)
            function.cold_start()
            assert function()["timeout"] == 2
        assert function()["timeout"] == 1
        function.cold_start()
        assert function()["timeout"] == 1
    assert function()["timeout"] == 3


def test_deleted_name_stays_deleted(function, monkeypatch):
    import app

    with monkeypatch.context() as patched:
        patched.delattr(app, "TIMEOUT")
        with pytest.raises(NameError):
            function()
        function.cold_start()
        with pytest.raises(NameError):
            function()
    assert function()["timeout"] == 3


def test_new_name_goes_when_it_is_undone(function, monkeypatch):
    import app

    with monkeypatch.context() as patched:
        patched.setattr(app, "extra", 1, raising=False)
        function.cold_start()
        assert app.extra == 1
    assert not hasattr(app, "extra")
    with patch("app.extra", 2, create=True):
        function.cold_start()
        assert app.extra == 2
    assert not hasattr(app, "extra")
    function.cold_start()
    assert not hasattr(app, "extra")


def test_common_values_are_no_undoing(function, monkeypatch):
    """TIMEOUT was 3 once: that the test sets 3 is a set all the same."""
    import app

    monkeypatch.setattr(app, "TIMEOUT", 5)
    monkeypatch.undo()
    app.TIMEOUT = 4
    function.cold_start()
    assert app.TIMEOUT == 4


def test_patch_of_a_name_that_a_module_getattr_makes(project, collected):
    project.write(app="def __getattr__(name):\n  return 'made ' + name\ndef handler(e, c): return __getattr__(e)")
    app = collected("app")
    function = project.state().arm()

    with patch("app.table", "fake"):
        function.cold_start()
        assert app.table == "fake"
    assert app.table == "made table"
    assert function("x") == "made x"


def test_delete_of_a_missing_name(function):
    import app

    with pytest.raises(AttributeError):
        del app.nothing


def test_patch_of_a_module_that_the_handlers_module_uses(function, monkeypatch):
    monkeypatch.setattr("clients.make", lambda: "fake client")
    assert function()["client"] == "fake client"
    function.cold_start()
    assert function()["client"] == "fake client"
    monkeypatch.undo()
    assert function()["client"] == "real client"


def test_override_is_in_place_while_other_modules_are_executed(project, collected, monkeypatch):
    project.write(
        settings="def region(): return 'real'",
        app="import settings\nREGION = settings.region()\ndef handler(e, c): return REGION",
    )
    collected("app")
    function = project.state().arm()
    monkeypatch.setattr("settings.region", lambda: "fake")

    assert function() == "real"
    function.cold_start()
    assert function() == "fake"


def test_submodule_import_is_no_override(project, collected):
    project.write(pkg__init="", pkg__app="def handler(e, c): return 1", pkg__more="X = []")
    collected("pkg.app")
    function = project.state("pkg.app.handler").arm()
    function()
    import pkg.more

    assert not stage.overrides.of(stage.known(pkg).key)
    function.cold_start()
    assert pkg.more.X == []


def test_function_setting_an_attribute_of_its_own_module_is_no_override(project, collected):
    project.write(state="count = 0", app="import state\ndef handler(e, c):\n  state.count += 1\n  return state.count")
    collected("app")
    function = project.state().arm()

    assert [function(), function()] == [1, 2]
    function.cold_start()
    assert function() == 1


def test_function_code_that_the_test_calls_is_the_functions(project, collected):
    project.write(state="count = 0", app="import state\ndef handler(e, c):\n  state.count += 1\n  return state.count")
    app = collected("app")
    function = project.state().arm()

    assert app.handler({}, None) == 1
    function.cold_start()
    assert app.state.count == 0


class TestHandler:
    def test_patching_it_is_refused(self, function, monkeypatch):
        import app

        with pytest.raises(HandlerPatched) as caught:
            monkeypatch.setattr(app, "handler", fake_load)
        assert str(caught.value).splitlines()[0] == ("The test replaces app.handler, which is the function's handler.")
        assert "R109" in str(caught.value)
        assert "LambdaFunction(my_handler)" in str(caught.value)
        monkeypatch.undo()
        assert app.handler is not fake_load

    def test_mock_patch_is_refused(self, function):
        import app

        original = None
        with pytest.raises(HandlerPatched), patch("app.handler"):
            raise AssertionError("not reached")
        original = app.handler
        assert not isinstance(original, unittest.mock.Mock)

    def test_deleting_it_is_refused(self, function, monkeypatch):
        with pytest.raises(HandlerPatched):
            monkeypatch.delattr("app.handler")

    def test_undoing_across_a_cold_start_keeps_the_current_one(self, function, monkeypatch):
        import app

        with pytest.raises(HandlerPatched):
            monkeypatch.setattr(app, "handler", fake_load)
        function.cold_start()
        current = app.handler
        monkeypatch.undo()

        assert app.handler is current
        assert function.handler is current

    def test_other_names_of_the_module_are_free(self, function, monkeypatch):
        monkeypatch.setattr("clients.handler", 1, raising=False)
        monkeypatch.setattr("app.load", fake_load)
        assert function(1)["load"] == ("fake", 1)


class TestClasses:
    @MOMENTS
    def test_patched_method(self, function, monkeypatch, moment):
        import clients

        moment(function)
        with monkeypatch.context() as patched:
            patched.setattr(clients.Service, "call", lambda self: "fake")
            assert function()["call"] == "fake"
            function.cold_start()
            assert function()["call"] == "fake"
            assert clients.Service().call() == "fake"
        assert function()["call"] == "real"
        function.cold_start()
        assert function()["call"] == "real"

    @MOMENTS
    def test_mock_patch_object(self, function, moment):
        import clients

        moment(function)
        with patch.object(clients.Service, "call", autospec=True, return_value="mocked"):
            assert function()["call"] == "mocked"
            function.cold_start()
            assert function()["call"] == "mocked"
        assert function()["call"] == "real"

    def test_mock_patch_by_string(self, function):
        with patch("clients.Service.call", return_value="mocked"):
            function.cold_start()
            assert function()["call"] == "mocked"
        assert function()["call"] == "real"

    def test_static_method_and_nested_class(self, function, monkeypatch):
        import clients

        monkeypatch.setattr(clients.Service, "ping", staticmethod(lambda: "fake"))
        monkeypatch.setattr(clients.Service.Inner, "deep", lambda self: "shallow")
        function()
        function.cold_start()

        assert clients.Service.ping() == "fake"
        assert clients.Service.Inner().deep() == "shallow"
        monkeypatch.undo()
        function()
        assert clients.Service.ping() == "pong"
        assert clients.Service.Inner().deep() == "deep"

    def test_plain_value_before_the_first_invocation(self, function, monkeypatch):
        import clients

        monkeypatch.setattr(clients.Service, "limit", 0)
        function()
        function.cold_start()
        assert clients.Service.limit == 0
        monkeypatch.undo()
        function()
        assert clients.Service.limit == 10

    def test_deleted_attribute(self, function, monkeypatch):
        import clients

        monkeypatch.delattr(clients.Service, "limit")
        function.cold_start()
        assert not hasattr(clients.Service, "limit")
        monkeypatch.undo()
        function()
        assert clients.Service.limit == 10

    def test_what_the_function_sets_on_its_classes_dies(self, project, collected):
        project.write(
            app="""
            class Cache:
                entries = None
            def handler(event, context):
                Cache.entries = (Cache.entries or 0) + 1
                Cache.lookup = lambda self: 1
                return Cache.entries
            """
        )
        app = collected("app")
        function = project.state().arm()

        assert [function(), function()] == [1, 2]
        function.cold_start()
        assert not hasattr(app.Cache, "lookup")
        assert function() == 1

    def test_patches_on_both_sides_of_a_cold_start(self, function, monkeypatch):
        import clients

        with monkeypatch.context() as outer:
            outer.setattr(clients.Service, "call", lambda self: "first")
            function.cold_start()
            with monkeypatch.context() as inner:
                inner.setattr(clients.Service, "call", lambda self: "second")
                function.cold_start()
                assert function()["call"] == "second"
            assert function()["call"] == "first"
            function.cold_start()
            assert function()["call"] == "first"
        assert function()["call"] == "real"

    def test_annotations_that_appear_are_no_patch(self, function):
        import clients

        _ = clients.Service.__annotations__
        function()
        function.cold_start()
        assert clients.Service().call() == "real"
        assert not stage.classes._patches


class TestFixturesOfWiderScope:
    def test_mock_that_was_in_place_before(self, project, collected):
        """As a module-scoped fixture that patched before the first of our tests began."""
        project.write(app=APP, clients=CLIENTS)
        app = collected("app")
        with patch("app.load", return_value="mocked"), patch.object(app.Service, "call", return_value="mocked"):
            function = project.state().arm()
            assert function(1)["load"] == "mocked"
            assert function(1)["call"] == "mocked"
            function.cold_start()
            assert function(1)["load"] == "mocked"
            assert function(1)["call"] == "mocked"
            function.state.restore()
            assert isinstance(app.load, unittest.mock.Mock)
        assert app.load(1) == ("real", 1)
        assert app.Service().call() == "real"

    def test_mock_that_was_in_place_before_is_undone_in_the_test(self, project, collected):
        project.write(app=APP, clients=CLIENTS)
        app = collected("app")
        patcher = patch("app.load", return_value="mocked")
        patcher.start()
        function = project.state().arm()
        function(1)
        patcher.stop()

        assert function(1)["load"] == ("real", 1)
        function.state.restore()
        assert app.load(1) == ("real", 1)

    def test_patch_that_outlives_the_test(self, function, project):
        import app

        original = contents(app)["service"]
        function.state.touch()
        patcher = patch("app.service", FakeService())
        with overrides_outlive_the_test():
            patcher.start()
        assert function()["call"] == "fake"
        function.state.restore()
        assert type(app.service) is FakeService

        second = project.state().arm()
        assert second()["call"] == "fake"
        second.cold_start()
        assert second()["call"] == "fake"
        second.state.restore()
        assert type(app.service) is FakeService

        patcher.stop()
        assert app.service is original
        assert type(app) is type(unittest)

    def test_what_the_test_did_not_undo_goes_with_it(self, function):
        import app

        original = contents(app)["service"]
        app.service = FakeService()
        function.state.restore()
        assert app.service is original

    def test_function_that_is_closed_while_the_test_goes_on(self, function, project, monkeypatch):
        import app

        original = contents(app)["TIMEOUT"]
        monkeypatch.setattr(app, "TIMEOUT", 7)
        function.state.retire()
        assert app.TIMEOUT == 7
        second = project.state().arm()
        assert second()["timeout"] == 7
        second.state.retire()
        monkeypatch.undo()
        assert original == app.TIMEOUT
        assert type(app) is type(unittest)
