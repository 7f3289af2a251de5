"""Bodies that other HTTP clients accept although a standard says otherwise, on real sockets."""

from __future__ import annotations

import gzip
import json
import zlib
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import anyio
import pytest

from ghxstship._core.errors import APIConnectionError, APIError, APIResponseValidationError
from ghxstship._core.mismatch import mismatches
from ghxstship._core.model import Base64, Model

from ..library import httpx
from .bookshop import AsyncClient, Client
from .connections.peers import Script, answering, listening
from .harness import BOOK, Kind

BOM = b"\xef\xbb\xbf"
PLAIN = json.dumps(BOOK).encode()
ERROR = json.dumps({"error": {"code": "NO", "message": "it is not there"}}).encode()
Connections = Literal["own", "the caller's"]


@dataclass(frozen=True)
class Case:
    headers: tuple[str, ...]
    pack: Callable[[bytes], bytes]
    by_h11: bool = True
    """Whether h11, which reads for the caller's client, accepts it too."""


def same(body: bytes) -> bytes:
    return body


ACCEPTED: dict[str, Case] = {
    "zeros after gzip": Case(
        ("Content-Encoding: gzip",), lambda body: gzip.compress(body) + bytes(9)
    ),
    "many zeros after gzip": Case(
        ("Content-Encoding: gzip",), lambda body: gzip.compress(body) + bytes(100_000)
    ),
    "zeros between members": Case(
        ("Content-Encoding: gzip",),
        lambda body: gzip.compress(body[:5]) + bytes(512) + gzip.compress(body[5:]),
    ),
    "none": Case(("Content-Encoding: none",), same),
    "utf-8": Case(("Content-Encoding: UTF-8",), same),
    "a type": Case(("Content-Encoding: application/json",), same),
    "no coding": Case(("Content-Encoding:",), same),
    "commas": Case(("Content-Encoding: , ,",), same),
    "identity": Case(("Content-Encoding: identity",), same),
    "gzip, identity": Case(("Content-Encoding: gzip, identity",), gzip.compress),
    "identity and gzip": Case(
        ("Content-Encoding: identity", "Content-Encoding: gzip"), gzip.compress
    ),
    "utf-8, gzip": Case(("Content-Encoding: utf-8,gzip",), gzip.compress),
    "gzip, gzip": Case(
        ("Content-Encoding: gzip, gzip",), lambda body: gzip.compress(gzip.compress(body))
    ),
    "deflate, gzip": Case(
        ("Content-Encoding: deflate, gzip",), lambda body: gzip.compress(zlib.compress(body))
    ),
    "byte order mark": Case((), lambda body: BOM + body),
    "byte order mark in gzip": Case(
        ("Content-Encoding: gzip",), lambda body: gzip.compress(BOM + body)
    ),
    "transfer coding identity": Case(("Transfer-Encoding: identity",), same, by_h11=False),
}


def response(status: int, headers: tuple[str, ...], body: bytes) -> bytes:
    length = f"Content-Length: {len(body)}"
    lines = [f"HTTP/1.1 {status} X", "Content-Type: application/json", length, *headers, "", ""]
    return "\r\n".join(lines).encode() + body


Use = Callable[[Any], Any]
"""Makes a call."""


def first_book(client: Any) -> Any:
    return client.books.get("1")


def get(kind: Kind, connections: Connections, script: Script, use: Use = first_book) -> Any:
    """A book that a script's server answers."""
    with listening(script) as server:
        options: dict[str, Any] = {"base_url": server.url, "max_retries": 0}
        if kind != "threads":
            return anyio.run(partial(_get, connections, options, use), backend=kind)
        if connections == "own":
            with Client(**options) as client:
                return use(client)
        with httpx.Client() as theirs, Client(http_client=theirs, **options) as client:
            return use(client)


async def _get(connections: Connections, options: dict[str, Any], use: Use) -> Any:
    if connections == "own":
        async with AsyncClient(**options) as client:
            return await use(client)
    async with (
        httpx.AsyncClient() as theirs,
        AsyncClient(http_client=theirs, **options) as client,
    ):
        return await use(client)


each_connections = pytest.mark.parametrize("connections", ["own", "the caller's"])


@each_connections
@pytest.mark.parametrize("name", ACCEPTED)
def test_what_other_clients_accept_is_accepted(
    kind: Kind, connections: Connections, name: str
) -> None:
    case = ACCEPTED[name]
    script = answering(response(200, case.headers, case.pack(PLAIN)))
    if connections == "the caller's" and not case.by_h11:
        with pytest.raises(APIConnectionError, match="Transfer-Encoding"):
            get(kind, connections, script)
        return
    assert get(kind, connections, script).title == "Emma"


@each_connections
@pytest.mark.parametrize("name", [name for name, case in ACCEPTED.items() if case.by_h11])
def test_an_error_in_it_has_its_message(kind: Kind, connections: Connections, name: str) -> None:
    case = ACCEPTED[name]
    with pytest.raises(APIError, match="it is not there"):
        get(kind, connections, answering(response(404, case.headers, case.pack(ERROR))))


CHARSETS = ["utf-16", "utf-16-le", "utf-32", "iso-8859-1", "windows-1252"]


def of_type(media_type: str, body: bytes) -> bytes:
    return response(200, (), body).replace(b"application/json", media_type.encode())


@each_connections
@pytest.mark.parametrize("form", ["; charset={}", ';Charset="{}"', "; v=1 ;charset = {}"])
@pytest.mark.parametrize("charset", CHARSETS)
def test_an_encoding_that_is_refused_is_named(
    kind: Kind, connections: Connections, charset: str, form: str
) -> None:
    """JSON is UTF-8 (RFC 8259, section 8.1), whatever a header says."""
    media_type = "application/json" + form.format(charset.upper())
    body = json.dumps({**BOOK, "title": "Emm\xe9"}, ensure_ascii=False).encode(charset)
    with pytest.raises(APIResponseValidationError) as caught:
        get(kind, connections, answering(of_type(media_type, body)))
    expected = f"(application/json; charset={charset.upper()}, {len(body)} bytes)"
    assert str(caught.value).endswith(expected)


@each_connections
@pytest.mark.parametrize("charset", [*CHARSETS, "utf-8", "nonsense"])
def test_an_encoding_that_is_only_said_does_no_harm(
    kind: Kind, connections: Connections, charset: str
) -> None:
    media_type = f"application/json; charset={charset}"
    assert get(kind, connections, answering(of_type(media_type, PLAIN))).title == "Emma"


@each_connections
@pytest.mark.parametrize("name", ["utf-8", "UTF8"])
def test_the_usual_encoding_is_not_named(kind: Kind, connections: Connections, name: str) -> None:
    answer = of_type(f"application/json; charset={name}", b"{")
    with pytest.raises(APIResponseValidationError, match=r"\(application/json, 1 bytes\)$"):
        get(kind, connections, answering(answer))


class Cover(Model):
    picture: Base64


PICTURE = bytes(range(256)) + b"\xff\xfe\xfb"  # in its base64 are + and /, and padding


@each_connections
@pytest.mark.parametrize("size", [256, 257, 258])
@pytest.mark.parametrize("encode", [b64encode, urlsafe_b64encode])
@pytest.mark.parametrize("padded", [True, False])
def test_either_base64_is_read_with_or_without_its_padding(
    kind: Kind,
    connections: Connections,
    size: int,
    encode: Callable[[bytes], bytes],
    padded: bool,
) -> None:
    text = encode(PICTURE[-size:]).decode()
    body = json.dumps({"picture": text if padded else text.rstrip("=")}).encode()

    def cover(client: Any) -> Any:
        return client.request("GET", "/v1/cover", cast_to=Cover)

    answer = get(kind, connections, answering(response(200, (), body)), cover)
    assert answer.picture == PICTURE[-size:]
    assert not mismatches(answer)


@pytest.mark.parametrize(
    ("headers", "body", "error", "message"),
    [
        (("Content-Encoding: br",), b"\x0b", APIConnectionError, "Content-Encoding br is not"),
        (("Content-Encoding: ZSTD",), b"\x28", APIConnectionError, "Content-Encoding zstd is not"),
        (("Content-Encoding: gzip",), PLAIN, APIConnectionError, "Content-Encoding gzip: the body"),
        (
            ("Content-Encoding: deflate",),
            PLAIN,
            APIConnectionError,
            "Content-Encoding deflate: the body",
        ),
        (
            ("Content-Encoding: rot13",),
            b"?",
            APIResponseValidationError,
            r"application/json, Content-Encoding rot13, 1 bytes",
        ),
        (
            ("Transfer-Encoding: gzip, chunked",),
            b"?",
            APIConnectionError,
            "Transfer-Encoding is not chunked alone",
        ),
    ],
)
def test_what_is_refused_names_its_header(
    kind: Kind, headers: tuple[str, ...], body: bytes, error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        get(kind, "own", answering(response(200, headers, body)))


def test_transfer_coding_identity_does_not_frame_the_body(kind: Kind) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: Identity\r\n\r\n"

    def until_closed(peer: Any) -> None:
        peer.request()
        peer.send(head + PLAIN)

    assert get(kind, "own", until_closed).title == "Emma"
    chunked = b"%x\r\n%b\r\n0\r\n\r\n" % (len(PLAIN), PLAIN)
    both = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: identity, chunked\r\n\r\n" + chunked
    assert get(kind, "own", answering(both)).title == "Emma"


@each_connections
def test_a_leap_second_is_a_moment(kind: Kind, connections: Connections) -> None:
    body = json.dumps({**BOOK, "created_at": "2016-12-31T23:59:60Z"}).encode()
    book = get(kind, connections, answering(response(200, (), body)))
    assert book.created_at.isoformat() == "2017-01-01T00:00:00+00:00"
