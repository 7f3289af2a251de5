"""What an event is called, where its body does not say so to whoever reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from .._core.errors import ConfigurationError
from .._core.lenient_json import parse_leniently
from .conventions import WEBHOOKS
from .headers import values_of

if TYPE_CHECKING:
    from .headers import Headers


def header_value(headers: Headers, name: str) -> str | None:
    """The value of a header beside the signature's, `None` where there is none.

    Raises:
        ConfigurationError: This is the value of one header.
    """
    if isinstance(headers, (str, bytes, bytearray, memoryview)):
        raise ConfigurationError(f"the header {name} is needed too: pass all of the request's")
    value = values_of(headers, (name.lower(),))[0]
    return value if isinstance(value, str) else None


def name_beside(headers: Headers, body: bytes) -> str | None:
    """The name of an event that no property with a constant tells: by a header, or by a path.

    Args:
        headers: The request's.
        body: The raw body.

    Raises:
        ConfigurationError: The document does not say where it is.
    """
    if WEBHOOKS.name_header is not None:
        return header_value(headers, WEBHOOKS.name_header)
    if WEBHOOKS.name is None:
        raise ConfigurationError("the API's document does not say what an event is: pass its name")
    try:
        found = value_at(parse_leniently(body), WEBHOOKS.name)
    except ValueError:
        return None
    return found if isinstance(found, str) else None


def kept(headers: Headers) -> Headers:
    """Headers that can be read more than once."""
    if headers is None or isinstance(headers, (str, bytes, bytearray, memoryview)):
        return headers
    if hasattr(headers, "items"):
        return headers
    copied: list[Any] = list(headers)
    return copied


def value_at(value: object, path: str | None) -> object:
    """What stands at a dotted path of JSON, `None` where there is nothing."""
    if path is None:
        return None
    for name in path.split("."):
        if not isinstance(value, dict):
            return None
        value = cast("dict[str, object]", value).get(name)
    return value
