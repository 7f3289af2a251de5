"""What the caller brings, as the seam to the HTTP client uses it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import anyio
import pytest

from ghxstship._core.errors import ConfigurationError
from ghxstship._core.http.sender import async_sender, sender

from ..library import LIBRARY, httpx

URL = "http://api.books.test"
CLOSED = "the http_client is closed: open it for as long as this client is used"


class Pieces(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that notices that it is read."""

    def __init__(self) -> None:
        self.read = False

    def __iter__(self) -> Iterator[bytes]:
        self.read = True
        yield b"ok"

    async def __aiter__(self) -> AsyncIterator[bytes]:
        self.read = True
        yield b"ok"


def answering(pieces: Pieces) -> httpx.MockTransport:
    return httpx.MockTransport(lambda _: httpx.Response(200, stream=pieces))


def bare(transport: Any) -> Any:
    return transport


def in_client(transport: Any) -> Any:
    return httpx.Client(transport=transport)


def in_async_client(transport: Any) -> Any:
    return httpx.AsyncClient(transport=transport)


def request() -> Any:
    return httpx.Request("GET", URL)


class TestThreads:
    @pytest.mark.parametrize("bring", [bare, in_client])
    def test_read_no_body_before_it_is_wanted(self, bring: Any) -> None:
        pieces = Pieces()
        asked = request()
        response = sender(LIBRARY, bring(answering(pieces))).send(asked, None)
        assert (pieces.read, response.request) == (False, asked)
        assert response.read() == b"ok"

    def test_know_the_timeout_of_a_client_alone(self) -> None:
        mine = httpx.Client(timeout=11.0)
        assert sender(LIBRARY, mine).timeout == httpx.Timeout(11.0)
        assert sender(LIBRARY, answering(Pieces())).timeout is None
        assert sender(LIBRARY, None).timeout is None

    def test_say_that_a_client_is_closed(self) -> None:
        with httpx.Client() as mine:
            pass
        with pytest.raises(ConfigurationError) as caught:
            sender(LIBRARY, mine).send(request(), None)
        assert str(caught.value) == CLOSED


class TestTasks:
    @pytest.mark.parametrize("bring", [bare, in_async_client])
    def test_read_no_body_before_it_is_wanted(self, bring: Any) -> None:
        async def use() -> None:
            pieces = Pieces()
            asked = request()
            response = await async_sender(LIBRARY, bring(answering(pieces))).send(asked, None)
            assert (pieces.read, response.request) == (False, asked)
            assert await response.aread() == b"ok"

        anyio.run(use)

    def test_know_the_timeout_of_a_client_alone(self) -> None:
        mine = httpx.AsyncClient(timeout=11.0)
        assert async_sender(LIBRARY, mine).timeout == httpx.Timeout(11.0)
        assert async_sender(LIBRARY, answering(Pieces())).timeout is None
        assert async_sender(LIBRARY, None).timeout is None

    def test_say_that_a_client_is_closed(self) -> None:
        async def use() -> None:
            async with httpx.AsyncClient() as mine:
                pass
            with pytest.raises(ConfigurationError) as caught:
                await async_sender(LIBRARY, mine).send(request(), None)
            assert str(caught.value) == CLOSED

        anyio.run(use)
