from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_lambda.errors import (
    ConfigurationError,
    InvalidParameterValueException,
    ResourceNotFoundException,
    ValidationException,
)
from pytest_lambda.service.settings.destinations import Target
from pytest_lambda.service.settings.event_invoke_config import EventInvokeConfig
from pytest_lambda.service.settings.event_invoke_configs import EventInvokeConfigs
from tests.service.settings.resources import (
    BUCKET,
    BUS,
    FIFO_QUEUE,
    FIFO_TOPIC,
    FUNCTION,
    OWN_ARN,
    QUEUE,
    TOPIC,
    Resource,
    resolve,
)

START = datetime(2026, 1, 1, tzinfo=timezone.utc)
LATEST_ARN = f"{OWN_ARN}:$LATEST"


def new_configs() -> EventInvokeConfigs:
    ticks = iter(range(10**6))
    return EventInvokeConfigs(
        OWN_ARN,
        resolve=resolve,
        exists={"$LATEST", "1", "live"}.__contains__,
        now=lambda: START + timedelta(seconds=next(ticks)),
    )


def arns(config: EventInvokeConfig) -> tuple[str | None, str | None]:
    return tuple(each and each.arn for each in (config.on_success, config.on_failure))


class TestPut:
    def test_replaces_everything(self) -> None:
        configs = new_configs()
        configs.put(maximum_retry_attempts=0, maximum_event_age_in_seconds=60, on_failure=QUEUE)

        config = configs.put(maximum_retry_attempts=1)

        assert config == configs.get() == configs.in_force()
        assert (config.maximum_retry_attempts, config.maximum_event_age_in_seconds) == (1, 21_600)
        assert arns(config) == (None, None)
        assert config.given == {"maximum_retry_attempts"}
        assert config.last_modified == START + timedelta(seconds=1)

    def test_is_for_one_qualifier(self) -> None:
        configs = new_configs()
        configs.put("live", maximum_retry_attempts=0)
        configs.put("1", maximum_retry_attempts=1)

        assert configs.get("live").function_arn == f"{OWN_ARN}:live"
        assert configs.in_force("live").maximum_retry_attempts == 0
        assert configs.in_force("1").maximum_retry_attempts == 1
        assert configs.in_force().maximum_retry_attempts == configs.in_force("$LATEST").maximum_retry_attempts == 2
        assert [config.function_arn for config in configs.list()] == [f"{OWN_ARN}:live", f"{OWN_ARN}:1"]

    def test_latest_is_the_default_qualifier(self) -> None:
        configs = new_configs()
        configs.put(maximum_retry_attempts=0)
        assert configs.get("$LATEST").function_arn == LATEST_ARN
        configs.put("$LATEST", maximum_retry_attempts=1)
        assert configs.get().maximum_retry_attempts == 1

    def test_as_boto3_shows_it(self) -> None:
        config = new_configs().put(maximum_event_age_in_seconds=60, on_success=TOPIC)
        assert config.as_response() == {
            "LastModified": START,
            "FunctionArn": LATEST_ARN,
            "DestinationConfig": {"OnSuccess": {"Destination": TOPIC.arn}, "OnFailure": {}},
            "MaximumEventAgeInSeconds": 60,
        }
        assert new_configs().put(maximum_retry_attempts=0).as_response()["MaximumRetryAttempts"] == 0

    def test_nothing_given(self) -> None:
        with pytest.raises(InvalidParameterValueException) as caught:
            new_configs().put()
        assert str(caught.value) == "You must specify at least one of error handling or destination setting."

    @pytest.mark.parametrize("qualifier", ["2", "livedoesnotexist"])
    def test_unknown_qualifier(self, qualifier: str) -> None:
        with pytest.raises(ResourceNotFoundException) as caught:
            new_configs().put(qualifier, maximum_retry_attempts=1)
        assert caught.value.message == "The function doesn't exist."

    @pytest.mark.parametrize(
        ("given", "text"),
        [
            ({"maximum_retry_attempts": 3}, "'3' at 'maximumRetryAttempts' failed to satisfy constraint: Member must have value less than or equal to 2"),
            ({"maximum_retry_attempts": -1}, "'-1' at 'maximumRetryAttempts' failed to satisfy constraint: Member must have value greater than or equal to 0"),
            ({"maximum_event_age_in_seconds": 59}, "'59' at 'maximumEventAgeInSeconds' failed to satisfy constraint: Member must have value greater than or equal to 60"),
            ({"maximum_event_age_in_seconds": 21_601}, "'21601' at 'maximumEventAgeInSeconds' failed to satisfy constraint: Member must have value less than or equal to 21600"),
        ],
    )
    def test_out_of_range(self, given: dict[str, int], text: str) -> None:
        with pytest.raises(ValidationException) as caught:
            new_configs().put(**given)
        assert str(caught.value) == f"1 validation error detected: Value {text}"

    def test_no_number(self) -> None:
        with pytest.raises(ConfigurationError, match="maximum_retry_attempts is True"):
            new_configs().put(maximum_retry_attempts=True)


class TestDestinations:
    @pytest.mark.parametrize(
        ("resource", "kind"), [(QUEUE, "sqs"), (TOPIC, "sns"), (FUNCTION, "lambda"), (BUS, "eventbridge")]
    )
    def test_kinds(self, resource: Resource, kind: str) -> None:
        config = new_configs().put(on_success=resource, on_failure=resource.arn)
        assert config.on_success == config.on_failure == Target(resource.arn, kind)
        for destination in (config.on_success, config.on_failure):
            assert destination is not None
            assert destination.resource is resource

    def test_a_bucket_is_for_failures(self) -> None:
        config = new_configs().put(on_failure=BUCKET)
        assert config.on_failure is not None
        assert config.on_failure.kind == "s3"
        with pytest.raises(InvalidParameterValueException) as caught:
            new_configs().put(on_success=BUCKET)
        assert str(caught.value).splitlines()[0] == (
            "The provided destination config DestinationConfig(onSuccess=OnSuccess(destination=arn:aws:s3:::failed), "
            "onFailure=null) is invalid."
        )

    @pytest.mark.parametrize("resource", [FIFO_QUEUE, FIFO_TOPIC])
    @pytest.mark.parametrize("setting", ["on_success", "on_failure"])
    def test_fifo(self, resource: Resource, setting: str) -> None:
        configs = new_configs()
        with pytest.raises(InvalidParameterValueException, match=r"is invalid\.\n.*is a FIFO queue or topic"):
            configs.put(maximum_retry_attempts=1, **{setting: resource})
        assert configs.list() == ()

    @pytest.mark.parametrize("setting", ["on_success", "on_failure"])
    @pytest.mark.parametrize("own", [OWN_ARN, f"{OWN_ARN}:live", LATEST_ARN, Resource(OWN_ARN), Resource(f"{OWN_ARN}:1")])
    def test_itself(self, setting: str, own: object) -> None:
        with pytest.raises(InvalidParameterValueException) as caught:
            new_configs().put("live", **{setting: own})
        assert str(caught.value) == "You can't specify the function as a destination for itself."

    @pytest.mark.parametrize("arn", [f"{OWN_ARN}2", QUEUE.arn + "2", "arn:aws:s3:::nobody"])
    def test_unknown(self, arn: str) -> None:
        with pytest.raises(InvalidParameterValueException) as caught:
            new_configs().put(on_failure=arn)
        assert str(caught.value).splitlines()[0] == f"The destination ARN {arn} is invalid."

    def test_a_resource_of_another_service(self) -> None:
        with pytest.raises(InvalidParameterValueException, match="is invalid"):
            new_configs().put(on_failure=Resource("arn:aws:sqs:eu-west-1:123456789012:failed"))

    @pytest.mark.parametrize("arn", [OWN_ARN.replace(":lambda:", ":iam:"), "kafka://topic", BUS.arn.replace("event-bus", "rule")])
    def test_another_kind(self, arn: str) -> None:
        with pytest.raises(InvalidParameterValueException) as caught:
            new_configs().put(on_success=arn)
        assert str(caught.value).splitlines()[0] == (
            f"The provided destination config DestinationConfig(onSuccess=OnSuccess(destination={arn}), onFailure=null) "
            f"is invalid."
        )

    def test_no_arn(self) -> None:
        with pytest.raises(ValidationException) as caught:
            new_configs().put(on_failure="https://sqs.us-east-1.amazonaws.com/123456789012/test")
        assert str(caught.value).startswith(
            "1 validation error detected: Value 'https://sqs.us-east-1.amazonaws.com/123456789012/test' at "
            "'destinationConfig.onFailure.destination' failed to satisfy constraint: Member must satisfy regular "
            r"expression pattern: $|kafka://([^.]([a-zA-Z0-9\-_.]{0,248}))|arn:(aws[a-zA-Z0-9-]*):"
        )

    @pytest.mark.parametrize("value", [3, ["arn"], object()])
    def test_no_resource(self, value: object) -> None:
        with pytest.raises(ConfigurationError, match="on_failure is .*expected a simulated resource"):
            new_configs().put(on_failure=value)

    def test_as_aws_nests_them(self) -> None:
        config = new_configs().put(
            destination_config={"OnSuccess": {"Destination": QUEUE.arn}, "OnFailure": {"Destination": BUCKET}}
        )
        assert arns(config) == (QUEUE.arn, BUCKET.arn)

    @pytest.mark.parametrize("part", [{}, {"Destination": ""}, {"Destination": None}])
    def test_an_empty_one_counts_as_given(self, part: dict[str, Any]) -> None:
        assert arns(new_configs().put(destination_config={"OnSuccess": part})) == (None, None)

    @pytest.mark.parametrize(
        "nested", [{"OnFail": {}}, {"OnFailure": QUEUE.arn}, {"OnFailure": {"Arn": QUEUE.arn}}, "arn"]
    )
    def test_of_another_form(self, nested: Any) -> None:
        with pytest.raises(ConfigurationError, match="destination_config is"):
            new_configs().put(destination_config=nested)

    def test_given_twice(self) -> None:
        with pytest.raises(ConfigurationError, match="on_failure and destination_config both"):
            new_configs().put(on_failure=QUEUE, destination_config={"OnFailure": {"Destination": QUEUE.arn}})


class TestUpdate:
    def test_keeps_what_is_not_given(self) -> None:
        configs = new_configs()
        configs.put(maximum_retry_attempts=2, maximum_event_age_in_seconds=60, on_failure=QUEUE)

        config = configs.update(maximum_retry_attempts=0, on_success=TOPIC)

        assert config == configs.get()
        assert (config.maximum_retry_attempts, config.maximum_event_age_in_seconds) == (0, 60)
        assert arns(config) == (TOPIC.arn, QUEUE.arn)
        assert config.given == {"maximum_retry_attempts", "maximum_event_age_in_seconds"}
        assert config.last_modified == START + timedelta(seconds=1)

    def test_takes_a_destination_away(self) -> None:
        configs = new_configs()
        configs.put(on_success=TOPIC, on_failure=QUEUE)
        assert arns(configs.update(on_failure=None)) == (TOPIC.arn, None)
        assert arns(configs.update(destination_config={"OnSuccess": {}})) == (None, None)

    def test_what_is_refused_changes_nothing(self) -> None:
        configs = new_configs()
        before = configs.put(maximum_retry_attempts=2)
        with pytest.raises(InvalidParameterValueException):
            configs.update(maximum_retry_attempts=0, on_failure=FIFO_QUEUE)
        assert configs.get() is before


@pytest.mark.parametrize(
    "call",
    [
        lambda configs, qualifier: configs.get(qualifier),
        lambda configs, qualifier: configs.delete(qualifier),
        lambda configs, qualifier: configs.update(qualifier, maximum_retry_attempts=0),
    ],
    ids=["get", "delete", "update"],
)
@pytest.mark.parametrize(("qualifier", "arn"), [(None, LATEST_ARN), ("live", f"{OWN_ARN}:live")])
def test_there_is_none(
    call: Callable[[EventInvokeConfigs, str | None], object], qualifier: str | None, arn: str
) -> None:
    with pytest.raises(ResourceNotFoundException) as caught:
        call(new_configs(), qualifier)
    assert caught.value.message == f"The function {arn} doesn't have an EventInvokeConfig"


def test_update_of_an_unknown_qualifier() -> None:
    with pytest.raises(ResourceNotFoundException, match="The function doesn't exist"):
        new_configs().update("nope", maximum_retry_attempts=0)


def test_delete() -> None:
    configs = new_configs()
    configs.put("live", maximum_retry_attempts=0)
    configs.delete("live")
    assert configs.list() == ()
    assert configs.in_force("live").maximum_retry_attempts == 2


def test_forget_is_silent() -> None:
    configs = new_configs()
    configs.put("1", maximum_retry_attempts=0)
    configs.forget("1")
    configs.forget("1")
    assert configs.list() == ()


CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "maximum_retry_attempts": st.integers(0, 2),
        "maximum_event_age_in_seconds": st.integers(60, 21_600),
        "on_success": st.sampled_from([None, QUEUE, TOPIC, FUNCTION, BUS]),
        "on_failure": st.sampled_from([None, QUEUE, BUCKET]),
    },
).filter(bool)


@settings(max_examples=100)
@given(st.lists(st.tuples(st.sampled_from(["put", "update", "delete"]), CHANGES), max_size=12))
def test_put_replaces_and_update_merges(steps: list[tuple[str, dict[str, Any]]]) -> None:
    configs = new_configs()
    model: dict[str, Any] | None = None
    for action, change in steps:
        if action == "put":
            configs.put(**change)
            model = change
        elif model is not None:
            if action == "update":
                configs.update(**change)
                model = {**model, **change}
            else:
                configs.delete()
                model = None
    expected = model or {}
    config = configs.in_force()
    assert config.maximum_retry_attempts == expected.get("maximum_retry_attempts", 2)
    assert config.maximum_event_age_in_seconds == expected.get("maximum_event_age_in_seconds", 21_600)
    destinations = [expected.get("on_success"), expected.get("on_failure")]
    assert arns(config) == tuple(each and each.arn for each in destinations)
