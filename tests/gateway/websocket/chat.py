"""A small chat application, as one would write it for AWS: rooms, names, and those who have gone without a word."""

from __future__ import annotations

import json
from typing import Any

import boto3

#: in place of a table of DynamoDB: connection id -> item
TABLE: dict[str, dict[str, str]] = {}


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    request = event["requestContext"]
    return ROUTES[request["routeKey"]](event, request["connectionId"])


def connect(event: dict[str, Any], connection_id: str) -> dict[str, Any]:
    name = (event.get("queryStringParameters") or {}).get("name")
    if not name:
        return {"statusCode": 400}
    TABLE[connection_id] = {"id": connection_id, "name": name, "room": "hall"}
    return {"statusCode": 200}


def disconnect(event: dict[str, Any], connection_id: str) -> dict[str, Any]:
    gone = TABLE.pop(connection_id)
    tell(event, gone["room"], {"left": gone["name"]})
    return {"statusCode": 200}


def send(event: dict[str, Any], connection_id: str) -> dict[str, Any]:
    sender = TABLE[connection_id]
    tell(event, sender["room"], {"from": sender["name"], "text": json.loads(event["body"])["text"]})
    return {"statusCode": 200}


def join(event: dict[str, Any], connection_id: str) -> dict[str, Any]:
    me = TABLE[connection_id]
    me["room"] = json.loads(event["body"])["room"]
    names = sorted(item["name"] for item in TABLE.values() if item["room"] == me["room"])
    return {"statusCode": 200, "body": json.dumps({"room": me["room"], "names": names})}


def kick(event: dict[str, Any], connection_id: str) -> dict[str, Any]:
    named = json.loads(event["body"])["name"]
    for item in list(TABLE.values()):
        if item["name"] == named:
            management(event).delete_connection(ConnectionId=item["id"])
    return {"statusCode": 200}


def unknown(event: dict[str, Any], connection_id: str) -> dict[str, Any]:
    return {"statusCode": 200, "body": json.dumps({"error": "send, join or kick"})}


def tell(event: dict[str, Any], room: str, message: dict[str, str]) -> None:
    client = management(event)
    for item in list(TABLE.values()):
        if item["room"] == room:
            try:
                client.post_to_connection(ConnectionId=item["id"], Data=json.dumps(message))
            except client.exceptions.GoneException:
                TABLE.pop(item["id"], None)


def management(event: dict[str, Any]) -> Any:
    request = event["requestContext"]
    url = f"https://{request['domainName']}/{request['stage']}"
    return boto3.client("apigatewaymanagementapi", endpoint_url=url)


ROUTES = {
    "$connect": connect,
    "$disconnect": disconnect,
    "$default": unknown,
    "send": send,
    "join": join,
    "kick": kick,
}
