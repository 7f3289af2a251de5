"""What `x-money` says: that a number is an amount, and where its currency is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from ..pointers import join
from ..types import Array, Money, Nullable
from .shape import MONEY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..diagnostics import Findings
    from ..types import Field, Type
    from .shape import Shape

_KEYS = {"currency"}
_PATH = re.compile(r"(\.\./)*(?!\.\.(/|$))[^/]+(/(?!\.\.(/|$))[^/]+)*")


def money_of(shape: Shape, findings: Findings) -> Money | None:
    """The type of a number that the document marks as an amount; `None` for any other.

    Args:
        shape: A number's schema.
        findings: Takes a mark in another form.
    """
    if shape.money is None:
        return None
    place = join(shape.pointer, MONEY)
    mark = _members(shape.money)
    if mark.keys() != _KEYS:
        remedy = "write {currency: PATH}, or {currency: null} where nothing says it"
        findings.error(place, "the mark of money has another form", remedy)
        return Money(None)
    path = mark["currency"]
    if path is not None and not (isinstance(path, str) and _PATH.fullmatch(path)):
        remedy = "write names divided by `/`, `../` before them for the object around"
        findings.error(place, f"{path!r} is no path to a currency", remedy)
        return Money(None)
    return Money(path)


def _members(value: object) -> dict[str, object]:
    """An object of the document; none for any other value."""
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}


def check_mark(shape: Shape, findings: Findings) -> None:
    """Note a mark of money on what is no number."""
    if shape.money is not None and not {"number", "integer"} & set(shape.types or ()):
        reason = "only a number can be an amount of money"
        findings.error(join(shape.pointer, MONEY), reason, "give it the type number, or no mark")


def check_siblings(shape: Shape, fields: Iterable[Field], findings: Findings) -> None:
    """Note a currency that should stand beside its amount and doesn't.

    Args:
        shape: An object's schema.
        fields: Its properties.
        findings: Takes what is missing.
    """
    for one in fields:
        amount = _amount(one.type)
        path = amount.currency if amount else None
        if path is not None and path.partition("/")[0] not in {"..", *shape.properties}:
            reason = f"there is no property {path!r} for the currency of {one.wire!r}"
            place = join(shape.pointers[-1], "properties", one.wire, MONEY)
            findings.error(place, reason, "add it, or fix the path in x-money")


def _amount(one: Type) -> Money | None:
    """The amount of money that a property is, or that each item of it is."""
    match one:
        case Money():
            return one
        case Nullable(inner) | Array(inner):
            return _amount(inner)
        case _:
            return None
