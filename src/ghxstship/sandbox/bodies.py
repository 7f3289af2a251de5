"""Requests' bodies: JSON, forms, and whatever else a description names."""

from __future__ import annotations

import re
from contextlib import suppress
from email import message_from_bytes
from email.policy import HTTP
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from ..description import is_array, is_object
from .encoding import decode
from .error_responses import bad_request
from .operations import JSON, is_json
from .parameters import scalar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..description import Media, Node
    from .messages import Request
    from .operations import Body
    from .schemas import Schemas

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"

_KEYS = re.compile(r"\[([^\[\]]*)\]")
_ANY = ("application/*", "*/*")


def media_of(request: Request, body: Body) -> tuple[str, Media]:
    """The media type of a request's body, and what is said of it.

    Raises:
        ErrorResponse: It is none of those that the operation takes (400).
    """
    kind = request.headers.get(b"content-type", b"").partition(b";")[0].strip().lower().decode()
    found = body.content.get(kind)
    for other in body.content if found is None else ():
        if other in _ANY or (other.endswith("/*") and kind.startswith(other[:-1])):
            found = body.content[other]
    if found is None:
        wanted = " or ".join(body.content) or JSON
        raise bad_request(f"The body's content type is not {wanted}", "Content-Type")
    return kind, found


def parsed(request: Request, kind: str, schemas: Schemas, schema: Node) -> Any:
    """A body as the values of JSON; a text or bytes where it is neither JSON nor a form.

    Args:
        request: The request.
        kind: The body's media type.
        schemas: What the schema refers to.
        schema: The body's schema, by which a form's texts have types.

    Raises:
        ErrorResponse: It is not of its media type (400).
    """
    if is_json(kind):
        return parsed_json(request)
    if kind == FORM:
        try:
            pairs = parse_qsl(request.body.decode(), True, errors="strict")
        except ValueError:
            raise bad_request("The body is not a form in UTF-8", "body") from None
        return _form(pairs, schemas, schema)
    if kind == MULTIPART:
        return _form(_parts(request), schemas, schema)
    try:
        return request.body.decode()
    except UnicodeDecodeError:
        return request.body


def parsed_json(request: Request) -> Any:
    """A body of JSON.

    Raises:
        ErrorResponse: It is none (400).
    """
    try:
        return decode(request.body)
    except ValueError as error:
        raise bad_request(f"The body is not JSON: {error}", "body") from None


def _form(pairs: Iterable[tuple[str, Any]], schemas: Schemas, schema: Node) -> Any:
    tree: dict[str, Any] = {}
    for name, value in pairs:
        base, bracket, _ = name.partition("[")
        keys = [base, *_KEYS.findall(name[len(base) :])] if bracket and base else [name]
        _add(tree, keys, value)
    return _typed(tree, schemas, schema, 0)


def _add(tree: dict[str, Any], keys: list[str], value: object) -> None:
    """Add a text inside of objects by its keys; one that is there already begins a list."""
    for key in keys[:-1]:
        inner = tree.get(key)
        if not is_object(inner):
            inner = tree[key] = {}
        tree = inner
    before = tree.get(keys[-1])
    if keys[-1] not in tree:
        tree[keys[-1]] = value
    elif is_array(before):
        before.append(value)
    else:
        tree[keys[-1]] = [before, value]


def _typed(value: Any, schemas: Schemas, schema: Node, depth: int) -> Any:
    """What a form's texts stand for, by the schema of each."""
    types = schemas.types(schema)
    if is_object(value) and "array" in types and "object" not in types:
        value = _flat(value)
    if is_object(value):
        known = schemas.properties(schema)
        return {
            name: _typed(one, schemas, known.get(name, {}), depth + 1)
            for name, one in value.items()
        }
    if is_array(value) or ("array" in types and "string" not in types):
        items = schemas.items(schema) or {}
        values: list[Any] = value if is_array(value) else [value]
        return [_typed(one, schemas, items, depth + 1) for one in values]
    if isinstance(value, str) and "object" in types and value[:1] == "{":
        with suppress(ValueError):
            return decode(value.encode())
    return scalar(value, types) if isinstance(value, str) else value


def _flat(members: dict[str, Any]) -> list[Any]:
    """The items of a list whose keys are numbers, or empty."""
    found: list[Any] = []
    for value in members.values():
        found += value if is_array(value) else [value]
    return found


def _parts(request: Request) -> list[tuple[str, Any]]:
    """The parts of a multipart body: texts, what is JSON as it is, files as texts."""
    head = b"Content-Type: " + request.headers[b"content-type"] + b"\r\n\r\n"
    message = message_from_bytes(head + request.body, policy=HTTP)
    if not message.is_multipart():
        raise bad_request("The body is not divided by its boundary", "body")
    found: list[tuple[str, Any]] = []
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        text = content.decode("utf-8", "replace") if isinstance(content, bytes) else ""
        value: Any = text
        if is_json(part.get_content_type()):
            with suppress(ValueError):
                value = decode(text.encode())
        found.append((str(name or ""), value))
    return found
