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


class EventParser:
    """Parses one stream; a chunk may end anywhere, in the middle of a character too."""

    __slots__ = (
        "_after_return",
        "_at_start",
        "_data",
        "_data_size",
        "_event",
        "_id",
        "_line_size",
        "_unfinished",
        "last_id",
    )

    def __init__(self, last_id: str = "") -> None:
        self._unfinished: list[bytes] = []
        self._at_start = True
        self._after_return = False
        self._data: list[str] = []
        self._line_size = self._data_size = 0
        self._event = ""
        self._id = last_id
        self.last_id = last_id

    @property
    def pending(self) -> int:
        """How much is kept of an event that is not complete, in bytes or characters."""
        return self._line_size + self._data_size

    def feed(self, chunk: bytes) -> Iterator[ServerSentEvent]:
        """Take the stream's next bytes.

        Args:
            chunk: Any number of bytes.

        Yields:
            Each event that is now complete. What the stream ends without completing is dropped,
            as the standard says.
        """
        for line in self._lines(chunk):
            if line:
                self._field(line.decode(errors="replace"))
                continue
            # Only now: an id whose event did not arrive whole must not be resumed after.
            self.last_id = self._id
            data, event = self._data, self._event
            self._data, self._event, self._data_size = [], "", 0
            if data:
                yield ServerSentEvent("\n".join(data), event or "message", self.last_id)

    def _lines(self, chunk: bytes) -> list[bytes]:
        """The lines that are now complete, without their ends."""
        if self._after_return and chunk:
            chunk = chunk.removeprefix(b"\n")  # the other half of a line end that was taken before
            self._after_return = False
        if not chunk:
            return []
        self._after_return = chunk.endswith(b"\r")
        self._unfinished.append(chunk)
        self._line_size += len(chunk)
        if b"\n" not in chunk and b"\r" not in chunk:
            return []
        lines = b"".join(self._unfinished).splitlines(keepends=True)
        self._unfinished = [] if lines[-1].endswith((b"\n", b"\r")) else [lines.pop()]
        self._line_size = sum(map(len, self._unfinished))
        if self._at_start:
            lines[0] = lines[0].removeprefix(_BOM)
            self._at_start = False
        return [line.rstrip(b"\r\n") for line in lines]

    def _field(self, line: str) -> None:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
            self._data_size += len(value)
        elif name == "event":
            self._event = value
        elif name == "id" and "\0" not in value:
            self._id = value
