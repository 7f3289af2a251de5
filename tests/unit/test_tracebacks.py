"""Which frames an error loses the locals of, and which are none of its business."""

from __future__ import annotations

import inspect
import traceback
from collections.abc import AsyncGenerator, Callable, Iterator
from types import FrameType
from typing import Any

import anyio
import anyio.lowlevel
import pytest

from ghxstship._core import tracebacks
from ghxstship._core.errors import APIConnectionError, ConfigurationError
from ghxstship._core.tracebacks import clear_locals, hide_arguments
from tests.patience import PATIENCE

from ..library import httpx
from .bookshop import AsyncClient

TRACEBACKS = tracebacks.__file__


def frames(error: BaseException) -> list[FrameType]:
    """The frames of an error's traceback."""
    return [frame for frame, _ in traceback.walk_tb(error.__traceback__)]


def failing(secret: str) -> None:
    raise KeyError(len(secret))


def translating(secret: str, *, kept: bool) -> None:
    try:
        failing(secret)
    except KeyError as error:
        if kept:
            raise ValueError("worse") from error
        raise ValueError("worse") from None


def caught(function: Callable[[], object]) -> Exception:
    with pytest.raises(Exception, match=r"worse|\d") as info:
        function()
    return info.value


@pytest.mark.parametrize("kept", [True, False])
def test_what_led_to_an_error_is_emptied_too(kept: bool) -> None:
    error = caught(lambda: translating("s3cret", kept=kept))
    inner = error.__context__
    assert inner is not None
    assert any("s3cret" in frame.f_locals.values() for frame in frames(inner))
    clear_locals(error)
    names = [frame.f_code.co_name for frame in frames(inner)]
    assert names[-2:] == ["translating", "failing"]
    for each in (error, inner):
        assert not any("s3cret" in frame.f_locals.values() for frame in frames(each))


def test_a_group_is_emptied_with_its_members() -> None:
    member = caught(lambda: failing("s3cret"))
    assert any("s3cret" in frame.f_locals.values() for frame in frames(member))
    clear_locals(ExceptionGroup("worse", [ValueError(), ExceptionGroup("worse", [member])]))
    assert not any("s3cret" in frame.f_locals.values() for frame in frames(member))


def test_what_was_merely_handled_meanwhile_keeps_its_locals() -> None:
    try:
        failing("mine")
    except KeyError as error:
        handled = error
        later = caught(lambda: translating("s3cret", kept=True))
    else:
        raise AssertionError
    clear_locals(later)
    assert frames(handled)[-1].f_locals == {"secret": "mine"}
    assert frames(later)[-1].f_locals == {}


def test_a_generator_that_is_suspended_in_a_handler_goes_on() -> None:
    def suspended() -> Iterator[BaseException | str]:
        try:
            failing("mine")
        except KeyError as error:
            yield error
        yield "went on"

    generator = suspended()
    context = next(generator)
    assert isinstance(context, KeyError)
    error = caught(lambda: translating("s3cret", kept=True))
    error.__context__ = context
    clear_locals(error)
    assert next(generator) == "went on"


def holder(secret: str) -> Iterator[BaseException | str]:
    """A generator that hands its exception over and goes on."""
    with pytest.raises(KeyError) as raised:
        failing(secret)
    yield raised.value
    yield "went on"


async def holder_async(secret: str) -> AsyncGenerator[BaseException | str, None]:
    with pytest.raises(KeyError) as raised:
        failing(secret)
    yield raised.value
    yield "went on"


@pytest.mark.parametrize("link", ["itself", "cause", "member"])
def test_a_generator_goes_on_whose_exception_is_handed_over(link: str) -> None:
    generator = holder("s3cret")
    inner = next(generator)
    assert isinstance(inner, KeyError)
    error: BaseException = inner
    if link == "cause":
        error = ValueError("worse")
        error.__cause__ = inner
    elif link == "member":
        error = ExceptionGroup("worse", [inner])
    clear_locals(error)
    assert next(generator) == "went on"
    assert frames(inner)[-1].f_locals == {}


def test_an_async_generator_goes_on_whose_exception_is_handed_over() -> None:
    async def hand_over() -> None:
        generator = holder_async("s3cret")
        error = await anext(generator)
        assert isinstance(error, KeyError)
        clear_locals(error)
        assert frames(error)[-1].f_locals == {}
        for _ in range(5):  # a loop closes a generator later
            await anyio.lowlevel.checkpoint()
        assert await anext(generator) == "went on"
        await generator.aclose()

    anyio.run(hand_over)


def test_finished_coroutines_and_generators_are_emptied() -> None:
    def generating(secret: str) -> Iterator[int]:
        yield len(secret)
        failing(secret)

    async def generating_async(secret: str) -> AsyncGenerator[int, None]:
        for each in generating(secret):
            yield each

    async def awaiting(secret: str) -> None:
        async for _ in generating_async(secret):
            pass

    error = caught(lambda: anyio.run(awaiting, "s3" + "cret"))
    clear_locals(error)
    ended = [frame for frame in frames(error) if frame.f_code.co_filename == __file__][2:]
    names = [frame.f_code.co_name for frame in ended]
    assert names == ["awaiting", "generating_async", "generating", "failing"]
    assert [frame.f_locals for frame in ended] == [{}] * 4


def refuse(request: httpx.Request) -> None:
    raise httpx.ConnectError("refused", request=request)


class WorkerTransport(httpx.AsyncBaseTransport):
    """A transport whose requests are served by one task, which outlives a request that fails."""

    def __init__(self) -> None:
        self.send, self.receive = anyio.create_memory_object_stream[Any](1)
        self.served = 0

    async def work(self) -> None:
        async with self.receive:
            async for request, errors, done in self.receive:
                self.served += 1
                try:
                    refuse(request)
                except httpx.ConnectError as error:
                    errors.append(error)
                done.set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        errors: list[Exception] = []
        done = anyio.Event()
        await self.send.send((request, errors, done))
        await done.wait()
        raise errors[0]


@pytest.mark.parametrize("backend", ["asyncio", "trio"])
def test_a_worker_task_of_a_transport_serves_the_next_call(backend: str) -> None:
    async def call_twice() -> None:
        transport = WorkerTransport()
        client = AsyncClient(api_key="sk", http_client=transport, max_retries=0)
        with anyio.fail_after(PATIENCE):
            async with anyio.create_task_group() as tasks, transport.send:
                tasks.start_soon(transport.work)
                for served in (1, 2):
                    with pytest.raises(APIConnectionError, match="refused"):
                        await client.books.get("1")
                    assert transport.served == served

    anyio.run(call_twice, backend=backend)


def test_a_cycle_of_causes_ends() -> None:
    first, second = ValueError("1"), ValueError("2")
    first.__cause__, second.__cause__ = second, first
    clear_locals(first)


def add(number: int, secret: str = "") -> int:
    return number + len(secret)


async def add_async(number: int, secret: str = "") -> int:
    await anyio.lowlevel.checkpoint()
    return number + len(secret)


def refusing(secret: str) -> None:
    try:
        failing(secret)
    except KeyError as error:
        raise ConfigurationError("worse") from error


def test_a_function_that_hides_its_arguments_answers_as_ever() -> None:
    assert hide_arguments(add)(1, secret="s3cret") == 7
    assert hide_arguments(add).__name__ == "add"
    assert inspect.signature(hide_arguments(add)) == inspect.signature(add)


def test_a_coroutine_function_that_hides_its_arguments_is_one_still() -> None:
    hiding = hide_arguments(add_async)
    assert inspect.iscoroutinefunction(hiding)
    assert anyio.run(hiding, 1, "s3cret") == 7


@pytest.mark.parametrize("is_async", [False, True])
def test_arguments_are_hidden_where_a_function_fails_in_a_way_of_ours(is_async: bool) -> None:
    @hide_arguments
    def fail(secret: str) -> None:
        refusing(secret)

    @hide_arguments
    async def fail_async(secret: str) -> None:
        refusing(secret)

    def use() -> None:
        if is_async:
            anyio.run(fail_async, "s3" + "cret")
        else:
            fail("s3" + "cret")

    error = caught(use)
    hidden = [
        frame for frame in frames(error) if frame.f_code.co_filename in {__file__, TRACEBACKS}
    ]
    names = [frame.f_code.co_name.removesuffix("_async") for frame in hidden]
    assert names[-3:] == ["hiding", "fail", "refusing"]
    assert not any("s3cret" in repr(frame.f_locals) for frame in hidden[1:])
    assert error.__cause__ is not None
    assert not any("s3cret" in repr(frame.f_locals) for frame in frames(error.__cause__))


def test_frames_of_the_callers_keep_their_locals_where_he_fails() -> None:
    @hide_arguments
    def fail(secret: str) -> None:
        translating(secret + "!", kept=False)

    error = caught(lambda: fail("s3" + "cret"))
    assert [frame.f_locals for frame in frames(error)[-3:]] == [
        {"function": fail.__wrapped__},  # type: ignore[attr-defined]
        {},
        {"secret": "s3cret!", "kept": False},
    ]


def test_arguments_that_are_none_of_a_functions_are_hidden() -> None:
    with pytest.raises(TypeError, match="unexpected") as raised:
        hide_arguments(add)(1, token="s3cret")  # type: ignore[call-arg]
    assert not any("s3cret" in repr(frame.f_locals) for frame in frames(raised.value)[1:])
