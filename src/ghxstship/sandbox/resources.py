"""What the description alone tells how to do: reading and changing resources."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from ..description import is_object
from .call import Call
from .collection import Resource
from .encoding import write
from .error_responses import CODES, ErrorResponse, Path, conflict, place
from .listing import Listing, Page
from .money import check_amounts
from .sample_values import Sampler

if TYPE_CHECKING:
    from .behaviours import Behaviours, Change
    from .operations import Operation, Role
    from .paging import Paging
    from .site import Site

VERSION_CONFLICT = "VERSION_CONFLICT"

Result = str | Resource | None
"""An answer's body: JSON text, what is written as JSON, or nothing."""

Handler = Callable[[Call], Result]

_ITEMS = "\x00items"
_ITEMS_WRITTEN = write(_ITEMS)


def handler(operation: Operation, behaviours: Behaviours, site: Site) -> Handler:
    """What carries out an operation.

    Args:
        operation: The operation.
        behaviours: What is done by hand.
        site: Where it is carried out.
    """
    performed = behaviours.performances.get(operation.id)
    if performed is not None:
        return performed
    if operation.role == "list" and operation.paging is not None:
        return _lister(operation, operation.paging, behaviours)
    if operation.role in ("get", "show") and operation.about.name not in site.filled:
        return _sampled
    if operation.role not in _HANDLERS or (
        operation.role == "act" and operation.id not in behaviours.changes
    ):
        return _unknown
    return partial(_HANDLERS[operation.role], behaviours.changes.get(operation.id, _unchanged))


def _unchanged(call: Call, resource: Resource) -> None:
    """Nothing is done by hand."""


def _unknown(call: Call) -> Result:
    message = f"The sandbox does not know what {call.operation.id} does"
    raise ErrorResponse(501, CODES[501], message)


def _sampled(call: Call) -> Result:
    """What there is where nothing can be kept: a value that fits."""
    call.check_parent()
    body = call.operation.answers.get(str(call.operation.success))
    if body is None:
        return None
    schemas = call.site.schemas
    value = Sampler(schemas).value(schemas.of(body.schema))
    collection = call.operation.about
    if is_object(value) and collection.fields.id in value and call.identifier:
        value = value | {collection.fields.id: collection.id_kind.value(call.identifier)}
    return write(value)


def _lister(operation: Operation, paging: Paging, behaviours: Behaviours) -> Handler:
    special = {
        parameter: narrow
        for (identifier, parameter), narrow in behaviours.filters.items()
        if identifier == operation.id
    }
    listing = Listing(operation, paging, special)
    begun: dict[str, Any] | None = None
    last: bool = True  # whether the last page says that there is no next

    def answer(call: Call) -> Result:
        nonlocal begun, last
        call.check_parent()
        if begun is None:
            begun, last = _envelope(call, paging)
        return _written(listing.page(call), paging, begun, last)

    return answer


def _envelope(call: Call, paging: Paging) -> tuple[dict[str, Any], bool]:
    """What a page has to have besides what a dialect tells of; and whether `null` ends the list."""
    body = call.operation.answers.get(str(call.operation.success))
    if body is None or not paging.items:
        return {}, True
    schemas = call.site.schemas
    node = schemas.of(body.schema)
    begun = Sampler(schemas).required(node)
    for name in paging.next or ():
        node = schemas.properties(node).get(name, {})
    types = schemas.types(node)
    is_null = "null" in types
    return begun, is_null


def _written(page: Page, paging: Paging, begun: Mapping[str, Any], last: bool) -> str:
    """A page as the description's envelope, its items put in as they are kept."""
    if not paging.items:
        return f"[{','.join(page.items)}]"
    envelope = _copied(begun)
    place(envelope, paging.items, _ITEMS)
    if last or page.following is not None:
        place(envelope, paging.next, page.following)
    elif paging.next is not None:
        _remove(envelope, paging.next)
    place(envelope, paging.has_more, page.following is not None)
    place(envelope, paging.total, page.total)
    place(envelope, paging.total_pages, -(-page.total // page.limit))
    before, _, after = write(envelope).partition(_ITEMS_WRITTEN)
    return f"{before}[{','.join(page.items)}]{after}"


def _copied(begun: Mapping[str, Any]) -> dict[str, Any]:
    """A copy whose objects can be changed; `copy.deepcopy` takes ten times as long."""
    return {name: _copied(one) if is_object(one) else one for name, one in begun.items()}


def _remove(envelope: dict[str, Any], path: Path) -> None:
    """Leave out what a schema does not let be `null`."""
    holder: Any = envelope
    for name in path[:-1]:
        holder = holder.get(name) if is_object(holder) else None
    if is_object(holder):
        holder.pop(path[-1], None)


def _create(change: Change, call: Call) -> Result:
    call.check_parent()
    table = call.own_table
    collection = table.collection
    identifier = collection.new_id()
    resource = collection.draft(call.body or {}, identifier, call.now)
    check_amounts(resource, collection.money)
    change(call, resource)
    text = write(resource)
    table.add(resource, call.private, text=text, identifier=identifier)
    return resource | call.shown_once if call.shown_once else text


def _get(_change: Change, call: Call) -> Result:
    text = call.own_table.read(call.identifier)
    if text is None:
        raise call.missing()
    return text


def _update(change: Change, call: Call) -> Result:
    resource, before = call.resource(), call.resource()
    patch = dict(call.body or {})
    table = call.own_table
    fields = table.collection.fields
    _check_version(call, resource)
    patch.pop(fields.version, None)
    known = {name: value for name, value in patch.items() if name in table.collection.members.names}
    table.collection.members.merge(resource, known)
    check_amounts(resource, table.collection.money)
    call.before = before
    return _keep(change, call, resource)


def _replace(change: Change, call: Call) -> Result:
    before = call.resource()
    collection = call.own_table.collection
    fields = collection.fields
    resource = collection.draft(call.body or {}, call.identifier, before.get(fields.created, ""))
    if fields.version in before:
        resource[fields.version] = before[fields.version]
    check_amounts(resource, collection.money)
    call.before = before
    return _keep(change, call, resource)


def _act(change: Change, call: Call) -> Result:
    return _keep(change, call, call.resource())


def _keep(change: Change, call: Call, resource: Resource) -> Result:
    change(call, resource)
    table = call.own_table
    table.collection.touch(resource, call.now)
    text = write(resource)
    table.put(resource, text, call.identifier)
    return resource | call.shown_once if call.shown_once else text


def _delete(change: Change, call: Call) -> Result:
    change(call, call.resource())
    call.own_table.remove(call.identifier)
    return None


def _show(change: Change, call: Call) -> Result:
    call.check_parent()
    return _get(change, call)


def _store(change: Change, call: Call) -> Result:
    call.check_parent()
    table = call.own_table
    collection, fields = table.collection, table.collection.fields
    before = table.get("")
    resource = collection.draft({**call.path, **(call.body or {})}, "", call.now)
    if before is not None:
        _check_version(call, before)
        for name in (fields.version, fields.created):
            if name in before:
                resource[name] = before[name]
        collection.touch(resource, call.now)
        table.remove("")
    check_amounts(resource, collection.money)
    change(call, resource)
    table.add(resource)
    return resource


def _check_version(call: Call, resource: Resource) -> None:
    name = call.own_table.collection.fields.version
    seen = call.argument(name)
    if seen is not None and seen != resource.get(name):
        message = f"Version {seen} is out of date: it is version {resource.get(name)} now"
        raise conflict(message, VERSION_CONFLICT)


_HANDLERS: Mapping[Role, Callable[[Change, Call], Result]] = {
    "create": _create,
    "get": _get,
    "update": _update,
    "replace": _replace,
    "act": _act,
    "delete": _delete,
    "show": _show,
    "store": _store,
}
