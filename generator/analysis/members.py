"""Parts of an object that nothing has checked: what is of another kind counts as not there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Mapping


def text(given: Mapping[str, Any], name: str) -> str:
    """A text in an object; empty where there is none."""
    found = given.get(name)
    return found if isinstance(found, str) else ""


def members(given: Mapping[str, Any], name: str) -> dict[str, Any]:
    """An object in an object; empty where there is none."""
    found = given.get(name)
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}


def items(given: Mapping[str, Any], name: str) -> list[object]:
    """A list in an object; empty where there is none."""
    found = given.get(name)
    return cast("list[object]", found) if isinstance(found, list) else []


def flag(given: Mapping[str, Any], name: str) -> bool:
    """Whether an object says that something is so."""
    return given.get(name) is True


def extensions(given: Mapping[str, Any]) -> dict[str, Any]:
    """The `x-` keys of an object, as they stand."""
    return {name: value for name, value in given.items() if name.startswith("x-")}
