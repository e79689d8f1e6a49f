"""Serves a WSGI app on a loopback port, one thread per connection, in honest HTTP/1.1.

werkzeug's own development server closes every connection; clients under test keep theirs open,
so this one does too, and it can break a connection the hard way when an app asks for that.
"""

from __future__ import annotations

import contextlib
import io
import os
import socket
import socketserver
import struct
import sys
import threading
import traceback
from collections.abc import Iterable
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from sandbox.bodies import Limited, chunks

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_NO_BODY = (204, 304)
_HARD_RESET = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)


class Server:
    """Binds at once (a port in use raises `OSError`), answers from `start()` until `stop()`."""

    def __init__(self, app: WSGIApplication, port: int = 0, pass_chunked: bool = True) -> None:
        self._listener = _Listener(("127.0.0.1", port), app, pass_chunked)
        self._thread: threading.Thread | None = None
        self.port: int = self._listener.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self) -> Server:
        self._thread = threading.Thread(
            target=self._listener.serve_forever,
            args=(0.02,),
            name=f"serve-{self.port}",
            daemon=True,
        )
        self._thread.start()
        return self

    def stop(self) -> None:
        if self._thread is not None:
            self._listener.shutdown()
            self._thread.join()
            self._thread = None
        self._listener.server_close()
        self._listener.hang_up()

    def __enter__(self) -> Server:
        return self if self._thread is not None else self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()


class _Listener(socketserver.ThreadingTCPServer):
    daemon_threads = True
    # Windows would let a second server steal a port that is in use.
    allow_reuse_address = os.name != "nt"
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], app: WSGIApplication, pass_chunked: bool) -> None:
        self.app = app
        self.pass_chunked = pass_chunked
        self._open: dict[int, socket.socket] = {}
        self._to_reset: set[int] = set()
        self._lock = threading.Lock()
        self._idle = threading.Condition(self._lock)
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._open[id(request)] = request
        super().process_request(request, client_address)

    def reset(self, connection: socket.socket) -> None:
        """Closed without a goodbye, so that the other end sees a reset and not an end."""
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _HARD_RESET)
        self._to_reset.add(id(connection))

    def shutdown_request(self, request: Any) -> None:
        try:
            if id(request) not in self._to_reset:
                with contextlib.suppress(OSError):
                    request.shutdown(socket.SHUT_WR)
            request.close()
        finally:
            with self._idle:
                self._open.pop(id(request), None)
                self._to_reset.discard(id(request))
                self._idle.notify_all()

    def hang_up(self, patience: float = 0.5) -> None:
        """Wake the threads that wait for a next request on an idle connection, and let them end."""
        with self._idle:
            for connection in self._open.values():
                with contextlib.suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)
            self._idle.wait_for(lambda: not self._open, timeout=patience)

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):
            traceback.print_exc()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 1 << 16
    server: _Listener

    def answer(self) -> None:
        unread = Limited(self.rfile, self._length())
        try:
            self._run_app(self._environ(unread))
        except ConnectionResetError:
            self.close_connection = True
            self.server.reset(self.connection)
            return
        if not unread.drained():
            self.close_connection = True

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = answer  # noqa: N815

    def _length(self) -> int:
        text = self.headers.get("Content-Length", "0")
        return int(text) if text.isdigit() else 0

    def _environ(self, body: Limited) -> dict[str, Any]:
        path, _, query = self.path.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": self.command,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "RAW_URI": self.path,
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": str(self.server.server_address[1]),
            "SERVER_PROTOCOL": self.request_version,
            "REMOTE_ADDR": self.client_address[0],
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BufferedReader(body),
            "wsgi.input_terminated": True,
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        for name, value in self.headers.items():
            key = "HTTP_" + name.upper().replace("-", "_")
            environ[key] = f"{environ[key]}, {value}" if key in environ else value
        environ["CONTENT_TYPE"] = environ.pop("HTTP_CONTENT_TYPE", "")
        environ["CONTENT_LENGTH"] = environ.pop("HTTP_CONTENT_LENGTH", "")
        if self.headers.get("Transfer-Encoding", "").lower() == "chunked":
            self._take_chunked(environ)
        return environ

    def _take_chunked(self, environ: dict[str, Any]) -> None:
        body = b"".join(chunks(self.rfile))
        passed = body if self.server.pass_chunked else b""
        environ["wsgi.input"] = io.BytesIO(passed)
        environ["CONTENT_LENGTH"] = str(len(passed))
        environ.pop("HTTP_TRANSFER_ENCODING", None)

    def _run_app(self, environ: dict[str, Any]) -> None:
        started: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], _: Any = None) -> Any:
            started[:] = [status, headers]
            return lambda _data: None

        try:
            parts = self.server.app(environ, start_response)
        except ConnectionResetError:
            raise
        except Exception:  # noqa: BLE001 - the edge of the server: a broken app answers 500
            traceback.print_exc()
            started[:] = ["500 Internal Server Error", [("Content-Type", "text/plain")]]
            parts = [b"the stand-in failed; see its log"]
        try:
            self._send(started, parts)
        finally:
            if hasattr(parts, "close"):
                parts.close()

    def _send(self, started: list[Any], parts: Iterable[bytes]) -> None:
        pieces = iter(parts)
        first = next(pieces, b"")
        status, headers = started
        code, _, reason = status.partition(" ")
        names = {name.lower() for name, _ in headers}
        bodyless = int(code) in _NO_BODY
        chunked = not bodyless and "content-length" not in names
        self.send_response_only(int(code), reason)
        for name, value in headers:
            self.send_header(name, value)
        if "date" not in names:
            self.send_header("Date", self.date_time_string())
        if chunked:
            self.send_header("Transfer-Encoding", "chunked")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if bodyless or self.command == "HEAD":
            return
        self._write(first, chunked)
        for piece in pieces:
            self._write(piece, chunked)
        if chunked:
            self.wfile.write(b"0\r\n\r\n")

    def _write(self, piece: bytes, chunked: bool) -> None:
        if chunked and piece:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        elif piece:
            self.wfile.write(piece)

    def log_message(self, format: str, *args: object) -> None:
        """Quiet: the stand-ins count their calls themselves."""
