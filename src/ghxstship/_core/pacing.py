"""Pacing: waiting for one's turn before a request, so that the server need not turn it away."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock
from typing import TYPE_CHECKING, Protocol

from .errors import ConfigurationError
from .raw import RateLimit

if TYPE_CHECKING:
    from .api import Api
    from .config import Config
    from .http.protocols import HttpResponse

PATIENCE = 5.0
"""Seconds after which a call that waits asks again: its turn may have come nearer meanwhile."""
FIRST_CALLS = 10
"""Calls that go before the server has said its limit; the others wait for what it says."""
FIRST_WAIT = 0.05
"""Seconds until such a call asks again."""
_INSTANT = 0.001  # seconds that are not worth a sleep; a clock may not even be able to tell them


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


@dataclass(frozen=True, slots=True)
class Turn:
    """When a call may be sent."""

    wait: float
    """Seconds to wait; 0 or less to go at once. It asks again afterwards, and every few seconds."""
    slot: float | None = None
    """The moment that is reserved for it, on the pacer's clock; `None` where none is."""


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


_PACER = ("take", "take_async", "learn", "release")


@dataclass(slots=True)
class Window:
    """One account's requests, as the server is thought to count them; it has no clock.

    The server counts a request for `window` seconds. Each gets a slot, so that in no
    `window + margin` seconds there are more slots than the limit, less what others are seen to
    use; up to there nobody waits. Whoever waits has a slot of his own, so that no two wake up for
    the same one. When the server turns a request away, or others have used up what there was,
    nothing is sent until it is time again; then requests go one by one, as the limit allows in the
    long run, for one window.
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

    def take(self, now: float, after: float = 0.0, held: float | None = None) -> Turn:
        """Reserve a slot.

        Args:
            now: Seconds on the same clock.
            after: Seconds that the slot is away at least.
            held: The slot that was reserved before; it is kept unless there is a better one.

        Returns:
            The slot and how long it is until then.
        """
        self._forget(now)
        if held is not None and not self.release(held):
            held = None
        if self.limit is None and self._awaits_news(now):
            return Turn(max(after, FIRST_WAIT))
        slot = max(now + after, self.closed_until, self._room(now))
        if held is not None and max(held, now) >= self.closed_until:
            slot = min(slot, max(held, now))
        insort(self.slots, slot)
        return Turn(slot - now, slot)

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


class Pacing:
    """Shares a rate limit among the threads and tasks of one process.

    Give the same object to every client that uses the key. It goes by the server's own figures,
    and keeps nobody waiting below them.

    Args:
        margin: Seconds by which a request is thought to count for longer than the server says;
            0 or more. Answers that take no longer than this never exceed the limit.

    Raises:
        ConfigurationError: The margin is negative or no number.
    """

    def __init__(self, *, margin: float = 1.0) -> None:
        self._margin = check_margin(margin)
        self._windows: dict[str, Window] = {}
        self._lock = Lock()

    def take(self, ask: Ask) -> Turn:
        """Reserve a slot, or look again when the reserved one comes."""
        with self._lock:
            return self._window(ask.account).take(ask.now, ask.after, ask.slot)

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

    def _window(self, account: Account) -> Window:
        window = self._windows.get(account.name)
        if window is None:
            window = self._windows[account.name] = Window(account.window, self._margin)
        return window


class Pace:
    """What one client asks of its pacer and tells it.

    Raises:
        ConfigurationError: The API has no rate-limit headers to go by, or the pacer is none.
    """

    __slots__ = ("_clock", "_names", "account", "pacer")

    def __init__(self, pacer: Pacer, api: Api, config: Config) -> None:
        complete = all(callable(getattr(pacer, name, None)) for name in _PACER)
        if not complete or isinstance(pacer, type):
            raise ConfigurationError(
                f"pacing must be a Pacer such as Pacing(), not {type(pacer).__name__}"
            )
        if api.rate_limit is None:
            raise ConfigurationError(
                f"pacing goes by the server's rate-limit headers, and {api.name} names none"
            )
        header = api.credential.name.lower() if api.credential else None
        secrets = [value for name, value in config.headers.items() if name.lower() == header]
        digest = sha256("\n".join([config.base_url, *secrets]).encode()).hexdigest()[:32]
        self.account = Account(f"{api.name}:pacing:{digest}", api.rate_limit.window)
        self.pacer = pacer
        self._names = api.rate_limit
        self._clock = config.clock

    def place(self, seconds: float) -> Place:
        """A place in the line for a call that waits so many seconds at least."""
        return Place(self, self.now() + seconds)

    def now(self) -> float:
        """Seconds on the client's clock."""
        return self._clock.monotonic()

    def answered(self, response: HttpResponse, retry_after: float | None) -> None:
        """Tell the pacer of an answer.

        Args:
            response: The answer.
            retry_after: Seconds that it asks to wait, or `None`.
        """
        if response.status_code == 401:
            return  # a key that the server doesn't know has no limit there
        said = RateLimit.read(response.headers, self._names)
        reset_in = None if said.reset is None else said.reset - self._clock.time()
        refused_for = None
        if response.status_code == 429:
            refused_for = retry_after if retry_after is not None else reset_in or 0.0
        reading = Reading(said.limit, said.remaining, reset_in, refused_for)
        self.pacer.learn(self.account, self.now(), reading)

    def failed(self) -> None:
        """Tell the pacer that an attempt got no answer."""
        self.pacer.learn(self.account, self.now(), Reading())


class Place:
    """One call's place in the line: the loop asks, waits as long as it is told, and asks again.

    Attributes:
        turn: What the pacer answered last.
    """

    __slots__ = ("_due", "_pace", "turn")

    def __init__(self, pace: Pace, due: float) -> None:
        self._pace = pace
        self._due = due
        self.turn = Turn(0.0)

    def ask(self) -> Ask:
        """What to ask the pacer now."""
        now = self._pace.now()
        return Ask(self._pace.account, now, max(0.0, self._due - now), self.turn.slot)

    def waits(self, turn: Turn) -> float:
        """Take the pacer's answer.

        Returns:
            Seconds to wait before asking again, 0 to go.
        """
        self.turn = turn
        return min(turn.wait, PATIENCE) if turn.wait >= _INSTANT else 0.0

    def leave(self) -> None:
        """Leave the line without being sent."""
        if self.turn.slot is not None:
            self._pace.pacer.release(self._pace.account, self._pace.now(), self.turn.slot)


def check_margin(value: float) -> float:
    """Refuse a margin that is none.

    Raises:
        ConfigurationError: It is negative, infinite or no number.
    """
    if not 0 <= value < math.inf:
        raise ConfigurationError(f"margin must be 0 or more seconds, not {value!r}")
    return value
