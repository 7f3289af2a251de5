"""What the caller leaves out of a document, by the places of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable


class Skips:
    """The pointers of `--skip`; each has to be the place of something that can be left out.

    Args:
        pointers: JSON pointers, with or without `#/`; `*` stands for any characters.
        left_out: Pointers to operations and webhooks that can't be expressed.
    """

    def __init__(self, pointers: Iterable[str] = (), left_out: Collection[str] = ()) -> None:
        self._left_out = left_out
        self._patterns = {one: _pattern(one) for one in pointers}
        self._used: set[str] = set()
        self._offered: dict[str, None] = {}

    def take(self, pointer: str) -> bool:
        """Whether what stands at a pointer is to be left out; it is noted that it was."""
        self._offered.setdefault(pointer)
        found = {one for one, pattern in self._patterns.items() if pattern.fullmatch(pointer)}
        self._used |= found
        return bool(found) or pointer in self._left_out

    @property
    def unused(self) -> tuple[str, ...]:
        """Those that nothing was left out by."""
        return tuple(sorted(_normalised(one) for one in self._patterns if one not in self._used))

    def meant(self, pointer: str) -> str | None:
        """What could be left out by a pointer, were the slashes inside of names written `~1`."""
        pattern = _pattern(_unescaped(pointer))
        return next((one for one in self._offered if pattern.fullmatch(_unescaped(one))), None)


def _normalised(pointer: str) -> str:
    return "#/" + pointer.lstrip("#/")


def _unescaped(pointer: str) -> str:
    return pointer.replace("~1", "/").replace("//", "/")


def _pattern(pointer: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, _normalised(pointer).split("*"))), re.DOTALL)
