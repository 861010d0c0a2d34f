"""Versions, aliases, concurrency and asynchronous configuration by AWS's own operations."""

from __future__ import annotations

import base64
from datetime import datetime, timezone
from typing import Any

import pytest

from pytest_lambda import LambdaService

from .conftest import Create, code, members, refusal, status

ARN = "arn:aws:lambda:us-east-1:123456789012:function:echo"


class TestVersions:
    def test_publishing(self, api: Any, create: Create) -> None:
        create()
        first = api.publish_version(FunctionName="echo", Description="one")
        assert status(first) == 201
        assert (first["Version"], first["FunctionArn"], first["Description"]) == ("1", f"{ARN}:1", "one")
        assert (first["State"], first["LastUpdateStatus"]) == ("Active", "Successful")
        again = api.publish_version(FunctionName="echo", Description="two")
        assert (again["Version"], again["Description"]) == ("1", "one")
        api.update_function_code(FunctionName="echo", ZipFile=code("handler = str\n"))
        assert api.publish_version(FunctionName="echo")["Version"] == "2"
        assert api.get_function(FunctionName="echo", Qualifier="1")["Configuration"]["CodeSha256"] == first["CodeSha256"]

    def test_the_same_package_again_is_no_change(self, api: Any, create: Create) -> None:
        create(Publish=True)
        api.update_function_code(FunctionName="echo", ZipFile=code())
        assert api.publish_version(FunctionName="echo")["Version"] == "1"
        api.update_function_code(FunctionName="echo", ZipFile=code("handler = str\n"))
        api.update_function_code(FunctionName="echo", ZipFile=code())
        assert api.publish_version(FunctionName="echo")["Version"] == "1"

    def test_the_hash_that_is_expected(self, api: Any, create: Create) -> None:
        right = create()["CodeSha256"]
        assert refusal(api.publish_version, FunctionName="echo", CodeSha256="x") == (
            "InvalidParameterValueException",
            f"CodeSHA256 (x) is different from current CodeSHA256 in $LATEST ({right}). Please try again with the "
            "CodeSHA256 in $LATEST.",
            400,
        )
        assert api.publish_version(FunctionName="echo", CodeSha256=right)["Version"] == "1"

    def test_snap_start(self, api: Any, create: Create) -> None:
        assert create(SnapStart={"ApplyOn": "PublishedVersions"})["SnapStart"] == {
            "ApplyOn": "PublishedVersions", "OptimizationStatus": "Off",
        }  # fmt: skip
        assert api.publish_version(FunctionName="echo")["State"] == "Pending"
        api.get_waiter("published_version_active").wait(FunctionName="echo", Qualifier="1")
        found = api.get_function_configuration(FunctionName="echo", Qualifier="1")
        assert (found["State"], found["SnapStart"]["OptimizationStatus"]) == ("Active", "On")


class TestAliases:
    def test_their_life(self, api: Any, create: Create) -> None:
        create(Publish=True)
        api.update_function_configuration(FunctionName="echo", Description="2")
        api.publish_version(FunctionName="echo")
        made = api.create_alias(
            FunctionName="echo", Name="live", FunctionVersion="1", Description="d",
            RoutingConfig={"AdditionalVersionWeights": {"2": 0.2}},
        )  # fmt: skip
        assert status(made) == 201
        assert members(made) == members(api.get_alias(FunctionName="echo", Name="live"))
        assert made["RoutingConfig"] == {"AdditionalVersionWeights": {"2": 0.2}}
        changed = api.update_alias(
            FunctionName="echo", Name="live", FunctionVersion="2", RoutingConfig={"AdditionalVersionWeights": {}},
            RevisionId=made["RevisionId"],
        )  # fmt: skip
        assert "RoutingConfig" not in changed
        assert (changed["FunctionVersion"], changed["Description"]) == ("2", "d")
        assert status(api.delete_alias(FunctionName="echo", Name="live")) == 204
        assert status(api.delete_alias(FunctionName="echo", Name="live")) == 204
        assert refusal(api.get_alias, FunctionName="echo", Name="live") == (
            "ResourceNotFoundException", f"Cannot find alias arn: {ARN}:live", 404,
        )  # fmt: skip

    def test_lists(self, api: Any, create: Create) -> None:
        create(Publish=True)
        for number in range(5):
            api.create_alias(FunctionName="echo", Name=f"a{number}", FunctionVersion="1" if number else "$LATEST")
        pages = list(api.get_paginator("list_aliases").paginate(FunctionName="echo", PaginationConfig={"PageSize": 2}))
        assert [len(page["Aliases"]) for page in pages] == [2, 2, 1]
        found = api.list_aliases(FunctionName="echo", FunctionVersion="$LATEST")["Aliases"]
        assert [alias["Name"] for alias in found] == ["a0"]

    def test_refusals(self, api: Any, create: Create) -> None:
        create(Publish=True)
        call = api.create_alias
        assert refusal(call, FunctionName="echo", Name="a", FunctionVersion="7")[1] == f"Function not found: {ARN}:7"
        assert refusal(call, FunctionName="none", Name="a", FunctionVersion="1")[0] == "ResourceNotFoundException"
        assert refusal(call, FunctionName="echo", Name="7", FunctionVersion="1")[0] == "ValidationException"
        assert refusal(
            call, FunctionName="echo", Name="a", FunctionVersion="1",
            RoutingConfig={"AdditionalVersionWeights": {"1": 2.0}},
        )[0] == "ValidationException"  # fmt: skip
        assert refusal(api.update_alias, FunctionName="echo", Name="none")[1] == f"Alias not found: {ARN}:none"


class TestConcurrency:
    def test_reserved(self, api: Any, create: Create) -> None:
        create()
        assert members(api.get_function_concurrency(FunctionName="echo")) == {}
        for number in (0, 1):
            put = api.put_function_concurrency(FunctionName="echo", ReservedConcurrentExecutions=number)
            assert members(put) == members(api.get_function_concurrency(FunctionName="echo"))
            assert put["ReservedConcurrentExecutions"] == number
        assert status(api.delete_function_concurrency(FunctionName="echo")) == 204
        assert members(api.get_function_concurrency(FunctionName="echo")) == {}

    def test_refusals_of_reserved(self, api: Any, create: Create) -> None:
        call = api.put_function_concurrency
        assert refusal(call, FunctionName="echo", ReservedConcurrentExecutions=1)[1] == (
            f"Function not found: {ARN}:$LATEST"
        )
        create()
        assert refusal(call, FunctionName=f"{ARN}:1", ReservedConcurrentExecutions=1)[1].startswith(
            "This operation is permitted on Lambda functions only."
        )
        assert refusal(call, FunctionName="echo", ReservedConcurrentExecutions=901)[1].endswith(
            "below its minimum value of [100]."
        )

    def test_provisioned(self, api: Any, create: Create, service: LambdaService) -> None:
        create(Publish=True)
        api.create_alias(FunctionName="echo", Name="live", FunctionVersion="1")
        put = api.put_provisioned_concurrency_config(
            FunctionName="echo", Qualifier="live", ProvisionedConcurrentExecutions=2
        )
        assert (status(put), put["Status"], put["RequestedProvisionedConcurrentExecutions"]) == (202, "IN_PROGRESS", 2)
        service.run()
        got = members(api.get_provisioned_concurrency_config(FunctionName="echo", Qualifier="live"))
        assert (got["Status"], got["AvailableProvisionedConcurrentExecutions"]) == ("READY", 2)
        (page,) = api.get_paginator("list_provisioned_concurrency_configs").paginate(FunctionName="echo")
        assert page["ProvisionedConcurrencyConfigs"] == [{"FunctionArn": f"{ARN}:live", **got}]
        deleted = api.delete_provisioned_concurrency_config(FunctionName="echo", Qualifier="live")
        assert status(deleted) == 204
        assert refusal(api.get_provisioned_concurrency_config, FunctionName="echo", Qualifier="live") == (
            "ProvisionedConcurrencyConfigNotFoundException",
            "No Provisioned Concurrency Config found for this function",
            404,
        )

    @pytest.mark.parametrize("method", ["get", "delete", "put"])
    def test_refusals_of_provisioned(self, api: Any, create: Create, method: str) -> None:
        create()
        call = getattr(api, f"{method}_provisioned_concurrency_config")
        more = {"ProvisionedConcurrentExecutions": 1} if method == "put" else {}
        for name, qualifier, text in (
            ("echo", "noalias", f"Cannot find alias arn: {ARN}:noalias"),
            ("echo", "10", f"Function not found: {ARN}:10"),
            ("none", "noalias", f"Cannot find alias arn: {ARN[:-4]}none:noalias"),
            ("none", "1", f"Function not found: {ARN[:-4]}none:1"),
        ):
            assert refusal(call, FunctionName=name, Qualifier=qualifier, **more) == (
                "ResourceNotFoundException", text, 404,
            )  # fmt: skip
        latest = (
            "Provisioned Concurrency Configs cannot be applied to unpublished function versions."
            if method == "put"
            else "The function resource provided must be an alias or a published version."
        )
        assert refusal(call, FunctionName="echo", Qualifier="$LATEST", **more)[1] == latest


class TestEventInvokeConfigs:
    def test_their_life(self, api: Any, create: Create, service: LambdaService) -> None:
        create(Publish=True)
        queue = service.sqs_queue("failed")
        put = api.put_function_event_invoke_config(
            FunctionName="echo", MaximumRetryAttempts=1, DestinationConfig={"OnFailure": {"Destination": queue.arn}}
        )
        assert members(put) == {
            "LastModified": datetime(2026, 1, 1, tzinfo=timezone.utc),
            "FunctionArn": f"{ARN}:$LATEST",
            "MaximumRetryAttempts": 1,
            "DestinationConfig": {"OnSuccess": {}, "OnFailure": {"Destination": queue.arn}},
        }
        changed = api.update_function_event_invoke_config(FunctionName="echo", MaximumEventAgeInSeconds=60)
        assert (changed["MaximumRetryAttempts"], changed["MaximumEventAgeInSeconds"]) == (1, 60)
        api.put_function_event_invoke_config(FunctionName="echo:1", MaximumRetryAttempts=0)
        pages = api.get_paginator("list_function_event_invoke_configs").paginate(
            FunctionName="echo", PaginationConfig={"PageSize": 1}
        )
        found = [page["FunctionEventInvokeConfigs"][0]["FunctionArn"] for page in pages]
        assert found == [f"{ARN}:$LATEST", f"{ARN}:1"]
        assert status(api.delete_function_event_invoke_config(FunctionName="echo")) == 204
        assert refusal(api.get_function_event_invoke_config, FunctionName="echo") == (
            "ResourceNotFoundException", f"The function {ARN}:$LATEST doesn't have an EventInvokeConfig", 404,
        )  # fmt: skip

    def test_refusals(self, api: Any, create: Create) -> None:
        missing = "The function doesn't exist."
        assert refusal(api.put_function_event_invoke_config, FunctionName="echo", MaximumRetryAttempts=0)[1] == missing
        assert refusal(api.list_function_event_invoke_configs, FunctionName="echo")[1] == missing
        create()
        assert refusal(api.put_function_event_invoke_config, FunctionName="echo")[1] == (
            "You must specify at least one of error handling or destination setting."
        )
        assert refusal(api.put_function_event_invoke_config, FunctionName="echo", MaximumRetryAttempts=3)[1] == (
            "1 validation error detected: Value '3' at 'maximumRetryAttempts' failed to satisfy constraint: Member must "
            "have value less than or equal to 2"
        )


def test_recursion(api: Any, create: Create, service: LambdaService) -> None:
    create()
    assert api.get_function_recursion_config(FunctionName="echo")["RecursiveLoop"] == "Terminate"
    assert api.put_function_recursion_config(FunctionName="echo", RecursiveLoop="Allow")["RecursiveLoop"] == "Allow"
    assert service["echo"].settings.recursive_loop == "Allow"
    assert refusal(api.put_function_recursion_config, FunctionName="echo", RecursiveLoop="x") == (
        "ValidationException",
        "1 validation error detected: Value 'x' at 'recursiveLoop' failed to satisfy constraint: Member must satisfy "
        "enum value set: [Allow, Terminate]",
        400,
    )


def test_updates_of_the_runtime(api: Any, create: Create) -> None:
    create()
    assert api.get_runtime_management_config(FunctionName="echo")["UpdateRuntimeOn"] == "Auto"
    version = f"arn:aws:lambda:us-east-1::runtime:{'0' * 64}"
    put = api.put_runtime_management_config(
        FunctionName="echo", UpdateRuntimeOn="Manual", RuntimeVersionArn=version
    )
    assert (put["UpdateRuntimeOn"], put["RuntimeVersionArn"], put["FunctionArn"]) == ("Manual", version, ARN)
    assert members(api.get_runtime_management_config(FunctionName="echo")) == members(put)
    assert refusal(api.put_runtime_management_config, FunctionName="echo", UpdateRuntimeOn="Manual")[0] == (
        "InvalidParameterValueException"
    )


def test_the_log_of_an_invocation_by_alias(api: Any, create: Create) -> None:
    create(Publish=True)
    api.create_alias(FunctionName="echo", Name="live", FunctionVersion="1")
    answer = api.invoke(FunctionName="echo:live", Payload=b"1", LogType="Tail")
    assert answer["ExecutedVersion"] == "1"
    assert "seen 1" in base64.b64decode(answer["LogResult"]).decode()
