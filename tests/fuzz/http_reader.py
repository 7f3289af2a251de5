"""Differential fuzzing of the HTTP/1.1 reader against h11 and httptools (`nox -s fuzz`).

Each response is accepted or refused by all three alike, and has the same status and body where
two accept it; `DIFFERENCES` says where that is not so, and why. A failure names its seed.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

import h11

from ghxstship._core.http.connections.failures import RemoteProtocolError
from ghxstship._core.http.connections.wire import ResponseReader

if TYPE_CHECKING:
    from collections.abc import Callable

httptools: Any = import_module("httptools")  # it has no types


class Read(NamedTuple):
    """What a reader makes of a response that it accepts."""

    status: int
    body: bytes


class Difference(NamedTuple):
    """Where a reader may see a response otherwise than ours."""

    why: str
    accepts: bool
    """Whether the other reader accepts what ours refuses; else ours accepts what it refuses."""
    applies: Callable[[bytes], object]
    """Whether the response has what the readers differ in."""


def _has(pattern: bytes) -> Callable[[bytes], object]:
    return re.compile(pattern, re.IGNORECASE | re.DOTALL).search


_VERSION = Difference("it takes other versions than HTTP/1.x", True, _has(rb"HTTP/(?!1\.[0-9] )"))
_TRAILERS = Difference(
    "we do not look into trailers", False, _has(rb"chunked.*\n0+[^\n]*\n(?!\r?\n)")
)

DIFFERENCES: dict[str, list[Difference]] = {
    "h11": [
        _VERSION,
        Difference("we take Transfer-Encoding: identity", False, _has(rb"encoding:[^:]*identity")),
        _TRAILERS,
        Difference(
            "we take spaces before a chunk's extension", False, _has(rb"\n[0-9a-f]+[ \t]+;")
        ),
        Difference(
            "it takes NUL and carriage returns in a chunk's line",
            True,
            _has(rb"\n[0-9a-f]+[ \t]*(?:;[^\n]*)?(?:\0|\r(?!\n))"),
        ),
    ],
    "httptools": [
        _VERSION,
        Difference(
            "it skips empty lines before a response", True, _has(rb"(?:\A|\n\r?\n)[\r\n]+HTTP/")
        ),
        Difference(
            "it takes other transfer codings, and the body as it came",
            True,
            _has(rb"transfer-encoding:(?![ \t]*chunked[ \t]*\r?\n)"),
        ),
        Difference(
            "it takes control characters in a reason",
            True,
            _has(rb"HTTP/1\.[0-9] [0-9]{3}[^\r\n]*[\x00\x0b]"),
        ),
        Difference("we take lines that end in a bare line feed", False, _has(rb"(?<!\r)\n")),
        Difference("we take headers of several lines", False, _has(rb"\n[ \t]")),
        Difference("we do not look into a chunk's extensions", False, _has(rb"\n[0-9a-f]+ *;")),
        Difference("we take spaces after a chunk's size", False, _has(rb"\n[0-9a-f]+[ \t]+[;\r]")),
        Difference(
            "we take a length beside a transfer coding, and close the connection",
            False,
            _has(rb"content-length:.*transfer-encoding:|transfer-encoding:.*content-length:"),
        ),
        Difference(
            "it takes chunked twice", True, _has(rb"transfer-encoding:.*transfer-encoding:")
        ),
        Difference(
            "we take the same length twice",
            False,
            _has(rb"length:[^\n]*,|content-length:.*content-length:"),
        ),
        Difference("it ends at an interim HTTP/1.0", False, _has(rb"HTTP/1\.0[^\n]*1[0-9]{2}")),
        Difference("we take tabs after chunked", False, _has(rb"chunked[ \t]*\t")),
        _TRAILERS,
    ],
}
"""Other than in these the three readers agree; no two ever accept different bodies."""

STATUS_LINES = [
    b"HTTP/1.1 200 OK\r\n",
    b"HTTP/1.1 200 OK\r\n",
    b"HTTP/1.1 200 OK\r\n",
    b"HTTP/1.1 200\r\n",
    b"HTTP/1.1 404 Not Found, you see\r\n",
    b"HTTP/1.0 200 OK\r\n",
    b"HTTP/1.1 204 No Content\r\n",
    b"HTTP/1.1 304 Not Modified\r\n",
    b"HTTP/1.1 999 \r\n",
    b"HTTP/1.1 20 OK\r\n",
    b"HTTP/2.0 200 OK\r\n",
    b"HTTP/1.1 200 OK\n",
]
INTERIMS = [b""] * 6 + [
    b"HTTP/1.1 100 Continue\r\n\r\n",
    b"HTTP/1.1 103 Hints\r\nLink: a\r\n\r\n",
]
FIELDS = [
    b"Content-Length: 3\r\n",
    b"Content-Length: 10\r\n",
    b"content-length: 0\r\n",
    b"Content-Length: 3, 3\r\n",
    b"Content-Length: 3, 4\r\n",
    b"Content-Length: +3\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"Transfer-Encoding: CHUNKED\r\n",
    b"Transfer-Encoding: gzip\r\n",
    b"Transfer-Encoding: identity\r\n",
    b"Connection: close\r\n",
    b"Connection: keep-alive, X\r\n",
    b"Content-Type: application/json\r\n",
    b"X-Fold: a\r\n b\r\n\tc\r\n",
    b"X-Space : a\r\n",
    b"X-Bytes: \xc3\xa9\xff\r\n",
    b"X-Empty:\r\n",
    b"X-Bare: a\n",
]
BODIES = [
    b"",
    b"abc",
    b"0123456789",
    b"abcd",
    b"3\r\nabc\r\n0\r\n\r\n",
    b"1\r\na\r\n1\r\nb\r\n0\r\n\r\n",
    b"A;x=y\r\n0123456789\r\n0\r\nTrailer: t\r\n\r\n",
    b'3;name="a b"\r\nabc\r\n000\r\n\r\n',
    b"3 \r\nabc\r\n0\r\n\r\n",
    b"0\r\n\r\n",
]
NOISE = [b"\r", b"\n", b"\r\n", b" ", b"\t", b":", b"\0", b"0", b";", b",", b"\x0b", b"\xff", b"a"]


def any_response(source: random.Random) -> bytes:
    """A response, damaged in half of the cases."""
    fields = b"".join(source.sample(FIELDS, source.randrange(4)))
    parts = [source.choice(INTERIMS), source.choice(STATUS_LINES), fields, b"\r\n"]
    data = bytearray(b"".join([*parts, source.choice(BODIES)]))
    for _ in range(source.choice([0, 0, 0, 1, 1, 2])):
        at = source.randrange(len(data) + 1)
        data[at : at + source.randrange(3)] = source.choice(NOISE) * source.randrange(3)
    return bytes(data)


def ours(method: str, data: bytes, cuts: list[int]) -> Read | None:
    """What our reader makes of a response in pieces; `None` where it refuses it."""
    reader = ResponseReader(method)
    body = b""
    try:
        for start, end in zip([0, *cuts], [*cuts, len(data)], strict=True):
            if start < end:
                reader.feed(data[start:end])
            body += reader.take()
        if not reader.done:
            reader.feed(b"")
    except RemoteProtocolError:
        return None
    return Read(reader.status, body)


def by_h11(method: str, data: bytes) -> Read | None:
    """What h11 makes of it."""
    connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=100 * 1024)
    connection.send(h11.Request(method=method, target="/", headers=[("Host", "a")]))
    connection.send(h11.EndOfMessage())
    status, body = 0, b""
    try:
        connection.receive_data(data)
        while True:
            event = connection.next_event()
            if event is h11.NEED_DATA:
                connection.receive_data(b"")
            elif isinstance(event, h11.InformationalResponse) and event.status_code == 101:
                return None
            elif isinstance(event, h11.Response):
                status = event.status_code
            elif isinstance(event, h11.Data):
                body += bytes(event.data)
            elif isinstance(event, h11.EndOfMessage):
                return Read(status, body)
            elif isinstance(event, h11.ConnectionClosed) or event is h11.PAUSED:
                return None
    except h11.RemoteProtocolError:
        return None


class _Heard:
    """What httptools calls."""

    def __init__(self) -> None:
        self.parser: Any = httptools.HttpResponseParser(self)
        self.status, self.body = 0, b""
        self.is_whole = self.has_head = self.is_framed = False

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self.is_whole:
            is_chunked = name.lower() == b"transfer-encoding" and b"chunked" in value.lower()
            self.is_framed |= is_chunked or name.lower() == b"content-length"

    def on_headers_complete(self) -> None:
        status: int = self.parser.get_status_code()
        if not self.is_whole and status >= 200:
            self.status, self.has_head = status, True
        else:
            self.is_framed &= self.is_whole

    def on_body(self, data: bytes) -> None:
        if not self.is_whole:
            self.body += data

    def on_message_complete(self) -> None:
        self.is_whole |= self.has_head


def by_httptools(data: bytes) -> Read | None:
    """What httptools makes of it, which takes every response for that to a GET."""
    heard = _Heard()
    try:
        heard.parser.feed_data(data)
    except (httptools.HttpParserError, httptools.HttpParserUpgrade):
        if not heard.is_whole:
            return None
    # It is not told of the connection's end, which is that of a body without a length.
    whole = heard.is_whole or (heard.has_head and not heard.is_framed)
    return Read(heard.status, heard.body) if whole else None


def compare(peer: str, data: bytes, mine: Read | None, theirs: Read | None) -> str:
    """Hold what another reader sees against ours.

    Returns:
        What they agree on, or why they differ.

    Raises:
        AssertionError: They differ, and nothing says why.
    """
    if mine == theirs:
        return f"{peer}: both refuse" if mine is None else f"{peer}: both accept"
    if mine is None or theirs is None:
        for difference in DIFFERENCES[peer]:
            if difference.accepts is (mine is None) and difference.applies(data):
                return f"{peer}: {difference.why}"
    raise AssertionError(f"{peer} reads {theirs!r}, we read {mine!r}: {data!r}")


def try_one(source: random.Random) -> list[str]:
    """One response, read by all three, in one piece and in several by us."""
    data = any_response(source)
    method = source.choice(["GET", "GET", "GET", "HEAD"])
    mine = ours(method, data, [])
    cuts = sorted(source.randrange(len(data) + 1) for _ in range(source.randrange(6)))
    in_pieces = ours(method, data, cuts)
    if in_pieces != mine:
        raise AssertionError(f"in pieces {cuts} it is {in_pieces!r}, else {mine!r}: {data!r}")
    found = [compare("h11", data, mine, by_h11(method, data))]
    if method == "GET":
        found.append(compare("httptools", data, mine, by_httptools(data)))
    return found


def run(inputs: int, seed: int) -> Counter[str]:
    """Try inputs, and count what was found."""
    found: Counter[str] = Counter()
    for number in range(inputs):
        try:
            found.update(try_one(random.Random(seed + number)))
        except AssertionError as error:
            error.add_note(f"Again by --inputs 1 --seed {seed + number}")
            raise
    return found


def main() -> None:
    """Try as many inputs as asked for, and say how many there were."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.http_reader")
    parser.add_argument("--inputs", type=int, default=200_000, help="how many responses to try")
    parser.add_argument("--seed", type=int, default=None, help="of the first; else a random one")
    arguments = parser.parse_args()
    seed: int = random.randrange(2**32) if arguments.seed is None else arguments.seed
    found = run(arguments.inputs, seed)
    print(f"http_reader: {arguments.inputs} inputs with the seed {seed}, no difference unexplained")
    for what, count in sorted(found.items()):
        print(f"  {count:>8} {what}")


if __name__ == "__main__":
    main()
