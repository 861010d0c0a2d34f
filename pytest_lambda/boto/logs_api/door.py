"""Requests of clients of CloudWatch Logs: which are about log groups of a service, and who answers them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pytest_lambda.boto.exchange import QuietDoor
from pytest_lambda.boto.lambda_api.front_end import check
from pytest_lambda.boto.lambda_api.model import json_parameters, operation_model
from pytest_lambda.boto.logs_api.events import filter_log_events, get_log_events
from pytest_lambda.boto.logs_api.groups import describe_log_groups, describe_log_streams, group_named
from pytest_lambda.boto.logs_api.refusals import LogsError
from pytest_lambda.boto.refusal import operation_not_simulated
from pytest_lambda.boto.response import http_response
from pytest_lambda.errors import InvokeError, ValidationException
from pytest_lambda.runtime.aws_access.client_calls import describe
from pytest_lambda.service.service import LambdaService

Given = dict[str, Any]
_JSON = {"Content-Type": "application/x-amz-json-1.1"}


def _create_log_group(service: LambdaService, given: Given) -> dict[str, Any]:
    """A function's group cannot be made again."""
    raise LogsError("ResourceAlreadyExistsException", "The specified log group already exists")


#: what is served, by AWS's names
OPERATIONS: Mapping[str, Callable[[LambdaService, Given], dict[str, Any]]] = {
    "CreateLogGroup": _create_log_group,
    "DescribeLogGroups": describe_log_groups,
    "DescribeLogStreams": describe_log_streams,
    "FilterLogEvents": filter_log_events,
    "GetLogEvents": get_log_events,
}
#: what looks at groups that somebody else has, and is refused with AWS's text where nobody has them
_READING = frozenset({"DescribeLogGroups", "DescribeLogStreams", "FilterLogEvents", "GetLogEvents"})


class LogsDoor(QuietDoor):
    """CloudWatch Logs of a service; a `Door`.

    Args:
        service: whose log groups they are.
    """

    def __init__(self, service: LambdaService) -> None:
        self._service = service
        self._ids = service.world.ids_for("requests for logs")

    def claims(self, operation: str, request: Any) -> bool:
        """Whether it is about a log group of the service, or about all there are."""
        if operation == "DescribeLogGroups":
            return True
        try:
            given = json_parameters(request)
        except InvokeError:
            return False
        return any(name in self._service.log_groups for name in _groups_in(given))

    def respond(self, operation: str, request: Any) -> Any:
        """Answer what is served.

        Raises:
            OperationNotSimulated: it is not served.
        """
        served = operation in _READING or (operation in OPERATIONS and self.claims(operation, request))
        if not served:
            raise operation_not_simulated(describe(request), "logs", sorted(OPERATIONS))
        try:
            given = json_parameters(request)
            _check(operation, given)
            body = OPERATIONS[operation](self._service, given)
        except InvokeError as error:
            told = {"__type": error.code, "message": error.message}
            headers = {**_JSON, "x-amzn-ErrorType": error.code}
            return http_response(request.url, error.status_code, self._ids.uuid(), headers, json.dumps(told).encode())
        return http_response(request.url, 200, self._ids.uuid(), _JSON, json.dumps(body).encode())


def _check(operation: str, given: Given) -> None:
    """The front end's checks; of this service their code is another one (recorded: error-limit-exceeded)."""
    try:
        check(operation_model("logs", operation), given)
    except ValidationException as error:
        raise LogsError("InvalidParameterException", str(error)) from None


def _groups_in(given: Given) -> Iterator[str]:
    """The names of all groups that the parameters hold."""
    named = group_named(given)
    if named is not None:
        yield named
    for member in ("logGroupNames", "logGroupIdentifiers", "logGroupArns", "logGroupArnList"):
        for each in given.get(member) or ():
            found = group_named({"logGroupName": each})
            if found is not None:
                yield found
    for member in ("resourceArn", "resourceIdentifier", "logGroupArn"):
        value = given.get(member)
        if isinstance(value, str) and ":log-group:" in value:
            yield value.partition(":log-group:")[2].partition(":")[0]
