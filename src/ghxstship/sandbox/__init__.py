"""The sandbox: the platform's API on your own machine, driven by its document (extra `sandbox`).

`Sandbox()` is an ASGI application; `Sandbox().serve()` puts it on a port.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from .._core.extras import module_missing

if TYPE_CHECKING:
    from .app import Sandbox
    from .record import ReceivedRequest
    from .server import Server

__all__ = ["ReceivedRequest", "Sandbox", "Server"]

_PLACES = {"ReceivedRequest": ".record", "Sandbox": ".app", "Server": ".server"}


def __getattr__(name: str) -> object:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        return getattr(import_module(_PLACES[name], __name__), name)
    except ModuleNotFoundError as error:
        raise module_missing("The sandbox", error, "sandbox") from error
