"""A call of each operation with what the document promises: request, answer and error.

What is here follows from the document alone and knows nothing of the runtime, which is held
against it.
"""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote, urlencode

from ...api import (
    STREAM,
    KeywordBody,
    Location,
    MediaKind,
    Streamed,
    Style,
    Success,
    WholeBody,
)
from ...conventions import Place
from ...types import Constant, Kind
from .clients import base_path
from .failures import error_class
from .samples import PYTHON, WIRE, Samples

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ...api import Api, Operation, Parameter, Resource
    from ...conventions import Conventions, Security

Pairs = list[tuple[str, str]]

SECRET = "secret"  # noqa: S105 - it is no one's
_FLAT = {Style.COMMA, Style.PAIRS, Style.MEMBERS, Style.LABEL, Style.MATRIX}
"""Styles that have no form for an object within an object."""
_JOINTS = {Style.SPACE: " ", Style.PIPE: "|"}
_SIMPLE = "text"
"""What stands for a value of any type where only text can be sent."""
_FAILING = ("500", "InternalServerError")
"""The error of an operation whose document promises none."""


@dataclass(frozen=True, slots=True)
class Call:
    """An operation, what it is called with, and what the document says of both directions."""

    method: str
    """The method's dotted name on the client."""
    request: str
    """The HTTP method and the target."""
    arguments: Mapping[str, Any]
    headers: Mapping[str, str]
    sent_as: str | None
    """The body's media type, `None` for no body."""
    body: Any
    """The body: as JSON has it, the pairs of a form, or bytes; of other kinds nothing."""
    status: int
    answered_as: str | None
    answer: Any
    error: tuple[int, str]
    """A status that is an error, and the exception's class."""


@dataclass(slots=True)
class _Request:
    """What is collected of a request."""

    path: str
    query: Pairs = field(default_factory=Pairs)
    headers: dict[str, str] = field(default_factory=dict[str, str])
    cookies: Pairs = field(default_factory=Pairs)

    @property
    def target(self) -> str:
        """The path and the query."""
        return f"{self.path}?{urlencode(self.query, quote_via=quote)}" if self.query else self.path

    @property
    def all_headers(self) -> dict[str, str]:
        """The headers, with that of the cookies."""
        if not self.cookies:
            return self.headers
        return {
            **self.headers,
            "Cookie": "; ".join(f"{name}={text}" for name, text in self.cookies),
        }


class CallsWriter:
    """Makes the calls.

    Args:
        api: What the document says.
        optional: Levels of objects that have all of their properties.
    """

    def __init__(self, api: Api, optional: int = 0) -> None:
        self._conventions = api.conventions
        self._samples = Samples(api.declarations, optional)
        self._plain = Samples(api.declarations, optional, any=_SIMPLE, items=2)

    def calls(self, path: str, operation: Operation) -> Iterator[Call]:
        """A call of each way that an operation answers.

        Args:
            path: The dotted name of its resource on the client.
            operation: The operation.
        """
        streamed = operation.as_stream()
        if streamed is None:
            yield self._call(path, operation, {})
            return
        yield self._call(path, operation, {STREAM: False})
        yield self._call(path, streamed, {STREAM: True})

    def _call(self, path: str, operation: Operation, flags: Mapping[str, bool]) -> Call:
        """A call of an operation.

        Args:
            path: The dotted name of its resource on the client.
            operation: The operation.
            flags: Arguments that have these values, and are sent where the document has them.
        """
        request = _Request(f"{base_path(operation)}{operation.path}")
        self._sign(request, operation.security)
        arguments: dict[str, Any] = {}
        for one in operation.parameters:
            wire, python = self._parameter(one)
            if one.name in flags:
                wire = python = flags[one.name]
            if not one.is_constant:
                arguments[one.name] = python
            _place(request, one, wire)
        body, given = self._body(operation, flags)
        media = None if operation.body is None else operation.body.media
        success = operation.answer.successes[0]
        return Call(
            method=f"{path}.{operation.name}",
            request=f"{operation.method} {request.target}",
            arguments={**flags, **arguments, **given},
            headers=request.all_headers,
            sent_as=None if media is None else media.type,
            body=body,
            status=success.status,
            answered_as=_answered_as(operation, success),
            answer=self._answer(success),
            error=_error(operation),
        )

    def account(self) -> dict[str, str]:
        """The arguments of a client that may call everything."""
        return account(self._conventions)

    def signed(self) -> dict[str, str]:
        """The headers by which most operations know who calls."""
        request = _Request("")
        self._sign(request, None)
        return request.all_headers

    def _sign(self, request: _Request, security: Security | None) -> None:
        """Show the credentials of the first alternative: the client has all."""
        conventions = self._conventions
        request.headers |= {one.header: SECRET for one in conventions.client_arguments}
        alternatives = conventions.security if security is None else security
        needed = alternatives[0] if alternatives else ()
        known = {one.name: one for one in conventions.credentials}
        for name in needed:
            one = known[name]
            text = f"{one.prefix}{SECRET}"
            if one.password is not None:
                text = f"{one.prefix}{b64encode(f'{SECRET}:{SECRET}'.encode()).decode()}"
            match one.place:
                case Place.HEADER:
                    request.headers[one.header] = text
                case Place.QUERY:
                    request.query.append((one.header, text))
                case Place.COOKIE:
                    request.cookies.append((one.header, text))

    def _parameter(self, one: Parameter) -> tuple[Any, Any]:
        """A parameter as JSON, and as an argument."""
        if one.is_constant and isinstance(one.type, Constant):
            return one.type.value, one.type.value
        samples = self._samples if one.style is Style.JSON else self._plain
        wire, python = samples.both(one.type, in_request=True)
        if one.style in _FLAT and isinstance(wire, dict):
            members = zip(cast("dict[str, object]", wire).items(), python.items(), strict=True)
            flat = [(a, b) for a, b in members if _is_flat(a[1])]
            return dict(a for a, _ in flat), dict(b for _, b in flat)
        return wire, python

    def _body(self, operation: Operation, flags: Mapping[str, bool]) -> tuple[Any, dict[str, Any]]:
        """The body as it is sent, and the arguments that make it."""
        body = operation.body
        if body is None:
            return None, {}
        is_text = body.media.kind in {MediaKind.FORM, MediaKind.TEXT}
        samples = self._plain if is_text else self._samples
        arguments: dict[str, Any] = {}
        content: Any = {}
        match body:
            case KeywordBody(fields=fields):
                for one in fields:
                    made = samples.both(one.type, 1, in_request=True)
                    if one.name in flags:
                        made = (flags[one.name], flags[one.name])
                    content[one.wire], arguments[one.name] = made
            case WholeBody(name=name, type=type_):
                content, arguments[name] = samples.both(type_, in_request=True)
                if body.media.kind is MediaKind.FORM and not isinstance(content, dict):
                    content = arguments[name] = {"text": "text"}  # anything, and a form has names
        return _encoded(content, body.media.kind), arguments

    def _answer(self, success: Success) -> Any:
        if success.type is None:
            return None
        match success.media.kind:
            case MediaKind.TEXT:
                return WIRE[Kind.STRING]
            case MediaKind.BINARY:
                return PYTHON[Kind.BINARY]
            case _:
                return self._samples.answer(success.type)


def account(conventions: Conventions) -> dict[str, str]:
    """The arguments of a client that has every credential."""
    found = {one.name: SECRET for one in conventions.client_arguments}
    for one in conventions.credentials:
        found |= dict.fromkeys(one.names, SECRET)
    return found


def operations(api: Api) -> Iterator[tuple[str, Operation]]:
    """All operations, by the dotted names of their resources on the client."""

    def below(parent: str, resource: Resource) -> Iterator[tuple[str, Operation]]:
        path = f"{parent}.{resource.name}".removeprefix(".")
        for one in resource.operations:
            yield path, one
        for child in resource.children:
            yield from below(path, child)

    for resource in api.resources:
        yield from below("", resource)
    for namespace in api.namespaces:
        for resource in namespace.resources:
            yield from below(namespace.name, resource)


def _answered_as(operation: Operation, success: Success) -> str | None:
    if success.type is None:
        return None
    if isinstance(operation.answer, Streamed):
        return "text/event-stream"
    return success.media.type.replace("*/*", "application/octet-stream").replace("*", "plain")


def _error(operation: Operation) -> tuple[int, str]:
    """The first status that the document promises, and its exception."""
    promised = [one.status for one in operation.failures if one.status.isdecimal()]
    status, name = next(((one, error_class(one)) for one in promised if one >= "400"), _FAILING)
    return int(status), name


def _encoded(content: Any, kind: MediaKind) -> Any:
    match kind:
        case MediaKind.JSON:
            return content
        case MediaKind.FORM:
            return [
                pair
                for name, value in content.items()
                if value is not None
                for pair in _bracketed(name, value)
            ]
        case MediaKind.TEXT | MediaKind.BINARY:
            return str(content).encode()
        case _:
            return None


def _place(request: _Request, one: Parameter, value: object) -> None:
    """Put a parameter where it goes."""
    match one.location:
        case Location.PATH:
            request.path = request.path.replace(f"{{{one.wire}}}", _segment(one, value))
        case Location.QUERY:
            request.query += _in_query(one, value)
        case Location.HEADER if value is not None:
            request.headers[one.wire] = _text(one.style, value)
        case Location.COOKIE if value is not None:
            request.cookies.append((one.wire, quote(_text(one.style, value), safe="-.:+")))
        case _:
            pass


def _segment(one: Parameter, value: object) -> str:
    """A parameter in a path."""
    if one.style not in {Style.LABEL, Style.MATRIX}:
        return _text(one.style, value, _quoted)
    before = "." if one.style is Style.LABEL else ";"
    if isinstance(value, dict):
        members = cast("dict[str, object]", value).items()
        parts = [f"{_quoted(key)}={_quoted(_flat(item))}" for key, item in members]
    elif one.style is Style.MATRIX:
        parts = [f"{_quoted(one.wire)}={_text(Style.COMMA, value, _quoted)}"]
    else:
        items = cast("list[object]", value) if isinstance(value, list) else [value]
        parts = [_quoted(_flat(item)) for item in items]
    return "".join(f"{before}{part}" for part in parts)


def _in_query(one: Parameter, value: object) -> Pairs:
    """The pairs of a query that are one parameter."""
    if value is None:
        return []
    if one.style is Style.DEEP:
        return _bracketed(one.wire, value)
    if one.style is Style.MEMBERS and isinstance(value, dict):
        members = cast("dict[str, object]", value).items()
        return [(key, _flat(item)) for key, item in members if item is not None]
    if one.style in {None, Style.MEMBERS} and isinstance(value, list):
        return [(one.wire, _flat(item)) for item in cast("list[object]", value)]
    return [(one.wire, _text(one.style, value))]


def _bracketed(name: str, value: object) -> Pairs:
    if isinstance(value, dict):
        members = cast("dict[str, object]", value).items()
        return [
            pair
            for key, item in members
            if item is not None
            for pair in _bracketed(f"{name}[{key}]", item)
        ]
    if isinstance(value, list):
        return [pair for item in cast("list[object]", value) for pair in _bracketed(name, item)]
    return [(name, _flat(value))]


def _text(style: Style | None, value: object, escape: Callable[[str], str] = str) -> str:
    """A parameter as one text."""
    if style is Style.JSON:
        return escape(json.dumps(value, separators=(",", ":"), ensure_ascii=False))
    if isinstance(value, dict):
        joint = "=" if style is Style.PAIRS else ","
        members = cast("dict[str, object]", value).items()
        found = [
            f"{escape(key)}{joint}{escape(_flat(item))}"
            for key, item in members
            if item is not None
        ]
        return ",".join(found)
    if isinstance(value, list):
        joint = "," if style is None else _JOINTS.get(style, ",")
        return joint.join(escape(_flat(item)) for item in cast("list[object]", value))
    return escape(_flat(value))


def _flat(value: object) -> str:
    """A scalar as text; a list of them within an object, divided by commas."""
    if isinstance(value, list):
        return ",".join(_flat(item) for item in cast("list[object]", value))
    if isinstance(value, bool):
        return "true" if value else "false"
    if value == WIRE[Kind.DATE_TIME]:
        return str(PYTHON[Kind.DATE_TIME].isoformat())
    return str(value)


def _is_flat(value: object) -> bool:
    if isinstance(value, list):
        return all(not isinstance(item, dict | list) for item in cast("list[object]", value))
    return not isinstance(value, dict)


def _quoted(text: str) -> str:
    return quote(text, safe="")
