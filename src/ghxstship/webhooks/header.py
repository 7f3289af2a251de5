"""The signature's header among a request's headers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..events import SIGNATURE_HEADER

if TYPE_CHECKING:
    from collections.abc import Iterable

_NAME = SIGNATURE_HEADER.lower()


def signature_in(headers: Iterable[tuple[str, str]]) -> str | None:
    """The signature's header, however its name is written (RFC 9110, 5.1).

    Several are one with commas between (RFC 9110, 5.3), as WSGI servers pass them on anyway: two
    genuine ones then have two timestamps, and are refused wherever they arrive.

    Args:
        headers: The names and values of a request's headers.

    Returns:
        The header's value, or `None` where there is none.
    """
    values = [value for name, value in headers if name.lower() == _NAME]
    return ",".join(values) if values else None
