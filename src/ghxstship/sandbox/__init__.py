"""The sandbox: the platform's API on your own machine, driven by its document (extra `sandbox`).

`Sandbox()` is an ASGI application; `Sandbox().serve()` puts it on a port.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

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
        message = f"The sandbox needs {error.name}: pip install 'ghxstship[sandbox]'"
        raise ModuleNotFoundError(message, name=error.name) from error
