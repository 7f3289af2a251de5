"""An event's bytes to its own type; what is not known yet is taken as it comes."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar, get_args

from pydantic import ValidationError
from pydantic_core import core_schema

from .decimals import validate_exactly
from .decode import adapter, first_mismatch
from .errors import EventFormatError
from .logs import logger
from .model import UNKNOWN_TAG

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import GetCoreSchemaHandler
    from pydantic_core import CoreSchema

    from .model import Model

EventT = TypeVar("EventT")


class EventReader(Generic[EventT]):
    """Reads events in one pass, so that nothing new on the platform ever breaks a receiver.

    Args:
        union: The type that is any event, each member tagged by name.
        unknown: The union's member for events that are not known.
        field: The field that holds the name, as it is called on the wire.
        versions: The versions of the envelope that the models describe; empty for any.
    """

    def __init__(
        self, union: Any, unknown: type[Model], field: str, versions: frozenset[str]
    ) -> None:
        self._union = union
        self._unknown = unknown
        self._field = field
        self._versions = versions

    def read(self, body: bytes | bytearray | str) -> EventT:
        """Read an event.

        Args:
            body: Its JSON.

        Returns:
            The event as its own type. As the unknown member, with its data as it came: an event of
            a name or a version that is not known, and one that is not as its model says, which
            is also logged as a warning.

        Raises:
            EventFormatError: It is not a JSON object, or the name of the event is not text.
        """
        try:
            event = self._known(body)
        except ValidationError as error:
            return self._as_it_came(body, error)
        if self._versions and getattr(event, "version", None) not in self._versions:
            return self._as_it_came(body, None)
        return event

    @cached_property
    def _known(self) -> Callable[[bytes | bytearray | str], EventT]:
        tagged = (get_args(member) for member in get_args(get_args(self._union)[0]))
        members = {mark.tag: kind for kind, mark in tagged if mark.tag != UNKNOWN_TAG}
        known = adapter(Annotated[Any, _Tagged(self._field, members)])
        return partial(validate_exactly, known)

    def _as_it_came(self, body: bytes | bytearray | str, error: ValidationError | None) -> EventT:
        try:
            event: EventT = adapter(self._unknown).validate_json(body)
        except ValidationError as unreadable:
            place, reason = first_mismatch(unreadable)
            raise EventFormatError(
                f"not an event: {place or 'the body'} is not as it must be: {reason}"
            ) from None
        if error is not None and error.errors()[0]["type"] not in _UNKNOWN_NAME:
            self._warn(event, error)
        return event

    def _warn(self, event: EventT, error: ValidationError) -> None:
        """Tell of an event that is not as its model says, unless a new version explains it."""
        if not self._versions or getattr(event, "version", None) in self._versions:
            place, reason = first_mismatch(error)
            logger.warning("an event is not as documented at %s: %s", place, reason)


_UNKNOWN_NAME = frozenset({"union_tag_invalid", "union_tag_not_found"})
"""pydantic's words for a name that no member has."""


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
