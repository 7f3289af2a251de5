"""What is copied and pickled, and what says that it is not."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from functools import partial
from typing import Any

import anyio
import pytest

import ghxstship
from ghxstship import OMIT, GhxstshipError, PaginationError
from ghxstship._core.process_bound import ProcessBound
from ghxstship.redis_pacing import RedisPacing

from .harness import Kind, Shop, answer
from .specimens import CANARY, KEY, MADE, PARTS, SECRET, async_client, client, made, public_classes
from .specimens import page as real_page
from .test_pagination import ids, numbered, page

CLASSES = sorted(public_classes())


def pickled(protocol: int, value: Any) -> Any:
    return pickle.loads(pickle.dumps(value, protocol))


COPIES: dict[str, Callable[[Any], Any]] = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    **{f"pickle {one}": partial(pickled, one) for one in range(pickle.HIGHEST_PROTOCOL + 1)},
}
copies = pytest.mark.parametrize("copied", COPIES.values(), ids=COPIES)
BOUND = {
    "AsyncClient", "AsyncEventStream", "AsyncPager", "Client", "EventStream", "InboxReceiver",
    "Pacing", "RawResponse", "RetryBudget", "WebhookReceiver",
}  # fmt: skip


def plain(value: Any) -> Any:
    """What two of a kind have in common if they are the same."""
    if hasattr(value, "model_dump"):
        return value.model_dump()
    named = {
        name: getattr(value, name)
        for name in dir(value)
        if not name.startswith("_") and not callable(getattr(value, name))
    }
    named.pop("request", None)
    named.pop("response", None)
    return repr(value), str(value), {name: repr(one) for name, one in named.items()}


def test_every_public_class_is_here() -> None:
    errors = {
        name
        for name in CLASSES
        if issubclass(getattr(ghxstship, name), BaseException) or name == "GhxstshipError"
    }
    assert set(CLASSES) == {*MADE, *errors}


@copies
@pytest.mark.parametrize("name", [name for name in CLASSES if name not in BOUND])
def test_values_are_copied(name: str, copied: Callable[[Any], Any]) -> None:
    value = made(name)
    again = copied(value)
    assert type(again) is type(value)
    assert plain(again) == plain(value)


@copies
@pytest.mark.parametrize("name", sorted(BOUND))
def test_what_belongs_to_a_process_says_so(name: str, copied: Callable[[Any], Any]) -> None:
    value = made(name)
    with pytest.raises(TypeError) as caught:
        copied(value)
    assert str(caught.value).startswith(f"{name} cannot be pickled or copied: ")
    assert CANARY not in str(caught.value)


@pytest.mark.parametrize(("path", "part"), PARTS, ids=[path for path, _ in PARTS])
def test_so_do_namespaces_and_resources(path: str, part: Any) -> None:
    assert isinstance(part, ProcessBound)
    for copied in COPIES.values():
        with pytest.raises(TypeError, match="make a client in each process, after a fork"):
            copied(part)


def test_so_do_other_pacers_and_requests_with_raw_responses() -> None:
    every = [
        RedisPacing("redis://localhost:1"),
        client().with_raw_response,
        async_client().with_raw_response,
    ]
    for each in every:
        with pytest.raises(TypeError, match="in each process"):
            pickle.dumps(each)


@copies
def test_omit_is_always_the_same(copied: Callable[[Any], Any]) -> None:
    assert copied(OMIT) is OMIT
    assert copied({"a": OMIT})["a"] is OMIT


def test_a_copied_error_of_a_caller_s_own_keeps_what_it_has() -> None:
    again = pickle.loads(pickle.dumps(GhxstshipError("a", 1)))
    assert again.args == ("a", 1)


class TestPages:
    @pytest.mark.parametrize("copied", [copy.copy, copy.deepcopy])
    def test_that_are_copied_go_on(self, kind: Kind, copied: Callable[[Any], Any]) -> None:
        shop = Shop(kind, *[numbered(5, 3)] * 3)
        first = shop.call(lambda books: books.list(genre="prose"))
        again = copied(first)
        assert again.data == first.data
        assert (again.data[0] is first.data[0]) is (copied is copy.copy)
        assert ids(shop.run(again.next_page).data) == ids(shop.run(first.next_page).data) == [3, 4]
        assert shop.server.requests[-1].url.params["genre"] == "prose"

    def test_that_are_pickled_keep_what_they_say(self, kind: Kind) -> None:
        shop = Shop(kind, numbered(5, 3, total=5))
        first = shop.call(lambda books: books.list(max_items=4, options={"deadline": 9}))
        again = pickle.loads(pickle.dumps(first))
        assert type(again) is type(first)
        assert (again.data, again.body, again.total) == (first.data, first.body, 5)
        assert (again.has_more, again.cursor, again.mismatches) == (True, "3", first.mismatches)
        assert shop.run(again.first) == first.data[0]

    def test_that_are_unpickled_say_how_to_go_on(self, kind: Kind) -> None:
        shop = Shop(kind, numbered(5, 3), numbered(5, 3))
        first = shop.call(lambda books: books.list(prefetch=1))
        again = pickle.loads(pickle.dumps(first))
        with pytest.raises(PaginationError, match=r"has no client .* from page\.cursor"):
            shop.run(again.next_page)
        rest = shop.call(lambda books: books.list(cursor=again.cursor))
        assert ids(rest.data) == [3, 4]

    def test_that_are_unpickled_give_their_own_items_and_then_say_so(self) -> None:
        shop = Shop("threads", numbered(5, 3))
        again = pickle.loads(pickle.dumps(shop.client.books.list()))
        books = iter(again)
        assert ids([next(books) for _ in range(3)]) == [0, 1, 2]
        with pytest.raises(PaginationError, match="has no client"):
            next(books)
        shop = Shop("threads", numbered(5, 3))
        bounded = pickle.loads(pickle.dumps(shop.client.books.list(max_items=2)))
        assert ids(list(bounded)) == [0, 1]

    def test_that_are_the_last_end_there(self, kind: Kind) -> None:
        shop = Shop(kind, page(1, cursor=None, has_more=False))
        again = pickle.loads(pickle.dumps(shop.call(lambda books: books.list())))
        assert shop.run(again.next_page) is None

    def test_by_numbers_end_where_they_did(self, kind: Kind) -> None:
        body: dict[str, Any] = {"data": [], "pages": 3}
        shop = Shop(kind, answer(200, body), answer(200, body))
        last = pickle.loads(pickle.dumps(shop.call(lambda books: books.shelf(page=3))))
        assert (last.has_more, shop.run(last.next_page)) == (False, None)
        middle = pickle.loads(pickle.dumps(shop.call(lambda books: books.shelf(page=2))))
        assert middle.cursor == "3"
        with pytest.raises(PaginationError, match="has no client"):
            shop.run(middle.next_page)

    def test_that_do_not_tell_still_say_so(self, kind: Kind) -> None:
        odd: dict[str, Any] = {"data": [], "pagination": {"cursor": None, "hasMore": "perhaps"}}
        again = pickle.loads(pickle.dumps(Shop(kind, answer(200, odd)).call(lambda b: b.list())))
        with pytest.raises(PaginationError, match=r"hasMore|has_more"):
            Shop(kind).run(again.next_page)

    def test_have_no_secret_in_their_pickle(self) -> None:
        pickled = pickle.dumps(real_page())
        assert KEY.encode() not in pickled
        assert b"owner_id" not in pickled
        assert CANARY.encode() not in pickled

    def test_of_tasks_are_pickled_too(self) -> None:
        async def fetch() -> Any:
            return await async_client().atlvs.deals.list()

        first = anyio.run(fetch)
        again = pickle.loads(pickle.dumps(first))
        assert again.data == copy.deepcopy(first).data == first.data
        with pytest.raises(PaginationError, match="has no client"):
            anyio.run(again.next_page)


def test_no_error_s_pickle_has_a_secret() -> None:
    for name in CLASSES:
        value = made(name)
        if isinstance(value, BaseException):
            pickled = pickle.dumps(value)
            assert KEY.encode() not in pickled, name
            assert SECRET.encode() not in pickled, name
