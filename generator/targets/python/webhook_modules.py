"""What stands in `webhooks/` of the document's own: how deliveries are signed, and its events."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .modules import header

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...api import Api
    from .rendering import Templates


def webhook_modules(api: Api, templates: Templates) -> Iterator[tuple[str, str]]:
    """The generated modules of `webhooks/`: paths within the package, and their sources."""
    if api.events is not None:
        yield (
            "webhooks/conventions.py",
            templates.render(
                "webhook_conventions.py.jinja",
                header=header(api.source),
                signature=api.events.signature,
                places=api.events.places,
            ),
        )
