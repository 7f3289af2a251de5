"""What the template of the events' module is filled in with."""

from __future__ import annotations

from dataclasses import dataclass

EVENT_IMPORTS = {
    "callable": ("collections.abc", "Callable"),
    "type_var": ("typing", "TypeVar"),
    "protocol": ("typing", "Protocol"),
    "overload": ("typing", "overload"),
}
"""What the module of events may need, by what its template calls it."""


@dataclass(frozen=True, slots=True)
class HandlerView:
    """What a handler of an event takes."""

    name: str
    """The annotation of the event's name."""
    variable: str
    """The type variable of such handlers."""
    type: str
