"""CloudWatch Logs through boto3: what functions wrote, beside what moto has."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import datetime, timezone
from typing import Any

import moto
import pytest

pytest.importorskip("boto3")

from botocore.exceptions import ClientError, ParamValidationError
from botocore.validate import ParamValidator
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_lambda import LambdaService, NotSimulated, ServiceFunction
from pytest_lambda.boto.logs_api.door import OPERATIONS
from pytest_lambda.boto.refusal import OperationNotSimulated
from pytest_lambda.boto.service_api import serve_boto3

from ..conftest import Client

GROUP = "/aws/lambda/worker"
ARN = f"arn:aws:logs:us-east-1:123456789012:log-group:{GROUP}"
BEGAN = 1_767_225_600_000


def work(event: Any, context: Any) -> None:
    for number in range(event.get("lines", 1)):
        print(json.dumps({"number": number, "level": "ERROR" if number % 2 else "INFO"}))


@pytest.fixture
def service() -> Iterator[LambdaService]:
    start = datetime(2026, 1, 1, tzinfo=timezone.utc)
    with LambdaService(start=start) as service, serve_boto3(service):
        yield service


@pytest.fixture
def worker(service: LambdaService) -> ServiceFunction:
    return service.create_function("worker", handler=work)


def checked(client: Any) -> Any:
    """With every answer held against botocore's model."""

    def check(http_response: Any, parsed: dict[str, Any], model: Any, **_: Any) -> None:
        assert http_response.headers["Content-Type"] == "application/x-amz-json-1.1"
        if http_response.status_code == 200 and model.output_shape is not None:
            answer = {name: value for name, value in parsed.items() if name != "ResponseMetadata"}
            report = ParamValidator().validate(answer, model.output_shape)
            assert not report.has_errors(), report.generate_report()
            assert set(answer) <= set(model.output_shape.members)

    client.meta.events.register("after-call.cloudwatch-logs", check)
    return client


@pytest.fixture
def logs(service: LambdaService, client: Client) -> Any:
    return checked(client("logs"))


def refusal(call: Any, **parameters: Any) -> tuple[str, str]:
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    assert caught.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    error = caught.value.response["Error"]
    return error["Code"], error["Message"]


class TestGroups:
    def test_of_functions_that_ran(self, logs: Any, worker: ServiceFunction, service: LambdaService) -> None:
        assert logs.describe_log_groups()["logGroups"] == []
        service.advance(seconds=2)
        worker({})
        (group,) = logs.describe_log_groups()["logGroups"]
        stored = group.pop("storedBytes")
        assert stored == sum(len(event.text) + 26 for event in service.log_groups[GROUP].events)
        assert group == {
            "logGroupName": GROUP,
            "creationTime": BEGAN + 2000,
            "metricFilterCount": 0,
            "arn": f"{ARN}:*",
            "logGroupClass": "STANDARD",
            "logGroupArn": ARN,
        }

    def test_found_by_prefix_and_pattern_in_pages(self, logs: Any, service: LambdaService) -> None:
        for name in ("a", "b", "other"):
            service.create_function(name, handler=work, log_group=f"/mine/{name}")({})
        pages = list(logs.get_paginator("describe_log_groups").paginate(PaginationConfig={"PageSize": 2}))
        assert [[each["logGroupName"] for each in page["logGroups"]] for page in pages] == [
            ["/mine/a", "/mine/b"], ["/mine/other"],
        ]  # fmt: skip
        for parameters, found in (
            ({"logGroupNamePrefix": "/mine/o"}, ["/mine/other"]),
            ({"logGroupNamePattern": "the"}, ["/mine/other"]),
            ({"logGroupNamePrefix": "the"}, []),
            ({"logGroupClass": "INFREQUENT_ACCESS"}, []),
        ):
            answer = logs.describe_log_groups(**parameters)["logGroups"]
            assert [each["logGroupName"] for each in answer] == found
        assert refusal(logs.describe_log_groups, logGroupNamePrefix="a", logGroupNamePattern="abc") == (
            "InvalidParameterException",
            "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.",
        )
        for token in ("x", "ü", "YWZ0ZXIgMQ==", "ZnJvbSAtMQ==", "ZnJvbSDCsg=="):  # after 1, from -1, from ²
            assert refusal(logs.describe_log_groups, nextToken=token)[1] == "The specified nextToken is invalid."

    def test_streams(self, logs: Any, worker: ServiceFunction, service: LambdaService) -> None:
        worker({})
        service.advance(seconds=1)
        worker({})
        worker.cold_start()
        service.advance(seconds=1)
        worker({})
        streams = logs.describe_log_streams(logGroupName=GROUP)["logStreams"]
        assert [each["logStreamName"] for each in streams] == sorted(service.log_groups[GROUP].streams)
        by_time = logs.describe_log_streams(logGroupName=GROUP, orderBy="LastEventTime", descending=True)["logStreams"]
        assert [each["lastEventTimestamp"] - BEGAN for each in by_time] == [2000, 1000]
        older = by_time[1]
        assert older["firstEventTimestamp"] == older["creationTime"] == BEGAN
        assert older["arn"] == f"{ARN}:log-stream:{older['logStreamName']}"
        assert older["storedBytes"] == 0
        pages = logs.get_paginator("describe_log_streams").paginate(
            logGroupName=GROUP, PaginationConfig={"PageSize": 1}
        )
        assert [page["logStreams"][0] for page in pages] == streams
        for identifier in (GROUP, ARN, f"{ARN}:*"):
            if "*" not in identifier:  # the model takes no such ARN
                assert len(logs.describe_log_streams(logGroupIdentifier=identifier)["logStreams"]) == 2
        prefix = older["logStreamName"]
        assert len(logs.describe_log_streams(logGroupName=GROUP, logStreamNamePrefix=prefix)["logStreams"]) == 1
        assert refusal(
            logs.describe_log_streams, logGroupName=GROUP, logStreamNamePrefix="a", orderBy="LastEventTime"
        )[1] == "Cannot order by LastEventTime with a logStreamNamePrefix."  # fmt: skip
        assert refusal(logs.describe_log_streams, logGroupName=GROUP, logGroupIdentifier=GROUP) == (
            "ValidationException", "LogGroup name and LogGroup ARN are mutually exclusive parameters.",
        )  # fmt: skip

    def test_what_is_not_there(self, logs: Any, worker: ServiceFunction) -> None:
        missing = ("ResourceNotFoundException", "The specified log group does not exist.")
        for name, parameters in (
            ("describe_log_streams", {}),
            ("get_log_events", {"logStreamName": "s"}),
            ("filter_log_events", {}),
        ):
            assert refusal(getattr(logs, name), logGroupName="/none", **parameters) == missing
        worker({})
        no_stream = ("ResourceNotFoundException", "The specified log stream does not exist.")
        assert refusal(logs.get_log_events, logGroupName=GROUP, logStreamName="s") == no_stream
        assert refusal(logs.filter_log_events, logGroupName=GROUP, logStreamNames=["s"]) == no_stream


class TestGetLogEvents:
    @pytest.fixture
    def stream(self, worker: ServiceFunction, service: LambdaService) -> dict[str, Any]:
        worker({"lines": 5})
        service.advance(seconds=10)
        worker({"lines": 5})
        (name,) = service.log_groups[GROUP].streams
        return {"logGroupName": GROUP, "logStreamName": name}

    def test_all(self, logs: Any, stream: dict[str, Any], service: LambdaService) -> None:
        answer = logs.get_log_events(**stream)
        written = service.log_groups[GROUP].events
        assert [event["message"] for event in answer["events"]] == [event.text for event in written]
        assert answer["events"][1]["message"].startswith("START RequestId: ")
        assert [event["timestamp"] for event in answer["events"]] == sorted(
            round(event.time * 1000) for event in written
        )
        assert all(event["ingestionTime"] == event["timestamp"] for event in answer["events"])

    @pytest.mark.parametrize("limit", [1, 3, 100])
    def test_forwards_and_back(self, logs: Any, stream: dict[str, Any], limit: int) -> None:
        every = logs.get_log_events(**stream)["events"]
        found: list[Any] = []
        token = None
        while True:
            more = {} if token is None else {"nextToken": token}
            answer = logs.get_log_events(**stream, startFromHead=True, limit=limit, **more)
            found += answer["events"]
            if answer["nextForwardToken"] == token:
                break
            token = answer["nextForwardToken"]
        assert found == every
        assert token == f"f/{len(every):056d}/s"
        found = []
        token = None
        while True:
            more = {} if token is None else {"nextToken": token}
            answer = logs.get_log_events(**stream, limit=limit, **more)
            found = answer["events"] + found
            if answer["nextBackwardToken"] == token:
                break
            token = answer["nextBackwardToken"]
        assert found == every

    def test_what_is_written_later_comes_after_the_token(
        self, logs: Any, stream: dict[str, Any], worker: ServiceFunction
    ) -> None:
        token = logs.get_log_events(**stream)["nextForwardToken"]
        assert logs.get_log_events(**stream, nextToken=token)["events"] == []
        worker({"lines": 2})
        events = logs.get_log_events(**stream, nextToken=token)["events"]
        assert [json.loads(event["message"])["number"] for event in events if "number" in event["message"]] == [0, 1]

    def test_times(self, logs: Any, stream: dict[str, Any]) -> None:
        def numbers(**times: int) -> int:
            return len(logs.get_log_events(**stream, **times)["events"])

        later = BEGAN + 10_000
        first, second = numbers(endTime=later), numbers(startTime=later)
        assert (first, second) == (9, 8)
        assert numbers() == first + second
        assert numbers(startTime=BEGAN, endTime=BEGAN) == 0
        assert numbers(startTime=later + 1) == 0

    def test_refusals(self, logs: Any, stream: dict[str, Any]) -> None:
        for token in ("invalid-token", "f/1/s", "f/" + "x" * 56 + "/s"):
            assert refusal(logs.get_log_events, **stream, nextToken=token) == (
                "InvalidParameterException", "The specified nextToken is invalid.",
            )  # fmt: skip
        assert refusal(logs.get_log_events, **stream, limit=10_001) == (
            "InvalidParameterException",
            "1 validation error detected: Value '10001' at 'limit' failed to satisfy constraint: Member must have value "
            "less than or equal to 10000",
        )

    def test_a_megabyte_at_most(self, logs: Any, service: LambdaService) -> None:
        function = service.create_function("large", handler=lambda event, context: print("x" * 250_000))
        for _ in range(5):
            function({})
        (name,) = service.log_groups["/aws/lambda/large"].streams
        where = {"logGroupName": "/aws/lambda/large", "logStreamName": name}
        first = logs.get_log_events(**where, startFromHead=True)
        assert sum(len(event["message"]) for event in first["events"]) < 1 << 20
        second = logs.get_log_events(**where, startFromHead=True, nextToken=first["nextForwardToken"])
        assert len(first["events"]) + len(second["events"]) == 21


class TestFilterLogEvents:
    def test_terms_and_json(self, logs: Any, worker: ServiceFunction) -> None:
        worker({"lines": 4})

        def found(pattern: str) -> list[str]:
            return [each["message"] for each in logs.filter_log_events(logGroupName=GROUP, filterPattern=pattern)["events"]]

        assert len(found("ERROR")) == 2
        assert len(found("?ERROR ?END")) == 3
        assert len(found('RequestId -"END RequestId" -REPORT')) == 1
        assert [json.loads(each)["number"] for each in found('{ $.level = "ERROR" && $.number > 1 }')] == [3]
        assert len(found("")) == len(found('""')) == 8
        with pytest.raises(NotSimulated, match="regular expression"):
            found("%ERR%")

    def test_over_streams(self, logs: Any, worker: ServiceFunction, service: LambdaService) -> None:
        for _ in range(3):
            worker({})
            worker.cold_start()
            service.advance(seconds=1)
        where = {"logGroupName": GROUP, "filterPattern": "number"}
        events = logs.filter_log_events(**where)["events"]
        assert [event["timestamp"] - BEGAN for event in events] == [0, 1000, 2000]
        assert len({event["logStreamName"] for event in events}) == 3
        ids = [event["eventId"] for event in events]
        assert ids == sorted(set(ids))
        assert all(len(each) == 56 for each in ids)
        name = events[1]["logStreamName"]
        assert logs.filter_log_events(**where, logStreamNames=[name])["events"] == [events[1]]
        assert logs.filter_log_events(**where, logStreamNamePrefix=name)["events"] == [events[1]]
        assert logs.filter_log_events(**where, startTime=BEGAN + 1000, endTime=BEGAN + 1000)["events"] == [events[1]]
        pages = logs.get_paginator("filter_log_events").paginate(**where, PaginationConfig={"PageSize": 2})
        assert [event for page in pages for event in page["events"]] == events
        assert refusal(logs.filter_log_events, **where, logStreamNames=[name], logStreamNamePrefix="a")[0] == (
            "InvalidParameterException"
        )
        assert refusal(logs.filter_log_events, **where, limit=10_001)[0] == "InvalidParameterException"
        assert refusal(logs.filter_log_events, **where, nextToken="x")[1] == "The specified nextToken is invalid."

    def test_from_a_handler(self, logs: Any, worker: ServiceFunction, service: LambdaService) -> None:
        def read(event: Any, context: Any) -> Any:
            import boto3

            client = boto3.client("logs")
            page = client.filter_log_events(logGroupName=GROUP, filterPattern='{ $.level = "ERROR" }')
            return [json.loads(each["message"])["number"] for each in page["events"]]

        worker({"lines": 4})
        assert service.create_function("reader", handler=read)({}) == [1, 3]


class TestWhoAnswers:
    def test_moto_has_its_own_groups(self, client: Client, worker: ServiceFunction) -> None:
        worker({})
        with moto.mock_aws():
            logs = client("logs")
            logs.create_log_group(logGroupName="/a/theirs")
            logs.create_log_stream(logGroupName="/a/theirs", logStreamName="s")
            logs.put_log_events(
                logGroupName="/a/theirs", logStreamName="s", logEvents=[{"timestamp": BEGAN, "message": "hello"}]
            )
            names = [group["logGroupName"] for group in logs.describe_log_groups()["logGroups"]]
            assert names == ["/a/theirs", GROUP]
            (event,) = logs.get_log_events(logGroupName="/a/theirs", logStreamName="s")["events"]
            assert event["message"] == "hello"
            assert logs.describe_log_streams(logGroupName=GROUP)["logStreams"]
            assert refusal(logs.create_log_group, logGroupName=GROUP) == (
                "ResourceAlreadyExistsException", "The specified log group already exists",
            )  # fmt: skip
            assert refusal(logs.describe_log_streams, logGroupName="/none")[0] == "ResourceNotFoundException"
            with pytest.raises(OperationNotSimulated, match="logs:PutRetentionPolicy"):
                logs.put_retention_policy(logGroupName=GROUP, retentionInDays=1)
            logs.put_retention_policy(logGroupName="/a/theirs", retentionInDays=1)

    @pytest.mark.parametrize(
        ("method", "parameters"),
        [
            ("start_query", {"logGroupName": GROUP, "startTime": 0, "endTime": 1, "queryString": "fields @message"}),
            ("get_query_results", {"queryId": "00000000-0000-4000-8000-000000000000"}),
            ("put_log_events", {"logGroupName": GROUP, "logStreamName": "s", "logEvents": [
                {"timestamp": BEGAN, "message": "m"}
            ]}),
            ("create_log_group", {"logGroupName": "/new"}),
            ("delete_log_group", {"logGroupName": GROUP}),
        ],
    )  # fmt: skip
    def test_others_are_refused_by_name(
        self, logs: Any, worker: ServiceFunction, method: str, parameters: dict[str, Any]
    ) -> None:
        worker({})
        operation = logs.meta.method_to_api_mapping[method]
        with pytest.raises(OperationNotSimulated, match=f"logs:{operation} "):
            getattr(logs, method)(**parameters)


_NAMES = st.sampled_from([GROUP, ARN, "/none", "", "*"])
_TOKENS = st.sampled_from(["x", "", "ZnJvbSAx", "ZnJvbSAtMQ==", f"f/{3:056d}/s", f"b/{99:056d}/s"])
_NUMBERS = st.sampled_from([0, 1, 3, 50, 51, 10_000, 10_001, -1, BEGAN, BEGAN + 1])
_PATTERNS = st.sampled_from(["", "ERROR", "?a ?b", "a ?b", "{ $.number > 1 }", "{", '"', "%a%", "-", "?"]) | st.text()


@pytest.mark.parametrize("operation", sorted(set(OPERATIONS) - {"CreateLogGroup"}))
def test_a_right_answer_or_an_error_of_awss(operation: str, logs: Any, worker: ServiceFunction) -> None:
    """Whatever botocore lets through."""
    worker({"lines": 4})
    shape = logs.meta.service_model.operation_model(operation).input_shape
    method = next(name for name, each in logs.meta.method_to_api_mapping.items() if each == operation)
    logging.getLogger("botocore").setLevel(logging.ERROR)

    def values(name: str, member: Any) -> st.SearchStrategy[Any]:
        if name == "filterPattern":
            return _PATTERNS
        if name == "nextToken":
            return _TOKENS
        if member.type_name in ("integer", "long"):
            return _NUMBERS
        if member.type_name == "boolean":
            return st.booleans()
        if member.type_name == "list":
            return st.lists(_NAMES, max_size=3)
        return st.sampled_from(member.enum) | _NAMES if member.enum else _NAMES

    required = {name: values(name, shape.members[name]) for name in shape.required_members}
    optional = {name: values(name, member) for name, member in shape.members.items() if name not in required}

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(parameters=st.fixed_dictionaries(required, optional=optional))
    def check(parameters: dict[str, Any]) -> None:
        try:
            getattr(logs, method)(**parameters)
        except ClientError as error:
            assert error.response["Error"]["Message"]
        except (ParamValidationError, NotSimulated) as error:
            assert str(error)

    check()
