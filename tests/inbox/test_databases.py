"""What is particular to one database, and how an inbox is told of it."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from ghxstship import ConfigurationError, webhooks
from ghxstship.webhooks import Counts, Inbox, InboxError, PostgreSQL

from .harness import SECRET, Clock, Place, deliver, event


def test_a_path_is_a_sqlite_file(tmp_path: Path, clock: Clock) -> None:
    paths: list[Path | str] = [tmp_path / "inbox.db", str(tmp_path / "inbox.db")]
    for number, path in enumerate(paths):
        with Inbox(path, SECRET, clock=clock) as inbox:
            assert deliver(inbox, event("idem_1")) == (number == 0)
            assert inbox.counts() == Counts(waiting=1)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        (":memory:", "lost in a crash"),
        ("", "lost in a crash"),
        ("postgresql://localhost/x", r"Inbox\(PostgreSQL\("),
    ],
)
def test_what_is_no_file_is_refused(path: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        Inbox(path, SECRET)


@pytest.mark.parametrize(
    ("secret", "message"),
    [
        ("", "empty secret"),
        (b"", "empty secret"),
        (["good", ""], "empty secret"),
        (None, "empty secret"),  # what an environment variable that is not set gives
        (["good", None], "empty secret"),
        (7, "secret is a int"),
        (lambda: SECRET, "secret is a function: pass what it returns"),
        (["good", lambda: SECRET], "secret is a function: pass what it returns"),
    ],
)
def test_what_is_no_secret_is_refused(tmp_path: Path, secret: Any, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        Inbox(tmp_path / "inbox.db", secret)


def test_a_crowd_may_open_a_place_that_is_new(place: Place, clock: Clock) -> None:
    start = threading.Barrier(8)
    new: list[bool] = []

    def receive() -> None:
        inbox: Inbox[object] = Inbox(place.database(), SECRET, clock=clock)
        start.wait()
        new.append(deliver(inbox, event("idem_1")))
        inbox.close()

    threads = [threading.Thread(target=receive) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(new) == 7 * [False] + [True]


def test_tables_of_another_release_are_left_as_they_are(place: Place, clock: Clock) -> None:
    with Inbox(place.database(), SECRET, clock=clock) as inbox:
        deliver(inbox, event("idem_1"))
    place.execute("UPDATE webhook_inbox_version SET version = 3")
    with Inbox(place.database(), SECRET, clock=clock) as inbox:
        for _ in range(2):
            with pytest.raises(InboxError, match=r"of version 3, and this release .* version 2"):
                deliver(inbox, event("idem_2"))
    assert place.execute("SELECT key FROM webhook_inbox_events") == [("idem_1",)]


def test_an_inbox_that_is_let_go_of_leaves_nothing_open(tmp_path: Path) -> None:
    program = (
        "import gc, sys; from ghxstship.webhooks import Inbox;"
        "inbox = Inbox(sys.argv[1]); inbox.counts(); del inbox; gc.collect()"
    )
    command = [sys.executable, "-W", "error::ResourceWarning", "-c", program]
    done = subprocess.run(
        [*command, str(tmp_path / "inbox.db")], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""


def test_an_engine_of_ones_own_stays_open(server: Place, clock: Clock) -> None:
    place = server.fresh("engine")
    engine = sa.create_engine(sa.make_url(place.address).set(drivername="postgresql+psycopg"))
    with Inbox(PostgreSQL(engine), SECRET, clock=clock) as inbox:
        assert deliver(inbox, event("idem_1"))
        waiting = engine.pool.status()
    assert engine.pool.status() == waiting
    engine.dispose()


def test_what_is_public_is_loaded_when_it_is_used() -> None:
    program = (
        "import sys; before = set(sys.modules); import ghxstship.webhooks as webhooks;"
        "names = {'sqlite3', 'sqlalchemy', 'anyio', 'pydantic'};"
        "print(sorted(names & (set(sys.modules) - before)));"
        "webhooks.Inbox; print('sqlalchemy' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\nFalse\n"
    for name in webhooks.__all__:
        assert getattr(webhooks, name) is not None
    assert dir(webhooks) == sorted(webhooks.__all__)
    with pytest.raises(AttributeError, match="no attribute 'Outbox'"):
        getattr(webhooks, "Outbox")  # noqa: B009 - a checker would refuse the attribute
