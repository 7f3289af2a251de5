"""Methods as the template of a resource writes them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ...api import STREAM, MediaKind, Plain

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
class StreamView:
    """What a method does that is asked for events in place of an answer that is there at once."""

    operation: str
    """The source of its constant's type and value."""
    arguments: Sequence[str]


@dataclass(frozen=True, slots=True)
class OverloadView:
    """One of the ways to call a method."""

    signature: str
    returns: str


@dataclass(frozen=True, slots=True)
class SignatureView:
    """What a method takes and returns, sync and async."""

    name: str
    positional: Sequence[ArgumentView]
    keyword: Sequence[ArgumentView]
    returns: str
    async_returns: str
    events: str | None
    """What it returns that is asked for events; `None` where it can't be asked."""
    async_events: str | None

    @property
    def arguments(self) -> str:
        """The arguments with their types and defaults, `self` too."""
        return self._signature(self.keyword)

    def overloads(self, prefix: str) -> list[OverloadView]:
        """The ways to call the method, by what its argument `stream` is; none for one way alone.

        Args:
            prefix: `Async` for the method whose answer is awaited, else empty.
        """
        events = self.async_events if prefix else self.events
        if events is None:
            return []
        whole = self.async_returns if prefix else self.returns
        return [
            self._overload("Literal[False]", "False", whole),
            self._overload("Literal[True]", None, events),
            self._overload("bool", None, self.returned(prefix)),
        ]

    def returned(self, prefix: str) -> str:
        """The type of what the method returns, by the same prefix."""
        whole = self.async_returns if prefix else self.returns
        events = self.async_events if prefix else self.events
        return whole if events is None else f"{whole} | {events}"

    def _overload(self, annotation: str, default: str | None, returns: str) -> OverloadView:
        keyword = [
            replace(one, annotation=annotation, default=default) if one.name == STREAM else one
            for one in self.keyword
        ]
        return OverloadView(self._signature(keyword), returns)

    def _signature(self, keyword: Sequence[ArgumentView]) -> str:
        parts = ["self", *(one.source for one in self.positional)]
        if keyword:
            parts += ["*", *(one.source for one in keyword)]
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class MethodView:
    """A method, sync and async."""

    head: SignatureView
    constant: str
    operation: str
    """The source of the constant's type and value."""
    is_coroutine: bool
    driver_method: str
    arguments: Sequence[str]
    doc: str
    deprecated: str | None
    has_raw: bool
    is_download: bool
    """Whether its answer can be read as it comes: text or bytes."""
    stream: StreamView | None = None
    """The other way to answer, where there is one."""

    @property
    def name(self) -> str:
        """What the method is called."""
        return self.head.name


def is_download(operation: Operation) -> bool:
    """Whether an operation answers text or bytes, which can be read as they come."""
    successes = operation.answer.successes if isinstance(operation.answer, Plain) else ()
    kinds = {one.media.kind for one in successes if one.type is not None}
    return not kinds.isdisjoint({MediaKind.TEXT, MediaKind.BINARY})
