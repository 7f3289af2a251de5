"""The event stream format (WHATWG HTML, section 9.2.6): chunks of bytes in, events out."""

from __future__ import annotations

from codecs import BOM_UTF8
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING

from .checks import is_header_value

if TYPE_CHECKING:
    from collections.abc import Iterator

FREE_LINES = 32 * 1024 * 1024
"""Bytes that may come without an event, besides those of the largest one: four months of comments
that keep the connection alive, four a minute."""
LINE_COST = 16
"""Bytes that a line counts besides its own: reading a short one takes as long as so many bytes."""
LONGEST_DELAY = 24 * 60 * 60 * 1000
"""Milliseconds of the longest reconnection time that counts; a longer one is taken for this."""
LONGEST_ID = 4096
"""Bytes of an id that can be sent: servers refuse a request whose headers have 8 KiB."""


@dataclass(frozen=True, slots=True)
class ServerSentEvent:
    """One event as it stands in the stream."""

    data: str
    """The data lines, joined by newlines."""
    event: str = "message"
    """The event's name."""
    id: str = ""
    """The last id that the stream gave, empty where it gave none."""


class EventTooLargeError(Exception):
    """More came than the parser's bound; it becomes a public error further up."""


class EventParser:
    """Parses one stream; a chunk may end anywhere, in the middle of a character too.

    An event without data only keeps the connection alive: it is not given, and its id counts.

    Args:
        last_id: The id of the last event of the stream that this one resumes.
        limit: The largest line and the largest event's data, in bytes, or `None`. From one event to
            the next there are at most `FREE_LINES` bytes more, a line counting `LINE_COST` more
            than it has.
    """

    __slots__ = (
        "_after_return",
        "_at_start",
        "_data",
        "_event",
        "_limit",
        "_new_id",
        "_taken",
        "_unfinished",
        "has_unusable_id",
        "last_id",
        "reconnection_time",
        "resume_id",
    )

    def __init__(self, last_id: str = "", limit: int | None = None) -> None:
        self._limit = inf if limit is None else limit
        self._taken = 0  # since the last event
        self._unfinished = bytearray()
        self._at_start = True
        self._after_return = False
        # Bytes, since a string for each line would be many times as large as a short line.
        self._data = bytearray()
        self._event = b""
        self._new_id: bytes | None = None
        self.last_id = last_id
        self.resume_id = last_id
        """The last id that can be sent to resume the stream."""
        self.has_unusable_id = False
        """Whether there was one that cannot."""
        self.reconnection_time: float | None = None
        """Seconds to wait before the stream is connected anew, `None` where it doesn't say so."""

    def feed(self, chunk: bytes) -> Iterator[ServerSentEvent]:
        """Take the stream's next bytes.

        Args:
            chunk: Any number of bytes.

        Yields:
            Each event that is now complete. What the stream ends without completing is dropped,
            as the standard says.

        Raises:
            EventTooLargeError: A line or an event's data is above the limit, or too much came
                without an event.
        """
        for line in self._lines(chunk):
            self._taken += len(line) + LINE_COST
            if self._taken > self._limit + FREE_LINES:
                raise EventTooLargeError(
                    f"more than {self._limit + FREE_LINES} bytes without an event, "
                    f"each line counted as {LINE_COST} bytes more than it has"
                )
            if line:
                self._check(len(line))
                self._field(line)
                continue
            # Only now: an id whose event did not arrive whole must not be resumed after.
            if self._new_id is not None:
                self._take_id(self._new_id)
            if self._data or self._event:
                data, name = self._data, self._event
                self._data, self._event = bytearray(), b""
                if data and not data.isspace():
                    yield self._whole(data, name)
        if not (self._at_start and BOM_UTF8.startswith(self._unfinished)):
            self._check(len(self._unfinished))

    def _lines(self, chunk: bytes) -> list[bytes]:
        """The lines that are now complete, without their ends."""
        if self._after_return and chunk:
            chunk = chunk.removeprefix(b"\n")  # the other half of a line end that was taken before
            self._after_return = False
        if not chunk:
            return []
        self._after_return = chunk.endswith(b"\r")
        self._unfinished += chunk
        has_end = b"\n" in chunk or b"\r" in chunk
        if self._at_start and (has_end or len(self._unfinished) >= len(BOM_UTF8)):
            self._unfinished = self._unfinished.removeprefix(BOM_UTF8)
            self._at_start = False
        if not has_end:
            return []
        lines = bytes(self._unfinished).splitlines()
        is_whole = chunk.endswith((b"\n", b"\r"))
        self._unfinished = bytearray() if is_whole else bytearray(lines.pop())
        return lines

    def _field(self, line: bytes) -> None:
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if name == b"data":
            self._check(len(self._data) + len(value))
            self._data += value
            self._data += b"\n"
        elif name == b"event":
            self._event = value
        elif name == b"id" and b"\0" not in value:
            self._new_id = value
        elif name == b"retry" and value.isdigit():
            milliseconds = value.lstrip(b"0") or b"0"
            is_long = len(milliseconds) > len(str(LONGEST_DELAY))
            delay = LONGEST_DELAY if is_long else min(int(milliseconds), LONGEST_DELAY)
            self.reconnection_time = delay / 1000

    def _whole(self, data: bytearray, name: bytes) -> ServerSentEvent:
        self._taken = 0
        text = data[:-1].decode(errors="replace")
        return ServerSentEvent(text, name.decode(errors="replace") or "message", self.last_id)

    def _take_id(self, value: bytes) -> None:
        self._new_id = None
        self.last_id = value.decode(errors="replace")
        if len(value) <= LONGEST_ID and is_header_value(self.last_id):
            self.resume_id = self.last_id
        else:
            self.has_unusable_id = True

    def _check(self, size: int) -> None:
        if size > self._limit:
            raise EventTooLargeError(
                f"an event of more than {self._limit} bytes, the client's max_response_bytes"
            )
