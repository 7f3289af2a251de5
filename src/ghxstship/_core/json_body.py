"""What a request says, as JSON: models and mappings with the names that they have on the wire."""

from __future__ import annotations

import math
from base64 import b64encode
from collections.abc import Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, cast

from pydantic import BaseModel
from pydantic_core import PydanticSerializationError, to_json

from .decimals import marked, unmark
from .errors import InvalidArgumentError
from .money import check_floats
from .operation import ANY_NAME, BASE64_NAME, Omit
from .paths import Zoneless, check_dates
from .scalars import check_zone, decimal_text, scalar_text
from .text import exact_text, has_surrogate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .money import MoneyFields
    from .operation import WireNames
    from .paths import Paths

LEAVES = frozenset({str, int, bool, type(None)})
"""Types of what is sent as it is."""

_OF_MODELS: WireNames = {}
"""The names of a model that is sent: those it has itself, and what it has as bytes is base64."""
_OF_MODELS.update({name: (name, _OF_MODELS) for name in (ANY_NAME, BASE64_NAME)})


def encode_body(
    body: object,
    names: WireNames | None = None,
    money: MoneyFields | None = None,
    dates: Paths = (),
    *,
    where: str = "body",
) -> bytes:
    """A JSON body as bytes.

    Args:
        body: Mappings, sequences, models, scalars, dates; `OMIT` leaves a mapping's entry out. A
            `Decimal` is a number, digit for digit.
        names: Names that differ on the wire and values that may be bytes, or `None`.
        money: Where it has amounts of money, or `None`.
        dates: Where it has dates without a time.
        where: What it is called in errors.

    Returns:
        UTF-8 JSON without spaces.

    Raises:
        InvalidArgumentError: A value has no JSON form: NaN, a datetime without a time zone, bytes
            where the document has text, an object of another kind, a list that holds itself. Or a
            float can't be meant as an amount of money, or a datetime stands for a date.
    """
    found: object = None  # where a model cannot be dumped
    try:
        found = plain(body, names, where)
        if money:
            check_floats(found, money, where)
        if dates:
            check_dates(found, dates)
        return unmark(to_json(found))
    except RecursionError:
        raise InvalidArgumentError(f"the {where} holds itself, or is nested too deeply") from None
    except PydanticSerializationError as error:
        reason = str(error)
    refusal = _refusal(found, where) or f"the {where} cannot be sent: {reason}"
    raise InvalidArgumentError(refusal)


def _refusal(found: object, where: str) -> str | None:
    """What is wrong with the first value that JSON cannot say, `None` where nothing is known."""
    if isinstance(found, str):
        return f"{where} must be text without lone surrogates" if has_surrogate(found) else None
    if isinstance(found, Zoneless):
        return found.refusal
    items: Iterable[tuple[object, object]] = ()
    if isinstance(found, dict):
        items = cast("dict[str, object]", found).items()
    elif isinstance(found, list):
        items = enumerate(cast("list[object]", found))
    for name, item in items:
        refusal = _refusal(name, f"a name in {where}") or _refusal(item, f"{where}.{name}")
        if refusal is not None:
            return refusal
    return None


def plain(value: object, names: WireNames | None, where: str) -> object:
    """The value with `OMIT` left out, models as their set fields, and names as on the wire."""
    if type(value) in LEAVES:
        return value
    if isinstance(value, BaseModel):
        return plain(value.model_dump(by_alias=True, exclude_unset=True), _OF_MODELS, where)
    if isinstance(value, Mapping):
        any_names = names[ANY_NAME][1] if names and ANY_NAME in names else None
        found: dict[str, object] = {}
        for key, item in cast("Mapping[object, object]", value).items():
            if isinstance(item, Omit):
                continue
            name = key if type(key) is str else scalar_text(f"a name in {where}", key)
            wire, inner = names.get(name, (name, any_names)) if names else (name, None)
            found[wire] = plain(item, inner, f"{where}.{name}")
        return found
    if isinstance(value, bytes | bytearray):
        if names is None or BASE64_NAME not in names:
            raise InvalidArgumentError(f"{where} is bytes: pass text, such as value.decode()")
        return b64encode(value).decode()
    if (items := listed(value)) is not None:
        return [plain(item, names, f"{where}.{index}") for index, item in enumerate(items)]
    return _leaf(where, value)


def _leaf(where: str, value: object) -> object:
    """A value without others in it; what JSON cannot say, or could say in two ways, is refused."""
    if isinstance(value, str):
        return exact_text(value)
    if isinstance(value, Decimal):
        return decimal_text(where, value, marked)
    if isinstance(value, float) and not math.isfinite(value):
        raise InvalidArgumentError(f"{where} is {float.__repr__(value)}, which JSON cannot say")
    if isinstance(value, datetime):
        try:
            check_zone(where, value)
        except InvalidArgumentError as error:
            return Zoneless(str(error))  # what is wrong with it depends on what belongs there
    return value


def listed(value: object) -> Collection[object] | None:
    """The items of a list or a set; `None` for anything else, text and bytes too."""
    if isinstance(value, str | bytes | bytearray | memoryview):
        return None
    if isinstance(value, Sequence | AbstractSet):
        return cast("Collection[object]", value)
    return None
