"""Bodies that are no JSON: sent as other media types, read as text or as bytes."""

from __future__ import annotations

from collections.abc import AsyncIterable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, cast
from urllib.parse import urlencode

from .errors import InvalidArgumentError
from .files import BytesPart, IterablePart, Part, Upload, exact_bytes, part_of, upload
from .headers import charset_of
from .json_body import encode_body, plain
from .multipart import encode_multipart
from .styles import in_brackets
from .text import exact_text, has_surrogate

if TYPE_CHECKING:
    from .http.protocols import HttpLibrary, HttpResponse
    from .operation import Operation


_SMALL = 1024 * 1024


class Content(Enum):
    """What an answer's body is read as where it is not read by a type."""

    TEXT = "text"
    BINARY = "binary"


TEXT: Final = Content.TEXT
"""The body as text, by the charset of its `Content-Type`."""
BINARY: Final = Content.BINARY
"""The body's bytes as they are."""


@dataclass(frozen=True, slots=True)
class BodyMedia:
    """What a body is sent as."""

    type: str
    """The media type, such as `application/merge-patch+json`."""
    kind: Literal["json", "form", "multipart", "text", "binary"] = "json"
    part_types: Mapping[str, str] = field(default_factory=dict[str, str])
    """The media types of a multipart body's parts, by their names on the wire."""
    deep_parts: Collection[str] = ()
    """The parts of a multipart body whose objects are put in brackets, in place of JSON."""


class Encoded(NamedTuple):
    """A body as it is sent."""

    type: str
    """Its `Content-Type`."""
    content: bytes | Upload


def encode_content(
    body: object, media: BodyMedia, operation: Operation[Any], library: HttpLibrary
) -> Encoded:
    """A body as it is sent.

    Args:
        body: What the method was given.
        media: What it is sent as.
        operation: Names what differs on the wire.
        library: Whose requests send it.

    Raises:
        InvalidArgumentError: The body cannot be sent so.
        OSError: A file is not there.
    """
    if media.kind == "multipart":
        type_, parts = encode_multipart(body, media, operation)
        return Encoded(type_, _sent(parts, library))
    if media.kind == "form":
        content: bytes | Upload = _encode_form(body, operation)
    elif media.kind == "json":
        content = encode_body(body, operation.wire_names, operation.money, operation.dates)
    else:
        content = _encode_raw(body, media, library)
    return Encoded(media.type, content)


def _encode_raw(body: object, media: BodyMedia, library: HttpLibrary) -> bytes | Upload:
    """Text or bytes as they are, or what gives bytes."""
    if (data := exact_bytes(body)) is not None:
        return data
    if isinstance(body, str) and not has_surrogate(text := exact_text(body)):
        return text.encode()
    wanted = "text without lone surrogates, or bytes"
    if media.kind == "binary":
        wanted = "bytes, a path, a file or an iterable of bytes"
        part = part_of("the body", body)
        if part is None and _has_pieces(body):
            part = IterablePart("the body", cast("Iterable[bytes]", body))
        if part is not None:
            return upload([part], library)
    raise InvalidArgumentError(f"the body must be {wanted}, not {type(body).__name__}")


def _has_pieces(body: object) -> bool:
    """Whether it may give bytes, piece by piece."""
    return isinstance(body, Iterable | AsyncIterable) and not isinstance(body, str | Mapping)


def _sent(parts: Sequence[Part], library: HttpLibrary) -> bytes | Upload:
    """A body in parts: as one where it is small and in memory, which tools can look at."""
    whole = upload(parts, library)
    in_memory = all(isinstance(part, BytesPart) for part in parts)
    if in_memory and whole.length is not None and whole.length <= _SMALL:
        return b"".join(whole)
    return whole


def _encode_form(body: object, operation: Operation[Any]) -> bytes:
    """A form (WHATWG URL, section 5.2): lists repeat their name, objects are put in brackets."""
    found = plain(body, operation.wire_names, "body")
    if not isinstance(found, dict):
        raise InvalidArgumentError(f"the body must be a mapping, not {type(body).__name__}")
    members = cast("Mapping[str, object]", found).items()
    pairs = [
        pair for name, value in members if value is not None for pair in in_brackets(name, value)
    ]
    return urlencode(pairs).encode()


def content_of(content: Enum, body: bytes, response: HttpResponse) -> Any:
    """A body as it came, or as text by the charset of its `Content-Type`.

    What is not of the charset is replaced; a charset that nobody knows is taken as UTF-8.
    """
    if content is BINARY:
        return body
    try:
        return body.decode(charset_of(response.headers) or "utf-8", "replace")
    except (LookupError, ValueError):  # the latter of codecs that replace nothing, such as `idna`
        return body.decode("utf-8", "replace")
