"""Requests of real boto3 clients, which must not leave."""

from __future__ import annotations

import contextlib
import inspect
import threading
from collections.abc import Callable
from datetime import datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import botocore.session
import pytest
from botocore.config import Config
from botocore.credentials import ContainerMetadataFetcher, RefreshableCredentials
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError
from botocore.utils import InstanceMetadataFetcher

from pytest_lambda.runtime.aws_access.guard import EndpointGuard, watch_clients
from pytest_lambda.runtime.aws_access.refusal import AwsCallRefused

if TYPE_CHECKING:
    from .conftest import Running, Server


def line_here() -> str:
    frame = inspect.currentframe()
    assert frame is not None
    assert frame.f_back is not None
    return f"{__file__}:{frame.f_back.f_lineno}"


def test_a_call_of_a_client_is_refused_and_told_in_full(guard: EndpointGuard) -> None:
    made = line_here(), boto3.client("dynamodb")
    with pytest.raises(AwsCallRefused) as caught:
        made[1].put_item(TableName="t", Item={"id": {"S": "1"}})

    call = caught.value.call
    assert (call.service, call.operation, call.method) == ("dynamodb", "PutItem", "put_item")
    assert call.http_method == "POST"
    assert call.host.endswith("dynamodb.us-east-1.amazonaws.com") or ".ddb." in call.host
    assert str(call.client_made_at).startswith(made[0])
    assert call.called_at is not None
    assert call.called_at.file == __file__
    assert call.called_at.function == "test_a_call_of_a_client_is_refused_and_told_in_full"
    assert not call.moto_is_active
    assert guard.refused == [call]


def test_a_resource_is_refused_too(guard: EndpointGuard) -> None:
    made = line_here(), boto3.resource("dynamodb")
    with pytest.raises(AwsCallRefused) as caught:
        made[1].Table("t").get_item(Key={"id": "1"})

    assert caught.value.call.operation == "GetItem"
    assert str(caught.value.call.client_made_at).startswith(made[0])


def test_a_client_made_before_the_function_ran(running: Running) -> None:
    watch_clients()
    made = line_here(), boto3.client("sqs")

    with running(EndpointGuard()), pytest.raises(AwsCallRefused) as caught:
        made[1].list_queues()
    assert str(caught.value.call.client_made_at).startswith(made[0])


def test_the_url_is_shown_without_its_query(guard: EndpointGuard) -> None:
    with pytest.raises(AwsCallRefused) as caught:
        boto3.client("s3").list_objects_v2(Bucket="bucket", Prefix="secret")

    assert caught.value.call.url.startswith("https://bucket.s3.")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("mode", ["legacy", "standard", "adaptive"])
def test_it_is_not_retried(guard: EndpointGuard, mode: str) -> None:
    client = boto3.client("sqs", config=Config(retries={"mode": mode, "total_max_attempts": 5}))

    with pytest.raises(AwsCallRefused):
        client.list_queues()
    assert len(guard.refused) == 1


def test_handlers_that_catch_botocores_errors_do_not_swallow_it(guard: EndpointGuard) -> None:
    def handler() -> str:
        try:
            boto3.client("sqs").list_queues()
        except (ClientError, BotoCoreError):
            return "swallowed"
        return "answered"

    with pytest.raises(AwsCallRefused):
        handler()


def test_what_a_broad_except_swallows_is_on_record(guard: EndpointGuard) -> None:
    with contextlib.suppress(Exception):
        boto3.client("sqs").list_queues()

    assert [str(call) for call in guard.refused] == ["sqs:ListQueues (POST https://sqs.us-east-1.amazonaws.com/)"]


def test_a_waiter(guard: EndpointGuard) -> None:
    waiter = boto3.client("s3").get_waiter("bucket_exists")

    with pytest.raises(AwsCallRefused):
        waiter.wait(Bucket="b", WaiterConfig={"Delay": 60})
    assert [call.operation for call in guard.refused] == ["HeadBucket"]


def test_a_paginator(guard: EndpointGuard) -> None:
    pages = boto3.client("s3").get_paginator("list_objects_v2").paginate(Bucket="b")

    with pytest.raises(AwsCallRefused):
        next(iter(pages))
    assert [call.operation for call in guard.refused] == ["ListObjectsV2"]


def test_a_transfer_in_threads_names_the_line_that_waits_for_it(guard: EndpointGuard, tmp_path: Path) -> None:
    (tmp_path / "f").write_bytes(b"x")
    client = boto3.client("s3")

    with pytest.raises(AwsCallRefused) as caught:
        client.upload_file(str(tmp_path / "f"), "b", "k")
    assert caught.value.call.operation == "PutObject"
    assert caught.value.call.called_at is not None
    assert caught.value.call.called_at.file == __file__


def test_a_thread_of_the_function(guard: EndpointGuard) -> None:
    def work() -> None:
        with pytest.raises(AwsCallRefused):
            boto3.client("sqs").list_queues()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()

    assert [call.called_at.function for call in guard.refused if call.called_at] == ["work"]


def test_signing_needs_no_network(guard: EndpointGuard) -> None:
    url = boto3.client("s3").generate_presigned_url("get_object", Params={"Bucket": "b", "Key": "k"})

    assert "amazonaws.com" in url
    assert "ASIAIOSFODNN7EXAMPLE" in url
    assert guard.refused == []


def test_an_endpoint_on_this_machine_answers(guard: EndpointGuard, server: Server) -> None:
    client = boto3.client("dynamodb", endpoint_url=server.url)

    assert client.list_tables()["TableNames"] == ["local"]
    client.close()


def test_an_endpoint_named_by_the_environment_answers(
    guard: EndpointGuard, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_DYNAMODB", server.url)
    client = boto3.client("dynamodb")

    assert client.list_tables()["TableNames"] == ["local"]
    client.close()


def test_what_the_test_itself_calls_is_not_refused(running: Running, proxied: Callable[..., Any]) -> None:
    client = proxied()
    guard = EndpointGuard()
    with running(guard), pytest.raises(AwsCallRefused):
        client.list_tables()

    assert client.list_tables()["TableNames"] == ["local"]
    assert len(guard.refused) == 1


@pytest.mark.parametrize(
    "allow",
    [
        True,
        ["dynamodb"],
        ["dynamodb.us-east-1.amazonaws.com"],
        ["*.amazonaws.com"],
        ["http://dynamodb.us-east-1.amazonaws.com/"],
    ],
)
def test_what_is_allowed_leaves(running: Running, proxied: Callable[..., Any], server: Server, allow: Any) -> None:
    with running(EndpointGuard(allow)) as guard:
        assert proxied().list_tables()["TableNames"] == ["local"]

    assert server.asked_for == ["http://dynamodb.us-east-1.amazonaws.com/"]
    assert guard.refused == []


@pytest.mark.parametrize(
    "allow",
    [False, ["s3"], ["s3.us-east-1.amazonaws.com"], ["http://dynamodb.us-east-1.amazonaws.com/other"]],
)
def test_what_is_not_allowed_does_not(
    running: Running, proxied: Callable[..., Any], server: Server, allow: Any
) -> None:
    with running(EndpointGuard(allow)), pytest.raises(AwsCallRefused):
        proxied().list_tables()

    assert server.asked_for == []


def test_the_innermost_function_decides(running: Running, proxied: Callable[..., Any]) -> None:
    client = proxied()
    outer, inner = EndpointGuard(), EndpointGuard(["dynamodb"])

    with running(outer):
        with running(inner):
            client.list_tables()
        with pytest.raises(AwsCallRefused):
            client.list_tables()
    assert (len(outer.refused), len(inner.refused)) == (1, 0)


def test_a_function_that_is_entered_twice_is_guarded_until_it_is_left_twice(
    guard: EndpointGuard, running: Running, proxied: Callable[..., Any]
) -> None:
    client = proxied()
    with running(guard):
        pass
    with pytest.raises(AwsCallRefused):
        client.list_tables()


def test_functions_that_are_left_out_of_order(proxied: Callable[..., Any]) -> None:
    client = proxied()
    first, second = EndpointGuard(), EndpointGuard(["dynamodb"])
    first.swap_in()
    second.swap_in()
    first.swap_out()
    client.list_tables()
    second.swap_out()

    client.list_tables()
    assert first.refused == []


def test_the_metadata_service_of_ec2_is_not_there(guard: EndpointGuard, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "false")
    fetcher = InstanceMetadataFetcher(timeout=60, num_attempts=2, user_agent="test")

    assert fetcher.retrieve_iam_role_credentials() == {}
    assert guard.refused == []


def test_without_credentials_the_error_is_the_one_of_a_function_without_credentials(
    guard: EndpointGuard, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name)

    with pytest.raises(NoCredentialsError):
        boto3.Session().client("sqs").list_queues()


def test_a_containers_credentials_are_refused_at_once(guard: EndpointGuard) -> None:
    slept: list[float] = []
    fetcher = ContainerMetadataFetcher(sleep=slept.append)

    with pytest.raises(AwsCallRefused, match=r"GET http://169\.254\.170\.2/v2/credentials"):
        fetcher.retrieve_uri("/v2/credentials")
    assert slept == []


def test_a_lookup_of_credentials_is_not_taken_for_the_call_that_needs_them(guard: EndpointGuard) -> None:
    session = botocore.session.get_session()
    session._credentials = RefreshableCredentials(
        "key",
        "secret",
        "token",
        expiry_time=datetime(2020, 1, 1, tzinfo=timezone.utc),
        refresh_using=lambda: ContainerMetadataFetcher().retrieve_uri("/v2/credentials"),
        method="container-role",
    )
    client = session.create_client("sqs")

    with pytest.raises(AwsCallRefused) as caught:
        client.list_queues()
    assert caught.value.call.service is None
    assert caught.value.call.host == "169.254.170.2"
