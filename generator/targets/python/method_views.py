"""Methods as the template of a resource writes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...api import MediaKind, Plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...api import Operation


@dataclass(frozen=True, slots=True)
class ArgumentView:
    """An argument of a method."""

    name: str
    annotation: str
    default: str | None
    doc: str

    @property
    def source(self) -> str:
        """It as it stands in a signature."""
        default = "" if self.default is None else f" = {self.default}"
        return f"{self.name}: {self.annotation}{default}"


@dataclass(frozen=True, slots=True)
class MethodView:
    """A method, sync and async."""

    name: str
    constant: str
    operation: str
    """The source of the constant's type and value."""
    positional: Sequence[ArgumentView]
    keyword: Sequence[ArgumentView]
    returns: str
    async_returns: str
    is_coroutine: bool
    driver_method: str
    arguments: Sequence[str]
    doc: str
    deprecated: str | None
    has_raw: bool
    is_download: bool
    """Whether its answer can be read as it comes: text or bytes."""

    @property
    def signature(self) -> str:
        """The arguments, `self` too."""
        parts = ["self", *(one.source for one in self.positional)]
        if self.keyword:
            parts += ["*", *(one.source for one in self.keyword)]
        return ", ".join(parts)


def is_download(operation: Operation) -> bool:
    """Whether an operation answers text or bytes, which can be read as they come."""
    successes = operation.answer.successes if isinstance(operation.answer, Plain) else ()
    kinds = {one.media.kind for one in successes if one.type is not None}
    return not kinds.isdisjoint({MediaKind.TEXT, MediaKind.BINARY})
