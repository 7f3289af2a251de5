"""The inbox itself: what a receiver, a worker and whoever looks after them call."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from os import PathLike
from types import TracebackType
from typing import TYPE_CHECKING, Generic, Self, TypeAlias, cast, overload

from ..._core.checks import check_interval, check_size, shown
from ..._core.errors import ConfigurationError
from ..._core.lazy import lazy_module
from ..._core.logs import get_logger
from ..._core.tracebacks import hide_arguments
from ..headers import Headers
from ..keys import Keys, Secret, lasting_keys
from ..known_events import READER, Event
from ..naming import header_value, kept, name_beside
from ..payload import Payload, raw
from ..scheme import WebhookSignature
from ..signature import check_tolerance, verify_webhook
from ..verifier import verifier_of
from .clock import Clock, checked_clock, injected_time
from .database import ConnectionT, Database, InboxError
from .delivery import Delivery, current_delivery
from .envelope import ResourceOf, is_key, read_envelope, resource_of
from .limits import Deadline
from .names import LOGGER
from .records import Counts, DeadLetter, Receipt
from .schedule import DEFAULT_RETRY, Schedule
from .sqlite import SQLite
from .steps import Steps
from .store import Store
from .worker import Worker

if TYPE_CHECKING:
    from . import async_worker as _async_worker
else:
    _async_worker = lazy_module(".async_worker", __package__)

__all__ = ["Inbox"]

Handler: TypeAlias = Callable[[Event], object]
"""What handles an event; what it returns is not looked at, unless it is to be awaited."""

_logger = get_logger(LOGGER)


class Inbox(Generic[ConnectionT]):
    """Accepts deliveries at once, and has workers handle each event with exactly one effect.

    It may be used by any number of threads and tasks, and opens its database when first used.

    Args:
        database: The path of a SQLite file, or a database such as `PostgreSQL('postgresql://...')`.
        secret: The subscription's secret, or several: while it rotates, or of several
            subscriptions. A process that only runs workers needs none.
        tolerance: How many seconds a signature's timestamp may differ from now; 0 or more. The
            scheme's own if left out; a scheme that signs no time takes none.
        lease: Seconds after which the events of a worker that died are handed out again; more than
            0. A living worker extends its leases, however long its handler takes.
        retry: When a failed event is tried again, and when it is given up.
        latest_only: Pass an event over when one of the same resource that happened later was
            handled: for handlers that copy a state, which an older one must not overwrite.
        resource: Which resource an event tells of; by default the first part of its name and
            `data.id`. Of one resource, one event is handled at a time.
        clock: Where time and chance come from; else PostgreSQL's clock counts where there is one.
        signature: How deliveries are signed, if not as the API's document says.

    Raises:
        ConfigurationError: A setting cannot work; the message says which.
    """

    @overload
    def __init__(
        self: Inbox[sqlite3.Connection],
        database: str | PathLike[str],
        secret: Secret | Sequence[Secret] = (),
        *,
        tolerance: float | None = ...,
        lease: float = ...,
        retry: Schedule = ...,
        latest_only: bool = ...,
        resource: ResourceOf = ...,
        clock: Clock | None = ...,
        signature: WebhookSignature | None = ...,
    ) -> None: ...

    @overload
    def __init__(
        self,
        database: Database[ConnectionT],
        secret: Secret | Sequence[Secret] = (),
        *,
        tolerance: float | None = ...,
        lease: float = ...,
        retry: Schedule = ...,
        latest_only: bool = ...,
        resource: ResourceOf = ...,
        clock: Clock | None = ...,
        signature: WebhookSignature | None = ...,
    ) -> None: ...

    @hide_arguments
    def __init__(
        self,
        database: str | PathLike[str] | Database[ConnectionT],
        secret: Secret | Sequence[Secret] = (),
        *,
        tolerance: float | None = None,
        lease: float = 60.0,
        retry: Schedule = DEFAULT_RETRY,
        latest_only: bool = False,
        resource: ResourceOf = resource_of,
        clock: Clock | None = None,
        signature: WebhookSignature | None = None,
    ) -> None:
        if isinstance(database, (str, PathLike)):
            database = cast("Database[ConnectionT]", SQLite(database))
        if not hasattr(database, "transaction"):
            kind = type(database).__name__
            raise ConfigurationError(f"an inbox takes a path or a database, not a {kind}")
        self._signature = signature
        self._secrets = _keys(secret, signature)
        check_interval("lease", lease, ConfigurationError)
        self._tolerance = tolerance
        if tolerance is not None:
            check_tolerance(tolerance, verifier_of(signature))
        self._resource_of = resource
        self._clock = checked_clock(clock)
        self._store = Store(database, latest_only=latest_only)
        self._steps = Steps(self._store, retry, lease, self._clock)

    def accept(self, body: Payload, headers: Headers, *, name: str | None = None) -> Receipt:
        """Verify a delivery and store its event, once; then answer the platform with a 2xx.

        Args:
            body: The request's raw body, exactly as received.
            headers: The request's headers, or the value of the signature's alone.
            name: What the event is called, for APIs whose deliveries do not say.

        Returns:
            The event's key, and whether it is new. A duplicate is no error: answer 2xx too.

        Raises:
            WebhookVerificationError: It is not to be trusted; answer with a 400.
            InboxDatabaseError: It could not be stored, or not within the database's `timeout`, less
                than platforms wait for an answer; answer with a 5xx, and it comes again.
            ConfigurationError: The inbox has no secret, or is closed.
        """
        return self._accept(body, headers, Deadline(self._store.database.timeout), name)

    def _accept(
        self, body: Payload, headers: Headers, deadline: Deadline, name: str | None = None
    ) -> Receipt:
        if not self._secrets:
            raise ConfigurationError("this inbox cannot accept: it was made without a secret")
        now = self._clock.time()
        headers = kept(headers)
        verify_webhook(
            body, headers, self._secrets, self._tolerance, now=now, signature=self._signature
        )
        content = raw(body)
        if name is None and not READER.tells_name:
            name = name_beside(headers, content)
        id_header = verifier_of(self._signature).signature.id_header
        signed_id = None if id_header is None else header_value(headers, id_header)
        envelope = read_envelope(content, self._resource_of, name, signed_id)
        new, same = self._store.accept(
            envelope, content, now=injected_time(self._clock), deadline=deadline
        )
        if not same:
            _logger.warning(
                "event %s came again with another body: the first one counts", envelope.key
            )
        return Receipt(envelope.key, new)

    async def accept_async(
        self, body: Payload, headers: Headers, *, name: str | None = None
    ) -> Receipt:
        """Do the same in a thread, so that an event loop does not wait for the disk.

        The time that it waits for a thread counts.
        """
        from .async_worker import in_thread  # noqa: PLC0415 - slow to load, and async alone

        deadline = Deadline(self._store.database.timeout)

        def accept() -> Receipt:
            try:
                return self._accept(body, headers, deadline, name)
            finally:
                self._store.database.release_thread()

        return await in_thread(accept)

    @property
    def current(self) -> Delivery[ConnectionT]:
        """The delivery that is being handled, for a handler and whatever it calls.

        Raises:
            InboxError: No worker of this inbox is calling.
        """
        delivery = current_delivery(self._store)
        if delivery is None:
            raise InboxError(
                "inbox.current is for handlers, while a worker of this inbox calls them"
            )
        return delivery

    def worker(
        self, handler: Handler, *, concurrency: int = 1, poll_interval: float = 0.5
    ) -> Worker[ConnectionT]:
        """Make a worker that hands events to a handler in threads.

        Args:
            handler: Called with each event; it may use `current`. If it raises, the event is tried
                again on schedule.
            concurrency: How many events are handled at a time, 1 or more.
            poll_interval: Seconds between two looks at an inbox where nothing was due.

        Raises:
            ConfigurationError: A figure is out of its range.
            InboxError: The handler is async.
        """
        _check(concurrency, poll_interval)
        return Worker(self._steps, handler, concurrency=concurrency, poll_interval=poll_interval)

    def async_worker(
        self, handler: Handler, *, concurrency: int = 1, poll_interval: float = 0.5
    ) -> _async_worker.AsyncWorker[ConnectionT]:
        """Make a worker that hands events to a handler as tasks of asyncio or trio.

        Args:
            handler: Called with each event, and awaited; in a thread if it is not async.
            concurrency: How many events are handled at a time, 1 or more.
            poll_interval: Seconds between two looks at an inbox where nothing was due.

        Raises:
            ConfigurationError: A figure is out of its range.
        """
        from .async_worker import AsyncWorker  # noqa: PLC0415 - slow to load, and async alone

        _check(concurrency, poll_interval)
        return AsyncWorker(
            self._steps, handler, concurrency=concurrency, poll_interval=poll_interval
        )

    def dead_letters(self) -> Iterator[DeadLetter]:
        """The events that were given up, in the order in which they came.

        Raises:
            InboxDatabaseError: The database failed, before or between two of them.
        """
        return self._store.dead_letters()

    def dead_letter(self, key: str) -> DeadLetter:
        """One event that was given up.

        Raises:
            InboxError: There is no such dead letter, or the database failed.
        """
        found = self._store.dead_letter(key) if is_key(key) else None
        if found is None:
            raise _no_dead_letter(key)
        return found

    def retry(self, key: str) -> None:
        """Have a dead letter handled again, at once and with all its attempts.

        Raises:
            InboxError: There is no such dead letter, or the database failed.
        """
        if not is_key(key) or not self._store.revive(key, now=injected_time(self._clock)):
            raise _no_dead_letter(key)

    def discard(self, key: str) -> None:
        """Give a dead letter up for good; the event stays known, so a delivery is a duplicate.

        Raises:
            InboxError: There is no such dead letter, or the database failed.
        """
        if not is_key(key) or not self._store.discard(key, now=injected_time(self._clock)):
            raise _no_dead_letter(key)

    def counts(self) -> Counts:
        """How many events there are, by what became of them.

        Raises:
            InboxDatabaseError: The database failed.
        """
        return self._store.counts()

    def prune(self, older_than: timedelta) -> int:
        """Forget the events that were done with long ago, but no dead letter.

        An event that is delivered again after it was forgotten counts as new: keep more than the
        platform's last attempt and whatever you replay by hand.

        Args:
            older_than: How long ago, 0 or more.

        Returns:
            How many events were forgotten.

        Raises:
            ConfigurationError: `older_than` is negative, or no `timedelta`.
            InboxDatabaseError: The database failed.
        """
        if not isinstance(cast("object", older_than), timedelta) or older_than < timedelta():
            raise ConfigurationError(
                f"older_than must be a timedelta of 0 or more, not {shown(older_than)}"
            )
        return self._store.prune(
            now=injected_time(self._clock), older_than=older_than.total_seconds()
        )

    def close(self) -> None:
        """Give the database back. Stop the workers first."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _keys(secret: Secret | Sequence[Secret], signature: WebhookSignature | None) -> Keys:
    """The keys to verify with; none for an inbox that only has workers."""
    if isinstance(secret, (list, tuple)) and not secret:
        return Keys()
    return lasting_keys(secret, verifier_of(signature).signature)


def _check(concurrency: int, poll_interval: float) -> None:
    check_size("concurrency", concurrency, ConfigurationError)
    check_interval("poll_interval", poll_interval, ConfigurationError)


def _no_dead_letter(key: str) -> InboxError:
    return InboxError(f"there is no dead letter {key!r}: dead_letters() lists them")
