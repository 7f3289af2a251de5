"""What rules are made of: each refuses a request unless something holds."""

from __future__ import annotations

from collections.abc import Iterable

from .call import Call
from .collection import Resource
from .error_responses import conflict, invalid


def require(condition: object, message: str) -> None:
    """Refuse what the state of things does not allow.

    Args:
        condition: What must be true.
        message: What is said where it is not.

    Raises:
        ErrorResponse: The condition does not hold (409).
    """
    if not condition:
        raise conflict(message)


def require_status(resource: Resource, *allowed: str, action: str) -> None:
    """Refuse what is done to a resource whose `status` does not allow it.

    Args:
        resource: The resource.
        allowed: The statuses that allow it.
        action: What is done, as a participle: `sent`, `checked out`.

    Raises:
        ErrorResponse: The status is none of those allowed (409).
    """
    status = resource["status"]
    wanted = " or ".join(allowed)
    require(status in allowed, f"It is {status}: only what is {wanted} can be {action}")


def require_field(condition: object, field: str, message: str) -> None:
    """Refuse a field that holds what it may not.

    Args:
        condition: What must be true.
        field: The dotted path of the field in the request.
        message: What is wrong with it, such as `is longer than the time entry`.

    Raises:
        ErrorResponse: The condition does not hold (422).
    """
    if not condition:
        raise invalid([(field, message)])


def require_order(first: str | None, second: str | None, field: str) -> None:
    """Refuse an end before its beginning.

    Args:
        first: The beginning, in a form whose order is that of its letters.
        second: The end.
        field: The field that holds the end.

    Raises:
        ErrorResponse: The end is before the beginning (422).
    """
    require_field(not first or not second or first <= second, field, "lies before its beginning")


def require_exists(call: Call, field: str, collection: str) -> None:
    """Refuse a member of the body that names a resource which is not there.

    Args:
        call: The call.
        field: The member that holds the resource's id; it may be left out.
        collection: The resource's collection.

    Raises:
        ErrorResponse: There is no such resource (422).
    """
    identifier = call.argument(field)
    if identifier is not None:
        call.look_up(collection, identifier, field)


def excerpt(source: Resource, members: Iterable[str]) -> Resource:
    """Those members of a resource that have a value."""
    return {name: source[name] for name in members if source[name] is not None}
