"""boto3's clients in front of a whole service: in test code, and in handlers of its functions."""

from __future__ import annotations

import base64
import json
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("boto3")

from botocore.config import Config
from botocore.exceptions import ClientError

from pytest_lambda import ClockError, LambdaService, ServiceFunction
from pytest_lambda.boto.refusal import OperationNotSimulated
from pytest_lambda.boto.service_api import serve_boto3

from .conftest import Client

Deploy = Callable[..., ServiceFunction]

ECHO = """
    import time

    NAME = __file__

    class Refused(Exception):
        pass

    def handler(event, context):
        time.sleep(event.get("sleep", 0))
        if event.get("fail"):
            raise Refused("no")
        print("seen", event)
        return {
            "event": event, "name": context.function_name, "arn": context.invoked_function_arn,
            "version": context.function_version, "module": NAME,
        }
"""

CALLER = """
    import json
    import time
    import boto3

    NAME = __file__
    client = boto3.client("lambda")

    def handler(event, context):
        begin = time.time()
        answer = client.invoke(FunctionName=event["to"], Payload=json.dumps(event.get("with", {})),
                               InvocationType=event.get("type", "RequestResponse"))
        body = answer["Payload"].read()
        return {
            "status": answer["StatusCode"], "error": answer.get("FunctionError"),
            "version": answer.get("ExecutedVersion"), "got": json.loads(body) if body else None,
            "took": time.time() - begin, "module": NAME, "me": context.function_name,
        }
"""


@pytest.fixture
def service() -> Iterator[LambdaService]:
    with LambdaService() as service, serve_boto3(service):
        yield service


@pytest.fixture
def deploy(service: LambdaService, tmp_path: Path) -> Deploy:
    def make(name: str, source: str, **settings: Any) -> ServiceFunction:
        root = tmp_path / name
        root.mkdir()
        (root / "app.py").write_text(textwrap.dedent(source), encoding="utf-8")
        return service.create_function(name, handler="app.handler", task_root=root, timeout=60, **settings)

    return make


class TestTestCode:
    def test_an_answer(self, service: LambdaService, deploy: Deploy, client: Client) -> None:
        function = deploy("echo", ECHO)
        before = service.now()
        answer = client().invoke(FunctionName="echo", Payload=b'{"sleep": 2}')

        assert answer["StatusCode"] == 200
        assert answer["ExecutedVersion"] == "$LATEST"
        assert "FunctionError" not in answer
        assert "LogResult" not in answer
        assert json.load(answer["Payload"])["event"] == {"sleep": 2}
        assert (service.now() - before).total_seconds() == 2
        [ran] = function.invocations
        assert answer["ResponseMetadata"]["RequestId"] == ran.request_id

    def test_no_payload(self, deploy: Deploy, client: Client) -> None:
        deploy("echo", ECHO)
        assert json.load(client().invoke(FunctionName="echo")["Payload"])["event"] == {}

    def test_a_function_error(self, deploy: Deploy, client: Client) -> None:
        deploy("echo", ECHO)
        answer = client().invoke(FunctionName="echo", Payload=b'{"fail": true}')
        assert (answer["StatusCode"], answer["FunctionError"]) == (200, "Unhandled")
        error = json.load(answer["Payload"])
        assert (error["errorType"], error["errorMessage"]) == ("Refused", "no")

    def test_the_tail_of_the_log(self, deploy: Deploy, client: Client) -> None:
        function = deploy("echo", ECHO)
        answer = client().invoke(FunctionName="echo", Payload=b"{}", LogType="Tail")
        text = base64.b64decode(answer["LogResult"]).decode()
        assert "seen {}" in text
        assert f"END RequestId: {function.invocations[0].request_id}" in text

    def test_an_event(self, service: LambdaService, deploy: Deploy, client: Client) -> None:
        function = deploy("echo", ECHO)
        answer = client().invoke(FunctionName="echo", Payload=b'{"sleep": 9}', InvocationType="Event", LogType="Tail")
        assert (answer["StatusCode"], answer["Payload"].read()) == (202, b"")
        assert not {"ExecutedVersion", "LogResult", "FunctionError"} & answer.keys()
        assert not function.invocations
        service.run()
        assert function.invocations[0].payload["event"] == {"sleep": 9}
        assert function.invocations[0].request_id == answer["ResponseMetadata"]["RequestId"]

    def test_a_dry_run(self, service: LambdaService, deploy: Deploy, client: Client) -> None:
        function = deploy("echo", ECHO)
        answer = client().invoke(FunctionName="echo", InvocationType="DryRun")
        assert (answer["StatusCode"], answer["Payload"].read()) == (204, b"")
        service.run()
        assert not function.invocations

    def test_versions_and_aliases(self, deploy: Deploy, client: Client) -> None:
        function = deploy("echo", ECHO)
        function.publish_version()
        function.create_alias("live", function_version="1")
        for names in ({"FunctionName": "echo", "Qualifier": "live"}, {"FunctionName": f"{function.arn}:live"}):
            answer = client().invoke(**names)
            assert answer["ExecutedVersion"] == "1"
            payload = json.load(answer["Payload"])
            assert (payload["arn"], payload["version"]) == (f"{function.arn}:live", "1")

    def test_client_context_and_tenant(self, deploy: Deploy, client: Client) -> None:
        deploy(
            "who",
            "def handler(event, context): return [context.client_context.custom, context.tenant_id]",
            tenancy_config={"TenantIsolationMode": "PER_TENANT"},
        )
        given = base64.b64encode(b'{"custom": {"a": "b"}}').decode()
        answer = client().invoke(FunctionName="who", ClientContext=given, TenantId="blue")
        assert json.load(answer["Payload"]) == [{"a": "b"}, "blue"]

    @pytest.mark.parametrize(
        ("request_of", "code", "status", "text"),
        [
            ({"FunctionName": "nobody"}, "ResourceNotFoundException", 404,
             "Function not found: arn:aws:lambda:us-east-1:123456789012:function:nobody"),
            ({"FunctionName": "echo", "Qualifier": "7"}, "ResourceNotFoundException", 404,
             "Function not found: arn:aws:lambda:us-east-1:123456789012:function:echo:7"),
            ({"FunctionName": "echo:1", "Qualifier": "2"}, "InvalidParameterValueException", 400,
             "The derived qualifier from the function name does not match the specified qualifier."),
            ({"FunctionName": "echo", "LogType": "All"}, "ValidationException", 400,
             "1 validation error detected: Value 'All' at 'logType' failed to satisfy constraint: Member must satisfy "
             "enum value set: [None, Tail]"),
            ({"FunctionName": "echo", "Qualifier": "a b"}, "ValidationException", 400,
             "1 validation error detected: Value 'a b' at 'qualifier' failed to satisfy constraint: Member must "
             "satisfy regular expression pattern: \\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9-_$]+"),
            ({"FunctionName": "echo", "Payload": b"{"}, "InvalidRequestContentException", 400, None),
            ({"FunctionName": "echo", "Payload": b'"' + b"x" * 7_000_000 + b'"'}, "RequestEntityTooLargeException",
             413, None),
        ],
    )  # fmt: skip
    def test_refusals(
        self, deploy: Deploy, client: Client, request_of: dict[str, Any], code: str, status: int, text: str | None
    ) -> None:
        deploy("echo", ECHO)
        with pytest.raises(ClientError) as caught:
            client().invoke(**request_of)
        error = caught.value.response
        assert (error["Error"]["Code"], error["ResponseMetadata"]["HTTPStatusCode"]) == (code, status)
        assert "\n" not in error["Error"]["Message"]
        if text is not None:
            assert error["Error"]["Message"] == text

    def test_an_unknown_operation(self, service: LambdaService, client: Client) -> None:
        with pytest.raises(OperationNotSimulated, match="ListCodeSigningConfigs"):
            client().list_code_signing_configs()

    def test_nothing_is_served_after_the_bridge(self, client: Client) -> None:
        with LambdaService() as service:
            service.create_function("echo", handler=lambda event, context: event)
            with serve_boto3(service):
                assert json.load(client().invoke(FunctionName="echo", Payload=b"1")["Payload"]) == 1

    def test_a_client_in_another_thread(self, service: LambdaService, deploy: Deploy, client: Client) -> None:
        """Synchronous calls are refused there, with no error of botocore's."""
        from concurrent.futures import ThreadPoolExecutor

        deploy("echo", ECHO)
        made = client()
        with ThreadPoolExecutor(1) as executor, pytest.raises(ClockError, match="another thread"):
            executor.submit(made.invoke, FunctionName="echo").result()


class TestThrottles:
    def test_retries_sleep_in_virtual_time(self, service: LambdaService, deploy: Deploy, client: Client) -> None:
        function = deploy("echo", ECHO)
        function.put_function_concurrency(reserved_concurrent_executions=0)
        before = service.now()
        retrying = client(config=Config(retries={"total_max_attempts": 4, "mode": "standard"}))
        with pytest.raises(retrying.exceptions.TooManyRequestsException) as caught:
            retrying.invoke(FunctionName="echo")
        response = caught.value.response
        assert response["Reason"] == "ReservedFunctionConcurrentInvocationLimitExceeded"
        assert response["Type"] == "User"
        assert response["Error"]["Message"] == "Rate Exceeded."
        assert response["ResponseMetadata"]["RetryAttempts"] == 3
        assert service.now() > before
        assert service.metrics["Throttles"].sum(function="echo") == 4

    def test_a_retry_that_succeeds(self, service: LambdaService, deploy: Deploy) -> None:
        """The one environment is busy with an event, when a handler's client tries again and again."""
        busy = deploy("echo", ECHO)
        caller = deploy(
            "caller",
            """
            import json
            import boto3
            from botocore.config import Config
            client = boto3.client("lambda", config=Config(retries={"total_max_attempts": 10, "mode": "standard"}))

            def handler(event, context):
                answer = client.invoke(FunctionName="echo", Payload=b"{}")
                return answer["ResponseMetadata"]["RetryAttempts"]
            """,
        )
        busy.put_function_concurrency(reserved_concurrent_executions=1)
        busy.invoke({"sleep": 5}, invocation_type="Event")
        caller.invoke({}, invocation_type="Event")
        service.run()
        [answer] = caller.invocations
        assert answer.payload >= 1
        first, second = busy.invocations
        assert second.start_epoch >= first.end_epoch
        assert answer.end_epoch == second.end_epoch

    def test_retry_after(self, simulated_rate: LambdaService, client: Client) -> None:
        made = client()
        for _ in range(10):
            made.invoke(FunctionName="fast")
        with pytest.raises(made.exceptions.TooManyRequestsException) as caught:
            made.invoke(FunctionName="fast")
        assert caught.value.response["Reason"] == "ReservedFunctionInvocationRateLimitExceeded"
        assert caught.value.response["ResponseMetadata"]["HTTPHeaders"]["retry-after"] == "1"
        assert caught.value.response["retryAfterSeconds"] == "1"

    @pytest.fixture
    def simulated_rate(self) -> Iterator[LambdaService]:
        with LambdaService() as service, serve_boto3(service):
            fast = service.create_function("fast", handler=lambda event, context: None)
            fast.put_function_concurrency(reserved_concurrent_executions=1)
            yield service


class TestHandlers:
    def test_others_go_on_while_the_caller_waits(self, service: LambdaService, deploy: Deploy) -> None:
        deploy("echo", ECHO)
        caller = deploy("caller", CALLER)
        for _ in range(3):
            caller.invoke({"to": "echo", "with": {"sleep": 10}}, invocation_type="Event")
        begin = service.now()
        service.run()
        assert (service.now() - begin).total_seconds() == 10
        assert [ran.payload["took"] for ran in caller.invocations] == [10.0] * 3
        assert len(caller.environments) == len(service["echo"].environments) == 3
        assert all(ran.payload["got"]["name"] == "echo" for ran in caller.invocations)

    def test_two_modules_of_one_name(self, service: LambdaService, deploy: Deploy, tmp_path: Path) -> None:
        deploy("echo", ECHO)
        caller = deploy("caller", CALLER)
        for _ in range(2):
            payload = caller({"to": "echo"})
            assert Path(payload["module"]) == tmp_path / "caller" / "app.py"
            assert Path(payload["got"]["module"]) == tmp_path / "echo" / "app.py"
            assert (payload["me"], payload["got"]["name"]) == ("caller", "echo")

    def test_an_event(self, service: LambdaService, deploy: Deploy) -> None:
        echo = deploy("echo", ECHO)
        payload = deploy("caller", CALLER)({"to": "echo", "with": {"sleep": 5}, "type": "Event"})
        assert (payload["status"], payload["got"], payload["took"]) == (202, None, 0.0)
        service.run()
        assert echo.invocations[0].ok

    def test_a_function_error(self, deploy: Deploy) -> None:
        deploy("echo", ECHO)
        payload = deploy("caller", CALLER)({"to": "echo", "with": {"fail": True}})
        assert payload["error"] == "Unhandled"
        assert payload["got"]["errorType"] == "Refused"

    def test_an_alias(self, deploy: Deploy) -> None:
        echo = deploy("echo", ECHO)
        echo.publish_version()
        echo.create_alias("live", function_version="1")
        payload = deploy("caller", CALLER)({"to": "echo:live"})
        assert payload["version"] == "1"
        assert payload["got"]["arn"] == f"{echo.arn}:live"

    def test_an_unknown_function(self, deploy: Deploy) -> None:
        result = deploy("caller", CALLER).invoke({"to": "nobody"})
        assert result.error is not None
        assert result.error.type == "ResourceNotFoundException"

    def test_an_unknown_operation(self, deploy: Deploy) -> None:
        """The handler's `except ClientError` does not swallow the refusal."""
        caller = deploy(
            "caller",
            """
            import boto3
            from botocore.exceptions import ClientError

            def handler(event, context):
                try:
                    boto3.client("lambda").get_function_code_signing_config(FunctionName="caller")
                except ClientError:
                    return "swallowed"
            """,
        )
        with pytest.raises(OperationNotSimulated, match="GetFunctionCodeSigningConfig"):
            caller({})

    def test_the_caller_times_out_while_it_waits(self, service: LambdaService, deploy: Deploy) -> None:
        """What it has called goes on (F17): nobody waits for the answer any more."""
        echo = deploy("echo", ECHO)
        caller = service.create_function(
            "caller", handler="app.handler", task_root=deploy("template", CALLER).configuration.task_root, timeout=3
        )
        result = caller.invoke({"to": "echo", "with": {"sleep": 30}})
        assert result.timed_out
        assert (service.now() - result.start_time).total_seconds() == 3
        service.run()
        [called] = echo.invocations
        assert called.ok
        assert (called.end_epoch - called.start_epoch) == 30
        assert caller({"to": "echo"})["got"]["name"] == "echo"

    def test_a_loop_is_stopped(self, service: LambdaService, deploy: Deploy) -> None:
        loop = deploy(
            "loop",
            """
            import json
            import boto3
            client = boto3.client("lambda")

            def handler(event, context):
                client.invoke(FunctionName="loop", InvocationType="Event", Payload=json.dumps({"n": event["n"] + 1}))
                return event["n"]
            """,
        )
        dead = service.sqs_queue("dead")
        loop.put_function_event_invoke_config(on_failure=dead)
        loop.invoke({"n": 1}, invocation_type="Event")
        service.run()
        assert sorted(ran.payload for ran in loop.invocations) == list(range(1, 17))
        assert service.metrics["RecursiveInvocationsDropped"].sum(function="loop") == 1
        [message] = dead.messages
        assert json.loads(message.body)["requestPayload"] == {"n": 17}
        service.check_ledger()

    def test_a_synchronous_loop_is_stopped(self, service: LambdaService, deploy: Deploy) -> None:
        loop = deploy(
            "loop",
            """
            import json
            import boto3
            client = boto3.client("lambda")

            def handler(event, context):
                try:
                    answer = client.invoke(FunctionName="loop", Payload=json.dumps({"n": event["n"] + 1}))
                except client.exceptions.RecursiveInvocationException as error:
                    return [event["n"], error.response["ResponseMetadata"]["HTTPStatusCode"]]
                return json.load(answer["Payload"])
            """,
        )
        assert loop({"n": 1}) == [16, 400]
        assert len(loop.invocations) == 16

    def test_a_loop_that_is_allowed(self, service: LambdaService, deploy: Deploy) -> None:
        loop = deploy(
            "loop",
            """
            import json
            import boto3
            client = boto3.client("lambda")

            def handler(event, context):
                if event["n"] < 20:
                    client.invoke(FunctionName="loop", InvocationType="Event", Payload=json.dumps({"n": event["n"] + 1}))
            """,
        )
        loop.put_function_recursion_config(recursive_loop="Allow")
        loop.invoke({"n": 1}, invocation_type="Event")
        service.run()
        assert len(loop.invocations) == 20
