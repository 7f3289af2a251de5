"""The values of parameters: what the text of a request stands for, by their styles and types."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from ..description import is_object
from .encoding import decode
from .error_responses import bad_request

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .messages import Request
    from .operations import Parameter

DEEP = "deepObject"
_DELIMITERS = {"spaceDelimited": " ", "pipeDelimited": "|"}
_KEYS = re.compile(r"\[([^\[\]]*)\]")


def scalar(text: str, types: frozenset[str]) -> Any:
    """What a text stands for; itself where it is none of the types."""
    if types & {"integer", "number"}:
        try:
            value = decode(text.encode())
        except (ValueError, UnicodeEncodeError):
            value = text
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            return value
    if "boolean" in types and text in ("true", "false"):
        return text == "true"
    if "null" in types and "string" not in types and text in ("", "null"):
        return None
    return text


def typed(parameter: Parameter, raw: str | list[str]) -> Any:
    """What the text of a parameter stands for; `raw` has a text for each time it was given."""
    texts = raw if isinstance(raw, list) else [raw]
    if parameter.style == "json":
        try:
            return decode(texts[0].encode())
        except (ValueError, UnicodeEncodeError):
            return texts[0]
    text = _undecorated(parameter, texts[0])
    if "array" in parameter.types:
        whole = not (parameter.explode and isinstance(raw, list))
        parts = _divided(parameter, ",".join([text, *texts[1:]])) if whole else texts
        return [scalar(part, parameter.item_types) for part in parts]
    if "object" in parameter.types and parameter.member_types:
        return _members(parameter, _divided(parameter, text))
    return scalar(text, parameter.types)


def _divided(parameter: Parameter, text: str) -> list[str]:
    return text.split(_DELIMITERS.get(parameter.style, ","))


def _undecorated(parameter: Parameter, text: str) -> str:
    """A text without what the styles `label` and `matrix` put around it."""
    if parameter.style == "label":
        text = text.removeprefix(".")
        return text.replace(".", ",") if parameter.explode else text
    if parameter.style == "matrix":
        parts = text.removeprefix(";").split(";")
        named = f"{parameter.name}="
        return ",".join(part.removeprefix(named) for part in parts)
    return text


def _members(parameter: Parameter, parts: Sequence[str]) -> dict[str, Any]:
    """The members of an object, written as `name=value` or one after the other."""
    pairs: Iterable[tuple[str, str]]
    if parameter.explode:
        pairs = [(name, value) for name, _, value in (part.partition("=") for part in parts)]
    else:
        pairs = zip(parts[::2], parts[1::2], strict=False)
    types = parameter.member_types
    return {name: scalar(value, types.get(name, frozenset())) for name, value in pairs}


def query_pairs(request: Request) -> list[tuple[str, str]]:
    """The pairs of a request's query.

    Raises:
        ErrorResponse: The query is not UTF-8 (400).
    """
    try:
        return parse_qsl(request.query.decode(), True, errors="strict")
    except UnicodeDecodeError:
        raise bad_request("The query is not UTF-8") from None


def grouped(
    pairs: Iterable[tuple[str, str]], known: Mapping[str, Parameter]
) -> dict[str, list[str] | dict[str, Any]]:
    """What a query has for each parameter: its texts, or its members where it is an object.

    Args:
        pairs: The query's pairs.
        known: The parameters by name. What is none of theirs is told by its own name.
    """
    members = {
        name: one
        for one in known.values()
        if one.style == "form" and one.explode and "object" in one.types
        for name in one.member_types
        if name not in known
    }
    found: dict[str, list[str] | dict[str, Any]] = {}
    for name, value in pairs:
        base, bracket, _ = name.partition("[")
        deep = known.get(base) if bracket else None
        owner = members.get(name)
        if deep is not None and deep.style == DEEP and name not in known:
            target = found.setdefault(base, {})
            keys = _KEYS.findall(name[len(base) :])
            if is_object(target):
                put(target, keys, scalar(value, deep.member_types.get(keys[0], frozenset())))
        elif owner is not None:
            target = found.setdefault(owner.name, {})
            if is_object(target):
                target[name] = scalar(value, owner.member_types[name])
        else:
            texts = found.setdefault(name.removesuffix("[]") if name not in known else name, [])
            if isinstance(texts, list):
                texts.append(value)
    return found


def put(target: dict[str, Any], keys: Sequence[str], value: object) -> None:
    """Set a value inside of objects by its keys: `[a][b]` of a form."""
    for key in keys[:-1]:
        inner = target.get(key)
        if not is_object(inner):
            inner = target[key] = {}
        target = inner
    if keys:
        target[keys[-1]] = value
