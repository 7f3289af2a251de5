"""The inbox beside Django's ORM: real models, real connections, on both databases.

Run by `nox -s tools` with the oldest Django that projects still have, too.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from django.db import DatabaseError, IntegrityError, connections, models, transaction

from ghxstship import ConfigurationError
from ghxstship.webhooks import (
    Counts,
    DjangoDatabase,
    Inbox,
    InboxDatabaseError,
    RetrySchedule,
)
from tests.django_project import set_up_django
from tests.patience import PATIENCE

from .harness import SECRET, Clock, Place, deliver, event, signed
from .proxies import MutableProxy
from .test_machine import InboxMachine, run_machine

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

pytestmark = pytest.mark.once
_numbers = count(1)
END = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"

set_up_django()


class Booked(models.Model):
    """What a handler writes."""

    key: models.CharField[str, str] = models.CharField(max_length=100, unique=True)

    class Meta:
        app_label = "ghxstship_tests"
        db_table = "booked"


def project(place: Place, alias: str, **options: Any) -> None:
    """Add a database to the project."""
    if place.kind == "sqlite":
        entry: dict[str, Any] = {"ENGINE": "django.db.backends.sqlite3", "NAME": place.address}
    else:
        url = sa.make_url(place.address)
        entry = {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": url.database,
            "USER": url.username,
            "HOST": url.host or url.query["host"],
            "PORT": url.port or "",
            "OPTIONS": {
                name: url.query[name] for name in ("options", "sslmode") if name in url.query
            },
        }
    entry |= options
    defaults = connections.configure_settings({"default": {}, alias: entry})
    connections.databases[alias] = defaults[alias]
    connections.databases.setdefault("default", defaults["default"])


@pytest.fixture
def made(place: Place) -> Iterator[Callable[..., str]]:
    """Aliases of a place, with a table of bookings."""
    aliases: list[str] = []

    def make(**options: Any) -> str:
        alias = f"django{next(_numbers)}"
        project(place, alias, **options)
        if not aliases:
            with connections[alias].schema_editor() as editor:
                editor.create_model(Booked)
        aliases.append(alias)
        return alias

    yield make
    for alias in aliases:
        connections[alias].close()
        del connections.databases[alias]
        delattr(connections._connections, alias)  # type: ignore[attr-defined]


def booking(inbox: Inbox[Any], alias: str) -> Callable[[object], None]:
    """A handler whose effect is the ORM's."""

    def handle(_: object) -> None:
        key = inbox.current.key
        inbox.current.record(lambda _: Booked.objects.using(alias).create(key=key))

    return handle


def booked(alias: str) -> list[str]:
    return sorted(Booked.objects.using(alias).values_list("key", flat=True))


@pytest.fixture
def alias(made: Callable[..., str]) -> str:
    return made()


@pytest.fixture
def inbox(alias: str, clock: Clock) -> Iterator[Inbox[BaseDatabaseWrapper]]:
    with Inbox(DjangoDatabase(alias, timeout=PATIENCE), SECRET, clock=clock) as inbox:
        yield inbox


def test_an_effect_of_the_orm_is_in_the_inboxs_transaction(inbox: Inbox[Any], alias: str) -> None:
    assert deliver(inbox, event("idem_1", resource="a", at=1))
    assert not deliver(inbox, event("idem_1", resource="a", at=1))
    assert inbox.worker(booking(inbox, alias)).drain() == 1
    assert (booked(alias), inbox.counts()) == (["idem_1"], Counts(done=1))


def test_an_effect_that_fails_leaves_nothing(alias: str, inbox: Inbox[Any], clock: Clock) -> None:
    fails = True

    def handle(_: object) -> None:
        key = inbox.current.key

        def write(_: object) -> None:
            Booked.objects.using(alias).create(key=key)
            if fails:
                raise ValueError("half way")

        inbox.current.record(write)

    deliver(inbox, event("idem_1"))
    inbox.worker(handle).drain()
    assert (booked(alias), inbox.counts()) == ([], Counts(waiting=1))
    fails = False
    clock.advance(10)
    inbox.worker(handle).drain()
    assert (booked(alias), inbox.counts()) == (["idem_1"], Counts(done=1))


@pytest.mark.parametrize("how", ["swallowed", "swallowed of a model", "closed", "rolled back"])
def test_an_effect_that_breaks_the_transaction_fails(
    alias: str, inbox: Inbox[Any], how: str
) -> None:
    """Django, or PostgreSQL, would roll back without a word, and the event would be done."""
    Booked.objects.using(alias).create(key="there")

    def write(connection: BaseDatabaseWrapper) -> None:
        rows = Booked.objects.using(alias)
        rows.create(key="idem_1")
        if how == "closed":
            connection.close()
        elif how == "rolled back":
            transaction.set_rollback(True, using=alias)
        else:
            try:
                if how == "swallowed":
                    with connection.cursor() as cursor:
                        cursor.execute("INSERT INTO booked (key) VALUES ('there')")
                else:
                    rows.create(key="there")
            except IntegrityError:
                pass

    deliver(inbox, event("idem_1"))
    inbox.worker(lambda _: inbox.current.record(write)).drain()
    is_harmless = how == "swallowed" and connections[alias].vendor == "sqlite"
    expected = Counts(done=1) if is_harmless else Counts(waiting=1)
    assert inbox.counts() == expected
    assert booked(alias) == (["idem_1", "there"] if is_harmless else ["there"])


def test_what_follows_the_commit_is_called_once(inbox: Inbox[Any], alias: str) -> None:
    called: list[str] = []

    def write(_: object) -> None:
        transaction.on_commit(lambda: called.append("after"), using=alias)
        assert called == []

    deliver(inbox, event("idem_1"))
    inbox.worker(lambda _: inbox.current.record(write)).drain()
    assert called == ["after"]


@pytest.mark.parametrize("is_undone", [False, True])
def test_a_transaction_that_is_open_already_counts(
    inbox: Inbox[Any], alias: str, is_undone: bool
) -> None:
    """As under ATOMIC_REQUESTS, and in a TestCase."""
    inbox.counts()
    with transaction.atomic(using=alias):
        assert deliver(inbox, event("idem_1"))
        assert inbox.worker(booking(inbox, alias)).drain() == 1
        assert booked(alias) == ["idem_1"]
        transaction.set_rollback(is_undone, using=alias)
    assert booked(alias) == ([] if is_undone else ["idem_1"])
    assert inbox.counts() == (Counts() if is_undone else Counts(done=1))


def test_a_transaction_that_is_open_already_keeps_its_limits(
    server: Place, made: Callable[..., str], place: Place
) -> None:
    if place.kind != "postgresql":
        pytest.skip("only PostgreSQL has such limits")
    alias = made()
    with Inbox(DjangoDatabase(alias), SECRET, clock=Clock()) as inbox:
        show = "SELECT current_setting('lock_timeout'), current_setting('statement_timeout')"
        with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
            deliver(inbox, event("idem_1"))
            cursor.execute(show)
            assert cursor.fetchall() == [("0", "0")]


def test_a_file_waits_as_long_as_it_did(
    made: Callable[..., str], place: Place, clock: Clock
) -> None:
    if place.kind != "sqlite":
        pytest.skip("only SQLite has such a limit")
    alias = made(CONN_MAX_AGE=None, OPTIONS={"timeout": 3})
    seen: list[int] = []

    def look(connection: BaseDatabaseWrapper) -> None:
        with connection.cursor() as cursor:
            seen.append(cursor.execute("PRAGMA busy_timeout").fetchone()[0])

    with Inbox(DjangoDatabase(alias, timeout=7), SECRET, clock=clock) as inbox:
        deliver(inbox, event("idem_1"))
        look(connections[alias])
        inbox.worker(lambda _: inbox.current.record(look)).drain()
        look(connections[alias])
    assert seen == [3000, 3000, 3000]


def test_a_lock_of_another_is_waited_for_in_time(
    made: Callable[..., str], place: Place, clock: Clock
) -> None:
    alias, other = made(), made()
    with Inbox(DjangoDatabase(other, timeout=PATIENCE), SECRET, clock=clock) as inbox:
        deliver(inbox, event("idem_1"))
    database = DjangoDatabase(alias, timeout=0.2)
    lock = "LOCK TABLE webhook_inbox_events IN ACCESS EXCLUSIVE MODE"
    with transaction.atomic(using=other), connections[other].cursor() as cursor:
        cursor.execute(lock if place.kind == "postgresql" else "DELETE FROM booked")
        with (
            Inbox(database, SECRET, clock=clock) as inbox,
            pytest.raises(InboxDatabaseError, match=r"of Django failed: .*(locked|timeout|silent)"),
        ):
            deliver(inbox, event("idem_2"))


@pytest.mark.parametrize("age", [0, None])
def test_connections_that_the_server_ended_cost_no_event(
    server: Place, clock: Clock, age: int | None
) -> None:
    """Neither the inbox's nor those of another database that the handler uses."""
    place = server.fresh(f"ended{next(_numbers)}")
    alias, other = (f"ended{next(_numbers)}" for _ in range(2))
    for each in (alias, other):
        project(place, each, CONN_MAX_AGE=age)
    with connections[alias].schema_editor() as editor:
        editor.create_model(Booked)
    retry = RetrySchedule(max_attempts=3, initial_delay=1)
    database = DjangoDatabase(alias, timeout=PATIENCE)
    with Inbox(database, SECRET, clock=clock, retry=retry) as inbox:

        def handle(_: object) -> None:
            if inbox.current.key in {"idem_1", "idem_4"} and inbox.current.attempt == 1:
                place.execute(END)
            assert Booked.objects.using(other).count() < 99
            booking(inbox, alias)(None)

        for number in range(7):
            assert deliver(inbox, event(f"idem_{number}"))
            if number in {3, 5}:
                place.execute(END)
        for _ in range(4):
            inbox.worker(handle).drain()
            place.execute(END)
            clock.advance(10)
        assert inbox.counts() == Counts(done=7)
        assert booked(alias) == [f"idem_{number}" for number in range(7)]
    for each in (alias, other):
        connections[each].close()


def test_workers_leave_no_connection_open(
    made: Callable[..., str], place: Place, clock: Clock
) -> None:
    alias = made(CONN_MAX_AGE=None)
    with Inbox(DjangoDatabase(alias, timeout=PATIENCE), SECRET, clock=clock) as inbox:
        for number in range(8):
            deliver(inbox, event(f"idem_{number}"))
        handled = threading.Semaphore(0)
        used: list[Any] = []

        def handle(_: object) -> None:
            used.append(connections[alias])
            booking(inbox, alias)(None)
            handled.release()

        with inbox.worker(handle, concurrency=2, poll_interval=0.01):
            for _ in range(8):
                assert handled.acquire(timeout=PATIENCE)
        assert inbox.counts() == Counts(done=8)
        assert {connection.connection for connection in used} == {None}
        assert len(booked(alias)) == 8


def test_an_async_view_accepts_and_an_async_worker_works(inbox: Inbox[Any], alias: str) -> None:
    async def run() -> None:
        body = event("idem_1")
        assert (await inbox.accept_async(body, signed(body))).new
        assert await inbox.async_worker(booking(inbox, alias)).drain() == 1

    asyncio.run(run())
    assert booked(alias) == ["idem_1"]


def test_a_server_that_falls_silent_is_given_up(server: Place, clock: Clock) -> None:
    with MutableProxy(server.address) as proxy:
        place = server.fresh(f"silent{next(_numbers)}")
        alias = f"silent{next(_numbers)}"
        through = Place("postgresql", proxy.url(place.address))
        project(through, alias, CONN_MAX_AGE=None)
        with Inbox(DjangoDatabase(alias, timeout=2), SECRET, clock=clock) as inbox:
            assert deliver(inbox, event("idem_1"))
            proxy.fall_silent()
            with pytest.raises(InboxDatabaseError, match="silent for longer"):
                deliver(inbox, event("idem_2"))
            with pytest.raises(InboxDatabaseError, match="timeout expired"):
                deliver(inbox, event("idem_2"))
            proxy.listen_again()
            assert deliver(inbox, event("idem_2"))


def test_what_is_no_database_of_the_project_is_refused(place: Place) -> None:
    with pytest.raises(ConfigurationError, match="DATABASES has no 'missing'"):
        DjangoDatabase("missing")
    alias = f"dummy{next(_numbers)}"
    connections.databases[alias] = connections.configure_settings({"default": {}})["default"]
    with pytest.raises(ConfigurationError, match=r"SQLite or PostgreSQL, and 'dummy.*' is of"):
        DjangoDatabase(alias)
    with pytest.raises(ConfigurationError, match="timeout must be"):
        DjangoDatabase(timeout=0)


def test_an_error_of_the_database_is_the_inboxs(made: Callable[..., str], clock: Clock) -> None:
    alias = made()
    with Inbox(DjangoDatabase(alias), SECRET, clock=clock) as inbox:
        inbox.counts()
        with connections[alias].cursor() as cursor:
            cursor.execute("DROP TABLE webhook_inbox_events")
        with pytest.raises(InboxDatabaseError, match=f"'{alias}' of Django failed") as caught:
            inbox.counts()
        assert isinstance(caught.value.__cause__, DatabaseError)


def test_the_clock_of_its_server_counts(made: Callable[..., str], place: Place) -> None:
    with DjangoDatabase(made()).transaction(timeout=PATIENCE) as opened:
        assert isinstance(opened.now(), float)


def test_any_sequence_of_steps(place: Place, made: Callable[..., str]) -> None:
    """All that the inbox promises of its own databases."""
    aliases = [made(CONN_MAX_AGE=None) for _ in range(3)]

    class Beside(InboxMachine):
        def databases(self) -> list[Any]:
            return [DjangoDatabase(alias, timeout=PATIENCE) for alias in aliases]

    run_machine(lambda: Beside(place, False, (0.0, 0.0, 0.0)), 6)
