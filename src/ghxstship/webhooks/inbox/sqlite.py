"""An inbox in a SQLite file: for any number of threads and processes on one machine."""

from __future__ import annotations

import sqlite3
from collections import deque
from contextlib import contextmanager
from os import fspath
from typing import TYPE_CHECKING, Any
from weakref import finalize

from ..._core.errors import ConfigurationError
from .database import Dialect, InboxError
from .forking import release_before_forks

if TYPE_CHECKING:
    from collections.abc import Generator
    from os import PathLike

    from .database import Value


_TURNS = 100  # how many others may be at a new file in the same moment


class SQLite:
    """A SQLite file, made where it is missing; it is opened when it is first used.

    Every commit is on the disk before it counts (`synchronous = FULL`): what was answered with a
    200 the platform never sends again, so it must outlive the machine's power.

    Args:
        path: The file.
        timeout: How many seconds to wait for another process that is writing; less than the 10
            that the platform waits for an answer.

    Raises:
        ConfigurationError: The path is not a file's.
    """

    dialect = Dialect(
        serial="INTEGER PRIMARY KEY",  # AUTOINCREMENT would write on every duplicate too
        binary="BLOB",
        skip_locked="",  # a transaction has the whole file to itself
        lock="",
        exists="SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = :name",
    )
    errors: tuple[type[Exception], ...] = (sqlite3.Error,)

    def __init__(self, path: str | PathLike[str], *, timeout: float = 8.0) -> None:
        self._path = fspath(path)
        if self._path in {"", ":memory:"}:
            raise ConfigurationError("an inbox needs a file: what is in memory is lost in a crash")
        if "://" in self._path:
            raise ConfigurationError(
                "an inbox takes the path of a SQLite file, or a database: "
                "Inbox(PostgreSQL('postgresql://...'), ...)"
            )
        self._timeout = timeout
        self._idle: deque[sqlite3.Connection] = deque()
        # An inbox that is let go of without being closed leaves nothing open either.
        self._close = finalize(self, _close_all, self._idle)
        release_before_forks(self)

    @contextmanager
    def transaction(self) -> Generator[SQLiteTransaction]:
        """A transaction that commits at its end, or leaves nothing behind if that is an error."""
        connection = self._connection()
        try:
            # Taking the write lock first is what lets a reader of a state also change it.
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield SQLiteTransaction(connection)
                _commit(connection)
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
        finally:
            self._give_back(connection)

    def release(self) -> None:
        """Give back the connections that nobody uses just now."""
        _close_all(self._idle)

    def close(self) -> None:
        """Give all connections back."""
        self._close()

    def _connection(self) -> sqlite3.Connection:
        try:
            return self._idle.pop()
        except IndexError:
            return self._connect()

    def _give_back(self, connection: sqlite3.Connection) -> None:
        if self._close.alive:
            self._idle.append(connection)
        else:
            connection.close()

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            self._path, timeout=self._timeout, isolation_level=None, check_same_thread=False
        )
        try:
            self._set_up(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _set_up(self, connection: sqlite3.Connection) -> None:
        connection.execute("PRAGMA synchronous = FULL")
        for _ in range(_TURNS):
            try:
                connection.execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError:
                # Changing the mode does not wait for others who are at the new file too, but the
                # beginning of a transaction does.
                connection.execute("BEGIN IMMEDIATE")
                connection.execute("COMMIT")
            else:
                return
        connection.execute("PRAGMA journal_mode = WAL")


def _close_all(connections: deque[sqlite3.Connection]) -> None:
    while connections:
        connections.pop().close()


def _commit(connection: sqlite3.Connection) -> None:
    if not connection.in_transaction:
        raise InboxError("an effect ended the transaction: leave that to the inbox")
    connection.execute("COMMIT")


class SQLiteTransaction:
    """An open transaction.

    Args:
        connection: Where it is open.
    """

    __slots__ = ("connection",)

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def run(self, statement: str, **values: Value) -> int:
        """Change something; how many rows were."""
        return self.connection.execute(statement, values).rowcount

    def rows(self, statement: str, **values: Value) -> list[tuple[Any, ...]]:
        """Read something."""
        return self.connection.execute(statement, values).fetchall()
