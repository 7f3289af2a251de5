"""An event's bytes to its own type; what is not known yet is taken as it comes."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar, cast, get_args

from pydantic import ValidationError
from pydantic_core import core_schema

from .bounded import body_adapter
from .decimals import validate_exactly
from .errors import EventFormatError
from .lenient import read_leniently, reason_of
from .lenient_json import parse_leniently
from .logs import logger
from .model import UNKNOWN_TAG, Model

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

EventT = TypeVar("EventT")


class EventReader(Generic[EventT]):
    """Reads events in one pass, so that nothing new on the platform ever breaks a receiver.

    Args:
        union: The type that is any event, each member tagged by name.
        unknown: The union's member for events that are not known.
        field: The field that holds the name, as it is called on the wire.
        versions: The versions of the envelope that the models describe; empty for any.
        attribute: What the field is called in the models, if not the same.
    """

    tells_name = True
    """Whether the events say what they are called."""

    def __init__(
        self,
        union: Any,
        unknown: type[Model],
        field: str,
        versions: frozenset[str],
        attribute: str | None = None,
    ) -> None:
        self._union = union
        self._unknown = unknown
        self._field = field
        self._versions = versions
        self._attribute = attribute or field

    def name_of(self, event: object) -> str | None:
        """What an event is called, `None` where it does not say."""
        name = getattr(event, self._attribute, None)
        return name if isinstance(name, str) else None

    def read_named(self, body: bytes | bytearray | str, name: str | None) -> EventT:  # noqa: ARG002
        """Read an event; its own name counts."""
        return self.read(body)

    def read(self, body: bytes | bytearray | str) -> EventT:
        """Read an event.

        Args:
            body: Its JSON.

        Returns:
            The event as its own type. What of it is not as its model says stands in it as it came,
            is logged as a warning, and is told by `mismatches(event)`. An event whose name or
            version is not known is the unknown member, with its data as it came.

        Raises:
            EventFormatError: It is not a JSON object, or the name of the event is not text.
        """
        try:
            event = self._known(body)
        except ValidationError as error:
            reason = reason_of(error)  # the error itself holds copies of values
        else:
            if self._is_known_version(getattr(event, "version", None)):
                return event
            reason = "Invalid JSON"
        return self._leniently(body, reason)

    @cached_property
    def _members(self) -> dict[str, Any]:
        """The types of the events that are known, by name."""
        tagged = (get_args(member) for member in get_args(get_args(self._union)[0]))
        return {mark.tag: kind for kind, mark in tagged if mark.tag != UNKNOWN_TAG}

    @cached_property
    def _known(self) -> Callable[[bytes | bytearray | str], EventT]:
        tagged = _Tagged(self._field, self._members)
        return partial(validate_exactly, body_adapter(Annotated[Any, tagged]))

    def _is_known_version(self, version: object) -> bool:
        """Whether the models describe it; an event that does not say is taken for one they do."""
        return not self._versions or version is None or str(version) in self._versions

    def _leniently(self, body: bytes | bytearray | str, reason: str) -> EventT:
        try:
            value = parse_leniently(body)
        except ValueError:
            raise _no_event("the body", reason) from None
        if not isinstance(value, dict):
            raise _no_event("the body", "Input should be an object")
        envelope = cast("dict[str, object]", value)
        name = envelope.get(self._field)
        if name is not None and not isinstance(name, str):
            raise _no_event(self._field, "Input should be a valid string")
        known = self._members.get(name) if name else None
        if not self._is_known_version(envelope.get("version")):
            known = None
        event, found = read_leniently(known or self._unknown, envelope)
        if found:
            logger.warning("an event %r came, and not as documented: %s", name, found)
        return cast("EventT", event)


class NamedEventReader:
    """Reads events whose names are known from elsewhere.

    Args:
        types: What each event's body is, by name; `None` for an event without one.
    """

    tells_name = False
    """Whether the events say what they are called."""

    def __init__(self, types: Mapping[Any, Any]) -> None:
        self._types = types

    def name_of(self, event: object) -> str | None:  # noqa: ARG002
        """Nothing: an event does not say what it is called."""
        return None

    def read_named(self, body: bytes | bytearray | str, name: str | None) -> Any:
        """Read an event, or an `UnknownEvent` where the name is new.

        Raises:
            EventFormatError: There is no name, the body is no JSON, or that of an unknown event is
                no object.
        """
        if not name:
            raise EventFormatError("not an event: nothing says what it is called")
        if name in self._types:
            return self.read(name, body)
        try:
            value = parse_leniently(body)
        except ValueError:
            raise _no_event("the body", "Invalid JSON") from None
        if not isinstance(value, dict):
            raise _no_event("the body", "Input should be an object")
        event, _ = read_leniently(UnknownEvent, cast("dict[str, object]", value))
        return event

    def read(self, name: str, body: bytes | bytearray | str) -> Any:
        """Read an event.

        Args:
            name: Its name.
            body: Its JSON, empty for an event without data.

        Raises:
            EventFormatError: There is no such event, or the body is no JSON.
        """
        if name not in self._types:
            raise EventFormatError(f"not an event: there is none that is called {name!r}")
        kind = self._types[name]
        if kind is None:
            return None
        try:
            return validate_exactly(body_adapter(kind), body)
        except ValidationError as error:
            reason = reason_of(error)  # the error itself holds copies of values
        try:
            value = parse_leniently(body)
        except ValueError:
            raise _no_event("the body", reason) from None
        event, found = read_leniently(kind, value)
        if found:
            logger.warning("an event %r came, and not as documented: %s", name, found)
        return event


class UnknownEvent(Model):
    """An event of a name that the document does not have, as it came, in `model_extra`."""


def text_at(event: Model, path: str) -> str | None:
    """The text at a path of an event.

    Args:
        event: The event.
        path: Names of fields, dotted.

    Returns:
        `None` where there is none, or something that is no text.
    """
    value: object = event
    for name in path.split("."):
        value = getattr(value, name, None)
    return value if isinstance(value, str) else None


def _no_event(place: str, reason: str) -> EventFormatError:
    return EventFormatError(f"not an event: {place} is not as it must be: {reason}")


class _Tagged:
    """Chooses a union's member by a field.

    A function that chose would cost a third more: pydantic makes objects of the JSON for it first.
    """

    def __init__(self, field: str, members: dict[str, Any]) -> None:
        self._field = field
        self._members = members

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        choices = {tag: handler.generate_schema(kind) for tag, kind in self._members.items()}
        return core_schema.tagged_union_schema(choices, self._field)
