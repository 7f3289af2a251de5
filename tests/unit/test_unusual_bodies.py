"""Bodies that other HTTP clients accept although a standard says otherwise, on real sockets."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import anyio
import pytest

from ghxstship._core.errors import APIConnectionError, APIError, APIResponseValidationError

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


def get(kind: Kind, connections: Connections, script: Script) -> Any:
    """A book that a script's server answers."""
    with listening(script) as server:
        options: dict[str, Any] = {"base_url": server.url, "max_retries": 0}
        if kind != "threads":
            return anyio.run(partial(_get, connections, options), backend=kind)
        if connections == "own":
            with Client(**options) as client:
                return client.books.get("1")
        with httpx.Client() as theirs, Client(http_client=theirs, **options) as client:
            return client.books.get("1")


async def _get(connections: Connections, options: dict[str, Any]) -> Any:
    if connections == "own":
        async with AsyncClient(**options) as client:
            return await client.books.get("1")
    async with (
        httpx.AsyncClient() as theirs,
        AsyncClient(http_client=theirs, **options) as client,
    ):
        return await client.books.get("1")


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
