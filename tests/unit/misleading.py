"""Values whose own methods mislead: a text, numbers, and an object that nobody can show."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any


def misleading(name: str) -> Any:
    """A method that answers what no method of its name does."""

    def method(*_: object, **__: object) -> object:
        return name if name.startswith("is") else 5

    return method


def mislead(base: type[Any]) -> type[Any]:
    """A subclass of which nothing holds but what C code sees of it."""
    own = {"__new__", "__init__", "__init_subclass__", "__getattribute__", "__class__", "__hash__"}
    own |= {"__eq__", "__ne__", "__bool__", "__doc__", "__subclasshook__", "__index__", "__int__"}
    methods = {name for name in dir(base) if callable(getattr(base, name))} - own
    return type(f"Misleading{base.__name__}", (base,), {name: misleading(name) for name in methods})


Text, Integer, Float = mislead(str), mislead(int), mislead(float)
Bytes = mislead(bytes)
Moment, Day, Hour = mislead(datetime), mislead(date), mislead(time)


class Mute:
    """An object that has no text."""

    def __repr__(self) -> str:
        raise RuntimeError("no")

    __str__ = __repr__
