"""What the sandbox received, for a test to look at."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator, Sequence
from threading import Lock
from typing import Any, overload
from urllib.parse import parse_qsl

from .messages import Request

_SECRET = frozenset({"authorization", "cookie", "proxy-authorization"})


class ReceivedRequest:
    """A request that the sandbox received.

    Args:
        request: The request as it came.
    """

    __slots__ = ("_request",)

    def __init__(self, request: Request) -> None:
        self._request = request

    @property
    def method(self) -> str:
        """The HTTP method, in capitals."""
        return self._request.method

    @property
    def path(self) -> str:
        """The path as it was sent."""
        return self._request.path

    @property
    def query(self) -> list[tuple[str, str]]:
        """The query's pairs, in their order."""
        return parse_qsl(self._request.query.decode("latin-1"), keep_blank_values=True)

    @property
    def headers(self) -> dict[str, str]:
        """The headers, their names in small letters."""
        pairs = self._request.headers.items()
        return {name.decode("latin-1"): value.decode("latin-1") for name, value in pairs}

    @property
    def body(self) -> bytes:
        """The body's bytes."""
        return self._request.body

    @property
    def size(self) -> int:
        """The bytes of the path, the query, the headers and the body."""
        request = self._request
        headers = sum(len(name) + len(value) for name, value in request.headers.items())
        return len(request.path) + len(request.query) + headers + len(request.body)

    def json(self) -> Any:
        """The body, read as JSON.

        Raises:
            ValueError: It is not JSON.
        """
        return json.loads(self.body)

    def __repr__(self) -> str:
        headers = {
            name: "***" if name in _SECRET else value for name, value in self.headers.items()
        }
        query = f"?{self._request.query.decode('latin-1')}" if self._request.query else ""
        return f"<{self.method} {self.path}{query} {headers} {len(self.body)} bytes>"


class Record(Sequence[ReceivedRequest]):
    """The last requests, oldest first.

    Args:
        count: How many are kept, 1 or more.
        max_bytes: Bytes that they may have together; the last request is kept however large it is.
    """

    def __init__(self, count: int = 1000, max_bytes: int = 32 * 1024 * 1024) -> None:
        self._count = count
        self._max_bytes = max_bytes
        self._bytes = 0
        self._requests: deque[ReceivedRequest] = deque()
        self._lock = Lock()  # servers of one sandbox have a thread each

    def append(self, request: ReceivedRequest) -> None:
        """Keep a request, and forget the oldest that there is no space for."""
        with self._lock:
            requests = self._requests
            requests.append(request)
            self._bytes += request.size
            while len(requests) > self._count or (
                self._bytes > self._max_bytes and len(requests) > 1
            ):
                self._bytes -= requests.popleft().size

    def clear(self) -> None:
        """Forget all requests."""
        with self._lock:
            self._requests.clear()
            self._bytes = 0

    def __len__(self) -> int:
        return len(self._requests)

    def __iter__(self) -> Iterator[ReceivedRequest]:
        return iter(self._kept())

    @overload
    def __getitem__(self, index: int) -> ReceivedRequest: ...
    @overload
    def __getitem__(self, index: slice) -> list[ReceivedRequest]: ...
    def __getitem__(self, index: int | slice) -> ReceivedRequest | list[ReceivedRequest]:
        return self._kept()[index]

    def __repr__(self) -> str:
        return f"Record({self._kept()!r})"

    def _kept(self) -> list[ReceivedRequest]:
        with self._lock:
            return list(self._requests)
