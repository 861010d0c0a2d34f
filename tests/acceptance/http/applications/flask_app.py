"""A Flask application behind Mangum."""

from a2wsgi import WSGIMiddleware
from flask import Flask, jsonify, make_response, request
from mangum import Mangum

PNG = b"\x89PNG\r\n\x1a\n\x00\xff"

app = Flask("shop")


@app.get("/users/<name>")
def user(name):
    return jsonify(name=name, tags=request.args.getlist("tag"), agent=request.headers["User-Agent"])


@app.post("/users")
def add():
    response = jsonify(request.get_json())
    response.status_code = 201
    response.headers["Location"] = "/users/7"
    return response


@app.get("/login")
def login():
    response = make_response("welcome")
    response.set_cookie("session", "s1", path="/")
    response.set_cookie("theme", "dark", path="/")
    return response


@app.get("/session")
def session():
    return jsonify(request.cookies)


@app.get("/logo")
def logo():
    return PNG, 200, {"Content-Type": "image/png"}


@app.put("/upload")
def upload():
    return jsonify(content=request.get_data().hex())


@app.get("/fail")
def fail():
    raise RuntimeError("on purpose")


def to_the_end(environ, start_response):
    """REST APIs hand on no Content-Length, without which WSGI applications see no body."""
    environ["wsgi.input_terminated"] = True
    return app(environ, start_response)


handler = Mangum(WSGIMiddleware(to_the_end), lifespan="off")
without_length = Mangum(WSGIMiddleware(app), lifespan="off")
