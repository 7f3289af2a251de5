"""A worker that hands stored events to a handler as tasks of asyncio or trio."""

from __future__ import annotations

from inspect import isawaitable, iscoroutinefunction
from math import inf
from typing import Generic

__all__ = ["AsyncWorker"]

try:
    import anyio
    import anyio.to_thread
except ModuleNotFoundError as error:
    message = f"The async worker needs {error.name}: pip install {error.name}"
    raise ModuleNotFoundError(message, name=error.name) from error

from collections.abc import Callable

from ..known_events import Event
from .database import ConnectionT, InboxDatabaseError, InboxError
from .delivery import Job
from .steps import Steps
from .worker import BEATS_PER_LEASE

in_thread = anyio.to_thread.run_sync


class AsyncWorker(Generic[ConnectionT]):
    """Hands events to a handler as tasks; `Inbox.async_worker` makes one.

    Only the handler, if it is async, runs on the event loop: the database is used in threads.

    Args:
        steps: What is done with an event.
        handler: Called with each event, in a thread if it is not async.
        concurrency: How many events are handled at a time, 1 or more.
        poll_interval: Seconds between two looks at an inbox where nothing was due.
    """

    def __init__(
        self,
        steps: Steps[ConnectionT],
        handler: Callable[[Event], object],
        *,
        concurrency: int,
        poll_interval: float,
    ) -> None:
        self._steps = steps
        self._handler = handler
        self._concurrency = concurrency
        self._poll_interval = poll_interval
        self._stopping = False
        self._stopped: anyio.Event | None = None

    async def run(self) -> None:
        """Handle events until `stop` is called on the same event loop, or until cancelled.

        `stop` lets handlers come to their end. A cancellation interrupts them, and their events
        are for the next worker to have at once.
        """
        self._stopped = anyio.Event()
        async with anyio.create_task_group() as group:
            for _ in range(self._concurrency):
                group.start_soon(self._serve, self._stopped)

    async def drain(self) -> int:
        """Handle all that is due now, one event at a time.

        Returns:
            How many attempts were made.

        Raises:
            InboxDatabaseError: The database failed; events that were handled stay so.
        """
        count = 0
        while not self._stopping:
            job = await in_thread(self._steps.claim)
            if job is None:
                break
            await self._handle(job)
            count += 1
        return count

    def stop(self) -> None:
        """Take no more events; those in hand are handled to their end."""
        self._stopping = True
        if self._stopped is not None:
            self._stopped.set()

    async def _serve(self, stopped: anyio.Event) -> None:
        while not self._stopping:
            if not await self._serve_one():
                with anyio.move_on_after(self._poll_interval):
                    await stopped.wait()

    async def _serve_one(self) -> bool:
        try:
            job = await in_thread(self._steps.claim)
            if job is not None:
                await self._handle(job)
        except InboxDatabaseError as error:
            self._steps.trouble(error)
            return False
        return job is not None

    async def _handle(self, job: Job[ConnectionT]) -> None:
        failure: Exception | None = None
        try:
            async with anyio.create_task_group() as heart:
                heart.start_soon(self._beat, job)
                try:
                    await self._call(job)
                except Exception as error:  # noqa: BLE001 - the attempt's outcome
                    failure = error
                except anyio.get_cancelled_exc_class() as error:
                    if _is_cancelled():
                        raise
                    failure = InboxError("the handler awaited something that was cancelled")
                    failure.__cause__ = error
                heart.cancel_scope.cancel()
        except BaseException:
            with anyio.CancelScope(shield=True):
                await in_thread(self._steps.hand_back, job)
            raise
        # What the handler did is noted even when a cancellation comes in this moment.
        with anyio.CancelScope(shield=True):
            if failure is None:
                await in_thread(self._steps.succeed, job)
            else:
                await in_thread(self._steps.fail, job, failure)

    async def _call(self, job: Job[ConnectionT]) -> None:
        with job.entered():
            if iscoroutinefunction(self._handler):
                answer: object = job.handled_by(self._handler)
            else:
                # In a tuple, since trio refuses threads that return something to be awaited.
                (answer,) = await in_thread(lambda: (job.handled_by(self._handler),))
            if isawaitable(answer):
                await answer

    async def _beat(self, job: Job[ConnectionT]) -> None:
        held = True
        while held:
            await anyio.sleep(self._steps.lease / BEATS_PER_LEASE)
            try:
                held = await in_thread(self._steps.extend, job)
            except InboxDatabaseError as error:
                self._steps.trouble(error)


def _is_cancelled() -> bool:
    """Whether this task is cancelled, and not merely something that its handler awaited.

    That would end the worker without a word. Only asyncio has the same exception for both.
    """
    import asyncio  # noqa: PLC0415 - not for trio

    if anyio.current_effective_deadline() == -inf:
        return True
    task = asyncio.current_task()
    return task is None or task.cancelling() > 0
