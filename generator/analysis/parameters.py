"""What a method takes: parameters of path, query and header, and the body."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from openapi_python_client.schema import Parameter, RequestBody

from .. import names
from ..api import Body, KeywordBody, Location, WholeBody
from ..api import Parameter as Argument
from ..load import join
from ..types import Array, Constant, Either, Kind, Money, Named, Nullable, Scalar, Type
from .prose import describe, sentence
from .schemas import Schemas, Typed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..diagnostics import Findings
    from .media import Forms
    from .operations import Endpoint
    from .shape import Node

_PLACEHOLDER = re.compile(r"{([^{}]*)}")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_STYLES = {"path": "simple", "query": "form", "header": "simple"}
_NOT_OURS = frozenset({"accept", "authorization", "content-type"})
"""Headers that OpenAPI doesn't let a parameter describe."""


@dataclass(frozen=True, slots=True)
class LiftedHeader:
    """A header that is the client's rather than each method's."""

    name: str
    env: str
    header: str
    doc: str


@dataclass(frozen=True, slots=True)
class Arguments:
    """What one method takes."""

    parameters: tuple[Argument, ...]
    body: Body | None
    idempotent: bool


@dataclass(frozen=True, slots=True)
class _Given:
    """A parameter of the document, its references resolved."""

    parameter: Parameter
    pointer: str

    @property
    def wire(self) -> str:
        return self.parameter.name.get_untrusted_value()

    @property
    def location(self) -> str:
        return str(self.parameter.param_in)

    def extension(self, name: str) -> Any:
        return (self.parameter.model_extra or {}).get(name)


class Parameters:
    """Builds arguments, and collects what the parameters say about the client.

    Attributes:
        lifted: Headers that are the client's, by name.
        idempotency_header: The header that carries an idempotency key, if there is one.
    """

    def __init__(self, schemas: Schemas, forms: Forms, findings: Findings) -> None:
        self._schemas = schemas
        self._forms = forms
        self._findings = findings
        self.lifted: dict[str, LiftedHeader] = {}
        self.idempotency_header: str | None = None

    def of(self, endpoint: Endpoint, hint: str) -> Arguments:
        """The arguments of an operation; those of the path in its order, others in theirs."""
        own: list[_Given] = []
        idempotent = False
        for one in self._given(endpoint):
            if one.location == "header" and not names.is_header(one.wire):
                reason = f"{one.wire!r} is not a header's name"
                self._findings.error(one.pointer, reason, "write such as `X-Trace`")
            if one.extension("x-idempotency-key") and one.location == "header":
                idempotent, self.idempotency_header = True, one.wire
            elif one.extension("x-argument"):
                self._lift(one)
            elif one.location in _STYLES:
                own.append(one)
            else:
                reason = f"a parameter in {one.location} can't be expressed"
                self._findings.error(one.pointer, reason, "send it in path, query or header")
        self._check_path(endpoint, own)
        order = [*_PLACEHOLDER.findall(endpoint.path)]
        own.sort(key=lambda one: order.index(one.wire) if one.wire in order else len(order))
        own.sort(key=lambda one: list(_STYLES).index(one.location))
        parameters = [self._parameter(one, hint) for one in own]
        return _named(parameters, self._body(endpoint, hint), idempotent=idempotent)

    def _given(self, endpoint: Endpoint) -> Iterator[_Given]:
        """The path's parameters and the operation's own, which replace those."""
        found: dict[tuple[str, str], _Given] = {}
        for pointer, parameters in (
            (endpoint.item_pointer, endpoint.item.parameters),
            (endpoint.pointer, endpoint.operation.parameters),
        ):
            for index, parameter in enumerate(parameters or ()):
                place = join(pointer, "parameters", index)
                resolved = self._schemas.references.follow(parameter, place, Parameter)
                if resolved is None:
                    continue
                one = _Given(*resolved)
                if not (one.location == "header" and one.wire.lower() in _NOT_OURS):
                    found[one.location, one.wire] = one
        yield from found.values()

    def _lift(self, one: _Given) -> None:
        argument = client_argument(one.extension("x-argument"))
        if one.location != "header" or argument is None:
            reason = "x-argument is not `{name, env}` on a header"
            self._findings.error(one.pointer, reason, "write `x-argument: {name: ..., env: ...}`")
            return
        text = one.parameter.description
        self.lifted[one.wire] = LiftedHeader(
            name=argument[0],
            env=argument[1],
            header=one.wire,
            doc=sentence(text.get_untrusted_value() if text else ""),
        )

    def _check_path(self, endpoint: Endpoint, given: list[_Given]) -> None:
        """Note what is not a path, and where its braces and its parameters don't fit together."""
        if not endpoint.path.startswith("/") or _CONTROL.search(endpoint.path):
            reason = f"{endpoint.path!r} is not a path"
            remedy = "begin with a slash, and leave out control characters"
            self._findings.error(endpoint.item_pointer, reason, remedy)
        placeholders = _PLACEHOLDER.findall(endpoint.path)
        declared = {one.wire: one for one in given if one.location == "path"}
        for name in placeholders:
            if name not in declared:
                reason = f"the path's {{{name}}} has no parameter"
                self._findings.error(endpoint.pointer, reason, "declare it with `in: path`")
            if not re.fullmatch(r"[^\W\d][\w-]*", name) or placeholders.count(name) > 1:
                reason = f"the path's {{{name}}} can't be filled in"
                remedy = "use letters, digits, `_` and `-`, and each name once"
                self._findings.error(endpoint.item_pointer, reason, remedy)
        for name, one in declared.items():
            if name not in placeholders:
                reason = f"the path has no {{{name}}}"
                self._findings.error(one.pointer, reason, "mend the path or the parameter")
        if not set("{}").isdisjoint(_PLACEHOLDER.sub("", endpoint.path)):
            reason = "the path's braces don't pair"
            self._findings.error(endpoint.item_pointer, reason, "write each parameter as {name}")

    def _parameter(self, one: _Given, hint: str) -> Argument:
        parameter, pointer, location = one.parameter, one.pointer, Location(one.location)
        typed = self._typed(one, hint)
        inner = typed.type.inner if isinstance(typed.type, Nullable) else typed.type
        is_array = isinstance(inner, Array)
        if not self._is_sendable(inner, arrays=location is Location.QUERY):
            reason = f"a {location} parameter of this type can't be expressed"
            remedy = "use a scalar, or in the query an array of scalars"
            self._findings.error(pointer, reason, remedy)
        style = parameter.style.get_untrusted_value() if parameter.style else None
        if style not in {None, _STYLES[location]}:
            reason = f"the style {style!r} can't be expressed"
            remedy = f"use {_STYLES[location]!r}"
            self._findings.error(join(pointer, "style"), reason, remedy)
        if parameter.allowReserved:
            self._findings.error(
                join(pointer, "allowReserved"), "every value is percent-encoded", "leave it out"
            )
        required = parameter.required or location is Location.PATH
        return Argument(
            name="",
            wire=one.wire,
            location=location,
            type=inner,
            required=required,
            doc=describe(typed.shape, left_out=not required),
            joined=is_array and "explode" in parameter.model_fields_set and not parameter.explode,
        )

    def _typed(self, one: _Given, hint: str) -> Typed:
        parameter = one.parameter
        if parameter.param_schema is None:
            self._findings.error(
                one.pointer, "the parameter has no schema", "give it `schema` rather than `content`"
            )
            return self._schemas.anything(one.pointer)
        node = self._schemas.shapes.node(parameter.param_schema, join(one.pointer, "schema"))
        typed = self._schemas.typed(node, hint + names.pascal(one.wire))
        shape = replace(typed.shape, deprecated=typed.shape.deprecated or parameter.deprecated)
        if parameter.description:
            shape = replace(shape, description=parameter.description.get_untrusted_value())
        return Typed(typed.type, shape)

    def _is_sendable(self, one: Type, *, arrays: bool) -> bool:
        """Whether a value can stand in a URL or a header."""
        match one:
            case Scalar(kind):
                return kind not in {Kind.ANY, Kind.NULL, Kind.BYTES}
            case Constant() | Money():
                return True
            case Named(name):
                return self._schemas.is_enum(name)
            case Either(members):
                return all(self._is_sendable(member, arrays=arrays) for member in members)
            case Array(items):
                return arrays and self._is_sendable(items, arrays=False)
            case _:
                return False

    def _body(self, endpoint: Endpoint, hint: str) -> Body | None:
        if endpoint.operation.request_body is None:
            return None
        place = join(endpoint.pointer, "requestBody")
        found = self._schemas.references.follow(endpoint.operation.request_body, place, RequestBody)
        if found is None:
            return None
        given, pointer = found
        form = self._forms.sent(given.content, join(pointer, "content"))
        if form is None:
            return None
        schema = form.media.media_type_schema
        if schema is None:
            return WholeBody("body", self._schemas.anything(pointer).type, given.required, "")
        node = self._schemas.shapes.node(schema, join(form.pointer, "schema"))
        return self._of_node(node, given, hint)

    def _of_node(self, node: Node, given: RequestBody, hint: str) -> Body:
        keywords = self._schemas.keywords(node, hint)
        if keywords is not None:
            fields = tuple(one for one in keywords if not one.read_only)
            if given.required or not any(one.required for one in fields):
                return KeywordBody(fields)
        typed = self._schemas.typed(node, f"{hint}Body")
        text = given.description.get_untrusted_value() if given.description else ""
        doc = sentence(text) or describe(typed.shape)
        return WholeBody("body", typed.type, given.required, doc)


def _named(parameters: list[Argument], body: Body | None, *, idempotent: bool) -> Arguments:
    """The arguments, each with an identifier that no other has."""
    pairs = [(str(one.location), one.wire) for one in parameters]
    fields = body.fields if isinstance(body, KeywordBody) else ()
    chosen = names.argument_names([*pairs, *(("body", one.wire) for one in fields)])
    if isinstance(body, KeywordBody):
        body = KeywordBody(tuple(replace(one, name=chosen["body", one.wire]) for one in fields))
    return Arguments(
        parameters=tuple(
            replace(one, name=chosen[pair]) for one, pair in zip(parameters, pairs, strict=True)
        ),
        body=body,
        idempotent=idempotent,
    )


def client_argument(extension: object) -> tuple[str, str] | None:
    """The name and the environment variable that an `x-argument` gives, if it has its form."""
    if not isinstance(extension, dict):
        return None
    given = cast("dict[str, object]", extension)
    name, env = given.get("name"), given.get("env")
    if isinstance(name, str) and isinstance(env, str) and names.is_variable(env):
        return name, env
    return None
