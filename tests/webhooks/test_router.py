"""Each event goes to those who asked for it, and one that fails holds up none of the others."""

from __future__ import annotations

import asyncio
import functools
import logging
import threading
from collections.abc import Callable, Coroutine
from contextvars import ContextVar
from typing import Any

import anyio
import anyio.lowlevel
import pytest

from ghxstship import (
    GhxstshipError,
    InvalidArgumentError,
    UnreadableEventError,
    WebhookHandlerError,
    WebhookRouter,
    mismatches,
)
from ghxstship.events import EVENT_NAMES, DealCreated, DealLost, DealWon, Event

from .deliveries import event, samples

Handle = Callable[[WebhookRouter, Event], bool]


def ignore(one: Event) -> None: ...


def in_a_loop(router: WebhookRouter, one: Event) -> bool:
    return asyncio.run(router.ahandle(one))


def in_a_loop_of_trio(router: WebhookRouter, one: Event) -> bool:
    return anyio.run(router.ahandle, one, backend="trio")


@pytest.fixture(params=[WebhookRouter.handle, WebhookRouter.__call__, in_a_loop, in_a_loop_of_trio])
def handle(request: pytest.FixtureRequest) -> Handle:
    """Both ways of handing over an event."""
    way: Handle = request.param
    return way


def test_an_event_goes_to_its_own_handlers_in_their_order(handle: Handle) -> None:
    router, seen = WebhookRouter(), list[str]()

    @router.on("deal.won")
    def first(one: DealWon) -> None:
        seen.append(f"first {one.data.name}")

    @router.on("deal.won")
    async def second(one: DealWon) -> None:
        await anyio.lowlevel.checkpoint()
        seen.append(f"second {one.data.name}")

    @router.on("deal.lost")
    def never(one: DealLost) -> None:
        seen.append("never")

    assert handle(router, event())
    assert seen == ["first Enterprise Contract", "second Enterprise Contract"]
    assert (first.__name__, never.__name__) == ("first", "never")


def test_a_function_may_take_several_events(handle: Handle) -> None:
    router, seen = WebhookRouter(), list[str]()

    @router.on("deal.won")
    @router.on("deal.lost")
    def closed(one: DealWon | DealLost) -> None:
        seen.append(one.event)

    handle(router, event("deal.lost"))
    handle(router, event("deal.won"))
    assert seen == ["deal.lost", "deal.won"]


def test_otherwise_takes_what_has_no_handler_of_its_own(handle: Handle) -> None:
    router, seen = WebhookRouter(), list[str | None]()
    router.on("deal.won")(ignore)

    @router.otherwise
    def rest(one: Event) -> None:
        seen.append(one.event)

    for name in EVENT_NAMES:
        assert handle(router, event(name))
    assert handle(router, event(event="deal.reborn"))
    assert handle(router, event(version="2.0"))  # its handler takes a DealWon, and this is none
    assert seen == [
        *(name for name in EVENT_NAMES if name != "deal.won"),
        "deal.reborn",
        "deal.won",
    ]


def test_an_event_that_nobody_wants_is_fine(handle: Handle) -> None:
    router = WebhookRouter()
    router.on("deal.won")(ignore)
    assert not handle(router, event("deal.lost"))
    assert not handle(router, event(event="deal.reborn"))


def test_an_event_in_a_new_form_is_not_lost_in_silence(handle: Handle) -> None:
    router = WebhookRouter()
    router.on("deal.won")(ignore)
    with pytest.raises(UnreadableEventError, match=r"'deal.won' came in a form .*version '2.0'"):
        handle(router, event(version="2.0"))
    assert not handle(router, event("deal.lost", version="2.0"))


@pytest.mark.parametrize("value", [None, {}, "s3cret", []])
@pytest.mark.parametrize("place", ["data", "timestamp", "metadata"])
def test_an_event_with_an_odd_field_goes_to_its_own_handler(
    handle: Handle, place: str, value: object
) -> None:
    router, seen = WebhookRouter(), list[DealCreated]()
    router.on("deal.created")(seen.append)
    assert handle(router, event("deal.created", **{place: value}))
    (one,) = seen
    assert type(one) is DealCreated
    fits = place == "metadata" and value in (None, {})
    assert {each.path.partition(".")[0] for each in mismatches(one)} == (set() if fits else {place})


def test_a_null_in_the_data_goes_to_the_events_own_handler(handle: Handle) -> None:
    router, seen = WebhookRouter(), list[DealCreated]()
    router.on("deal.created")(seen.append)
    data = {**samples().event("deal.created", at=1, key="1")["data"], "value": None}
    assert handle(router, event("deal.created", data=data))
    assert seen[0].data.id == data["id"]
    assert [each.path for each in mismatches(seen[0])] == ["data.value"]


def test_a_handler_that_fails_holds_up_no_other(
    handle: Handle, caplog: pytest.LogCaptureFixture
) -> None:
    router, seen = WebhookRouter(), list[str]()

    @router.on("deal.won")
    def broken(one: DealWon) -> None:
        raise ValueError("first")

    @router.on("deal.won")
    async def broken_too(one: DealWon) -> None:
        raise KeyError("second")

    @router.on("deal.won")
    def third(one: DealWon) -> None:
        seen.append("third")

    with (
        caplog.at_level(logging.ERROR, "ghxstship"),
        pytest.raises(
            WebhookHandlerError, match=r"^handlers of 'deal\.won' failed: ValueError, KeyError$"
        ) as caught,
    ):
        handle(router, event())
    assert seen == ["third"]
    assert [type(error) for error in caught.value.errors] == [ValueError, KeyError]
    assert caught.value.__cause__ is caught.value.errors[0]
    assert caught.value.event.event == "deal.won"
    assert isinstance(caught.value, GhxstshipError)
    logged = [record.getMessage() for record in caplog.records if record.name != "asyncio"]
    assert [text.partition(" failed on ")[::2] for text in logged] == [
        (f"handler {function.__qualname__}", "'deal.won'") for function in (broken, broken_too)
    ]
    assert all(record.exc_info for record in caplog.records)


def test_a_handler_that_looks_for_what_is_not_there_has_failed(handle: Handle) -> None:
    """A future holds no StopIteration: waiting for one would have no end."""
    router = WebhookRouter()

    @router.on("deal.won")
    def look(one: DealWon) -> None:
        next(name for name in EVENT_NAMES if name.startswith("nothing."))

    with pytest.raises(WebhookHandlerError, match=r"failed: (StopIteration|RuntimeError)$"):
        handle(router, event())


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit, asyncio.CancelledError])
def test_what_stops_the_program_is_no_handlers_error(
    handle: Handle, stop: type[BaseException]
) -> None:
    router, seen = WebhookRouter(), list[str]()

    @router.on("deal.won")
    def stopping(one: DealWon) -> None:
        raise stop

    @router.on("deal.won")
    def never(one: DealWon) -> None:
        seen.append("never")

    with pytest.raises(stop):
        handle(router, event())
    assert seen == []


class Ledger:
    """Handlers that are no plain functions."""

    def __init__(self) -> None:
        self.booked: list[str] = []

    def book(self, one: DealWon) -> None:
        self.booked.append("method")

    async def abook(self, note: str, one: DealWon) -> None:
        self.booked.append(note)

    def later(self, one: DealWon) -> Coroutine[Any, Any, None]:
        return self.abook("later", one)

    async def __call__(self, one: DealWon) -> None:
        self.booked.append("call")


def test_whatever_can_be_called_is_a_handler(handle: Handle) -> None:
    router, ledger = WebhookRouter(), Ledger()
    router.on("deal.won")(ledger.book)
    router.on("deal.won")(functools.partial(ledger.abook, "partial"))
    router.on("deal.won")(ledger)
    router.on("deal.won")(ledger.later)
    inner = WebhookRouter()
    inner.on("deal.won")(ledger.book)
    router.on("deal.won")(inner)
    handle(router, event())
    assert ledger.booked == ["method", "partial", "call", "later", "method"]


def test_in_a_loop_functions_run_beside_it_and_coroutines_in_it() -> None:
    router, threads = WebhookRouter(), list[int]()
    context: ContextVar[str] = ContextVar("context")

    @router.on("deal.won")
    def blocking(one: DealWon) -> None:
        threads.append(threading.get_ident())
        assert context.get() == "mine"

    @router.on("deal.won")
    async def waiting(one: DealWon) -> None:
        threads.append(threading.get_ident())

    context.set("mine")
    in_a_loop(router, event())
    assert threads[0] != threading.get_ident() == threads[1]


def test_a_coroutine_needs_ahandle_inside_a_loop() -> None:
    router = WebhookRouter()

    @router.on("deal.won")
    async def waiting(one: DealWon) -> None: ...

    async def misuse() -> None:
        with pytest.raises(WebhookHandlerError) as caught:
            router.handle(event())
        assert "ahandle" in str(caught.value.errors[0])

    asyncio.run(misuse())


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("deal.wno", "there is no event 'deal.wno': did you mean 'deal.won'?"),
        ("*", "there is no event '*': use `otherwise` for what is new"),
        ("", "there is no event '': use `otherwise` for what is new"),
    ],
)
def test_a_name_must_be_known(name: Any, hint: str) -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        WebhookRouter().on(name)
    assert str(caught.value) == hint


def test_every_name_can_be_asked_for() -> None:
    router, seen = WebhookRouter(), list[str | None]()

    def note(one: Event) -> None:
        seen.append(one.event)

    for name in EVENT_NAMES:
        router.on(name)(note)
    for name in EVENT_NAMES:
        router.handle(event(name))
    assert tuple(seen) == EVENT_NAMES
