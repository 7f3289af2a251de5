"""What the tests of the runtime stand on: a clock that never waits, a scripted server, a caller."""

from __future__ import annotations

import inspect
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from functools import partial
from typing import Any, Literal, TypeAlias

import anyio
import anyio.lowlevel

from ghxstship import APIError

from ..library import httpx
from .bookshop import AsyncClient, Client

Kind = Literal["threads", "asyncio", "trio"]
Answer: TypeAlias = httpx.Response | BaseException | Callable[[httpx.Request], httpx.Response]

PASSING = [408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529, 530]
"""The statuses after which a call is tried again."""

NOW = 1_700_000_000.0
"""When the fake clock starts: Tue, 14 Nov 2023 22:13:20 GMT."""

BOOK = {"id": "book_1", "title": "Emma", "price": 9.5}


class FakeClock:
    """Time passes when somebody waits, and only then."""

    def __init__(self, chance: float = 0.5) -> None:
        self.now = NOW
        self.chance = chance
        self.waits: list[float] = []

    def monotonic(self) -> float:
        return self.now - NOW + 1000.0

    def time(self) -> float:
        return self.now

    def random(self) -> float:
        return self.chance

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds

    async def sleep_async(self, seconds: float) -> None:
        await anyio.lowlevel.checkpoint()
        self.sleep(seconds)


class Server:
    """Answers what it was told to, in order, and remembers what it was asked."""

    def __init__(self, *answers: Answer) -> None:
        self.answers: deque[Answer] = deque(answers)
        self.requests: list[httpx.Request] = []
        self._headers: list[httpx.Headers] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        self._headers.append(request.headers.copy())  # a later attempt may change them
        assert self.answers, f"nobody expected {request.method} {request.url}"
        answer = self.answers.popleft()
        if isinstance(answer, BaseException):
            raise answer
        return answer if isinstance(answer, httpx.Response) else answer(request)

    def header(self, name: str) -> list[str | None]:
        """A header of every request, as it was sent."""
        return [headers.get(name) for headers in self._headers]


class Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that comes in chunks, may break, and knows whether it was given back."""

    def __init__(self, chunks: Iterable[bytes | BaseException]) -> None:
        self._chunks = iter(chunks)
        self.closed = 0

    def __iter__(self) -> Iterator[bytes]:
        for chunk in self._chunks:
            if isinstance(chunk, BaseException):
                raise chunk
            yield chunk

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self:
            await anyio.lowlevel.checkpoint()
            yield chunk

    def close(self) -> None:
        self.closed += 1

    async def aclose(self) -> None:
        self.closed += 1


class Shop:
    """A client, sync or async, over a scripted server; a call reads the same on both."""

    def __init__(self, kind: Kind, *answers: Answer, **settings: Any) -> None:
        self.kind: Kind = kind
        self.clock = FakeClock()
        self.server = Server(*answers)
        transport = httpx.MockTransport(self.server)
        make: Any = Client if kind == "threads" else AsyncClient
        self.client = make(http_client=transport, **{"clock": self.clock, **settings})

    def run(self, use: Callable[..., Any], *arguments: Any) -> Any:
        """What a function gives, its answer awaited on the async side."""
        if self.kind == "threads":
            return use(*arguments)
        return anyio.run(partial(_awaited, use, *arguments), backend=self.kind)

    def call(self, use: Callable[[Any], Any]) -> Any:
        """What a method of the client's books gives."""
        return self.run(use, self.client.books)

    def every(self, use: Callable[[Any], Any]) -> list[Any]:
        """All that an iterable made of the client's books yields."""
        listed: Any = _listed if self.kind == "threads" else _listed_async
        found: list[Any] = self.run(listed, use, self.client)
        return found


async def _awaited(use: Callable[..., Any], *arguments: Any) -> Any:
    answer = use(*arguments)
    return await answer if inspect.isawaitable(answer) else answer


def _listed(use: Callable[[Any], Any], client: Any) -> list[Any]:
    return list(use(client.books))


async def _listed_async(use: Callable[[Any], Any], client: Any) -> list[Any]:
    return [item async for item in use(client.books)]


def answer(status: int = 200, json: object = BOOK, **headers: str) -> httpx.Response:
    """A response with a JSON body; header names are written with underscores."""
    return httpx.Response(status, json=json, headers=_named(headers))


def broken(*chunks: bytes | BaseException, status: int = 200, **headers: str) -> httpx.Response:
    """A response whose body comes in chunks, the last of which may be an exception."""
    return httpx.Response(status, stream=Body(chunks), headers=_named(headers))


def body_of(response: httpx.Response) -> Body:
    """The body that `broken` made."""
    assert isinstance(response.stream, Body)
    return response.stream


def error_body(
    code: str = "SERVER_ERROR", message: str = "it broke", **more: object
) -> dict[str, object]:
    """The tiny API's error envelope."""
    return {"error": {"code": code, "message": message, **more}}


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def shows(error: APIError, sent: httpx.Request) -> bool:
    """Whether an error says which request was sent, and nothing of its headers and its body."""
    request = error.request
    bare = (request.method, request.url) == (sent.method, sent.url)
    secrets = [name for name in request.headers if name.lower() not in {"host", "content-length"}]
    return bare and not secrets and request.read() == b""
