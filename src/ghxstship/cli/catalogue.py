"""The description's events: which there are, what they hold, and samples of them."""

from __future__ import annotations

import time
from functools import cache
from secrets import token_hex
from typing import TYPE_CHECKING, Any, cast

from ghxstship._core.text import has_surrogate
from ghxstship.description import Description
from ghxstship.sandbox.encoding import decode
from ghxstship.sandbox.samples import SampleError, Samples
from ghxstship.sandbox.schemas import Schemas

from .results import CommandError, Exit

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ghxstship.description import Node


@cache
def _schemas() -> Schemas:
    return Schemas(Description.load().schemas)


@cache
def _samples() -> Samples:
    return Samples()


def described() -> list[tuple[str, str, str]]:
    """The platform, the name and the summary of each event, platform by platform."""
    events = [
        (event.tags[0] if event.tags else "", event.name, event.summary)
        for event in Description.load().events
    ]
    return sorted(events)


def schema(name: str) -> Node:
    """The schema of an event.

    Raises:
        CommandError: There is no such event.
    """
    try:
        return _samples().schema(name)
    except SampleError as error:
        raise CommandError(str(error), Exit.USAGE) from None


def sample(name: str, changes: Sequence[str] = ()) -> dict[str, Any]:
    """A valid event, as if it happened now.

    Args:
        name: The event's name.
        changes: What is other than in the description's example: `PATH=VALUE`, the value as JSON
            or, where it is none, as text.

    Raises:
        CommandError: There is no such event, or it would not be valid.
    """
    parsed: dict[str, object] = {}
    for change in changes:
        path, equals, value = change.partition("=")
        if not equals or not path:
            message = f"--set takes PATH=VALUE, such as data.value=9, not {change!r}"
            raise CommandError(message, Exit.USAGE)
        if has_surrogate(change):  # bytes of the shell's that are no text
            raise CommandError(f"--set {path}: this is no UTF-8: {value!r}", Exit.USAGE)
        parsed[path] = _value(value)
    try:
        return _samples().event(name, parsed, at=time.time(), key=token_hex(8))
    except SampleError as error:
        raise CommandError(str(error), Exit.USAGE) from None


def _value(text: str) -> object:
    try:
        return cast("object", decode(text.encode()))
    except ValueError:
        return text


def fields(
    node: Node, prefix: str = "", above: tuple[int, ...] = ()
) -> Iterator[tuple[str, str, str]]:
    """The path, the type and the description of each field, what lies inside after it.

    Args:
        node: An object's schema.
        prefix: The object's path, with a full stop at its end; empty for the whole.
        above: The schemas that it lies in, so that one that holds itself has an end.
    """
    schemas = _schemas()
    required = schemas.required(node)
    for name, inner in schemas.properties(node).items():
        path = f"{prefix}{name}"
        marked = path if name in required else f"{path}?"
        yield marked, _kind(inner), schemas.keyword(inner, "description") or ""
        items = schemas.keyword(inner, "items")
        inside, suffix = (inner, ".") if items is None else (items, ".0.")
        target = id(schemas.follow(inside))
        if target not in above:
            yield from fields(inside, path + suffix, (*above, target))


def _kind(node: Node) -> str:
    schemas = _schemas()
    constant = schemas.keyword(node, "const")
    if constant is not None:
        return f'"{constant}"'
    choices = schemas.keyword(node, "enum")
    if choices:
        return " | ".join(str(choice) for choice in choices)
    kinds = sorted(schemas.types(node), key=lambda kind: (kind == "null", kind))
    form = schemas.keyword(node, "format")
    return " | ".join(form if form and kind == "string" else kind for kind in kinds)


def inlined(node: object, above: tuple[str, ...] = ()) -> object:
    """A schema that stands on its own: its references replaced by what they lead to.

    Args:
        node: The schema, or a part of it.
        above: The references that led here; one that leads into itself is left as it is.
    """
    if isinstance(node, list):
        return [inlined(each, above) for each in cast("list[object]", node)]
    if not isinstance(node, dict):
        return node
    mapping = cast("dict[str, Any]", node)
    reference = mapping.get("$ref")
    if isinstance(reference, str):
        if reference in above:
            return mapping
        target = _schemas().follow({"$ref": reference})
        beside = {name: value for name, value in mapping.items() if name != "$ref"}
        return inlined({**target, **beside}, (*above, reference))
    return {name: inlined(value, above) for name, value in mapping.items()}
