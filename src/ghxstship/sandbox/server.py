"""Serving the sandbox on a port, in a thread of its own."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Callable
from importlib import import_module
from threading import Event, Thread
from types import TracebackType
from typing import TYPE_CHECKING, Self

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from .._core.lazy import lazy_module
from .asgi import DROP

if TYPE_CHECKING:
    from . import app as _app
else:
    _app = lazy_module(".app", __package__)

_BACKLOG = 2048
_IDLE = 75  # seconds; longer than clients keep theirs, so that it is not the server who hangs up
_LARGEST_HEAD = 256 * 1024  # bytes of a request's line and headers; the parser has no bound
_PATIENCE = 5.0  # seconds that requests under way are given when the server stops


class _Protocol(HttpToolsProtocol):
    """uvicorn's protocol, with a bound for headers and a way to close a connection in silence."""

    _in_head = False
    _head_size = 0

    def data_received(self, data: bytes) -> None:
        self._head_size += len(data)
        if self._in_head and self._head_size > _LARGEST_HEAD:
            self.send_400_response(f"The request's headers have more than {_LARGEST_HEAD} bytes")
        else:
            super().data_received(data)

    def on_message_begin(self) -> None:
        self._in_head, self._head_size = True, 0
        super().on_message_begin()
        self.scope["extensions"] = {DROP: {"close": self.transport.abort}}

    def on_headers_complete(self) -> None:
        self._in_head = False
        super().on_headers_complete()


class Server:
    """A sandbox on a port of this machine.

    Use it as a context manager: it listens inside, in a thread of its own, and leaves nothing
    behind.

    Args:
        sandbox: What to serve.
        host: The address to listen on.
        port: The port, 0 for one that is free.

    Raises:
        OSError: The port is taken, or the address is not one of this machine.
    """

    def __init__(self, sandbox: _app.Sandbox, host: str = "127.0.0.1", port: int = 0) -> None:
        self.sandbox = sandbox
        self._socket = _listen(host, port)
        sandbox.allow_host(host)
        self.host, self.port = self._socket.getsockname()[:2]
        self._ready = Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._thread = Thread(target=self._run, name="sandbox", daemon=True)

    @property
    def url(self) -> str:
        """The base URL of the API."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    @property
    def api_key(self) -> str:
        """An API key that the sandbox takes."""
        return self.sandbox.api_key

    @property
    def workspace_id(self) -> str:
        """The workspace that holds the sample data."""
        return self.sandbox.workspace_id

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop listening, let requests under way end, and end the thread."""
        if self._loop is not None and self._stopping is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._stopping.set)
        if self._thread.is_alive():
            self._thread.join()
        self._socket.close()

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=_loop_factory()) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        config = Config(
            self.sandbox,
            http=_Protocol,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_keep_alive=_IDLE,
        )
        config.load()
        state = ServerState()
        loop = self._loop = asyncio.get_running_loop()
        self._stopping = asyncio.Event()

        def protocol() -> asyncio.Protocol:
            return _Protocol(config=config, server_state=state, app_state={}, _loop=loop)

        listener = await loop.create_server(protocol, sock=self._socket, backlog=_BACKLOG)
        self.sandbox.wake()
        self._ready.set()
        await self._stopping.wait()
        listener.close()
        await self._finish(state)

    async def _finish(self, state: ServerState) -> None:
        await self.sandbox.wind_down()
        for connection in list(state.connections):
            connection.shutdown()
        if state.tasks:
            await asyncio.wait(set(state.tasks), timeout=_PATIENCE)
        for connection in state.connections:
            connection.transport.abort()
        # Closed transports report their end in the next round of the loop.
        await asyncio.sleep(0)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
    except (OSError, TypeError, ValueError) as error:  # a name that is none is any of these
        listener.close()
        reason, number = (
            (error.strerror, error.errno) if isinstance(error, OSError) else (None, errno.EINVAL)
        )
        why = f"{host}:{port} cannot be listened on: {reason or error}"
        if number == errno.EADDRINUSE:
            why += "; give another port, or 0 for one that is free"
        raise OSError(number, why) from None
    return listener


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    try:
        factory: Callable[[], asyncio.AbstractEventLoop] = import_module("uvloop").new_event_loop
    except ImportError:
        return asyncio.new_event_loop
    return factory
