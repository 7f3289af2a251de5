# Generated from openapi.yaml by ghxstship-generator: edit _core/settings.py.
"""What a single call may have other than its client has."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from typing_extensions import TypedDict

from .lazy import lazy_module

if TYPE_CHECKING:
    from .http import protocols as _http_protocols
else:
    _http_protocols = lazy_module(".http.protocols", __package__)

__all__ = ["RequestOptions"]


class RequestOptions(TypedDict, total=False):
    """What a single call may have other than its client has."""

    timeout: float | _http_protocols.HttpTimeout | None
    """Seconds for each attempt, a `Timeout` of httpx or httpx2, or `None` for no limit."""
    deadline: float | None
    """Seconds for a whole call with its retries, waits and further pages; `None` for no limit."""
    max_retries: int
    """How often a failed call is tried again, 0 or more."""
    headers: Mapping[str, str]
    """Further headers; they win over the client's."""
    query: Mapping[str, object]
    """Further query parameters, by their names on the wire."""
