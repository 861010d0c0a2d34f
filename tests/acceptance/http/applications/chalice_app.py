"""A Chalice application: the object itself is the handler."""

from chalice import Chalice, Response

PNG = b"\x89PNG\r\n\x1a\n\x00\xff"

app = Chalice(app_name="shop")
app.api.binary_types = ["image/png", "application/octet-stream"]


@app.route("/users/{name}")
def user(name):
    request = app.current_request
    tags = (request.query_params or {}).getlist("tag") if request.query_params else []
    return {"name": name, "tags": tags, "agent": request.headers["user-agent"]}


@app.route("/users", methods=["POST"])
def add():
    return Response(app.current_request.json_body, {"Location": "/users/7"}, 201)


@app.route("/login")
def login():
    cookies = ["session=s1; Path=/", "theme=dark; Path=/"]
    return Response("welcome", {"Content-Type": "text/plain", "Set-Cookie": cookies})


@app.route("/session")
def session():
    return dict(each.split("=", 1) for each in app.current_request.headers["cookie"].split("; "))


@app.route("/logo")
def logo():
    return Response(PNG, {"Content-Type": "image/png"})


@app.route("/upload", methods=["PUT"], content_types=["application/octet-stream"])
def upload():
    return {"content": app.current_request.raw_body.hex()}


@app.route("/fail")
def fail():
    raise RuntimeError("on purpose")
