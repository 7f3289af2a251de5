"""The headers of requests: which there are already, and which a caller may add or give."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .checks import check_header
from .errors import InvalidArgumentError
from .text import exact_text, printable_or_none

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .api import Api

_CHARSET = re.compile(r"(?:^|;)\s*charset\s*=\s*\"?([^\";\s]+)", re.IGNORECASE)
_FRAMING = frozenset({"content-length", "transfer-encoding"})
_LONGEST_KEY = 255


def header_text(headers: Mapping[str, str], name: str | None) -> str | None:
    """A header of a response as text that may be shown, `None` where there is none.

    Args:
        headers: The response's headers.
        name: The header's name, `None` where the API has no such header.
    """
    return printable_or_none(headers.get(name)) if name else None


def charset_of(headers: Mapping[str, str]) -> str | None:
    """The charset that a `Content-Type` names (RFC 9110, section 8.3.2), or `None`."""
    _, _, parameters = headers.get("content-type", "").partition(";")
    found = _CHARSET.search(parameters)
    return found[1] if found else None


def check_headers(
    name: str, value: Mapping[str, str] | None, error: type[ValueError]
) -> dict[str, str]:
    """Refuse a caller's headers that cannot be sent: the only place where they are checked.

    Args:
        name: What they are called.
        value: Headers by their names, or `None` for none.
        error: The class of the exception.

    Returns:
        Headers whose names and values are a `str` and no subclass.

    Raises:
        ValueError: Of the given class, naming the setting or the header; no value is shown.
    """
    if value is None:
        return {}
    try:
        headers = dict(value)
    except (TypeError, ValueError):
        kind = type(value).__name__
        raise error(f"{name} must map header names to values, and is a {kind}") from None
    return dict(check_header(header, text, error) for header, text in headers.items())


def additions(api: Api, headers: Mapping[str, str], error: type[ValueError]) -> Mapping[str, str]:
    """Headers that `check_headers` took, none of which a client must set itself.

    Raises:
        ValueError: Of the given class, naming the header and what to do instead.
    """
    for name in headers:
        if name.lower() in _FRAMING:
            raise error(f"header {name} follows from the body and cannot be set")
        if api.idempotency_header and name.lower() == api.idempotency_header.lower():
            raise error(
                f"header {name} differs from call to call: "
                "pass idempotency_key=... to the methods that take one"
            )
    return headers


def overlaid(headers: Mapping[str, str], over: Mapping[str, str]) -> dict[str, str]:
    """Headers with others over them, whatever case their names are in."""
    items = [*headers.items(), *over.items()]
    return dict({name.lower(): (name, value) for name, value in items}.values())


def check_idempotency_key(key: str) -> str:
    """Refuse an idempotency key that cannot stand in a header.

    Args:
        key: The caller's key, 1 to 255 visible ASCII characters.

    Returns:
        The key.

    Raises:
        InvalidArgumentError: It is too short, too long, or has other characters.
    """
    if not isinstance(key, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise InvalidArgumentError(f"idempotency_key must be a str, not {type(key).__name__}")
    key = exact_text(key)
    if not 1 <= len(key) <= _LONGEST_KEY:
        raise InvalidArgumentError(
            f"idempotency_key has {len(key)} characters; it must have 1 to {_LONGEST_KEY}"
        )
    if not all("!" <= character <= "~" for character in key):
        raise InvalidArgumentError("idempotency_key must be visible ASCII characters, no spaces")
    return key
