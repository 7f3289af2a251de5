"""One time for many processes, which passes only while everybody who takes part sleeps.

So a minute costs nothing, and what takes no time in it (a request, a look at Redis) cannot blur
what is measured.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING

from tests.patience import PATIENCE

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

BEGINNING = 1_700_000_000.0


class Timekeeper:
    """Keeps the time, in a thread of its own.

    Args:
        sleepers: How many take part; nothing happens before all have come.
    """

    def __init__(self, sleepers: int) -> None:
        self.now = BEGINNING
        self._awake = sleepers
        self._asleep: list[tuple[float, int, asyncio.StreamWriter]] = []
        self._order = count()
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.port = 0

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._ready.wait(PATIENCE)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._stopped.set)
        self._thread.join()

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        self._stopped = asyncio.Event()
        server = await asyncio.start_server(self._attend, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stopped.wait()
        server.close()

    async def _attend(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take one sleeper's wishes, each a line with the moment to be woken at."""
        while line := await reader.readline():
            heappush(self._asleep, (float(line), next(self._order), writer))
            self._awake -= 1
            self._pass()
        self._awake -= 1
        self._pass()
        writer.close()

    def _pass(self) -> None:
        """Once nobody is awake, let time pass until somebody is."""
        while self._awake == 0 and self._asleep:
            self.now = max(self.now, self._asleep[0][0])
            while self._asleep and self._asleep[0][0] <= self.now:
                heappop(self._asleep)[2].write(b"%r\n" % self.now)
                self._awake += 1


class SharedClock:
    """The client's clock in one of the processes. Each thread or task sleeps for itself."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._now = BEGINNING
        self._thread = threading.local()
        self._tasks: dict[
            asyncio.Task[object] | None, tuple[asyncio.StreamReader, asyncio.StreamWriter]
        ] = {}

    def time(self) -> float:
        return self._now

    def monotonic(self) -> float:
        return self._now

    def random(self) -> float:
        return 0.5

    def sleep(self, seconds: float) -> None:
        if not hasattr(self._thread, "file"):
            with socket.create_connection(("127.0.0.1", self._port)) as connection:
                self._thread.file = connection.makefile("rwb", buffering=0)
        self._thread.file.write(b"%r\n" % (self._now + seconds))
        self._now = float(self._thread.file.readline())

    async def sleep_async(self, seconds: float) -> None:
        task = asyncio.current_task()
        if task not in self._tasks:
            self._tasks[task] = await asyncio.open_connection("127.0.0.1", self._port)
        reader, writer = self._tasks[task]
        writer.write(b"%r\n" % (self._now + seconds))
        self._now = float(await reader.readline())

    def leave(self) -> None:
        """Take part no longer: this thread is done."""
        self._thread.file.close()

    async def leave_async(self) -> None:
        """Take part no longer: this task is done."""
        _, writer = self._tasks.pop(asyncio.current_task())
        writer.close()
        await writer.wait_closed()
