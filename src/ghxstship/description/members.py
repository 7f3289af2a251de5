"""The members of an object in a description: checked as they are read, errors with their place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from .values import DescriptionError, is_array, is_object

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .values import Node

_SHOWN = 40  # characters of a value in a message
_NOTHING: dict[str, Any] = {}


def wrong(pointer: str, wanted: str, value: object) -> DescriptionError:
    """The error that tells of a value which is not what it must be."""
    if value is None:
        return DescriptionError(f"#{pointer} is missing: it must be {wanted}")
    return DescriptionError(f"#{pointer} must be {wanted}, not {repr(value)[:_SHOWN]}")


def escape(token: str) -> str:
    """A token of a JSON pointer (RFC 6901, section 3)."""
    return token.replace("~", "~0").replace("/", "~1")


class Members:
    """An object of a description.

    Args:
        value: What should be an object.
        pointer: Where it stands.

    Raises:
        DescriptionError: It is something else.
    """

    __slots__ = ("all", "pointer")

    def __init__(self, value: object, pointer: str) -> None:
        if not is_object(value):
            raise wrong(pointer, "an object", value)
        self.all: Node = value
        self.pointer = pointer

    def has(self, name: str) -> bool:
        """Whether there is a member of a name."""
        return name in self.all

    def get(self, name: str) -> Any:
        """A member of any kind, `None` for none."""
        return self.all.get(name)

    def text(self, name: str, default: str | None = None) -> str:
        """A text; it must be there where there is no default."""
        value = self.all.get(name, default)
        if not isinstance(value, str):
            raise wrong(f"{self.pointer}/{escape(name)}", "a text", value)
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        """Yes or no."""
        value = self.all.get(name, default)
        if not isinstance(value, bool):
            raise wrong(f"{self.pointer}/{escape(name)}", "true or false", value)
        return value

    def mapping(self, name: str) -> Node:
        """An object as it is; empty where there is none."""
        value = self.all.get(name, _NOTHING)
        if not is_object(value):
            raise wrong(f"{self.pointer}/{escape(name)}", "an object", value)
        return value

    def members(self, name: str) -> Members:
        """An object; empty where there is none."""
        return Members(self.all.get(name, _NOTHING), f"{self.pointer}/{escape(name)}")

    def named(self, name: str) -> Iterator[tuple[str, Members]]:
        """The objects that are the members of one, by their names."""
        inner = self.members(name)
        for key in inner.all:
            yield key, inner.members(key)

    def each(self, name: str) -> Iterator[Members]:
        """The objects of an array; none where there is no array."""
        pointer = f"{self.pointer}/{escape(name)}"
        for index, value in enumerate(self._array(name)):
            yield Members(value, f"{pointer}/{index}")

    def groups(self, name: str) -> Iterator[list[Members]]:
        """The arrays of objects of an array; none where there is no array."""
        pointer = f"{self.pointer}/{escape(name)}"
        for index, value in enumerate(self._array(name)):
            if not is_array(value):
                raise wrong(f"{pointer}/{index}", "an array", value)
            yield [Members(one, f"{pointer}/{index}/{place}") for place, one in enumerate(value)]

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts of an array; none where there is no array."""
        values = self._array(name)
        for index, value in enumerate(values):
            if not isinstance(value, str):
                raise wrong(f"{self.pointer}/{escape(name)}/{index}", "a text", value)
        return tuple(cast("list[str]", values))

    def at(self, reference: str, origin: str) -> Members:
        """The object that a reference leads to from here.

        Args:
            reference: `#`, and the pointer.
            origin: Where the reference stands.

        Raises:
            DescriptionError: Nothing is there.
        """
        node: Any = self.all
        if not reference.startswith("#/"):
            raise wrong(f"{origin}/$ref", "a reference within this file", reference)
        for token in reference[2:].split("/"):
            name = token.replace("~1", "/").replace("~0", "~")
            if not is_object(node) or name not in node:
                raise wrong(f"{origin}/$ref", "a reference to what is there", reference)
            node = node[name]
        return Members(node, reference[1:])

    def _array(self, name: str) -> list[object]:
        value = self.all.get(name)
        if value is None:
            return []
        if not is_array(value):
            raise wrong(f"{self.pointer}/{escape(name)}", "an array", value)
        return value
