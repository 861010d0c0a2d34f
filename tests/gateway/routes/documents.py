"""The least that a document has around what a test is about."""

from __future__ import annotations

from typing import Any

LAMBDA_URI = (
    "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/"
    "arn:aws:lambda:us-east-1:123456789012:function:pets/invocations"
)


def openapi(paths: object, **more: Any) -> dict[str, Any]:
    return {"openapi": "3.0.1", "info": {"title": "pets", "version": "1"}, "paths": paths, **more}


def swagger(paths: object, **more: Any) -> dict[str, Any]:
    return {"swagger": "2.0", "info": {"title": "pets", "version": "1"}, "paths": paths, **more}
