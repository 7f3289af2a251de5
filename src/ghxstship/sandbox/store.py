"""Resources in SQLite: each is kept as the JSON text that it is answered with."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Generator, Iterable, Sequence
from contextlib import contextmanager, suppress
from math import inf
from pathlib import Path
from weakref import finalize

from .collection import Collection, Resource
from .encoding import decode, write
from .moments import normalized

Value = str | float | None

_SCHEMA = """
CREATE TABLE resources (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    collection TEXT NOT NULL,
    id TEXT NOT NULL,
    created TEXT NOT NULL,
    updated TEXT NOT NULL,
    body TEXT NOT NULL,
    private TEXT
);
CREATE UNIQUE INDEX resources_by_id ON resources (collection, id);
CREATE INDEX resources_by_creation ON resources (collection, created, seq);
CREATE INDEX resources_by_change ON resources (collection, updated, seq);
CREATE TABLE replays (
    workspace TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint BLOB NOT NULL,
    status INTEGER NOT NULL,
    body BLOB NOT NULL,
    at REAL NOT NULL,
    PRIMARY KEY (workspace, key)
) WITHOUT ROWID;
CREATE INDEX replays_by_age ON replays (at);
CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    feed TEXT NOT NULL,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX events_by_feed ON events (feed, seq);
CREATE TABLE schedule (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    due REAL NOT NULL,
    queue TEXT NOT NULL,
    id TEXT NOT NULL,
    UNIQUE (queue, id)
);
CREATE INDEX schedule_by_time ON schedule (due);
CREATE TABLE facts (
    workspace TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (workspace, name)
) WITHOUT ROWID;
"""

LARGEST_INTEGER = 2**63 - 1
"""The largest integer that SQLite has."""

_APPLICATION = 0x67687873
"""SQLite's `application_id` of a sandbox's file: "ghxs"."""

_FORMAT = 2
"""Its `user_version`, which counts the changes of the tables above."""

INSERT = """
    INSERT INTO resources (collection, id, created, updated, body, private)
    VALUES (?, ?, ?, ?, ?, ?)
"""


class StoreError(ValueError):
    """A file is not this sandbox's; the message says why, and what would be right."""


class Store:
    """Everything that the sandbox remembers.

    Args:
        path: A file that outlives the process, made where it is missing; `None` keeps
            everything in memory.

    Raises:
        StoreError: The file is another program's, or of another version of the sandbox.
    """

    def __init__(self, path: Path | None = None) -> None:
        try:
            self._connection, self.fresh = _opened(path)
        except sqlite3.Error as error:
            raise StoreError(f"{path} cannot be used: {error}") from error
        # A sandbox that is let go of without being closed leaves nothing open either.
        self._close = finalize(self, self._connection.close)
        self.executemany = self._connection.executemany
        self._connection.create_function("moment", 1, _moment, deterministic=True)
        if self.fresh:
            marks = f"PRAGMA application_id = {_APPLICATION}; PRAGMA user_version = {_FORMAT};"
            self._connection.executescript(f"BEGIN;{_SCHEMA}{marks}COMMIT;")

    def close(self) -> None:
        """Give the file or the memory back."""
        self._close()

    def execute(self, statement: str, values: Sequence[Value | bytes] = ()) -> sqlite3.Cursor:
        """Execute a statement; an integer beyond 64 bits is compared as a floating-point number."""
        try:
            return self._connection.execute(statement, values)
        except OverflowError:
            return self._connection.execute(statement, [_bindable(value) for value in values])

    @contextmanager
    def transaction(self) -> Generator[None]:
        """What happens inside happens wholly or not at all."""
        self.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.execute("ROLLBACK")
            raise
        self.execute("COMMIT")

    def copy_to(self, other: Store) -> None:
        """Make another store hold what this one holds, and nothing else."""
        self._connection.backup(other._connection)

    def fact(self, workspace: str, name: str) -> str | None:
        """Something noted about a workspace."""
        row = self.execute(
            "SELECT value FROM facts WHERE workspace = ? AND name = ?", (workspace, name)
        ).fetchone()
        return row[0] if row else None

    def set_fact(self, workspace: str, name: str, value: str) -> None:
        """Note something about a workspace."""
        self.execute("INSERT OR REPLACE INTO facts VALUES (?, ?, ?)", (workspace, name, value))

    def table(self, workspace: str, collection: Collection, parents: Sequence[str] = ()) -> Table:
        """The resources of one collection in one workspace.

        Args:
            workspace: The workspace's id.
            collection: The collection.
            parents: The ids of the resources that the collection lies under.
        """
        # No header and no path can carry a line break, so no two tables share a name.
        return Table(self, collection, "\n".join((workspace, collection.name, *parents)))


class Table:
    """The resources of one collection in one workspace."""

    __slots__ = ("_store", "collection", "key")

    def __init__(self, store: Store, collection: Collection, key: str) -> None:
        self._store = store
        self.collection = collection
        self.key = key

    def read(self, identifier: str) -> str | None:
        """A resource's JSON text."""
        row = self._store.execute(
            "SELECT body FROM resources WHERE collection = ? AND id = ?", (self.key, identifier)
        ).fetchone()
        return None if row is None else row[0]

    def get(self, identifier: str) -> Resource | None:
        """A resource."""
        text = self.read(identifier)
        return None if text is None else decode(text.encode())

    def private(self, identifier: str) -> Resource:
        """What the world does not see of a resource."""
        row = self._store.execute(
            "SELECT private FROM resources WHERE collection = ? AND id = ?", (self.key, identifier)
        ).fetchone()
        return decode(row[0].encode()) if row and row[0] else {}

    def where(self, **equal: Value) -> list[Resource]:
        """The resources whose members have the values given, oldest first.

        Args:
            equal: Values by the member's name, `__` for the dot of a nested one.
        """
        conditions = "".join(" AND json_extract(body, ?) = ?" for _ in equal)
        values = [
            part for name, value in equal.items() for part in (json_path(name.split("__")), value)
        ]
        rows = self._store.execute(
            f"SELECT body FROM resources WHERE collection = ?{conditions} ORDER BY seq",  # noqa: S608
            (self.key, *values),
        )
        return [decode(body.encode()) for (body,) in rows]

    def add(
        self,
        resource: Resource,
        private: Resource | None = None,
        *,
        text: str | None = None,
        identifier: str = "",
    ) -> None:
        """Keep a new resource.

        Args:
            resource: The resource.
            private: What the world does not see of it.
            text: The resource written as JSON, where that is at hand.
            identifier: Its id, for a resource that does not hold it.
        """
        row = self._row(resource, private, text or write(resource), identifier)
        self._store.execute(INSERT, row)

    def add_all(self, resources: Iterable[tuple[Resource, Resource | None]]) -> None:
        """Keep many new resources, each with what the world does not see of it."""
        self._store.executemany(
            INSERT, (self._row(each, private, write(each), "") for each, private in resources)
        )

    def _row(
        self, resource: Resource, private: Resource | None, text: str, identifier: str
    ) -> tuple[Value, ...]:
        fields = self.collection.fields
        created = resource.get(fields.created, "")
        return (
            self.key,
            str(resource.get(fields.id, identifier)),
            created,
            resource.get(fields.updated, created),
            text,
            None if private is None else write(private),
        )

    def put(self, resource: Resource, text: str | None = None, identifier: str = "") -> None:
        """Keep the new state of a resource.

        Args:
            resource: The resource.
            text: The resource written as JSON, where that is at hand.
            identifier: Its id, for a resource that does not hold it.
        """
        fields = self.collection.fields
        self._store.execute(
            "UPDATE resources SET updated = ?, body = ? WHERE collection = ? AND id = ?",
            (
                resource.get(fields.updated, ""),
                text or write(resource),
                self.key,
                str(resource.get(fields.id, identifier)),
            ),
        )

    def put_private(self, identifier: str, private: Resource) -> None:
        """Keep what the world does not see of a resource."""
        self._store.execute(
            "UPDATE resources SET private = ? WHERE collection = ? AND id = ?",
            (write(private), self.key, identifier),
        )

    def clear(self) -> None:
        """Forget everything."""
        self._store.execute("DELETE FROM resources WHERE collection = ?", (self.key,))

    def remove(self, identifier: str) -> bool:
        """Forget a resource; whether there was one."""
        cursor = self._store.execute(
            "DELETE FROM resources WHERE collection = ? AND id = ?", (self.key, identifier)
        )
        return cursor.rowcount > 0


def json_path(names: Iterable[str]) -> str:
    """The path of a member as SQLite's JSON functions take it."""
    return "$" + "".join(f'."{name}"' for name in names)


def _bindable(value: Value | bytes) -> Value | bytes:
    # As SQLite itself reads such an integer in JSON.
    if not isinstance(value, int) or -LARGEST_INTEGER <= value <= LARGEST_INTEGER:
        return value
    try:
        return float(value)
    except OverflowError:
        return inf if value > 0 else -inf


def _moment(text: str | None) -> str | None:
    return None if text is None else normalized(text)


def _opened(path: Path | None) -> tuple[sqlite3.Connection, bool]:
    """A connection to a file or to memory, and whether there is nothing in it yet."""
    if path is not None:
        # Made here, for its owner alone; SQLite's own would be for everyone to read. The files
        # beside it get the same mode. What is wrong with the path, SQLite says better.
        with suppress(OSError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    connection = sqlite3.connect(
        path or ":memory:", isolation_level=None, check_same_thread=False, cached_statements=512
    )
    try:
        fresh = not connection.execute("SELECT 1 FROM sqlite_master").fetchone()
        if path is not None:
            _check(path, connection, fresh)
            # WAL with NORMAL loses nothing when the process dies: a commit is in the kernel's
            # hands before the answer goes out. Only the machine's death could take the last ones.
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
    except BaseException:
        connection.close()
        raise
    return connection, fresh


def _check(path: Path, connection: sqlite3.Connection, fresh: bool) -> None:
    """Refuse a file that holds something else, and leave it as it is."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if (application, version) == ((0, 0) if fresh else (_APPLICATION, _FORMAT)):
        return
    wrong = "it is another program's database"
    if application == _APPLICATION:
        wrong = f"it has format {version} of the sandbox's files, and this version reads {_FORMAT}"
    raise StoreError(f"{path} cannot be used: {wrong}; give a file that is not there yet")
