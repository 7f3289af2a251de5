"""The sandbox as an ASGI application."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from math import inf
from pathlib import Path

from ..description import Description
from .asgi import Receive, Scope, Send, run_lifespan
from .behaviours import Behaviours
from .dispatch import Dispatcher
from .engine import Engine
from .faults import Fault
from .hosts import AllowedHosts
from .messages import Answer, Request
from .platform import PLATFORM
from .record import Record
from .request_handler import HttpSettings, RequestHandler
from .server import Server
from .store import Store
from .stream import HEARTBEAT

MAX_REQUEST_BYTES = 10 * 1024 * 1024
"""Bytes that a request's body may have, unless the sandbox is made otherwise."""


class Sandbox:
    """A server that behaves as its description says, and remembers.

    It is an ASGI application: serve it on a port with `serve`, or hand it to a client in the same
    process, as `httpx.ASGITransport(sandbox)`.

    Args:
        description: What the API is: a `Description`, or the file of one, such as the
            `description.json` that the generator writes; `None` for the package's own.
        behaviours: What the description cannot tell; if left out, the rules of our own platform
            for its own description, and none for any other.
        database: A file that keeps everything; `None` for memory.
        seed: What the sample data is drawn from; `None` for an empty workspace. A file that
            holds data already is left as it is.
        latency: Seconds that each answer waits.
        rate_limits: Whether requests are turned away when there are too many.
        speed: How many times faster webhooks are tried again, and their former secrets end, than
            the description says; more than 0.
        allow_external: Whether webhooks are sent to other machines too.
        clock: The time in seconds since 1970.
        check_answers: Whether each answer is checked against the description; one that does not
            conform becomes a 500.
        heartbeat: Seconds of silence after which a stream sends a comment.
        allow_hosts: Host names that requests may be for, besides those of loopback and the one
            that it is served on. Others are answered 421, so that no web page reaches the sandbox
            by letting its own name point to this machine. In one process, without a network,
            every name is good.
        max_request_bytes: Bytes that a request's body may have, 1 or more; a larger one is
            answered 413.

    Raises:
        DescriptionError: The description cannot be read, or cannot drive a sandbox.
        ValueError: The speed is not more than 0, a host or the bytes are not possible, or the
            behaviours are for what the description does not have.

    Attributes:
        clock: The clock that it goes by.
        store: Where everything is kept.
        engine: What finds the answers.
    """

    def __init__(
        self,
        description: Description | str | Path | None = None,
        *,
        behaviours: Behaviours | None = None,
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
        api = _description(description)
        if behaviours is None:
            behaviours = PLATFORM if api == Description.load() else Behaviours()
        self.clock = clock
        hosts = AllowedHosts(allow_hosts)
        self.store = Store(Path(database) if database is not None else None)
        self.engine = Engine(
            api,
            behaviours,
            self.store,
            clock=clock,
            published=self.wake,
            rate_limits=rate_limits,
            speed=speed,
            check_answers=check_answers,
        )
        settings = HttpSettings(hosts, latency, heartbeat, max_request_bytes)
        self._handler = RequestHandler(self.engine, settings)
        self._dispatcher = self._new_dispatcher(behaviours, allow_external)
        self._seed = seed
        self._pristine: Store | None = None
        if self.store.fresh:
            self._plant(self.store)

    def _new_dispatcher(self, behaviours: Behaviours, allow_external: bool) -> Dispatcher | None:
        """What sends webhooks, where the API has any."""
        if behaviours.deliveries is None:
            return None
        job_handler = behaviours.deliveries(self.engine.site)
        return Dispatcher(
            self.store, self.engine.lock, self.clock, job_handler, allow_external=allow_external
        )

    @property
    def requests(self) -> Record:
        """What was received last with good credentials, oldest first.

        There are up to a thousand requests, and up to 32 MiB of them.
        """
        return self._handler.received

    @property
    def api_key(self) -> str:
        """An API key that the sandbox takes."""
        return self.engine.settings.api_keys.sample

    @property
    def workspace_id(self) -> str:
        """The workspace that holds the sample data."""
        return self.engine.settings.workspace

    def reset(self) -> None:
        """Go back to the sample data: whatever happened since is forgotten."""
        with self.engine.lock:
            if self._pristine is None:
                self._pristine = Store()
                self._plant(self._pristine)
            self._pristine.copy_to(self.store)
            self.engine.forget()
        self._handler.faults.clear()
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
        self._handler.settings.hosts.add(name)

    def close(self) -> None:
        """Give the database back; the sandbox answers no more."""
        self.store.close()
        if self._pristine is not None:
            self._pristine.close()

    async def wind_down(self) -> None:
        """End what goes on between requests in the running loop: streams and deliveries."""
        self._handler.notifier.close()
        if self._dispatcher:
            await self._dispatcher.stop()

    def wake(self) -> None:
        """See to what is new: events for streams, deliveries that are due."""
        self._handler.notifier.ring()
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
                a status of which the description promises `Retry-After` has it all the same: a 429
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
            raise ValueError(f"operation is {operation!r}: give one of the description's: {known}")
        fault = Fault(times, status, code, message, headers or {}, delay, drop, applied, operation)
        self._handler.faults.order(fault)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request (ASGI 3.0)."""
        if scope["type"] == "lifespan":
            await run_lifespan(receive, send)
        elif scope["type"] == "http":
            await self._handler.respond(scope, receive, send)

    def _plant(self, store: Store) -> None:
        if self._seed is not None:
            self.engine.plant(store, self._seed)

    def answer(self, request: Request) -> Answer:
        """Answer a request without a server and without an event loop.

        Faults and latency are for those who come over HTTP; a stream's answer only tells what it
        would go on with.
        """
        return self._handler.answer(request)


def _description(given: Description | str | Path | None) -> Description:
    if isinstance(given, Description):
        return given
    return Description.load(None if given is None else Path(given))


def _check_bounds(speed: float, max_request_bytes: int) -> None:
    if not 0 < speed < inf:
        raise ValueError(f"speed must be more than 0, not {speed!r}")
    if max_request_bytes < 1:
        raise ValueError(f"max_request_bytes must be 1 or more, not {max_request_bytes!r}")
