"""Pending, Active, InProgress, Successful; boto3's waiters; calls from handlers on virtual time; moto beside it."""

from __future__ import annotations

import json
from typing import Any

import moto
import pytest
from botocore.exceptions import ClientError

from pytest_lambda import LambdaService, ResourceConflictException
from pytest_lambda.boto.service_api import serve_boto3

from ..conftest import Client
from .conftest import ROLE, Create, code, refusal

ARN = "arn:aws:lambda:us-east-1:123456789012:function:echo"
PENDING = (
    "ResourceConflictException",
    "The operation cannot be performed at this time. The function is currently in the following state: Pending",
    409,
)
IN_PROGRESS = (
    "ResourceConflictException",
    f"The operation cannot be performed at this time. An update is in progress for resource: {ARN}",
    409,
)


class TestWaiters:
    @pytest.mark.parametrize("seconds", [0, 2.5])
    def test_from_creation_to_a_version(
        self, service: LambdaService, api: Any, create: Create, seconds: float
    ) -> None:
        service.transition_seconds = seconds
        begin = service.epoch()
        assert create()["State"] == "Pending"
        api.get_waiter("function_exists").wait(FunctionName="echo")
        api.get_waiter("function_active_v2").wait(FunctionName="echo")
        assert service.epoch() - begin == (3 if seconds else 0)
        assert api.invoke(FunctionName="echo")["StatusCode"] == 200
        api.update_function_code(FunctionName="echo", ZipFile=code("def handler(event, context): return 2"))
        api.get_waiter("function_updated_v2").wait(FunctionName="echo")
        assert service.epoch() - begin == (6 if seconds else 0)
        api.publish_version(FunctionName="echo")
        api.get_waiter("published_version_active").wait(FunctionName="echo", Qualifier="1")
        assert json.load(api.invoke(FunctionName="echo", Qualifier="1")["Payload"]) == 2

    def test_the_older_ones(self, service: LambdaService, api: Any, create: Create) -> None:
        service.transition_seconds = 4
        create()
        api.get_waiter("function_active").wait(FunctionName="echo")
        api.update_function_configuration(FunctionName="echo", Timeout=4)
        api.get_waiter("function_updated").wait(FunctionName="echo")
        assert service.now().second == 10


class TestTransitions:
    @pytest.fixture(autouse=True)
    def slow(self, service: LambdaService) -> None:
        service.transition_seconds = 5

    def test_a_function_is_pending_first(self, service: LambdaService, api: Any, create: Create) -> None:
        revision = create()["RevisionId"]
        service.advance(seconds=4.9)
        found = api.get_function_configuration(FunctionName="echo")
        assert (found["State"], found["StateReasonCode"], found["RevisionId"]) == ("Pending", "Creating", revision)
        assert "LastUpdateStatus" not in found
        for method, arguments in (
            ("invoke", {}),
            ("update_function_configuration", {"Timeout": 4}),
            ("update_function_code", {"ZipFile": code()}),
            ("publish_version", {}),
        ):
            assert refusal(getattr(api, method), FunctionName="echo", **arguments) == PENDING
        with pytest.raises(ResourceConflictException, match="function_active_v2"):
            service["echo"].invoke({})
        service.advance(seconds=0.1)
        after = api.get_function_configuration(FunctionName="echo")
        assert (after["State"], after["LastUpdateStatus"]) == ("Active", "Successful")
        assert after["RevisionId"] != revision

    def test_an_update_is_in_progress(self, service: LambdaService, api: Any, create: Create) -> None:
        create()
        service.advance(seconds=5)
        api.update_function_configuration(FunctionName="echo", Timeout=4)
        found = api.get_function_configuration(FunctionName="echo")
        assert (found["State"], found["LastUpdateStatus"]) == ("Active", "InProgress")
        assert api.invoke(FunctionName="echo")["StatusCode"] == 200
        for method, arguments in (
            ("update_function_configuration", {"Timeout": 4}),
            ("update_function_code", {"ZipFile": code()}),
            ("publish_version", {}),
        ):
            assert refusal(getattr(api, method), FunctionName="echo", **arguments) == IN_PROGRESS
        service.advance(seconds=5)
        assert api.publish_version(FunctionName="echo")["Version"] == "1"


    def test_events_of_other_services_wait_for_it(self, service: LambdaService, api: Any, create: Create) -> None:
        topic = service.sns_topic("t")
        create()
        topic.subscribe(service["echo"])
        topic.publish("hello")
        service.run()
        (invocation,) = service["echo"].invocations
        assert invocation.start_epoch - 1_767_225_600 >= 5


DEPLOYER = """
import io
import json
import time
import zipfile
import boto3
client = boto3.client("lambda")

def package(source):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("made.py", source)
    return content.getvalue()

def handler(event, context):
    begin = time.time()
    client.create_function(
        FunctionName="made", Runtime="python3.12", Handler="made.handler", Role=event["role"], Publish=True,
        Code={"ZipFile": package("def handler(event, context): return [1, event]")},
    )
    client.get_waiter("function_active_v2").wait(FunctionName="made")
    first = json.load(client.invoke(FunctionName="made", Payload=json.dumps("a"))["Payload"])
    client.update_function_code(
        FunctionName="made", ZipFile=package("def handler(event, context): return [2, event]")
    )
    client.get_waiter("function_updated_v2").wait(FunctionName="made")
    second = json.load(client.invoke(FunctionName="made", Payload=json.dumps("b"))["Payload"])
    old = json.load(client.invoke(FunctionName="made", Qualifier="1", Payload=json.dumps("c"))["Payload"])
    names = [each["FunctionName"] for page in client.get_paginator("list_functions").paginate()
             for each in page["Functions"]]
    try:
        client.get_function(FunctionName="none")
    except client.exceptions.ResourceNotFoundException as error:
        return [first, second, old, names, round(time.time() - begin, 3), error.response["Error"]["Message"]]
"""


class TestHandlers:
    @pytest.mark.parametrize("seconds", [0, 1.5])
    def test_deploy_while_they_run(
        self, service: LambdaService, api: Any, create: Create, seconds: float
    ) -> None:
        create("deployer", Code={"ZipFile": code(DEPLOYER)}, Timeout=60)
        service.transition_seconds = seconds
        answer = json.load(api.invoke(FunctionName="deployer", Payload=json.dumps({"role": ROLE}))["Payload"])
        assert answer == [
            [1, "a"], [2, "b"], [1, "c"], ["deployer", "made"], 4.0 if seconds else 0.0,
            "Function not found: arn:aws:lambda:us-east-1:123456789012:function:none",
        ]  # fmt: skip

    def test_what_is_refused_by_name_passes_their_except(self, api: Any, create: Create) -> None:
        source = """
import boto3
from botocore.exceptions import BotoCoreError, ClientError

def handler(event, context):
    try:
        boto3.client("lambda").list_code_signing_configs()
    except (BotoCoreError, ClientError):
        return "swallowed"
"""
        create(Code={"ZipFile": code(source)})
        error = json.load(api.invoke(FunctionName="echo")["Payload"])
        assert error["errorType"] == "OperationNotSimulated"
        assert "lambda:ListCodeSigningConfigs" in error["errorMessage"]
        assert "no signature of code is checked" in error["errorMessage"]


class TestMoto:
    def test_functions_are_the_services(self, service: LambdaService, api: Any, create: Create) -> None:
        with moto.mock_aws():
            create()
            assert [each["FunctionName"] for each in api.list_functions()["Functions"]] == ["echo"]
            assert "echo" in service
            assert json.load(api.invoke(FunctionName="echo", Payload=b"7")["Payload"]) == 7

    def test_one_that_moto_has_is_unknown_here(self, client: Client) -> None:
        with moto.mock_aws():
            made = client()
            role = client("iam").create_role(RoleName="r", AssumeRolePolicyDocument="{}")["Role"]["Arn"]
            made.create_function(
                FunctionName="old", Runtime="python3.12", Handler="app.handler", Role=role, Code={"ZipFile": code()}
            )
            with LambdaService() as service, serve_boto3(service):
                assert made.list_functions()["Functions"] == []
                with pytest.raises(ClientError, match="Function not found: .*:function:old"):
                    made.get_function(FunctionName="old")
            assert [each["FunctionName"] for each in made.list_functions()["Functions"]] == ["old"]

    def test_another_region_is_motos(self, service: LambdaService, client: Client) -> None:
        service.create_function("echo", handler=lambda event, context: event)
        with moto.mock_aws():
            assert client(region_name="eu-west-1").list_functions()["Functions"] == []
