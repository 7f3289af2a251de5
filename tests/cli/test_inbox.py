"""`ghxstship inbox backup`: a copy of an inbox that is in use."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ghxstship.webhooks import Inbox
from tests.inbox.harness import NOW, SECRET, Clock, deliver, event

from .conftest import run

if TYPE_CHECKING:
    from ghxstship.events import Event

pytestmark = pytest.mark.once

ACCEPTS = """
import sys
from ghxstship.webhooks import Inbox
from tests.inbox.harness import SECRET, Clock, deliver, event
inbox = Inbox(sys.argv[1], SECRET, clock=Clock())
for number in range(100_000):
    deliver(inbox, event(f"event {number}"))
    print(number, flush=True)
"""


def keys_in(file: Path) -> set[str]:
    with closing(sqlite3.connect(file)) as connection:
        return {key for (key,) in connection.execute("SELECT key FROM webhook_inbox_events")}


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def an_inbox(file: Path, *keys: str) -> Inbox[Any]:
    inbox = Inbox(file, SECRET, clock=Clock())
    for key in keys:
        deliver(inbox, event(key))
    return inbox


def test_all_that_was_accepted_before_is_in_the_copy(tmp_path: Path) -> None:
    """While another process accepts events, and goes on to."""
    file, target = tmp_path / "inbox.db", tmp_path / "copy.db"
    with subprocess.Popen(
        [sys.executable, "-c", ACCEPTS, str(file)], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            accepted = max(int(process.stdout.readline()) for _ in range(20))
            result = run("inbox", "backup", str(file), str(target), "--json")
            after = int(process.stdout.readline())
            assert process.poll() is None
        finally:
            process.kill()
    assert (result.code, result.json["target"]) == (0, str(target))
    copied = keys_in(target)
    assert {f"event {number}" for number in range(accepted + 1)} <= copied
    assert result.json["events"] == len(copied)
    assert after > accepted

    handled: list[str] = []

    def handle(event: Event) -> None:
        handled.append(str(event.idempotency_key))

    restored = Inbox(target, SECRET, clock=Clock(NOW + 1))
    restored.worker(handle).drain()
    assert set(handled) == copied
    assert len(handled) == len(copied)
    assert not deliver(restored, event("event 3"))  # it is known there, too
    restored.close()


def test_a_file_that_is_copied_without_its_wal_loses_events(tmp_path: Path) -> None:
    """What the command is for."""
    file = tmp_path / "inbox.db"
    inbox = an_inbox(file, "a", "b")
    shutil.copy(file, tmp_path / "plain.db")
    run("inbox", "backup", str(file), str(tmp_path / "copy.db"))
    inbox.close()
    with closing(sqlite3.connect(tmp_path / "plain.db")) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master").fetchall()
    assert tables == [] or keys_in(tmp_path / "plain.db") < {"a", "b"}
    assert keys_in(tmp_path / "copy.db") == {"a", "b"}


def test_the_copy_is_one_file_for_its_owner(tmp_path: Path) -> None:
    file, target = tmp_path / "inbox.db", tmp_path / "copy.db"
    an_inbox(file, "a").close()
    result = run("inbox", "backup", str(file), str(target))
    assert result.code == 0
    size = target.stat().st_size
    assert result.stderr == f"{target} is whole (events: 1, bytes: {size}).\n"
    assert names_in(tmp_path) == ["copy.db", "inbox.db"]
    assert stat.S_IMODE(target.stat().st_mode) == 0o600


def refused(*arguments: str) -> str:
    result = run("inbox", "backup", *arguments)
    assert result.code == 2
    return result.stderr


class TestRefusal:
    def test_of_a_target_that_is_there(self, tmp_path: Path) -> None:
        file, target = tmp_path / "inbox.db", tmp_path / "copy.db"
        an_inbox(file, "a").close()
        target.write_bytes(b"precious")
        assert "is there already: choose another name" in refused(str(file), str(target))
        assert target.read_bytes() == b"precious"
        target.unlink()
        target.symlink_to(tmp_path / "nowhere")
        assert "is there already" in refused(str(file), str(target))
        assert "is there already" in refused(str(file), str(file))

    def test_of_a_target_that_comes_meanwhile(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file, target = tmp_path / "inbox.db", tmp_path / "copy.db"
        an_inbox(file, "a").close()

        def link(source: str, named: str) -> None:
            Path(named).write_bytes(b"precious")
            os_link(source, named)

        os_link = os.link
        monkeypatch.setattr(os, "link", link)
        assert "is there already" in refused(str(file), str(target))
        assert target.read_bytes() == b"precious"
        assert names_in(tmp_path) == ["copy.db", "inbox.db"]

    def test_of_what_is_no_inbox(self, tmp_path: Path) -> None:
        target = str(tmp_path / "copy.db")
        assert "there is no file" in refused(str(tmp_path / "nowhere.db"), target)
        other = tmp_path / "other.db"
        with closing(sqlite3.connect(other)) as connection:
            connection.execute("CREATE TABLE things (name TEXT)")
        assert "has no inbox" in refused(str(other), target)
        assert "No such file" in refused(str(other), str(tmp_path / "nowhere" / "copy.db"))
        assert not Path(target).exists()

    def test_of_postgresql_names_its_tool(self) -> None:
        message = refused("postgresql://user:pass@host/name", "copy.db")
        assert "pg_dump --table='webhook_inbox_*'" in message
        assert "pass" not in message

    def test_of_a_damaged_file_leaves_nothing(self, tmp_path: Path) -> None:
        file, target = tmp_path / "inbox.db", tmp_path / "copy.db"
        an_inbox(file, *(f"event {number}" for number in range(200))).close()
        content = bytearray(file.read_bytes())
        for page in range(3 * 4096, len(content), 4096):
            content[page : page + 8] = b"\x0d" + b"\xff" * 7
        file.write_bytes(content)
        result = run("inbox", "backup", str(file), str(target))
        assert result.code == 1
        assert "inbox.db" in result.stderr
        assert names_in(tmp_path) == ["inbox.db"]
