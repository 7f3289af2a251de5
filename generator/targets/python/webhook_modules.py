"""What stands in `webhooks/` of the document's own: how deliveries are signed, and its events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Union
from .modules import header

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...api import Api
    from .rendering import Templates


def webhook_modules(api: Api, templates: Templates) -> Iterator[tuple[str, str]]:
    """The generated modules of `webhooks/`: paths within the package, and their sources."""
    events = api.events
    if events is None:
        return
    yield (
        "webhooks/conventions.py",
        templates.render(
            "webhook_conventions.py.jinja",
            header=header(api.source),
            signature=events.signature,
            places=events.places,
        ),
    )
    union = api.declarations[events.union].declaration
    telling = union.discriminator if isinstance(union, Union) else None
    yield (
        "webhooks/known_events.py",
        templates.render(
            "known_events.py.jinja",
            header=header(api.source),
            events=events,
            union=union.name,
            unknown=telling.unknown_name if telling else "",
        ),
    )
