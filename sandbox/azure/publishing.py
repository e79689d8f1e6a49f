"""The stand-in for the place where an app is published: a package is taken from whoever brings
Azure's token, and is in place a while later. Whether it starts is nothing that it looks at."""

from __future__ import annotations

import contextlib
import json
import uuid
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .running import NoStart, run_package
from .world import ARM_TOKEN, World

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

Answer = tuple[str, Any]


class Publishing:
    """A WSGI app, for the one app that the world has."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._asked: dict[str, int] = {}
        self._wrong: dict[str, str] = {}

    def __call__(self, environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        status, told = self._answer(environ)
        body = told.encode() if isinstance(told, str) else json.dumps(told).encode()
        start(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    def _answer(self, environ: WSGIEnvironment) -> Answer:
        if environ.get("HTTP_AUTHORIZATION") != f"Bearer {ARM_TOKEN}":
            return "401 Unauthorized", ""
        place = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"
        match place.split("/"):
            case ["POST ", "api", "publish"]:
                return self._publish(environ)
            case ["GET ", "api", "deployments", name] if name in self._asked:
                return self._status(name)
            case ["GET ", "api", "deployments", name, "log"] if name in self._asked:
                return "200 OK", [{"message": self._wrong[name]}] if name in self._wrong else []
        return "404 Not Found", ""

    def _publish(self, environ: WSGIEnvironment) -> Answer:
        if environ.get("CONTENT_TYPE") != "application/zip":
            return "415 Unsupported Media Type", ""
        if environ.get("QUERY_STRING") != "RemoteBuild=false":
            return "400 Bad Request", "what is built anew here is not the package that was sent"
        package = self._world.folder / "sent.zip"
        package.write_bytes(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        if refused := self._world.refusal("publish"):
            return refused, "BlobUploadFailedException: the app may not write to its storage"
        name = str(uuid.uuid4())
        self._asked[name] = 0
        self._put_in_place(package, name)
        return "202 Accepted", f'"{name}"'

    def _put_in_place(self, package: Path, name: str) -> None:
        (found,) = self._world.know()["deployments"].values()
        if not zipfile.is_zipfile(package):
            self._wrong[name] = "The package is no zip file."
            return
        with contextlib.suppress(NoStart):
            run_package(self._world, package, found["outputs"], found["parameters"])

    def _status(self, name: str) -> Answer:
        """It takes its time, and misses a question meanwhile."""
        self._asked[name] += 1
        if self._asked[name] == 1:
            return "404 Not Found", ""
        if self._asked[name] == 2:
            return "200 OK", {"id": name, "status": 1, "complete": False}
        status = 3 if name in self._wrong else 4
        return "200 OK", {"id": name, "status": status, "complete": True}
