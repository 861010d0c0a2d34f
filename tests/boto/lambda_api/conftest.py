"""A service behind a client, code in zip files, and answers that are held against botocore's own model."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

pytest.importorskip("boto3")

from botocore.exceptions import ClientError
from botocore.validate import ParamValidator

from pytest_lambda import LambdaService
from pytest_lambda.boto.service_api import serve_boto3

from ..conftest import Client

ROLE = "arn:aws:iam::123456789012:role/lambda-role"
ECHO = "import time\n\ndef handler(event, context):\n    print('seen', event)\n    return event\n"

Create = Callable[..., dict[str, Any]]


def zip_of(files: Mapping[str, str]) -> bytes:
    """A deployment package."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return content.getvalue()


def code(source: str = ECHO) -> bytes:
    """One module, `app`."""
    return zip_of({"app.py": source})


@pytest.fixture
def service() -> Iterator[LambdaService]:
    with LambdaService() as service, serve_boto3(service):
        yield service


@pytest.fixture
def api(service: LambdaService, client: Client) -> Any:
    """A client whose every answer is checked."""
    made = client()
    made.meta.events.register("after-call.lambda", _check_answer)
    return made


def _check_answer(http_response: Any, parsed: dict[str, Any], model: Any, **_: Any) -> None:
    """What the client has parsed has the members of the output shape, of their types and in their ranges."""
    if http_response.status_code >= 300:
        assert parsed["Error"]["Code"], parsed
        assert parsed["Error"]["Message"] or parsed["Error"]["Code"] == "SerializationException", parsed
        return
    answer = {name: value for name, value in parsed.items() if name != "ResponseMetadata"}
    if model.output_shape is None:
        assert answer == {}
        return
    assert set(answer) <= set(model.output_shape.members)
    # a body that is read as it comes cannot be validated
    plain = {name: value for name, value in answer.items() if not hasattr(value, "read")}
    report = ParamValidator().validate(plain, model.output_shape)
    assert not report.has_errors(), f"{model.name}: {report.generate_report()}"


@pytest.fixture
def create(api: Any) -> Create:
    """Create a function by AWS's own operation."""

    def make(name: str = "echo", **parameters: Any) -> dict[str, Any]:
        given = {"Runtime": "python3.12", "Handler": "app.handler", "Role": ROLE, "Code": {"ZipFile": code()}}
        answer: dict[str, Any] = api.create_function(FunctionName=name, **{**given, **parameters})
        return answer

    return make


def members(answer: Mapping[str, Any]) -> dict[str, Any]:
    """An answer without what is about HTTP."""
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


def status(answer: Mapping[str, Any]) -> int:
    """The status of HTTP."""
    code: int = answer["ResponseMetadata"]["HTTPStatusCode"]
    return code


def refusal(call: Callable[..., Any], **parameters: Any) -> tuple[str, str, int]:
    """Code, text and status with which a call is refused."""
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    error = caught.value.response["Error"]
    return error["Code"], error["Message"], status(caught.value.response)
