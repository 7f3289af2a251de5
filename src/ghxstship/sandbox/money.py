"""Amounts of money: which the document marks, whether they are any, and exact arithmetic."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TYPE_CHECKING

from .._core.money import MOST_DECIMALS, amounts, decimals, decimals_of
from .error_responses import invalid

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .._core.money import MoneyFields
    from ..description import Node
    from .schemas import Schemas

Amount = int | Decimal
"""What an amount is in a resource; never a float."""

_USUAL = 2
_EXACT = Context(prec=1000, rounding=ROUND_HALF_UP)


def money_fields(schemas: Schemas, schema: Node) -> MoneyFields:
    """Where resources of a schema have amounts of money, by their `x-money`.

    Args:
        schemas: What the schema refers to.
        schema: The resource's schema.
    """
    return {"/".join(path): currency for path, currency in _within(schemas, schema, ())}


def _within(
    schemas: Schemas, schema: Node, above: tuple[int, ...]
) -> Iterator[tuple[tuple[str, ...], str | None]]:
    target = id(schemas.follow(schema))
    if target in above:
        return
    above = (*above, target)
    mark = schemas.keyword(schema, "x-money")
    if mark is not None:
        yield (), mark["currency"]
    items = schemas.keyword(schema, "items")
    if items is not None:
        yield from _within(schemas, items, above)
    for name, inner in schemas.properties(schema).items():
        for path, currency in _within(schemas, inner, above):
            yield (name, *path), currency


def check_amounts(resource: Mapping[str, object], fields: MoneyFields) -> None:
    """Refuse amounts that their currency does not have, such as 10.5 JPY.

    Args:
        resource: The resource.
        fields: Where it has amounts.

    Raises:
        ErrorResponse: One has too many decimals (422).
    """
    wrong = [
        (place, message)
        for place, amount, currency in amounts(resource, fields)
        if (message := excess(amount, currency)) is not None
    ]
    if wrong:
        raise invalid(wrong)


def excess(amount: object, currency: object) -> str | None:
    """What is wrong with an amount that has more decimals than its currency.

    Args:
        amount: The amount.
        currency: Its currency, `None` where nothing says it.

    Returns:
        A message, `None` for an amount that is right.
    """
    if not isinstance(amount, Decimal):
        return None
    known = decimals_of(currency)
    most = MOST_DECIMALS if known is None else known
    if decimals(amount) <= most:
        return None
    whose = "no currency has" if known is None else f"{currency} has {most or 'no'}"
    return f"{amount:f} has {decimals(amount)} decimals, and {whose}" + (
        " so many" if known is None else ""
    )


def rounded(amount: Amount, currency: object) -> Amount:
    """An amount to the decimals of its currency, halves away from zero.

    Args:
        amount: The exact amount.
        currency: Its currency; two decimals where it is not known.
    """
    known = decimals_of(currency)
    unit = Decimal(1).scaleb(-(_USUAL if known is None else known))
    exact = _EXACT.quantize(Decimal(amount), unit)
    return int(exact) if exact == exact.to_integral_value() else exact


def times(amount: Amount, factor: Amount, currency: object) -> Amount:
    """An amount times a number, to the decimals of the currency."""
    return rounded(_EXACT.multiply(Decimal(amount), Decimal(factor)), currency)
