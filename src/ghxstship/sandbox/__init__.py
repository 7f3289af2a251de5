"""The sandbox: the platform's API on your own machine, driven by its document.

`Sandbox()` is an ASGI application; `Sandbox().serve()` puts it on a port.
"""

from __future__ import annotations

from .app import Sandbox
from .record import ReceivedRequest
from .server import Server

__all__ = ["ReceivedRequest", "Sandbox", "Server"]
