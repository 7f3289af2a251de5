"""Kills itself at every step, and forks: run as a program, since only a process can die.

It forks a child that works on an inbox and dies by `SIGKILL` at its first step, then a child that
does the same on another inbox and dies at its second step, and so on until one comes to its end.
After each death another child finishes the work, and the effects are compared.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from ghxstship.webhooks import Inbox, RetrySchedule

from .harness import NOW, SECRET, Clock, Place, deliver, effect, event

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from ghxstship.events import Event
    from ghxstship.webhooks.inbox.database import Database, SqlValue, Transaction

BODIES = {"plain": event("plain"), "fails": event("fails", resource="a", at=1)}
DELIVERIES = ["fails", "fails", "plain"]


class Fuse:
    """Counts steps, and kills the process at one of them."""

    def __init__(self, burns_at: int | None = None) -> None:
        self.burns_at = burns_at
        self.steps = 0

    def step(self) -> None:
        self.steps += 1
        if self.steps == self.burns_at:
            os.kill(os.getpid(), signal.SIGKILL)


class Deadly:
    """A database with a step before and after everything that it does."""

    def __init__(self, database: Database[Any], fuse: Fuse) -> None:
        self.database = database
        self.dialect = database.dialect
        self.name = database.name
        self.timeout = database.timeout
        self.fuse = fuse

    @contextmanager
    def transaction(self, *, timeout: float) -> Generator[DeadlyTransaction]:
        self.fuse.step()
        with self.database.transaction(timeout=timeout) as transaction:
            self.fuse.step()
            yield DeadlyTransaction(transaction, self.fuse)
            self.fuse.step()
        self.fuse.step()

    def release_thread(self, *, ends: bool = False) -> None:
        self.database.release_thread(ends=ends)

    def close(self) -> None:
        self.database.close()


class DeadlyTransaction:
    def __init__(self, transaction: Transaction[Any], fuse: Fuse) -> None:
        self.transaction = transaction
        self.connection = transaction.connection
        self.fuse = fuse

    def lift(self) -> None:
        self.transaction.lift()

    def now(self) -> float:
        return self.transaction.now()

    def run(self, statement: str, **values: SqlValue) -> int:
        count = self.transaction.run(statement, **values)
        self.fuse.step()
        return count

    def rows(self, statement: str, **values: SqlValue) -> list[tuple[Any, ...]]:
        return self.transaction.rows(statement, **values)


class Work:
    """Everything that an inbox does, with what the world outside saw of it in a file each."""

    def __init__(self, place: Place, directory: Path, fuse: Fuse, clock: Clock) -> None:
        self.fuse = fuse
        self.clock = clock
        self.acknowledged = directory / "acknowledged"
        self.calls = directory / "calls"
        self.inbox: Inbox[Any] = Inbox(
            Deadly(place.database(), fuse),
            SECRET,
            retry=RetrySchedule(max_attempts=9, initial_delay=10),
            clock=clock,
        )

    def receive(self) -> None:
        """What the platform does: deliver again what was not answered."""
        answered = lines(self.acknowledged)
        for key in DELIVERIES[len(answered) :]:
            deliver(self.inbox, BODIES[key], at=self.clock.now)
            self.fuse.step()
            append(self.acknowledged, key)
            self.fuse.step()

    def work(self) -> None:
        """Handle until nothing is left."""
        worker = self.inbox.worker(self.handle)
        while self.inbox.counts().waiting:
            worker.drain()
            self.clock.advance(100)

    def handle(self, _: Event) -> None:
        key = self.inbox.current.key
        self.fuse.step()
        append(self.calls, key)
        self.inbox.current.record(self.step_around(effect(key)))
        self.fuse.step()
        if key == "fails" and lines(self.calls).count("fails") == 1:
            raise ValueError("the first time")

    def step_around(self, write: Callable[[Any], None]) -> Callable[[Any], None]:
        def stepping(connection: Any) -> None:
            self.fuse.step()
            write(connection)
            self.fuse.step()

        return stepping


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def append(path: Path, line: str) -> None:
    with path.open("a") as file:
        file.write(f"{line}\n")


def in_child(work: Callable[[], None]) -> int:
    """Run something in a process of its own.

    Returns:
        How it ended: 0, or the negative number of a signal.
    """
    child = os.fork()
    if child == 0:
        run_and_leave(work)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def run_and_leave(work: Callable[[], None]) -> NoReturn:
    code = 1
    try:
        work()
        code = 0
    finally:
        sys.stderr.flush()
        os._exit(code)


def die_at_every_step(ground: Place, directory: Path) -> dict[str, Any]:
    """Die at one step after the other, and finish the work each time."""
    deaths = 0
    wrong: list[Any] = []
    while True:
        deaths += 1
        here = directory / str(deaths)
        here.mkdir()
        place = ground.fresh(f"step{deaths}")

        def attempt(here: Path = here, place: Place = place, step: int = deaths) -> None:
            work = Work(place, here, Fuse(step), Clock())
            work.receive()
            work.work()

        def finish(here: Path = here, place: Place = place) -> None:
            work = Work(place, here, Fuse(), Clock(NOW + 300))
            work.receive()
            work.work()

        ended = in_child(attempt)
        finished = 0 if ended == 0 else in_child(finish)
        calls = lines(here / "calls")
        repeated = sorted({key for key in calls if calls.count(key) > 1 + (key == "fails")})
        if (
            ended not in {0, -signal.SIGKILL}
            or finished
            or place.effects() != sorted(BODIES)
            or lines(here / "acknowledged") != DELIVERIES
            or set(calls) != set(BODIES)
            or len(repeated) > 1  # no more than was in hand when the process died
        ):
            wrong.append([deaths, ended, finished, place.effects(), calls])
        if ended == 0:
            return {"steps": deaths - 1, "wrong": wrong}


def fork_after_use(ground: Place) -> dict[str, Any]:
    """Go on in a child with an inbox that its parent has used, while others come and go."""
    place = ground.fresh("forked")
    inbox: Inbox[Any] = Inbox(place.database(), SECRET, clock=Clock())
    deliver(inbox, event("parent"))
    seen: list[int] = []
    from_child, to_parent = os.pipe()
    from_parent, to_child = os.pipe()

    def go_on() -> None:
        for number in range(3):
            deliver(inbox, event(f"child_{number}"))
            os.write(to_parent, b".")
            os.read(from_parent, 1)

    child = os.fork()
    if child == 0:
        run_and_leave(go_on)
    inbox.close()
    for _ in range(3):
        os.read(from_child, 1)
        with Inbox(place.database()) as visitor:  # the last to close a SQLite file tidies it up
            seen.append(visitor.counts().waiting)
        os.write(to_child, b".")
    os.waitpid(child, 0)
    return {"seen": seen}


class Crew:
    """Workers that handle events, each a process, and that say when they begin with one."""

    def __init__(self, place: Place) -> None:
        self.place = place
        reader, self.writer = os.pipe()
        self.calls = os.fdopen(reader)
        self.running: set[int] = set()

    def start(self) -> None:
        child = os.fork()
        if child == 0:
            run_and_leave(self.work)
        self.running.add(child)

    def work(self) -> None:
        # On a busy machine a lease may run out again and again: that must not end an event.
        retry = RetrySchedule(max_attempts=100_000)
        inbox: Inbox[Any] = Inbox(self.place.database(), SECRET, lease=0.3, retry=retry)

        def handle(_: Event) -> None:
            os.write(self.writer, b"%d\n" % os.getpid())
            inbox.current.record(effect(inbox.current.key))

        worker = inbox.worker(handle, concurrency=2, poll_interval=0.01)

        def stop(number: int, frame: object) -> None:
            worker.stop()

        signal.signal(signal.SIGTERM, stop)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
        worker.run()

    def kill_one(self) -> None:
        """Kill a worker that has just begun with an event."""
        while (caller := int(self.calls.readline())) not in self.running:
            pass
        self.end(caller, signal.SIGKILL)

    def end(self, child: int, number: int) -> int:
        os.kill(child, number)
        self.running.remove(child)
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def kill_at_random(ground: Place, rounds: int) -> dict[str, Any]:
    """Kill workers while they handle events, from outside, and start others in their place."""
    # Until a worker listens, the signal waits.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    place = ground.fresh("killed")
    crew = Crew(place)
    keys = [f"idem_{number:03}" for number in range(5 * rounds)]

    def receive(first: int) -> None:
        inbox: Inbox[Any] = Inbox(place.database(), SECRET, clock=Clock())
        for number, key in enumerate(keys[first : first + 5]):
            deliver(inbox, event(key, resource=f"r{number % 3}", at=number))

    for _ in range(3):
        crew.start()
    for number in range(rounds):
        assert in_child(partial(receive, 5 * number)) == 0
        crew.kill_one()
        crew.start()
    while len(place.effects()) < len(keys):
        pass
    codes = [crew.end(child, signal.SIGTERM) for child in list(crew.running)]
    return {"codes": codes, "right": place.effects() == keys}


if __name__ == "__main__":
    logging.disable()
    mode, kind, address, scratch = sys.argv[1:]
    ground = Place(kind, address)  # type: ignore[arg-type]
    ground.database().close()  # imports what it needs here, and not in every child again
    if mode == "steps":
        print(json.dumps(die_at_every_step(ground, Path(scratch))))
    elif mode == "forks":
        print(json.dumps(fork_after_use(ground)))
    else:
        print(json.dumps(kill_at_random(ground, rounds=12)))
