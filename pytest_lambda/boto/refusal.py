"""The refusal of what the simulation does not serve."""

from __future__ import annotations

from collections.abc import Sequence

from pytest_lambda.errors import NotSimulated
from pytest_lambda.runtime.aws_access.refusal import RefusedCall


class OperationNotSimulated(NotSimulated):
    """A client of AWS asked for what the simulation does not serve.

    No error of botocore's, so that `except ClientError` in a handler leaves it alone and botocore does not try
    again.

    Args:
        call: what was asked for, a `RefusedCall`.
        expected: what the simulation serves.
        remedies: how to do it, one line each.
    """

    def __init__(self, call: RefusedCall, expected: str, remedies: Sequence[str]) -> None:
        super().__init__(call, expected, remedies)
        self.call = call
        self.expected = expected
        self.remedies = remedies

    @property
    def operation(self) -> str | None:
        """The operation's name in AWS's API."""
        return self.call.operation

    def __str__(self) -> str:
        call = self.call
        return "\n".join(
            [
                f"The simulation does not serve {call}",
                *([f"  called at {call.called_at}"] if call.called_at else []),
                *([f"  with a client made at {call.client_made_at}"] if call.client_made_at else []),
                f"Expected: {self.expected}",
                "What to do:",
                *(f"  - {remedy}" for remedy in self.remedies),
            ]
        )


def other_operation(call: RefusedCall) -> OperationNotSimulated:
    """For an operation that is not simulated."""
    method = call.method or "the_operation"
    return OperationNotSimulated(
        call,
        "of Lambda's operations this client reaches the simulation with Invoke alone; a LambdaService has the others.",
        [
            "in the simulation: lambda_service and its functions have methods named after AWS's operations, say "
            "lambda_service.create_function(...), lambda_service['name'].put_function_concurrency(...)",
            "moto: @mock_aws on the test, or `with mock_aws():` around it; it then serves all but Invoke",
            f"Stubber: botocore.stub.Stubber(client).add_response({method!r}, {{...}})",
        ],
    )


def refused_operation(call: RefusedCall, reason: str) -> OperationNotSimulated:
    """For an operation of Lambda's that a service does not have."""
    method = call.method or "the_operation"
    return OperationNotSimulated(
        call,
        f"an operation on functions, versions, aliases, mappings, layers or concurrency. Not here: {reason}",
        [f"Stubber: botocore.stub.Stubber(client).add_response({method!r}, {{...}})"],
    )


def other_region(call: RefusedCall, region: str, simulated: Sequence[str]) -> OperationNotSimulated:
    """For an operation in a region that nobody simulates."""
    return OperationNotSimulated(
        call,
        f"a client of a region that is simulated: {', '.join(simulated)}; this one's is {region}.",
        [
            f"make the client in that region: boto3.client('lambda', region_name={simulated[-1]!r})",
            f"simulate the other one: a LambdaService of the region {region!r}",
        ],
    )


def region_not_simulated(
    call: RefusedCall, client: str, region: str, simulated: Sequence[str]
) -> OperationNotSimulated:
    """For a request to another service of AWS in a region that nobody simulates."""
    return OperationNotSimulated(
        call,
        f"a client of a region that is simulated: {', '.join(simulated)}; this one's is {region}.",
        [
            f"make the client in that region: boto3.client({client!r}, region_name={simulated[-1]!r})",
            f"simulate the other one: a LambdaService of the region {region!r}",
            "moto: @mock_aws on the test, or `with mock_aws():` around it",
        ],
    )


def operation_not_simulated(call: RefusedCall, client: str, served: Sequence[str]) -> OperationNotSimulated:
    """For an operation of another service of AWS that is not simulated, on a resource that is, or without a mock."""
    method = call.method or "the_operation"
    return OperationNotSimulated(
        call,
        f"of {client}'s operations the simulation serves {', '.join(served)}.",
        [
            "moto: @mock_aws on the test, or `with mock_aws():` around it; it serves what is about its own resources",
            f"Stubber: botocore.stub.Stubber(client).add_response({method!r}, {{...}})",
        ],
    )


def durable_execution(call: RefusedCall) -> OperationNotSimulated:
    """For an Invoke that starts a durable execution (G11)."""
    return OperationNotSimulated(
        call,
        "an Invoke without DurableExecutionName: durable functions are not simulated.",
        ["leave DurableExecutionName out, or answer the call with a Stubber"],
    )


def other_endpoint(call: RefusedCall, endpoints: Sequence[str]) -> OperationNotSimulated:
    """For a connection of a WebSocket API that nobody simulates."""
    return OperationNotSimulated(
        call,
        f"the endpoint of a WebSocket API that is open: {', '.join(endpoints)}.",
        [
            f"make the client with it: boto3.client('apigatewaymanagementapi', endpoint_url={endpoints[-1]!r}); a "
            "handler finds it in its event: requestContext.domainName and requestContext.stage",
            "open the other API as well: `with WebSocketApi(function, …) as api:`; its endpoint is api.endpoint_url",
        ],
    )
