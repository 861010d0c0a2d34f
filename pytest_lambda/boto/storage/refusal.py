"""The refusal of what only moto can answer."""

from __future__ import annotations

from pytest_lambda.boto.refusal import OperationNotSimulated
from pytest_lambda.runtime.aws_access.refusal import RefusedCall


class TooMuchError(Exception):
    """Only moto can do what a request asks for."""


def needs_moto(call: RefusedCall, service: str, served: str) -> OperationNotSimulated:
    """For a request that the service's own tables and buckets cannot answer exactly.

    Args:
        call: what was asked for.
        service: of AWS.
        served: what they can answer.
    """
    method = call.method or "the_operation"
    return OperationNotSimulated(
        call,
        f"without moto, of {service} only: {served}.",
        [
            "moto: @mock_aws on the test, or `with mock_aws():` around it; it answers the rest, and has in it what the "
            "service has made",
            f"Stubber: botocore.stub.Stubber(client).add_response({method!r}, {{...}})",
        ],
    )
