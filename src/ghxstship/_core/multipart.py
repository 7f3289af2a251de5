"""Forms with files (RFC 7578): fields and files as parts, each with its own media type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from mimetypes import guess_type
from os import PathLike, fspath
from secrets import token_hex
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from pydantic import BaseModel

from .checks import check_header_value
from .errors import InvalidArgumentError
from .files import BytesPart, Part, part_of
from .json_body import encode_body, listed, plain
from .operation import BASE64_NAME, Omit
from .scalars import scalar_text
from .styles import in_brackets
from .text import has_surrogate

if TYPE_CHECKING:
    from .media import BodyMedia
    from .operation import Operation, WireNames

_JSON = "application/json"
_UNNAMED = "upload"
_UNKNOWN = "application/octet-stream"
_PAIR, _TRIPLE = 2, 3


class _File(NamedTuple):
    """A file as its part is written."""

    name: str
    content: Part
    type: str


def encode_multipart(
    body: object, media: BodyMedia, operation: Operation[Any]
) -> tuple[str, list[Part]]:
    """A form's media type, with the boundary of its parts, and the body.

    Args:
        body: A mapping or a model: `FileUpload`s are files, lists repeat their name, objects are
            JSON, scalars are text; `None` and `OMIT` are left out.
        media: What it is sent as, and what its parts are.
        operation: Names what differs on the wire.

    Raises:
        InvalidArgumentError: A value cannot be sent.
        OSError: A file is not there.
    """
    if isinstance(body, BaseModel):
        body = body.model_dump(by_alias=True, exclude_unset=True)
    if not isinstance(body, Mapping):
        raise InvalidArgumentError(f"the body must be a mapping, not {type(body).__name__}")
    boundary = token_hex(16)
    parts: list[Part] = []
    held = bytearray()
    for name, value in cast("Mapping[str, object]", body).items():
        wire, inner = (operation.wire_names or {}).get(name, (name, None))
        for disposition, type_, content in _parts(name, wire, value, inner, media):
            held += f"--{boundary}\r\nContent-Disposition: form-data; {disposition}\r\n".encode()
            held += f"Content-Type: {type_}\r\n\r\n".encode() if type_ else b"\r\n"
            if isinstance(content, bytes):
                held += content
            else:
                parts += [BytesPart(bytes(held)), content]
                held.clear()
            held += b"\r\n"
    held += f"--{boundary}--\r\n".encode()
    parts.append(BytesPart(bytes(held)))
    return f"{media.type}; boundary={boundary}", parts


def _parts(
    name: str, wire: str, value: object, names: WireNames | None, media: BodyMedia
) -> Iterator[tuple[str, str, bytes | Part]]:
    """The parts of a field: how it is named, its media type, its content."""
    if value is None or isinstance(value, Omit):
        return
    type_ = media.part_types.get(wire, "")
    quoted = f'name="{_escaped(name, wire)}"'
    if (file := _file(name, value, type_, names)) is not None:
        named = f'{quoted}; filename="{_escaped(name, file.name)}"'
        yield named, file.type, file.content
    elif wire in media.deep_parts:
        for key, text in in_brackets(wire, plain(value, names, name)):
            yield f'name="{_escaped(name, key)}"', "", text.encode()
    elif type_.partition(";")[0].rstrip().endswith("json") or _is_object(value):
        yield quoted, type_ or _JSON, encode_body(value, names, where=name)
    elif (items := listed(value)) is not None:
        for index, item in enumerate(items):
            yield from _parts(f"{name}[{index}]", wire, item, names, media)
    else:
        text = scalar_text(name, plain(value, names, name))
        if has_surrogate(text):
            raise InvalidArgumentError(f"{name} must be text without lone surrogates")
        yield quoted, type_, text.encode()


def _is_object(value: object) -> bool:
    return isinstance(value, Mapping | BaseModel)


def _file(name: str, value: object, type_: str, names: WireNames | None) -> _File | None:
    """The file that a value is, `None` where it is none."""
    found, given, content = "", type_, value
    if isinstance(value, tuple):
        several = cast("tuple[object, ...]", value)
        if len(several) not in {_PAIR, _TRIPLE} or not isinstance(several[0], str):
            return None
        found, content = several[0], several[1]
        if len(several) == _TRIPLE and isinstance(several[2], str):
            given = several[2]
    elif names is not None and BASE64_NAME in names and isinstance(value, bytes | bytearray):
        return None  # text in base64, as the document says
    part = part_of(name, content)
    if part is None:
        return None
    found = found or _name_of(content) or _UNNAMED
    given = given or guess_type(found)[0] or _UNKNOWN
    check_header_value(f"the media type of {name}", given, InvalidArgumentError)
    return _File(found, part, given)


def _name_of(content: object) -> str:
    """A path's name, or that of a file object; what is no file's, such as `<stdin>`, is none."""
    name: object = getattr(content, "name", None)
    if isinstance(content, PathLike):
        name = fspath(cast("PathLike[str]", content))
    if not isinstance(name, str) or name.startswith("<"):
        return ""
    return name.replace("\\", "/").rpartition("/")[2]


def _escaped(where: str, text: str) -> str:
    """A name within quotes (WHATWG HTML, section 4.10.22.7)."""
    if has_surrogate(text):
        raise InvalidArgumentError(f"{where} has a name with lone surrogates")
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
