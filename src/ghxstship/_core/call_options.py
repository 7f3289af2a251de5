# Generated from openapi.yaml by `python -m generator generate`: edit _core/settings.py.
"""What a single call may have other than its client has."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .http.protocols import HttpTimeout


class RequestOptions(TypedDict, total=False):
    """What a single call may have other than its client has."""

    timeout: float | HttpTimeout | None
    """Seconds for each attempt, a `Timeout` of httpx or httpx2, or `None` for no limit."""
    deadline: float | None
    """Seconds for a whole call with its retries, waits and further pages; `None` for no limit."""
    max_retries: int
    """How often a failed call is tried again, 0 or more."""
    headers: Mapping[str, str]
    """Further headers; they win over the client's."""
    query: Mapping[str, object]
    """Further query parameters, by their names on the wire."""
