"""What a method takes: parameters of path, query and header, and the body."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from openapi_python_client.schema import Parameter, RequestBody

from .. import names
from ..api import Body, KeywordBody, Location, Media, MediaKind, Style, WholeBody
from ..api import Parameter as Argument
from ..pointers import join
from ..types import Array, Constant, Either, Kind, Map, Money, Named, Nullable, Scalar, Tuple, Type
from .arguments import Arguments, GivenParameter, LiftedHeader, named
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
_USUAL = {
    Location.PATH: "simple",
    Location.QUERY: "form",
    Location.HEADER: "simple",
    Location.COOKIE: "form",
}
_STYLES: dict[tuple[str, bool | None], Style | None] = {
    ("form", True): None,
    ("form", False): Style.COMMA,
    ("simple", False): Style.COMMA,
    ("simple", True): Style.PAIRS,
    ("spaceDelimited", True): None,
    ("spaceDelimited", False): Style.SPACE,
    ("pipeDelimited", True): None,
    ("pipeDelimited", False): Style.PIPE,
    ("label", None): Style.LABEL,
    ("matrix", None): Style.MATRIX,
    ("deepObject", None): Style.DEEP,
}
"""Styles by their names in OpenAPI and whether they explode."""
_PREFIXES = frozenset({Style.LABEL, Style.MATRIX, Style.JSON})
"""Styles that scalars have too."""
_ANYTHING = frozenset({Scalar(Kind.ANY)})
_NOT_OURS = frozenset({"accept", "authorization", "content-type"})
"""Headers that OpenAPI doesn't let a parameter describe."""


_RAW = {
    MediaKind.TEXT: Scalar(Kind.STRING),
    MediaKind.BINARY: Scalar(Kind.BINARY),
    MediaKind.EVENT_STREAM: Scalar(Kind.STRING),
}
"""What is sent as it is given."""


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
        own: list[GivenParameter] = []
        others: list[GivenParameter] = []
        idempotent = False
        for one in self._given(endpoint):
            if one.location == "header" and not names.is_header(one.wire):
                self._note_no_header(one)
                continue
            if one.extension("x-idempotency-key") and one.location == "header":
                idempotent, self.idempotency_header = True, one.wire
                others.append(one)
            elif one.extension("x-argument"):
                self._lift(one)
                others.append(one)
            else:
                own.append(one)
        own = self._fitting_path(endpoint, own)
        given = (*others, *own)
        order = [*_PLACEHOLDER.findall(endpoint.path)]
        own.sort(key=lambda one: order.index(one.wire) if one.wire in order else len(order))
        own.sort(key=lambda one: list(Location).index(Location(one.location)))
        parameters = [self._parameter(one, hint) for one in own]
        arguments = named(parameters, self._body(endpoint, hint))
        return replace(arguments, idempotent=idempotent, given=given)

    def _given(self, endpoint: Endpoint) -> Iterator[GivenParameter]:
        """The path's parameters and the operation's own, which replace those."""
        found: dict[tuple[str, str], GivenParameter] = {}
        for pointer, parameters in (
            (endpoint.item_pointer, endpoint.item.parameters),
            (endpoint.pointer, endpoint.operation.parameters),
        ):
            for index, parameter in enumerate(parameters or ()):
                place = join(pointer, "parameters", index)
                resolved = self._schemas.references.follow(parameter, place, Parameter)
                if resolved is None:
                    continue
                one = GivenParameter(*resolved, is_shared=resolved[1] != place)
                if not (one.location == "header" and one.wire.lower() in _NOT_OURS):
                    found[one.location, one.wire] = one
        yield from found.values()

    def _lift(self, one: GivenParameter) -> None:
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

    def _note_no_header(self, one: GivenParameter) -> None:
        """Note a header that can't be sent; it is done without where it may be left out."""
        note = self._findings.error if one.parameter.required else self._findings.slip
        note(one.pointer, f"{one.wire!r} is not a header's name", "write such as `X-Trace`")

    def _fitting_path(
        self, endpoint: Endpoint, given: list[GivenParameter]
    ) -> list[GivenParameter]:
        """The parameters, those of the path as its braces have them; what differs is noted."""
        if not endpoint.path.startswith("/") or _CONTROL.search(endpoint.path):
            reason = f"{endpoint.path!r} is not a path"
            remedy = "begin with a slash, and leave out control characters"
            self._findings.error(endpoint.item_pointer, reason, remedy)
        placeholders = dict.fromkeys(_PLACEHOLDER.findall(endpoint.path))
        found = [one for one in given if one.location != "path" or one.wire in placeholders]
        for one in given:
            if one not in found:
                reason = f"the path has no {{{one.wire}}}"
                self._findings.slip(one.pointer, reason, "fix the path or the parameter")
        declared = {one.wire for one in found if one.location == "path"}
        for name in placeholders:
            if name not in declared:
                reason = f"the path's {{{name}}} has no parameter, so it is taken as text"
                self._findings.slip(endpoint.pointer, reason, "declare it with `in: path`")
                parameter = Parameter.model_validate(
                    {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
                )
                found.append(GivenParameter(parameter, endpoint.pointer, is_implied=True))
        if not set("{}").isdisjoint(_PLACEHOLDER.sub("", endpoint.path)) or "" in placeholders:
            reason = "the path's braces don't pair"
            self._findings.error(endpoint.item_pointer, reason, "write each parameter as {name}")
        return found

    def _parameter(self, one: GivenParameter, hint: str) -> Argument:
        parameter, location = one.parameter, Location(one.location)
        typed = self._typed(one, hint)
        inner = typed.type.inner if isinstance(typed.type, Nullable) else typed.type
        required = parameter.required or location is Location.PATH
        return Argument(
            name="",
            wire=one.wire,
            location=location,
            type=inner,
            required=required,
            doc=describe(typed.shape, left_out=not required),
            style=self._style(one, inner),
        )

    def _style(self, one: GivenParameter, inner: Type) -> Style | None:
        """How a parameter is written if it is a list or an object."""
        parameter, location = one.parameter, Location(one.location)
        if parameter.param_schema is None:
            media = next(iter(parameter.content or {}), None)
            is_text = media is None or "json" not in media.get_untrusted_value().lower()
            return None if is_text else Style.JSON
        given = parameter.style.get_untrusted_value() if parameter.style else _USUAL[location]
        explodes = parameter.explode
        if "explode" not in parameter.model_fields_set:
            explodes = given in {"form", "deepObject"} and location is not Location.COOKIE
        style = _STYLES.get((given, explodes), _STYLES.get((given, None)))
        if (given, explodes) not in _STYLES and (given, None) not in _STYLES:
            remedy = f"use {_USUAL[location]!r}"
            self._findings.slip(join(one.pointer, "style"), f"{given!r} is not a style", remedy)
        if self._has_parts(inner, style, location):
            reason = f"a {location} parameter of this type has no form, so it is written as JSON"
            remedy = "describe it by `content: {application/json: ...}`"
            self._findings.slip(one.pointer, reason, remedy)
            return Style.JSON
        if style in _PREFIXES:
            return style
        if not self._may_have_parts(inner):
            return None
        return Style.MEMBERS if style is None and self._may_be_object(inner) else style

    def _may_be_object(self, one: Type) -> bool:
        """Whether a value may be an object."""
        match one:
            case Either(members):
                return any(self._may_be_object(member) for member in members)
            case Nullable(inner):
                return self._may_be_object(inner)
            case Array() | Tuple():
                return False
            case _:
                return not self._is_scalar(one)

    def _may_have_parts(self, one: Type) -> bool:
        """Whether a value may be a list or an object."""
        return not self._is_scalar(one)

    def _has_parts(self, one: Type, style: Style | None, location: Location) -> bool:
        """Whether there are lists or objects inside that no style but `json` or `deep` has."""
        if style in {Style.DEEP, Style.JSON} or one in _ANYTHING:
            return False
        match one:
            case Array(inner) | Map(inner):
                return not self._is_scalar(inner) and inner not in _ANYTHING
            case Tuple(items):
                return not all(self._is_scalar(item) or item in _ANYTHING for item in items)
            case Either(members):
                return any(self._has_parts(member, style, location) for member in members)
            case Named():
                # An object with properties: those that are objects have no form either.
                return not self._is_scalar(one) and location is not Location.QUERY
            case _:
                return False

    def _typed(self, one: GivenParameter, hint: str) -> Typed:
        parameter = one.parameter
        schema, place = parameter.param_schema, join(one.pointer, "schema")
        for name, media in (parameter.content or {}).items():
            place = join(one.pointer, "content", name.get_untrusted_value(), "schema")
            schema = media.media_type_schema
        if schema is None:
            typed = self._schemas.anything(one.pointer)
            return Typed(Scalar(Kind.STRING), typed.shape)
        node = self._schemas.shapes.node(schema, place)
        typed = self._schemas.typed(node, hint + names.pascal(one.wire))
        shape = replace(typed.shape, deprecated=typed.shape.deprecated or parameter.deprecated)
        if parameter.description:
            shape = replace(shape, description=parameter.description.get_untrusted_value())
        return Typed(typed.type, shape)

    def _is_scalar(self, one: Type) -> bool:
        """Whether a value has no parts."""
        match one:
            case Scalar(kind):
                return kind not in {Kind.ANY, Kind.NULL}
            case Constant() | Money():
                return True
            case Named(name):
                return self._schemas.is_enum(name)
            case Either(members):
                return all(self._is_scalar(member) for member in members)
            case Nullable(inner):
                return self._is_scalar(inner)
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
        form = self._forms.chosen(given.content, join(pointer, "content"))
        if form is None:
            return None
        media = form.on_wire
        schema = form.media.media_type_schema
        if media.kind in _RAW:
            text = given.description.get_untrusted_value() if given.description else ""
            doc = sentence(text) or f"The body, {media.type}."
            return WholeBody("body", _RAW[media.kind], given.required, doc, media)
        if schema is None:
            body_type = self._schemas.anything(pointer).type
            return WholeBody("body", body_type, given.required, "", media)
        node = self._schemas.shapes.node(schema, join(form.pointer, "schema"))
        # Whoever uploads something sends a form: one that says it may be left out has forgotten to.
        is_sent = given.required or media.kind is MediaKind.MULTIPART
        body = replace(self._of_node(node, given, hint, is_sent=is_sent), media=media)
        return body if _has_names(body) else self._form_text(body, form.pointer)

    def _form_text(self, body: Body, pointer: str) -> Body:
        """A form without names, as its text."""
        reason = "a form that is no object has no names, so its text is an argument"
        self._findings.slip(pointer, reason, "describe it as an object")
        media = Media(body.media.type, MediaKind.TEXT)
        return WholeBody("body", _RAW[MediaKind.TEXT], True, "The form's text.", media)

    def _of_node(self, node: Node, given: RequestBody, hint: str, *, is_sent: bool) -> Body:
        keywords = self._schemas.keywords(node, hint)
        if keywords is not None:
            fields = tuple(one for one in keywords if not one.read_only)
            if is_sent or not any(one.required for one in fields):
                return KeywordBody(fields)
        typed = self._schemas.typed(node, f"{hint}Body")
        text = given.description.get_untrusted_value() if given.description else ""
        doc = sentence(text) or describe(typed.shape)
        return WholeBody("body", typed.type, is_sent, doc)


def _has_names(body: Body) -> bool:
    """Whether a body has what a form needs: it is an object, or anything; or it is no form."""
    if isinstance(body, KeywordBody) or body.media.kind is not MediaKind.FORM:
        return True
    bare = body.type.inner if isinstance(body.type, Nullable) else body.type
    return isinstance(bare, Named | Map) or bare == Scalar(Kind.ANY)


def client_argument(extension: object) -> tuple[str, str] | None:
    """The name and the environment variable that an `x-argument` gives, if it has its form."""
    if not isinstance(extension, dict):
        return None
    given = cast("dict[str, object]", extension)
    name, env = given.get("name"), given.get("env")
    if isinstance(name, str) and isinstance(env, str) and names.is_variable(env):
        return name, env
    return None
