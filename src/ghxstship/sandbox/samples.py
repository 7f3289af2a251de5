"""Sample events: what a webhook would bring, made from the description's own examples."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from ..description import Description, Event
from .encoding import decode, encode
from .moments import moment
from .operations import JSON
from .schemas import Schemas
from .validation import Validators, named_errors

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..description import Node, Schema
    from .collection import Resource


class SampleError(ValueError):
    """There is no such sample; the message says what is wrong, where, and what is near."""


class Samples:
    """Makes events that are valid by a description.

    Args:
        description: The description; the package's own if left out.
    """

    def __init__(self, description: Description | None = None) -> None:
        self._description = description or Description.load()
        self._events = {event.name: event for event in self._description.events}
        self._schemas = Schemas(self._description.schemas)

    @cached_property
    def _validators(self) -> Validators:
        return Validators(self._description)

    def names(self, platform: str | None = None) -> tuple[str, ...]:
        """The events that there are, in the description's order.

        Args:
            platform: Only those of this platform, such as `atlvs`.
        """
        return tuple(
            name
            for name, event in self._events.items()
            if platform is None or platform in event.tags
        )

    def schema(self, name: str) -> Node:
        """An event's schema, its reference followed.

        Args:
            name: The event's name, such as `deal.won`.

        Raises:
            SampleError: There is no such event.
        """
        _, _, found = self._body(name)
        return self._schemas.of(found)

    def _body(self, name: str) -> tuple[Event, tuple[Any, ...], Schema | None]:
        event = self._events.get(name)
        if event is None:
            raise SampleError(f"no event {name!r} in the description{_nearest(name, self._events)}")
        media = event.body.content.get(JSON) if event.body else None
        return (event, (), None) if media is None else (event, media.examples, media.schema)

    def event(
        self, name: str, changes: Mapping[str, object] | None = None, *, at: float, key: str
    ) -> Resource:
        """A valid event: the description's example, as if it happened now.

        Args:
            name: The event's name, such as `deal.won`.
            changes: Values by dotted path, such as `{"data.owner.name": "Ada"}`; list items by
                their number. They win over all else.
            at: When it happened: seconds since 1970.
            key: What sets this event apart from any other; its idempotency key and its
                correlation id are made of it.

        Raises:
            SampleError: There is no such event, a path leads nowhere, or the event would not be
                valid.
        """
        _, examples, place = self._body(name)
        schema = self._schemas.of(place)
        shown = [*examples, *(schema.get("examples") or ())]
        if not shown:
            raise SampleError(f"the description has no example of {name}: add one to its schema")
        event: Resource = decode(encode(shown[0]))
        event["timestamp"] = moment(at)
        event["metadata"] = {"correlation_id": f"corr_{key}", "idempotency_key": f"idem_{key}"}
        for path, value in (changes or {}).items():
            self._change(event, schema, path, value)
        if changes:
            self._check(event, name, place, changes)
        return event

    def _change(self, event: Resource, schema: Node, path: str, value: object) -> None:
        """Set what a path leads to; only what the description names, or leaves open, can be set."""
        target: Any = event
        *above, last = path.split(".")
        for name in above:
            place, schema = self._place(target, schema, name, path)
            target = _inside(target, place)
        place, _ = self._place(target, schema, last, path)
        target[place] = value

    def _place(self, target: object, schema: Node, name: str, path: str) -> tuple[int | str, Node]:
        """The key or the number that a name stands for, and the schema of what is there."""
        if isinstance(target, list):
            items = cast("list[object]", target)
            if not (name.isascii() and name.isdigit() and int(name) < len(items)):
                raise SampleError(f"{path}: the list has {len(items)} items, numbered from 0")
            return int(name), self._schemas.items(schema) or {}
        if not isinstance(target, dict):
            raise SampleError(f"{path}: nothing can have {name!r} inside there")
        known = self._schemas.properties(schema)
        if known and name not in known:
            raise SampleError(f"{path}: no such field{_nearest(name, known)}")
        return name, known.get(name, {})

    def _check(
        self, event: Resource, name: str, place: Schema | None, changes: Mapping[str, object]
    ) -> None:
        try:
            errors = [*named_errors(self._validators.of(place).iter_errors(event))]
        except ValueError:  # older validators refuse what is deep
            errors = [(", ".join(changes), "it is nested too deeply to be looked at")]
        wrong = "; ".join(f"{field}: {message}" for field, message in errors)
        if wrong:
            raise SampleError(f"{name} would not be valid: {wrong}")


def _inside(target: Any, place: int | str) -> Any:
    """What stands at a place; an object that is not there yet, or null, is begun."""
    if isinstance(place, str) and target.get(place) is None:
        target[place] = {}
    return target[place]


def _nearest(name: str, known: Mapping[str, object]) -> str:
    found = get_close_matches(name, known, n=1)
    return f": did you mean {found[0]!r}?" if found else f": there are {', '.join(known)}"
