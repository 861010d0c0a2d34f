"""A router of a few lines, as many functions have one, for every kind of event."""

import base64
import json
import re
from urllib.parse import parse_qs, unquote_plus

PNG = b"\x89PNG\r\n\x1a\n\x00\xff"
ROUTES = []


class Request:
    def __init__(self, event):
        http = event["requestContext"].get("http")
        self.event = event
        self.method = http["method"] if http else event["httpMethod"]
        self.path = event["rawPath"] if http else event["path"]
        lists = event.get("multiValueHeaders") or {}
        self.headers = {name.lower(): value for name, value in (event.get("headers") or {}).items()}
        self.headers.update({name.lower(): values[-1] for name, values in lists.items()})
        body = event.get("body") or ""
        self.body = base64.b64decode(body) if event["isBase64Encoded"] else body.encode()

    def tags(self):
        event = self.event
        if "rawQueryString" in event:
            return parse_qs(event["rawQueryString"]).get("tag", [])
        many = event.get("multiValueQueryStringParameters")
        if many is None:
            tag = (event.get("queryStringParameters") or {}).get("tag")
            many = {"tag": [] if tag is None else [tag]}
        tags = many.get("tag", [])
        return [unquote_plus(tag) for tag in tags] if "elb" in event["requestContext"] else tags

    def cookies(self):
        sent = self.event.get("cookies") or self.headers.get("cookie", "").split("; ")
        return dict(each.split("=", 1) for each in sent)


def route(method, pattern):
    def add(function):
        ROUTES.append((method, re.compile(pattern), function))
        return function

    return add


@route("GET", "/users/([^/]+)")
def user(request, name):
    return 200, {"name": name, "tags": request.tags(), "agent": request.headers["user-agent"]}, {}


@route("POST", "/users")
def add(request):
    return 201, json.loads(request.body), {"Location": ["/users/7"]}


@route("GET", "/login")
def login(request):
    return 200, "welcome", {"Set-Cookie": ["session=s1; Path=/", "theme=dark; Path=/"]}


@route("GET", "/session")
def session(request):
    return 200, request.cookies(), {}


@route("GET", "/logo")
def logo(request):
    return 200, PNG, {}


@route("PUT", "/upload")
def upload(request):
    return 200, {"content": request.body.hex()}, {}


@route("GET", "/fail")
def fail(request):
    raise RuntimeError("on purpose")


def handler(event, context):
    request = Request(event)
    for method, pattern, function in ROUTES:
        found = pattern.fullmatch(request.path)
        if found and method == request.method:
            return answer(event, *function(request, *found.groups()))
    return answer(event, 404, {"message": "no such page"}, {})


def answer(event, status, content, lists):
    made = {"statusCode": status, "isBase64Encoded": isinstance(content, bytes)}
    if isinstance(content, bytes):
        kind, made["body"] = "image/png", base64.b64encode(content).decode()
    elif isinstance(content, str):
        kind, made["body"] = "text/plain", content
    else:
        kind, made["body"] = "application/json", json.dumps(content)
    lists = {"Content-Type": [kind], **lists}
    if event.get("version") == "2.0":
        made["cookies"] = lists.pop("Set-Cookie", [])
    if event.get("version") != "2.0" and event.get("multiValueHeaders") is not None:
        made["multiValueHeaders"] = lists
    else:
        made["headers"] = {name: values[-1] for name, values in lists.items()}
    return made
