from __future__ import annotations

import copy
import pickle

from pytest_lambda.errors import PytestLambdaError
from pytest_lambda.runtime.aws_access.call_sites import CallSite
from pytest_lambda.runtime.aws_access.refusal import AwsCallRefused, RefusedCall

CALL = RefusedCall(
    http_method="POST",
    url="https://dynamodb.us-east-1.amazonaws.com/",
    service="dynamodb",
    operation="PutItem",
    method="put_item",
    called_at=CallSite("/src/app.py", 12, "save"),
    client_made_at=CallSite("/src/app.py", 3, "<module>"),
)


def test_the_message_says_what_was_called_from_where_and_how_to_mend_it() -> None:
    assert str(AwsCallRefused(CALL)) == (
        "The function called AWS itself: dynamodb:PutItem (POST https://dynamodb.us-east-1.amazonaws.com/)\n"
        "  called at /src/app.py:12 in save\n"
        "  with a client made at /src/app.py:3 in <module>\n"
        "Expected: in a test AWS is out of reach unless it is let through.\n"
        "To answer the call in the test:\n"
        "  - moto: @mock_aws on the test, or `with mock_aws():` around it\n"
        "  - Stubber: botocore.stub.Stubber(client).add_response('put_item', {...})\n"
        "  - an endpoint of your own: AWS_ENDPOINT_URL, or endpoint_url= of the client\n"
        "To let it through to AWS:\n"
        "  - lambda_allow_aws = dynamodb in pytest's configuration\n"
        "  - @pytest.mark.aws_lambda(allow_aws=['dynamodb']) on the test"
    )


def test_a_request_without_a_client_is_named_by_its_url() -> None:
    message = str(AwsCallRefused(RefusedCall("GET", "http://169.254.170.2/v2/credentials")))

    assert message.startswith("The function called AWS itself: GET http://169.254.170.2/v2/credentials\n")
    assert "client" not in message
    assert "lambda_allow_aws = 169.254.170.2 in" in message


def test_it_survives_the_way_from_a_worker() -> None:
    error = AwsCallRefused(CALL)

    for again in (pickle.loads(pickle.dumps(error)), copy.deepcopy(error)):
        assert type(again) is AwsCallRefused
        assert again.call == CALL
        assert str(again) == str(error)


def test_it_is_an_exception_of_this_package() -> None:
    assert issubclass(AwsCallRefused, PytestLambdaError)
