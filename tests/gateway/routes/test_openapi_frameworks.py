"""Documents that frameworks make of their routes are route tables."""

from __future__ import annotations

import asyncio
import json

import pytest
from aws_lambda_powertools.event_handler import APIGatewayHttpResolver
from fastapi import FastAPI
from mangum import Mangum
from pydantic import BaseModel

from pytest_lambda import LambdaFunction


class Pet(BaseModel):
    name: str
    parent: Pet | None = None


Pet.model_rebuild()


def of_fastapi():
    app = FastAPI()

    @app.get("/pets/{number}")
    def show(number: int, page: int) -> dict[str, int]:
        return {"number": number, "page": page}

    @app.post("/pets")
    def store(pet: Pet) -> Pet:
        return pet

    return with_a_loop(lambda event, context: Mangum(app, lifespan="off")(event, context)), app.openapi()


def with_a_loop(handler):
    """Mangum takes the current event loop, or a new one that nobody closes."""

    def invoked(event, context):
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        try:
            return handler(event, context)
        finally:
            asyncio.set_event_loop(None)
            loop.close()

    return invoked


def of_powertools():
    app = APIGatewayHttpResolver(enable_validation=True)

    @app.get("/pets/<number>")
    def show(number: int, page: int) -> dict[str, int]:
        return {"number": number, "page": page}

    @app.post("/pets")
    def store(pet: Pet) -> Pet:
        return pet

    return app.resolve, json.loads(app.get_openapi_json_schema())


@pytest.mark.parametrize("make", [of_fastapi, of_powertools])
def test_a_framework(make):
    app, document = make()
    with LambdaFunction(lambda event, context: app(event, context)) as function:
        client = function.http_client("http-api", openapi=document)
        shown = client.get("/pets/7?page=2")
        assert shown.json() == {"number": 7, "page": 2}
        assert shown.extensions["lambda"].route == "GET /pets/{number}"
        nested = {"name": "Rex", "parent": {"name": "Jo", "parent": None}}
        assert client.post("/pets", json=nested).json() == nested
        assert client.post("/cats").status_code == 404
        assert len(function.invocations) == 2


def test_schemas_of_a_framework_are_models_of_a_rest_api():
    app, document = of_fastapi()
    validators = {
        "x-amazon-apigateway-request-validators": {"body": {"validateRequestBody": True}},
        "x-amazon-apigateway-request-validator": "body",
    }
    with LambdaFunction(lambda event, context: app(event, context)) as function:
        client = function.http_client("rest-api", openapi={**document, **validators})
        assert client.post("/pets", json={"name": "Rex", "parent": {"name": "Jo"}}).status_code == 200
        assert client.post("/pets", json={"name": "Rex", "parent": {}}).json() == {"message": "Invalid request body"}
        assert len(function.invocations) == 1
