"""The same application with each of Powertools' resolvers."""

import base64

from aws_lambda_powertools.event_handler import (
    ALBResolver,
    APIGatewayHttpResolver,
    APIGatewayRestResolver,
    LambdaFunctionUrlResolver,
    Response,
)
from aws_lambda_powertools.shared.cookies import Cookie

PNG = b"\x89PNG\r\n\x1a\n\x00\xff"


def shop(app):
    def header(name):
        for each, value in app.current_event.resolved_headers_field.items():
            if each.lower() == name:
                return value[-1] if isinstance(value, list) else value
        return ""

    def user(name):
        event = app.current_event
        tags = event.resolved_query_string_parameters.get("tag", [])
        tags = [tag for each in tags for tag in each.split(",")]
        return {"name": name, "tags": tags, "agent": header("user-agent")}

    def add():
        return Response(201, "application/json", app.current_event.body, headers={"Location": "/users/7"})

    def login():
        cookies = [Cookie("session", "s1", path="/", secure=False), Cookie("theme", "dark", path="/", secure=False)]
        return Response(200, "text/plain", "welcome", cookies=cookies)

    def session():
        sent = app.current_event.get("cookies") or header("cookie").split("; ")
        return dict(each.split("=", 1) for each in sent)

    def logo():
        return Response(200, "image/png", PNG)

    def upload():
        return {"content": base64.b64decode(app.current_event.body).hex()}  # its decoded_body is for text

    def fail():
        raise RuntimeError("on purpose")

    app.get("/users/<name>")(user)
    app.post("/users")(add)
    app.get("/login")(login)
    app.get("/session")(session)
    app.get("/logo")(logo)
    app.put("/upload")(upload)
    app.get("/fail")(fail)
    return app


rest = shop(APIGatewayRestResolver()).resolve
http = shop(APIGatewayHttpResolver()).resolve
alb = shop(ALBResolver(decode_query_parameters=True)).resolve
url = shop(LambdaFunctionUrlResolver()).resolve
