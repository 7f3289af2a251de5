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
        status: The status of the error, 400 to 599, `None` for no error.
        code: The error's code, `None` for the usual one of the status.
        message: What the error says.
        headers: Headers that the error carries, such as `Retry-After`.
        delay: Seconds until the answer.
        drop: Whether the connection is closed without an answer.
        applied: Whether the request has its effect all the same.
        operation: The only operation that it happens to, `None` for any.

    Raises:
        ValueError: The status, the times or the delay are out of range.
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

    def __post_init__(self) -> None:
        # A bool is an int to Python, and no status to anyone.
        if self.status is not None and (
            type(self.status) is not int or not 400 <= self.status <= 599
        ):
            raise ValueError(f"status is {self.status!r}: an error's is 400 to 599, or None")
        if type(self.times) is not int or self.times < 1:
            raise ValueError(f"times is {self.times!r}: give 1 or more")
        if not 0 <= self.delay < float("inf"):
            raise ValueError(f"delay is {self.delay!r}: give seconds, 0 or more")


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
