"""Listening: deliveries come in one of two ways, and go on to a receiver of one's own."""

from __future__ import annotations

import asyncio
import signal
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from ghxstship._core.lenient_json import parse_leniently
from ghxstship.sandbox.sender import Attempt, Outcome, Sender

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping
    from contextlib import AbstractAsyncContextManager

_BY_HOP = frozenset(
    {"host", "content-length", "connection", "accept-encoding", "transfer-encoding", "te"}
)


@dataclass(frozen=True, slots=True)
class Delivery:
    """What came in.

    Attributes:
        platform: The platform it comes from.
        headers: Its headers, as far as they are not the connection's own.
        content: Its raw body.
    """

    platform: str
    headers: Mapping[str, str]
    content: bytes


@dataclass(frozen=True, slots=True)
class Row:
    """A delivery and what came of it, ready to be shown."""

    at: datetime
    platform: str
    event: str
    key: str
    outcome: Outcome | None
    is_json: bool = True

    @property
    def good(self) -> bool:
        """Whether the receiver took it."""
        return self.outcome is None or succeeded(self.outcome)

    @property
    def name(self) -> str:
        """What came, for a reader."""
        return self.event if self.is_json else "(not JSON)"

    @property
    def time(self) -> str:
        """When it came."""
        return f"{self.at:%H:%M:%S}"

    @property
    def result(self) -> str:
        """What the receiver said."""
        if self.outcome is None:
            return "received"
        return str(self.outcome.status or self.outcome.error)

    @property
    def duration(self) -> str:
        """How long the receiver took."""
        return "" if self.outcome is None else f"{milliseconds(self.outcome)} ms"

    def result_for_programs(self) -> dict[str, object]:
        """The same as one line of JSON."""
        outcome = self.outcome
        return {
            "type": "delivery",
            "at": self.at.isoformat(),
            "platform": self.platform,
            "event": self.event,
            "is_json": self.is_json,
            "idempotency_key": self.key,
            "status": outcome and outcome.status,
            "time_ms": outcome and milliseconds(outcome),
            "error": outcome and outcome.error,
        }


def succeeded(outcome: Outcome) -> bool:
    """Whether a receiver took a delivery."""
    return outcome.status is not None and 200 <= outcome.status < 300


def milliseconds(outcome: Outcome) -> float | None:
    """How long an attempt took."""
    return None if outcome.seconds is None else round(outcome.seconds * 1000, 1)


class Source(Protocol):
    """Where deliveries come from."""

    def opened(self, session: Session) -> AbstractAsyncContextManager[Mapping[str, str]]:
        """Let deliveries come; the signing secrets by platform, as far as they are new."""
        ...


class Session:
    """One `webhooks listen`, from its beginning to its end.

    Args:
        forward_to: Where deliveries go on to, `None` for nowhere.
        show: Called with each delivery when it is over.
        count: After how many deliveries it ends, `None` for never.
    """

    def __init__(
        self,
        forward_to: str | None,
        show: Callable[[Row], None],
        count: int | None,
    ) -> None:
        self._forward_to = forward_to
        self._show = show
        self._count = count
        self.done = 0
        self._sender = Sender(allow_external=True)
        self._end = asyncio.Event()
        self._failure: Exception | None = None
        self._ready: Callable[[Mapping[str, str]], None] | None = None
        self._early: dict[str, str] = {}

    def announce(self, secrets: Mapping[str, str]) -> None:
        """Tell of signing secrets that are new: at once, or as soon as it is ready."""
        if self._ready is None:
            self._early.update(secrets)
        else:
            self._ready(secrets)

    def fail(self, error: Exception) -> None:
        """End with an error."""
        self._failure = self._failure or error
        self._end.set()

    async def ended(self) -> None:
        """Wait for the end."""
        await self._end.wait()

    async def run(self, source: Source, ready: Callable[[Mapping[str, str]], None]) -> None:
        """Listen until there is a signal, an error, or as many deliveries as wanted.

        Args:
            source: Where deliveries come from.
            ready: Called with the signing secrets once deliveries can come.

        Raises:
            APIError: The API refuses, or cannot be reached.
        """
        try:
            async with source.opened(self) as secrets:
                if self._failure is None:
                    self._ready = ready
                    ready({**secrets, **self._early})
                with _told_to_end(self._end):
                    await self.ended()
        finally:
            await self._sender.aclose()
        if self._failure is not None:
            raise self._failure

    async def handle(self, delivery: Delivery) -> Outcome | None:
        """Forward a delivery and show how that went; `None` where it goes nowhere."""
        headers = {
            name: value for name, value in delivery.headers.items() if name.lower() not in _BY_HOP
        }
        outcome = None
        if self._forward_to is not None:
            attempt = Attempt(self._forward_to, headers, delivery.content)
            outcome = await self._sender.send(attempt)
        now = datetime.now().astimezone()
        self._show(Row(now, delivery.platform, *_read(delivery.content, outcome)))
        self.done += 1
        if self._count is not None and self.done >= self._count:
            self._end.set()
        return outcome


def _read(content: bytes, outcome: Outcome | None) -> tuple[str, str, Outcome | None, bool]:
    """What a row shows of a delivery: its event and idempotency key, empty where it has none."""
    try:
        body = parse_leniently(content)
    except ValueError:
        return "", "", outcome, False
    with suppress(AttributeError):
        metadata: dict[str, Any] = body.get("metadata") or {}
        key = str(metadata.get("idempotency_key") or "")
        return str(body.get("event") or ""), key, outcome, True
    return "", "", outcome, True


@contextmanager
def _told_to_end(end: asyncio.Event) -> Generator[None]:
    """Let Ctrl-C and SIGTERM end it in good order; a second Ctrl-C does not wait."""
    loop = asyncio.get_running_loop()
    numbers = [signal.SIGTERM, signal.SIGINT]
    try:
        for number in numbers:
            loop.add_signal_handler(number, end.set)
    except (NotImplementedError, ValueError, RuntimeError):
        numbers = []  # Windows, or not the main thread: there Ctrl-C cancels the task
    try:
        yield
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)


async def send_once(url: str, headers: Mapping[str, str], content: bytes) -> Outcome:
    """Send one delivery.

    Args:
        url: The receiver.
        headers: Its headers, the signature among them.
        content: Its raw body.
    """
    sender = Sender(allow_external=True)
    try:
        return await sender.send(Attempt(url, headers, content))
    finally:
        await sender.aclose()
