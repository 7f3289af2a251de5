"""Amounts of money: their type, and the decimals that a currency has (ISO 4217)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from enum import Enum
from typing import TYPE_CHECKING, Annotated, TypeAlias, cast

from pydantic_core import core_schema

from .decimals import dumped
from .errors import InvalidArgumentError
from .paths import Around, values_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema

MoneyFields: TypeAlias = Mapping[str, str | None]
"""Where amounts are, and the currency of each: `{"line_items/price": "../currency"}`.

The currency's path begins at the object that has the amount, and `..` is the one around it; `/JPY`
is always that currency, and `None` is where nothing in reach says it.
"""

_DECIMALS_OF = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
    None: "XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX",
}
DECIMALS: Mapping[str, int | None] = {
    code: decimals for decimals, codes in _DECIMALS_OF.items() for code in codes.split()
}
"""The currencies whose minor unit is not a hundredth (ISO 4217, list one); `None` for no unit."""

MOST_DECIMALS = 4
"""The most that any currency has."""

_USUAL = 2
_WITHOUT_CURRENCY = 3  # decimals of a float
_DOUBLE = 15  # significant digits that every double gives back
_LARGEST = 300  # the exponent, up or down, from which on doubles lose digits
_ERROR_OF_FLOATS = 6  # powers of ten below the smallest unit: nobody means what is nearer to it
_CONTEXT = Context(prec=50)  # a thread's own may round, or raise
_CODE = re.compile(r"[A-Z]{3}", re.ASCII)


class _JsonDecimal:
    """Validates an amount; in JSON it is a number again."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.decimal_schema(
            serialization=core_schema.plain_serializer_function_ser_schema(
                as_number, when_used="json"
            )
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"type": "number"}


JsonDecimal: TypeAlias = Annotated[Decimal, _JsonDecimal()]
"""An amount, exactly as it stands in JSON."""


def as_number(amount: object) -> object:
    """What stands for an amount in a dump for JSON.

    Returns:
        An integer or a float with exactly its digits. Where only text has them all, that text,
        which `model_dump_json` makes a number again. What is no `Decimal` stays as it is.
    """
    if not isinstance(amount, Decimal):
        return amount
    magnitude = amount.adjusted() if amount.is_finite() else _LARGEST
    if abs(magnitude) < _LARGEST:
        if amount == amount.to_integral_value():
            return int(amount)
        if len(amount.as_tuple().digits) <= _DOUBLE:
            return float(amount)
    return dumped(amount)


def decimals_of(currency: object) -> int | None:
    """How many decimals amounts in a currency have, `None` where that is not known.

    Args:
        currency: A code of ISO 4217, such as `JPY`; anything else is not known.
    """
    if not isinstance(currency, str) or not _CODE.fullmatch(currency):
        return None
    return DECIMALS.get(currency, _USUAL)


def decimals(amount: Decimal) -> int:
    """How many decimals an amount needs: 2 for `1.050`."""
    _, figures, exponent = amount.as_tuple()
    if not amount or not isinstance(exponent, int):
        return 0
    while figures[-1] == 0:  # `normalize` would round to the digits of the thread's context
        figures, exponent = figures[:-1], exponent + 1
    return max(0, -exponent)


def amounts(value: object, fields: MoneyFields) -> Iterator[tuple[str, object, object]]:
    """The amounts in a value as JSON has it.

    Args:
        value: Objects, arrays and scalars.
        fields: Where amounts are.

    Yields:
        The dotted path of each, the amount, and its currency, `None` where nothing says it.
    """
    for path, currency in fields.items():
        for place, amount, around in values_at(value, path):
            yield ".".join(place), amount, currency and _at(around, currency)


def check_floats(value: object, fields: MoneyFields, where: str = "") -> None:
    """Refuse the floats that can't be meant as amounts, such as `0.1 + 0.2`.

    Args:
        value: A body or the query's parameters, by names on the wire.
        fields: Where amounts are.
        where: What the value is called; empty where its members are arguments.

    Raises:
        InvalidArgumentError: The shortest form of a float has more decimals than the currency,
            or more than three where the currency isn't known.
    """
    for place, amount, currency in amounts(value, fields):
        if not isinstance(amount, float):
            continue
        exact = Decimal(float.__repr__(amount))
        code = currency.value if isinstance(currency, Enum) else currency
        known = decimals_of(code)
        most = _WITHOUT_CURRENCY if known is None else known
        if exact.is_finite() and decimals(exact) > most:
            name = ".".join(part for part in (where, place) if part)
            limit = f"a float may have {most} decimals where the currency is not known"
            if known is not None:
                limit = f"{code} has {most} decimals"
            raise InvalidArgumentError(
                f"{name} is the float {exact:f}, and {limit}: pass {_meant(exact, known)}"
            )


def _meant(exact: Decimal, known: int | None) -> str:
    """The amounts that may be meant by a float, for a reader to choose from.

    Args:
        exact: The float's shortest form.
        known: How many decimals its currency has, `None` where that is not known.
    """
    most = _WITHOUT_CURRENCY if known is None else known
    unit = Decimal(1).scaleb(-most, _CONTEXT)

    def rounded(rounding: str) -> Decimal:
        amount = exact.quantize(unit, rounding, _CONTEXT)
        return amount or amount.copy_abs()

    nearest = rounded(ROUND_HALF_EVEN)
    error = _CONTEXT.abs(_CONTEXT.subtract(exact, nearest))
    if error < unit.scaleb(-_ERROR_OF_FLOATS, _CONTEXT):
        return f'Decimal("{nearest:f}"), which it is but for the error of floats'
    if known is None:
        return f'Decimal("{exact:f}") if that is the amount'
    below, above = rounded(ROUND_FLOOR), rounded(ROUND_CEILING)
    return f'Decimal("{below:f}") or Decimal("{above:f}"), whichever is the amount'


def _at(around: Around, path: str) -> object:
    """What a currency's path leads to from the innermost of some objects."""
    if path.startswith("/"):
        return path[1:]
    steps = path.split("/")
    above = steps.count("..")
    if above >= len(around):
        return None
    value: object = around[-1 - above]
    for name in steps[above:]:
        value = (
            cast("Mapping[str, object]", value).get(name) if isinstance(value, Mapping) else None
        )
    return value
