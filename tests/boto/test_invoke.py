"""What a client sends and gets back."""

from __future__ import annotations

import base64
import gzip
import io
import json
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("boto3")

from botocore.exceptions import ClientError
from botocore.response import StreamingBody
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_lambda import errors

from .conftest import Client
from .table import REQUEST_ID, FunctionTable

pytestmark = pytest.mark.usefixtures("opened")


class TestAnswers:
    def test_a_result(self, client: Client) -> None:
        answer = client().invoke(FunctionName="echo", Payload=b'{"a": 1}')

        assert isinstance(answer["Payload"], StreamingBody)
        assert json.load(answer["Payload"]) == {"a": 1}
        assert answer["StatusCode"] == 200
        assert answer["ExecutedVersion"] == "$LATEST"
        assert "FunctionError" not in answer
        assert "LogResult" not in answer
        assert answer["ResponseMetadata"]["RequestId"] == REQUEST_ID
        assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200
        assert answer["ResponseMetadata"]["RetryAttempts"] == 0
        assert answer["ResponseMetadata"]["HTTPHeaders"]["content-type"] == "application/json"

    def test_a_function_error_is_an_answer(self, client: Client) -> None:
        answer = client().invoke(FunctionName="fail")

        assert (answer["StatusCode"], answer["FunctionError"]) == (200, "Unhandled")
        assert json.load(answer["Payload"]) == {"errorMessage": "no", "errorType": "ValueError"}

    def test_an_asynchronous_invocation(self, client: Client) -> None:
        answer = client().invoke(FunctionName="echo", InvocationType="Event", Payload=b"1")

        assert answer["StatusCode"] == 202
        assert answer["Payload"].read() == b""
        assert answer["ResponseMetadata"]["RequestId"] == REQUEST_ID
        assert {"FunctionError", "LogResult", "ExecutedVersion"}.isdisjoint(answer)

    def test_a_dry_run(self, client: Client) -> None:
        answer = client().invoke(FunctionName="fail", InvocationType="DryRun")

        assert answer["StatusCode"] == 204
        assert answer["Payload"].read() == b""

    def test_the_tail_of_the_log(self, client: Client) -> None:
        answer = client().invoke(FunctionName="echo", LogType="Tail", Payload=b"1")

        assert base64.b64decode(answer["LogResult"]) == b"START\nEND\n"

    def test_a_large_result_is_read_in_chunks(self, client: Client, table: FunctionTable) -> None:
        large = json.dumps("x" * 6_000_000).encode()
        table.functions["large"] = lambda payload: large

        body = client().invoke(FunctionName="large")["Payload"]
        assert body.read(3) == b'"xx'
        assert b"".join(body.iter_chunks(1_000_000)) == large[3:]
        assert body.read() == b""

    def test_the_body_has_lines_and_can_be_closed(self, client: Client) -> None:
        body = client().invoke(FunctionName="echo", Payload=b"[1,\n2]")["Payload"]
        assert list(body.iter_lines()) == [b"[1,", b"2]"]
        with body as stream:
            assert stream.read() == b""
        assert stream.closed


class TestRequests:
    def test_the_least(self, client: Client, table: FunctionTable) -> None:
        client().invoke(FunctionName="echo")

        (asked,) = table.asked
        assert (asked.function_name, asked.payload, asked.invocation_type) == ("echo", b"", "RequestResponse")
        assert asked.qualifier is asked.log_type is asked.client_context is asked.tenant_id is None
        assert asked.trace_header is None

    def test_every_parameter(self, client: Client, table: FunctionTable) -> None:
        context = base64.b64encode(b'{"custom": {"a": "\xc3\xa4"}}').decode()
        lambda_client = client()
        tenant = {"TenantId": "blue @/team"} if "TenantId" in _members(lambda_client) else {}
        lambda_client.invoke(
            FunctionName="echo", Payload=b"1", InvocationType="Event", LogType="None", Qualifier="$LATEST",
            ClientContext=context, **tenant,
        )  # fmt: skip

        (asked,) = table.asked
        assert (asked.qualifier, asked.log_type, asked.client_context) == ("$LATEST", "None", context)
        assert asked.tenant_id == tenant.get("TenantId")
        assert asked.invocation_type == "Event"

    @pytest.mark.parametrize(
        "name",
        [
            "echo",
            "echo:prod",
            "echo:$LATEST",
            "123456789012:function:echo",
            "arn:aws:lambda:us-east-1:123456789012:function:echo:2",
        ],
    )
    def test_the_name_arrives_as_it_was_given(self, client: Client, table: FunctionTable, name: str) -> None:
        table.functions[name] = lambda payload: b"null"
        client().invoke(FunctionName=name)

        assert table.asked[0].function_name == name

    def test_the_trace_header_goes_along(
        self, client: Client, table: FunctionTable, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        header = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0;Lineage=1:ab12cd:0|é"
        monkeypatch.setenv("AWS_LAMBDA_FUNCTION_NAME", "caller")
        monkeypatch.setenv("_X_AMZN_TRACE_ID", header)
        client().invoke(FunctionName="echo", Payload=b"1")

        assert table.asked[0].trace_header == header


def _members(lambda_client: Any) -> Any:
    return lambda_client.meta.service_model.operation_model("Invoke").input_shape.members


class TestPayloads:
    @pytest.mark.parametrize(
        "payload",
        [b'{"a": "\xc3\xa4"}', bytearray('{"a": "ä"}'.encode()), '{"a": "ä"}', io.BytesIO('{"a": "ä"}'.encode())],
        ids=["bytes", "bytearray", "text", "file"],
    )
    def test_all_forms(self, client: Client, payload: Any) -> None:
        assert json.load(client().invoke(FunctionName="echo", Payload=payload)["Payload"]) == {"a": "ä"}

    def test_an_open_file(self, client: Client, tmp_path: Path) -> None:
        (tmp_path / "event.json").write_bytes(b'{"a": 1}')
        with (tmp_path / "event.json").open("rb") as file:
            assert json.load(client().invoke(FunctionName="echo", Payload=file)["Payload"]) == {"a": 1}

    def test_bytes_that_are_no_text_are_the_services_business(self, client: Client, table: FunctionTable) -> None:
        compressed = gzip.compress(b"{}")
        client().invoke(FunctionName="echo", Payload=compressed)

        assert table.asked[0].payload == compressed

    def test_any_bytes_come_back(self, client: Client) -> None:
        lambda_client = client()

        @given(payload=st.binary(max_size=200))
        @settings(max_examples=50)
        def comes_back(payload: bytes) -> None:
            assert lambda_client.invoke(FunctionName="echo", Payload=payload)["Payload"].read() == payload

        comes_back()

    def test_a_file_is_sent_whole_again_at_a_retry(
        self, client: Client, table: FunctionTable, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from botocore.config import Config

        def busy_once(payload: bytes) -> bytes:
            if len(table.asked) == 1:
                raise errors.TooManyRequestsException()
            return payload

        slept: list[float] = []
        monkeypatch.setattr("time.sleep", slept.append)
        table.functions["busy"] = busy_once
        answer = client(config=Config(retries={"total_max_attempts": 3})).invoke(
            FunctionName="busy", Payload=io.BytesIO(b'{"a": 1}')
        )

        assert [asked.payload for asked in table.asked] == [b'{"a": 1}'] * 2
        assert answer["ResponseMetadata"]["RetryAttempts"] == 1
        assert len(slept) == 1


class TestErrors:
    def test_an_unknown_function(self, client: Client) -> None:
        lambda_client = client()
        with pytest.raises(lambda_client.exceptions.ResourceNotFoundException) as caught:
            lambda_client.invoke(FunctionName="nobody")

        arn = "arn:aws:lambda:us-east-1:123456789012:function:nobody"
        response = caught.value.response
        assert response["Error"] == {"Code": "ResourceNotFoundException", "Message": f"Function not found: {arn}"}
        assert response["Type"] == "User"
        assert response["Message"] == f"Function not found: {arn}"
        assert response["ResponseMetadata"]["HTTPStatusCode"] == 404
        assert response["ResponseMetadata"]["RequestId"]
        assert caught.value.operation_name == "Invoke"

    def test_a_throttle(self, client: Client, table: FunctionTable) -> None:
        reason = "ReservedFunctionConcurrentInvocationLimitExceeded"
        table.functions["busy"] = errors.TooManyRequestsException(reason=reason, retry_after_seconds=7)
        lambda_client = client()
        with pytest.raises(lambda_client.exceptions.TooManyRequestsException) as caught:
            lambda_client.invoke(FunctionName="busy")

        response = caught.value.response
        assert response["Error"] == {"Code": "TooManyRequestsException", "Message": "Rate Exceeded."}
        assert (response["Reason"], response["Type"], response["retryAfterSeconds"]) == (reason, "User", "7")
        assert response["message"] == "Rate Exceeded."
        assert response["ResponseMetadata"]["HTTPStatusCode"] == 429
        assert response["ResponseMetadata"]["HTTPHeaders"]["retry-after"] == "7"

    def test_a_throttle_that_does_not_say_for_how_long(self, client: Client, table: FunctionTable) -> None:
        table.functions["busy"] = errors.TooManyRequestsException()
        lambda_client = client()
        with pytest.raises(lambda_client.exceptions.TooManyRequestsException) as caught:
            lambda_client.invoke(FunctionName="busy")

        assert "retryAfterSeconds" not in caught.value.response

    @pytest.mark.parametrize("mode", ["legacy", "standard"])
    def test_botocore_tries_again(
        self, client: Client, table: FunctionTable, monkeypatch: pytest.MonkeyPatch, mode: str
    ) -> None:
        from botocore.config import Config

        slept: list[float] = []
        monkeypatch.setattr("time.sleep", slept.append)
        table.functions["busy"] = errors.TooManyRequestsException()
        lambda_client = client(config=Config(retries={"total_max_attempts": 3, "mode": mode}))
        with pytest.raises(lambda_client.exceptions.TooManyRequestsException) as caught:
            lambda_client.invoke(FunctionName="busy")

        assert caught.value.response["ResponseMetadata"]["RetryAttempts"] == 2
        assert len(table.asked) == 3
        assert len(slept) == 2

    @pytest.mark.parametrize(
        "error",
        [
            errors.InvalidRequestContentException("Could not parse request body into json: x", "a hint"),
            errors.InvokeParameterValueException("1 validation error detected"),
            errors.ResourceConflictException("The function is Pending"),
            errors.RecursiveInvocationException("stopped"),
            errors.ServiceException("An error occurred and the request cannot be processed."),
        ],
        ids=lambda error: error.code,
    )
    def test_each_error_is_the_clients_own(
        self, client: Client, table: FunctionTable, error: errors.InvokeError
    ) -> None:
        table.functions["f"] = error
        lambda_client = client()
        with pytest.raises(getattr(lambda_client.exceptions, error.code)) as caught:
            lambda_client.invoke(FunctionName="f")

        response = caught.value.response
        assert response["Error"] == {"Code": error.code, "Message": error.message}
        assert response["ResponseMetadata"]["HTTPStatusCode"] == error.status_code
        assert response.get("Type") == ("User" if error.status_code < 500 else None)

    def test_a_code_that_is_not_in_the_model_is_a_plain_client_error(
        self, client: Client, table: FunctionTable
    ) -> None:
        table.functions["f"] = errors.RequestEntityTooLargeException("Request must be smaller than 6291456 bytes")
        with pytest.raises(ClientError, match="RequestEntityTooLargeException.*6291456 bytes") as caught:
            client().invoke(FunctionName="f")

        assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 413

    def test_every_error_of_the_model_gets_its_text_under_its_own_key(
        self, client: Client, table: FunctionTable
    ) -> None:
        lambda_client = client()
        for shape in lambda_client.meta.service_model.operation_model("Invoke").error_shapes:
            kind = type(shape.name, (errors.InvokeError,), {"code": shape.name, "status_code": 400})
            table.functions["f"] = kind("the text")
            with pytest.raises(getattr(lambda_client.exceptions, shape.name)) as caught:
                lambda_client.invoke(FunctionName="f")
            (key,) = {"message", "Message"} & set(shape.members)
            assert caught.value.response[key] == "the text", shape.name

    def test_what_is_no_answer_of_aws_passes_through_botocore(self, client: Client, table: FunctionTable) -> None:
        table.functions["f"] = errors.NotSimulated("durable functions")
        with pytest.raises(errors.NotSimulated, match="durable functions"):
            client().invoke(FunctionName="f")

    def test_request_ids_of_refusals_differ(self, client: Client) -> None:
        seen = set()
        for _ in range(3):
            with pytest.raises(ClientError) as caught:
                client().invoke(FunctionName="nobody")
            seen.add(caught.value.response["ResponseMetadata"]["RequestId"])
        assert len(seen) == 3
