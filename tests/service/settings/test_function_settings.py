from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from pytest_lambda.errors import ConfigurationError, InvalidParameterValueException, NotSimulated, ValidationException
from pytest_lambda.runtime.configuration import FunctionConfiguration, setting_names
from pytest_lambda.service.settings.destinations import Target
from pytest_lambda.service.settings.function_settings import (
    FunctionSettings,
    known_settings,
    split_settings,
)
from pytest_lambda.service.settings.nested_forms import snake_case
from pytest_lambda.service.settings.refused_settings import CREATION_ONLY, NOT_SIMULATED
from tests.service.settings.resources import FIFO_QUEUE, FIFO_TOPIC, FUNCTION, QUEUE, TOPIC, Resource, resolve


def own(**given: Any) -> FunctionSettings:
    return split_settings(given, resolve=resolve)[1]


def refused(**given: Any) -> str:
    with pytest.raises(InvalidParameterValueException) as caught:
        own(**given)
    return str(caught.value)


class TestSplit:
    def test_nothing_given(self) -> None:
        assert split_settings({}) == ({}, FunctionSettings())

    def test_each_goes_its_way(self) -> None:
        runtime, settings = split_settings({"timeout": 10, "description": "d", "memory_size": 256, "tracing": "Active"})
        assert runtime == {"timeout": 10, "memory_size": 256}
        assert (settings.description, settings.tracing) == ("d", "Active")

    def test_the_runtime_takes_what_is_for_it(self, tmp_path: Path) -> None:
        runtime, settings = split_settings({
            "handler": "app.handler",
            "function_name": "orders",
            "task_root": tmp_path,
            "environment": {"Variables": {"TABLE": "t"}},
            "ephemeral_storage": {"Size": 1024},
            "snap_start": {"ApplyOn": "PublishedVersions"},
            "logging_config": {"LogFormat": "JSON", "SystemLogLevel": "DEBUG", "LogGroup": "/my/group"},
            "layers": [tmp_path],
        })
        configuration = FunctionConfiguration(**runtime)
        assert configuration.environment == {"TABLE": "t"}
        assert configuration.ephemeral_storage == 1024
        assert configuration.snap_start == "PublishedVersions"
        assert (configuration.log_format, configuration.system_log_level) == ("JSON", "DEBUG")
        assert configuration.layers == (tmp_path.resolve(),)
        assert settings.log_group == "/my/group"

    def test_none_is_not_given(self) -> None:
        names = [name for name in known_settings() if name != "function_version"]
        assert split_settings(dict.fromkeys(names)) == ({}, FunctionSettings())

    def test_the_role_of_another_account(self) -> None:
        role = "arn:aws:iam::111111111111:role/r"
        assert split_settings({}, default_role=role)[1].role == role
        assert split_settings({"role": role})[1].role == role

    @pytest.mark.parametrize(
        ("given", "name", "value"),
        [
            ({"architectures": ["arm64"]}, "architectures", ("arm64",)),
            ({"tags": {"team": "a", "empty": ""}}, "tags", {"team": "a", "empty": ""}),
            ({"kms_key_arn": "arn:aws:kms:us-east-1:123456789012:key/1"}, "kms_key_arn", "arn:aws:kms:us-east-1:123456789012:key/1"),
            ({"tracing_config": {"Mode": "Active"}}, "tracing", "Active"),
            ({"tenancy_config": {"TenantIsolationMode": "PER_TENANT"}}, "tenant_isolation_mode", "PER_TENANT"),
            ({"tenant_isolation_mode": "PER_TENANT"}, "tenant_isolation_mode", "PER_TENANT"),
            ({"recursive_loop": "Allow"}, "recursive_loop", "Allow"),
            ({"publish": True}, "publish", True),
            ({"package_type": "Zip"}, "package_type", "Zip"),
            ({"vpc_config": {"SubnetIds": ["subnet-1"], "SecurityGroupIds": []}}, "vpc_config", {"SubnetIds": ["subnet-1"], "SecurityGroupIds": []}),
            ({"runtime_management_config": {"UpdateRuntimeOn": "Manual"}}, "update_runtime_on", "Manual"),
        ],
    )
    def test_values(self, given: dict[str, Any], name: str, value: object) -> None:
        assert getattr(own(**given), name) == value

    def test_a_variable_may_be_named_variables(self) -> None:
        assert split_settings({"environment": {"Variables": "x"}})[0] == {"environment": {"Variables": "x"}}


class TestUpdate:
    CURRENT = FunctionSettings(description="old", tracing="Active", publish=True)

    def test_what_is_not_given_stays(self) -> None:
        _, settings = split_settings({"description": "new"}, current=self.CURRENT)
        assert (settings.description, settings.tracing, settings.publish) == ("new", "Active", False)

    @pytest.mark.parametrize("name", CREATION_ONLY)
    def test_creation_only(self, name: str) -> None:
        values: dict[str, Any] = {"publish": True, "tags": {}, "architectures": ["arm64"]}
        with pytest.raises(ConfigurationError, match=rf"update_function_configuration\(\) has no {name}"):
            split_settings({name: values.get(name, "x")}, current=self.CURRENT)

    def test_tenancy_config(self) -> None:
        with pytest.raises(ConfigurationError, match="at creation only"):
            split_settings({"tenancy_config": {"TenantIsolationMode": "PER_TENANT"}}, current=self.CURRENT)

    def test_a_dead_letter_queue_is_taken_away_by_an_empty_arn(self) -> None:
        current = own(dead_letter_queue=QUEUE)
        _, settings = split_settings({"dead_letter_config": {"TargetArn": ""}}, current=current)
        assert settings.dead_letter_queue is None


class TestUnknown:
    @pytest.mark.parametrize(("name", "nearest"), [("timeuot", "timeout"), ("dead_letter", "dead_letter_config"), ("tag", "tags")])
    def test_the_nearest_one_is_named(self, name: str, nearest: str) -> None:
        with pytest.raises(ConfigurationError, match=f"unknown setting '{name}'. Did you mean '{nearest}'"):
            own(**{name: 1})

    @pytest.mark.parametrize(
        ("name", "mended"),
        [("Timeout", "timeout"), ("MemorySize", "memory_size"), ("KMSKeyArn", "kms_key_arn"), ("DeadLetterConfig", "dead_letter_config"), ("FileSystemConfigs", "file_system_configs")],
    )
    def test_the_spelling_of_the_api(self, name: str, mended: str) -> None:
        assert snake_case(name) == mended
        with pytest.raises(ConfigurationError, match=f"{name} is the API's spelling of a setting: write {mended}="):
            own(**{name: 1})

    def test_the_version_is_the_service_s(self) -> None:
        with pytest.raises(ConfigurationError, match="publish_version"):
            own(function_version="3")

    @pytest.mark.parametrize(
        "given",
        [
            {"log_format": "JSON", "logging_config": {"LogFormat": "JSON"}},
            {"dead_letter_queue": QUEUE, "dead_letter_config": {"TargetArn": QUEUE.arn}},
            {"tracing": "Active", "tracing_config": {"Mode": "Active"}},
        ],
    )
    def test_given_twice(self, given: dict[str, Any]) -> None:
        with pytest.raises(ConfigurationError, match="is given twice"):
            own(**given)

    @pytest.mark.parametrize(
        "given",
        [
            {"logging_config": {"Format": "JSON"}},
            {"logging_config": "JSON"},
            {"tracing_config": "Active"},
            {"snap_start": {"Apply": "None"}},
            {"ephemeral_storage": {"size": 512}},
            {"dead_letter_config": QUEUE},
        ],
    )
    def test_nested_forms_of_another_shape(self, given: dict[str, Any]) -> None:
        with pytest.raises(ConfigurationError, match="expected AWS's form with the keys"):
            own(**given)


def test_every_setting_of_the_runtime_is_taken() -> None:
    assert set(setting_names()) - {"function_version"} <= set(known_settings())


@pytest.mark.parametrize("name", NOT_SIMULATED)
def test_not_simulated(name: str) -> None:
    with pytest.raises(NotSimulated, match=f"^{name} is not simulated: "):
        own(**{name: {"Some": "thing"}})


def test_an_empty_list_of_file_systems_is_none() -> None:
    assert own(file_system_configs=[]) == FunctionSettings()


def test_images_are_not_simulated() -> None:
    with pytest.raises(NotSimulated, match="handler='app.handler'"):
        own(package_type="Image")


@pytest.mark.parametrize("layer", ["arn:aws:lambda:us-east-1:017000801446:layer:AWSLambdaPowertoolsPythonV3:1"])
def test_layers_in_the_cloud_are_not_simulated(layer: str) -> None:
    with pytest.raises(NotSimulated, match="Name the folder"):
        own(layers=[layer])


class TestChecks:
    @pytest.mark.parametrize(
        ("given", "text"),
        [
            ({"memory_size": 64}, "Value '64' at 'memorySize' failed to satisfy constraint: Member must have value greater than or equal to 128"),
            ({"memory_size": 10_241}, "Value '10241' at 'memorySize' failed to satisfy constraint: Member must have value less than or equal to 10240"),
            ({"timeout": 0}, "Value '0' at 'timeout' failed to satisfy constraint: Member must have value greater than or equal to 1"),
            ({"timeout": 901}, "Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900"),
            ({"ephemeral_storage": 511}, "Value '511' at 'ephemeralStorage.size' failed to satisfy constraint: Member must have value greater than or equal to 512"),
            ({"snap_start": {"ApplyOn": "invalidOption"}}, "Value 'invalidOption' at 'snapStart.applyOn' failed to satisfy constraint: Member must satisfy enum value set: [PublishedVersions, None]"),
            ({"recursive_loop": "InvalidValue"}, "Value 'InvalidValue' at 'recursiveLoop' failed to satisfy constraint: Member must satisfy enum value set: [Terminate, Allow]"),
            ({"role": "r1"}, r"Value 'r1' at 'role' failed to satisfy constraint: Member must satisfy regular expression pattern: arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+"),
            ({"architectures": ["x86_64", "arm64"]}, "Value '[x86_64, arm64]' at 'architectures' failed to satisfy constraint: Member must have length less than or equal to 1"),
            ({"architectures": ["X86_64"]}, "Value '[X86_64]' at 'architectures' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [x86_64, arm64], Member must not be null]"),
            ({"architectures": []}, "Value '[]' at 'architectures' failed to satisfy constraint: Member must have length greater than or equal to 1"),
            ({"vpc_config": {"SubnetIds": ["bad"]}}, "Value '[bad]' at 'vpcConfig.subnetIds' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 0, Member must satisfy regular expression pattern: subnet-[0-9a-z]*]"),
            ({"vpc_config": {"SecurityGroupIds": ["sg-1"] * 6}}, "Value '[sg-1, sg-1, sg-1, sg-1, sg-1, sg-1]' at 'vpcConfig.securityGroupIds' failed to satisfy constraint: Member must have length less than or equal to 5"),
            ({"vpc_config": {"SecurityGroupIds": ["bad"]}}, "Value '[bad]' at 'vpcConfig.securityGroupIds' failed to satisfy constraint: Member must satisfy constraint: [Member must have length less than or equal to 1024, Member must have length greater than or equal to 0, Member must satisfy regular expression pattern: sg-[0-9a-zA-Z]*]"),
            ({"description": "x" * 257}, f"Value '{'x' * 257}' at 'description' failed to satisfy constraint: Member must have length less than or equal to 256"),
        ],
    )
    def test_as_aws_words_it(self, given: dict[str, Any], text: str) -> None:
        assert refused(**given) == f"1 validation error detected: {text}"

    def test_all_at_once(self) -> None:
        with pytest.raises(ValidationException, match=r"^2 validation errors detected: .*timeout.*; .*memorySize"):
            own(timeout=0, memory_size=1)

    @pytest.mark.parametrize(
        ("given", "member"),
        [
            ({"tracing": "On"}, "tracingConfig.mode"),
            ({"tenant_isolation_mode": "SHARED"}, "tenancyConfig.tenantIsolationMode"),
            ({"kms_key_arn": "key"}, "kMSKeyArn"),
            ({"log_group": "my group"}, "loggingConfig.logGroup"),
            ({"logging_config": {"LogFormat": "json"}}, "loggingConfig.logFormat"),
            ({"code_signing_config_arn": "arn"}, "codeSigningConfigArn"),
            ({"package_type": "Tar"}, "packageType"),
            ({"update_runtime_on": "Never"}, "updateRuntimeOn"),
            ({"tags": {"": "x"}}, "tags"),
            ({"tags": {"k": "x" * 257}}, "tags"),
        ],
    )
    def test_members(self, given: dict[str, Any], member: str) -> None:
        assert f"at '{member}' failed to satisfy constraint" in refused(**given)

    def test_too_many_tags(self) -> None:
        assert refused(tags={str(number): "" for number in range(51)}) == "Number of tags exceeds resource tag limit."
        assert len(own(tags={str(number): "" for number in range(50)}).tags) == 50

    def test_too_many_layers(self) -> None:
        assert refused(layers=["folder"] * 6) == "Cannot reference more than 5 layers."

    @pytest.mark.parametrize(
        "given",
        [{"timeout": "3"}, {"memory_size": 128.0}, {"description": 1}, {"tags": ["a"]}, {"tags": {"a": 1}}, {"architectures": "arm64"}, {"publish": 1}, {"layers": "folder"}, {"vpc_config": {"Subnets": []}}],
    )
    def test_types(self, given: dict[str, Any]) -> None:
        with pytest.raises(ConfigurationError, match="expected") as caught:
            own(**given)
        assert not isinstance(caught.value, InvalidParameterValueException)


class TestDeadLetterQueue:
    @pytest.mark.parametrize(("resource", "kind"), [(QUEUE, "sqs"), (TOPIC, "sns")])
    def test_resources_and_arns(self, resource: Resource, kind: str) -> None:
        for given in ({"dead_letter_queue": resource}, {"dead_letter_queue": resource.arn}, {"dead_letter_config": {"TargetArn": resource}}):
            found = own(**given).dead_letter_queue
            assert found == Target(resource.arn, kind)
            assert found.resource is resource

    def test_a_fifo_queue(self) -> None:
        assert refused(dead_letter_queue=FIFO_QUEUE) == (
            "Invalid dead letter queue ARN: FIFO SQS queue is not supported for dead letter configuration"
        )

    def test_a_fifo_topic(self) -> None:
        assert "a FIFO topic" in refused(dead_letter_queue=FIFO_TOPIC)

    @pytest.mark.parametrize("other", [FUNCTION, "arn:aws:s3:::failed", "failed"])
    def test_of_another_kind(self, other: object) -> None:
        assert "takes a standard SQS queue or a standard SNS topic" in refused(dead_letter_queue=other)

    def test_unknown(self) -> None:
        assert "does not exist: create it" in refused(dead_letter_queue=QUEUE.arn + "2")

    def test_without_a_service_any_arn_is_taken(self) -> None:
        settings = split_settings({"dead_letter_queue": QUEUE.arn + "2"})[1]
        assert settings.dead_letter_queue == Target(QUEUE.arn + "2", "sqs")

    def test_no_resource(self) -> None:
        with pytest.raises(ConfigurationError, match=re.escape("dead_letter_queue is True (bool)")):
            own(dead_letter_queue=True)


class TestWhatAVersionHas:
    @pytest.mark.parametrize(
        "given", [{"tags": {"a": "b"}}, {"publish": True}, {"recursive_loop": "Allow"}, {"update_runtime_on": "Manual"}]
    )
    def test_what_is_not_part_of_it_does_not_compare(self, given: dict[str, Any]) -> None:
        assert own(**given) == own()
        assert hash(own(**given)) == hash(own())

    @pytest.mark.parametrize(
        "given", [{"description": "d"}, {"dead_letter_queue": QUEUE}, {"tracing": "Active"}, {"architectures": ["arm64"]}]
    )
    def test_what_is_part_of_it_does(self, given: dict[str, Any]) -> None:
        assert own(**given) != own()
