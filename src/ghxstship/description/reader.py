"""Reading a description: its bytes, its format, and every member with its place."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, NoReturn, Self, TypeVar, cast

from .members import Members, wrong
from .values import (
    Answer,
    Body,
    Conventions,
    Credential,
    DescriptionError,
    Event,
    Media,
    Node,
    OpenAPIDocumentError,
    Operation,
    Parameter,
    Requirement,
    Schema,
    Security,
    is_object,
)

FORMAT = 1
"""The version of the format that is read here."""

FILE = "description.json"
"""What the package's own description is called."""

MAX_BYTES = 64 * 1024 * 1024
"""Bytes that a description may have."""

MAX_DEPTH = 200
"""Objects and arrays that may be inside of each other."""

LOCATIONS = ("path", "query", "header", "cookie")

_SharedT = TypeVar("_SharedT", Parameter, Answer)
_STYLES = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}
_EXACT = 16  # digits; a longer whole number with a point or an exponent stays as it was written
_PACKAGE = __name__.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Description:
    """What an API is.

    Attributes:
        title: What the API is called.
        package: The package of its client.
        credentials: The arguments that show who calls.
        headers: The header that each further argument of the client becomes, and its environment
            variable, by the argument.
        conventions: What is particular to the API.
        operations: Its operations, in the document's order.
        events: What it sends to webhooks, in the document's order.
        schemas: JSON Schemas by name.
        extensions: What the document says at its root under `x-`.
        root: All of the file, for pointers.
    """

    title: str
    package: str
    credentials: tuple[Credential, ...]
    headers: Mapping[str, tuple[str, str]]
    conventions: Conventions
    operations: tuple[Operation, ...]
    events: tuple[Event, ...]
    schemas: Node
    extensions: Node
    root: Node = field(repr=False)

    @classmethod
    def load(cls, path: Path | None = None) -> Description:
        """Read a description.

        Args:
            path: A file; `None` for the package's own, which is read once.

        Raises:
            DescriptionError: It cannot be read, is no description, or has a newer format.
        """
        if path is None:
            return _own()
        try:
            with path.open("rb") as file:
                return cls.read(file.read(MAX_BYTES + 1))
        except OpenAPIDocumentError as error:
            raise OpenAPIDocumentError(f"{path}: {error}") from error
        except (OSError, ValueError) as error:
            raise DescriptionError(f"{path}: {error}") from error

    @classmethod
    def read(cls, data: bytes) -> Self:
        """Read a description from its file's bytes.

        Args:
            data: JSON in UTF-8, at most `MAX_BYTES`.

        Raises:
            DescriptionError: It is no description, or has a newer format.
        """
        root = _parsed(data)
        _check_format(root)
        _check_depth(root)
        return cls(root=root, **_Reader(root).parts())


@cache
def _own() -> Description:
    try:
        return Description.read(files(_PACKAGE).joinpath(FILE).read_bytes())
    except (OSError, ValueError) as error:
        raise DescriptionError(f"the package's own {FILE}: {error}") from error


def _parsed(data: bytes) -> dict[str, Any]:
    if len(data) > MAX_BYTES:
        raise DescriptionError(f"it has more than {MAX_BYTES} bytes")
    try:
        root: object = json.loads(
            data.decode("utf-8-sig"), parse_float=_number, parse_constant=_no_constant
        )
    except RecursionError:
        raise _too_deep() from None
    except ValueError as error:
        raise DescriptionError(str(error)) from None
    if not is_object(root):
        raise wrong("", "an object", root)
    return root


def _number(text: str) -> int | Decimal:
    try:
        value = Decimal(text)
    except InvalidOperation:  # an exponent beyond Decimal's own
        raise ValueError(f"{text[:40]} is out of range") from None
    # To JSON Schema 2.0 is an integer.
    is_whole = value.adjusted() < _EXACT and value == value.to_integral_value()
    return int(value) if is_whole else value


def _no_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is not JSON")


def _check_format(root: Node) -> None:
    given = root.get("format")
    if type(given) is int and given == FORMAT:
        return
    if given is None and ("openapi" in root or "swagger" in root):
        raise OpenAPIDocumentError(
            f"this is an OpenAPI document: `ghxstship-generator describe` makes a {FILE} of it"
        )
    if given is None:
        raise DescriptionError("#/format is missing: this is no description of an API")
    if type(given) is int and given > FORMAT:
        raise DescriptionError(
            f"{FILE} has format {given}, this version of {_PACKAGE} reads {FORMAT}: "
            f"upgrade {_PACKAGE}"
        )
    shown = repr(given)[:40]
    raise DescriptionError(f"{FILE} has format {shown}, and only {FORMAT} is known: write it again")


def _too_deep() -> DescriptionError:
    return DescriptionError(f"more than {MAX_DEPTH} objects or arrays are inside of each other")


def _has_members(value: object) -> bool:
    return isinstance(value, dict | list)


def _check_depth(root: Node) -> None:
    level: list[Any] = [root]
    for _ in range(MAX_DEPTH):
        inner: list[Any] = []
        for value in level:
            children: Iterable[object] = value.values() if is_object(value) else value
            inner += filter(_has_members, children)
        level = inner
        if not level:
            return
    raise _too_deep()


class _Reader:
    """Makes the values, those that several operations share once."""

    def __init__(self, root: Node) -> None:
        self._root = Members(root, "")
        self._shared: dict[str, Any] = {}
        self._security = _security(self._root)

    def parts(self) -> dict[str, Any]:
        """The members of a `Description`."""
        root = self._root
        return {
            "title": root.members("info").text("title", ""),
            "package": root.text("package", ""),
            "credentials": tuple(map(_credential, root.each("credentials"))),
            "headers": {
                one.text("argument"): (one.text("header"), one.text("env", ""))
                for one in root.each("arguments")
            },
            "conventions": _conventions(root),
            "operations": tuple(map(self._operation, root.each("operations"))),
            "events": tuple(map(self._event, root.members("events").each("events"))),
            "schemas": root.mapping("schemas"),
            "extensions": root.mapping("extensions"),
        }

    def _operation(self, given: Members) -> Operation:
        return Operation(
            id=given.text("id"),
            method=given.text("method"),
            path=given.text("path"),
            security=_security(given) if given.has("security") else self._security,
            parameters=tuple(self._once(one, self._parameter) for one in given.each("parameters")),
            body=self._body(given.members("body")) if given.has("body") else None,
            answers={
                status: self._once(one, self._answer) for status, one in given.named("answers")
            },
            pagination=given.text("pagination", "") or None,
            extensions=given.mapping("extensions"),
        )

    def _event(self, given: Members) -> Event:
        return Event(
            name=given.text("name"),
            summary=given.text("summary", ""),
            tags=given.texts("tags"),
            body=self._body(given.members("body")) if given.has("body") else None,
        )

    def _once(self, given: Members, make: Callable[[Members], _SharedT]) -> _SharedT:
        """What is made of a member, or of what it refers to."""
        if not given.has("$ref"):
            return make(given)
        reference = given.text("$ref")
        found = self._shared.get(reference)
        if found is None:
            found = self._shared[reference] = make(self._root.at(reference, given.pointer))
        return cast("_SharedT", found)

    def _parameter(self, given: Members) -> Parameter:
        location = given.text("in")
        if location not in LOCATIONS:
            raise wrong(f"{given.pointer}/in", f"one of {', '.join(LOCATIONS)}", location)
        style = given.text("style", _STYLES[location])
        return Parameter(
            name=given.text("name"),
            location=location,
            required=given.flag("required"),
            style=style,
            explode=given.flag("explode", style == "form"),
            schema=self._schema(given),
            content=given.text("content", ""),
            extensions=given.mapping("extensions"),
            pointer=given.pointer,
        )

    def _body(self, given: Members) -> Body:
        return Body(given.flag("required"), self._content(given))

    def _answer(self, given: Members) -> Answer:
        return Answer(tuple(given.mapping("headers")), self._content(given))

    def _content(self, given: Members) -> Mapping[str, Media]:
        return {
            kind: Media(
                self._schema(media),
                tuple(one.get("value") for _, one in media.named("examples") if one.has("value")),
            )
            for kind, media in given.named("content")
        }

    def _schema(self, given: Members) -> Schema | None:
        value = given.get("schema")
        if value is None:
            return None
        pointer = f"{given.pointer}/schema"
        if isinstance(value, bool):
            return Schema(value, pointer)
        if not is_object(value):
            raise wrong(pointer, "a schema", value)
        reference = value.get("$ref")
        if isinstance(reference, str) and len(value) == 1:
            return Schema(value, reference.removeprefix("#"))
        return Schema(value, pointer)


def _security(given: Members) -> Security:
    return tuple(
        tuple(
            Requirement(one.text("scheme"), one.text("credential", "") or None, one.texts("scopes"))
            for one in alternative
        )
        for alternative in given.groups("security")
    )


def _credential(given: Members) -> Credential:
    return Credential(
        argument=given.text("argument"),
        env=given.text("env", ""),
        place=given.text("place"),
        name=given.text("name"),
        prefix=given.text("prefix", ""),
        basic=given.has("password"),
    )


def _conventions(root: Members) -> Conventions:
    given = root.members("conventions")
    return Conventions(
        error=given.mapping("error"),
        rate_limit=given.mapping("rate_limit") or None,
        pagination={name: one.all for name, one in given.named("pagination")},
        request_id_header=given.text("request_id_header", ""),
        replayed_header=given.text("replayed_header", ""),
        idempotency_header=given.text("idempotency_header", ""),
        signature=root.members("events").mapping("signature"),
        base_url_env=given.text("base_url_env", ""),
    )
