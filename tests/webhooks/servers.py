"""Every adapter behind a real server, and a proxy that divides bodies its own way."""

from __future__ import annotations

import base64
import json
import socket
import sys
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from email.message import Message
from functools import cache
from http.client import HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from io import BytesIO
from socketserver import TCPServer
from types import ModuleType
from typing import Any, ClassVar
from urllib.parse import urlsplit

import uvicorn
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.wsgi import WSGIHandler
from django.urls import clear_url_caches, path
from fastapi import Depends, FastAPI, Request, Response
from flask import Flask
from flask import request as flask_request
from starlette.applications import Starlette
from werkzeug import Request as WerkzeugRequest
from werkzeug.serving import WSGIRequestHandler, make_server

from ghxstship.webhooks import Receiver, aws_lambda
from ghxstship.webhooks import django as django_adapter
from ghxstship.webhooks import flask as flask_adapter
from ghxstship.webhooks.starlette import endpoint
from tests.django_project import set_up_django
from tests.patience import PATIENCE

waitress_server: Any = import_module("waitress.server")  # they have no types
wasyncore: Any = import_module("waitress.wasyncore")

PATH = "/hooks"
Making = Callable[[Receiver], "Generator[str]"]


def starlette(receiver: Receiver) -> Generator[str]:

    app = Starlette()
    app.add_route(PATH, endpoint(receiver), methods=["POST"])
    yield from _uvicorn(app)


def fastapi(receiver: Receiver) -> Generator[str]:

    app = FastAPI()
    app.add_api_route(PATH, endpoint(receiver), methods=["POST"])
    yield from _uvicorn(app)


async def look(request: Request) -> int:
    return len(await request.body())


def starlette_read_before(receiver: Receiver) -> Generator[str]:

    app, receive = FastAPI(), endpoint(receiver)

    @app.post(PATH)
    async def hooks(request: Request, _: int = Depends(look)) -> Response:
        return await receive(request)

    yield from _uvicorn(app)


def _flask(receiver: Receiver) -> Any:

    app = Flask("receiver")
    app.add_url_rule(PATH, view_func=flask_adapter.view(receiver), methods=["POST"])
    return app


def flask_on_werkzeug(receiver: Receiver) -> Generator[str]:
    yield from _werkzeug(_flask(receiver))


def flask_on_waitress(receiver: Receiver) -> Generator[str]:
    yield from _waitress(_flask(receiver))


def _log_body() -> None:
    flask_request.get_data()


def _log_body_afterwards(response: Any) -> Any:
    if response.status_code == 204:
        assert flask_request.get_json(force=True)["event"]
    return response


def flask_read_before(receiver: Receiver) -> Generator[str]:

    app = _flask(receiver)
    app.before_request(_log_body)
    yield from _werkzeug(app)


def flask_read_after(receiver: Receiver) -> Generator[str]:

    app = _flask(receiver)
    app.after_request(_log_body_afterwards)
    yield from _werkzeug(app)


class ReadsWsgiBodies:
    """Middleware around an application that reads a body before it, afterwards, or both.

    Who reads before puts back what was read: WSGI has no other way.
    """

    def __init__(self, app: Any, *when: str) -> None:
        self.app = app
        self.when = when

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        if "before" in self.when:
            body = WerkzeugRequest(environ).get_data()
            environ["wsgi.input"] = BytesIO(body)
        statuses: list[str] = []

        def start(status: str, *rest: Any) -> Any:
            statuses.append(status)
            return start_response(status, *rest)

        answer = list(self.app(environ, start))
        if "after" in self.when and statuses[0].startswith("204"):
            assert json.loads(WerkzeugRequest(environ).get_data())["event"]
        return answer


def flask_under_middleware_that_reads_before(receiver: Receiver) -> Generator[str]:
    yield from _werkzeug(ReadsWsgiBodies(_flask(receiver), "before"))


def flask_under_middleware_that_reads_after(receiver: Receiver) -> Generator[str]:
    yield from _werkzeug(ReadsWsgiBodies(_flask(receiver), "after"))


def flask_under_middleware_that_reads_twice(receiver: Receiver) -> Generator[str]:
    yield from _werkzeug(ReadsWsgiBodies(_flask(receiver), "before", "after"))


class ReadsBodies:
    """Middleware of Django's that reads a body before its view, afterwards, or not at all."""

    when = ""

    def __init__(self, get_response: Callable[[Any], Any]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        before = request.body if ReadsBodies.when == "before" else None
        if before and request.read() != before:
            raise AssertionError("the stream is another's")
        response = self.get_response(request)
        if ReadsBodies.when and response.status_code == 204:
            assert json.loads(request.body)["event"]
            assert not request.POST
        return response


@contextmanager
def _reading(when: str) -> Generator[None]:
    ReadsBodies.when = when
    yield
    ReadsBodies.when = ""


@cache
def _django_urls() -> ModuleType:
    """What Django serves is set for each server."""

    urls = ModuleType("receiver_urls")
    sys.modules[urls.__name__] = urls
    set_up_django()
    settings.ROOT_URLCONF = urls.__name__
    settings.MIDDLEWARE = [
        "django.middleware.security.SecurityMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        f"{__name__}.ReadsBodies",
    ]
    return urls


def _route_django(receiver: Receiver) -> None:

    urls: Any = _django_urls()
    urls.urlpatterns = [path(PATH.lstrip("/"), django_adapter.view(receiver))]
    clear_url_caches()


def django_on_werkzeug(receiver: Receiver) -> Generator[str]:
    _route_django(receiver)

    yield from _werkzeug(WSGIHandler())


def django_on_waitress(receiver: Receiver) -> Generator[str]:
    _route_django(receiver)

    yield from _waitress(WSGIHandler())


def django_on_uvicorn(receiver: Receiver) -> Generator[str]:
    _route_django(receiver)

    yield from _uvicorn(ASGIHandler())


def django_read_before(receiver: Receiver) -> Generator[str]:
    _route_django(receiver)
    with _reading("before"):
        yield from _werkzeug(WSGIHandler())


def django_read_after(receiver: Receiver) -> Generator[str]:
    _route_django(receiver)
    with _reading("after"):
        yield from _werkzeug(WSGIHandler())


def django_read_after_on_uvicorn(receiver: Receiver) -> Generator[str]:
    _route_django(receiver)
    with _reading("after"):
        yield from _uvicorn(ASGIHandler())


def lambda_rest_api(receiver: Receiver) -> Generator[str]:
    """API Gateway's payload format 1.0: text as it is, and base64 for what is none."""

    def event(method: str, headers: Message, body: bytes) -> dict[str, Any]:
        return {
            "resource": PATH,
            "path": PATH,
            "httpMethod": method,
            "headers": dict(headers.items()),  # of several of a name, the last
            "multiValueHeaders": grouped(headers),
            "requestContext": {"stage": "$default"},
            **_text_or_base64(body),
        }

    yield from _gateway(receiver, event)


def lambda_function_url(receiver: Receiver) -> Generator[str]:
    """Payload format 2.0, of HTTP APIs and of function URLs: names in small letters."""

    def event(method: str, headers: Message, body: bytes) -> dict[str, Any]:
        return {
            "version": "2.0",
            "rawPath": PATH,
            "headers": {name.lower(): ",".join(v) for name, v in grouped(headers).items()},
            "requestContext": {"http": {"method": method, "path": PATH}},
            "body": base64.b64encode(body).decode(),
            "isBase64Encoded": True,
        }

    yield from _gateway(receiver, event)


def lambda_load_balancer(receiver: Receiver) -> Generator[str]:
    """A load balancer that was told to keep headers that come several times."""

    def event(method: str, headers: Message, body: bytes) -> dict[str, Any]:
        return {
            "requestContext": {"elb": {}},
            "httpMethod": method,
            "path": PATH,
            "multiValueHeaders": {name.lower(): v for name, v in grouped(headers).items()},
            **_text_or_base64(body),
        }

    yield from _gateway(receiver, event)


def grouped(headers: Message) -> dict[str, list[str]]:
    """The values of each header, of those that come several times too."""
    return {name: headers.get_all(name, []) for name in headers}


MAKERS: tuple[Making, ...] = (
    starlette,
    fastapi,
    starlette_read_before,
    flask_on_werkzeug,
    flask_on_waitress,
    flask_read_before,
    flask_read_after,
    flask_under_middleware_that_reads_before,
    flask_under_middleware_that_reads_after,
    flask_under_middleware_that_reads_twice,
    django_on_werkzeug,
    django_on_waitress,
    django_on_uvicorn,
    django_read_before,
    django_read_after,
    django_read_after_on_uvicorn,
    lambda_rest_api,
    lambda_function_url,
    lambda_load_balancer,
)


def _text_or_base64(body: bytes) -> dict[str, Any]:
    try:
        return {"body": body.decode() or None, "isBase64Encoded": False}
    except UnicodeDecodeError:
        return {"body": base64.b64encode(body).decode(), "isBase64Encoded": True}


def _uvicorn(app: Any) -> Generator[str]:
    listener = socket.create_server(("127.0.0.1", 0))
    # uvicorn 0.34 would put a loop of its own choice in force for the whole process.
    config = uvicorn.Config(app, log_config=None, lifespan="off", loop="asyncio")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    deadline = time.monotonic() + PATIENCE
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.005)  # it has no way to tell
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(PATIENCE)
    listener.close()


def _werkzeug(app: Any) -> Generator[str]:

    class Quiet(WSGIRequestHandler):
        protocol_version = "HTTP/1.1"

        def log(self, type: str, message: str, *args: object) -> None:
            return

    with _served(make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)) as url:
        yield url


def _waitress(app: Any) -> Generator[str]:

    sockets: dict[int, Any] = {}
    server = waitress_server.create_server(app, sockets, host="127.0.0.1", port=0, threads=2)
    stop = threading.Event()

    def run() -> None:
        while not stop.is_set():
            wasyncore.loop(timeout=0.02, map=sockets, count=1)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    stop.set()
    thread.join(PATIENCE)
    server.task_dispatcher.shutdown()
    wasyncore.close_all(sockets)


@contextmanager
def _served(server: TCPServer) -> Generator[str]:
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.socket.getsockname()[1]}"
    server.shutdown()
    thread.join(PATIENCE)
    server.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    answer: ClassVar[Callable[[str, Message, bytes], tuple[int, bytes]]]

    def do_POST(self) -> None:
        body = self._read()
        self.close_connection = True
        status, content = type(self).answer(self.command, self.headers, body)
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST  # noqa: N815 - http.server's own names

    def _read(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = b""
        while size := int(self.rfile.readline(), 16):
            body += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return body

    def log_message(self, format: str, *args: Any) -> None:
        return


def _answering(answer: Callable[[str, Message, bytes], tuple[int, bytes]]) -> Any:
    handler = type("Handler", (_Handler,), {"answer": staticmethod(answer)})
    return _served(ThreadingHTTPServer(("127.0.0.1", 0), handler))


def _gateway(
    receiver: Receiver, event: Callable[[str, Message, bytes], dict[str, Any]]
) -> Generator[str]:
    """What AWS puts in front of a function: HTTP to an event of JSON, and the answer back."""

    function = aws_lambda.handler(receiver)

    def answer(method: str, headers: Message, body: bytes) -> tuple[int, bytes]:
        passed = json.loads(json.dumps(event(method, headers, body)))
        result = json.loads(json.dumps(function(passed, object())))
        assert set(result) == {"statusCode", "headers", "body", "isBase64Encoded"}
        return result["statusCode"], result["body"].encode()

    with _answering(answer) as url:
        yield url


@contextmanager
def rechunking_proxy(upstream: str) -> Generator[str]:
    """A proxy that keeps no length, writes headers its own way and divides the body anew."""
    host, port = urlsplit(upstream).hostname, urlsplit(upstream).port

    def answer(method: str, headers: Message, body: bytes) -> tuple[int, bytes]:
        kept = [(name, value) for name, value in headers.items() if name != "Content-Length"]
        head = [f"{method} {PATH} HTTP/1.1"]
        head += [f"{name.upper()}:   {value}" for name, value in kept]
        with socket.create_connection((host, port), PATIENCE) as there:
            there.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            there.sendall("\r\n".join([*head, "Transfer-Encoding: chunked", "", ""]).encode())
            for chunk in _pieces(body):
                there.sendall(b"%x\r\n%b\r\n" % (len(chunk), chunk))
            there.sendall(b"0\r\n\r\n")

            response = HTTPResponse(there)
            response.begin()
            return response.status, response.read()

    with _answering(answer) as url:
        yield url


def _pieces(body: bytes) -> Generator[bytes]:
    """Pieces of 1, 2, 3... bytes, the last one as it is, so that no boundary is where it was."""
    start, size = 0, 1
    while start < len(body):
        yield body[start : start + size]
        start, size = start + size, size + 1
