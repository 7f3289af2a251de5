"""Whatever one value of an answer turns into, all the others are read, and the place is named."""

from __future__ import annotations

import copy
import json
import logging
from logging.handlers import QueueHandler
from queue import SimpleQueue
from typing import Any, cast

import pytest
from hypothesis import assume, event, example, given
from hypothesis import strategies as st
from pydantic import BaseModel, TypeAdapter, ValidationError

from ghxstship._core.decimals import LARGE, to_text
from ghxstship._core.decode import decode, read
from ghxstship._core.errors import APIResponseValidationError, EventFormatError
from ghxstship._core.mismatch import Mismatches, mismatches
from ghxstship._core.operation import Operation
from ghxstship.events import EVENT_NAMES, EVENT_READER, Event, UnknownEvent
from ghxstship.sandbox.samples import Samples

from ..library import httpx
from ..unit.bookshop import BookList
from ..unit.harness import BOOK
from ..unit.test_mismatches import GOOD, Group

SAMPLES = Samples()
SECRET = "s3cret-value"
REMOVED = object()
Path = tuple[str | int, ...]

AUTHOR = {"name": "Jane", "bornIn": "Steventon"}
PAGE = {
    "data": [BOOK, {**BOOK, "author": AUTHOR, "published_on": "1815-12-23"}, BOOK],
    "pagination": {"cursor": "c2", "hasMore": True, "total": 3},
}


def fits(expected: Any, text: str) -> bool:
    """What pydantic says on its own."""
    try:
        TypeAdapter(expected).validate_json(text)
    except ValidationError:
        return False
    return True


# For pydantic 2.10 an integer of 19 digits in JSON is no float.
LARGEST = None if fits(float, str(10**18)) else 10**18 - 1
SMALLEST = None if LARGEST is None else -LARGEST
integers = st.integers(SMALLEST, LARGEST)
scalars = st.none() | st.booleans() | integers | st.floats(allow_nan=False) | st.text()
anything: st.SearchStrategy[Any] = st.recursive(
    scalars | st.just(SECRET),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
answers: st.SearchStrategy[tuple[Any, Any]] = st.one_of(
    st.sampled_from(
        [
            (Group, {**GOOD, "inner": {**GOOD, "inner": GOOD}}),
            (BookList, PAGE),
            (dict[str, list[Group]], {"a": [GOOD, GOOD], "b": []}),
            (list[BookList], [PAGE, PAGE]),
        ]
    ),
    st.sampled_from(EVENT_NAMES).map(
        lambda name: (Event, SAMPLES.event(name, at=1705312200, key="1"))
    ),
)


def inner_of(value: Any) -> list[tuple[Any, Any]]:
    """The members of an object by name, or those of an array by index."""
    if isinstance(value, dict):
        return list(cast("dict[str, Any]", value).items())
    return list(enumerate(cast("list[Any]", value)))


def places(value: Any, here: Path = ()) -> list[Path]:
    """Where there is something inside of a value."""
    inside = inner_of(value)
    found: list[Path] = []
    for key, inner in inside:
        found.append((*here, key))
        if isinstance(inner, dict | list):
            found += places(inner, (*here, key))
    return found


def changed(value: Any, path: Path, to: Any) -> Any:
    result = json.loads(to_text(value))
    at: Any = result
    for part in path[:-1]:
        at = at[part]
    if to is not REMOVED:
        at[path[-1]] = to
    else:
        del at[path[-1]]
    return result


@st.composite
def changes(draw: st.DrawFn) -> tuple[Any, Any, Path, Any]:
    """A type, a value that fits, a place in it, and what stands there instead."""
    expected, value = draw(answers)
    path = draw(st.sampled_from(places(value)))
    to = draw(anything | st.just(REMOVED))
    # A removed element moves the ones after it: that is no other value at a place.
    assume(to is not REMOVED or isinstance(path[-1], str))
    return expected, value, path, to


def check_rest(whole: Any, other: Any, path: Path) -> None:
    """All but what is at a path is equal, and of the same type."""
    if not path:
        return
    assert type(other) is type(whole)
    if isinstance(whole, BaseModel):
        names = {info.alias or name: name for name, info in type(whole).model_fields.items()}
        mine: Any
        theirs: Any
        mine, theirs = ({**one.__dict__, **(one.model_extra or {})} for one in (whole, other))
        key: Any = names.get(str(path[0]), path[0])
    else:
        mine, theirs, key = whole, other, path[0]
    for name, value in inner_of(mine):
        if name == key:
            if name in theirs or isinstance(other, list):
                check_rest(value, theirs[name], path[1:])
        else:
            assert theirs[name] == value
            assert type(theirs[name]) is type(value)


TELLING = {"event", "kind"}
"""What another type is chosen by: the whole object is another then."""


@given(changes())
@example((BookList, PAGE, ("data", 1, "price"), None))
@example((Event, SAMPLES.event("deal.created", at=1, key="1"), ("data", "value"), None))
@example((BookList, PAGE, ("data", 0, "author"), 0.1234567890123456789))
@example((Event, SAMPLES.event("deal.created", at=1, key="1"), ("data", "owner"), 1e9))
def test_one_odd_value_costs_no_other(change: tuple[Any, Any, Path, Any]) -> None:
    expected, value, path, to = change
    text = to_text(changed(value, path, to))
    whole, none, _ = read(expected, to_text(value))
    assert none == Mismatches()
    result, found, failure = read(expected, text)
    assert failure is None
    assert bool(found) is not fits(expected, text)
    event("fits" if not found else "does not fit")
    if path[-1] not in TELLING:
        check_rest(whole, result, path)
        place = ".".join(map(str, path))
        for each in found:
            assert each.path == place or each.path.startswith(f"{place}.")
    assert SECRET not in str(found)
    if isinstance(result, BaseModel):
        assert mismatches(result) == found
        assert type(result).model_validate(result) is result
        json.loads(result.model_dump_json())
        assert copy.deepcopy(result) == result


@given(changes(), st.sampled_from([r'"?\ud83d"', "9" * 4301, r'{"\udc00":[1]}', r'["\ud83d"]']))
def test_a_value_of_no_type_costs_no_other(change: tuple[Any, Any, Path, Any], token: str) -> None:
    expected, value, path, _ = change
    assume(path[-1] not in TELLING)
    whole, _, _ = read(expected, to_text(value))
    text = to_text(changed(value, path, SECRET)).replace(f'"{SECRET}"', token)
    result, found, failure = read(expected, text)
    assert failure is None
    assert found
    check_rest(whole, result, path)
    place = ".".join(map(str, path))
    assert all(each.path == place or each.path.startswith(f"{place}.") for each in found)
    assert read(expected, text, strict=True)[2] == found.first[0]
    json.dumps(TypeAdapter(expected).dump_python(result, mode="json", warnings=False)).encode()


@given(changes())
def test_strict_says_the_same_as_an_error(change: tuple[Any, Any, Path, Any]) -> None:
    expected, value, path, to = change
    content = to_text(changed(value, path, to)).encode()
    operation: Operation[Any] = Operation("x", "GET", "/x", {200: expected})
    request = httpx.Request("GET", "https://x.test")
    response = httpx.Response(200, content=content, request=request)
    result, found = decode(operation, response, content)
    if not found:
        assert decode(operation, response, content, strict=True) == (result, found)
        return
    with pytest.raises(APIResponseValidationError) as caught:
        decode(operation, response, content, strict=True)
    assert (caught.value.body, caught.value.mismatches) == (result, found)
    assert caught.value.path == found.first[0].path
    assert SECRET not in str(caught.value)


@given(changes())
@example((BookList, PAGE, ("data", 1, "price"), 0.1234567890123456789))
@example((Event, SAMPLES.event("deal.created", at=1, key="1"), ("timestamp",), 1705312200))
@example((Event, SAMPLES.event("deal.created", at=1, key="1"), ("event",), []))
def test_a_large_body_is_read_as_a_small_one_is(change: tuple[Any, Any, Path, Any]) -> None:
    """It is made objects of first, which pydantic has rules of its own for."""
    expected, value, path, to = change
    text = to_text(changed(value, path, to))
    padded = text + " " * LARGE
    assert repr(read(expected, padded)) == repr(read(expected, text))
    if expected is Event:
        small, large = event_of(text), event_of(padded)
        assert repr(large) == repr(small)
        if not isinstance(small, EventFormatError):
            assert mismatches(large) == mismatches(small)


def event_of(text: str) -> object:
    """An event, or the error of what is none."""
    try:
        return EVENT_READER.read(text)
    except EventFormatError as error:
        return error


@given(st.sampled_from(EVENT_NAMES), st.data())
def test_an_event_keeps_its_type(name: str, data: st.DataObject) -> None:
    value = SAMPLES.event(name, at=1705312200, key="1")
    path = data.draw(
        st.sampled_from([p for p in places(value) if p not in {("event",), ("version",)}])
    )
    to = data.draw(anything | st.just(REMOVED))
    assume(to is not REMOVED or isinstance(path[-1], str))
    whole = EVENT_READER.read(to_text(value))
    queue = SimpleQueue[logging.LogRecord]()
    handler = QueueHandler(queue)
    logging.getLogger("ghxstship").addHandler(handler)
    try:
        result = EVENT_READER.read(to_text(changed(value, path, to)))
    finally:
        logging.getLogger("ghxstship").removeHandler(handler)
    records = [queue.get_nowait() for _ in range(queue.qsize())]
    assert not isinstance(result, UnknownEvent)
    check_rest(whole, result, path)
    assert len(records) == bool(mismatches(result))
    assert all(SECRET not in record.getMessage() for record in records)
    assert isinstance(result.idempotency_key, str | None)
    assert isinstance(result.correlation_id, str | None)
