"""Where a request has amounts of money, as the runtime's `MoneyFields`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...types import Constant, Money
from .text import literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ...types import Type
    from .request_paths import Around, Leaf, RequestPaths


def money_in(leaves: Iterable[Leaf], paths: RequestPaths) -> str | None:
    """The source of paths to amounts, `None` if there are none.

    What two variants differ in is the currency of neither. A currency that the document fixes is
    written as `/` and the currency.

    Args:
        leaves: All that a request has.
        paths: What found them.
    """
    found: dict[str, str | None] = {}
    for leaf in leaves:
        if isinstance(leaf.type, Money):
            currency = leaf.type.currency
            currency = currency and (_fixed(currency, leaf.around, paths) or currency)
            found[leaf.path] = currency if found.get(leaf.path, currency) == currency else None
    entries = (
        f"{literal(path)}: {'None' if currency is None else literal(currency)}"
        for path, currency in found.items()
    )
    return f"{{{', '.join(entries)}}}" if found else None


def _fixed(path: str, around: Around, paths: RequestPaths) -> str | None:
    """The currency that the document fixes at a path, whether or not a caller passes it."""
    steps = path.split("/")
    above = steps.count("..")
    if above >= len(around):
        return None
    members: Mapping[str, Type] = around[-1 - above]
    *way, last = steps[above:]
    for name in way:
        members = paths.sent(members[name]) if name in members else {}
    one = members.get(last)
    fixed = one.value if isinstance(one, Constant) else None
    return f"/{fixed}" if isinstance(fixed, str) else None
