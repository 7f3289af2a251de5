"""Parameters as text: in a path, a query, a header or a cookie (OpenAPI 3.1, Style Values).

How a scalar is written is the same everywhere; styles tell lists and objects. An operation names
the style of each parameter that may be one of these; only lists in a query need none, since most
of them repeat their name, as `form` that explodes has it.

- `comma`: `blue,black` and `R,100,G,200`: `simple` in a path or a header, and `form` that does not
  explode
- `pairs`: `R=100,G=200` in a path or a header: `simple` that explodes
- `space`, `pipe`: `blue black` and `blue|black`
- `label`, `matrix`: `.blue.black` and `;color=blue,black` in a path
- `deep`: `color[R]=100&color[G]=200` in a query
- `members`: `R=100&G=200` in a query: an object by `form` that explodes
- `json`: JSON text, anywhere
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

from pydantic import BaseModel

from .checks import check_header_value
from .errors import InvalidArgumentError
from .json_body import LEAVES, encode_body, listed, plain
from .paths import Zoneless
from .scalars import scalar_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from .operation import Operation, Style, WireNames

_SEPARATORS: dict[Style | None, str] = {"space": " ", "pipe": "|"}
_DEEPEST = 50
"""Levels of objects in a parameter."""


def fill_path(operation: Operation[Any], path: Mapping[str, object]) -> str:
    """An operation's path with its parameters in the place of their braces.

    Args:
        operation: The operation.
        path: Values by the names in braces.

    Raises:
        InvalidArgumentError: A value cannot be sent, or would lead to another path.
    """
    url = operation.path
    for name, value in path.items():
        # A value is percent-encoded, braces too, so that it never looks like a parameter.
        url = url.replace(f"{{{name}}}", _segment(operation, name, value))
    return url


def _segment(operation: Operation[Any], name: str, value: object) -> str:
    """A path parameter, percent-encoded whole: it cannot leave its segment of the path."""
    style = operation.styles.get(name)
    if style in {"label", "matrix"}:
        return _prefixed(operation, name, value, style)
    text = _text(operation, name, value, style, _quoted)
    if text in {"", ".", ".."}:
        raise InvalidArgumentError(f"{name} must name something, not {text!r}")
    return text


def _prefixed(operation: Operation[Any], name: str, value: object, style: Style) -> str:
    """A path parameter behind a dot, or behind a semicolon and its name."""
    whole = _written(operation, name, value)
    if isinstance(whole, dict):
        members = _flat(name, cast("dict[str, object]", whole))
        parts = [f"{_quoted(key)}={_quoted(text)}" for key, text in members]
    elif style == "matrix":
        parts = [f"{_quoted(name)}={_text(operation, name, value, 'comma', _quoted)}"]
    else:
        items = cast("list[object]", whole) if isinstance(whole, list) else [whole]
        parts = [_quoted(scalar_text(name, item)) for item in items]
    return "".join(f"{'.' if style == 'label' else ';'}{part}" for part in parts)


def _quoted(text: str) -> str:
    return quote(text, safe="")


def encode_query(query: Mapping[str, object], operation: Operation[Any]) -> list[tuple[str, str]]:
    """Query parameters as they stand in the URL, before percent-encoding.

    Args:
        query: Values by name; `None` leaves one out.
        operation: Says how lists and objects are written.

    Returns:
        Pairs in the order given.

    Raises:
        InvalidArgumentError: A value cannot be sent.
    """
    pairs: list[tuple[str, str]] = []
    for name, value in query.items():
        if value is None:
            continue
        style = operation.styles.get(name)
        if style is None and type(value) in LEAVES:
            pairs.append((name, scalar_text(name, value)))
        elif style == "deep":
            pairs += in_brackets(name, _written(operation, name, value))
        elif style == "members" and not _is_scalar(value):
            pairs += _members(name, _written(operation, name, value))
        elif style is None and (items := listed(value)) is not None:
            pairs += [(name, scalar_text(name, item)) for item in items]
        else:
            pairs.append((name, _text(operation, name, value, style)))
    return pairs


def _members(name: str, value: object) -> list[tuple[str, str]]:
    """A pair for each member of an object, or for each item of a list."""
    if isinstance(value, dict):
        return _flat(name, cast("dict[str, object]", value))
    return [(name, scalar_text(name, item)) for item in cast("list[object]", value)]


def in_brackets(name: str, value: object, depth: int = 0) -> list[tuple[str, str]]:
    """A pair for each scalar inside, its way there in brackets, as in `color[R]`."""
    if depth > _DEEPEST:
        raise InvalidArgumentError(f"{name[:60]} is nested too deeply")
    pairs: list[tuple[str, str]] = []
    if isinstance(value, dict):
        for key, item in cast("dict[str, object]", value).items():
            if item is not None:
                pairs += in_brackets(f"{name}[{key}]", item, depth + 1)
        return pairs
    if isinstance(value, list):
        for item in cast("list[object]", value):
            pairs += in_brackets(name, item, depth + 1)
        return pairs
    return [(name, _inner_text(name, value))]


def encode_headers(headers: Mapping[str, object], operation: Operation[Any]) -> dict[str, str]:
    """Header parameters as they are sent; `None` leaves one out.

    Raises:
        InvalidArgumentError: A value cannot be sent, or cannot stand in a header.
    """
    return {
        name: check_header_value(
            f"header {name}",
            _text(operation, name, value, operation.styles.get(name)),
            InvalidArgumentError,
        )
        for name, value in headers.items()
        if value is not None
    }


def encode_cookies(cookies: Mapping[str, object], operation: Operation[Any]) -> str:
    """Cookie parameters as the value of one header, empty for none (RFC 6265, section 4.2.1)."""
    pairs = [
        (name, _text(operation, name, value, operation.styles.get(name)))
        for name, value in cookies.items()
        if value is not None
    ]
    return "; ".join(f"{name}={quote(text, safe=_IN_COOKIES)}" for name, text in pairs)


_IN_COOKIES = "!#$%&'()*+-./:<=>?@[]^_`{|}~"
"""What a cookie's value may have beside letters and digits (RFC 6265, section 4.1.1)."""


def _text(
    operation: Operation[Any],
    name: str,
    value: object,
    style: Style | None,
    escape: Callable[[str], str] = str,
) -> str:
    """A parameter as one text; what separates its parts is not escaped."""
    if style is None:
        return escape(scalar_text(name, value))
    if style == "json":
        return escape(encode_body(value, _names(operation, name), where=name).decode())
    whole = _written(operation, name, value)
    if isinstance(whole, dict):
        joint = "=" if style == "pairs" else ","
        members = _flat(name, cast("dict[str, object]", whole))
        return ",".join(f"{escape(key)}{joint}{escape(text)}" for key, text in members)
    if isinstance(whole, list):
        items = [escape(scalar_text(name, item)) for item in cast("list[object]", whole)]
        return _SEPARATORS.get(style, ",").join(items)
    return escape(scalar_text(name, whole))


def _names(operation: Operation[Any], name: str) -> WireNames | None:
    """The names that differ on the wire within a parameter."""
    names = operation.parameter_names
    return names[name][1] if names and name in names else None


def _is_scalar(value: object) -> bool:
    return listed(value) is None and not isinstance(value, Mapping | BaseModel)


def _written(operation: Operation[Any], name: str, value: object) -> object:
    """A list or an object with its names on the wire; a scalar as it is."""
    if type(value) in LEAVES or _is_scalar(value):
        return value
    items = listed(value)
    if items is not None and all(_is_scalar(item) for item in items):
        return list(items)
    try:
        return plain(value, _names(operation, name), name)
    except RecursionError:
        raise InvalidArgumentError(f"{name} holds itself, or is nested too deeply") from None


def _flat(name: str, value: Mapping[str, object]) -> list[tuple[str, str]]:
    """An object's members, each a scalar or a list of them; `None` leaves one out.

    Raises:
        InvalidArgumentError: One is an object, for which the style has no form.
    """
    pairs: list[tuple[str, str]] = []
    for key, item in value.items():
        where = f"{name}.{key}"
        if isinstance(item, list):
            texts = [_inner_text(where, one) for one in cast("list[object]", item)]
            pairs.append((key, ",".join(texts)))
        elif item is not None:
            pairs.append((key, _inner_text(where, item)))
    return pairs


def _inner_text(where: str, value: object) -> str:
    """A scalar inside a list or an object."""
    if isinstance(value, Zoneless):
        raise InvalidArgumentError(value.refusal)
    return scalar_text(where, value)
