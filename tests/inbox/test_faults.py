"""Whatever a database does, an inbox raises an error of its own, and goes on when it is over."""

from __future__ import annotations

import os
import random
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from datetime import timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio
import pytest
import sqlalchemy as sa
from sqlalchemy.event import listens_for

from ghxstship import ConfigurationError
from ghxstship.webhooks import (
    Counts,
    Inbox,
    InboxDatabaseError,
    InboxError,
    PostgreSQL,
    RetrySchedule,
    SQLite,
)

from .harness import NOW, SECRET, Clock, Place, deliver, effect, event

if TYPE_CHECKING:
    from collections.abc import Generator

    from ghxstship.webhooks.inbox.database import Database
    from ghxstship.webhooks.inbox.limits import Deadline

pytestmark = pytest.mark.once

LONG = bool(os.environ.get("LONG"))
ROUNDS = 2000 if LONG else 60
_numbers = count(1)
PASSWORD = "s3cr3t-pa55word"

OPERATIONS: dict[str, Callable[[Inbox[Any]], object]] = {
    "accept": lambda inbox: deliver(inbox, event("another")),
    "accept again": lambda inbox: deliver(inbox, event("dead")),
    "counts": lambda inbox: inbox.counts(),
    "dead_letters": lambda inbox: list(inbox.dead_letters()),
    "dead_letter": lambda inbox: inbox.dead_letter("dead"),
    "retry": lambda inbox: inbox.retry("dead"),
    "discard": lambda inbox: inbox.discard("dead"),
    "prune": lambda inbox: inbox.prune(timedelta(days=1)),
    "drain": lambda inbox: inbox.worker(handler(inbox)).drain(),
    "drain as a task": lambda inbox: anyio.run(inbox.async_worker(handler(inbox)).drain),
}


def handler(inbox: Inbox[Any]) -> Callable[[object], None]:
    return lambda _: inbox.current.record(effect(inbox.current.key))


def fill(place: Place) -> None:
    """A place with an event of each state."""
    clock = Clock()
    with Inbox(place.database(), SECRET, clock=clock, retry=RetrySchedule(1)) as inbox:

        def handle(_: object) -> None:
            if inbox.current.key == "dead":
                raise ValueError("no")

        for key in ("done", "dead"):
            deliver(inbox, event(key, resource=key, at=1))
        inbox.worker(handle).drain()
        deliver(inbox, event("waiting", resource="a", at=1))


@contextmanager
def opened(database: Database[Any]) -> Generator[Inbox[Any]]:
    with Inbox(database, SECRET, clock=Clock(NOW + 1)) as inbox:
        yield inbox


# SQLite: how a file may be, what a connection may meet, and what the message says.


def missing_folder(path: Path) -> Path:
    return path / "missing" / "inbox.db"


def folder(path: Path) -> Path:
    return path


def no_database(path: Path) -> Path:
    file = path / "notes.txt"
    file.write_bytes(b"not a database, and long enough to be looked at" * 100)
    return file


def anothers_tables(path: Path) -> Path:
    file = path / "theirs.db"
    with closing(sqlite3.connect(file)) as theirs:
        theirs.execute("CREATE TABLE webhook_inbox_events (text TEXT)")
    return file


def no_version(path: Path) -> Path:
    file = path / "inbox.db"
    fill(Place("sqlite", str(file)).fresh("v"))
    with closing(sqlite3.connect(f"{file}.v", isolation_level=None)) as there:
        there.execute("DELETE FROM webhook_inbox_version")
    return Path(f"{file}.v")


def cut_short(path: Path) -> Path:
    file = path / "inbox.db"
    fill(Place("sqlite", str(file)).fresh("c"))
    os.truncate(f"{file}.c", 5000)
    return Path(f"{file}.c")


FILES: dict[Callable[[Path], Path], str] = {
    missing_folder: "unable to open database file",
    folder: "unable to open database file",
    no_database: "file is not a database",
    anothers_tables: "no such table: webhook_inbox_version",
    no_version: "there are 0 rows where there is one",
    cut_short: "database disk image is malformed",
}


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("make", FILES, ids=lambda make: make.__name__)
def test_a_file_may_be_no_inbox(
    tmp_path: Path, make: Callable[[Path], Path], operation: str
) -> None:
    file = make(tmp_path)
    with opened(SQLite(file)) as inbox, pytest.raises(InboxDatabaseError) as caught:
        OPERATIONS[operation](inbox)
    assert str(caught.value) == f"the inbox's database {file} failed: {FILES[make]}"


# What befalls a database that is an inbox's, for as long as it is entered.

READING = {"counts", "dead_letters", "dead_letter"}


@contextmanager
def locked_file(place: Place) -> Generator[Database[Any]]:
    with closing(sqlite3.connect(place.address, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield SQLite(place.address, timeout=0)
        other.execute("ROLLBACK")


class ReadOnly(SQLite):
    """No file is read-only to root: SQLite itself refuses here."""

    def _set_up(self, connection: sqlite3.Connection, deadline: Deadline) -> None:
        super()._set_up(connection, deadline)
        connection.execute("PRAGMA query_only = 1")


@contextmanager
def read_only_file(place: Place) -> Generator[Database[Any]]:
    yield ReadOnly(place.address)


@contextmanager
def locked_tables(place: Place) -> Generator[Database[Any]]:
    engine = sa.create_engine(sa.make_url(place.address).set(drivername="postgresql+psycopg"))
    with engine.connect() as other:
        other.execute(sa.text("LOCK TABLE webhook_inbox_events IN ACCESS EXCLUSIVE MODE"))
        url = sa.make_url(place.address).set(password=PASSWORD)
        options = f"{url.query['options']} -c lock_timeout=10"
        yield PostgreSQL(url.update_query_dict({"options": options}))
    engine.dispose()


@contextmanager
def read_only_session(place: Place) -> Generator[Database[Any]]:
    url = sa.make_url(place.address).set(password=PASSWORD)
    options = f"{url.query['options']} -c default_transaction_read_only=on"
    yield PostgreSQL(url.update_query_dict({"options": options}))


@contextmanager
def no_server(place: Place) -> Generator[Database[Any]]:
    url = sa.make_url(place.address).set(password=PASSWORD)
    yield PostgreSQL(url.update_query_dict({"host": "/nowhere"}))


@contextmanager
def no_such_database(place: Place) -> Generator[Database[Any]]:
    yield PostgreSQL(sa.make_url(place.address).set(password=PASSWORD, database="nothing"))


@contextmanager
def unknown_option(place: Place) -> Generator[Database[Any]]:
    yield PostgreSQL(f"postgresql://postgres:{PASSWORD}@/postgres?{PASSWORD}=1")


FAULTS: dict[Callable[[Place], AbstractContextManager[Database[Any]]], tuple[str, set[str]]] = {
    locked_file: ("database is locked", {*OPERATIONS}),
    read_only_file: ("attempt to write a readonly database", {*OPERATIONS}),
    locked_tables: ("canceling statement due to lock timeout", {*OPERATIONS}),
    read_only_session: ("cannot execute .* in a read-only transaction", {*OPERATIONS} - READING),
    no_server: ("connection to server .* failed|connection is bad", {*OPERATIONS}),
    no_such_database: ('database "nothing" does not exist', {*OPERATIONS}),
    unknown_option: ("invalid connection option", {*OPERATIONS}),
}
CASES = [
    pytest.param(fault, operation, id=f"{fault.__name__}-{operation}")
    for fault in FAULTS
    for operation in OPERATIONS
]


@pytest.mark.parametrize(("fault", "operation"), CASES)
def test_a_database_may_fail(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    fault: Callable[[Place], AbstractContextManager[Database[Any]]],
    operation: str,
) -> None:
    message, failing = FAULTS[fault]
    if fault in {locked_file, read_only_file}:
        place = Place("sqlite", str(tmp_path / "inbox.db")).fresh("faults")
    else:
        server: Place = request.getfixturevalue("server")
        place = server.fresh(f"faults{next(_numbers)}")
    fill(place)
    with fault(place) as database, opened(database) as inbox:
        if operation in failing:
            with pytest.raises(InboxDatabaseError, match=message) as caught:
                OPERATIONS[operation](inbox)
            assert f"the inbox's database {database.name} failed: " in str(caught.value)
            assert caught.value.__cause__ is not None
            assert PASSWORD not in str(caught.value)
        else:
            OPERATIONS[operation](inbox)
    with opened(place.database()) as inbox:
        if operation in failing:
            assert inbox.counts() == Counts(waiting=1, done=1, dead=1)
        OPERATIONS[operation](inbox)


def test_a_full_disk_refuses_and_keeps_what_there_is(tmp_path: Path) -> None:
    place = Place("sqlite", str(tmp_path / "inbox.db")).fresh("full")
    fill(place)

    class Full(SQLite):
        def _set_up(self, connection: sqlite3.Connection, deadline: Deadline) -> None:
            super()._set_up(connection, deadline)
            connection.execute("PRAGMA max_page_count = 1")  # no more than there are

    body = event("large", resource="x" * 100_000)
    with opened(Full(place.address)) as inbox:
        with pytest.raises(InboxDatabaseError, match="database or disk is full"):
            deliver(inbox, body)
        assert inbox.counts() == Counts(waiting=1, done=1, dead=1)
    with opened(place.database()) as inbox:
        assert deliver(inbox, body)


class TestEveryStatement:
    """One statement after the other fails, of a worker's whole work; then another goes on."""

    def work(self, inbox: Inbox[Any]) -> None:
        deliver(inbox, event("more", resource="a", at=2))
        inbox.worker(handler(inbox)).drain()
        inbox.prune(timedelta(days=1))
        inbox.counts()

    def finish(self, place: Place) -> None:
        with Inbox(place.database(), SECRET, clock=Clock(NOW + 9999)) as inbox:
            deliver(inbox, event("more", resource="a", at=2), at=NOW + 9999)
            inbox.worker(handler(inbox)).drain()
            assert inbox.counts() == Counts(done=3, dead=1)
        assert place.effects() == ["more", "waiting"]

    def test_may_fail_in_sqlite(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        ground, connect = Place("sqlite", str(tmp_path / "inbox.db")), sqlite3.connect
        countdown = 0

        class Failing(sqlite3.Connection):
            def execute(self, *arguments: Any) -> sqlite3.Cursor:
                nonlocal countdown
                countdown -= 1
                if countdown == 0 and not str(arguments[0]).startswith("INSERT INTO effects"):
                    raise sqlite3.OperationalError("disk I/O error")
                return super().execute(*arguments)

        number = 0
        for number in range(1, 200):
            place = ground.fresh(str(number))
            fill(place)
            monkeypatch.setattr(
                sqlite3,
                "connect",
                partial(connect, factory=Failing),
            )
            countdown = number
            with suppress(InboxDatabaseError), opened(SQLite(place.address)) as inbox:
                self.work(inbox)
            monkeypatch.undo()
            self.finish(place)
            if countdown > 0:
                break
        assert number > 30

    def test_may_fail_in_postgresql(self, server: Place) -> None:
        number = 0
        for number in range(1, 200):
            place = server.fresh(f"statements{next(_numbers)}")
            fill(place)
            url = sa.make_url(place.address).set(drivername="postgresql+psycopg")
            engine = sa.create_engine(url)
            countdown = number

            @listens_for(engine, "do_execute")
            def lose(cursor: Any, *_: object) -> None:
                nonlocal countdown
                countdown -= 1
                if countdown == 0:
                    cursor.connection.close()  # what follows finds it gone

            with suppress(InboxDatabaseError), opened(PostgreSQL(engine)) as inbox:
                self.work(inbox)
            engine.dispose()
            self.finish(place)
            if countdown > 0:
                break
        assert number > 20


def test_a_file_may_be_damaged_anywhere(tmp_path: Path) -> None:
    """Random bytes of a file are others: what cannot be read is an error of the inbox's."""
    seed = random.SystemRandom().randrange(2**32) if LONG else 8
    print(f"seed {seed}")
    chance = random.Random(seed)
    place = Place("sqlite", str(tmp_path / "inbox.db")).fresh("whole")
    fill(place)
    whole = Path(place.address).read_bytes()
    failed = 0
    for number in range(ROUNDS):
        damaged = bytearray(whole)
        for _ in range(chance.choice([1, 8, 64, 512])):
            damaged[chance.randrange(len(damaged))] = chance.choice(
                [0, 1, 255, chance.randrange(256)]
            )
        file = tmp_path / f"{number}.db"
        file.write_bytes(damaged)
        with opened(SQLite(file)) as inbox:
            for name in chance.sample(sorted(OPERATIONS), len(OPERATIONS)):
                try:
                    OPERATIONS[name](inbox)
                except InboxError:
                    failed += 1
        file.unlink()
    assert failed > ROUNDS


EVERY_DATABASE = {
    "a time out of range": "UPDATE webhook_inbox_events SET received = 1e300 WHERE key = 'first'",
    "another time": "UPDATE webhook_inbox_events SET happened = 1e300 WHERE key = 'first'",
    "a resource's time": "UPDATE webhook_inbox_resources SET newest = 1e300",
}
SQLITE_ONLY = {
    f"{column} as {value}": f"UPDATE webhook_inbox_events SET {column} = {value} WHERE seq = 2"
    for column, value in [
        ("key", "x'00'"),
        ("key", "CAST(x'ff' AS TEXT)"),
        ("name", "CAST(x'ff' AS TEXT)"),
        ("resource", "x'61'"),
        ("happened", "'x'"),
        ("received", "'x'"),
        ("body", "'x'"),
        ("attempts", "'x'"),
    ]
}


def work_beside_damage(place: Place, damage: str) -> Inbox[Any]:
    """Handle two events, of which the first is damaged."""
    inbox = Inbox(place.database(), SECRET, clock=Clock())
    deliver(inbox, event("before", resource="a", at=1))
    assert inbox.worker(handler(inbox)).drain() == 1
    deliver(inbox, event("first", resource="a", at=2))
    deliver(inbox, event("second", resource="b", at=2))
    place.execute(damage)
    assert inbox.worker(handler(inbox)).drain() == 1
    assert place.effects() == ["before", "second"]
    assert inbox.counts() == Counts(done=2, dead=1)
    ((error,),) = place.execute("SELECT error FROM webhook_inbox_events WHERE state = 'dead'")
    assert error.startswith("the row is damaged: ")
    busy = "SELECT COUNT(*) FROM webhook_inbox_resources WHERE lease IS NOT NULL"
    assert place.execute(busy) == [(0,)]
    return inbox


@pytest.mark.parametrize("damage", EVERY_DATABASE.values(), ids=EVERY_DATABASE)
def test_a_damaged_event_does_not_stop_the_others(
    place: Place, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    with work_beside_damage(place, damage) as inbox:
        assert "event 'first' in row" in caplog.text
        inbox.discard("first")
        assert inbox.counts() == Counts(done=2, discarded=1)


@pytest.mark.parametrize("damage", SQLITE_ONLY.values(), ids=SQLITE_ONLY)
def test_a_value_of_another_type_does_not_stop_the_others(tmp_path: Path, damage: str) -> None:
    place = Place("sqlite", str(tmp_path / "inbox.db")).fresh("damaged")
    with work_beside_damage(place, damage):
        pass


def test_a_key_that_the_index_does_not_have_does_not_stop_the_others(tmp_path: Path) -> None:
    place = Place("sqlite", str(tmp_path / "inbox.db")).fresh("damaged")
    with Inbox(place.database(), SECRET, clock=Clock()) as inbox:
        deliver(inbox, event("first-key", resource="a", at=1))
        deliver(inbox, event("second", resource="b", at=1))
    file = Path(place.address)
    content = file.read_bytes()
    # The key is with the body in the table's page, and once more in the index's.
    table = content.index(b'"idempotency_key": "first-key"')
    row = content.rindex(b"first-key", 0, table)
    assert row // 4096 == table // 4096
    file.write_bytes(content[:row] + b"F" + content[row + 1 :])
    with Inbox(place.database(), SECRET, clock=Clock()) as inbox:
        assert inbox.worker(handler(inbox)).drain() == 1
        assert inbox.counts() == Counts(done=1, dead=1)
    assert place.effects() == ["second"]


def test_a_damaged_dead_letter_is_named_and_hides_no_other(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    place = Place("sqlite", str(tmp_path / "inbox.db")).fresh("damaged")
    with Inbox(place.database(), SECRET, clock=Clock(), retry=RetrySchedule(1)) as inbox:

        def fail(_: object) -> None:
            raise ValueError("no")

        for key in ("first", "second"):
            deliver(inbox, event(key))
        place.execute("UPDATE webhook_inbox_events SET received = 'x' WHERE key = 'first'")
        inbox.worker(fail).drain()
        assert [letter.key for letter in inbox.dead_letters()] == ["second"]
        assert "left out: event 'first' in row 1 is damaged" in caplog.text
        with pytest.raises(InboxDatabaseError, match="event 'first' in row 1 is damaged"):
            inbox.dead_letter("first")
        inbox.discard("first")
        assert inbox.counts() == Counts(dead=1, discarded=1)


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
@pytest.mark.parametrize("mode", [None, 0o640])
def test_a_new_file_is_its_owners_and_another_keeps_its_mode(
    tmp_path: Path, mode: int | None
) -> None:
    file = tmp_path / "inbox.db"
    if mode is not None:
        file.touch()
        file.chmod(mode)
    with Inbox(SQLite(file), SECRET, clock=Clock()) as inbox:
        deliver(inbox, event("a"))
        modes = {each.name: each.stat().st_mode & 0o777 for each in tmp_path.iterdir()}
    names = ("inbox.db", "inbox.db-shm", "inbox.db-wal")
    assert modes == dict.fromkeys(names, mode or 0o600)


@pytest.mark.parametrize("path", ["a\0b", "\ud800", b"inbox.db", "sqlite:///x", ""])
def test_what_no_file_can_have_as_a_path_is_refused(path: Any) -> None:
    with pytest.raises(ConfigurationError):
        SQLite(path)


@pytest.mark.parametrize("timeout", [-1, float("nan"), float("inf"), 1e12])
def test_a_timeout_that_cannot_be_waited_for_is_refused(tmp_path: Path, timeout: float) -> None:
    with pytest.raises(ConfigurationError, match="timeout must be"):
        SQLite(tmp_path / "inbox.db", timeout=timeout)


@pytest.mark.parametrize("database", [None, 7, b"inbox.db", object()])
def test_what_is_no_database_is_refused(database: Any) -> None:
    with pytest.raises(ConfigurationError, match="an inbox takes a path or a database"):
        Inbox(database)


@pytest.mark.parametrize(
    "url",
    [
        "",
        PASSWORD,
        f"postgresql://user:{PASSWORD}@host:port/name",
        f"sqlite:///{PASSWORD}",
        f"mysql://user:{PASSWORD}@host/name",
        f"unknown://user:{PASSWORD}@host/name",
        f"postgresql+nothing://user:{PASSWORD}@host/name",
        f"postgresql+pg8000://user:{PASSWORD}@host/name",
        None,
        7,
    ],
)
def test_what_is_no_url_of_postgresql_is_refused(url: Any) -> None:
    with pytest.raises(ConfigurationError) as caught:
        PostgreSQL(url)
    assert PASSWORD not in str(caught.value)


@pytest.mark.parametrize("key", ["", "\ud800", "\0", "x" * 1000, None, 7, b"dead"])
def test_what_is_no_key_has_no_dead_letter(inbox: Inbox[Any], key: Any) -> None:
    for look in (inbox.dead_letter, inbox.retry, inbox.discard):
        with pytest.raises(InboxError, match="there is no dead letter"):
            look(key)


def test_an_interruption_is_no_database_error(
    place: Place, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What interrupted a handler is raised, also where its event cannot be handed back."""
    fill(place)
    database = place.database()

    def interrupted(_: object) -> None:
        monkeypatch.setattr(database, "transaction", unreachable)
        raise KeyboardInterrupt

    @contextmanager
    def unreachable(*, timeout: float) -> Generator[None]:
        raise InboxDatabaseError("out of reach")
        yield

    with opened(database) as inbox, pytest.raises(KeyboardInterrupt):
        inbox.worker(interrupted).drain()
    assert "out of reach" in caplog.text
