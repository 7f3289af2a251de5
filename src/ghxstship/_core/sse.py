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

    __slots__ = ("_buffer", "_data", "_event", "_started", "last_id")

    def __init__(self) -> None:
        self._buffer = b""
        self._data: list[str] = []
        self._event = ""
        self._started = False
        self.last_id = ""

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
                self._field(line.decode("utf-8", "replace"))
            elif self._data:
                yield ServerSentEvent("\n".join(self._data), self._event or "message", self.last_id)
                self._data, self._event = [], ""
            else:
                self._event = ""

    def _lines(self, chunk: bytes) -> list[bytes]:
        """The complete lines; a carriage return at the end waits for the line feed it may have."""
        self._buffer += chunk
        if not self._started and len(self._buffer) >= len(_BOM):
            self._started = True
            self._buffer = self._buffer.removeprefix(_BOM)
        if b"\n" not in chunk and b"\r" not in self._buffer[:-1]:
            return []
        lines = self._buffer.splitlines(keepends=True)
        self._buffer = b""
        if lines and (not lines[-1].endswith((b"\n", b"\r")) or lines[-1].endswith(b"\r")):
            self._buffer = lines.pop()
        return [line.rstrip(b"\r\n") for line in lines]

    def _field(self, line: str) -> None:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
        elif name == "event":
            self._event = value
        elif name == "id" and "\0" not in value:
            self.last_id = value
