"""Objects of one bucket make objects in another one."""

from __future__ import annotations

from collections.abc import Callable

import boto3
import pytest

from pytest_lambda import LambdaService
from pytest_lambda.templates.application import Application


@pytest.fixture
def thumbnails(deployed: Callable[..., Application]) -> Application:
    return deployed("thumbnails/template.yaml")


def picture(width: int, height: int) -> bytes:
    return b"P6\n%d %d\n255\n" % (width, height) + bytes(range(3, 256)) * (width * height * 3 // 253 + 1)


def upload(thumbnails: Application, key: str, body: bytes) -> None:
    boto3.client("s3").put_object(Bucket=thumbnails["Uploads"].name, Key=key, Body=body)


def made(thumbnails: Application) -> dict[str, bytes]:
    bucket = boto3.resource("s3").Bucket(thumbnails["Thumbnails"].name)
    return {each.key: each.get()["Body"].read() for each in bucket.objects.all()}


def test_a_picture_gets_a_thumbnail(thumbnails: Application, lambda_service: LambdaService) -> None:
    upload(thumbnails, "pictures/a cat + ü.ppm", picture(64, 32))
    lambda_service.run()
    [(key, small)] = made(thumbnails).items()
    assert key == "pictures/a cat + ü.ppm"
    assert small.startswith(b"P6 16 8 255\n")
    assert len(small) == len(b"P6 16 8 255\n") + 16 * 8 * 3


def test_other_objects_are_left_alone(thumbnails: Application, lambda_service: LambdaService) -> None:
    upload(thumbnails, "pictures/notes.txt", b"hello")
    upload(thumbnails, "elsewhere/cat.ppm", picture(4, 4))
    lambda_service.run()
    assert made(thumbnails) == {}
    assert thumbnails.functions["Thumbnailer"].invocations == ()


def test_a_broken_picture_is_tried_twice_and_comes_to_the_queue(
    thumbnails: Application, lambda_service: LambdaService
) -> None:
    upload(thumbnails, "pictures/broken.ppm", b"P5 1 1 255 x")
    lambda_service.run()
    assert [each.error.type for each in thumbnails.functions["Thumbnailer"].invocations] == ["ValueError"] * 2
    [message] = thumbnails["Unreadable"].messages
    assert message.json["requestPayload"]["Records"][0]["s3"]["object"]["key"] == "pictures/broken.ppm"
    assert message.json["requestContext"]["approximateInvokeCount"] == 2
