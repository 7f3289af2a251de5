"""Whether a request is what the document asks for, and an answer what it promises."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote

from jsonschema_rs import Draft202012, Draft202012Validator, Registry, ValidationError

from .encoding import decode, encode
from .error_responses import bad_request, invalid
from .money import excess
from .reader import JSON

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .document import Document
    from .messages import Request
    from .operations import Operation, Parameter

_ROOT = "urn:document"
_LONGEST = 300  # characters of a message; a value it quotes may be of any length

Details = list[tuple[str, str]]


class Schemas:
    """The document's schemas, each compiled when it is first needed.

    Args:
        document: The document.
    """

    def __init__(self, document: Document) -> None:
        self._registry = Registry([(_ROOT, dict(document.root))], draft=Draft202012)
        self._compiled: dict[str, Draft202012Validator] = {}

    def at(self, pointer: str) -> Draft202012Validator:
        """The schema at a pointer."""
        found = self._compiled.get(pointer)
        if found is None:
            found = self._compiled[pointer] = Draft202012Validator(
                {"$ref": f"{_ROOT}#{quote(pointer)}"},
                registry=self._registry,
                validate_formats=True,
            )
        return found


class Intake:
    """Reads and checks the requests for one operation.

    Args:
        operation: The operation.
        schemas: The document's schemas.
    """

    def __init__(self, operation: Operation, schemas: Schemas) -> None:
        by_place: dict[str, list[Parameter]] = {"path": [], "query": [], "header": []}
        for parameter in operation.parameters:
            by_place[parameter.where].append(parameter)
        self._path = by_place["path"]
        self._query = {parameter.name: parameter for parameter in by_place["query"]}
        self._headers = [(each.name.lower().encode(), each) for each in by_place["header"]]
        self._body = operation.body
        self._schemas = schemas

    def read(self, request: Request, path: Mapping[str, str]) -> tuple[dict[str, Any], Any]:
        """The query's parameters, each of its type, and the body.

        Args:
            request: The request.
            path: The path's parameters.

        Raises:
            ErrorResponse: The request cannot be read (400) or holds what it may not (422).
        """
        details: Details = []
        for parameter in self._path:
            self._check(parameter, path[parameter.name], details)
        self._read_headers(request, details)
        query = self._read_query(request, details) if request.query or self._query else {}
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

    def _read_query(self, request: Request, details: Details) -> dict[str, Any]:
        given: dict[str, list[str]] = {}
        try:
            for name, value in parse_qsl(request.query.decode(), True, errors="strict"):
                given.setdefault(name, []).append(value)
        except UnicodeDecodeError:
            raise bad_request("The query is not UTF-8") from None
        for name, parameter in self._query.items():
            if parameter.required and name not in given:
                details.append((name, "is required"))
        read: dict[str, Any] = {}
        for name, values in given.items():
            known = self._query.get(name)
            if known is None:
                details.append((name, "is not a parameter of this operation"))
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
                raise bad_request("A JSON body is missing", "body")
            return None
        kind = request.headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
        if kind != JSON.encode():
            raise bad_request(f"The body's content type is not {JSON}", "Content-Type")
        try:
            body = decode(request.body)
        except ValueError as error:
            raise bad_request(f"The body is not JSON: {error}", "body") from None
        schema = self._schemas.at(self._body.pointer)
        try:
            if not schema.is_valid(body):
                details.extend(named_errors(schema.iter_errors(body)))
        except ValueError:  # of the validator, whose recursion is bounded
            raise bad_request("The body is nested too deeply", "body") from None
        return body

    def _check(self, parameter: Parameter, raw: str | list[str], details: Details) -> Any:
        value = _typed(parameter, raw)
        schema = self._schemas.at(parameter.pointer)
        if not schema.is_valid(value):
            details.extend(named_errors(schema.iter_errors(value), parameter.name))
        elif parameter.money and (message := excess(value, None)) is not None:
            details.append((parameter.name, message))
        return value


def mismatch(schemas: Schemas, operation: Operation, status: int, body: bytes) -> str | None:
    """Where an answer is not what the document promises, `None` where it is.

    Args:
        schemas: The document's schemas.
        operation: The operation that was called.
        status: The answer's status.
        body: The answer's body.
    """
    code = str(status) if str(status) in operation.answers else "default"
    if code not in operation.answers:
        return f"{operation.id} does not promise a {status}"
    pointer = operation.answers[code]
    if pointer is None:
        return f"{operation.id} promises an empty {status}" if body else None
    errors = schemas.at(pointer).iter_errors(decode(body))
    return next(
        (f"{operation.id} {status}: {at}: {what}" for at, what in named_errors(errors)), None
    )


def _typed(parameter: Parameter, raw: str | list[str]) -> Any:
    """What the text of a parameter stands for."""
    if "array" in parameter.types:
        texts = raw if isinstance(raw, list) and parameter.explode else "".join(raw).split(",")
        return [_scalar(text, parameter.item_types) for text in texts]
    return _scalar(raw if isinstance(raw, str) else raw[0], parameter.types)


def _scalar(text: str, types: frozenset[str]) -> Any:
    if types & {"integer", "number"}:
        try:
            value = decode(text.encode())
        except (ValueError, UnicodeEncodeError):
            return text
        return value if isinstance(value, int | Decimal) else text
    if "boolean" in types:
        return {"true": True, "false": False}.get(text, text)
    return text


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
