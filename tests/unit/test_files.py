"""Files that are sent: forms and bodies of bytes, streamed, and the same again at a retry."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ghxstship import ServiceUnavailableError
from ghxstship._core.errors import InvalidArgumentError
from ghxstship._core.files import PIECE
from ghxstship._core.media import BodyMedia
from ghxstship._core.operation import BASE64, Operation

from ..library import httpx
from .bookshop import Author
from .harness import Kind, Shop
from .sink import Sink, Way, parts_of, sinking, use

FORM = BodyMedia("multipart/form-data", "multipart")
BYTES = BodyMedia("application/octet-stream", "binary")
SEND: Operation[None] = Operation("books.send", "POST", "/v1/send", {200: None}, idempotent=True)
PNG = b"\x89PNG\r\n\x1a\n\x00\xff\r\n--"
BIG = os.urandom(3 * PIECE + 17)


@pytest.fixture
def sink() -> Iterator[Sink]:
    with sinking() as server:
        yield server


@pytest.fixture(params=["ours", "theirs"])
def way(request: pytest.FixtureRequest) -> Way:
    found: Way = request.param
    return found


@pytest.fixture
def big(tmp_path: Path) -> Path:
    path = tmp_path / "big.csv"
    path.write_bytes(BIG)
    return path


class Pipe(io.RawIOBase):
    """Bytes that can be read once."""

    def __init__(self, data: bytes) -> None:
        self._left = io.BytesIO(data)

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        return self._left.read(size)


class AsyncPieces:
    """An async iterable that can be asked again."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for at in range(0, len(BIG), 1000):
            yield BIG[at : at + 1000]


def sent(shop: Shop, media: BodyMedia, body: object, **more: Any) -> httpx.Request:
    """The request that sends a body."""
    operation = replace(SEND, body_media=media, **more)
    shop.call(lambda books: books._driver.call(operation, body=body))
    request: httpx.Request = shop.server.requests[-1]
    return request


def form_of(request: httpx.Request) -> list[tuple[str, str | None, str, bytes]]:
    return parts_of(
        {name.lower(): value for name, value in request.headers.items()}, request.content
    )


def shop(kind: Kind) -> Shop:
    return Shop(kind, httpx.Response(200))


class TestForms:
    @pytest.mark.parametrize(
        ("value", "expected"),
        [
            (PNG, [("upload", "application/octet-stream", PNG)]),
            (bytearray(PNG), [("upload", "application/octet-stream", PNG)]),
            (("a.png", PNG), [("a.png", "image/png", PNG)]),
            (("a.bin", PNG, "image/webp"), [("a.bin", "image/webp", PNG)]),
            (io.BytesIO(PNG), [("upload", "application/octet-stream", PNG)]),
            ([("a.txt", b"1"), b"2"], [
                ("a.txt", "text/plain", b"1"),
                ("upload", "application/octet-stream", b"2"),
            ]),
            ("text", [(None, "", b"text")]),
            ("ä\n", [(None, "", "ä\n".encode())]),
            (1.5, [(None, "", b"1.5")]),
            (True, [(None, "", b"true")]),
            (["a", "b"], [(None, "", b"a"), (None, "", b"b")]),
            (("a", "b"), [(None, "", b"a"), (None, "", b"b")]),
            ([], []),
            (None, []),
            ({"x": [1, None]}, [(None, "application/json", b'{"x":[1,null]}')]),
            (Author(name="A", born_in="B"), [
                (None, "application/json", b'{"name":"A","bornIn":"B"}')
            ]),
        ],
    )  # fmt: skip
    def test_a_value_is_as_many_parts_as_it_has(
        self, kind: Kind, value: object, expected: list[tuple[str | None, str, bytes]]
    ) -> None:
        if isinstance(value, io.BytesIO):
            value.seek(0)
        request = sent(shop(kind), FORM, {"it": value, "last": "x"})
        assert form_of(request) == [
            *(("it", *one) for one in expected),
            ("last", None, "", b"x"),
        ]
        assert request.headers["Content-Length"] == str(len(request.content))

    def test_names_are_those_on_the_wire(self) -> None:
        names: Any = {"cover_image": ("coverImage", None), "meta": ("Meta", {"a_b": ("aB", None)})}
        body = {"cover_image": b"1", "meta": {"a_b": 1}}
        request = sent(shop("threads"), FORM, body, wire_names=names)
        assert [(one[0], one[3]) for one in form_of(request)] == [
            ("coverImage", b"1"),
            ("Meta", b'{"aB":1}'),
        ]

    def test_parts_are_of_the_document_s_media_types(self) -> None:
        media = replace(
            FORM,
            part_types={
                "list": "application/json; charset=utf-8",
                "cover": "image/webp",
                "note": "text/markdown",
            },
            deep_parts=("deep",),
        )
        body = {"list": [1, 2], "cover": b"x", "note": "*", "deep": {"a": {"b": 1}, "c": ["d"]}}
        assert [one[:1] + one[2:] for one in form_of(sent(shop("threads"), media, body))] == [
            ("list", "application/json; charset=utf-8", b"[1,2]"),
            ("cover", "image/webp", b"x"),
            ("note", "text/markdown", b"*"),
            ("deep[a][b]", "", b"1"),
            ("deep[c]", "", b"d"),
        ]

    def test_bytes_that_the_document_has_in_base64_are_text(self) -> None:
        request = sent(shop("threads"), FORM, {"it": PNG[:3]}, wire_names={"it": ("it", BASE64)})
        assert form_of(request) == [("it", None, "", b"iVBO")]

    def test_names_cannot_forge_a_header(self) -> None:
        request = sent(shop("threads"), FORM, {'a"\r\nb': ('c"\r\nX: y', b"")})
        assert b'name="a%22%0D%0Ab"; filename="c%22%0D%0AX: y"\r\n' in request.content

    @pytest.mark.parametrize(
        ("body", "message"),
        [
            ([1], "the body must be a mapping, not list"),
            ({"it": object()}, "it "),
            ({"it": ("a", b"", "x\r\ny")}, "the media type of it "),
            ({"it": ("\ud800", b"")}, "it has a name with lone surrogates"),
            ({"it": "\ud800"}, "surrogate"),
            ({"it": io.StringIO("x")}, "it is a file in text mode: open it with 'rb'"),
        ],
    )
    def test_what_cannot_be_sent_is_said(self, body: object, message: str) -> None:
        with pytest.raises(InvalidArgumentError, match=message):
            sent(shop("threads"), FORM, body)

    def test_a_closed_file_and_a_missing_one_are_said(self, tmp_path: Path) -> None:
        closed = io.BytesIO()
        closed.close()
        with pytest.raises(InvalidArgumentError, match="it is a closed file"):
            sent(shop("threads"), FORM, {"it": closed})
        with pytest.raises(FileNotFoundError):
            sent(shop("threads"), FORM, {"it": tmp_path / "missing"})


def opened(path: Path) -> io.BufferedReader:
    file = path.open("rb")
    file.seek(5)
    return file


CONTENTS: list[tuple[str, Callable[[Path], object], bytes, bool, bool]] = [
    ("path", lambda path: path, BIG, True, True),
    ("file", opened, BIG[5:], True, True),
    ("memory", lambda _: io.BytesIO(BIG), BIG, True, True),
    ("pipe", lambda _: Pipe(BIG), BIG, False, False),
]
"""Name, how it is made, what is sent of it, whether its length is known, if it is sent again."""


class TestOverASocket:
    @pytest.mark.parametrize(("make", "expected", "sized", "again"), [c[1:] for c in CONTENTS],
                             ids=[c[0] for c in CONTENTS])  # fmt: skip
    @pytest.mark.parametrize("is_form", [True, False])
    def test_a_file_is_streamed_and_sent_again(
        self,
        kind: Kind,
        way: Way,
        sink: Sink,
        big: Path,
        make: Callable[[Path], object],
        expected: bytes,
        sized: bool,
        again: bool,
        is_form: bool,
    ) -> None:
        content: Any = make(big)
        body: Any = {"note": "x", "it": ("big.csv", content)} if is_form else content
        operation = replace(SEND, body_media=FORM if is_form else BYTES)
        sink.statuses.extend([503])

        def call(driver: Any) -> Any:
            return driver.call(operation, body=body)

        if again:
            use(kind, way, sink.url, call)
            assert len(sink.received) == 2
        else:
            with pytest.raises(ServiceUnavailableError, match="not retried: the body was sent"):
                use(kind, way, sink.url, call)
            assert len(sink.received) == 1
        for headers, received in sink.received:
            assert ("content-length" in headers) is sized
            if is_form:
                file = ("it", "big.csv", "text/csv", expected)
                assert parts_of(headers, received) == [("note", None, "", b"x"), file]
            else:
                assert received == expected
        assert len({received for _, received in sink.received}) == 1
        if hasattr(content, "close"):
            assert not content.closed
            content.close()

    @pytest.mark.parametrize("once", [True, False])
    def test_an_iterable_is_sent_in_chunks(
        self, kind: Kind, way: Way, sink: Sink, once: bool
    ) -> None:
        pieces = [b"a", b"", b"b" * PIECE, b"c"]
        body: Any = iter(pieces) if once else pieces
        sink.statuses.extend([503])
        call: Callable[[Any], Any] = lambda driver: driver.call(  # noqa: E731
            replace(SEND, body_media=BYTES), body=body
        )
        if once:
            with pytest.raises(ServiceUnavailableError, match="cannot be rewound"):
                use(kind, way, sink.url, call)
        else:
            use(kind, way, sink.url, call)
        assert [received for _, received in sink.received] == [b"".join(pieces)] * (2 - once)

    @pytest.mark.parametrize("kind", ["asyncio", "trio"])
    def test_an_async_iterable_too(self, kind: Kind, way: Way, sink: Sink) -> None:
        sink.statuses.extend([503])
        operation = replace(SEND, body_media=BYTES)
        use(kind, way, sink.url, lambda driver: driver.call(operation, body=AsyncPieces()))
        assert [received for _, received in sink.received] == [BIG, BIG]

    def test_a_sync_client_refuses_it(self, way: Way, sink: Sink) -> None:
        operation = replace(SEND, body_media=BYTES)
        with pytest.raises(InvalidArgumentError, match="that takes an async client"):
            use("threads", way, sink.url, lambda d: d.call(operation, body=AsyncPieces()))

    def test_a_connection_is_used_again_after_an_upload(
        self, kind: Kind, sink: Sink, big: Path
    ) -> None:
        sink.statuses.extend([503])
        operation = replace(SEND, body_media=BYTES)
        use(kind, "ours", sink.url, lambda driver: driver.call(operation, body=big))
        assert len(sink.received) == 2
        assert len(sink.connections) == 1

    def test_a_file_that_grows_meanwhile_is_sent_as_it_was(
        self, kind: Kind, way: Way, sink: Sink, big: Path
    ) -> None:
        operation = replace(SEND, body_media=BYTES)
        with Growing(big) as file:
            use(kind, way, sink.url, lambda d: d.call(operation, body=file))
        assert sink.received[0][1] == BIG

    def test_a_file_that_shrinks_meanwhile_is_said(
        self, kind: Kind, way: Way, sink: Sink, big: Path
    ) -> None:
        operation, message = (
            replace(SEND, body_media=BYTES),
            "became shorter while it was sent: 17 of",
        )
        with Shrinking(big) as file, pytest.raises(InvalidArgumentError, match=message):
            use(kind, way, sink.url, lambda d: d.call(operation, body=file))

    def test_a_piece_that_is_no_bytes_is_said(self, kind: Kind, way: Way, sink: Sink) -> None:
        body: Any = ["text"]
        with pytest.raises(InvalidArgumentError, match="the body must give bytes"):
            use(kind, way, sink.url, lambda d: d.call(replace(SEND, body_media=BYTES), body=body))


class Growing(io.FileIO):
    """A file to which is written while it is read."""

    def read(self, size: int | None = -1, /) -> bytes:
        with Path(str(self.name)).open("ab") as file:
            file.write(b"more")
        return super().read(size) or b""


class Shrinking(io.FileIO):
    """A file of which the end is gone before it is read."""

    def read(self, size: int | None = -1, /) -> bytes:
        os.truncate(str(self.name), len(BIG) - 17)
        return super().read(size) or b""


PROBE = """
import asyncio, json, resource, sys
from pathlib import Path
sys.path.insert(0, {root!r})
from tests.unit.sink import use
from tests.unit.test_files import BYTES, FORM, SEND, replace

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

path = Path({path!r})
small = path.with_name("small.bin")
def call(path):
    media = FORM if {is_form!r} else BYTES
    body = {{"it": path}} if {is_form!r} else path
    use({kind!r}, {way!r}, {url!r}, lambda d: d.call(replace(SEND, body_media=media), body=body))
call(small)
base = peak()
call(path)
print(json.dumps([base, peak()]))
"""


@pytest.mark.once
@pytest.mark.skipif(sys.platform == "win32", reason="no peak memory by the standard library")
@pytest.mark.parametrize(
    ("kind", "way", "is_form"),
    [
        ("threads", "ours", True),
        ("threads", "theirs", False),
        ("asyncio", "ours", False),
        ("asyncio", "theirs", True),
        ("trio", "ours", True),
    ],
)
def test_a_large_file_never_stands_in_memory(
    kind: Kind, way: Way, tmp_path: Path, is_form: bool
) -> None:
    """200 MB, sent in a process of its own to a server that keeps nothing."""
    path = tmp_path / "large.bin"
    (tmp_path / "small.bin").write_bytes(b"x")
    with path.open("wb") as file:
        file.truncate(200_000_000)
    with sinking() as sink:
        sink.keeps = False
        source = PROBE.format(
            root=str(Path(__file__).parents[2]),
            path=str(path),
            is_form=is_form,
            kind=kind,
            way=way,
            url=sink.url,
        )
        done = subprocess.run(
            [sys.executable, "-c", source], capture_output=True, text=True, check=True
        )
    base, peak = json.loads(done.stdout)
    assert sink.size >= 200_000_001
    assert peak - base < 50, f"{peak} MiB at most, {base} MiB before"
