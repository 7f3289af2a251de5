"""Sample events: what a webhook would bring, made from the document's own examples."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from .document import Document, escape
from .encoding import decode, encode
from .moments import moment
from .validation import Schemas, named_errors

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .collection import Resource
    from .conventions import Node

_JSON = "application/json"


class SampleError(ValueError):
    """There is no such sample; the message says what is wrong, where, and what is near."""


class Samples:
    """Makes events that are valid by a document's `webhooks`.

    Args:
        document: The document; the one that the package carries if left out.
    """

    def __init__(self, document: Document | None = None) -> None:
        self._document = document or Document.load()

    @cached_property
    def _schemas(self) -> Schemas:
        return Schemas(self._document)

    def names(self, platform: str | None = None) -> tuple[str, ...]:
        """The events that there are, in the document's order.

        Args:
            platform: Only those of this platform, such as `atlvs`.
        """
        hooks: Node = self._document.root.get("webhooks", {})
        return tuple(
            name
            for name, item in hooks.items()
            if platform is None or platform in item["post"].get("tags", ())
        )

    def schema(self, name: str) -> tuple[Node, str]:
        """An event's schema, and the pointer to it in the document.

        Args:
            name: The event's name, such as `deal.won`.

        Raises:
            SampleError: The document has no such event.
        """
        hooks: Node = self._document.root.get("webhooks", {})
        if name not in hooks:
            raise SampleError(f"no event {name!r} in the document{_nearest(name, hooks)}")
        pointer = f"/webhooks/{escape(name)}/post/requestBody"
        body, pointer = self._document.follow(hooks[name]["post"]["requestBody"], pointer)
        pointer += f"/content/{escape(_JSON)}/schema"
        return self._document.follow(body["content"][_JSON]["schema"], pointer)

    def event(
        self, name: str, changes: Mapping[str, object] | None = None, *, at: float, key: str
    ) -> Resource:
        """A valid event: the document's example, as if it happened now.

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
        schema, pointer = self.schema(name)
        if not schema.get("examples"):
            raise SampleError(f"the document has no example of {name}: add one at #{pointer}")
        event: Resource = decode(encode(schema["examples"][0]))
        event["timestamp"] = moment(at)
        event["metadata"] = {"correlation_id": f"corr_{key}", "idempotency_key": f"idem_{key}"}
        for path, value in (changes or {}).items():
            self._change(event, schema, path, value)
        if changes:
            self._check(event, name, pointer, changes)
        return event

    def _change(self, event: Resource, schema: Node, path: str, value: object) -> None:
        """Set what a path leads to; only what the document names, or leaves open, can be set."""
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
            return int(name), self._document.keyword(schema, "items") or {}
        if not isinstance(target, dict):
            raise SampleError(f"{path}: nothing can have {name!r} inside there")
        known = self._document.properties(schema)
        if known and name not in known:
            raise SampleError(f"{path}: no such field{_nearest(name, known)}")
        return name, known.get(name, {})

    def _check(
        self, event: Resource, name: str, pointer: str, changes: Mapping[str, object]
    ) -> None:
        try:
            errors = [*named_errors(self._schemas.at(pointer).iter_errors(event))]
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
