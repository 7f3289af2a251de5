"""Workers that run: in threads and as tasks, stopped, cancelled, interrupted and in trouble."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import anyio
import anyio.lowlevel
import anyio.to_thread
import pytest

from ghxstship.events import Event
from ghxstship.webhooks import Counts, Inbox, InboxError, RetrySchedule, sign_webhook
from ghxstship.webhooks.inbox.database import database_error
from tests.patience import PATIENCE

from .harness import NOW, Clock, Place, deliver, effect, event

if TYPE_CHECKING:
    from collections.abc import Generator

    from ghxstship.webhooks.inbox.database import Database

MakeInbox = Callable[..., Inbox[Any]]
QUICK = 0.001  # seconds between two looks


@pytest.fixture(params=["asyncio", "trio"])
def anyio_backend(request: pytest.FixtureRequest) -> str:
    backend: str = request.param
    return backend


class Tally:
    """Counts what was handled, and says when all was."""

    def __init__(self, inbox: Inbox[Any], expected: int) -> None:
        self.inbox = inbox
        self.expected = expected
        self.handled: Counter[str] = Counter()
        self.busy: Counter[str | None] = Counter()
        self.overlaps: list[str] = []
        self.lock = threading.Lock()
        self.complete = threading.Event()

    def __call__(self, _: Event) -> None:
        current = self.inbox.current
        with self.lock:
            self.busy[current.resource] += 1
            if current.resource and self.busy[current.resource] > 1:
                self.overlaps.append(current.resource)
            self.handled[current.key] += 1
            if self.handled.total() == self.expected:
                self.complete.set()
        current.record(effect(current.key))
        with self.lock:
            self.busy[current.resource] -= 1


class TestThreads:
    def test_many_workers_handle_each_event_once(self, make_inbox: MakeInbox, place: Place) -> None:
        inboxes = [make_inbox() for _ in range(4)]  # as on four machines
        keys = [f"idem_{number:03}" for number in range(80)]
        tally = Tally(inboxes[0], len(keys))
        for number, key in enumerate(keys):
            resource = None if number % 4 == 0 else f"r{number % 7}"
            deliver(inboxes[number % 4], event(key, resource=resource, at=1))

        def tally_in(inbox: Inbox[Any]) -> Callable[[Event], None]:
            own = Tally(inbox, -1)
            own.__dict__.update({**vars(tally), "inbox": inbox})
            return own

        workers = [
            inbox.worker(tally_in(inbox), concurrency=2, poll_interval=QUICK) for inbox in inboxes
        ]
        for worker in workers:
            worker.start()
        assert tally.complete.wait(PATIENCE)
        for worker in workers:
            worker.stop()
        for worker in workers:
            worker.join(PATIENCE)
        assert tally.handled == Counter(keys)
        assert tally.overlaps == []
        assert place.effects() == keys
        assert inboxes[0].counts() == Counts(done=len(keys))

    def test_what_comes_while_a_worker_runs_is_handled(
        self, inbox: Inbox[Any], place: Place
    ) -> None:
        tally = Tally(inbox, 3)
        with inbox.worker(tally, poll_interval=QUICK):
            for key in ("a", "b", "c"):
                deliver(inbox, event(key))
            assert tally.complete.wait(PATIENCE)
        assert place.effects() == ["a", "b", "c"]

    def test_many_deliveries_of_an_event_at_once_store_it_once(self, make_inbox: MakeInbox) -> None:
        inboxes = [make_inbox() for _ in range(4)]
        start = threading.Barrier(8)
        new: list[bool] = []

        def receive(inbox: Inbox[Any]) -> None:
            start.wait(PATIENCE)
            new.extend(deliver(inbox, event(f"idem_{number}")) for number in range(10))

        threads = [threading.Thread(target=receive, args=(inbox,)) for inbox in inboxes * 2]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(PATIENCE)
        assert Counter(new) == {True: 10, False: 70}
        assert inboxes[0].counts() == Counts(waiting=10)

    def test_stopping_lets_the_handler_finish(self, inbox: Inbox[Any], place: Place) -> None:
        begun, finish = threading.Event(), threading.Event()

        def handle(_: Event) -> None:
            begun.set()
            assert finish.wait(PATIENCE)
            inbox.current.record(effect(inbox.current.key))

        for key in ("a", "b"):
            deliver(inbox, event(key))
        worker = inbox.worker(handle)
        worker.start()
        assert begun.wait(PATIENCE)
        worker.stop()
        finish.set()
        worker.join(PATIENCE)
        assert (place.effects(), inbox.counts()) == (["a"], Counts(waiting=1, done=1))
        assert worker.drain() == 0

    def test_a_stop_ends_the_wait_for_work_at_once(self, inbox: Inbox[Any]) -> None:
        tally = Tally(inbox, 1)
        worker = inbox.worker(tally, concurrency=3, poll_interval=10 * PATIENCE)
        deliver(inbox, event())
        worker.start()
        assert tally.complete.wait(PATIENCE)
        worker.stop()
        worker.join(PATIENCE)
        assert inbox.counts() == Counts(done=1)

    def test_an_interrupted_event_is_handed_back(self, inbox: Inbox[Any], place: Place) -> None:
        def interrupted(_: Event) -> None:
            inbox.current.record(effect("never"))
            raise KeyboardInterrupt

        deliver(inbox, event("idem_1"))
        with pytest.raises(KeyboardInterrupt):
            inbox.worker(interrupted).drain()
        attempts: list[int] = []
        inbox.worker(lambda _: attempts.append(inbox.current.attempt)).drain()
        assert (attempts, place.effects()) == ([1], [])

    def test_what_ends_a_thread_ends_the_run_and_is_raised(self, inbox: Inbox[Any]) -> None:
        def leave(_: Event) -> None:
            raise SystemExit(3)

        deliver(inbox, event("idem_1"))
        with pytest.raises(SystemExit):
            inbox.worker(leave, concurrency=2).run()
        assert inbox.counts() == Counts(waiting=1)

    def test_an_async_handler_is_for_the_other_worker(self, inbox: Inbox[Any]) -> None:
        async def handle(_: Event) -> None: ...

        with pytest.raises(InboxError, match=r"inbox\.async_worker"):
            inbox.worker(handle)

    def test_an_async_handler_in_disguise_fails(self, make_inbox: MakeInbox) -> None:
        async def handle(_: Event) -> None: ...

        inbox = make_inbox(retry=RetrySchedule(max_attempts=1))
        deliver(inbox, event("idem_1"))
        inbox.worker(lambda event: [handle(event)][0]).drain()
        assert "inbox.async_worker" in inbox.dead_letter("idem_1").error

    def test_a_slow_handler_keeps_its_lease(
        self, place: Place, make_inbox: MakeInbox, clock: Clock
    ) -> None:
        inbox = make_inbox(lease=0.15)  # beats every 0.05 s; the moment is the test's

        def due() -> float:
            ((due,),) = place.execute("SELECT due FROM webhook_inbox_events")
            return float(due)

        def handle(_: Event) -> None:
            clock.advance(100)
            pause = threading.Event()
            for _attempt in range(int(PATIENCE / 0.01)):
                if due() == clock.now + 0.15:
                    return
                pause.wait(0.01)
            raise AssertionError("nobody extended the lease")

        deliver(inbox, event())
        inbox.worker(handle).drain()
        assert inbox.counts() == Counts(done=1)


class Flaky:
    """A database that is out of reach from time to time."""

    def __init__(self, database: Database[Any]) -> None:
        self.database = database
        self.dialect = database.dialect
        self.name = database.name
        self.timeout = database.timeout
        self.failures = 0

    @contextmanager
    def transaction(self, *, timeout: float) -> Generator[Any]:
        if self.failures:
            self.failures -= 1
            raise database_error(self.name, "out of reach")
        with self.database.transaction(timeout=timeout) as transaction:
            yield transaction

    def release_thread(self, *, ends: bool = False) -> None:
        self.database.release_thread(ends=ends)

    def close(self) -> None:
        self.database.close()


def test_a_worker_outlives_trouble_with_its_database(
    place: Place, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    database = Flaky(place.database())
    inbox: Inbox[Any] = Inbox(database, "whsec_inbox", clock=clock)
    deliver(inbox, event("idem_1"))
    tally = Tally(inbox, 2)

    def handle(event: Event) -> None:
        tally(event)
        if tally.handled.total() == 1:
            # Neither the completion nor the failure can be noted: the lease will run out.
            database.failures = 2
            clock.advance(60)

    database.failures = 3
    with inbox.worker(handle, poll_interval=QUICK):
        assert tally.complete.wait(PATIENCE)
    assert place.effects() == ["idem_1"]
    assert caplog.text.count("the inbox's database is in trouble") == 4
    inbox.close()


@pytest.mark.anyio
class TestTasks:
    async def test_handle_each_event_once(self, inbox: Inbox[Any], place: Place) -> None:
        keys = [f"idem_{number:02}" for number in range(20)]
        handled: Counter[str] = Counter()
        for key in keys:
            body = event(key)
            receipt = await inbox.accept_async(body, _signed(body))
            assert (receipt.key, receipt.new) == (key, True)

        async def handle(_: Event) -> None:
            await anyio.lowlevel.checkpoint()
            current = inbox.current
            handled[current.key] += 1
            current.record(effect(current.key))
            if len(handled) == len(keys):
                worker.stop()

        worker = inbox.async_worker(handle, concurrency=3, poll_interval=QUICK)
        with anyio.fail_after(PATIENCE):
            await worker.run()
        assert handled == Counter(keys)
        assert place.effects() == keys
        assert inbox.counts() == Counts(done=20)

    async def test_call_a_plain_handler_in_a_thread(self, inbox: Inbox[Any]) -> None:
        threads: list[bool] = []
        deliver(inbox, event("idem_1"))

        def handle(_: Event) -> None:
            assert inbox.current.key == "idem_1"
            threads.append(threading.current_thread() is threading.main_thread())

        assert await inbox.async_worker(handle).drain() == 1
        assert threads == [False]

    async def test_await_what_a_plain_handler_gives(self, inbox: Inbox[Any], place: Place) -> None:
        async def handle(_: Event) -> None:
            inbox.current.record(effect(inbox.current.key))

        deliver(inbox, event("idem_1"))
        await inbox.async_worker(lambda event: [handle(event)][0]).drain()
        assert place.effects() == ["idem_1"]

    async def test_try_again_what_failed(
        self, inbox: Inbox[Any], clock: Clock, place: Place
    ) -> None:
        async def handle(_: Event) -> None:
            inbox.current.record(effect(inbox.current.key))
            if inbox.current.attempt == 1:
                raise ValueError("not now")

        deliver(inbox, event("idem_1"))
        worker = inbox.async_worker(handle)
        assert [await worker.drain(), await worker.drain()] == [1, 0]
        clock.advance(10)
        assert await worker.drain() == 1
        assert place.effects() == ["idem_1"]

    async def test_hand_back_what_a_cancellation_interrupts(
        self, inbox: Inbox[Any], place: Place
    ) -> None:
        begun = anyio.Event()

        async def handle(_: Event) -> None:
            inbox.current.record(effect("never"))
            begun.set()
            await anyio.sleep_forever()

        deliver(inbox, event("idem_1"))
        with anyio.fail_after(PATIENCE):
            async with anyio.create_task_group() as group:
                group.start_soon(inbox.async_worker(handle).run)
                await begun.wait()
                group.cancel_scope.cancel()
        attempts: list[int] = []
        inbox.worker(lambda _: attempts.append(inbox.current.attempt)).drain()
        assert (attempts, place.effects()) == ([1], [])

    async def test_outlive_a_handler_that_awaits_what_was_cancelled(
        self, make_inbox: MakeInbox, anyio_backend_name: str
    ) -> None:
        if anyio_backend_name != "asyncio":
            pytest.skip("only asyncio has one exception for both")

        async def handle(_: Event) -> None:
            task = asyncio.create_task(asyncio.sleep(PATIENCE))
            task.cancel()
            await task

        inbox = make_inbox(retry=RetrySchedule(max_attempts=2, initial_delay=0))
        deliver(inbox, event("idem_1"))
        worker = inbox.async_worker(handle)
        with anyio.fail_after(PATIENCE):
            assert await worker.drain() == 2
        (letter,) = inbox.dead_letters()
        assert letter.error.endswith("InboxError: the handler awaited something that was cancelled")

    @pytest.mark.parametrize("native", [False, True])
    async def test_are_cancelled_by_either_way_of_asyncio(
        self, inbox: Inbox[Any], anyio_backend_name: str, native: bool
    ) -> None:
        if anyio_backend_name != "asyncio":
            pytest.skip("of trio there is one way, tested above")
        begun = anyio.Event()

        async def handle(_: Event) -> None:
            begun.set()
            await anyio.sleep_forever()

        async def work() -> None:
            with scope:
                await inbox.async_worker(handle).drain()

        deliver(inbox, event("idem_1"))
        scope = anyio.CancelScope()
        task = asyncio.create_task(work())
        await begun.wait()
        (task if native else scope).cancel()
        await asyncio.wait([task], timeout=PATIENCE)
        assert task.cancelled() == native
        assert inbox.counts() == Counts(waiting=1)
        assert await inbox.async_worker(lambda _: None).drain() == 1

    async def test_stop_when_the_handlers_in_hand_are_done(
        self, inbox: Inbox[Any], place: Place
    ) -> None:
        async def handle(_: Event) -> None:
            worker.stop()
            await anyio.lowlevel.checkpoint()
            inbox.current.record(effect(inbox.current.key))

        for key in ("a", "b"):
            deliver(inbox, event(key))
        worker = inbox.async_worker(handle, poll_interval=PATIENCE)
        await worker.run()
        assert (place.effects(), inbox.counts()) == (["a"], Counts(waiting=1, done=1))
        assert await worker.drain() == 0

    async def test_a_stop_ends_the_wait_for_work_at_once(self, inbox: Inbox[Any]) -> None:
        worker = inbox.async_worker(print, poll_interval=10 * PATIENCE)
        with anyio.fail_after(PATIENCE):
            async with anyio.create_task_group() as group:
                group.start_soon(worker.run)
                await anyio.wait_all_tasks_blocked()
                worker.stop()

    async def test_keep_the_lease_of_a_slow_handler(
        self, make_inbox: MakeInbox, place: Place, clock: Clock
    ) -> None:
        inbox = make_inbox(lease=0.15)

        async def handle(_: Event) -> None:
            clock.advance(100)
            with anyio.fail_after(PATIENCE):
                while True:
                    rows = await anyio.to_thread.run_sync(
                        place.execute, "SELECT due FROM webhook_inbox_events"
                    )
                    if rows == [(clock.now + 0.15,)]:
                        return

        deliver(inbox, event())
        await inbox.async_worker(handle).drain()
        assert inbox.counts() == Counts(done=1)

    async def test_outlive_trouble_with_the_database(
        self, place: Place, clock: Clock, caplog: pytest.LogCaptureFixture
    ) -> None:
        database = Flaky(place.database())
        inbox: Inbox[Any] = Inbox(database, "whsec_inbox", clock=clock)
        deliver(inbox, event("idem_1"))
        database.failures = 2

        async def handle(_: Event) -> None:
            inbox.current.record(effect(inbox.current.key))
            worker.stop()

        worker = inbox.async_worker(handle, poll_interval=QUICK)
        with anyio.fail_after(PATIENCE), caplog.at_level(logging.CRITICAL, "ghxstship.inbox"):
            await worker.run()
        assert place.effects() == ["idem_1"]
        inbox.close()


def _signed(body: bytes) -> str:
    return sign_webhook(body, "whsec_inbox", at=NOW)
