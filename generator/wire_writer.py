"""What travels, as JSON: operations' parameters, bodies and answers, webhooks and callbacks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .wire import (
        Schema,
        WireAnswer,
        WireBody,
        WireEncoding,
        WireEvent,
        WireHeader,
        WireLink,
        WireMedia,
        WireOperation,
        WireParameter,
        WireSecurity,
    )

Json: TypeAlias = object
SharedT = TypeVar("SharedT", "WireAnswer", "WireHeader", "WireParameter")


class WireWriter:
    """Writes what travels; what several have is written once.

    Args:
        identifiers: Operations' places on the client, by their `operationId`s and references.

    Attributes:
        answers: The answers that have a name, by it.
        headers: The same of headers.
        parameters: The same of parameters.
    """

    def __init__(self, identifiers: Mapping[str, str]) -> None:
        self._identifiers = identifiers
        self.answers: dict[str, Json] = {}
        self.headers: dict[str, Json] = {}
        self.parameters: dict[str, Json] = {}

    def exchange(self, wire: WireOperation) -> dict[str, Any]:
        """What operations and events have alike."""
        return {
            "parameters": [self._parameter(one) for one in wire.parameters],
            "body": None if wire.body is None else self._body(wire.body),
            "answers": {status: self._answer(one) for status, one in wire.answers.items()},
            "callbacks": {
                name: {
                    expression: [self.event(one) for one in events]
                    for expression, events in callback.items()
                }
                for name, callback in wire.callbacks.items()
            },
            "extensions": wire.extensions,
        }

    def event(self, event: WireEvent) -> dict[str, Any]:
        """What the API sends."""
        wire = event.operation
        return said(
            {"name": event.name, "pointer": event.pointer, "method": event.method},
            **words_of(wire),
            deprecated=wire.deprecated,
            **self.exchange(wire),
        ) | security_of(wire.security)

    def _parameter(self, one: WireParameter) -> dict[str, Any]:
        return _once(one, self._whole_parameter, self.parameters, "#/parameters/")

    def _whole_parameter(self, one: WireParameter) -> dict[str, Any]:
        place = {"name": one.name, "in": one.location}
        found = said(
            place if one.argument is None else {"argument": one.argument, **place},
            required=one.required,
            style=one.style,
            allow_reserved=one.allow_reserved,
            allow_empty_value=one.allow_empty,
            description=one.description,
            deprecated=one.deprecated,
        )
        if one.explode is not None:
            found["explode"] = one.explode
        return found | _value(one)

    def _header(self, one: WireHeader) -> dict[str, Any]:
        return _once(one, _whole_header, self.headers, "#/headers/")

    def _headers(self, headers: Mapping[str, WireHeader]) -> dict[str, Any]:
        return {name: self._header(one) for name, one in headers.items()}

    def _body(self, one: WireBody) -> dict[str, Any]:
        return said(
            argument=one.argument,
            arguments=one.arguments,
            required=one.required,
            description=one.description,
            content=self._content(one.content),
            extensions=one.extensions,
        )

    def _answer(self, one: WireAnswer) -> dict[str, Any]:
        return _once(one, self._whole_answer, self.answers, "#/answers/")

    def _whole_answer(self, one: WireAnswer) -> dict[str, Any]:
        return said(
            summary=one.summary,
            description=one.description,
            headers=self._headers(one.headers),
            content=self._content(one.content),
            links={name: self._link(link) for name, link in one.links.items()},
            extensions=one.extensions,
        )

    def _link(self, one: WireLink) -> dict[str, Any]:
        found = said(
            operation=self._identifiers.get(one.operation_id or one.operation_ref),
            operation_id=one.operation_id,
            operation_ref=one.operation_ref,
            description=one.description,
            parameters=one.parameters,
            server=one.server,
            extensions=one.extensions,
        )
        return found if one.body is None else found | {"body": one.body}

    def _content(self, content: Mapping[str, WireMedia]) -> dict[str, Any]:
        return {name: self._media(one) for name, one in content.items()}

    def _media(self, one: WireMedia) -> dict[str, Any]:
        found = _schema("schema", one.schema) | _schema("item_schema", one.item_schema)
        return found | said(
            encoding={name: self._encoding(each) for name, each in one.encoding.items()},
            examples=one.examples,
            extensions=one.extensions,
        )

    def _encoding(self, one: WireEncoding) -> dict[str, Any]:
        found = said(
            content_type=one.content_type,
            headers=self._headers(one.headers),
            style=one.style,
            allow_reserved=one.allow_reserved,
            extensions=one.extensions,
        )
        return found if one.explode is None else found | {"explode": one.explode}


def _once(
    one: SharedT, write: Callable[[SharedT], dict[str, Any]], shared: dict[str, Json], begin: str
) -> dict[str, Any]:
    """What may be shared: itself where it isn't, else a reference to it.

    Args:
        one: It.
        write: Writes it.
        shared: What is shared, by its name.
        begin: What references begin with.
    """
    if one.component is None:
        return write(one)
    if one.component not in shared:
        shared[one.component] = write(one)
    return {"$ref": begin + one.component}


def _whole_header(one: WireHeader) -> dict[str, Any]:
    return said(
        description=one.description,
        required=one.required,
        deprecated=one.deprecated,
        explode=one.explode,
    ) | _value(one)


def _value(one: WireParameter | WireHeader) -> dict[str, Any]:
    """What the value of a parameter or of a header is."""
    return _schema("schema", one.schema) | said(
        content=one.content, examples=one.examples, extensions=one.extensions
    )


def _schema(name: str, schema: Schema | None) -> dict[str, Any]:
    """A member that is a schema; one that demands nothing says something too."""
    return {} if schema is None else {name: schema}


def security_of(security: WireSecurity | None) -> dict[str, Any]:
    """The member `security`: alternatives, each of what is needed together; none needs nothing."""
    if security is None:
        return {}
    alternatives = [
        [
            said({"scheme": one.scheme}, credential=one.credential, scopes=list(one.scopes))
            for one in alternative
        ]
        for alternative in security
    ]
    return {"security": alternatives}


def words_of(wire: WireOperation) -> dict[str, Any]:
    """What an operation says of itself in words."""
    return {
        "operation_id": wire.operation_id,
        "tags": list(wire.tags),
        "summary": wire.summary,
        "description": wire.description,
        "documentation": wire.documentation,
    }


def said(always: Mapping[str, Any] | None = None, /, **members: Any) -> dict[str, Any]:
    """An object without the members that say nothing.

    Args:
        always: Members that come first, whatever they say.
        members: The others.
    """
    return {**(always or {})} | {
        name: value
        for name, value in members.items()
        # An operation that needs no credentials says so by an empty list.
        if value
        or (value is not False and isinstance(value, int | float))
        or (name == "security" and value is not None)
    }
