"""The event stream format (WHATWG HTML, section 9.2.6): chunks of bytes in, events out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_BOM = b"\xef\xbb\xbf"


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
    """An event is above the parser's bound; it becomes a public error further up."""


class EventParser:
    """Parses one stream; a chunk may end anywhere, in the middle of a character too.

    Args:
        last_id: The id of the last event of the stream that this one resumes.
        limit: The largest line and the largest event's data, in bytes, or `None`.
    """

    __slots__ = (
        "_after_return",
        "_at_start",
        "_data",
        "_event",
        "_id",
        "_limit",
        "_unfinished",
        "last_id",
    )

    def __init__(self, last_id: str = "", limit: int | None = None) -> None:
        self._limit = limit
        self._unfinished = bytearray()
        self._at_start = True
        self._after_return = False
        # Bytes, since a string for each line would be many times as large as a short line.
        self._data = bytearray()
        self._event = ""
        self._id = last_id
        self.last_id = last_id

    def feed(self, chunk: bytes) -> Iterator[ServerSentEvent]:
        """Take the stream's next bytes.

        Args:
            chunk: Any number of bytes.

        Yields:
            Each event that is now complete. What the stream ends without completing is dropped,
            as the standard says.

        Raises:
            EventTooLargeError: A line or an event's data is above the limit.
        """
        for line in self._lines(chunk):
            if line:
                self._check(len(line))
                self._field(line)
                continue
            # Only now: an id whose event did not arrive whole must not be resumed after.
            self.last_id = self._id
            data, event = self._data, self._event
            self._data, self._event = bytearray(), ""
            if data:
                text = data[:-1].decode(errors="replace")
                yield ServerSentEvent(text, event or "message", self.last_id)
        if not (self._at_start and _BOM.startswith(self._unfinished)):
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
        if self._at_start and (has_end or len(self._unfinished) >= len(_BOM)):
            self._unfinished = self._unfinished.removeprefix(_BOM)
            self._at_start = False
        if not has_end:
            return []
        lines = bytes(self._unfinished).splitlines(keepends=True)
        is_whole = lines[-1].endswith((b"\n", b"\r"))
        self._unfinished = bytearray() if is_whole else bytearray(lines.pop())
        return [line.rstrip(b"\r\n") for line in lines]

    def _field(self, line: bytes) -> None:
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if name == b"data":
            self._check(len(self._data) + len(value))
            self._data += value
            self._data += b"\n"
        elif name == b"event":
            self._event = value.decode(errors="replace")
        elif name == b"id" and b"\0" not in value:
            self._id = value.decode(errors="replace")

    def _check(self, size: int) -> None:
        if self._limit is not None and size > self._limit:
            raise EventTooLargeError
