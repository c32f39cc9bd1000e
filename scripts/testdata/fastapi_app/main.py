"""A small application with every kind of route that the exporter must tell apart."""

import functools

from decorators import counted, traced
from fastapi import FastAPI, WebSocket
from fastapi.staticfiles import StaticFiles
from starlette.applications import Starlette
from starlette.endpoints import HTTPEndpoint
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from users import router as users

print("starting: this line must not get into the dump")

app = FastAPI(docs_url="/api/docs", redoc_url=None)


@app.get("/")
async def root():
    return {}


@app.api_route(
    "/health",
    methods=["POST", "GET"],
    include_in_schema=False,
)
@counted
@traced("health")
def health():
    return "ok"


app.include_router(users, prefix="/api/v1", tags=["users"])


@app.get("/api/v1/users/{user_id}")
def read_user_again(user_id: int):
    return user_id


@app.websocket("/ws/{room}")
async def chat(socket: WebSocket, room: str):
    await socket.accept()


def report(kind: str):
    return kind


app.add_api_route("/report", functools.partial(report, kind="daily"), name="daily_report")


def jobs(request):
    return PlainTextResponse("none")


class Job(HTTPEndpoint):
    def get(self, request):
        return PlainTextResponse("one")

    def delete(self, request):
        return PlainTextResponse("gone")


async def echo(scope, receive, send):
    await PlainTextResponse("echo")(scope, receive, send)


backoffice = Starlette(routes=[Route("/jobs", jobs), Route("/jobs/{job_id:int}", Job)])
app.mount("/backoffice", GZipMiddleware(backoffice))
app.mount("/static", StaticFiles(directory="static", check_dir=False), name="static")
app.mount("/echo", echo)


@app.get("/last", name="the end")
def last(): return "registered after the mounts"
