"""HTTP/1.1 as bytes (RFC 9112), without I/O: requests out, responses in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ...content_coding import FREE_OVERHEAD, OVERHEAD_PER_BYTE
from .failures import LocalProtocolError, RemoteProtocolError

if TYPE_CHECKING:
    RawHeaders = list[tuple[bytes, bytes]]

MAX_HEAD = 100 * 1024
"""Bytes of a response's head and all interim heads before it, and of a chunked body's trailers."""
MAX_CHUNK_LINE = 4 * 1024
"""Bytes of the line before a chunk."""

_PROTOCOL = b"HTTP/1."
_TOKEN = rb"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_METHOD = re.compile(_TOKEN)
_TARGET = re.compile(rb"[!-~]+")
_REQUEST_FIELDS = re.compile(rb"(?:" + _TOKEN + rb": [^\x00\r\n]*\r\n)*")
_HEAD_END = re.compile(rb"\n\r?\n")
_STATUS_LINE = re.compile(rb"HTTP/(1\.[0-9]) ([0-9]{3})(?: ([^\x00\r\n\v\f]*))?\r?\n")
_FIELDS = re.compile(rb"(?:" + _TOKEN + rb":[^\x00\r\n\v\f]*\r?\n)*")
_FOLD = re.compile(rb"\r?\n[ \t]+")
_LENGTH = re.compile(rb"[0-9]{1,18}")
_CHUNK_LINE = re.compile(rb"([0-9A-Fa-f]{1,16})[ \t]*(?:;[^\x00\r\n]*)?\r")

# What decides on a body's end and on the connection's future.
_FRAMING = frozenset({b"content-length", b"transfer-encoding", b"connection"})


def request_bytes(method: str, target: bytes, headers: RawHeaders, body: bytes) -> bytes:
    """A whole request.

    Args:
        method: The method.
        target: The request target (RFC 9112, section 3.2).
        headers: Names and values; they frame the body.
        body: The body; it is sent as one chunk where the headers say that it is chunked.

    Returns:
        Head and body.

    Raises:
        LocalProtocolError: Something cannot be sent; no value is shown, it may be a secret.
    """
    return request_head(method, target, headers) + _framed(headers, body)


def request_head(method: str, target: bytes, headers: RawHeaders) -> bytes:
    """A request's head, to the empty line after it.

    Raises:
        LocalProtocolError: Something cannot be sent; no value is shown, it may be a secret.
    """
    verb = method.encode("ascii", "replace")
    fields = b"".join([b"%b: %b\r\n" % item for item in headers])
    if not _METHOD.fullmatch(verb) or not _TARGET.fullmatch(target):
        raise LocalProtocolError("the request's method or target cannot be sent")
    if not _REQUEST_FIELDS.fullmatch(fields) or fields.count(b"\n") != len(headers):
        raise LocalProtocolError("a header of the request cannot be sent")
    return b"%b %b HTTP/1.1\r\n%b\r\n" % (verb, target, fields)


def _framed(headers: RawHeaders, body: bytes) -> bytes:
    """The body as its headers announce it (RFC 9112, section 6)."""
    announced = 0
    for name, value in headers:
        lower = name.lower()
        if lower == b"transfer-encoding":
            return b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body) if body else b"0\r\n\r\n"
        if lower == b"content-length":
            announced = int(value) if _LENGTH.fullmatch(value) else -1
    if announced != len(body):
        raise LocalProtocolError(f"Content-Length is not the body's {len(body)} bytes")
    return body


def _announces_body(codings: list[bytes], lengths: list[bytes]) -> bool:
    """Whether a head has the headers of one that a body follows."""
    return bool(codings) or any(int(length) for length in lengths)


class ResponseReader:
    """Reads one response, whatever pieces it comes in.

    Attributes:
        status: The final status, 0 as long as the head is not there.
        reason: The reason phrase, often empty.
        version: The server's version, such as `1.1`.
        headers: Names and values as they came.
        done: Whether the response is complete.
        began: Whether any byte of it has come.
        excess: Whether the server sent more than the response.
    """

    __slots__ = (
        "_after_chunk",
        "_allowance",
        "_body",
        "_chunked",
        "_head_size",
        "_keep",
        "_left",
        "_method",
        "_rest",
        "_suspect",
        "_trailers",
        "began",
        "done",
        "excess",
        "headers",
        "reason",
        "status",
        "version",
    )

    def __init__(self, method: str) -> None:
        self.status = 0
        self.reason = self.version = b""
        self.headers: RawHeaders = []
        self.done = self.began = False
        self._method = method
        self._rest = bytearray()  # what is not yet a whole head or a whole line
        self._head_size = 0
        self._body: list[bytes] = []
        self._left: int | None = 0  # bytes of the body, or of its chunk; `None`: until the end
        self._chunked = self._after_chunk = self._trailers = False
        self._allowance = FREE_OVERHEAD
        self._keep = False
        self._suspect = False  # a head without a body announced one: it may come late
        self.excess = False

    @property
    def reusable(self) -> bool:
        """Whether the connection may carry another request (RFC 9112, section 9.3)."""
        return self.done and self._keep and not self.excess and not self._suspect

    def take(self) -> bytes:
        """The bytes of the body that have come since the last time."""
        pieces = self._body
        if not pieces:
            return b""
        self._body = []
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def feed(self, data: bytes) -> None:
        """Take what came; no bytes mean that the server has closed its side.

        Raises:
            RemoteProtocolError: It is no HTTP/1.1 response, or the response is cut off.
        """
        if not data:
            self._end()
            return
        self.began = True
        if not self.status:
            self._read_head(data)
        elif self.done:
            self.excess = True
        elif self._chunked:
            self._read_chunks(data)
        else:
            self._read_plain(data)

    def _end(self) -> None:
        if not self.began:
            raise RemoteProtocolError("the server disconnected without sending a response")
        if not self.status:
            raise RemoteProtocolError("the server disconnected within the response's head")
        if self._left is None:
            self.done = True
        elif not self.done:
            raise RemoteProtocolError("the server disconnected within the response's body")

    def _read_head(self, data: bytes) -> None:
        buffer: bytes | bytearray = data
        start = searched = 0
        if self._rest:
            searched = max(0, len(self._rest) - 2)
            self._rest += data
            buffer = self._rest
        while end := _HEAD_END.search(buffer, searched):
            self._head_size += end.end() - start
            if self._head_size > MAX_HEAD:
                break
            self._parse_head(bytes(buffer[start : end.start() + 1]))
            start = searched = end.end()
            if self.status:
                self._rest = bytearray()
                if start < len(buffer):
                    self.feed(bytes(buffer[start:]))
                return
            # An interim response: the final one follows (RFC 9110, section 15.2).
        size = len(buffer) - start
        if not buffer.startswith(_PROTOCOL[:size], start):
            raise RemoteProtocolError("the server's answer is not HTTP/1.1")
        if self._head_size + size > MAX_HEAD:
            raise RemoteProtocolError(f"the response's head is over {MAX_HEAD} bytes")
        if start or not self._rest:
            self._rest = bytearray(buffer[start:])

    def _parse_head(self, head: bytes) -> None:
        line = _STATUS_LINE.match(head)
        if line is None:
            raise RemoteProtocolError("the server's answer is not HTTP/1.1")
        status = int(line[2])
        fields = head[line.end() :]
        if b"\n " in fields or b"\n\t" in fields:
            fields = _FOLD.sub(b" ", fields)  # as RFC 9112, section 5.2 has it
        if not _FIELDS.fullmatch(fields):
            raise RemoteProtocolError("a header of the response is malformed")
        if status < 100 or status == 101:
            raise RemoteProtocolError(f"the server answered {status}, unasked")
        headers: RawHeaders = []
        framing: dict[bytes, list[bytes]] = {}
        for field in fields.splitlines():
            name, _, value = field.partition(b":")
            value = value.strip(b" \t")
            headers.append((name, value))
            lower = name.lower()
            if lower in _FRAMING:
                items = [item.strip(b" \t") for item in value.lower().split(b",")]
                framing.setdefault(lower, []).extend(items)
        codings = framing.get(b"transfer-encoding", [])
        lengths = framing.get(b"content-length", [])
        # What stands for no coding was allowed before RFC 7230, and is still sent.
        none = next((n for n, coding in enumerate(codings) if coding != b"identity"), len(codings))
        if codings[none:] not in ([], [b"chunked"]):
            raise RemoteProtocolError("Transfer-Encoding is not chunked alone")
        if lengths and (len(set(lengths)) > 1 or not _LENGTH.fullmatch(lengths[0])):
            raise RemoteProtocolError("the response's Content-Length is not one number")
        if status < 200:
            self._suspect = self._suspect or _announces_body(codings, lengths)
            return
        self.headers = headers
        self.status, self.version, self.reason = status, line[1], line[3] or b""
        self._frame(codings, lengths, framing.get(b"connection", []), chunked=none < len(codings))

    def _frame(
        self, codings: list[bytes], lengths: list[bytes], options: list[bytes], *, chunked: bool
    ) -> None:
        """Find out how the body ends (RFC 9112, section 6.3)."""
        # Both at once is how responses are smuggled (RFC 9112, section 6.3, item 3).
        both = bool(codings and lengths)
        self._keep = self.version >= b"1.1" and b"close" not in options and not both
        if self._method == "CONNECT" and self.status < 300:
            self.done, self._keep = True, False  # it is a tunnel from here on
        elif self._method == "HEAD" or self.status in {204, 304}:
            # A server that sends the announced body all the same would answer the next request.
            self._suspect = self._suspect or _announces_body(codings, lengths)
            self.done = True
        elif chunked:
            self._chunked = True
        elif lengths:
            self._left = int(lengths[0])
            self.done = not self._left
        else:
            self._left, self._keep = None, False

    def _read_plain(self, data: bytes) -> None:
        left = self._left
        if left is None:
            self._body.append(data)
        elif len(data) < left:
            self._left = left - len(data)
            self._body.append(data)
        else:
            self._body.append(data[:left])
            self.done = True
            self.excess = len(data) > left

    def _read_chunks(self, data: bytes) -> None:
        """Read as much of a chunked body as is there (RFC 9112, section 7.1)."""
        if self._rest:  # a line that has no end yet
            self._rest += data
            if b"\n" not in data:
                self._check_unfinished(len(self._rest))
                return
            data = bytes(self._rest)
        at = 0
        while not self.done:
            if self._left:
                piece = data[at : at + self._left]
                if not piece:
                    break
                self._body.append(piece)
                self._left -= len(piece)
                self._allowance += OVERHEAD_PER_BYTE * len(piece)
                self._after_chunk = not self._left
                at += len(piece)
                continue
            end = data.find(b"\n", at)
            if end < 0:
                self._check_unfinished(len(data) - at)
                break
            self._read_line(data[at:end])
            at = end + 1
        if self.done:
            self.excess = at < len(data)
        self._rest = bytearray(data[at:])

    def _check_unfinished(self, size: int) -> None:
        """Refuse a line that goes on and on."""
        limit = MAX_HEAD - self._head_size if self._trailers else MAX_CHUNK_LINE
        if size > (1 if self._after_chunk else limit):
            raise RemoteProtocolError("the body's chunks are malformed")

    def _read_line(self, line: bytes) -> None:
        """Read what stands before or after a chunk, or a trailer, which nobody needs."""
        if self._trailers:
            self._head_size += len(line) + 1
            self._check_unfinished(0)
            self.done = line in {b"", b"\r"}
            return
        size = None
        if self._after_chunk:
            valid = line == b"\r"
        else:
            size = _CHUNK_LINE.fullmatch(line)
            valid = size is not None and len(line) <= MAX_CHUNK_LINE
        if not valid:
            raise RemoteProtocolError("the body's chunks are malformed")
        self._after_chunk = False
        self._allowance -= len(line)
        if self._allowance < 0:
            raise RemoteProtocolError(
                f"the body has more than {OVERHEAD_PER_BYTE} bytes of chunk framing "
                "for each byte in it"
            )
        if size is not None:
            self._left = int(size[1], 16)
            self._trailers = not self._left
