"""Faults on order: the next requests fail as a test wants them to."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(slots=True)
class Fault:
    """What happens to a request instead of its answer, or before it.

    Attributes:
        times: How many requests are still to meet it.
        status: The status of the error, `None` for no error.
        code: The error's code, `None` for the usual one of the status.
        message: What the error says.
        headers: Headers that the error carries, such as `Retry-After`.
        delay: Seconds until the answer.
        drop: Whether the connection is closed without an answer.
        applied: Whether the request has its effect all the same.
        operation: The only operation that it happens to, `None` for any.
    """

    times: int = 1
    status: int | None = 500
    code: str | None = None
    message: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    delay: float = 0.0
    drop: bool = False
    applied: bool = False
    operation: str | None = None


class Faults:
    """The faults that are still to happen, first ordered first."""

    def __init__(self) -> None:
        self._waiting: deque[Fault] = deque()
        self._lock = Lock()

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def order(self, fault: Fault) -> None:
        """Let a fault happen once those before it are used up."""
        with self._lock:
            self._waiting.append(fault)

    def clear(self) -> None:
        """Let nothing happen after all."""
        with self._lock:
            self._waiting.clear()

    def next(self, operation: str | None) -> Fault | None:
        """The fault that a request for an operation meets, if any."""
        with self._lock:
            for fault in self._waiting:
                if fault.operation in (None, operation):
                    fault.times -= 1
                    if fault.times <= 0:
                        self._waiting.remove(fault)
                    return fault
        return None
