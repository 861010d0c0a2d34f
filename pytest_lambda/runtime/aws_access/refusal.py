"""The refusal of a call to AWS: the record of the call, and the exception."""

from __future__ import annotations

from dataclasses import dataclass

from pytest_lambda.errors import PytestLambdaError
from pytest_lambda.runtime.aws_access.call_sites import CallSite


@dataclass(frozen=True, slots=True)
class RefusedCall:
    """A request that was about to leave for AWS.

    Attributes:
        http_method, url: of the request, the URL without its query.
        service: as boto3 names it; None where no client stands behind the request.
        operation: as the service's API names it, say `PutItem`.
        method: as the client names it, say `put_item`.
        called_at: the line of the user's code that made the call.
        client_made_at: the line of the user's code that made the client.
        moto_is_active: a moto mock was in force and left the request alone.
    """

    http_method: str
    url: str
    service: str | None = None
    operation: str | None = None
    method: str | None = None
    called_at: CallSite | None = None
    client_made_at: CallSite | None = None
    moto_is_active: bool = False

    @property
    def host(self) -> str:
        """The host the request was for."""
        return self.url.partition("://")[2].partition("/")[0]

    def __str__(self) -> str:
        request = f"{self.http_method} {self.url}"
        return f"{self.service}:{self.operation} ({request})" if self.service else request


class AwsCallRefused(PytestLambdaError):
    """A handler called AWS itself, which a test does only if it is told to.

    No error of botocore's, so that `except ClientError` and `except BotoCoreError` in the handler leave it
    alone and botocore does not try again.

    Attributes:
        call: what was refused, a `RefusedCall`.
    """

    def __init__(self, call: RefusedCall) -> None:
        super().__init__(call)
        self.call = call

    def __str__(self) -> str:
        return "\n".join([*_what_happened(self.call), *_how_to_mend(self.call)])


def _what_happened(call: RefusedCall) -> list[str]:
    client = call.client_made_at or "a place that ran before the calls to AWS were watched"
    return [
        f"The function called AWS itself: {call}",
        *([f"  called at {call.called_at}"] if call.called_at else []),
        *([f"  with a client made at {client}"] if call.service else []),
        "Expected: in a test AWS is out of reach unless it is let through.",
    ]


def _how_to_mend(call: RefusedCall) -> list[str]:
    entry = call.service or call.host
    method = call.method or "the_operation"
    answers = [
        "To answer the call in the test:",
        _moto_line(call),
        f"  - Stubber: botocore.stub.Stubber(client).add_response({method!r}, {{...}})",
        "  - an endpoint of your own: AWS_ENDPOINT_URL, or endpoint_url= of the client",
    ]
    return [
        *(answers if call.service else []),
        "To let it through to AWS:",
        f"  - lambda_allow_aws = {entry} in pytest's configuration",
        f"  - @pytest.mark.aws_lambda(allow_aws=[{entry!r}]) on the test",
    ]


def _moto_line(call: RefusedCall) -> str:
    if not call.moto_is_active:
        return "  - moto: @mock_aws on the test, or `with mock_aws():` around it"
    return (
        "  - moto: a mock is active, but it did not see this client, which was made before moto was imported "
        "(import moto first, or moto.core.patch_client(client)), or it passes the call through"
    )
