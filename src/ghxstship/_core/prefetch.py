"""One page ahead of its consumer: fetched in a thread or a task while the page before is in use."""

from __future__ import annotations

from contextlib import suppress
from contextvars import copy_context
from threading import Thread
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from .http.event_loop import running_trio

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from .deadline import Deadline

PageT = TypeVar("PageT")


class Ahead(Generic[PageT]):
    """A page that a thread fetches.

    Args:
        fetch: Fetches it.
        deadline: The fetch's own, which ends it when nobody wants the page any more.
        threads: Where the thread is kept while it runs.
    """

    __slots__ = ("_deadline", "_error", "_fetch", "_page", "_thread", "_threads")

    def __init__(
        self, fetch: Callable[[], PageT], deadline: Deadline, threads: set[Thread]
    ) -> None:
        self._fetch = fetch
        self._deadline = deadline
        self._threads = threads
        self._page: list[PageT] = []
        self._error: BaseException | None = None
        # A page that nobody wants must not keep a program from ending.
        self._thread = Thread(target=copy_context().run, args=(self._run,), daemon=True)
        threads.add(self._thread)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._page.append(self._fetch())
        except BaseException as error:  # noqa: BLE001 - it is raised where the page is asked for
            self._error = error
        finally:
            self._threads.discard(self._thread)

    def page(self) -> PageT:
        """The page, once it is there.

        Raises:
            BaseException: What its fetching raised.
        """
        self._thread.join()
        error, self._error = self._error, None
        if error is not None:
            try:
                raise error
            finally:
                del error  # else it would stand in a cycle with this frame
        # In a forked child there is no thread that would have fetched it.
        return self._page.pop() if self._page else self._fetch()

    def abandon(self) -> None:
        """Let the thread end with what it is doing; it sends nothing more.

        Nobody waits for it here: this may run wherever a garbage collection does.
        """
        self._deadline.expire()


class AheadTask(Generic[PageT]):
    """A page that a task fetches, in asyncio or in trio.

    Args:
        fetch: Fetches it.
    """

    __slots__ = ("_work",)

    def __init__(self, fetch: Callable[[], Awaitable[PageT]]) -> None:
        trio = running_trio()
        self._work: Any = _AsyncioWork(fetch) if trio is None else _TrioWork(trio, fetch)

    async def page(self) -> PageT:
        """The page, once it is there.

        Raises:
            Exception: What its fetching raised.
        """
        page: PageT = await self._work.result()
        return page

    async def abandon(self) -> None:
        """Cancel the task and wait for its end."""
        await self._work.cancel()

    def leave(self) -> None:
        """Let the task be cancelled, from wherever a garbage collection runs."""
        self._work.leave()


class _AsyncioWork:
    def __init__(self, fetch: Callable[[], Awaitable[Any]]) -> None:
        # Slow to load, and a sync client never needs it.
        import asyncio  # noqa: PLC0415

        async def run() -> Any:
            return await fetch()

        self._wait = asyncio.wait
        self._loop = asyncio.get_running_loop()
        self._task = asyncio.create_task(run())
        # Else asyncio would complain of an error that nobody came for.
        self._task.add_done_callback(lambda task: task.cancelled() or task.exception())

    async def result(self) -> Any:
        return await self._task

    async def cancel(self) -> None:
        self._task.cancel()
        await self._wait([self._task])

    def leave(self) -> None:
        with suppress(RuntimeError):  # the loop is closed
            self._loop.call_soon_threadsafe(self._task.cancel)


class _TrioWork:
    """A system task: it has no nursery that the consumer would have to open and leave."""

    def __init__(self, trio: Any, fetch: Callable[[], Awaitable[Any]]) -> None:
        self._trio = trio
        self._fetch = fetch
        self._scope: Any = trio.CancelScope()
        self._done: Any = trio.Event()
        self._token: Any = trio.lowlevel.current_trio_token()
        self._outcome: Any = None
        self._error: Exception | None = None
        trio.lowlevel.spawn_system_task(self._run, context=copy_context())

    async def _run(self) -> None:
        try:
            with self._scope:
                self._outcome = await self._fetch()
        except Exception as error:  # noqa: BLE001 - it is raised where the page is asked for
            self._error = error
        finally:
            self._done.set()

    async def result(self) -> Any:
        await self._done.wait()
        error, self._error = self._error, None
        if error is not None:
            try:
                raise error
            finally:
                del error
        return self._outcome

    async def cancel(self) -> None:
        self._scope.cancel()
        with self._trio.CancelScope(shield=True):
            await self._done.wait()

    def leave(self) -> None:
        with suppress(self._trio.RunFinishedError):
            self._token.run_sync_soon(self._scope.cancel)
