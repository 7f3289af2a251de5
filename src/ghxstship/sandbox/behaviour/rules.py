"""What the platforms' behaviours are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..problems import conflict, invalid

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..call import Call
    from ..collection import Resource


def require(condition: object, message: str) -> None:
    """Refuse what the state of things does not allow.

    Raises:
        Problem: The condition does not hold (409).
    """
    if not condition:
        raise conflict(message)


def require_status(resource: Resource, *allowed: str, action: str) -> None:
    """Refuse an action on a resource whose status does not allow it.

    Raises:
        Problem: The status is none of those allowed (409).
    """
    status = resource["status"]
    wanted = " or ".join(allowed)
    require(status in allowed, f"It is {status}: only what is {wanted} can be {action}")


def require_field(condition: object, field: str, message: str) -> None:
    """Refuse a field that holds what it may not.

    Raises:
        Problem: The condition does not hold (422).
    """
    if not condition:
        raise invalid([(field, message)])


def embed(source: Resource, members: Iterable[str]) -> Resource:
    """What one resource tells of another: the members it has."""
    return {name: source[name] for name in members if source.get(name) is not None}


def refer(call: Call, resource: Resource, field: str, collection: str, members: Iterable[str]) -> None:
    """Fill in what a resource tells of another that the request names by its id.

    Args:
        call: The call.
        resource: The resource.
        field: The member that holds the other's id, as `{"id": ...}`.
        collection: The collection of the other.
        members: What is told of it.

    Raises:
        Problem: There is no such resource (422).
    """
    if call.body and call.body.get(field):
        identifier = resource[field]["id"]
        resource[field] = embed(call.look_up(collection, identifier, f"{field}.id"), members)


def exists(call: Call, field: str, collection: str) -> None:
    """Make sure that what the request's field names is there.

    Raises:
        Problem: It is not (422).
    """
    identifier: Any = (call.body or {}).get(field)
    if identifier is not None:
        call.look_up(collection, identifier, field)
