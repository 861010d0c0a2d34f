from __future__ import annotations

import pytest

from pytest_lambda.runtime.aws_access.hosts import is_aws


@pytest.mark.parametrize(
    "host",
    [
        "dynamodb.us-east-1.amazonaws.com",
        "123456789012.ddb.us-east-1.amazonaws.com",
        "bucket.s3.dualstack.eu-central-1.amazonaws.com",
        "BUCKET.S3.AMAZONAWS.COM.",
        "lambda.us-east-1.api.aws",
        "abc123.lambda-url.us-east-1.on.aws",
        "us-east-1.signin.aws.amazon.com",
        "169.254.169.254",
        "169.254.170.2",
        "fd00:ec2::254",
    ],
)
def test_aws(host: str) -> None:
    assert is_aws(host)


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "127.0.0.1",
        "bucket.localhost",
        "dynamodb-local",
        "host.docker.internal",
        "s3.localhost.localstack.cloud",
        "minio.example.com",
        "amazonaws.com.example.org",
        "notamazonaws.com",
        "",
    ],
)
def test_not_aws(host: str) -> None:
    assert not is_aws(host)


def test_the_suffixes_of_all_partitions_that_botocore_knows() -> None:
    session = pytest.importorskip("botocore.session").get_session()
    partitions = session.get_component("data_loader").load_data("partitions")["partitions"]
    suffixes = {partition["outputs"][kind] for partition in partitions for kind in ("dnsSuffix", "dualStackDnsSuffix")}

    assert len(suffixes) > 10
    assert [suffix for suffix in suffixes if not is_aws(f"sqs.{suffix}")] == []
