"""What comes in and what goes out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Header = tuple[bytes, bytes]


@dataclass(slots=True)
class Request:
    """A request as it came over the wire.

    Attributes:
        method: The HTTP method, in capitals.
        path: The path as it was sent, still percent-encoded.
        query: The query string, still encoded.
        headers: The headers by their names in small letters.
        body: The whole body.
    """

    method: str
    path: str
    query: bytes
    headers: Mapping[bytes, bytes]
    body: bytes


@dataclass(slots=True)
class Answer:
    """An answer, ready to be sent.

    Attributes:
        status: The HTTP status.
        body: The whole body.
        headers: Headers beyond the content's type and length.
        media: The body's media type.
        feed: What an answer without an end goes on with, `None` for an answer that has one.
    """

    status: int
    body: bytes = b""
    headers: list[Header] = field(default_factory=list[Header])
    feed: Feed | None = None
    media: bytes = b"application/json"


@dataclass(frozen=True, slots=True)
class Feed:
    """The events that a client wants to be told as they happen.

    Attributes:
        key: The feed's key in the store.
        names: The names of the events wanted, `None` for all.
        after: The sequence number of the last event that is not wanted any more.
    """

    key: str
    names: frozenset[str] | None
    after: int
