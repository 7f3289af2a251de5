"""What an inbox remembers, and every step that changes it: each is one transaction."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, Any, Generic, NamedTuple
from uuid import uuid4

from ..._core.errors import ConfigurationError
from ..._core.logs import get_logger
from . import tables
from .database import ConnectionT, Effect, database_error
from .limits import Deadline
from .names import LOGGER
from .rows import DamagedRowError, counts_of, dead_letter_of, lease_of, newest_of, single
from .schema import prepare

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from .database import Database, SqlValue, Transaction
    from .envelope import Envelope
    from .records import Counts, DeadLetter, Lease

_logger = get_logger(LOGGER)


class LeaseLostError(Exception):
    """A step changed nothing, since the event or its resource is another worker's by now."""


class Accepted(NamedTuple):
    """What became of a delivery."""

    new: bool
    """Whether it brought the event."""
    same: bool
    """Whether its body is the one that is stored."""


class Store(Generic[ConnectionT]):
    """The record of an inbox in a database.

    Every step takes `now`, in seconds since the epoch; `None` is what the database's clock shows.

    Args:
        database: Where it is; the tables are made where they are missing.
        latest_only: Whether an event is ignored when a newer one of its resource was handled.
    """

    def __init__(self, database: Database[ConnectionT], *, latest_only: bool = False) -> None:
        self.database = database
        self._latest_only = latest_only
        self._lock = Lock()
        self._is_open = False
        self._is_closed = False
        dialect = database.dialect
        self._next = [
            tables.NEXT.format(claimable=claimable, skip_locked=dialect.skip_locked)
            for claimable in (tables.SET_BACK, tables.DUE)
        ]
        self._hold = tables.HOLD.format(lock=dialect.lock)
        self._newest = tables.NEWEST.format(lock=dialect.lock)

    def close(self) -> None:
        """Give the database back; nothing works afterwards."""
        self._is_closed = True
        self.database.close()

    def accept(
        self,
        envelope: Envelope,
        body: bytes,
        *,
        now: float | None,
        deadline: Deadline | None = None,
    ) -> Accepted:
        """Store an event, unless it is stored already; by a deadline, else in its own time."""
        values: dict[str, SqlValue] = {
            "key": envelope.key,
            "name": envelope.name,
            "resource": envelope.resource,
            "happened": envelope.happened,
        }
        deadline = deadline or Deadline(self.database.timeout)
        while True:
            with self._transaction(deadline) as transaction:
                values["now"] = _now(transaction, now)
                if transaction.run(tables.ACCEPT, **values, body=body):
                    return Accepted(new=True, same=True)
                rows = transaction.rows(tables.BODY, key=envelope.key)
                if rows:  # else it was pruned between the two statements
                    return Accepted(new=False, same=single(rows, bytes) == body)

    def claim(self, *, now: float | None, lasting: float, max_attempts: int) -> Lease | None:
        """Lease the event that has been due for longest, and its resource.

        A damaged event becomes a dead letter, and the next one is leased.

        Args:
            now: The moment.
            lasting: Seconds after which the lease ends, unless it is extended.
            max_attempts: An event that was handed out as often, and whose last worker has not been
                heard of again, is a dead letter.

        Returns:
            The lease, or `None` when nothing is due.
        """
        while True:
            try:
                with self._transaction() as transaction:
                    moment = _now(transaction, now)
                    row = self._next_row(transaction, moment)
                    if row is None:
                        return None
                    lease = self._lease(transaction, row, moment, lasting)
                    if lease is None:
                        continue
                    if lease.attempt > max_attempts:
                        error = f"attempt {max_attempts} ended with its worker: the lease ran out"
                        _settle(transaction, lease, tables.DEAD, moment, error)
                    elif self._is_outdated(lease, lease.newest):
                        _settle(transaction, lease, tables.SUPERSEDED, moment)
                    else:
                        held = {"key": lease.key, "lease": lease.token}
                        _change(transaction, tables.COUNT_ATTEMPT, attempt=lease.attempt, **held)
                        return lease
            except LeaseLostError:
                continue  # another worker was quicker with an event of the resource

    def _next_row(self, transaction: Transaction[Any], now: float) -> tuple[Any, ...] | None:
        for statement in self._next:
            rows = transaction.rows(statement, now=now)
            if rows:
                return rows[0]
        return None

    def _lease(
        self, transaction: Transaction[Any], row: tuple[Any, ...], now: float, lasting: float
    ) -> Lease | None:
        """Lease the event of a row of `tables.NEXT`; `None` if it was damaged, and is dead now."""
        token = uuid4().hex
        try:
            lease = lease_of(row, token)
            _take(transaction, lease, now, lasting)
            return replace(lease, newest=self._newest_handled(transaction, lease.resource))
        except DamagedRowError as error:
            _settle_damaged(transaction, row, token, now, error)
            return None

    def complete(
        self, lease: Lease, effects: Sequence[Effect[ConnectionT]] = (), *, now: float | None
    ) -> bool:
        """Note that an event was handled, and write its effects in the same transaction.

        Args:
            lease: The claim on it.
            effects: What to write; nothing is noted if one of them raises.
            now: The moment.

        Returns:
            Whether the lease still held; otherwise nothing was written.
        """

        def note(transaction: Transaction[ConnectionT]) -> None:
            if not transaction.rows(self._hold, key=lease.key, lease=lease.token):
                raise LeaseLostError
            newest = self._newest_handled(transaction, lease.resource)
            if self._is_outdated(lease, newest):
                _settle(transaction, lease, tables.SUPERSEDED, _now(transaction, now))
                return
            # The note comes first, so that no effect goes without it, not even one that commits.
            _settle(transaction, lease, tables.DONE, _now(transaction, now))
            if lease.resource is not None and lease.happened is not None:
                transaction.run(tables.HANDLED, resource=lease.resource, happened=lease.happened)
            if effects:
                transaction.lift()
            for effect in effects:
                effect(transaction.connection)

        return self._as_holder(note)

    def postpone(self, lease: Lease, error: str, *, now: float | None, wait: float) -> bool:
        """Note that an attempt failed and how long to wait; whether the lease still held."""

        def postpone(transaction: Transaction[ConnectionT]) -> None:
            waiting = _waiting(_now(transaction, now), wait)
            _release(transaction, lease, tables.POSTPONE, **waiting, error=error)

        return self._as_holder(postpone)

    def bury(self, lease: Lease, error: str, *, now: float | None) -> bool:
        """Make an event a dead letter; whether the lease still held."""
        return self._as_holder(
            lambda transaction: _settle(
                transaction, lease, tables.DEAD, _now(transaction, now), error
            )
        )

    def hand_back(self, lease: Lease, *, now: float | None) -> bool:
        """Undo a claim, as if it had not been made; whether the lease still held."""
        return self._as_holder(
            lambda transaction: _release(
                transaction, lease, tables.HAND_BACK, now=_now(transaction, now)
            )
        )

    def extend(self, lease: Lease, *, now: float | None, lasting: float) -> bool:
        """Hold a lease for as many seconds from now; whether it still held."""

        def extend(transaction: Transaction[ConnectionT]) -> None:
            held: dict[str, SqlValue] = {
                "lease": lease.token,
                **_waiting(_now(transaction, now), lasting),
            }
            _change(transaction, tables.EXTEND, key=lease.key, **held)
            if lease.resource is not None:
                _change(transaction, tables.EXTEND_RESOURCE, resource=lease.resource, **held)

        return self._as_holder(extend)

    def dead_letters(self) -> Iterator[DeadLetter]:
        """The events that were given up, in the order in which they came."""
        last = -1
        while True:
            with self._transaction() as transaction:
                rows = transaction.rows(tables.DEAD_LETTERS, seq=last)
            if not rows:
                return
            for row in rows:
                try:
                    letter = dead_letter_of(row)
                except DamagedRowError as error:
                    _logger.error("a dead letter is left out: %s", error)  # noqa: TRY400
                else:
                    yield letter
            last = rows[-1][0]

    def dead_letter(self, key: str) -> DeadLetter | None:
        """One event that was given up."""
        with self._transaction() as transaction:
            rows = transaction.rows(tables.DEAD_LETTER, key=key)
            return dead_letter_of(rows[0]) if rows else None

    def revive(self, key: str, *, now: float | None) -> bool:
        """Let a dead letter wait to be handled again; whether there was one."""
        with self._transaction() as transaction:
            return bool(transaction.run(tables.REVIVE, key=key, now=_now(transaction, now)))

    def discard(self, key: str, *, now: float | None) -> bool:
        """Give a dead letter up for good; whether there was one."""
        with self._transaction() as transaction:
            return bool(transaction.run(tables.DISCARD, key=key, now=_now(transaction, now)))

    def counts(self) -> Counts:
        """How many events there are, by their state."""
        with self._transaction() as transaction:
            return counts_of(transaction.rows(tables.COUNTS))

    def prune(self, *, now: float | None, older_than: float) -> int:
        """Forget what was settled as many seconds ago, but no dead letter; how many events."""
        with self._transaction() as transaction:
            before = _now(transaction, now) - older_than
            transaction.run(tables.PRUNE_RESOURCES, before=before)
            return transaction.run(tables.PRUNE, before=before)

    def _as_holder(self, step: Callable[[Transaction[ConnectionT]], None]) -> bool:
        """Take a step of a lease's holder; one that finds the lease lost is rolled back.

        Returns:
            Whether the lease held.
        """
        try:
            with self._transaction() as transaction:
                step(transaction)
        except LeaseLostError:
            return False
        return True

    def _newest_handled(
        self, transaction: Transaction[ConnectionT], resource: str | None
    ) -> float | None:
        if resource is None:
            return None
        return newest_of(transaction.rows(self._newest, resource=resource))

    def _is_outdated(self, lease: Lease, newest: float | None) -> bool:
        return (
            self._latest_only
            and newest is not None
            and lease.happened is not None
            and lease.happened < newest
        )

    @contextmanager
    def _transaction(self, deadline: Deadline | None = None) -> Generator[Transaction[ConnectionT]]:
        """One step, within the time of the database or by a deadline."""
        if self._is_closed:
            raise ConfigurationError("the inbox is closed")
        deadline = deadline or Deadline(self.database.timeout)
        if not self._is_open:
            self._open(deadline)
        with (
            self._intact(),
            self.database.transaction(timeout=deadline.remaining()) as transaction,
        ):
            yield transaction

    @contextmanager
    def _intact(self) -> Generator[None]:
        try:
            yield
        except DamagedRowError as error:
            raise database_error(self.database.name, error) from None

    def _open(self, deadline: Deadline) -> None:
        if not self._lock.acquire(timeout=deadline.remaining()):
            why = f"another thread was opening it for longer than {deadline.seconds:g} s"
            raise database_error(self.database.name, why)
        try:
            if self._is_open:
                return
            with (
                self._intact(),
                self.database.transaction(timeout=deadline.remaining()) as transaction,
            ):
                prepare(transaction, self.database.dialect)
            self._is_open = True
        finally:
            self._lock.release()


def _now(transaction: Transaction[Any], now: float | None) -> float:
    """The moment that a step was told, or what the database's clock shows."""
    return transaction.now() if now is None else now


def _waiting(now: float, wait: float) -> dict[str, float]:
    """The limits of a wait; outside them a clock was set, and it is over."""
    return {"due": now + wait, "since": now - max(wait, 0)}


def _change(transaction: Transaction[Any], statement: str, **values: SqlValue) -> None:
    """Change the one row that a lease is on.

    Raises:
        LeaseLostError: There is none: the lease is another's by now.
    """
    if not transaction.run(statement, **values):
        raise LeaseLostError


def _release(
    transaction: Transaction[Any], lease: Lease, statement: str, **values: SqlValue
) -> None:
    """Change an event for the last time under its lease, and free its resource."""
    _change(transaction, statement, key=lease.key, lease=lease.token, **values)
    if lease.resource is not None:
        _change(transaction, tables.FREE_RESOURCE, resource=lease.resource, lease=lease.token)


def _settle(
    transaction: Transaction[Any], lease: Lease, state: str, now: float, error: str | None = None
) -> None:
    _release(transaction, lease, tables.SETTLE, state=state, now=now, error=error)


def _take(transaction: Transaction[Any], lease: Lease, now: float, lasting: float) -> None:
    """Note a lease at the event, and at its resource.

    Raises:
        LeaseLostError: Another worker has the resource.
        DamagedRowError: The event is not found by its key.
    """
    values: dict[str, SqlValue] = {"lease": lease.token, "now": now, **_waiting(now, lasting)}
    if lease.resource is not None:
        _change(transaction, tables.LEASE_RESOURCE, resource=lease.resource, **values)
    if not transaction.run(tables.LEASE, key=lease.key, **values):
        # No other worker can have it: the transaction has the row locked.
        raise DamagedRowError("its key does not find it")


def _settle_damaged(
    transaction: Transaction[Any],
    row: tuple[Any, ...],
    token: str,
    now: float,
    damage: DamagedRowError,
) -> None:
    """Make the event of a damaged row of `tables.NEXT` a dead letter, and free its resource."""
    seq, key, _, resource, *_ = row
    error = f"the row is damaged: {damage}"
    if not transaction.run(tables.SETTLE_DAMAGED, seq=seq, now=now, error=error):
        raise damage
    if resource is not None:
        transaction.run(tables.FREE_RESOURCE, resource=resource, lease=token)
    _logger.error("event %r in row %s is a dead letter: %s", key, seq, error)
