"""What the sandbox received, for a test to look at."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, overload
from urllib.parse import parse_qsl

if TYPE_CHECKING:
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
        size: How many are kept.
    """

    def __init__(self, size: int = 1000) -> None:
        self._requests: deque[ReceivedRequest] = deque(maxlen=size)
        self.append = self._requests.append
        self.clear = self._requests.clear

    def __len__(self) -> int:
        return len(self._requests)

    def __iter__(self) -> Iterator[ReceivedRequest]:
        return iter(list(self._requests))

    @overload
    def __getitem__(self, index: int) -> ReceivedRequest: ...
    @overload
    def __getitem__(self, index: slice) -> list[ReceivedRequest]: ...
    def __getitem__(self, index: int | slice) -> ReceivedRequest | list[ReceivedRequest]:
        return list(self._requests)[index]

    def __repr__(self) -> str:
        return f"Record({list(self._requests)!r})"
