"""A FastAPI application behind Mangum, with a lifespan."""

from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import FastAPI, Query, Request, Response
from mangum import Mangum
from pydantic import BaseModel

PNG = b"\x89PNG\r\n\x1a\n\x00\xff"
events = []


@asynccontextmanager
async def lifespan(app):
    events.append("up")
    yield
    events.append("down")


app = FastAPI(lifespan=lifespan)


class User(BaseModel):
    name: str


@app.get("/users/{name}")
async def user(name: str, request: Request, tag: Annotated[list[str], Query()] = ()):
    return {"name": name, "tags": list(tag), "agent": request.headers["user-agent"]}


@app.post("/users", status_code=201)
async def add(user: User, response: Response):
    response.headers["Location"] = "/users/7"
    return user


@app.get("/login")
def login():
    response = Response("welcome", media_type="text/plain")
    response.set_cookie("session", "s1")
    response.set_cookie("theme", "dark")
    return response


@app.get("/session")
async def session(request: Request):
    return request.cookies


@app.get("/logo")
async def logo():
    return Response(PNG, media_type="image/png")


@app.put("/upload")
async def upload(request: Request):
    return {"content": (await request.body()).hex()}


@app.get("/fail")
async def fail():
    raise RuntimeError("on purpose")


handler = Mangum(app)
