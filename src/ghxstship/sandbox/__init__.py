"""The sandbox: the platform's API on your own machine, driven by its description (extra `sandbox`).

`Sandbox()` is an ASGI application; `Sandbox().serve()` puts it on a port. `Sandbox(description,
behaviours=...)` is another API's: its description tells what it takes and answers, and
`Behaviours` what it does.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from .._core.extras import module_missing

if TYPE_CHECKING:
    from .app import Sandbox
    from .behaviours import Behaviours, Condition
    from .call import Call
    from .collection import Collection, Resource
    from .error_responses import ErrorResponse
    from .events import Event
    from .generator import read_specification
    from .record import ReceivedRequest
    from .rules import require, require_exists, require_field, require_order, require_status
    from .server import Server
    from .site import Site
    from .store import Table

__all__ = [
    "Behaviours",
    "Call",
    "Collection",
    "Condition",
    "ErrorResponse",
    "Event",
    "ReceivedRequest",
    "Resource",
    "Sandbox",
    "Server",
    "Site",
    "Table",
    "read_specification",
    "require",
    "require_exists",
    "require_field",
    "require_order",
    "require_status",
]

_MODULES = {
    "app": ("Sandbox",),
    "behaviours": ("Behaviours", "Condition"),
    "call": ("Call",),
    "collection": ("Collection", "Resource"),
    "error_responses": ("ErrorResponse",),
    "events": ("Event",),
    "generator": ("read_specification",),
    "record": ("ReceivedRequest",),
    "rules": ("require", "require_exists", "require_field", "require_order", "require_status"),
    "server": ("Server",),
    "site": ("Site",),
    "store": ("Table",),
}
_PLACES = {name: module for module, names in _MODULES.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        return getattr(import_module(f".{_PLACES[name]}", __name__), name)
    except ModuleNotFoundError as error:
        raise module_missing("The sandbox", error, "sandbox") from error
