"""Whether a request is what the description asks for, and an answer what it promises."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from jsonschema_rs import Draft202012, Draft202012Validator, Registry, ValidationError

from .access import cookies
from .bodies import media_of, parsed, parsed_json
from .encoding import decode, encode
from .error_responses import bad_request, invalid
from .money import excess
from .operations import JSON
from .parameters import grouped, query_pairs, typed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..description import Description, Schema
    from .messages import Request
    from .operations import Operation, Parameter
    from .schemas import Schemas

_ROOT = "urn:description"
_LONGEST = 300  # characters of a message; a value it quotes may be of any length
_JSON = JSON.encode()
_ANYTHING = Draft202012Validator(True)

Details = list[tuple[str, str]]

_log = logging.getLogger(__name__)


class Validators:
    """The description's schemas, each compiled when it is first needed.

    Args:
        description: The description.
    """

    def __init__(self, description: Description) -> None:
        self._registry = Registry([(_ROOT, dict(description.root))], draft=Draft202012)
        self._compiled: dict[str, Draft202012Validator] = {}

    def of(self, schema: Schema | None) -> Draft202012Validator:
        """What validates by a schema; anything is valid where there is none."""
        return _ANYTHING if schema is None else self.at(schema.pointer)

    def at(self, pointer: str) -> Draft202012Validator:
        """What validates by the schema at a pointer.

        One that cannot be compiled, such as one with a pattern of another language, is logged,
        and then accepts anything.
        """
        found = self._compiled.get(pointer)
        if found is None:
            found = self._compiled[pointer] = self._compile(pointer)
        return found

    def _compile(self, pointer: str) -> Draft202012Validator:
        try:
            return Draft202012Validator(
                {"$ref": f"{_ROOT}#{quote(pointer)}"},
                registry=self._registry,
                validate_formats=True,
            )
        except (ValidationError, ValueError) as error:
            reason = str(error).partition("\n")[0]
            _log.warning("#%s cannot be used to validate: %s", pointer, reason)
            return _ANYTHING


class Intake:
    """Reads and checks the requests for one operation.

    Args:
        operation: The operation.
        schemas: The description's schemas.
        validators: What validates by them.
    """

    def __init__(self, operation: Operation, schemas: Schemas, validators: Validators) -> None:
        by_place: dict[str, list[Parameter]] = {"path": [], "query": [], "header": [], "cookie": []}
        for parameter in operation.parameters:
            by_place[parameter.where].append(parameter)
        self._path = by_place["path"]
        self._query = {parameter.name: parameter for parameter in by_place["query"]}
        self._headers = [(each.name.lower().encode(), each) for each in by_place["header"]]
        self._cookies = by_place["cookie"]
        self._body = operation.body
        self._json = operation.body.content.get(JSON) if operation.body is not None else None
        self._schemas = schemas
        self._validators = validators

    def read(
        self, request: Request, path: Mapping[str, str], own: frozenset[str] = frozenset()
    ) -> tuple[dict[str, Any], Any]:
        """The query's parameters, each of its type, and the body.

        Args:
            request: The request.
            path: The path's parameters.
            own: Names in the query that are credentials.

        Raises:
            ErrorResponse: The request cannot be read (400) or holds what it may not (422).
        """
        details: Details = []
        for parameter in self._path:
            if parameter.name in path:
                self._check(parameter, path[parameter.name], details)
        self._read_headers(request, details)
        if self._cookies:
            self._read_cookies(request, details)
        query = self._read_query(request, details, own) if request.query or self._query else {}
        body = self._read_body(request, details)
        if details:
            raise invalid(details)
        return query, body

    def _read_headers(self, request: Request, details: Details) -> None:
        for name, parameter in self._headers:
            value = request.headers.get(name)
            if value is not None:
                self._check(parameter, value.decode("latin-1"), details)
            elif parameter.required:
                raise bad_request(f"The header {parameter.name} is missing", parameter.name)

    def _read_cookies(self, request: Request, details: Details) -> None:
        sent = cookies(request)
        for parameter in self._cookies:
            if parameter.name in sent:
                self._check(parameter, sent[parameter.name], details)
            elif parameter.required:
                raise bad_request(f"The cookie {parameter.name} is missing", parameter.name)

    def _read_query(
        self, request: Request, details: Details, own: frozenset[str]
    ) -> dict[str, Any]:
        given = grouped(query_pairs(request), self._query)
        for name, parameter in self._query.items():
            if parameter.required and name not in given:
                details.append((name, "is required"))
        read: dict[str, Any] = {}
        for name, values in given.items():
            known = self._query.get(name)
            if known is None:
                if name not in own:
                    details.append((name, "is not a parameter of this operation"))
            elif isinstance(values, dict):
                read[name] = self._checked(known, values, details)
            elif len(values) > 1 and "array" not in known.types:
                details.append((name, "may be given only once"))
            else:
                read[name] = self._check(known, values, details)
        return read

    def _read_body(self, request: Request, details: Details) -> Any:
        if self._body is None:
            return None
        if not request.body:
            if self._body.required:
                kind = "JSON " if JSON in self._body.content else ""
                raise bad_request(f"A {kind}body is missing", "body")
            return None
        if self._json is not None and request.headers.get(b"content-type") == _JSON:
            media, body = self._json, parsed_json(request)
        else:
            kind, media = media_of(request, self._body)
            body = parsed(request, kind, self._schemas, self._schemas.of(media.schema))
        if isinstance(body, bytes):
            return body
        schema = self._validators.of(media.schema)
        try:
            if not schema.is_valid(body):
                details.extend(named_errors(schema.iter_errors(body)))
        except ValueError:  # of the validator, whose recursion is bounded
            raise bad_request("The body is nested too deeply", "body") from None
        return body

    def _check(self, parameter: Parameter, raw: str | list[str], details: Details) -> Any:
        return self._checked(parameter, typed(parameter, raw), details)

    def _checked(self, parameter: Parameter, value: Any, details: Details) -> Any:
        schema = self._validators.of(parameter.schema)
        if not schema.is_valid(value):
            details.extend(named_errors(schema.iter_errors(value), parameter.name))
        elif parameter.money and (message := excess(value, None)) is not None:
            details.append((parameter.name, message))
        return value


def mismatch(validators: Validators, operation: Operation, status: int, body: bytes) -> str | None:
    """Where an answer is not what the description promises, `None` where it is.

    Args:
        validators: What validates by the description's schemas.
        operation: The operation that was called.
        status: The answer's status.
        body: The answer's body.
    """
    code = operation.status_described(status)
    if code is None:
        return f"{operation.id} does not promise a {status}"
    promised = operation.answers[code]
    if promised is None:
        return f"{operation.id} promises an empty {status}" if body else None
    if not promised.is_json:
        return None
    errors = validators.of(promised.schema).iter_errors(decode(body))
    return next(
        (f"{operation.id} {status}: {at}: {what}" for at, what in named_errors(errors)), None
    )


def named_errors(errors: Iterator[ValidationError], field: str = "") -> Iterator[tuple[str, str]]:
    """What is wrong, each with the path of the field.

    Args:
        errors: What a schema says about a value.
        field: The name of the value itself; empty for a body.
    """
    for error in errors:
        yield from _named(error, field)


def _named(error: ValidationError, field: str) -> Iterator[tuple[str, str]]:
    path = [field] if field else []
    path.extend(map(str, error.instance_path))
    kind = error.kind.as_dict()
    match error.kind.name:
        case "required":
            yield ".".join([*path, kind["property"]]), "is required"
        case "additionalProperties" | "unevaluatedProperties":
            for name in kind["unexpected"]:
                yield ".".join([*path, name]), "is not a known field"
        case "anyOf" | "oneOf" if branch := _likeliest(error):
            yield from named_errors(iter(branch), field)
        case "format":
            message = (
                f"{_quoted(error.instance)} does not have the format {_quoted(kind['format'])}"
            )
            yield ".".join(path) or "body", message
        case "enum":
            options = ", ".join(map(_quoted, kind["options"]))
            message = f"{_quoted(error.instance)} is not one of {options}"
            yield ".".join(path) or "body", _shortened(message)
        case _:
            yield ".".join(path) or "body", _shortened(error.message)


def _likeliest(error: ValidationError) -> list[ValidationError]:
    """The errors of the choice that came nearest to fitting, `[]` where none stands out."""
    context: list[list[ValidationError]] = getattr(error.kind, "context", [])
    here = len(error.instance_path)
    # A choice of another type than the value's own was never meant; what is wrong further in was.
    meant = [
        branch
        for branch in context
        if not any(each.kind.name == "type" and len(each.instance_path) == here for each in branch)
    ]
    return meant[0] if len(meant) == 1 else []


def _quoted(value: object) -> str:
    return _shortened(encode(value).decode(), _LONGEST // 3)


def _shortened(message: str, longest: int = _LONGEST) -> str:
    return message if len(message) <= longest else message[: longest - 1] + "…"
