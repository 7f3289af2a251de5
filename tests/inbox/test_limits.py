"""The inbox answers in time or not at all: one limit for every way there is to wait."""

# pyright: reportPrivateUsage=false
from __future__ import annotations

import gc
import os
import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from functools import partial
from itertools import count
from pathlib import Path
from queue import SimpleQueue
from typing import Any, ClassVar

import anyio
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ghxstship import ConfigurationError
from ghxstship.webhooks import Counts, Inbox, InboxDatabaseError, PostgreSQL, SQLite, sign_webhook
from ghxstship.webhooks.inbox import limits
from ghxstship.webhooks.inbox.limits import AlarmClock, Deadline, within

from ..patience import PATIENCE
from .harness import NOW, SECRET, Clock, Place, deliver, effect, event
from .proxies import MutableProxy, bouncer, find_bouncer

pytestmark = pytest.mark.once
_numbers = count(1)
SHORT = 0.2


def engine_of(place: Place, **settings: Any) -> sa.Engine:
    url = sa.make_url(place.address).set(drivername="postgresql+psycopg")
    return sa.create_engine(url, **settings)


class Waiting(sqlite3.Connection):
    """Waits as long as it may for others, by a clock of its own, and then has what it wants."""

    now = 0.0
    takes_it_all: ClassVar[list[bool]] = []
    timeout = 0.0

    def execute(self, statement: str, *arguments: Any) -> sqlite3.Cursor:
        word = statement.split(maxsplit=1)[0]
        if statement.startswith("PRAGMA busy_timeout"):
            self.timeout = float(statement.rpartition("=")[2]) / 1000
        elif (
            (word in {"BEGIN", "COMMIT"} or "journal_mode" in statement)
            and Waiting.takes_it_all
            and Waiting.takes_it_all.pop()
        ):
            Waiting.now += self.timeout
            if "journal_mode" in statement:
                raise sqlite3.OperationalError("database is locked")
        return super().execute(statement, *arguments)


@settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(waits=st.lists(st.booleans(), max_size=30), timeout=st.sampled_from([0.0, 1.0, 8.0]))
def test_all_waits_for_a_file_are_one(tmp_path: Path, waits: list[bool], timeout: float) -> None:
    """A connection, its journal, the tables, the event: together no longer than `timeout`."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "monotonic", lambda: Waiting.now)
        patch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Waiting))
        Waiting.now, Waiting.takes_it_all = 1000.0, list(waits)
        place = tmp_path / f"{next(_numbers)}.db"
        with Inbox(SQLite(place, timeout=timeout), SECRET, clock=Clock()) as inbox:
            with suppress(InboxDatabaseError):
                deliver(inbox, event("idem_1"))
            assert Waiting.now <= 1000.0 + timeout + 0.001  # SQLite counts milliseconds


def test_a_reader_of_a_file_with_a_rollback_journal_is_waited_for_once(tmp_path: Path) -> None:
    file = tmp_path / "inbox.db"
    with closing(sqlite3.connect(file)) as reader:
        reader.execute("CREATE TABLE theirs (text TEXT)")
        reader.execute("INSERT INTO theirs VALUES ('x')")
        reader.commit()
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM theirs").fetchall()
        with Inbox(SQLite(file, timeout=SHORT), SECRET, clock=Clock()) as inbox:
            with pytest.raises(InboxDatabaseError, match=r"locked: waited 0\.2 s for others"):
                deliver(inbox, event("idem_1"))
            reader.commit()
            assert deliver(inbox, event("idem_1"))


def test_a_commit_after_effects_may_wait_again(tmp_path: Path) -> None:
    """However long they took: what others hold then is no fault of theirs."""
    place = Place("sqlite", str(tmp_path / "inbox.db")).fresh("effects")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "monotonic", lambda: Waiting.now)
        patch.setattr(sqlite3, "connect", partial(sqlite3.connect, factory=Waiting))
        Waiting.now, Waiting.takes_it_all = 1000.0, []
        database = SQLite(place.address)
        with Inbox(database, SECRET, clock=Clock()) as inbox:
            deliver(inbox, event("idem_1"))
            waits: list[float] = []

            def slow(connection: Any) -> None:
                Waiting.now += 3600
                waits.append(connection.timeout)

            inbox.worker(lambda _: inbox.current.record(slow)).drain()
            waits += [connection.timeout for connection in database._idle]  # type: ignore[attr-defined]
            assert [round(wait) for wait in waits] == [8, 8]


def test_an_inbox_that_another_thread_opens_is_waited_for(tmp_path: Path) -> None:
    inbox = Inbox(SQLite(tmp_path / "inbox.db", timeout=0), SECRET, clock=Clock())
    with inbox._store._lock, pytest.raises(InboxDatabaseError, match="another thread was opening"):
        inbox.counts()
    inbox.counts()
    inbox.close()


def test_the_wait_for_a_thread_counts(tmp_path: Path) -> None:
    """An event loop whose threads are all busy answers in time too."""
    deadlines: list[Deadline] = []
    with Inbox(SQLite(tmp_path / "inbox.db", timeout=8), SECRET, clock=Clock()) as inbox:

        async def accept() -> None:
            body = event("idem_1")
            begun = Deadline(8)
            with pytest.MonkeyPatch.context() as patch:
                accept = inbox._accept

                def late(body: Any, headers: Any, deadline: Deadline, name: str | None) -> Any:
                    deadlines.append(deadline)
                    patch.setattr(limits, "monotonic", lambda: begun._at + 1)
                    assert deadline.remaining() == 0
                    return accept(body, headers, deadline, name)

                patch.setattr(inbox, "_accept", late)
                await inbox.accept_async(body, sign_webhook(body, SECRET, at=NOW))

        anyio.run(accept)
    assert len(deadlines) == 1


@pytest.mark.parametrize("timeout", [0, -1, float("nan"), float("inf"), "8", None])
def test_a_timeout_of_postgresql_that_is_none_is_refused(timeout: Any) -> None:
    with pytest.raises(ConfigurationError, match="timeout must be"):
        PostgreSQL("postgresql://localhost/x", timeout=timeout)


@pytest.fixture
def there(server: Place) -> Place:
    return server.fresh(f"limits{next(_numbers)}")


def test_a_locked_table_is_waited_for_in_time(there: Place) -> None:
    with Inbox(there.database(), SECRET, clock=Clock()) as inbox:
        deliver(inbox, event("idem_1"))
    engine = engine_of(there)
    with engine.connect() as other:
        other.execute(sa.text("LOCK TABLE webhook_inbox_events IN ACCESS EXCLUSIVE MODE"))
        with Inbox(PostgreSQL(there.address, timeout=SHORT), SECRET, clock=Clock()) as inbox:
            for operation in (lambda: deliver(inbox, event("idem_2")), inbox.counts):
                with pytest.raises(
                    InboxDatabaseError,
                    match=r"due to (lock|statement) timeout|no connection|silent",
                ):
                    operation()
    engine.dispose()


@pytest.mark.parametrize("brought", [False, True])
def test_a_connection_of_the_pool_is_waited_for_in_time(there: Place, brought: bool) -> None:
    engine = engine_of(there, pool_size=1, max_overflow=0)
    database = PostgreSQL(engine if brought else there.address, timeout=SHORT)
    held = [database._engine.connect() for _ in range(1 if brought else 15)]
    with Inbox(database, SECRET, clock=Clock()) as inbox:
        with pytest.raises(InboxDatabaseError, match=r"no connection within 0\.2 s|timed out"):
            inbox.counts()
        for connection in held:
            connection.close()
    with Inbox(PostgreSQL(engine, timeout=PATIENCE), SECRET, clock=Clock()) as inbox:
        assert inbox.counts() == Counts()
    engine.dispose()


@pytest.fixture
def proxy(server: Place) -> Iterator[MutableProxy]:
    with MutableProxy(server.address) as proxy:
        yield proxy


# A connection that comes when its engine is gone is left to the garbage.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_server_may_fall_silent_after_any_answer(there: Place, proxy: MutableProxy) -> None:
    """From the first byte of a connection to the commit."""
    url = proxy.url(there.address)
    with Inbox(PostgreSQL(url, timeout=PATIENCE), SECRET, clock=Clock()) as inbox:
        deliver(inbox, event("first"))
        deliver(inbox, event("second"))
    answers = proxy.answers
    assert answers > 5
    failed = 0
    for number in range(answers):
        proxy.listen_again(silent_after=number)
        database = PostgreSQL(url, timeout=SHORT)
        with Inbox(database, SECRET, clock=Clock()) as inbox:
            try:
                deliver(inbox, event(f"idem_{number}"))
                deliver(inbox, event(f"more_{number}"))
            except InboxDatabaseError:
                failed += 1
        proxy.listen_again()
        with Inbox(PostgreSQL(url, timeout=PATIENCE), SECRET, clock=Clock()) as inbox:
            deliver(inbox, event(f"idem_{number}"))
    assert failed > answers / 2
    rows = there.execute("SELECT COUNT(*) FROM webhook_inbox_events WHERE key LIKE 'idem_%'")
    assert rows == [(answers,)]
    gc.collect()


SHOW = "SELECT current_setting('lock_timeout'), current_setting('statement_timeout')"


@pytest.mark.parametrize("silent_in_effect", [False, True])
def test_a_silent_server_is_given_up_by_a_worker_too(
    there: Place, proxy: MutableProxy, silent_in_effect: bool
) -> None:
    """Before its effects and at the commit; an effect itself has no limit."""
    url = proxy.url(there.address)
    with Inbox(PostgreSQL(url, timeout=PATIENCE), SECRET, clock=Clock()) as inbox:
        deliver(inbox, event("idem_1"))
    seen: list[Any] = []
    database = PostgreSQL(url, timeout=2)
    with Inbox(database, SECRET, clock=Clock()) as inbox:

        def write(connection: sa.Connection) -> None:
            seen.append(tuple(connection.execute(sa.text(SHOW)).one()))
            proxy.fall_silent()

        def handle(_: object) -> None:
            if silent_in_effect:
                inbox.current.record(write)
            else:
                proxy.fall_silent()

        why = r"silent for longer|no connection within|connection timeout expired"
        with pytest.raises(InboxDatabaseError, match=why):
            inbox.worker(handle).drain()
    assert seen == ([("0", "0")] if silent_in_effect else [])


def test_lower_limits_of_a_session_are_kept_and_effects_have_its_own(there: Place) -> None:
    options = "-csearch_path={} -clock_timeout=50ms -cstatement_timeout=2min"
    schema = there.address.rpartition("%3D")[2]
    url = sa.make_url(there.address).update_query_dict({"options": options.format(schema)})
    database = PostgreSQL(url)
    with database.transaction(timeout=8) as transaction:
        ((lock, statement),) = transaction.rows(SHOW)
        assert lock == "50ms"
        assert statement.endswith(("ms", "s"))
        transaction.lift()
        assert transaction.rows(SHOW) == [("50ms", "2min")]
    database.close()


END = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"


@pytest.mark.parametrize("brought", [False, True])
def test_connections_that_the_server_ended_are_opened_again(there: Place, brought: bool) -> None:
    engine = engine_of(there)
    database = PostgreSQL(engine if brought else there.address)
    with Inbox(database, SECRET, clock=Clock()) as inbox:
        for number in range(3):
            assert deliver(inbox, event(f"idem_{number}"))
            there.execute(END)
            assert inbox.worker(lambda _: inbox.current.record(effect("x"))).drain() == 1
            there.execute(END)
        assert inbox.counts() == Counts(done=3)
    engine.dispose()


@pytest.mark.skipif(find_bouncer() is None, reason="PgBouncer is not installed")
def test_deliveries_go_through_pgbouncer_in_transaction_mode(server: Place) -> None:
    name = f"bounced{next(_numbers)}"
    engine = engine_of(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    engine.dispose()
    with (
        bouncer(server.address, name) as url,
        Inbox(PostgreSQL(url, timeout=PATIENCE), SECRET, clock=Clock()) as inbox,
        ThreadPoolExecutor(4) as receivers,
    ):
        bodies = [event(f"idem_{number}") for number in range(100)]
        assert all(receivers.map(partial(deliver, inbox), bodies))
        assert inbox.worker(lambda _: None).drain() == 100
        assert inbox.counts() == Counts(done=100)


def unwanted(value: object) -> None:
    pytest.fail(f"{value} was discarded")


class TestWithin:
    def test_gives_what_the_call_gives(self) -> None:
        assert within(PATIENCE, lambda: 7, unwanted) == 7

    def test_raises_what_the_call_raises(self) -> None:
        with pytest.raises(ZeroDivisionError):
            within(PATIENCE, lambda: 1 // 0, unwanted)

    def test_discards_what_comes_late(self) -> None:
        go, discarded = threading.Event(), SimpleQueue[int]()

        def late() -> int:
            go.wait()
            return 7

        with pytest.raises(TimeoutError):
            within(0, late, discarded.put)
        go.set()
        assert discarded.get(timeout=PATIENCE) == 7

    def test_discards_what_an_interruption_left(self, monkeypatch: pytest.MonkeyPatch) -> None:
        discarded = SimpleQueue[int]()

        class Interrupted(SimpleQueue[Any]):
            first = True

            def get(self, block: bool = True, timeout: float | None = None) -> Any:
                item = super().get(block, timeout)
                if self.first:
                    self.first = False
                    self.put(item)
                    raise KeyboardInterrupt
                return item

        monkeypatch.setattr(limits, "SimpleQueue", Interrupted)
        with pytest.raises(KeyboardInterrupt):
            within(PATIENCE, lambda: 7, discarded.put)
        assert discarded.get(timeout=PATIENCE) == 7

    def test_a_failure_that_comes_late_is_nobodys(self) -> None:
        go = threading.Event()

        def late() -> int:
            go.wait()
            raise ValueError("late")

        with pytest.raises(TimeoutError):
            within(0, late, unwanted)
        go.set()


class TestAlarms:
    def test_ring_although_time_was_frozen_for_their_thread(self) -> None:
        clock, rang, looked = AlarmClock(), SimpleQueue[str](), threading.Event()
        clock.set(2 * SHORT, lambda: rang.put("before"))

        def frozen() -> float:
            looked.set()
            return -10 * PATIENCE

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(limits, "monotonic", frozen)
            with clock.condition:
                clock.condition.notify()
            looked.wait(SHORT)  # the thread must not, so nothing but time tells
        clock.set(3 * SHORT, lambda: rang.put("after"))
        assert [rang.get(timeout=PATIENCE) for _ in range(2)] == ["before", "after"]

    def test_ring_in_their_order(self) -> None:
        now, rang = 0.0, SimpleQueue[str]()
        clock = AlarmClock(lambda: now)
        clock.set(0.02, lambda: rang.put("second"))
        clock.set(0.01, lambda: rang.put("first"))
        now = 1.0
        assert [rang.get(timeout=PATIENCE) for _ in range(2)] == ["first", "second"]

    def test_do_not_ring_when_they_are_off(self) -> None:
        rang = SimpleQueue[str]()
        alarm = limits.set_alarm(0.0, lambda: rang.put("off"))
        alarm.switch_off()
        was_late = alarm.has_rung
        limits.set_alarm(0.01, lambda: rang.put("on"))
        assert rang.get(timeout=PATIENCE) == ("off" if was_late else "on")

    @pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork")
    def test_ring_in_a_process_that_was_forked(self) -> None:
        limits.set_alarm(PATIENCE, lambda: None)
        with limits.alarm_clock.condition:  # as another thread would have it
            child = os.fork()
            if child == 0:
                rang = threading.Event()
                limits.set_alarm(0.0, rang.set)
                os._exit(0 if rang.wait(PATIENCE) else 1)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
