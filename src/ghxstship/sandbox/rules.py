"""What the platforms' behaviours are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .error_responses import conflict, invalid

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .call import Call
    from .collection import Resource


def require(condition: object, message: str) -> None:
    """Refuse what the state of things does not allow.

    Raises:
        ErrorResponse: The condition does not hold (409).
    """
    if not condition:
        raise conflict(message)


def require_status(resource: Resource, *allowed: str, action: str) -> None:
    """Refuse what is done to a resource whose status does not allow it.

    Raises:
        ErrorResponse: The status is none of those allowed (409).
    """
    status = resource["status"]
    wanted = " or ".join(allowed)
    require(status in allowed, f"It is {status}: only what is {wanted} can be {action}")


def require_field(condition: object, field: str, message: str) -> None:
    """Refuse a field that holds what it may not.

    Raises:
        ErrorResponse: The condition does not hold (422).
    """
    if not condition:
        raise invalid([(field, message)])


def require_order(first: str | None, second: str | None, field: str) -> None:
    """Refuse an end that lies before its beginning.

    Args:
        first: The beginning, in a form whose order is that of its letters.
        second: The end.
        field: The field that holds the end.

    Raises:
        ErrorResponse: It lies before (422).
    """
    require_field(not first or not second or first <= second, field, "lies before its beginning")


def require_there(call: Call, field: str, collection: str) -> None:
    """Refuse a field that names what is not there.

    Raises:
        ErrorResponse: There is no such resource (422).
    """
    identifier = call.given(field)
    if identifier is not None:
        call.look_up(collection, identifier, field)


def told(source: Resource, members: Iterable[str]) -> Resource:
    """What one resource tells of another: the members that it has a value for."""
    return {name: source[name] for name in members if source[name] is not None}
