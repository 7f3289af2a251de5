"""Pacing: whose turn it is when, so that the server need turn nobody away."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass, field
from threading import Lock
from typing import Protocol

from .arguments import argument
from .budget import Bucket
from .checks import is_number, shown
from .errors import ConfigurationError
from .process_bound import ProcessBound

__all__ = ["BudgetPacer", "Pacer", "Pacing"]

PATIENCE = 5.0
"""Seconds after which a call that waits asks again: its turn may have come nearer meanwhile."""
FIRST_CALLS = 10
"""Calls that go before the server has said its limit; the others wait for what it says."""
FIRST_WAIT = 0.05
"""Seconds until such a call asks again."""


@dataclass(frozen=True, slots=True)
class Account:
    """Whose requests the server counts together: one API key at one server."""

    name: str
    """The API's name and a digest of server and key; the key cannot be had from it."""
    window: float
    """Seconds that a request counts for."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A call asks when it may be sent."""

    account: Account
    now: float
    """Seconds on the client's clock, never going backwards."""
    after: float = 0.0
    """Seconds that it waits at least, since it is a retry."""
    slot: float | None = None
    """The slot that it was given when it asked before."""
    retry_tokens: int | None = None
    """How many tokens the retry budget has, where the call asks for one of them; 1 or more. A
    retry asks for its token once, and a `BudgetPacer` alone is asked."""


@dataclass(frozen=True, slots=True)
class Turn:
    """When a call may be sent."""

    wait: float
    """Seconds to wait; 0 or less to go at once. It asks again afterwards, and every few seconds."""
    slot: float | None = None
    """The moment that is reserved for it, on the pacer's clock; `None` where none is."""
    retry: bool | None = None
    """Whether it has a token of the retry budget, where it asked for one: with `False` it has no
    slot either and fails, with `None` the client's own budget decides."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What an answer said about the limit. All is `None` where it said nothing."""

    limit: int | None = None
    """Requests in a window."""
    remaining: int | None = None
    """Requests left in it."""
    reset_in: float | None = None
    """Seconds until a request stops counting."""
    refused_for: float | None = None
    """Seconds to send nothing, where the answer was a refusal (429)."""


@argument
class Pacer(Protocol):
    """What `Client(pacing=...)` takes. `take` may do I/O; `learn` and `release` never do."""

    def take(self, ask: Ask) -> Turn:
        """Reserve a slot, or look again when the reserved one comes, in a thread."""
        ...

    async def take_async(self, ask: Ask) -> Turn:
        """The same in a task."""
        ...

    def learn(self, account: Account, now: float, reading: Reading) -> None:
        """Take in what an answer said."""
        ...

    def release(self, account: Account, now: float, slot: float) -> None:
        """Give back the slot of a call that will not be sent."""
        ...


class BudgetPacer(Pacer, Protocol):
    """A pacer that keeps the retry budget, too: it answers `Ask.retry_tokens` by `Turn.retry`."""

    def give_back(self, account: Account, tenths: int) -> None:
        """Give back tenths of a token: one for a success, ten for a retry that is not sent.

        Like `learn` it does no I/O.
        """
        ...


@dataclass(slots=True)
class Window:
    """One account's requests, as the server is thought to count them; it has no clock.

    The server counts a request for `window` seconds. Each gets a slot, so that in no
    `window + margin` seconds there are more slots than the limit, less what others are seen to
    use; up to there nobody waits. Whoever waits has a slot of his own, so that no two wake up for
    the same one. When the server turns a request away, or others have used up what there was,
    nothing is sent until it is time again; then requests go one by one, as the limit allows in the
    long run, for one window.

    A retry that asks for a token of the retry budget gets it with its slot, or neither.
    """

    window: float
    margin: float
    slots: list[float] = field(default_factory=list[float])
    """When requests were sent and will be, ascending."""
    limit: int | None = None
    """What the server said; `None` before its first answer, 0 where it does not say."""
    foreign: int = 0
    """Requests in the server's window that are not in ours: somebody else's."""
    foreign_until: float = 0.0
    closed_until: float = 0.0
    calm_until: float = 0.0
    retries: Bucket = field(default_factory=Bucket)

    def learn(self, now: float, reading: Reading) -> None:
        """Take in what an answer said.

        Args:
            now: Seconds on a clock that never goes backwards.
            reading: What it said.
        """
        self._forget(now)
        if reading.limit is not None or self.limit is None:
            self.limit = reading.limit or 0
        if self.limit and reading.remaining is not None:
            # What is on its way may not be counted yet, so this errs to too few.
            used = self.limit - reading.remaining
            self.foreign = max(0, used - bisect_right(self.slots, now))
            self.foreign_until = now + self.window + self.margin
        closed_for = reading.refused_for
        if closed_for is None and self.foreign and reading.remaining == 0:
            closed_for = reading.reset_in
        if closed_for is not None:
            closed_for = min(max(closed_for, 0.0), self.window + self.margin)
            self.closed_until = max(self.closed_until, now + closed_for)
            self.calm_until = self.closed_until + self.window
            self.foreign = 0

    def take(
        self,
        now: float,
        after: float = 0.0,
        held: float | None = None,
        retry_tokens: int | None = None,
    ) -> Turn:
        """Reserve a slot.

        Args:
            now: Seconds on the same clock.
            after: Seconds that the slot is away at least.
            held: The slot that was reserved before; it is kept unless there is a better one.
            retry_tokens: How many tokens the retry budget has, if one of them is asked for.

        Returns:
            The slot and how long it is until then.
        """
        self._forget(now)
        granted = None if retry_tokens is None else self.retries.withdraw(retry_tokens)
        if granted is False:
            return Turn(0.0, None, granted)
        if held is not None and not self.release(held):
            held = None
        if self.limit is None and self._awaits_news(now):
            return Turn(max(after, FIRST_WAIT), None, granted)
        slot = max(now + after, self.closed_until, self._room(now))
        if held is not None and max(held, now) >= self.closed_until:
            slot = min(slot, max(held, now))
        insort(self.slots, slot)
        return Turn(slot - now, slot, granted)

    def release(self, slot: float) -> bool:
        """Take a slot back; return whether it was there."""
        at = bisect_left(self.slots, slot)
        found = at < len(self.slots) and self.slots[at] == slot
        if found:
            del self.slots[at]
        return found

    def _room(self, now: float) -> float:
        """When there is room for one more."""
        if not self.limit or not self.slots:
            return now
        foreign = self.foreign if now < self.foreign_until else 0
        capacity = max(1, self.limit - foreign)
        room = now
        if len(self.slots) >= capacity:
            room = self.slots[-capacity] + self.window + self.margin
        if now < self.calm_until:
            room = max(room, self.slots[-1] + self.window / self.limit)
        return room

    def _awaits_news(self, now: float) -> bool:
        return len(self.slots) >= FIRST_CALLS and now < self.slots[0] + PATIENCE

    def _forget(self, now: float) -> None:
        """Drop what no server counts any more; a margin longer, as its answer may be late."""
        gone = bisect_right(self.slots, now - self.window - 2 * self.margin)
        if gone:
            del self.slots[:gone]


class Pacing(ProcessBound):
    """Shares a rate limit and a retry budget among the threads and tasks of one process.

    Give the same object to every client that uses the key. It goes by the server's own figures,
    and keeps nobody waiting below them.

    Args:
        margin: Seconds by which a request is thought to count for longer than the server says;
            0 or more. Answers that take no longer than this never exceed the limit.

    Raises:
        ConfigurationError: The margin is negative or no number.
    """

    _instead = "it counts for one process; a pacer that has the count elsewhere serves several"

    def __init__(self, *, margin: float = 1.0) -> None:
        self._margin = check_margin(margin)
        self._windows: dict[str, Window] = {}
        self._lock = Lock()

    def take(self, ask: Ask) -> Turn:
        """Reserve a slot, or look again when the reserved one comes."""
        with self._lock:
            window = self._window(ask.account)
            return window.take(ask.now, ask.after, ask.slot, ask.retry_tokens)

    async def take_async(self, ask: Ask) -> Turn:
        """The same: there is nothing to wait for."""
        return self.take(ask)

    def learn(self, account: Account, now: float, reading: Reading) -> None:
        """Take in what an answer said."""
        with self._lock:
            self._window(account).learn(now, reading)

    def release(self, account: Account, now: float, slot: float) -> None:  # noqa: ARG002
        """Give back the slot of a call that will not be sent."""
        with self._lock:
            self._window(account).release(slot)

    def give_back(self, account: Account, tenths: int) -> None:
        """Give back tenths of a token of the retry budget."""
        with self._lock:
            self._window(account).retries.give_back(tenths)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(margin={self._margin!r})"

    def _window(self, account: Account) -> Window:
        window = self._windows.get(account.name)
        if window is None:
            window = self._windows[account.name] = Window(account.window, self._margin)
        return window


def check_pacer(name: str, value: Pacer | None, error: type[ValueError]) -> Pacer | None:
    """The pacer, or `None` for no pacing.

    Raises:
        ValueError: Of the given class: it is no object that has all methods of `Pacer`.
    """
    if value is None:
        return None
    methods = ("take", "take_async", "learn", "release")
    if isinstance(value, type) or not all(callable(getattr(value, m, None)) for m in methods):
        raise error(f"{name} must be a Pacer such as Pacing(), not {type(value).__name__}")
    return value


def check_margin(value: float) -> float:
    """Refuse a margin that is none.

    Raises:
        ConfigurationError: It is negative, infinite or no number.
    """
    if not (is_number(value) and 0 <= value < math.inf):
        raise ConfigurationError(f"margin must be 0 or more seconds, not {shown(value)}")
    return value
