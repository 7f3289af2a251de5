"""Webhooks: an event's name and the type of its body."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from openapi_python_client.schema import PathItem, RequestBody

from .. import names
from ..api import Event, Events
from ..load import Document, join, validated
from ..types import Named, Type
from .media import Forms

if TYPE_CHECKING:
    from ..diagnostics import Findings
    from .conventions import Sdk
    from .schemas import Schemas
    from .skips import Skips

_UNION = "events.Event"
_NAMES = "events.EventName"
"""Keys of what no schema declares; a schema may well have the same identifier elsewhere."""


def build_events(
    document: Document, schemas: Schemas, sdk: Sdk, skips: Skips, findings: Findings
) -> Events | None:
    """The events of the document's `webhooks`, by name, their union declared.

    Args:
        document: The document.
        schemas: Decides their types.
        sdk: The document's `x-sdk`.
        skips: What to leave out.
        findings: Takes what is wrong.
    """
    given = cast("dict[str, Any]", document.data.get("webhooks") or {})
    forms = Forms(findings, skips)
    found: list[Event] = []
    for name in sorted(given):
        pointer = join("#/webhooks", name)
        item = validated(document.file, PathItem, given[name], pointer)
        if skips.take(join(pointer, "post")):
            continue
        if item.post is None:
            findings.error(pointer, "the webhook is not a POST", "describe it under `post`")
            continue
        with findings.within(join(pointer, "post")):
            one = _body(item, pointer, name, schemas, forms, findings=findings)
            if isinstance(one, Named):
                found.append(Event(name, one))
            elif one is not None:
                place = join(pointer, "post", "requestBody")
                remedy = "describe it as an object with properties"
                findings.error(place, "the event is not an object with properties", remedy)
    if not found:
        return None
    types: dict[str, Type] = {event.name: event.type for event in found}
    schemas.declare_union(_UNION, "Event", types, "Any event.", "#/webhooks")
    return Events(
        union=_UNION,
        names=schemas.declare_enum(_NAMES, "EventName", tuple(types)),
        events=tuple(found),
        signature_header=sdk.webhooks.signature_header,
        tolerance_seconds=sdk.webhooks.tolerance_seconds,
        versions=tuple(sdk.webhooks.versions),
    )


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
