"""Interferes with a task at one of its awaits."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator
from typing import Any


class Stepped:
    """Awaits something, and does something else when it is suspended for the n-th time."""

    def __init__(self, work: Awaitable[Any], at: int, interfere: Callable[[], object]) -> None:
        self._work = work
        self._at = at
        self._interfere = interfere
        self.steps = 0

    def __await__(self) -> Generator[Any, Any, Any]:
        work = self._work.__await__()
        value: Any = None
        error: BaseException | None = None
        while True:
            try:
                trap = work.send(value) if error is None else work.throw(error)
            except StopIteration as done:
                return done.value
            self.steps += 1
            if self.steps == self._at:
                self._interfere()
            value, error = None, None
            try:
                value = yield trap
            except BaseException as thrown:  # noqa: BLE001 - it goes on to where it belongs
                error = thrown
