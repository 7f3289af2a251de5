"""An event's bytes to its own type; what is not known yet is taken as it comes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import ValidationError

from .decode import adapter, first_mismatch
from .errors import EventFormatError
from .logs import logger

if TYPE_CHECKING:
    from .model import Model

EventT = TypeVar("EventT")


class EventReader(Generic[EventT]):
    """Reads events in one pass, so that nothing new on the platform ever breaks a receiver.

    Args:
        union: The type that is any event, tagged by name.
        unknown: The union's member for events that are not known.
        versions: The versions of the envelope that the models describe; empty for any.
    """

    def __init__(self, union: Any, unknown: type[Model], versions: frozenset[str]) -> None:
        self._union = union
        self._unknown = unknown
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
            event: EventT = adapter(self._union).validate_json(body)
        except ValidationError as error:
            return self._as_it_came(body, error)
        if self._versions and getattr(event, "version", None) not in self._versions:
            return self._as_it_came(body, None)
        return event

    def _as_it_came(self, body: bytes | bytearray | str, error: ValidationError | None) -> EventT:
        try:
            event: EventT = adapter(self._unknown).validate_json(body)
        except ValidationError as unreadable:
            place, reason = first_mismatch(unreadable)
            raise EventFormatError(
                f"not an event: {place or 'the body'} is not as it must be: {reason}"
            ) from None
        if getattr(event, "version", None) in self._versions and error is not None:
            place, reason = first_mismatch(error)
            logger.warning("an event is not as documented at %s: %s", place, reason)
        return event
