"""Versions and aliases through the whole service: what runs, and where a version shows."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pytest_lambda import (
    InvalidParameterValueException,
    InvokeError,
    LambdaService,
    PreconditionFailedException,
    ResourceConflictException,
    ResourceNotFoundException,
)

from .conftest import Deploy, Simulate

Write = Callable[..., Path]

WHO = """
    import os
    import time

    CODE = "first"

    def handler(event, context):
        time.sleep(event.get("sleep", 0))
        if event.get("fail"):
            raise RuntimeError("no")
        return {
            "code": CODE,
            "mode": os.environ.get("MODE"),
            "arn": context.invoked_function_arn,
            "version": context.function_version,
            "variable": os.environ["AWS_LAMBDA_FUNCTION_VERSION"],
            "stream": context.log_stream_name,
            "memory": context.memory_limit_in_mb,
            "remaining": context.get_remaining_time_in_millis(),
        }
"""
ROLE = "arn:aws:iam::123456789012:role/other"
SECOND = WHO.replace("first", "second")


class TestPublishing:
    def test_a_version_runs_the_files_as_they_were(
        self, service: LambdaService, deploy: Deploy, write: Write
    ) -> None:
        function = deploy(service, WHO)
        function.publish_version()
        write(SECOND)
        function.update_function_code()

        assert function.invoke({}, qualifier="1").payload["code"] == "first"
        assert function({})["code"] == "second"
        assert function.publish_version().version == "2"
        write(WHO.replace("first", "third"))
        function.update_function_code()
        codes = [function.invoke({}, qualifier=qualifier).payload["code"] for qualifier in ("1", "2", "$LATEST")]
        assert codes == ["first", "second", "third"]

    def test_files_that_were_added_and_removed(self, service: LambdaService, deploy: Deploy, write: Write) -> None:
        function = deploy(service, "import helper\ndef handler(event, context): return helper.VALUE")
        root = function.configuration.task_root
        (root / "helper.py").write_text("VALUE = 1")
        function.publish_version()
        (root / "helper.py").unlink()
        (root / "other.py").write_text("VALUE = 2")
        write("import other\ndef handler(event, context): return other.VALUE")
        function.update_function_code()
        assert function({}) == 2
        assert function.invoke({}, qualifier="1").payload == 1

    def test_a_file_that_a_version_reads(self, service: LambdaService, deploy: Deploy) -> None:
        function = deploy(
            service,
            """
            import pathlib

            def handler(event, context):
                return pathlib.Path(__file__).with_name("data.txt").read_text()
            """,
        )
        data = function.configuration.task_root / "data.txt"
        data.write_text("old")
        function.publish_version()
        assert function.invoke({}, qualifier="1").payload == "old"
        data.write_text("the new one")
        assert function.invoke({}, qualifier="1").payload == "old"
        assert function({}) == "the new one"

    def test_a_file_that_changes_between_events(self, service: LambdaService, deploy: Deploy) -> None:
        """At one moment of virtual time, and with warm environments."""
        source = "def handler(event, context): return open(__file__.replace('app.py', 'data.txt')).read()"
        function = deploy(service, source)
        data = function.configuration.task_root / "data.txt"
        data.write_text("old")
        function.publish_version()
        for text in ("old", "a new one", "and another"):
            data.write_text(text)
            for _ in range(2):
                function.invoke({}, qualifier="1", invocation_type="Event")
            service.run()
        assert {ran.payload for ran in function.invocations} == {"old"}

    def test_configuration(self, service: LambdaService, deploy: Deploy) -> None:
        function = deploy(service, WHO, timeout=5, memory_size=256, environment={"MODE": "old"})
        function.publish_version()
        function.update_function_configuration(timeout=50, memory_size=512, environment={"MODE": "new"})

        old, new = function.invoke({}, qualifier="1").payload, function({})
        assert (old["mode"], old["memory"], old["remaining"]) == ("old", "256", 5000)
        assert (new["mode"], new["memory"], new["remaining"]) == ("new", "512", 50_000)
        assert function.invoke({"sleep": 6}, qualifier="1").timed_out
        assert function.invoke({"sleep": 6}).ok

    def test_callables(self, service: LambdaService) -> None:
        function = service.create_function("f", handler=lambda event, context: "first")
        function.publish_version()
        function.update_function_code(handler=lambda event, context: "second")
        assert function.publish_version().version == "2"
        answers = [function.invoke({}, qualifier=qualifier).payload for qualifier in ("1", "2", "$LATEST")]
        assert answers == ["first", "second", "second"]

    def test_nothing_has_changed(self, service: LambdaService, deploy: Deploy, write: Write) -> None:
        function = deploy(service, WHO)
        first = function.publish_version(description="one")
        assert function.publish_version(description="two") is first
        function.update_function_configuration(description="another")
        assert function.publish_version().version == "2"
        write(SECOND)
        assert function.publish_version().version == "3"

    def test_publish_with_other_calls(self, service: LambdaService, deploy: Deploy, write: Write) -> None:
        function = deploy(service, WHO, publish=True)
        write(SECOND)
        function.update_function_code(publish=True)
        codes = [function.invoke({}, qualifier=number).payload["code"] for number in "12"]
        assert codes == ["first", "second"]

    def test_environments_are_the_versions_own(self, service: LambdaService, deploy: Deploy) -> None:
        function = deploy(
            service,
            """
            import os
            seen = []

            def handler(event, context):
                seen.append(event)
                open("/tmp/seen", "a").write(str(event))
                return [seen, open("/tmp/seen").read()]
            """,
        )
        function.publish_version()
        assert function(1) == [[1], "1"]
        first = function.invoke(2, qualifier="1")
        assert (first.payload, first.cold_start) == ([[2], "2"], True)
        assert function(3) == [[1, 3], "13"]
        assert function.invoke(4, qualifier="1").payload == [[2, 4], "24"]
        assert len(function.environments) == 2


class TestWhereAVersionShows:
    @pytest.fixture
    def function(self, service: LambdaService, deploy: Deploy) -> Any:
        function = deploy(service, WHO)
        function.publish_version()
        function.create_alias("live", function_version="1")
        return function

    @pytest.mark.parametrize(
        ("qualifier", "version"), [(None, "$LATEST"), ("$LATEST", "$LATEST"), ("1", "1"), ("live", "1")]
    )
    def test_context_and_answer(self, function: Any, qualifier: str | None, version: str) -> None:
        result = function.invoke({}, qualifier=qualifier)
        payload = result.payload
        assert payload["arn"] == (function.arn if qualifier is None else f"{function.arn}:{qualifier}")
        assert payload["version"] == payload["variable"] == result.executed_version == version
        assert f"[{version}]" in payload["stream"]
        assert f"Version: {version}\n" in result.logs.text

    @pytest.mark.parametrize("name", ["orders:live", "123456789012:function:orders:live", "function:orders:live"])
    def test_names(self, service: LambdaService, function: Any, name: str) -> None:
        result: Any = service.invoke(name, {})
        assert result.executed_version == "1"
        assert result.payload["arn"] == f"{function.arn}:live"

    @pytest.mark.parametrize(
        ("qualifier", "version"), [(None, "$LATEST"), ("$LATEST", "$LATEST"), ("1", "1"), ("live", "1")]
    )
    def test_records(self, service: LambdaService, function: Any, qualifier: str | None, version: str) -> None:
        """E20: qualified in any case."""
        done = service.sqs_queue("done")
        function.put_function_event_invoke_config(qualifier=qualifier, on_success=done)
        function.invoke({}, qualifier=qualifier, invocation_type="Event")
        service.run()
        [message] = done.messages
        record = json.loads(message.body)
        assert record["requestContext"]["functionArn"] == f"{function.arn}:{qualifier or '$LATEST'}"
        assert record["responseContext"]["executedVersion"] == version
        # E19: in the function the ARN is as it was called
        assert record["responsePayload"]["arn"] == (f"{function.arn}:{qualifier}" if qualifier else function.arn)

    def test_log_streams_and_metrics(self, service: LambdaService, function: Any) -> None:
        for qualifier in (None, "1", "live", "live"):
            function.invoke({}, qualifier=qualifier)
        streams = service.log_groups["/aws/lambda/orders"].streams
        assert [name.split("[")[1].split("]")[0] for name in streams] == ["$LATEST", "1"]
        metric = service.metrics["Invocations"]
        assert metric.sum() == metric.sum(function="orders") == 4
        assert metric.sum(FunctionName="orders", Resource="orders") == 1
        assert metric.sum(FunctionName="orders", Resource="orders:1") == 1
        assert metric.sum(FunctionName="orders", Resource="orders:live") == 2
        assert metric.sum(FunctionName="orders", Resource="orders:live", ExecutedVersion="1") == 2


class TestAliases:
    def test_weights(self, simulate: Simulate, write: Write) -> None:
        def versions(seed: int) -> list[str]:
            with LambdaService(seed=seed) as service:
                function = service.create_function("f", handler=lambda event, context: context.function_version)
                function.publish_version()
                function.update_function_configuration(description="second")
                function.publish_version()
                function.create_alias("live", function_version="1", routing_config={"2": 0.25})
                results = [function.invoke({}, qualifier="live") for _ in range(200)]
                assert all(result.payload == result.executed_version for result in results)
                return [result.executed_version for result in results]

        first = versions(1)
        assert 30 <= Counter(first)["2"] <= 70
        assert first == versions(1)
        assert first != versions(2)

    def test_an_alias_that_moves_while_events_are_queued(self, service: LambdaService, deploy: Deploy) -> None:
        function = deploy(service, WHO, environment={"MODE": "one"})
        function.publish_version()
        function.update_function_configuration(environment={"MODE": "two"})
        function.publish_version()
        function.create_alias("live", function_version="1")
        done = service.sqs_queue("done")
        function.put_function_event_invoke_config(qualifier="live", on_success=done, on_failure=done)

        function.invoke({"sleep": 10}, qualifier="live", invocation_type="Event")
        function.invoke({"fail": True}, qualifier="live", invocation_type="Event")
        service.advance(seconds=5)
        function.update_alias("live", function_version="2")
        function.invoke({}, qualifier="live", invocation_type="Event")
        service.run()

        assert sorted(ran.executed_version for ran in function.invocations) == ["1", "1", "2", "2", "2"]
        slow = next(ran for ran in function.invocations if ran.ok and ran.executed_version == "1")
        assert slow.payload["mode"] == "one"  # it had begun
        failed = [ran.executed_version for ran in function.invocations if not ran.ok]
        assert failed == ["1", "2", "2"]  # the retries follow the alias
        contexts = [json.loads(message.body)["requestContext"] for message in done.messages]
        assert {context["functionArn"] for context in contexts} == {f"{function.arn}:live"}

    def test_an_alias_that_is_deleted_while_events_are_queued(self, service: LambdaService, deploy: Deploy) -> None:
        dead = service.sqs_queue("dead")
        function = deploy(service, WHO, dead_letter_queue=dead)
        function.publish_version()
        function.create_alias("live", function_version="1")
        function.invoke({}, qualifier="live", invocation_type="Event")
        function.delete_alias("live")
        service.run()
        assert not function.invocations
        service.check_ledger()

    def test_an_alias_of_latest(self, service: LambdaService, deploy: Deploy) -> None:
        function = deploy(service, WHO)
        function.create_alias("dev", function_version="$LATEST")
        payload = function.invoke({}, qualifier="dev").payload
        assert (payload["version"], payload["arn"]) == ("$LATEST", f"{function.arn}:dev")


class TestUpdates:
    def test_code_while_an_invocation_runs(self, service: LambdaService, deploy: Deploy, write: Write) -> None:
        function = deploy(service, WHO)
        function.invoke({"sleep": 10}, invocation_type="Event")
        service.advance(seconds=5)
        write(SECOND)
        function.update_function_code()
        assert function({})["code"] == "second"
        service.run()
        by_end = sorted(function.invocations, key=lambda ran: ran.end_epoch)
        assert [ran.payload["code"] for ran in by_end] == ["second", "first"]
        assert all(ran.cold_start for ran in by_end)
        assert not function.invoke({}).cold_start

    def test_code_while_events_are_queued(self, service: LambdaService, deploy: Deploy, write: Write) -> None:
        """E9."""
        function = deploy(service, WHO)
        function.invoke({"fail": True}, invocation_type="Event")
        service.advance(seconds=30)
        function.invoke({}, invocation_type="Event")
        write(SECOND)
        function.update_function_code()
        service.run()
        assert [ran.payload["code"] for ran in function.invocations if ran.ok] == ["second"]
        assert [ran.cold_start for ran in function.invocations] == [True, True, False, False]

    def test_configuration_while_events_are_queued(self, service: LambdaService, deploy: Deploy) -> None:
        function = deploy(service, WHO, timeout=5, environment={"MODE": "old"})
        function.invoke({"sleep": 8}, invocation_type="Event")
        service.advance(seconds=30)
        function.update_function_configuration(timeout=10, environment={"MODE": "new"})
        service.run()
        first, second = function.invocations
        assert first.timed_out
        assert second.payload["mode"] == "new"

    def test_configuration_while_an_invocation_runs(self, service: LambdaService, deploy: Deploy) -> None:
        function = deploy(service, WHO, timeout=20, environment={"MODE": "old"})
        function.invoke({"sleep": 10}, invocation_type="Event")
        service.advance(seconds=5)
        function.update_function_configuration(timeout=7, environment={"MODE": "new"})
        service.run()
        [ran] = function.invocations
        assert ran.payload["mode"] == "old"
        assert not function.environments  # it was reclaimed when it was free

    def test_a_handlers_name(self, service: LambdaService, deploy: Deploy) -> None:
        function = deploy(service, "def handler(event, context): return 1\ndef other(event, context): return 2")
        assert function({}) == 1
        function.update_function_configuration(handler="app.other")
        assert function({}) == 2

    def test_what_is_not_given_stays(self, service: LambdaService, deploy: Deploy) -> None:
        function = deploy(service, WHO, memory_size=256, environment={"MODE": "on"}, description="d", role=ROLE)
        function.update_function_configuration(timeout=9)
        payload = function({})
        assert (payload["memory"], payload["mode"], payload["remaining"]) == ("256", "on", 9000)
        assert (function.settings.description, function.settings.role) == ("d", ROLE)


class TestDeleting:
    def test_a_version(self, service: LambdaService, deploy: Deploy) -> None:
        function = deploy(service, WHO)
        function.publish_version()
        function.invoke({}, qualifier="1")
        service.delete_function("orders", qualifier="1")
        with pytest.raises(ResourceNotFoundException, match=r"Function not found: .*:orders:1"):
            function.invoke({}, qualifier="1")
        assert not function.environments
        assert function.publish_version().version == "2"

    def test_a_version_while_it_runs(self, service: LambdaService, deploy: Deploy) -> None:
        function = deploy(service, WHO)
        function.publish_version()
        function.invoke({"sleep": 5}, qualifier="1", invocation_type="Event")
        service.advance(seconds=1)
        service.delete_function("orders", qualifier="1")
        service.run()
        assert function.invocations[0].ok
        assert not function.environments

    def test_a_function(self, service: LambdaService, deploy: Deploy) -> None:
        function = deploy(service, WHO)
        function.invoke({})
        service.delete_function("orders")
        assert "orders" not in service
        assert not function.environments
        for refused in (lambda: service.invoke("orders", {}), lambda: service.delete_function("orders")):
            with pytest.raises(ResourceNotFoundException, match=r"Function not found: .*:function:orders"):
                refused()

    def test_a_function_while_it_runs_and_events_are_queued(self, service: LambdaService, deploy: Deploy) -> None:
        dead = service.sqs_queue("dead")
        function = deploy(service, WHO, dead_letter_queue=dead)
        function.invoke({"sleep": 10}, invocation_type="Event")
        function.invoke({"fail": True}, invocation_type="Event")
        service.advance(seconds=5)
        service.delete_function("orders")
        service.run()
        assert [ran.ok for ran in function.invocations] == [True, False]
        [message] = dead.messages  # E14
        assert message.message_attributes["ErrorCode"]["StringValue"] == "404"
        service.check_ledger()

    def test_a_name_is_free_again(self, service: LambdaService, deploy: Deploy, write: Write) -> None:
        deploy(service, WHO).put_function_concurrency(reserved_concurrent_executions=5)
        service.delete_function("orders")
        again = deploy(service, SECOND)
        assert again({})["code"] == "second"
        assert again.get_function_concurrency() is None


class TestBadInput:
    @pytest.fixture
    def function(self, service: LambdaService, deploy: Deploy) -> Any:
        function = deploy(service, WHO)
        function.publish_version()
        function.update_function_configuration(description="second")
        function.publish_version()
        return function

    def refused(self, call: Callable[[], object], kind: type[Exception], code: str, text: str) -> None:
        with pytest.raises(kind) as caught:
            call()
        error: Any = caught.value
        assert error.code == code
        assert (error.message if isinstance(error, InvokeError) else str(error)) == text

    def test_unknown_function(self, service: LambdaService) -> None:
        self.refused(
            lambda: service.invoke("nobody", {}), ResourceNotFoundException, "ResourceNotFoundException",
            "Function not found: arn:aws:lambda:us-east-1:123456789012:function:nobody",
        )  # fmt: skip

    @pytest.mark.parametrize("kind", ["RequestResponse", "Event", "DryRun"])
    @pytest.mark.parametrize("qualifier", ["9", "nobody"])
    def test_unknown_qualifier(self, function: Any, qualifier: str, kind: str) -> None:
        self.refused(
            lambda: function.invoke({}, qualifier=qualifier, invocation_type=kind),
            ResourceNotFoundException, "ResourceNotFoundException",
            f"Function not found: {function.arn}:{qualifier}",
        )  # fmt: skip

    def test_a_name_that_is_taken(self, service: LambdaService, function: Any) -> None:
        self.refused(
            lambda: service.create_function("orders", handler=lambda event, context: None),
            ResourceConflictException, "ResourceConflictException", "Function already exist: orders",
        )  # fmt: skip

    def test_two_qualifiers(self, service: LambdaService, function: Any) -> None:
        self.refused(
            lambda: service.invoke("orders:1", {}, qualifier="2"),
            InvalidParameterValueException, "InvalidParameterValueException",
            "The derived qualifier from the function name does not match the specified qualifier.",
        )  # fmt: skip

    def test_an_alias_to_latest_with_weights(self, function: Any) -> None:
        self.refused(
            lambda: function.create_alias("live", function_version="$LATEST", routing_config={"1": 0.5}),
            InvalidParameterValueException, "InvalidParameterValueException",
            "$LATEST is not supported for an alias pointing to more than 1 version",
        )  # fmt: skip

    def test_too_many_weights(self, function: Any) -> None:
        self.refused(
            lambda: function.create_alias("live", function_version="1", routing_config={"2": 0.5, "3": 0.1}),
            InvalidParameterValueException, "InvalidParameterValueException",
            "Number of items in AdditionalVersionWeights cannot be greater than 1",
        )  # fmt: skip

    def test_an_alias_that_exists(self, function: Any) -> None:
        function.create_alias("live", function_version="1")
        self.refused(
            lambda: function.create_alias("live", function_version="1"),
            ResourceConflictException, "ResourceConflictException", f"Alias already exists: {function.arn}:live",
        )  # fmt: skip

    def test_an_alias_of_an_unknown_version(self, function: Any) -> None:
        self.refused(
            lambda: function.create_alias("live", function_version="9"),
            ResourceNotFoundException, "ResourceNotFoundException", f"Function not found: {function.arn}:9",
        )  # fmt: skip

    def test_an_unknown_alias(self, function: Any) -> None:
        self.refused(
            lambda: function.update_alias("nobody", function_version="1"),
            ResourceNotFoundException, "ResourceNotFoundException", f"Alias not found: {function.arn}:nobody",
        )  # fmt: skip

    def test_a_version_in_use(self, service: LambdaService, function: Any) -> None:
        function.create_alias("live", function_version="1", routing_config={"2": 0.1})
        for number in "12":
            self.refused(
                lambda number=number: service.delete_function("orders", qualifier=number),
                ResourceConflictException, "ResourceConflictException",
                "Unable to delete version because the following aliases reference it: [live]",
            )  # fmt: skip

    def test_latest_cannot_be_deleted(self, service: LambdaService, function: Any) -> None:
        self.refused(
            lambda: service.delete_function("orders", qualifier="$LATEST"),
            InvalidParameterValueException, "InvalidParameterValueException",
            "$LATEST version cannot be deleted without deleting the function.",
        )  # fmt: skip

    def test_the_wrong_code(self, function: Any) -> None:
        with pytest.raises(InvalidParameterValueException, match=r"^CodeSHA256 \(x\) is different from current"):
            function.publish_version(code_sha256="x")

    def test_the_wrong_revision(self, function: Any) -> None:
        with pytest.raises(PreconditionFailedException, match="The Revision Id provided does not match the latest"):
            function.publish_version(revision_id="x")

    @pytest.mark.parametrize(
        ("parameter", "value"), [("timeout", 0), ("timeout", 901), ("memory_size", 127), ("memory_size", 40_000)]
    )
    def test_out_of_range(self, service: LambdaService, function: Any, parameter: str, value: int) -> None:
        def create() -> object:
            return service.create_function("new", handler=lambda event, context: None, **{parameter: value})

        for call in (create, lambda: function.update_function_configuration(**{parameter: value})):
            with pytest.raises(InvalidParameterValueException) as caught:
                call()
            assert f"Value '{value}' at " in str(caught.value)
        assert "new" not in service
        assert function({})["remaining"] == 60_000

    def test_environment_variables(self, service: LambdaService) -> None:
        """G42, G43."""
        for environment, text in (({"LONG": "x" * 5000}, "4KB"), ({"AWS_REGION": "x"}, "reserved keys")):
            with pytest.raises(InvalidParameterValueException, match=text):
                service.create_function("new", handler=lambda event, context: None, environment=environment)

    def test_too_many_layers(self, service: LambdaService, tmp_path: Path) -> None:
        """G44."""
        with pytest.raises(InvalidParameterValueException, match="Cannot reference more than 5 layers"):
            service.create_function("new", handler=lambda event, context: None, layers=[tmp_path] * 6)
