#!/usr/bin/env python3
"""Write the routes of a FastAPI or Starlette application as a route dump for lastcall.

    export_fastapi_routes.py MODULE:APP [-o FILE] [--root DIR] [--added]

The application is imported from the current directory, as uvicorn does, but not started. Its routes are written in
the order in which its router tries them, hidden ones and duplicates included; an OpenAPI document has neither.
Whatever the application prints while it is imported goes to standard error.

Exit codes: 0 done, 1 cannot write, 2 wrong usage or no application to read.
"""

import argparse
import datetime
import functools
import importlib
import inspect
import json
import linecache
import os
import pathlib
import re
import subprocess
import sys

CLASS_METHODS = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")


class Failure(Exception):
    """Something that the user can mend, in one sentence."""


def main():
    args = parse_arguments()
    out = take_stdout()
    try:
        app = load_app(args.app)
        rows = [row for route in app.routes for row in rows_of(route, "", pathlib.Path(args.root).resolve())]
        if args.added:
            fill_added(rows, args.root)
    except Failure as failure:
        print(f"export_fastapi_routes: {failure}", file=sys.stderr)
        return 2
    try:
        write(json.dumps({"framework": framework_of(app), "routes": rows}, indent=1) + "\n", args.output, out)
    except OSError as error:
        print(f"export_fastapi_routes: cannot write the dump: {error}", file=sys.stderr)
        return 1
    return 0


def parse_arguments():
    parser = argparse.ArgumentParser(description="Write the routes of a FastAPI or Starlette application as a route dump.")
    parser.add_argument("app", metavar="MODULE:APP", help="the application, as for uvicorn: app.main:app")
    parser.add_argument("-o", "--output", metavar="FILE", help="write the dump to FILE instead of standard output")
    parser.add_argument("--root", metavar="DIR", default=".", help="directory that source files are named from (default: here)")
    parser.add_argument("--added", action="store_true", help="ask git since when each route has been in the code")
    args = parser.parse_args()
    # The application may change the working directory while it is imported.
    args.root = os.path.abspath(args.root)
    args.output = args.output and os.path.abspath(args.output)
    return args


def take_stdout():
    """Return standard output for the dump alone: from now on what others print there goes to standard error."""
    sys.stdout.flush()
    out = os.fdopen(os.dup(1), "w", encoding="utf-8", newline="\n")
    os.dup2(2, 1)
    return out


def write(text, path, out):
    """Write text to the file at path, whole or not at all, or to out if path is None."""
    if path is None:
        with out:
            out.write(text)
        return
    partial = path + ".partial"
    with open(partial, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    os.replace(partial, path)


def load_app(name):
    """Import MODULE:APP and return the application, without middleware that may be wrapped around it."""
    module_name, _, attribute = name.partition(":")
    if not module_name or not attribute:
        raise Failure(f"{name!r} does not name an application as MODULE:APP")
    sys.path.insert(0, os.getcwd())
    try:
        app = functools.reduce(getattr, attribute.split("."), importlib.import_module(module_name))
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # also SystemExit: settings that are missing often end the program
        reason = " ".join(f"{type(error).__name__}: {error}".split())
        raise Failure(f"cannot import {name}: {reason}")
    app = unwrap_app(app)
    if not has_routes(app) or "starlette.routing" not in sys.modules:
        raise Failure(f"{name} is not a FastAPI or Starlette application but of type {type(app).__name__}")
    return app


def framework_of(app):
    bases = {base.__module__.partition(".")[0] for base in type(app).__mro__}
    return "fastapi" if "fastapi" in bases else "starlette"


def has_routes(app):
    return isinstance(getattr(app, "routes", None), (list, tuple))


def unwrap_app(app):
    """Return the application inside ASGI middleware, which keeps it as .app."""
    while not has_routes(app) and hasattr(app, "app"):
        app = app.app
    return app


def rows_of(route, prefix, root):
    """Yield the rows of one entry of a router's list, with all routes below it."""
    from starlette.routing import Host, Mount

    if hasattr(route, "effective_route_contexts"):
        # Since 0.137 FastAPI keeps an included router as one entry and works out the routes in it on demand.
        for context in route.effective_route_contexts():
            yield from rows_of(getattr(context, "starlette_route", None) or context, prefix, root)
    elif isinstance(route, Mount):
        yield from mount_rows(route, prefix + route.path, root)
    elif isinstance(route, Host):
        for inner in route.routes:
            yield from rows_of(inner, prefix, root)
    elif getattr(route, "path", None) is None:
        # A dump without this route would look complete, and what serves it would look unused.
        raise Failure(f"cannot read a route of type {type(route).__name__}: this version of the framework is not supported")
    else:
        yield from endpoint_rows(route, prefix + route.path, root)


def mount_rows(mount, path, root):
    app = unwrap_app(getattr(mount, "_base_app", mount.app))
    if has_routes(app):
        for inner in app.routes:
            yield from rows_of(inner, path, root)
        return
    is_static = any(base.__name__ == "StaticFiles" for base in type(app).__mro__)
    for method in ("GET", "HEAD") if is_static else ("*",):
        yield make_row(method, path + "/{path:path}", mount.name, "mount", False, (None, None))


def endpoint_rows(route, path, root):
    from starlette.routing import WebSocketRoute

    endpoint = getattr(route, "endpoint", None)
    kind, methods = "http", getattr(route, "methods", None) or class_methods(endpoint)
    if isinstance(route, WebSocketRoute):
        kind, methods = "websocket", ["GET"]
    for method in sorted(methods):
        yield make_row(method, path, route.name, kind, getattr(route, "include_in_schema", True), locate(endpoint, root))


def make_row(method, path, name, kind, in_schema, place):
    return {
        "method": method,
        "path": path,
        "name": name or "",
        "file": place[0],
        "line": place[1],
        "kind": kind,
        "in_schema": bool(in_schema),
    }


def class_methods(endpoint):
    """Return the methods of a class-based endpoint; an ASGI application as endpoint answers any."""
    found = [m for m in CLASS_METHODS if inspect.isclass(endpoint) and hasattr(endpoint, m.lower())]
    return found or ["*"]


def locate(endpoint, root):
    """Return the file, from root, and the line where the handler is defined; (None, None) if it is not the project's."""
    endpoint = unwrap(endpoint)
    try:
        if inspect.isclass(endpoint):
            file, first = inspect.getsourcefile(endpoint), inspect.getsourcelines(endpoint)[1]
        else:
            file, first = endpoint.__code__.co_filename, endpoint.__code__.co_firstlineno
        path = pathlib.Path(file).resolve()
        relative = path.relative_to(root)
    except (AttributeError, OSError, TypeError, ValueError):
        return None, None
    # A virtual environment may lie inside the project.
    if "site-packages" in relative.parts or "dist-packages" in relative.parts:
        return None, None
    return relative.as_posix(), definition_line(str(path), first, endpoint.__name__)


def unwrap(endpoint):
    """Return the function or class behind decorators, partials, methods and callable objects."""
    while True:
        if isinstance(endpoint, functools.partial):
            endpoint = endpoint.func
        elif hasattr(endpoint, "__wrapped__"):
            endpoint = endpoint.__wrapped__
        elif inspect.ismethod(endpoint):
            endpoint = endpoint.__func__
        elif inspect.isroutine(endpoint) or inspect.isclass(endpoint) or endpoint is None:
            return endpoint
        else:
            endpoint = type(endpoint).__call__


def definition_line(file, first, name):
    """Return the line of def or class; Python says where the first decorator is."""
    definition = re.compile(rf"\s*(async\s+def|def|class)\s+{re.escape(name)}\b")
    for line in range(first, len(linecache.getlines(file)) + 1):
        if definition.match(linecache.getline(file, line)):
            return line
    return first


def fill_added(rows, root):
    """Give every row "added": the time of the commit that wrote the handler's first line, None if git cannot tell."""
    lines = {}
    for row in rows:
        lines.setdefault(row["file"], set()).add(row["line"])
    times = {file: commit_times(root, file, sorted(lines[file])) for file in lines if file}
    for row in rows:
        row["added"] = times.get(row["file"], {}).get(row["line"])


def commit_times(root, file, lines):
    """Return the commit time of each line of a file, without those that git does not know."""
    ranges = [f"-L{line},{line}" for line in lines]
    command = ["git", "-C", root, "blame", "--root", "-w", "--line-porcelain", *ranges, "--", file]
    try:
        blame = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return {}
    times = {}
    for entry in re.split(r"^\t.*\n?", blame.decode("utf-8", "replace"), flags=re.MULTILINE):
        header = re.match(r"\S+ \d+ (\d+)", entry)
        time = re.search(r"^committer-time (\d+)$", entry, re.MULTILINE)
        # In a shallow clone the oldest commit seems to have written every older line.
        if header and time and not re.search(r"^boundary$", entry, re.MULTILINE):
            when = datetime.datetime.fromtimestamp(int(time.group(1)), datetime.timezone.utc)
            times[int(header.group(1))] = when.strftime("%Y-%m-%dT%H:%M:%SZ")
    return times


if __name__ == "__main__":
    sys.exit(main())
