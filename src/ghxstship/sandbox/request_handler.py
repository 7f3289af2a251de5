"""Requests over HTTP: for which host, whether they fail on order, and how they are answered."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .asgi import (
    Receive,
    Scope,
    Send,
    disconnection,
    drop,
    read_request,
    send_answer,
    wait,
)
from .error_responses import CODES, ErrorResponse
from .faults import Fault, Faults
from .record import ReceivedRequest, Record
from .stream import Listener, Notifier, follow, read_events

if TYPE_CHECKING:
    from .engine import Engine
    from .hosts import AllowedHosts
    from .messages import Answer, Feed, Request
    from .stream import Event

_STREAM_HEADERS = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store")]


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """What a sandbox does with HTTP, whatever its API.

    Attributes:
        hosts: The host names that requests may be for.
        latency: Seconds that each answer waits.
        heartbeat: Seconds of silence after which a stream sends a comment.
        max_request_bytes: Bytes that a request's body may have.
    """

    hosts: AllowedHosts
    latency: float
    heartbeat: float
    max_request_bytes: int


@dataclass(frozen=True, slots=True)
class RequestHandler:
    """Answers requests of ASGI with what an engine says.

    Attributes:
        engine: What finds the answers.
        settings: What is done with HTTP.
        faults: The failures that were ordered.
        received: What was received with good credentials.
        notifier: What wakes the streams.
    """

    engine: Engine
    settings: HttpSettings
    faults: Faults = field(default_factory=Faults)
    received: Record = field(default_factory=Record)
    notifier: Notifier = field(default_factory=Notifier)

    def answer(self, request: Request) -> Answer:
        """The engine's answer, one request at a time.

        It never waits, and what it does for a request stays one step.
        """
        with self.engine.lock:
            return self.engine.answer(request)

    async def respond(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        settings, engine = self.settings, self.engine
        try:
            settings.hosts.check(scope)
            request = await read_request(scope, receive, settings.max_request_bytes)
        except ErrorResponse as error:
            await send_answer(send, engine.refuse(error))
            return
        if request is None:
            return
        if engine.authenticates(request):
            self.received.append(ReceivedRequest(request))
        if settings.latency:
            await wait(settings.latency, receive)
        fault = self.faults.next(engine.named(request)) if self.faults else None
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
            error = ErrorResponse(status, code, message, headers=fault.headers)
            return self.engine.fail(request, error)

    async def _stream(self, answer: Answer, feed: Feed, receive: Receive, send: Send) -> None:
        headers = [*_STREAM_HEADERS, *answer.headers]
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        with self.notifier.listener() as listener:
            watcher = asyncio.ensure_future(_close_when_gone(receive, listener))
            try:
                async for chunk in follow(self._read, listener, feed, self.settings.heartbeat):
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
            finally:
                watcher.cancel()
        await send({"type": "http.response.body", "body": b""})

    def _read(self, feed: Feed, after: int) -> list[Event]:
        with self.engine.lock:
            return read_events(self.engine.store, feed, after)


async def _close_when_gone(receive: Receive, listener: Listener) -> None:
    await disconnection(receive)
    listener.close()
