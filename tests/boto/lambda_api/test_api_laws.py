"""Whatever botocore lets through gets a right answer, or an error of AWS's: never an exception of Python's.

The parameters are drawn from botocore's own model, in range and out of it; names are now and then those of things
that exist. Every answer that is given is held against the model of the output.
"""

from __future__ import annotations

import contextlib
import logging
from typing import Any

import pytest

pytest.importorskip("boto3")

from botocore.exceptions import ClientError, ParamValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pytest_lambda import LambdaService, NotSimulated
from pytest_lambda.boto.lambda_api.api import OPERATIONS
from pytest_lambda.boto.lambda_api.model import service_model

from .conftest import ROLE, code, zip_of

ARN = "arn:aws:lambda:us-east-1:123456789012"
#: what exists, and what is a little wrong, by the member that it is for
_KNOWN: dict[str, list[Any]] = {
    "FunctionName": ["echo", f"{ARN}:function:echo", "echo:live", "echo:1", "none", "", "*", "a" * 141],
    "Qualifier": ["1", "live", "$LATEST", "none", "9", "?", ""],
    "FunctionVersion": ["1", "$LATEST", "ALL", "9", "x"],
    "Name": ["live", "other", "7", "a b"],
    "LayerName": ["words", f"{ARN}:layer:words", "none", "a b"],
    "VersionNumber": [1, 2, 0, -1],
    "Arn": [f"{ARN}:layer:words:1", f"{ARN}:layer:none:1", "x"],
    "Resource": [f"{ARN}:function:echo", f"{ARN}:function:none", f"{ARN}:function:echo:1", "arn:aws:x"],
    "Role": [ROLE, "r1"],
    "Runtime": ["python3.12", "python3.13"],
    "Handler": ["app.handler", "a b"],
    "ZipFile": [code(), b"", b"no zip", zip_of({"a": ""})],
    "S3Bucket": ["bucket", "none"],
    "S3Key": ["a.zip", "none"],
    "Layers": [[f"{ARN}:layer:words:1"], [f"{ARN}:layer:none:1"], ["x"], []],
    "StatementId": ["s1", "a b"],
    "Action": ["lambda:InvokeFunction", "lambda:GetLayerVersion", "x"],
    "Principal": ["*", "s3.amazonaws.com", "123456789012", "x"],
    "EventSourceArn": ["arn:aws:sqs:us-east-1:123456789012:queue", "arn:aws:sqs:us-east-1:123456789012:none", "x"],
    "UUID": ["00000000-0000-4000-8000-000000000000", "x"],
    "Destination": ["arn:aws:sqs:us-east-1:123456789012:queue", "x", ""],
    "TargetArn": ["arn:aws:sqs:us-east-1:123456789012:queue", "x", ""],
    "Marker": ["", "x", "ZnJvbSAx", "ZnJvbSAtMQ==", "ZnJvbSA="],
    "AuthType": ["NONE", "AWS_IAM", "x"],
    "PackageType": ["Zip"],
}
_LETTERS = st.text("abcdefghijklmnopqrstuvwxyz:/$.-_ é0123456789", max_size=12)


def values(shape: Any, name: str = "", depth: int = 0) -> st.SearchStrategy[Any]:
    """Of a shape, in range and out of it."""
    if name in _KNOWN:
        return st.sampled_from(_KNOWN[name])
    kind = shape.type_name
    if kind == "structure":
        return structures(shape, depth + 1)
    if kind == "list":
        return st.lists(values(shape.member, depth=depth + 1), max_size=3)
    if kind == "map":
        return st.dictionaries(values(shape.key), values(shape.value, depth=depth + 1), max_size=3)
    if kind == "string":
        return st.sampled_from(shape.enum) | _LETTERS if shape.enum else _LETTERS
    if kind in ("integer", "long"):
        low, high = shape.metadata.get("min", -3), shape.metadata.get("max", 2**31)
        return st.sampled_from([low, low + 1, high, high + 1, 3, 128, 512])
    if kind == "boolean":
        return st.booleans()
    if kind == "blob":
        return st.binary(max_size=5)
    if kind == "timestamp":
        return st.datetimes()
    return st.floats(0, 2)


def structures(shape: Any, depth: int = 0) -> st.SearchStrategy[Any]:
    """With what is required, and some of the rest."""
    required = {name: values(shape.members[name], name, depth) for name in shape.required_members}
    more = [name for name in shape.members if name not in required] if depth < 4 else []
    optional = {name: values(shape.members[name], name, depth) for name in more}
    chosen = st.lists(st.sampled_from(sorted(optional)), max_size=4, unique=True) if optional else st.just([])
    return chosen.flatmap(
        lambda names: st.fixed_dictionaries({**required, **{name: optional[name] for name in names}})
    )


@pytest.fixture
def filled(service: LambdaService, api: Any, create: Any) -> Any:
    """A service in which some of the drawn names exist."""
    service.sqs_queue("queue")
    service.s3_bucket("bucket").put_object("a.zip", code())
    create(Publish=True)
    api.create_alias(FunctionName="echo", Name="live", FunctionVersion="1")
    api.publish_layer_version(LayerName="words", Content={"ZipFile": code()})
    return api


#: an older botocore knows fewer
KNOWN_OPERATIONS = sorted(set(OPERATIONS) & set(service_model("lambda").operation_names))


@pytest.mark.parametrize("operation", KNOWN_OPERATIONS)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_right_answer_or_an_error_of_awss(operation: str, filled: Any) -> None:
    shape = service_model("lambda").operation_model(operation).input_shape
    method = next(name for name, api_name in filled.meta.method_to_api_mapping.items() if api_name == operation)
    logging.getLogger("botocore").setLevel(logging.ERROR)

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(parameters=structures(shape))
    def check(parameters: dict[str, Any]) -> None:
        with contextlib.suppress(ClientError, ParamValidationError, NotSimulated):
            getattr(filled, method)(**parameters)

    check()


def test_no_operation_is_forgotten() -> None:
    """Each is done, or refused with a reason of its own."""
    from pytest_lambda.boto.lambda_api.refused import why_refused

    unknown = why_refused("an operation of tomorrow")
    for operation in service_model("lambda").operation_names:
        if operation != "Invoke" and operation not in OPERATIONS:
            assert why_refused(operation) != unknown, operation
