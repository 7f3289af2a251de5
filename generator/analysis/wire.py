"""What travels in a call, read from the same places as the method that makes it."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, cast

from .. import names
from ..api import KeywordBody, WholeBody
from ..pointers import join, last_name
from ..wire import (
    WireAnswer,
    WireBody,
    WireEncoding,
    WireEvent,
    WireHeader,
    WireLink,
    WireMedia,
    WireOperation,
    WireParameter,
)
from .answers import is_status
from .json_schemas import plain
from .members import extensions, flag, items, members, text
from .operations import METHODS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ..load import Document
    from ..wire import Json, Object, Schema
    from .arguments import Arguments, GivenParameter
    from .json_schemas import JsonSchemas
    from .operations import Endpoint
    from .schemes import Schemes
    from .skips import Skips

ReadT = TypeVar("ReadT", WireAnswer, WireHeader)

_TEXT = {"type": "string"}
_USUAL_STYLES = {"path": "simple", "query": "form", "header": "simple", "cookie": "form"}


class WireReader:
    """Reads what the document says of requests and answers.

    Args:
        document: The document.
        schemas: Its schemas.
        schemes: Its security schemes.
        skips: What to leave out.
    """

    def __init__(
        self, document: Document, schemas: JsonSchemas, schemes: Schemes, skips: Skips
    ) -> None:
        self._document = document
        self.schemas = schemas
        self.schemes = schemes
        self._skips = skips
        self._answers: dict[str, WireAnswer] = {}
        self._headers: dict[str, WireHeader] = {}
        self._parameters: dict[tuple[str, str | None], WireParameter] = {}
        self._components: dict[str, dict[str, str]] = {}

    def of(self, endpoint: Endpoint, arguments: Arguments) -> WireOperation:
        """What an operation is on the wire.

        Args:
            endpoint: The operation in the document.
            arguments: What its method takes.
        """
        said = self._document.members(endpoint.pointer)
        parameters = [
            WireParameter(arguments.argument(one), one.wire, "path", required=True, schema=_TEXT)
            if one.is_implied
            else self._given(one, arguments.argument(one))
            for one in arguments.given
        ]
        body = self.body(said.get("requestBody"))
        match arguments.body:
            case WholeBody(name) if body is not None:
                body = replace(body, argument=name)
            case KeywordBody(fields) if body is not None:
                renamed = {one.wire: one.name for one in fields if one.name != one.wire}
                body = replace(body, arguments=renamed)
            case _:
                pass
        return replace(
            self.operation(said, parameters, body),
            position=self._positions[endpoint.path, endpoint.method],
            callbacks=self._callbacks(said, endpoint.pointer),
        )

    def webhooks(self) -> tuple[WireEvent, ...]:
        """The document's webhooks, in its order."""
        return tuple(
            one
            for name in self._document.members("#/webhooks")
            for one in self._events(name, join("#/webhooks", name))
        )

    @cached_property
    def _positions(self) -> dict[tuple[str, str], tuple[int, int]]:
        """Where operations come among the others, by path and method."""
        found: dict[tuple[str, str], tuple[int, int]] = {}
        for number, (path, item) in enumerate(self._document.members("#/paths").items()):
            said, _ = self._followed(item)
            for place, method in enumerate(said):
                found[path, method] = number, place
        return found

    def _callbacks(
        self, given: Mapping[str, Any], pointer: str
    ) -> dict[str, dict[str, tuple[WireEvent, ...]]]:
        """The callbacks of an operation, by name and expression."""
        found: dict[str, dict[str, tuple[WireEvent, ...]]] = {}
        if self._skips.take(join(pointer, "callbacks")):
            return found
        for name, callback in members(given, "callbacks").items():
            said, where = self._followed(callback)
            place = where or join(pointer, "callbacks", name)
            by_expression = {
                expression: self._events(name, join(place, expression))
                for expression in said
                if not expression.startswith("x-")
            }
            found[name] = {key: events for key, events in by_expression.items() if events}
        return found

    def _events(self, name: str, pointer: str) -> tuple[WireEvent, ...]:
        """The requests of a webhook or of a callback.

        Args:
            name: What it is called.
            pointer: Where its path item stands.
        """
        if self._skips.take(pointer):
            return ()
        item, _ = self._followed(self._document.at(pointer))
        return tuple(
            WireEvent(name, method.upper(), pointer, self._event(item, members(item, method)))
            for method in item
            if method in METHODS
            if not self._skips.take(join(pointer, method))
        )

    def _event(self, item: Mapping[str, Any], given: Mapping[str, Any]) -> WireOperation:
        """A request of the API's own, with what all of its path item share."""
        parameters = [
            self.parameter(one, None) for said in (item, given) for one in items(said, "parameters")
        ]
        last = {(one.location, one.name): one for one in parameters}
        return self.operation(given, last.values(), self.body(given.get("requestBody")))

    def parameter(self, given: Json, argument: str | None) -> WireParameter:
        """A parameter, its reference followed.

        Args:
            given: The parameter.
            argument: The method's argument that gives it.
        """
        said, pointer = self._followed(given)
        return self._parameter(said, pointer, argument)

    def _given(self, given: GivenParameter, argument: str | None) -> WireParameter:
        """A parameter of a method, its references followed already."""
        said = self._document.members(given.pointer)
        return self._parameter(said, given.pointer if given.is_shared else None, argument)

    def _parameter(
        self, said: Mapping[str, Any], pointer: str | None, argument: str | None
    ) -> WireParameter:
        """A parameter: what a reference leads to is read once for an argument, and has a name."""
        if pointer is None:
            return self._whole_parameter(said, argument)
        key = (pointer, argument)
        if key not in self._parameters:
            name = self._component("parameters", pointer)
            whole = self._whole_parameter(said, argument)
            self._parameters[key] = replace(whole, component=name)
        return self._parameters[key]

    def _whole_parameter(self, said: Mapping[str, Any], argument: str | None) -> WireParameter:
        location = text(said, "in")
        style = text(said, "style")
        explode = said.get("explode")
        schema, content, examples = self._schema(said)
        return WireParameter(
            argument=argument,
            name=text(said, "name"),
            location=location,
            required=flag(said, "required") or location == "path",
            style="" if style == _USUAL_STYLES.get(location) else style,
            explode=explode if isinstance(explode, bool) else None,
            allow_reserved=flag(said, "allowReserved"),
            allow_empty=flag(said, "allowEmptyValue"),
            description=text(said, "description"),
            deprecated=flag(said, "deprecated"),
            schema=schema,
            content=content,
            examples=examples,
            extensions=extensions(said),
        )

    def body(self, given: Json) -> WireBody | None:
        """A request's body, `None` where there is none."""
        said, _ = self._followed(given)
        if not said:
            return None
        return WireBody(
            required=flag(said, "required"),
            description=text(said, "description"),
            content=self._content(said),
            extensions=extensions(said),
        )

    def answers(self, operation: Mapping[str, Any]) -> dict[str, WireAnswer]:
        """What an operation answers, by status."""
        return {
            status.upper() if status[:1].isdigit() else status: self._shared(
                given, "responses", self._answers, self._answer
            )
            for status, given in members(operation, "responses").items()
            if is_status(status)
        }

    def operation(
        self, given: Mapping[str, Any], parameters: Iterable[WireParameter], body: WireBody | None
    ) -> WireOperation:
        """An operation by itself.

        Args:
            given: The operation.
            parameters: Its parameters.
            body: Its body.
        """
        return WireOperation(
            operation_id=text(given, "operationId"),
            tags=tuple(str(tag) for tag in items(given, "tags")),
            summary=text(given, "summary"),
            description=text(given, "description"),
            documentation=members(given, "externalDocs"),
            deprecated=flag(given, "deprecated"),
            security=self.schemes.needed(given.get("security")),
            parameters=tuple(parameters),
            body=body,
            answers=self.answers(given),
            extensions=extensions(given),
        )

    def examples(self, given: Mapping[str, Any]) -> dict[str, Object]:
        """The examples of a parameter, a header or a body; a single one is called `example`."""
        found: dict[str, Object] = {}
        if "example" in given:
            found["example"] = {"value": given["example"]}
        for name, example in members(given, "examples").items():
            said, _ = self._followed(example)
            one = {
                "external_value" if key == "externalValue" else key: value
                for key, value in said.items()
            }
            found[name] = one
        return found

    def _answer(self, said: Mapping[str, Any]) -> WireAnswer:
        return WireAnswer(
            summary=text(said, "summary"),
            description=text(said, "description"),
            headers=self._headers_of(said),
            content=self._content(said),
            links={name: self._link(one) for name, one in members(said, "links").items()},
            extensions=extensions(said),
        )

    def _link(self, given: Json) -> WireLink:
        said, _ = self._followed(given)
        return WireLink(
            operation_id=text(said, "operationId"),
            operation_ref=text(said, "operationRef"),
            description=text(said, "description"),
            parameters=members(said, "parameters"),
            body=said.get("requestBody"),
            server=members(said, "server"),
            extensions=extensions(said),
        )

    def _headers_of(self, given: Mapping[str, Any]) -> dict[str, WireHeader]:
        return {
            name: self._shared(header, "headers", self._headers, self._header)
            for name, header in members(given, "headers").items()
        }

    def _header(self, said: Mapping[str, Any]) -> WireHeader:
        schema, content, examples = self._schema(said)
        return WireHeader(
            description=text(said, "description"),
            required=flag(said, "required"),
            deprecated=flag(said, "deprecated"),
            explode=flag(said, "explode"),
            schema=schema,
            content=content,
            examples=examples,
            extensions=extensions(said),
        )

    def _schema(self, said: Mapping[str, Any]) -> tuple[Schema | None, str, dict[str, Object]]:
        """What a parameter or a header is: its schema, its media type, its examples."""
        for name, media in members(said, "content").items():
            found = self._media(media)
            return found.schema, name, {**found.examples, **self.examples(said)}
        schema = said.get("schema")
        return None if schema is None else self.schemas.of(schema), "", self.examples(said)

    def _content(self, said: Mapping[str, Any]) -> dict[str, WireMedia]:
        return {name: self._media(media) for name, media in members(said, "content").items()}

    def _media(self, given: Json) -> WireMedia:
        said, _ = self._followed(given)
        schema, item = said.get("schema"), said.get("itemSchema")
        return WireMedia(
            schema=None if schema is None else self.schemas.of(schema),
            item_schema=None if item is None else self.schemas.of(item),
            encoding={name: self._encoding(one) for name, one in members(said, "encoding").items()},
            examples=self.examples(said),
            extensions=extensions(said),
        )

    def _encoding(self, given: Json) -> WireEncoding:
        said, _ = self._followed(given)
        explode = said.get("explode")
        return WireEncoding(
            content_type=text(said, "contentType"),
            headers=self._headers_of(said),
            style=text(said, "style"),
            explode=explode if isinstance(explode, bool) else None,
            allow_reserved=flag(said, "allowReserved"),
            extensions=extensions(said),
        )

    def _shared(
        self,
        given: Json,
        kind: str,
        known: dict[str, ReadT],
        read: Callable[[Mapping[str, Any]], ReadT],
    ) -> ReadT:
        """An answer or a header: what a reference leads to is read once, and has a name."""
        said, pointer = self._followed(given)
        if pointer is None:
            return read(said)
        if pointer not in known:
            known[pointer] = replace(read(said), component=self._component(kind, pointer))
        return known[pointer]

    def _component(self, kind: str, pointer: str) -> str:
        """What to call something that several have; the same name in two files becomes two."""
        taken = self._components.setdefault(kind, {})
        name = names.free(plain(last_name(pointer)), taken)
        taken[name] = pointer
        return name

    def _followed(self, given: Json) -> tuple[dict[str, Any], str | None]:
        """An object, and where it stands if a reference led there that says nothing else.

        What leads nowhere is an empty one.
        """
        passed: set[str] = set()
        pointer: str | None = None
        beside: dict[str, Any] = {}
        while isinstance(given, dict) and "$ref" in given:
            said = cast("dict[str, Any]", given)
            beside = {
                **{name: said[name] for name in ("summary", "description") if name in said},
                **beside,
            }
            pointer = text(said, "$ref")
            if pointer in passed or not pointer.startswith("#/"):
                return {}, None
            passed.add(pointer)
            try:
                given = self._document.at(pointer)
            except LookupError:
                return {}, None
        if not isinstance(given, dict):
            return {}, None
        found = cast("dict[str, Any]", given)
        return ({**found, **beside}, None) if beside else (found, pointer)
