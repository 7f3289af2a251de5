"""Answers that are read as they come: in pieces, whole within a bound, and into files."""

from __future__ import annotations

import gzip
import inspect
import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from ghxstship import (
    APIConnectionError,
    APITimeoutError,
    DeadlineExceededError,
    NotFoundError,
    ResponseTooLargeError,
)
from ghxstship._core.downloads import AsyncStreamingDriver, StreamingDriver
from ghxstship._core.errors import InvalidArgumentError
from ghxstship._core.media import BINARY
from ghxstship._core.operation import Operation
from ghxstship._core.streamed_calls import AsyncStreamedCall, StreamedCall

from ..library import httpx
from ..patience import PATIENCE
from .harness import Kind, Shop, answer, body_of, broken
from .sink import Way, sinking, use

FETCH: Operation[bytes] = Operation("books.file", "GET", "/v1/file", {200: BINARY})
PIECES = [b"one,", b"two,", b"three"]
WHOLE = b"".join(PIECES)


def fetching(driver: Any, use: Callable[[Any], Any]) -> Any:
    """What a function makes of an opened response; to be awaited on the async side."""
    if inspect.iscoroutinefunction(driver.call):
        return _fetching_async(AsyncStreamingDriver(driver), use)
    with StreamedCall(partial(StreamingDriver(driver).call, FETCH)) as response:
        return use(response)


async def _fetching_async(driver: AsyncStreamingDriver, use: Callable[[Any], Any]) -> Any:
    async with AsyncStreamedCall(partial(driver.call, FETCH)) as response:
        found = use(response)
        return await found if inspect.isawaitable(found) else found


def fetch(shop: Shop, use: Callable[[Any], Any]) -> Any:
    return shop.call(lambda books: fetching(vars(books)["_driver"], use))


def pieces(response: Any, *arguments: Any) -> Any:
    """All pieces of an answer."""
    found = response.iter_bytes(*arguments)
    return _listed(found) if hasattr(found, "__anext__") else [*found]


async def _listed(found: Any) -> list[bytes]:
    return [piece async for piece in found]


def read(response: Any) -> Any:
    return response.read()


class TestPieces:
    def test_come_as_they_are_sent(self, kind: Kind) -> None:
        shop = Shop(kind, broken(*PIECES))
        assert fetch(shop, pieces) == PIECES

    @pytest.mark.parametrize(
        ("size", "expected"),
        [
            (5, [b"one,t", b"wo,th", b"ree"]),
            (13, [WHOLE]),
            (100, [WHOLE]),
            (2, [b"on", b"e,", b"tw", b"o,", b"th", b"re", b"e"]),
        ],
    )  # fmt: skip
    def test_have_the_size_that_is_asked_for(
        self, kind: Kind, size: int, expected: list[bytes]
    ) -> None:
        shop = Shop(kind, broken(*PIECES))
        assert fetch(shop, lambda response: pieces(response, size)) == expected

    @pytest.mark.parametrize("size", [0, -1, 1.5])
    def test_of_no_size_are_refused(self, kind: Kind, size: Any) -> None:
        shop = Shop(kind, broken(*PIECES))
        with pytest.raises(
            InvalidArgumentError, match="chunk_size must be an integer of 1 or more"
        ):
            fetch(shop, lambda response: pieces(response, size))

    def test_of_an_answer_in_memory_are_one(self, kind: Kind) -> None:
        assert fetch(Shop(kind, httpx.Response(200, content=WHOLE)), pieces) == [WHOLE]

    def test_are_decompressed(self, kind: Kind) -> None:
        packed = gzip.compress(WHOLE)
        shop = Shop(kind, broken(packed[:9], packed[9:], content_encoding="gzip"))
        assert b"".join(fetch(shop, pieces)) == WHOLE

    def test_come_once(self, kind: Kind) -> None:
        def twice(response: Any) -> Any:
            first = pieces(response)
            if inspect.isawaitable(first):
                return _both(response, first)
            return first, pieces(response)

        with pytest.raises(RuntimeError, match="the body was read before"):
            fetch(Shop(kind, broken(*PIECES)), twice)


async def _both(response: Any, first: Any) -> Any:
    return await first, await pieces(response)


class TestAnAnswer:
    def test_says_what_it_is_before_its_body(self, kind: Kind) -> None:
        response = broken(*PIECES, X_Request_ID="req_1", content_length="13")

        def facts(found: Any) -> Any:
            return found.status_code, found.request_id, found.content_length, found.headers["x-a"]

        response.headers["X-A"] = "b"
        assert fetch(Shop(kind, response), facts) == (200, "req_1", 13, "b")

    @pytest.mark.parametrize("length", ["", "x", "9" * 30, "²"])
    def test_says_no_length_that_is_none(self, kind: Kind, length: str) -> None:
        response = broken(*PIECES)
        response.headers["Content-Length"] = length
        assert fetch(Shop(kind, response), lambda found: found.content_length) is None

    def test_is_closed_where_its_block_is_left(self, kind: Kind) -> None:
        response = broken(*PIECES)
        fetch(Shop(kind, response), lambda _: None)
        assert body_of(response).closed == 1

    def test_is_read_whole_within_the_bound(self, kind: Kind) -> None:
        assert fetch(Shop(kind, broken(*PIECES), max_response_bytes=13), read) == WHOLE
        with pytest.raises(ResponseTooLargeError, match="more than 12 bytes"):
            fetch(Shop(kind, broken(*PIECES), max_response_bytes=12), read)

    def test_may_be_larger_than_the_bound_in_pieces(self, kind: Kind) -> None:
        assert fetch(Shop(kind, broken(*PIECES), max_response_bytes=2), pieces) == PIECES

    def test_that_is_an_error_is_raised_and_retried_as_of_any_call(self, kind: Kind) -> None:
        shop = Shop(kind, answer(503, {}), broken(*PIECES))
        assert fetch(shop, pieces) == PIECES
        with pytest.raises(NotFoundError):
            fetch(Shop(kind, answer(404, {})), pieces)


class TestFailures:
    def test_of_the_connection(self, kind: Kind) -> None:
        response = broken(PIECES[0], httpx.ReadError("it broke"))
        with pytest.raises(APIConnectionError, match=r"no complete answer from .*: it broke"):
            fetch(Shop(kind, response), pieces)
        assert body_of(response).closed

    def test_of_time(self, kind: Kind) -> None:
        response = broken(PIECES[0], httpx.ReadTimeout("nothing came"))
        with pytest.raises(APITimeoutError, match="nothing came"):
            fetch(Shop(kind, response), pieces)

    def test_of_the_deadline(self, kind: Kind) -> None:
        shop = Shop(kind, deadline=60)

        class Slow(list[bytes]):
            def __iter__(self) -> Any:
                yield PIECES[0]
                shop.clock.now += 61
                yield PIECES[1]

        slow = broken()
        vars(body_of(slow))["_chunks"] = iter(Slow())
        shop.server.answers.append(slow)
        with pytest.raises(DeadlineExceededError, match="the deadline of 60 s passed"):
            fetch(shop, pieces)

    def test_of_packing(self, kind: Kind) -> None:
        packed = gzip.compress(WHOLE)[:-9]
        with pytest.raises(APIConnectionError, match="incomplete"):
            fetch(Shop(kind, broken(packed, content_encoding="gzip")), pieces)
        with pytest.raises(APIConnectionError):
            fetch(Shop(kind, broken(WHOLE, content_encoding="br")), pieces)


class TestFiles:
    def test_are_written_with_progress(self, kind: Kind, tmp_path: Path) -> None:
        path = tmp_path / "a.csv"
        seen: list[tuple[int, int | None]] = []
        response = broken(*PIECES, content_length="13")

        def note(written: int, whole: int | None) -> None:
            seen.append((written, whole))

        def write(found: Any) -> Any:
            return found.write_to(path, progress=note)

        assert fetch(Shop(kind, response), write) == 13
        assert path.read_bytes() == WHOLE
        assert seen[-1] == (13, 13)
        assert [*tmp_path.iterdir()] == [path]

    @pytest.mark.parametrize("before", [None, b"old"])
    @pytest.mark.parametrize("failure", [httpx.ReadError("it broke"), KeyboardInterrupt()])
    def test_are_not_left_behind_in_part(
        self, kind: Kind, tmp_path: Path, before: bytes | None, failure: BaseException
    ) -> None:
        path = tmp_path / "a.csv"
        if before is not None:
            path.write_bytes(before)
        with pytest.raises((APIConnectionError, KeyboardInterrupt)):
            fetch(Shop(kind, broken(*PIECES, failure)), lambda found: found.write_to(path))
        assert [one.read_bytes() for one in tmp_path.iterdir()] == ([before] if before else [])

    def test_are_not_left_behind_where_progress_fails(self, kind: Kind, tmp_path: Path) -> None:
        def fail(_written: int, _whole: int | None) -> None:
            raise ZeroDivisionError

        def write(found: Any) -> Any:
            return found.write_to(tmp_path / "a", progress=fail)

        with pytest.raises(ZeroDivisionError):
            fetch(Shop(kind, broken(*PIECES)), write)
        assert [*tmp_path.iterdir()] == []

    def test_need_their_folder(self, kind: Kind, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError):
            fetch(Shop(kind, broken(*PIECES)), lambda found: found.write_to(tmp_path / "a" / "b"))
        with pytest.raises(IsADirectoryError):
            fetch(Shop(kind, broken(*PIECES)), lambda found: found.write_to(tmp_path))

    @pytest.mark.skipif(os.name != "posix", reason="links and devices of POSIX")
    def test_may_be_links_and_devices(self, kind: Kind, tmp_path: Path) -> None:
        (tmp_path / "target").write_bytes(b"old")
        (tmp_path / "link").symlink_to("target")
        fetch(Shop(kind, broken(*PIECES)), lambda found: found.write_to(tmp_path / "link"))
        assert (tmp_path / "link").is_symlink()
        assert (tmp_path / "target").read_bytes() == WHOLE
        fetch(Shop(kind, broken(*PIECES)), lambda found: found.write_to(os.devnull))
        assert Path(os.devnull).is_char_device()


@pytest.mark.parametrize("way", ["ours", "theirs"])
class TestOverASocket:
    def test_a_file_comes_whole(self, kind: Kind, way: Way, tmp_path: Path) -> None:
        with sinking() as sink:
            sink.body = os.urandom(3_000_000)
            path = tmp_path / "file"
            written, _ = use(
                kind, way, sink.url, lambda d: fetching(d, lambda found: found.write_to(path))
            )
            assert written == len(sink.body)
            assert path.read_bytes() == sink.body

    def test_one_that_is_cut_off_is_an_error(self, kind: Kind, way: Way, tmp_path: Path) -> None:
        with sinking() as sink:
            sink.body, sink.missing = b"x" * 100_000, 10
            with pytest.raises(APIConnectionError):
                use(
                    kind,
                    way,
                    sink.url,
                    lambda d: fetching(d, lambda found: found.write_to(tmp_path / "file")),
                )
            assert [*tmp_path.iterdir()] == []

    def test_leaving_early_closes_the_connection(self, kind: Kind, way: Way) -> None:
        with sinking() as sink:
            sink.body = b"x" * 50_000_000
            for _ in range(2):
                use(kind, way, sink.url, lambda d: fetching(d, first))
            assert sink.aborted.wait(PATIENCE)


def first(response: Any) -> Any:
    found = response.iter_bytes()
    return anext(found) if hasattr(found, "__anext__") else next(found)


PROBE = """
import json, resource, sys
from pathlib import Path
sys.path.insert(0, {root!r})
from tests.unit.sink import use
from tests.unit.test_downloads import fetching

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

def fetch(url):
    write = lambda found: found.write_to({path!r})
    return use({kind!r}, {way!r}, url, lambda driver: fetching(driver, write))[0]

fetch({small!r})
base = peak()
print(json.dumps([fetch({large!r}), base, peak()]))
"""


@pytest.mark.once
@pytest.mark.skipif(sys.platform == "win32", reason="no peak memory by the standard library")
@pytest.mark.parametrize(("kind", "way"), [("threads", "ours"), ("asyncio", "theirs")])
def test_a_large_file_never_stands_in_memory(kind: Kind, way: Way, tmp_path: Path) -> None:
    """200 MB, fetched in a process of its own."""
    with sinking() as small, sinking() as large:
        small.body, large.body, large.times = b"x", bytes(1_000_000), 200
        source = PROBE.format(
            root=str(Path(__file__).parents[2]),
            path=str(tmp_path / "file"),
            kind=kind,
            way=way,
            small=small.url,
            large=large.url,
        )
        done = subprocess.run(
            [sys.executable, "-c", source], capture_output=True, text=True, check=True
        )
    written, base, peak = json.loads(done.stdout)
    assert written == (tmp_path / "file").stat().st_size == 200_000_000
    assert peak - base < 50, f"{peak} MiB at most, {base} MiB before"
