"""An inbox in a database of a Django project, with effects in the ORM's own transaction."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import lru_cache
from math import ceil
from typing import TYPE_CHECKING, Any

from django.db import Error, connections, transaction
from django.utils.connection import ConnectionDoesNotExist

from ..._core.checks import check_interval
from ..._core.errors import ConfigurationError
from .clock import SystemClock
from .database import Dialect, InboxDatabaseError, InboxError, SqlValue, check_open, database_error
from .limits import Alarm, Deadline
from .server import BEGIN, LIFT, POSTGRESQL, limit_of, silence, watch
from .sqlite import SQLite

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

__all__ = ["DjangoDatabase"]

_DIALECTS = {"sqlite": SQLite.dialect, "postgresql": POSTGRESQL}
_ERRORS = (Error, UnicodeDecodeError)


class DjangoDatabase:
    """A database of the project's `DATABASES`: one of SQLite or PostgreSQL.

    An effect writes with the ORM, in the transaction that notes the event as handled. It is called
    with Django's connection, and what it does with models of the same database is part of it:
    `inbox.current.record(lambda _: Booking.objects.create(...))`. In a view under
    `ATOMIC_REQUESTS`, or in a `TestCase`, the inbox uses a savepoint of the transaction that is
    open.

    A worker does between two events what Django does between two requests: connections that are
    broken, or older than `CONN_MAX_AGE`, are closed. One that the server has ended is replaced.

    Args:
        alias: Which of them.
        timeout: How many seconds a step of the inbox may take, more than 0: for locks, statements
            and answers together; less than the 10 that the platform waits for an answer. A new
            connection may take as long, unless the project's `OPTIONS` say `connect_timeout`.

    Raises:
        ConfigurationError: There is no such database, or it is neither SQLite nor PostgreSQL, or
            the timeout is out of its range.
    """

    def __init__(self, alias: str = "default", *, timeout: float = 8.0) -> None:
        self.timeout = check_interval("timeout", timeout, ConfigurationError)
        try:
            vendor = connections[alias].vendor
        except ConnectionDoesNotExist as error:
            raise ConfigurationError(f"DATABASES has no {alias!r}") from error
        if vendor not in _DIALECTS:
            raise ConfigurationError(
                f"an inbox takes a database of SQLite or PostgreSQL, and {alias!r} is of {vendor}"
            )
        self.dialect: Dialect = _DIALECTS[vendor]
        self.name = f"{alias!r} of Django"
        self._alias = alias

    @contextmanager
    def transaction(self, *, timeout: float) -> Generator[DjangoTransaction]:
        """A transaction that commits at its end, or leaves nothing behind if that is an error.

        Args:
            timeout: Seconds that it may take until its commit or `lift`.

        Raises:
            InboxDatabaseError: The database failed. What an effect raises is raised as it is.
        """
        begun = self._begun(Deadline(timeout))
        try:
            yield begun
            begun.prepare_commit()
        except BaseException as error:
            begun.end(error)
            raise
        begun.end(None)

    def _begun(self, deadline: Deadline) -> DjangoTransaction:
        """A transaction, on another connection where the server had ended the first."""
        connection = connections[self._alias]
        kind = _Limited if connection.vendor == "postgresql" else _Immediate
        before = connection.connection
        begun = kind(connection, deadline, self.name)
        try:
            begun.begin()
        except InboxDatabaseError:
            was_ended = before is not None and connection.connection is None
            if not was_ended or begun.was_silent or connection.in_atomic_block:
                raise
            begun = kind(connection, deadline, self.name)
            begun.begin()
        return begun

    def release_thread(self, *, ends: bool = False) -> None:
        """Close this thread's connections that are broken or too old, as between two requests.

        Args:
            ends: The thread does: close all.
        """
        for connection in connections.all(initialized_only=True):
            if connection.in_atomic_block:
                continue
            if ends or not self._is_usable(connection):
                connection.close()
            else:
                connection.close_if_unusable_or_obsolete()

    def _is_usable(self, connection: BaseDatabaseWrapper) -> bool:
        """Whether a handler can use what is open since an earlier event; the inbox's own looks."""
        if connection.connection is None or connection.alias == self._alias:
            return True
        alarm = watch(connection.connection, Deadline(self.timeout))
        try:
            return connection.is_usable()
        finally:
            alarm.switch_off()

    def close(self) -> None:
        """Close this thread's connection."""
        connection = connections[self._alias]
        if not connection.in_atomic_block:
            connection.close()


class DjangoTransaction:
    """An open transaction of Django's, or a savepoint in one that was open before.

    Args:
        connection: Where it is open.
        deadline: How long it may take.
        name: The database, for messages.
    """

    def __init__(self, connection: BaseDatabaseWrapper, deadline: Deadline, name: str) -> None:
        self.connection = connection
        self._deadline = deadline
        self._name = name
        self._alarm: Alarm | None = None
        self._is_inner = connection.in_atomic_block
        self._atomic = transaction.Atomic(connection.alias, savepoint=True, durable=False)
        self.was_silent = False

    def begin(self) -> None:
        """Begin it."""
        with self._translated():
            self._atomic.__enter__()

    def now(self) -> float:
        """Seconds since the epoch."""
        return SystemClock.time()

    def run(self, statement: str, **values: SqlValue) -> int:
        """Run a statement that changes rows; how many it changed."""
        with self._translated(), self.connection.cursor() as cursor:
            cursor.execute(_for_django(statement), values)
            count: int = cursor.rowcount
            return count

    def rows(self, statement: str, **values: SqlValue) -> list[tuple[Any, ...]]:
        """Run a query; all of its rows."""
        with self._translated(), self.connection.cursor() as cursor:
            cursor.execute(_for_django(statement), values)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows

    def lift(self) -> None:
        """End the limit in time: an effect takes as long as it wants. The commit has its own."""
        self._deadline = Deadline(self._deadline.seconds)

    def prepare_commit(self) -> None:
        """Refuse what Django would roll back, or leave, without a word."""
        connection = self.connection
        check_open(connection.in_atomic_block and not connection.closed_in_transaction)
        if connection.needs_rollback:
            raise InboxError(
                "a query of an effect failed, and the effect went on: let it raise, or have the "
                "query in an atomic block of its own"
            )
        self.rows("SELECT 1")  # PostgreSQL takes nothing more where one failed, and no commit

    def end(self, error: BaseException | None) -> None:
        """Commit, or roll back after an error."""
        if error is not None and getattr(self.connection.connection, "closed", False):
            self.connection.close()  # else Django would connect again, to roll back
        kind, trace = (None, None) if error is None else (type(error), error.__traceback__)
        with self._translated():
            self._atomic.__exit__(kind, error, trace)

    @contextmanager
    def _translated(self) -> Generator[None]:
        try:
            yield
        except _ERRORS as error:
            if self._alarm is not None and self._alarm.has_rung:
                self.was_silent = True
                raise database_error(self._name, silence(self._alarm)) from error
            raise database_error(self._name, error) from error


class _Limited(DjangoTransaction):
    """One of PostgreSQL's."""

    def begin(self) -> None:
        """Begin it, with limits for its locks and statements where the session has none lower."""
        _limit_connecting(self.connection, ceil(self._deadline.seconds))
        super().begin()
        try:
            self._watch()
            ((now, lock, statement, *_),) = self.rows(BEGIN, limit=limit_of(self._deadline))
        except BaseException as error:
            self.end(error)
            raise
        self._now, self._own = now, {"lock_limit": lock, "statement_limit": statement}

    def _watch(self) -> None:
        self._alarm = watch(self.connection.connection, self._deadline)

    def now(self) -> float:
        """Seconds since the epoch, by the server's clock, whatever the machines' clocks show."""
        return float(self._now)

    def lift(self) -> None:
        """End the limit in time."""
        self.rows(LIFT, **self._own)
        self._stop_watching()
        super().lift()

    def prepare_commit(self) -> None:
        """Limit the commit, and nothing that follows in a transaction that was open before."""
        if self._alarm is None:
            self._watch()
        super().prepare_commit()
        if self._is_inner:
            self.rows(LIFT, **self._own)

    def end(self, error: BaseException | None) -> None:
        """Commit, or roll back after an error."""
        if self._alarm is None:
            self._watch()
        try:
            super().end(error)
        finally:
            self._stop_watching()

    def _stop_watching(self) -> None:
        if self._alarm is not None:
            self._alarm.switch_off()
            self._alarm = None


class _Immediate(DjangoTransaction):
    """One of SQLite's: it takes the write lock first, so that it may change what it has read."""

    def begin(self) -> None:
        """Begin it with the write lock."""
        with self._translated():
            self.connection.ensure_connection()
        ((self._own,),) = self.rows("PRAGMA busy_timeout")
        self._wait()
        try:
            with self.connection.execute_wrapper(_immediately):
                super().begin()
        except BaseException:
            self._wait_as_before()
            raise

    def _wait(self) -> None:
        self.rows(f"PRAGMA busy_timeout = {self._deadline.remaining() * 1000:.0f}")

    def _wait_as_before(self) -> None:
        if self.connection.connection is not None:
            self.rows(f"PRAGMA busy_timeout = {self._own:d}")

    def lift(self) -> None:
        """End the limit in time."""
        self._wait_as_before()
        super().lift()

    def prepare_commit(self) -> None:
        """Wait for those who read, in a file with a rollback journal."""
        super().prepare_commit()
        self._wait()

    def end(self, error: BaseException | None) -> None:
        """Commit, or roll back after an error."""
        try:
            super().end(error)
        finally:
            self._wait_as_before()


def _limit_connecting(connection: BaseDatabaseWrapper, seconds: int) -> None:
    """Limit this thread's next connection in time, unless the project does."""
    settings = connection.settings_dict
    options = settings["OPTIONS"]
    if connection.connection is None and "connect_timeout" not in options:
        limited = {**options, "connect_timeout": seconds}
        connection.settings_dict = {**settings, "OPTIONS": limited}


def _immediately(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any
) -> Any:
    return execute("BEGIN IMMEDIATE" if sql == "BEGIN" else sql, params, many, context)


@lru_cache(maxsize=64)
def _for_django(statement: str) -> str:
    """A statement with its parameters written as Django wants them."""
    return re.sub(r"(?<!:):([a-z_]+)", r"%(\1)s", statement)
