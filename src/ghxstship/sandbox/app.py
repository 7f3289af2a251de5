"""The sandbox as an ASGI application."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from math import inf
from pathlib import Path

from .asgi import (
    Receive,
    Scope,
    Send,
    disconnection,
    drop,
    read_request,
    run_lifespan,
    send_answer,
    wait,
)
from .behaviour import PLATFORM
from .dispatch import Dispatcher
from .document import Document
from .engine import Engine
from .faults import Fault, Faults
from .hosts import AllowedHosts
from .messages import Answer, Feed, Request
from .problems import CODES, Problem
from .record import ReceivedRequest, Record
from .registry import Behaviours
from .server import Server
from .store import Store
from .stream import HEARTBEAT, Bell, Event, Listener, follow, read_events

MAX_REQUEST_BYTES = 10 * 1024 * 1024
"""Bytes that a request's body may have, unless the sandbox is made otherwise."""

_STREAM_HEADERS = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store")]


class Sandbox:
    """A server that behaves as its document says, and remembers.

    It is an ASGI application: serve it on a port with `serve`, or hand it to a client in the same
    process, as `httpx.ASGITransport(sandbox)`.

    Args:
        document: An OpenAPI 3.1 document as a JSON file (or YAML where yaml-rs is installed);
            `None` for the one that the package carries.
        behaviours: What the document cannot tell, for an API of your own.
        database: A file that keeps everything; `None` for memory.
        seed: What the sample data is drawn from; `None` for an empty workspace. A file that
            holds data already is left as it is.
        latency: Seconds that each answer waits.
        rate_limits: Whether requests are turned away when there are too many.
        speed: How many times faster webhooks are tried again, and their former secrets end, than
            the document says; more than 0.
        allow_external: Whether webhooks are sent to other machines too.
        clock: The time in seconds since 1970.
        check_answers: Whether each answer is checked against the document; one that does not
            conform becomes a 500.
        heartbeat: Seconds of silence after which a stream sends a comment.
        allow_hosts: Host names that requests may be for, besides those of loopback and the one
            that it is served on. Others are answered 421, so that no web page reaches the sandbox
            by letting its own name point to this machine. In one process, without a network,
            every name is good.
        max_request_bytes: Bytes that a request's body may have, 1 or more; a larger one is
            answered 413.

    Raises:
        ValueError: The speed is not more than 0, or a host or the bytes are not possible.

    Attributes:
        requests: What was received last with good credentials, oldest first, up to a thousand
            requests and 32 MiB.
        clock: The clock that it goes by.
        store: Where everything is kept.
        engine: What finds the answers.
    """

    def __init__(
        self,
        *,
        document: str | Path | None = None,
        behaviours: Behaviours = PLATFORM,
        database: str | Path | None = None,
        seed: int | None = 0,
        latency: float = 0.0,
        rate_limits: bool = True,
        speed: float = 1.0,
        allow_external: bool = False,
        clock: Callable[[], float] = time.time,
        check_answers: bool = False,
        heartbeat: float = HEARTBEAT,
        allow_hosts: Iterable[str] = (),
        max_request_bytes: int = MAX_REQUEST_BYTES,
    ) -> None:
        _check_bounds(speed, max_request_bytes)
        self.clock = clock
        self.requests = Record()
        self._faults = Faults()
        self._bell = Bell()
        self._latency = latency
        self._heartbeat = heartbeat
        self._hosts = AllowedHosts(allow_hosts)
        self._max_request_bytes = max_request_bytes
        self.store = Store(Path(database) if database is not None else None)
        self.engine = Engine(
            Document.load(Path(document) if document is not None else None),
            behaviours,
            self.store,
            clock=clock,
            published=self.wake,
            rate_limits=rate_limits,
            speed=speed,
            check_answers=check_answers,
        )
        self._dispatcher = self._new_dispatcher(behaviours, allow_external)
        self._seed = seed
        self._pristine: Store | None = None
        if self.store.fresh:
            self._plant(self.store)

    def _new_dispatcher(self, behaviours: Behaviours, allow_external: bool) -> Dispatcher | None:
        """What sends webhooks, where the API has any."""
        if behaviours.courier is None:
            return None
        courier = behaviours.courier(self.engine.site)
        return Dispatcher(
            self.store, self.engine.lock, self.clock, courier, allow_external=allow_external
        )

    @property
    def api_key(self) -> str:
        """An API key that the sandbox takes."""
        return self.engine.conventions.settings.api_keys.sample

    @property
    def workspace_id(self) -> str:
        """The workspace that holds the sample data."""
        return self.engine.conventions.settings.workspace

    def reset(self) -> None:
        """Go back to the sample data: whatever happened since is forgotten."""
        with self.engine.lock:
            if self._pristine is None:
                self._pristine = Store()
                self._plant(self._pristine)
            self._pristine.copy_to(self.store)
            self.engine.forget()
        self._faults.clear()
        self.requests.clear()

    def serve(self, host: str = "127.0.0.1", port: int = 0) -> Server:
        """A server for this sandbox, to be used as a context manager.

        Args:
            host: The address to listen on.
            port: The port, 0 for one that is free.

        Raises:
            OSError: The port is taken, or the address is not one of this machine.
        """
        from . import Server  # noqa: PLC0415 - uvicorn is for serving alone

        return Server(self, host, port)

    def allow_host(self, name: str) -> None:
        """Answer requests for another host too.

        Args:
            name: A name or an address, such as `sandbox`.

        Raises:
            ValueError: It is not a host.
        """
        self._hosts.add(name)

    def close(self) -> None:
        """Give the database back; the sandbox answers no more."""
        self.store.close()
        if self._pristine is not None:
            self._pristine.close()

    async def wind_down(self) -> None:
        """End what goes on between requests in the running loop: streams and deliveries."""
        self._bell.close()
        if self._dispatcher:
            await self._dispatcher.stop()

    def wake(self) -> None:
        """See to what is new: events for streams, deliveries that are due."""
        self._bell.ring()
        if self._dispatcher:
            self._dispatcher.wake()

    def issue_token(self, *scopes: str) -> str:
        """A new OAuth access token.

        Args:
            scopes: What it may do.
        """
        return self.engine.access.issue_token(scopes)

    def fail_next(
        self,
        status: int | None = 500,
        *,
        times: int = 1,
        code: str | None = None,
        message: str | None = None,
        headers: Mapping[str, str] | None = None,
        delay: float = 0.0,
        drop: bool = False,
        applied: bool = False,
        operation: str | None = None,
    ) -> None:
        """Let the next requests fail.

        Args:
            status: The status they are answered with, 400 to 599; `None` to only delay them.
            times: How many requests, 1 or more.
            code: The error's code; by default the usual one of the status.
            message: What the error says.
            headers: Headers that the error carries, such as `{"Retry-After": "1"}`. Without one,
                a status of which the document promises `Retry-After` has it all the same: a 429
                asks for the seconds of the key's tier, any other status for one.
            delay: Seconds until the answer, 0 or more.
            drop: Close the connection without an answer.
            applied: Let the request have its effect before it fails.
            operation: The only operation that fails, such as `atlvs.deals.create`.

        Raises:
            ValueError: The status, the times or the delay are out of range, or there is no such
                operation.
        """
        if operation is not None and operation not in self.engine.operations:
            there_are = get_close_matches(operation, self.engine.operations)
            known = ", ".join(there_are or self.engine.operations)
            raise ValueError(f"operation is {operation!r}: give one of the document's: {known}")
        fault = Fault(times, status, code, message, headers or {}, delay, drop, applied, operation)
        self._faults.order(fault)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI 3.0)."""
        if scope["type"] == "lifespan":
            await run_lifespan(receive, send)
        elif scope["type"] == "http":
            await self._respond(scope, receive, send)

    async def _respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            self._hosts.check(scope)
            request = await read_request(scope, receive, self._max_request_bytes)
        except Problem as problem:
            await send_answer(send, self.engine.refuse(problem))
            return
        if request is None:
            return
        if self.engine.authenticates(request):
            self.requests.append(ReceivedRequest(request))
        if self._latency:
            await wait(self._latency, receive)
        fault = self._faults.next(self.engine.named(request)) if self._faults else None
        if fault is None:
            answer = self.answer(request)
        else:
            answer = await self._fail(fault, request, receive)
            if fault.drop:
                await drop(scope, receive)
                return
        if answer.feed is None:
            await send_answer(send, answer)
        else:
            await self._stream(answer, answer.feed, receive, send)

    def _plant(self, store: Store) -> None:
        if self._seed is not None:
            self.engine.plant(store, self._seed)

    def answer(self, request: Request) -> Answer:
        """Answer a request without a server and without an event loop.

        Faults and latency are for those who come over HTTP; a stream's answer only tells what it
        would go on with.
        """
        # One request at a time: the engine never waits, and what it does stays one step.
        with self.engine.lock:
            return self.engine.answer(request)

    async def _fail(self, fault: Fault, request: Request, receive: Receive) -> Answer:
        if fault.delay:
            await wait(fault.delay, receive)
        applied = fault.applied or (fault.status is None and not fault.drop)
        answer = self.answer(request) if applied else None
        if fault.status is None and answer is not None:
            return answer
        status = fault.status or 500
        message = fault.message or "This failure was injected by fail_next"
        code = fault.code or CODES.get(status, CODES[500])
        with self.engine.lock:
            problem = Problem(status, code, message, headers=fault.headers)
            return self.engine.fail(request, problem)

    async def _stream(self, answer: Answer, feed: Feed, receive: Receive, send: Send) -> None:
        headers = [*_STREAM_HEADERS, *answer.headers]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        with self._bell.listener() as listener:
            watcher = asyncio.ensure_future(_close_when_gone(receive, listener))
            try:
                async for chunk in follow(self._read, listener, feed, self._heartbeat):
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
            finally:
                watcher.cancel()
        await send({"type": "http.response.body", "body": b""})

    def _read(self, feed: Feed, after: int) -> list[Event]:
        with self.engine.lock:
            return read_events(self.store, feed, after)


async def _close_when_gone(receive: Receive, listener: Listener) -> None:
    await disconnection(receive)
    listener.close()


def _check_bounds(speed: float, max_request_bytes: int) -> None:
    if not 0 < speed < inf:
        raise ValueError(f"speed must be more than 0, not {speed!r}")
    if max_request_bytes < 1:
        raise ValueError(f"max_request_bytes must be 1 or more, not {max_request_bytes!r}")
