"""Closing while things settle: whatever moment a cancellation comes in, it is obeyed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from ghxstship.sandbox import Sandbox, asgi
from ghxstship.sandbox.dispatch import Dispatcher
from ghxstship.sandbox.sender import Outcome
from ghxstship.sandbox.stream import Listener
from tests.patience import PATIENCE

from .caller import Caller, Clock
from .test_webhooks import DEALS, NEW_DEAL, subscribe

if TYPE_CHECKING:
    from typing import Any

    from ghxstship.sandbox.sender import Attempt

ROUNDS = 300
STEPS = 30  # of the event loop; more than it takes until a delivery has settled


class Steps:
    """A sender that takes a number of the event loop's steps instead of a network's time."""

    def __init__(self, steps: int) -> None:
        self.steps = steps
        self.sent = asyncio.Event()

    async def send(self, attempt: Attempt) -> Outcome:
        await steps(self.steps)
        self.sent.set()
        return Outcome(status=500, seconds=0.0, body="")  # to be tried again: a wait with an end

    async def aclose(self) -> None:
        """Nothing is open."""


async def steps(count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


@pytest.mark.once
def test_deliveries_settle_in_any_moment_of_300_closings(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    sandbox = Sandbox(clock=clock, seed=None, rate_limits=False)
    api = Caller(sandbox)
    subscribe(api, "http://127.0.0.1:9/", "deal.created")

    async def open_deliver_close(number: int) -> None:
        sender = Steps(number // STEPS % 10)

        def new_sender(_: Dispatcher) -> Steps:
            return sender

        monkeypatch.setattr(Dispatcher, "_new_sender", new_sender)
        api.made(DEALS, NEW_DEAL)
        await sender.sent.wait()  # from here on it is the loop's steps alone that count
        await steps(STEPS)
        api.made(DEALS, NEW_DEAL)
        await steps(number % STEPS)
        await sandbox.wind_down()

    async def main() -> None:
        async with asyncio.timeout(PATIENCE):
            for number in range(ROUNDS):
                await open_deliver_close(number)

    asyncio.run(main())
    sandbox.close()


@pytest.mark.parametrize("after", range(8))
def test_a_wait_for_events_that_is_over_can_still_be_cancelled(after: int) -> None:
    async def main() -> None:
        listener = Listener()
        task = asyncio.create_task(_forever(listener))
        await steps(5)
        listener.wake()
        await steps(after)
        await _end(task)

    asyncio.run(main())


async def _forever(listener: Listener) -> None:
    while True:
        await listener.wait(3600)


@pytest.mark.parametrize("after", range(8))
def test_a_wait_for_time_that_the_client_ends_can_still_be_cancelled(after: int) -> None:
    async def main() -> None:
        gone = asyncio.Event()

        async def receive() -> dict[str, Any]:
            await gone.wait()
            return {"type": "http.disconnect"}

        async def latency() -> None:
            await asgi.wait(3600, receive)
            await asyncio.Event().wait()

        task = asyncio.create_task(latency())
        await steps(5)
        gone.set()
        await steps(after)
        await _end(task)

    asyncio.run(main())


async def _end(task: asyncio.Task[None]) -> None:
    """Cancel a task that never ends of itself, once."""
    task.cancel()
    done, _ = await asyncio.wait([task], timeout=PATIENCE)
    if not done:
        task.cancel()
        pytest.fail("the cancellation was lost")
    assert task.cancelled()
