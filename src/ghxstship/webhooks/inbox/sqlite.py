"""An inbox in a SQLite file: for any number of threads and processes on one machine."""

from __future__ import annotations

import os
import sqlite3
from collections import deque
from collections.abc import Generator
from contextlib import contextmanager, suppress
from os import PathLike, fsencode, fspath
from pathlib import Path
from tempfile import mkstemp
from typing import Any, cast
from weakref import finalize

from ..._core.errors import ConfigurationError
from .clock import SystemClock
from .database import Dialect, InboxDatabaseError, SqlValue, check_open, database_error
from .forking import release_before_forks
from .limits import Deadline

__all__ = ["SQLite"]


# A damaged file can put bytes that are no UTF-8 into SQLite's own message.
_ERRORS = (sqlite3.Error, UnicodeDecodeError)
_LONGEST_TIMEOUT = 2_000_000.0  # seconds; SQLite counts milliseconds in 31 bits
_TURNS = 100  # how many others may be at a new file in the same moment


class SQLite:
    """A SQLite file, made where it is missing; it is opened when it is first used.

    A file that is made can be read by its owner alone; one that exists keeps its mode.

    Every commit is on the disk before it counts (`synchronous = FULL`): what was answered with a
    200 the platform never sends again, so it must outlive the machine's power.

    Args:
        path: The file.
        timeout: How many seconds a step of the inbox may wait in all for others that use the file;
            less than the 10 that the platform waits for an answer.

    Raises:
        ConfigurationError: The path is not a file's, or the timeout is negative.
    """

    dialect = Dialect(
        serial="INTEGER PRIMARY KEY",  # AUTOINCREMENT would write on every duplicate too
        binary="BLOB",
        skip_locked="",  # a transaction has the whole file to itself
        lock="",
        exists="SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = :name",
    )

    def __init__(self, path: str | PathLike[str], *, timeout: float = 8.0) -> None:
        self.name = _checked_path(path)
        if not 0 <= timeout <= _LONGEST_TIMEOUT:
            raise ConfigurationError(f"timeout must be 0 or more seconds, not {timeout}")
        self.timeout = timeout
        self._idle: deque[sqlite3.Connection] = deque()
        # An inbox that is let go of without being closed leaves nothing open either.
        self._close = finalize(self, _close_all, self._idle)
        release_before_forks(self)

    @contextmanager
    def transaction(self, *, timeout: float) -> Generator[SQLiteTransaction]:
        """A transaction that commits at its end, or leaves nothing behind if that is an error.

        Args:
            timeout: Seconds that it may wait in all for others that use the file.

        Raises:
            InboxDatabaseError: The database failed. What an effect raises is raised as it is.
        """
        deadline = Deadline(timeout)
        connection = self._connection(deadline)
        try:
            transaction = SQLiteTransaction(connection, self.name, deadline)
            transaction.wait()
            # Taking the write lock first is what lets a reader of a state also change it.
            transaction.run("BEGIN IMMEDIATE")
            yield transaction
            check_open(connection.in_transaction)
            transaction.wait()  # in a file with a rollback journal also for those who read
            transaction.run("COMMIT")
        except BaseException as error:
            if not _rolled_back(connection) or isinstance(error, InboxDatabaseError):
                connection.close()  # the next one may find the file as it is by then
            else:
                self._give_back(connection)
            raise
        self._give_back(connection)

    def release(self) -> None:
        """Give back the connections that nobody uses just now."""
        _close_all(self._idle)

    def release_thread(self, *, ends: bool = False) -> None:
        """Nothing: a thread holds a connection only while it has a transaction."""

    def close(self) -> None:
        """Give all connections back."""
        self._close()

    def _connection(self, deadline: Deadline) -> sqlite3.Connection:
        try:
            return self._idle.pop()
        except IndexError:
            return self._connect(deadline)

    def _give_back(self, connection: sqlite3.Connection) -> None:
        if self._close.alive:
            self._idle.append(connection)
        else:
            connection.close()

    def _connect(self, deadline: Deadline) -> sqlite3.Connection:
        _create_private(self.name)
        try:
            connection = sqlite3.connect(
                self.name,
                timeout=deadline.remaining(),
                isolation_level=None,
                check_same_thread=False,
            )
            try:
                self._set_up(connection, deadline)
            except BaseException:
                connection.close()
                raise
        except _ERRORS as error:
            raise _failure(self.name, error, deadline) from error
        return connection

    def _set_up(self, connection: sqlite3.Connection, deadline: Deadline) -> None:
        connection.execute("PRAGMA synchronous = FULL")
        for _ in range(_TURNS):
            _wait(connection, deadline)
            try:
                connection.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError:
                # Changing the mode does not wait for others who are at the new file too, but the
                # beginning of a transaction does.
                _wait(connection, deadline)
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("COMMIT")
                if not deadline.remaining():
                    break
            else:
                return
        connection.execute("PRAGMA journal_mode = WAL")


def _create_private(path: str) -> None:
    """Make a missing file for its owner alone; SQLite's own would be for everyone to read.

    The files beside it get the same mode. What is wrong with the path, SQLite says better.
    """
    if os.path.lexists(path):
        return
    # Under another name first: closing a file that SQLite has open too would end SQLite's locks.
    with suppress(OSError):
        handle, draft = mkstemp(prefix=".inbox-", dir=Path(path).parent)
        try:
            os.close(handle)
            os.link(draft, path)
        finally:
            Path(draft).unlink()


def _wait(connection: sqlite3.Connection, deadline: Deadline) -> None:
    """Have what follows wait for others until the deadline."""
    connection.execute(f"PRAGMA busy_timeout = {deadline.remaining() * 1000:.0f}")


def _failure(name: str, error: Exception, deadline: Deadline) -> InboxDatabaseError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # without what SQLite's extensions add
    if code == sqlite3.SQLITE_BUSY:
        seconds = round(deadline.seconds, 1)
        return database_error(name, f"{error}: waited {seconds:g} s for others that use it")
    return database_error(name, error)


def _close_all(connections: deque[sqlite3.Connection]) -> None:
    while connections:
        connections.pop().close()


def _rolled_back(connection: sqlite3.Connection) -> bool:
    """Undo what a transaction did; whether the connection is good for another one."""
    try:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    except _ERRORS:
        return False
    return True


def _checked_path(path: str | PathLike[str]) -> str:
    name = cast("str | bytes", fspath(path))
    if not isinstance(name, str):
        raise ConfigurationError("an inbox takes the path of a SQLite file as a str, not as bytes")
    if name in {"", ":memory:"}:
        raise ConfigurationError("an inbox needs a file: what is in memory is lost in a crash")
    if "://" in name:
        raise ConfigurationError(
            "an inbox takes the path of a SQLite file, or a database: "
            "Inbox(PostgreSQL('postgresql://...'), ...)"
        )
    try:
        encoded = fsencode(name)
    except UnicodeEncodeError:
        encoded = b"\0"
    if b"\0" in encoded:
        raise ConfigurationError(f"no file can have the path {name!r}")
    return name


class SQLiteTransaction:
    """An open transaction.

    Args:
        connection: Where it is open.
        name: The database, for messages.
        deadline: How long it may wait.
    """

    __slots__ = ("_deadline", "_name", "connection")

    def __init__(self, connection: sqlite3.Connection, name: str, deadline: Deadline) -> None:
        self.connection = connection
        self._name = name
        self._deadline = deadline

    def wait(self) -> None:
        """Have what follows wait for others until the deadline."""
        try:
            _wait(self.connection, self._deadline)
        except _ERRORS as error:
            raise _failure(self._name, error, self._deadline) from error

    def lift(self) -> None:
        """Give the commit as long to wait as there was in all, after effects of any length."""
        self._deadline = Deadline(self._deadline.seconds)

    def now(self) -> float:
        """Seconds since the epoch, by the machine's clock, which is the file's as well."""
        return SystemClock.time()

    def run(self, statement: str, **values: SqlValue) -> int:
        """Change something; how many rows were."""
        try:
            return self.connection.execute(statement, values).rowcount
        except _ERRORS as error:
            raise _failure(self._name, error, self._deadline) from error

    def rows(self, statement: str, **values: SqlValue) -> list[tuple[Any, ...]]:
        """Read something; text that is no UTF-8, which no inbox wrote, comes as bytes."""
        connection = self.connection
        effects_own = connection.text_factory
        connection.text_factory = _text
        try:
            return connection.execute(statement, values).fetchall()
        except _ERRORS as error:
            raise _failure(self._name, error, self._deadline) from error
        finally:
            connection.text_factory = effects_own


def _text(stored: bytes) -> str | bytes:
    try:
        return stored.decode()
    except UnicodeDecodeError:
        return stored
