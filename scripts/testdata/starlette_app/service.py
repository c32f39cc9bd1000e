"""A Starlette application, with an entry shaped like the included routers of FastAPI since 0.137."""

import os
from types import SimpleNamespace

from starlette.applications import Starlette
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Host, Mount, Route, WebSocketRoute


class Handlers:
    def items(self, request): ...

    async def __call__(self, scope, receive, send): ...


def item(request): ...


async def feed(socket): ...


class IncludedRouter:
    def effective_route_contexts(self):
        yield SimpleNamespace(
            path="/shop/items/{id}", name="item", methods={"GET"}, endpoint=item, include_in_schema=False, starlette_route=None
        )
        yield SimpleNamespace(path="", starlette_route=WebSocketRoute("/shop/feed", feed))
        yield SimpleNamespace(path="", starlette_route=Mount("/shop/files", app=Handlers()))


plain = Starlette(
    routes=[
        Route("/items", Handlers().items, methods=["POST"]),
        Route("/any", Handlers()),
        Mount("/outer", routes=[IncludedRouter(), Mount("/inner", routes=[Route("/deep", item, methods=["PUT"])])]),
        Host("api.example.com", app=Starlette(routes=[Route("/status", item, methods=["PATCH"])])),
    ]
)
app = GZipMiddleware(plain)

unknown = Starlette()
unknown.router.routes.append(SimpleNamespace(name="without a path"))


class settings:
    @property
    def app(self):
        raise RuntimeError("two\nlines")


broken = settings()

if os.environ.get("STOP"):
    raise SystemExit("DATABASE_URL is not set")
