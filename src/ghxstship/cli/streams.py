"""`webhooks listen` by streams: read again and again, from where they broke off."""

from __future__ import annotations

import asyncio
import secrets as tokens
from contextlib import aclosing, asynccontextmanager
from typing import TYPE_CHECKING, Any

from ghxstship import (
    APIConnectionError,
    APIError,
    APIResponseValidationError,
    APIStatusError,
    signed_headers,
)

from .listening import Delivery
from .results import tell

if TYPE_CHECKING:
    from collections.abc import (
        AsyncGenerator,
        Awaitable,
        Callable,
        Coroutine,
        Iterable,
        Mapping,
        Sequence,
    )

    from ghxstship import AsyncClient
    from ghxstship.events import EventName

    from .listening import Session

FIRST_PAUSE = 0.5
"""Seconds before a stream is connected again, for the first time without an event meanwhile."""
LONGEST_PAUSE = 30.0
"""Seconds that the pauses grow to, twice as long each time."""
_LONGEST_WAIT = 5 * 60.0  # seconds that a server's `Retry-After` or `retry` is obeyed for
_NO_CONTENT = 204  # "tells the client to stop reconnecting" (WHATWG HTML, section 9.2.1)
_PASSING = frozenset({408, 425, 429})  # of the statuses below 500


class Streams:
    """Reads the platforms' streams, and signs what comes as a delivery would be.

    It works from everywhere, and takes up a stream where it broke off. What comes is a delivery's
    event in the bytes of the stream, and it is told once: what the receiver refuses is not sent
    again.

    Args:
        client: The API.
        wanted: The events by platform; none stands for all.
        secrets: What signs deliveries; one is made where there is none.
        sleep: Waits for a time in seconds.
    """

    def __init__(
        self,
        client: AsyncClient,
        wanted: Mapping[str, Sequence[EventName]],
        secrets: Sequence[str],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._client = client
        self._wanted = wanted
        self._made = None if secrets else f"whsec_{tokens.token_hex(20)}"
        self._secrets = secrets or [self._made or ""]
        self._sleep = sleep

    @asynccontextmanager
    async def opened(self, session: Session) -> AsyncGenerator[Mapping[str, str]]:
        """Let deliveries come; the signing secrets by platform, as far as they are new."""
        connected = {platform: asyncio.Event() for platform in self._wanted}
        tasks = [
            asyncio.create_task(self._follow(platform, session, event))
            for platform, event in connected.items()
        ]
        try:
            await _first(_all(connected.values()), session.ended())
            yield dict.fromkeys(self._wanted, self._made) if self._made else {}
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _follow(self, platform: str, session: Session, connected: asyncio.Event) -> None:
        """Follow one stream to the session's end; an error ends the session, whatever it is."""
        try:
            await self._read(platform, session, connected)
        except Exception as error:  # noqa: BLE001 - `Session.run` raises it
            session.fail(error)

    async def _read(self, platform: str, session: Session, connected: asyncio.Event) -> None:
        """Read one stream again and again, each time from where it broke off.

        Raises:
            APIError: Another connection would fare no better.
        """
        reading = _Reading(platform, self._wanted[platform])
        while True:
            wait = 0.0
            try:
                async with aclosing(reading.events(self._client, connected)) as events:
                    async for content in events:
                        await session.handle(self._delivery(platform, content))
            except APIError as error:
                if reading.start_anew(error):
                    tell(f"{platform}: {error}; events may be missing from here on")
                elif reading.may_go_on(error):
                    wait = min(getattr(error, "retry_after", None) or 0.0, _LONGEST_WAIT)
                    tell(f"{platform}: {error}")
                else:
                    raise
            await self._sleep(max(reading.next_pause(), reading.asked, wait))

    def _delivery(self, platform: str, content: bytes) -> Delivery:
        headers = {"Content-Type": "application/json"} | signed_headers(content, self._secrets)
        return Delivery(platform, headers, content)


class _Reading:
    """How far the reading of one stream has come.

    Args:
        platform: The platform.
        wanted: The events, none for all.
    """

    def __init__(self, platform: str, wanted: Sequence[EventName]) -> None:
        self._platform = platform
        self._wanted = wanted
        self._last_id: str | None = None
        self._pause = FIRST_PAUSE
        self.asked = 0.0
        """Seconds before another connection that the stream asked for, within reason."""
        self._connected = False
        self._streamed = False

    async def events(self, client: AsyncClient, connected: asyncio.Event) -> AsyncGenerator[bytes]:
        """The data of each event as it comes, until the stream ends.

        Args:
            client: The API.
            connected: Set when there is a connection.
        """
        # What the platforms have in common is more than their types tell.
        platform: Any = getattr(client, self._platform)
        stream = platform.stream.listen(events=self._wanted or None, last_event_id=self._last_id)
        async with stream:
            self._connected = True
            connected.set()
            try:
                async for event in stream.raw_events():
                    # An event is progress; a connection is none, nor is one that soon ends.
                    self._pause = FIRST_PAUSE
                    yield event.data.encode()
            finally:  # what kept it alive after the last event may have had an id
                self._last_id = stream.last_event_id
                if stream.reconnection_time is not None:
                    self.asked = min(stream.reconnection_time, _LONGEST_WAIT)
            self._streamed = True

    def next_pause(self) -> float:
        """Seconds until the next connection; the one after waits for twice as long."""
        pause = self._pause
        self._pause = min(2 * pause, LONGEST_PAUSE)
        return pause

    def start_anew(self, error: APIError) -> bool:
        """Whether the server only does not know any more where the stream broke off.

        So it is after a restart of a sandbox without a file; the next connection begins with what
        happens then.
        """
        refused = isinstance(error, APIStatusError) and error.status_code in (400, 422)
        known = self._last_id is not None
        if refused:
            self._last_id = None
        return refused and known

    def may_go_on(self, error: APIError) -> bool:
        """Whether another connection may fare better than one that ended with an error.

        An address where nobody has answered yet, or where something else than a stream is, is
        taken for a mistake.
        """
        if isinstance(error, APIStatusError):
            return error.status_code >= 500 or error.status_code in _PASSING
        if isinstance(error, APIConnectionError):
            return self._connected
        if isinstance(error, APIResponseValidationError):
            ended = error.response.status_code == _NO_CONTENT
            return not ended and (self._streamed or self._last_id is not None)
        return False


async def _all(events: Iterable[asyncio.Event]) -> None:
    for event in events:
        await event.wait()


async def _first(*waits: Coroutine[Any, Any, None]) -> None:
    """Wait for whichever is over first."""
    tasks = [asyncio.create_task(each) for each in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
