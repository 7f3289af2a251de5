"""A request's headers, as any framework has them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias, cast

from .._core.errors import ConfigurationError
from .payload import Payload, WebhookVerificationError

Headers: TypeAlias = Mapping[str, str] | Iterable[tuple[str, str]] | Payload | None
"""A request's headers; or the value of the one with the signature, `None` where there is none, for
signatures that are in one header."""


def values_of(headers: Headers, names: tuple[str, ...]) -> list[Payload | None]:
    """The values of headers, however their names are written (RFC 9110, 5.1).

    Several of a name are one with commas between (RFC 9110, 5.3), as WSGI servers pass them on
    anyway: two genuine signatures then have two timestamps, and are refused wherever they arrive.

    Args:
        headers: All of a request's, or the value of the first of the names.
        names: What they are called, in small letters.

    Returns:
        A value for each name, `None` where there is none.

    Raises:
        ConfigurationError: Several headers are needed, and this is the value of one.
    """
    if headers is None or isinstance(headers, (str, bytes, bytearray, memoryview)):
        if len(names) > 1 and headers is not None:
            needed = ", ".join(names)
            raise ConfigurationError(f"a delivery is verified by {needed}: pass all its headers")
        return [cast("Payload | None", headers), *[None] * (len(names) - 1)]
    found: dict[str, list[str]] = {name: [] for name in names}
    try:
        for name, value in _pairs(headers):
            values = found.get(name.lower())
            if values is not None:
                values.append(value)
        return [",".join(found[name]) if found[name] else None for name in names]
    except (AttributeError, TypeError, ValueError):
        kind = type(headers).__name__
        raise WebhookVerificationError(f"header is a {kind}: pass it as it came") from None


def _pairs(headers: Mapping[str, str] | Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    # Some frameworks' headers are no `Mapping`, but all have `items`.
    items = getattr(headers, "items", None)
    return cast("Iterable[tuple[str, str]]", headers if items is None else items())
