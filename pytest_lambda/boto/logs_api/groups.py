"""DescribeLogGroups and DescribeLogStreams."""

from __future__ import annotations

from typing import Any

from pytest_lambda.boto import mock
from pytest_lambda.boto.logs_api.entries import began, entries_of, stored_bytes
from pytest_lambda.boto.logs_api.refusals import LogsError, invalid, no_group
from pytest_lambda.boto.logs_api.tokens import page
from pytest_lambda.service.log_groups import LogGroup, LogStream
from pytest_lambda.service.service import LambdaService

Given = dict[str, Any]


def arn_of(service: LambdaService, group: str) -> str:
    """The ARN of a log group, without what some answers end it with."""
    world = service.world
    return f"arn:{world.partition}:logs:{world.region}:{world.account}:log-group:{group}"


def group_named(given: Given) -> str | None:
    """The name of the group that a request is about: by name, or by ARN; None if it names none."""
    identifier = given.get("logGroupIdentifier") or given.get("logGroupName")
    if not isinstance(identifier, str):
        return None
    if identifier.startswith("arn:"):
        identifier = identifier.partition(":log-group:")[2].partition(":")[0]
    return identifier


def required_group(service: LambdaService, given: Given) -> LogGroup:
    """The group that a request is about.

    Raises:
        LogsError: it names none, or two, or one that does not exist.
    """
    if given.get("logGroupName") is not None and given.get("logGroupIdentifier") is not None:
        raise LogsError("ValidationException", "LogGroup name and LogGroup ARN are mutually exclusive parameters.")
    name = group_named(given)
    if name is None:
        raise LogsError("ValidationException", "Either LogGroup name or LogGroup ARN is required.")
    if name not in service.log_groups:
        raise no_group()
    return service.log_groups[name]


def describe_log_groups(service: LambdaService, given: Given) -> dict[str, Any]:
    """Those of the service, and moto's others if a mock is active, by name."""
    prefix, pattern = given.get("logGroupNamePrefix"), given.get("logGroupNamePattern")
    if prefix is not None and pattern is not None:
        raise invalid("LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.")
    found = _groups_of_moto(service)
    found.update((name, _shown(service, group)) for name, group in service.log_groups.items())
    identifiers = given.get("logGroupIdentifiers")
    named = None if identifiers is None else {group_named({"logGroupName": each}) for each in identifiers}
    shown = [
        group
        for name, group in sorted(found.items())
        if name.startswith(prefix or "")
        and (pattern or "") in name
        and (named is None or name in named)
        and given.get("logGroupClass", "STANDARD") == group.get("logGroupClass", "STANDARD")
    ]
    if pattern is not None:  # recorded: test_describe_log_groups_with_pattern
        for group in shown:
            group.pop("storedBytes", None)
    return page("logGroups", shown, given)


def describe_log_streams(service: LambdaService, given: Given) -> dict[str, Any]:
    """By name, or by the time of the last event."""
    by_time = given.get("orderBy") == "LastEventTime"
    prefix = given.get("logStreamNamePrefix")
    if by_time and prefix is not None:
        raise invalid("Cannot order by LastEventTime with a logStreamNamePrefix.")
    group = required_group(service, given)
    shown = [_stream(service, group, stream) for stream in group.streams.values()]
    shown = [stream for stream in shown if stream["logStreamName"].startswith(prefix or "")]

    def key(stream: dict[str, Any]) -> Any:
        name = stream["logStreamName"]
        return (stream.get("lastEventTimestamp", 0), name) if by_time else name

    shown.sort(key=key, reverse=bool(given.get("descending")))
    return page("logStreams", shown, given)


def _shown(service: LambdaService, group: LogGroup) -> dict[str, Any]:
    arn = arn_of(service, group.name)
    return {
        "logGroupName": group.name,
        "creationTime": began(group),
        "metricFilterCount": 0,
        "arn": f"{arn}:*",
        "storedBytes": stored_bytes(group),
        "logGroupClass": "STANDARD",
        "logGroupArn": arn,
    }


def _stream(service: LambdaService, group: LogGroup, stream: LogStream) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "logStreamName": stream.name,
        "arn": f"{arn_of(service, group.name)}:log-stream:{stream.name}",
        "storedBytes": 0,  # API reference, LogStream: since 2019 always 0
    }
    times = [entry.timestamp for entry in entries_of(stream)]
    if times:
        shown["creationTime"] = times[0]
        shown["firstEventTimestamp"] = times[0]
        shown["lastEventTimestamp"] = shown["lastIngestionTime"] = times[-1]
    return shown


def _groups_of_moto(service: LambdaService) -> dict[str, dict[str, Any]]:
    backend = mock.backend("logs", service.world)
    groups = {} if backend is None else backend.groups
    return {name: dict(group.to_describe_dict()) for name, group in groups.items()}
