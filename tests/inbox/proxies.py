"""What stands between an inbox and its PostgreSQL: a proxy that falls silent, and PgBouncer."""

from __future__ import annotations

import gc
import os
import shutil
import socket
import subprocess
import tempfile
import threading
import warnings
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import sqlalchemy as sa

from ..patience import PATIENCE
from .postgres import owner

if TYPE_CHECKING:
    from collections.abc import Generator
    from typing import Self


def _socket_of(address: str) -> str:
    directory = sa.make_url(address).query["host"]
    return f"{directory}/.s.PGSQL.5432"


class MutableProxy:
    """Forwards to a server's socket, and at some answer forwards no more, but hangs up nothing."""

    def __init__(self, address: str) -> None:
        self._target = _socket_of(address)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._lock = threading.Lock()
        self._open: list[socket.socket] = []
        self.answers = 0
        self._silent_after: int | None = None

    def url(self, address: str) -> str:
        """The address of a place by way of the proxy."""
        url = sa.make_url(address)
        port = self._listener.getsockname()[1]
        url = url.difference_update_query(["host"]).set(host="127.0.0.1", port=port)
        return url.update_query_dict({"sslmode": "disable"}).render_as_string(hide_password=False)

    def listen_again(self, silent_after: int | None = None) -> None:
        """Forward as many answers from now on, or all."""
        with self._lock:
            self.answers, self._silent_after = 0, silent_after

    def fall_silent(self) -> None:
        """Forward nothing any more."""
        self.listen_again(silent_after=0)

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        """Hang up, and see those out who fail of it: they leave connections to the garbage."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            self._hang_up()
            for thread in threading.enumerate():
                if thread.name == "ghxstship-inbox-call":
                    thread.join(PATIENCE)
            gc.collect()

    def _hang_up(self) -> None:
        # Closing alone would leave the thread in its accept.
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            for each in self._open:
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
                each.close()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            far = socket.socket(socket.AF_UNIX)
            far.connect(self._target)
            with self._lock:
                self._open += [near, far]
            for pair in ((near, far, False), (far, near, True)):
                threading.Thread(target=self._forward, args=pair, daemon=True).start()

    def _forward(self, source: socket.socket, target: socket.socket, is_answer: bool) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                with self._lock:
                    if is_answer:
                        self.answers += 1
                    limit = self._silent_after
                    if limit is not None and self.answers > limit:
                        continue
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)


def find_bouncer() -> str | None:
    """PgBouncer's program."""
    return shutil.which("pgbouncer") or shutil.which("/usr/sbin/pgbouncer")


@contextmanager
def bouncer(address: str, name: str) -> Generator[str]:
    """Run PgBouncer in transaction mode, with few connections; the URL of a database behind it."""
    program = find_bouncer()
    assert program is not None
    directory = Path(tempfile.mkdtemp(prefix="ghxstship-"))
    runner: dict[str, Any] = owner()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    configuration = directory / "pgbouncer.ini"
    configuration.write_text(
        f"""
[databases]
{name} = host={Path(_socket_of(address)).parent} dbname={name} user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 3
"""
    )
    if runner:
        os.chown(directory, runner["user"], runner["group"])
        os.chown(configuration, runner["user"], runner["group"])
    process = subprocess.Popen(
        [program, "-q", str(configuration)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        **runner,
    )
    url = f"postgresql://postgres@127.0.0.1:{port}/{name}"
    try:
        deadline = threading.Event()
        for _ in range(int(PATIENCE * 20)):
            with suppress(psycopg.OperationalError):
                psycopg.connect(url).close()
                break
            deadline.wait(0.05)
        yield url
    finally:
        process.terminate()
        process.wait()
        shutil.rmtree(directory, ignore_errors=True)
