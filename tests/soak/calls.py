"""One call as planned, from a thread or from a task, and how it ended."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

import trio

from ghxstship._core.errors import SdkError

from ..faults.stepped import Stepped
from .plan import ANSWERED, CANCELLED, LEFT, item

if TYPE_CHECKING:
    from collections.abc import AsyncIterable, Awaitable, Iterable

    from ..faults.callers import Kind as Caller
    from ..unit.bookshop import AsyncClient, Book, Client
    from .plan import Plan

WRONG_ANSWER = "another's answer"


def make(client: Client, plan: Plan) -> str:
    """Make a call in this thread.

    Returns:
        How it ended: with what `Plan.expected` names, or with the name of a stranger's exception.
    """
    if plan.settings:
        client = client.with_options(**plan.settings)
    try:
        return PERFORM[plan.kind](client, plan)
    except SdkError as error:
        return type(error).__name__
    except Exception as error:  # noqa: BLE001 - how it ended is for the caller to judge
        return repr(error)


def _is_of(plan: Plan, book: Book) -> str:
    return ANSWERED if book.id == plan.book else WRONG_ANSWER


def _get(client: Client, plan: Plan) -> str:
    return _is_of(plan, client.books.get(plan.book))


def _raw(client: Client, plan: Plan) -> str:
    return _is_of(plan, client.books.with_raw_response.get(plan.book).parse())


def _create(client: Client, plan: Plan) -> str:
    return _is_of(plan, client.books.create(title=str(plan.number)))


def _update(client: Client, plan: Plan) -> str:
    return _is_of(plan, client.books.update(plan.book, title="Emma"))


def _list(client: Client, plan: Plan) -> str:
    return _walk(client.books.list(genre=str(plan.number), prefetch=plan.prefetch), plan)


def _stream(client: Client, plan: Plan) -> str:
    with client.books.listen(last_event_id=str(plan.number)) as stream:
        return _walk(stream, plan)


def _walk(books: Iterable[Book], plan: Plan) -> str:
    for number, book in enumerate(books):
        if book.id != item(plan, number)["id"]:
            return WRONG_ANSWER
        if number + 1 == plan.leave_after:
            return LEFT
    return ANSWERED


PERFORM = {
    "get": _get,
    "raw": _raw,
    "create": _create,
    "update": _update,
    "list": _list,
    "stream": _stream,
}


async def make_async(client: AsyncClient, plan: Plan, caller: Caller) -> str:
    """Make a call in a task, which may be cancelled in the middle.

    Returns:
        As `make` does.
    """
    if plan.settings:
        client = client.with_options(**plan.settings)
    call = _caught(PERFORM_ASYNC[plan.kind](client, plan))
    if not plan.cancel_at:
        return await call
    if caller == "trio":
        return await _cancelled_in_trio(call, plan.cancel_at)
    return await _cancelled_in_asyncio(call, plan.cancel_at)


async def _caught(call: Awaitable[str]) -> str:
    try:
        return await call
    except SdkError as error:
        return type(error).__name__
    except Exception as error:  # noqa: BLE001 - how it ended is for the caller to judge
        return repr(error)


async def _cancelled_in_asyncio(call: Awaitable[str], at: int) -> str:
    async def run() -> str:
        outcome: str = await Stepped(call, at, task.cancel)
        return outcome

    task = asyncio.create_task(run())
    await asyncio.wait([task])
    return CANCELLED if task.cancelled() else task.result()


async def _cancelled_in_trio(call: Awaitable[str], at: int) -> str:
    with trio.CancelScope() as scope:
        outcome: str = await Stepped(call, at, scope.cancel)
        return outcome
    return CANCELLED


async def _get_async(client: AsyncClient, plan: Plan) -> str:
    return _is_of(plan, await client.books.get(plan.book))


async def _raw_async(client: AsyncClient, plan: Plan) -> str:
    response: Any = await client.books.with_raw_response.get(plan.book)
    return _is_of(plan, response.parse())


async def _create_async(client: AsyncClient, plan: Plan) -> str:
    return _is_of(plan, await client.books.create(title=str(plan.number)))


async def _update_async(client: AsyncClient, plan: Plan) -> str:
    return _is_of(plan, await client.books.update(plan.book, title="Emma"))


async def _list_async(client: AsyncClient, plan: Plan) -> str:
    pager = client.books.list(genre=str(plan.number), prefetch=plan.prefetch)
    async with aclosing(aiter(pager)) as books:
        return await _walk_async(books, plan)


async def _stream_async(client: AsyncClient, plan: Plan) -> str:
    async with client.books.listen(last_event_id=str(plan.number)) as stream:
        return await _walk_async(stream, plan)


async def _walk_async(books: AsyncIterable[Book], plan: Plan) -> str:
    number = 0
    async for book in books:
        if book.id != item(plan, number)["id"]:
            return WRONG_ANSWER
        number += 1
        if number == plan.leave_after:
            return LEFT
    return ANSWERED


PERFORM_ASYNC = {
    "get": _get_async,
    "raw": _raw_async,
    "create": _create_async,
    "update": _update_async,
    "list": _list_async,
    "stream": _stream_async,
}
