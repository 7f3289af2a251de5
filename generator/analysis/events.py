"""Webhooks: an event's name and the type of its body."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from openapi_python_client.schema import PathItem, RequestBody

from .. import names
from ..api import Event, EventProperty, Events
from ..pointers import join, shown
from ..types import (
    Declaration,
    Discriminator,
    Field,
    Kind,
    Model,
    Named,
    Nullable,
    Scalar,
    Type,
    Union,
)
from .media import Forms
from .pages import walk
from .signatures import signature_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ..diagnostics import Findings
    from ..load import Document
    from .conventions import Sdk
    from .operations import Endpoint
    from .schemas import Schemas
    from .skips import Skips

_UNION = "events.Event"
_NAMES = "events.EventName"
"""Keys of what no schema declares; a schema may well have the same identifier elsewhere."""


def build_events(
    document: Document,
    endpoints: Iterable[Endpoint],
    schemas: Schemas,
    sdk: Sdk,
    *,
    skips: Skips,
    findings: Findings,
) -> Events | None:
    """The events of the document's `webhooks` and `callbacks`, by name, their union declared.

    Args:
        document: The document.
        endpoints: The operations, whose callbacks are events too.
        schemas: Decides their types.
        sdk: The document's `x-sdk`.
        skips: What to leave out.
        findings: Takes what is wrong.
    """
    forms = Forms(findings, skips)
    found: list[Event] = []
    places = {name: join("#/webhooks", name) for name in document.members("#/webhooks")}
    for name, place in _callbacks(document, endpoints, skips):
        places[names.free(name, places)] = place
    for name, pointer in sorted(places.items()):
        if skips.take(join(pointer, "post")) or skips.take(pointer):
            continue
        with findings.within(pointer):
            item = _item(document, pointer, findings)
        if item is None:
            continue
        with findings.within(join(pointer, "post")):
            if item.post is not None and item.post.request_body is None:
                found.append(Event(name, None))
                continue
            one = _body(item, pointer, name, schemas, forms, findings=findings)
            if one is not None:
                found.append(Event(name, one))
    types: dict[str, Type] = {event.name: event.type for event in found if event.type}
    if not types:
        if found:
            findings.slip("#/webhooks", "no event has a body", "add a requestBody to one")
        return None
    schemas.declare_union(_UNION, "Event", types, "Any event.", "#/webhooks")
    return Events(
        union=_UNION,
        names=schemas.declare_enum(_NAMES, "EventName", tuple(one.name for one in found)),
        base=schemas.claim("AnyEvent"),
        events=tuple(found),
        signature=signature_of(sdk.webhooks.signature, findings),
        places={},
        versions=tuple(sdk.webhooks.versions),
        correlation_id=sdk.webhooks.correlation_id,
    )


def _item(document: Document, pointer: str, findings: Findings) -> PathItem | None:
    """A webhook's path item, which may stand elsewhere; `None` if it is no POST, which is noted."""
    target, passed = pointer, set[str]()
    while target not in passed:
        passed.add(target)
        try:
            item = document.resolve(target, PathItem)
        except LookupError:
            findings.error(pointer, f"$ref {shown(target)!r} points nowhere", "add its target")
            return None
        if item.ref is None:
            break
        target = item.ref.get_untrusted_value()
    else:
        findings.error(pointer, "the reference leads back to itself", "end the circle")
        return None
    if item.post is None:
        findings.error(pointer, "the webhook is not a POST", "describe it under `post`")
        return None
    return item


def _callbacks(
    document: Document, endpoints: Iterable[Endpoint], skips: Skips
) -> Iterator[tuple[str, str]]:
    """The callbacks of operations: what they are called, and where each is described."""
    for one in endpoints:
        place = join(one.pointer, "callbacks")
        if one.operation.callbacks and not skips.take(place):
            for name in sorted(document.members(place)):
                for expression in document.members(join(place, name)):
                    if not expression.startswith("x-"):
                        yield name, join(place, name, expression)


def _body(
    item: PathItem,
    pointer: str,
    name: str,
    schemas: Schemas,
    forms: Forms,
    *,
    findings: Findings,
) -> Type | None:
    place = join(pointer, "post", "requestBody")
    operation = item.post
    if operation is None or operation.request_body is None:
        findings.error(pointer, "the webhook has no body", "add a requestBody")
        return None
    followed = schemas.references.follow(operation.request_body, place, RequestBody)
    if followed is None:
        return None
    body, place = followed
    form = forms.received(body.content, join(place, "content"))
    if form is None:
        return None
    if form.media.media_type_schema is None:
        findings.error(form.pointer, "the webhook's body has no schema", "describe it by one")
        return None
    node = schemas.shapes.node(form.media.media_type_schema, join(form.pointer, "schema"))
    return schemas.typed(node, names.pascal(name)).type


def settled(
    events: Events, declarations: dict[str, Declaration], sdk: Sdk, findings: Findings
) -> Events:
    """The events, once their types are declared, with the properties that all of them have.

    Where no property tells one from another, their names are known from elsewhere.

    Args:
        events: The events.
        declarations: What is declared, by key. Unions of events get the types of what an unknown
            event has in common with the known ones.
        sdk: The document's `x-sdk`, which says where the properties are.
        findings: Takes what is wrong.
    """
    union = declarations[events.union]
    telling = union.discriminator if isinstance(union, Union) else None
    if telling is None or len(cast("Union", union).members) < len(events.events):
        places = _places(events, sdk, declarations, findings)
        return replace(events, tells_name=False, places=places)
    events = replace(
        events, places={"name": telling.wire, **_places(events, sdk, declarations, findings)}
    )
    found: list[EventProperty] = []
    envelope: set[str] = set()
    for name, doc in _PROPERTIES.items():
        wire: str | None = getattr(sdk.webhooks, name)
        pointer = join("#/x-sdk/webhooks", name)
        path = None if wire is None else _path_in_all(events, wire, declarations, findings, pointer)
        if path is not None:
            envelope.add(path.partition(".")[0])
        if path not in {None, name}:
            _check_free(name, events, declarations, findings, pointer)
            found.append(EventProperty(name, str(path), doc))
    unions = tuple(_unions_of(events, declarations))
    for key, one, telling in unions:
        shared = (
            replace(field, type=_shared_type(field, one, declarations, field.name in envelope))
            for field in telling.shared
        )
        declarations[key] = replace(one, discriminator=replace(telling, shared=tuple(shared)))
    return replace(events, properties=tuple(found), unions=frozenset(key for key, _, _ in unions))


def _unions_of(
    events: Events, declarations: Mapping[str, Declaration]
) -> Iterator[tuple[str, Union, Discriminator]]:
    """The unions of events alone, such as those of all and of a stream's."""
    every = {event.type for event in events.events}
    for key, one in declarations.items():
        telling = one.discriminator if isinstance(one, Union) else None
        if isinstance(one, Union) and telling and every.issuperset(m.type for m in one.members):
            yield key, one, telling


def _shared_type(
    field: Field, union: Union, declarations: Mapping[str, Declaration], is_envelope: bool
) -> Type:
    """What a field is in an unknown event: as in the known ones where it is of the envelope.

    That is a scalar, or holds a property of all events. What is left is the event's own.
    """
    models = [
        declarations[member.type.name] for member in union.members if isinstance(member.type, Named)
    ]
    types = {
        other.type
        for model in models
        if isinstance(model, Model)
        for other in model.fields
        if other.wire == field.wire
    }
    if len(types) == 1:
        one = types.pop()
        bare = one.inner if isinstance(one, Nullable) else one
        if is_envelope or isinstance(bare, Scalar):
            return one
    return field.type


def _places(
    events: Events, sdk: Sdk, declarations: Mapping[str, Declaration], findings: Findings
) -> dict[str, str]:
    """Where an event has its name, key, time and data, as far as the document says."""
    found: dict[str, str] = {}
    said = sdk.webhooks
    for key in ("name", "time", "data"):
        path: str | None = getattr(said, key)
        if path is None:
            continue
        found[key] = path
        for event in events.events:
            if event.type is not None and walk(declarations, event.type, path) is None:
                reason = f"the event {event.name!r} has nothing at {path!r}"
                remedy = "describe it in every event, or leave the path out"
                findings.error(join("#/x-sdk/webhooks", key), reason, remedy)
                break
    if said.name_header is not None:
        found["name_header"] = said.name_header
    if said.idempotency_key is not None:
        found["key"] = said.idempotency_key
    return found


_PROPERTIES = {
    "idempotency_key": "The same on every delivery of this event, or `None` if it has none.",
    "correlation_id": "The same on everything that one cause set off, or `None` if it has none.",
}


def _path_in_all(
    events: Events,
    wire: str,
    declarations: Mapping[str, Declaration],
    findings: Findings,
    pointer: str,
) -> str | None:
    """A path on the wire that leads to a text in every event, as one of identifiers."""
    paths: set[str] = set()
    for event in events.events:
        reached = None if event.type is None else walk(declarations, event.type, wire)
        if reached is None or reached[1] != Scalar(Kind.STRING):
            reason = f"the event {event.name!r} has no text at {wire!r}"
            findings.error(pointer, reason, "describe it in every event, or leave the path out")
            return None
        paths.add(reached[0])
    if len(paths) > 1:
        reason = "the path has other identifiers in one event than in another"
        findings.error(pointer, reason, "rename the properties alike")
    return min(paths)


def _check_free(
    name: str,
    events: Events,
    declarations: Mapping[str, Declaration],
    findings: Findings,
    pointer: str,
) -> None:
    """Note the events that have a field where they are to have a property."""
    for event in events.events:
        model = declarations[event.type.name] if isinstance(event.type, Named) else None
        if isinstance(model, Model) and any(field.name == name for field in model.fields):
            reason = f"the event {event.name!r} has another property of this name"
            findings.error(pointer, reason, "leave the path out, or rename the property")
