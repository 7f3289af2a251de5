"""Half of a surrogate pair, or an integer of any length, costs no other value of an answer."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghxstship._core.decode import read
from ghxstship._core.lenient import MOST, read_leniently
from ghxstship._core.lenient_json import (
    DEEPEST,
    MOST_DIGITS,
    HalfPair,
    LongInteger,
    Unreadable,
    holds_unreadable,
    parse_leniently,
    plain,
    unreadable,
)
from ghxstship._core.mismatch import mismatches
from ghxstship._core.model import Model
from ghxstship.events import EVENT_READER, DealWon, UnknownEvent
from ghxstship.sandbox.samples import Samples

from .harness import BOOK, Kind, Shop, broken

LONG = "9" * (MOST_DIGITS + 1)
HALF = "Input should be a valid string, without half of a surrogate pair"
DIGITS = "Input should be a number of at most 4300 digits"


class Thing(Model):
    name: str
    size: int | None = None
    either: int | str | list[int] | None = None
    tags: list[str] = []  # noqa: RUF012 - pydantic copies it
    totals: dict[str, float] = {}  # noqa: RUF012
    inner: Thing | None = None


CASES: list[tuple[str, dict[str, Any], list[str]]] = [
    (r'{"name":"a\ud83d"}', {"name": "a\ufffd"}, [f"name: {HALF}"]),
    (r'{"name":"\udca9\ud83d!"}', {"name": "\ufffd\ufffd!"}, [f"name: {HALF}"]),
    (r'{"name":"\ud83d\ude00","size":LONG}', {"name": "\U0001f600", "size": LONG},
     [f"size: {DIGITS}"]),
    (r'{"name":"\\ud83d","size":-LONG}', {"name": r"\ud83d", "size": f"-{LONG}"},
     [f"size: {DIGITS}"]),
    (r'{"name":"n","tags":["a","\ud83d","b"]}', {"name": "n", "tags": ["a", "\ufffd", "b"]},
     [f"tags.1: {HALF}"]),
    (r'{"name":"n","totals":{"a":1,"\ud83d":2,"c":LONG}}',
     {"name": "n", "totals": {"a": 1.0, "\ufffd": 2.0, "c": LONG}},
     [f"totals.\ufffd: {HALF}", f"totals.c: {DIGITS}"]),
    (r'{"name":"n","either":"\ud83d"}', {"name": "n", "either": "\ufffd"}, [f"either: {HALF}"]),
    (r'{"name":"n","either":[1,LONG]}', {"name": "n", "either": [1, LONG]},
     [f"either.1: {DIGITS}"]),
    (r'{"name":"n","inner":LONG}', {"name": "n", "inner": LONG},
     ["inner: Input should be an object"]),
    (r'{"name":"n","inner":{"name":"\ud83d"}}', {"name": "n", "inner": {"name": "\ufffd"}},
     [f"inner.name: {HALF}"]),
    (r'{"name":"n","x":[{"y":["\ud83d",LONG]}],"\udc00":1}',
     {"name": "n", "x": [{"y": ["\ufffd", LONG]}], "\ufffd": 1},
     [f"x.0.y.0: {HALF}", f"x.0.y.1: {DIGITS}", f"\ufffd: {HALF}"]),
    (r'{"name":"n","x":{"\ud83d":"\ud83d"}}', {"name": "n", "x": {"\ufffd": "\ufffd"}},
     [f"x.\ufffd: {HALF}"] * 2),
]  # fmt: skip


@pytest.mark.parametrize("kind", [str, str.encode])
@pytest.mark.parametrize(("body", "value", "places"), CASES, ids=[case[0][:40] for case in CASES])
def test_it_is_a_mismatch_at_its_place(
    kind: Any, body: str, value: dict[str, Any], places: list[str]
) -> None:
    body = body.replace("LONG", LONG)
    thing, found, failure = read(Thing, kind(body))
    assert failure is None
    assert [str(each) for each in found] == places
    assert mismatches(thing) == found
    assert thing.model_dump(exclude_unset=True) == value
    assert json.loads(thing.model_dump_json(exclude_unset=True)) == value
    assert "Unreadable" not in repr(found)
    _, _, refused = read(Thing, kind(body), strict=True)
    assert str(refused) == places[0]


@pytest.mark.parametrize(
    ("expected", "body", "value", "said"),
    [
        (list[str], r'["a","\ud800"]', ["a", "\ufffd"], f"1: {HALF}"),
        (int, LONG, LONG, f"the body: {DIGITS}"),
        (str, r'"\ud800"', "\ufffd", f"the body: {HALF}"),
        (Any, r'{"a":["\ud800"]}', {"a": ["\ufffd"]}, f"a.0: {HALF}"),
    ],
)
def test_an_answer_need_not_be_an_object(expected: Any, body: str, value: Any, said: str) -> None:
    result, found, failure = read(expected, body)
    assert (result, str(found), failure) == (value, said, None)


def test_what_is_kept_is_ordinary_text() -> None:
    thing, _, _ = read(Thing, rf'{{"name":"\ud800","size":{LONG},"x":["\ud800"]}}')
    assert {type(each) for each in (thing.name, thing.size, thing.x[0])} == {str}


@pytest.mark.parametrize("number", ["1.5", "0.12345678901234567890", "12345678901234567890"])
def test_numbers_beside_it_are_read_as_ever(number: str) -> None:
    body = f'{{"x":{number},"y":{{"z":{number}}},"a":"?"}}'
    usual = parse_leniently(body)
    beside = parse_leniently(body.replace("?", r"\ud800"))
    assert (beside["x"], beside["y"]) == (usual["x"], usual["y"])
    assert (type(beside["x"]), str(beside["x"])) == (type(usual["x"]), str(usual["x"]))


def test_an_integer_of_as_many_digits_as_can_be_is_one() -> None:
    digits = "9" * MOST_DIGITS
    assert parse_leniently(digits) == int(digits)
    assert parse_leniently(rf'["\ud800",{digits}]')[1] == int(digits)
    assert type(parse_leniently(digits + "9")) is LongInteger
    assert type(parse_leniently(r'"\ud800"')) is HalfPair


NO_JSON = [
    r'{"name":"\ud800"',
    r'{"name":"\ud800",}',
    r'{"name":"\ud80"}',
    r'{"name":"\ud800", size: 1}',
    '{"name":"\\ud800\x01"}',
    f'{{"name":"n","size":0{LONG}}}',
    f'{{"name":"n","size":+{LONG}}}',
    r'"\ud800" 1',
]


@pytest.mark.parametrize("beyond", [0, 1, 10_000, 1_000_000])
@pytest.mark.parametrize(("start", "end"), [("[", "]"), ('{"a":', "}")])
def test_it_is_nested_no_deeper_than_ever(beyond: int, start: str, end: str) -> None:
    for inner in ("1", r'"\ud800"'):
        body = start * (DEEPEST + beyond) + inner + end * (DEEPEST + beyond)
        value, found, failure = read(Any, body)
        if beyond:
            assert (value, found.count) == (None, 0)
            assert "Invalid JSON" in str(failure)
        else:
            assert failure is None
            assert value is not None


@pytest.mark.parametrize("body", NO_JSON)
def test_what_is_no_json_is_refused_as_ever(body: str) -> None:
    value, found, failure = read(Thing, body)
    assert (value, found.count) == (None, 0)
    assert failure is not None
    assert failure.reason.startswith("Invalid JSON")


def in_bytearray(text: str) -> bytearray:
    return bytearray(text.encode())


@pytest.mark.parametrize("kind", [str, str.encode, in_bytearray])
@pytest.mark.parametrize("text", ['{"name":"n"}', r'{"name":"\ud800"}', '{"name":1}'])
def test_a_byte_order_mark_at_the_start_is_ignored(kind: Any, text: str) -> None:
    assert read(Thing, kind("\ufeff" + text)) == read(Thing, kind(text))
    for body in ("\ufeff\ufeff" + text, text + "\ufeff", " \ufeff" + text):
        assert read(Thing, kind(body))[2] is not None


@pytest.mark.parametrize(
    "body", [b'{"name":"\xff"}', b'{"name":"\xed\xa0\x80"}', '{"name":"\ud800"}']
)
def test_what_is_no_utf_8_is_no_json(body: bytes | str) -> None:
    assert read(Thing, body)[2] is not None


def test_many_are_counted_and_the_rest_is_left() -> None:
    body = "[" + ",".join([r'"\ud800"'] * (MOST + 500)) + "]"
    for expected in (list[str], Any):
        value, found, failure = read(expected, body)
        assert failure is None
        assert found.count == MOST
        assert value == ["\ufffd"] * (MOST + 500)


json_values = st.recursive(
    st.none() | st.integers() | st.builds(HalfPair, st.just("\ufffd")) | st.just(LongInteger(LONG)),
    lambda values: (
        st.lists(values) | st.dictionaries(st.text() | st.just(HalfPair("\ufffd")), values)
    ),
)


@given(json_values)
def test_all_that_is_unreadable_is_found_in_its_order_at_its_place(value: Any) -> None:
    def expected(part: object, place: tuple[str | int, ...]) -> Iterator[tuple[Any, Unreadable]]:
        if isinstance(part, Unreadable):
            yield place, part
        elif isinstance(part, list):
            for index, each in enumerate(cast("list[object]", part)):
                yield from expected(each, (*place, index))
        elif isinstance(part, dict):
            for name, each in cast("dict[str, object]", part).items():
                if isinstance(name, Unreadable):
                    yield (*place, name), name
                yield from expected(each, (*place, name))

    found = list(unreadable(value))
    assert found == list(expected(value, ()))
    assert holds_unreadable(value) == bool(found)
    assert not holds_unreadable(plain(value))


def test_what_is_unreadable_can_be_pickled() -> None:
    value = parse_leniently(rf'["\ud800",{LONG}]')
    copied = pickle.loads(pickle.dumps(value))
    assert [type(each) for each in copied] == [HalfPair, LongInteger]
    assert [place for place, _ in unreadable(copied)] == [(0,), (1,)]
    assert {type(each) for each in plain(copied)} == {str}
    assert read_leniently(list[str], copied)[1].count == 2


def test_a_page_keeps_all_other_items(kind: Kind, caplog: pytest.LogCaptureFixture) -> None:
    text = json.dumps({"data": [BOOK, {**BOOK, "title": "?"}, BOOK], "pagination": {}})
    body = text.replace('"?"', r'"Emm\ud83d"').encode()
    shop = Shop(kind, broken(body, status=200, content_type="application/json"))
    page = shop.call(lambda books: books.list())
    assert [book.title for book in page.data] == [BOOK["title"], "Emm\ufffd", BOOK["title"]]
    assert [str(each) for each in page.mismatches] == [f"data.1.title: {HALF}"]
    assert f"data.1.title: {HALF}" in caplog.text


class TestEvents:
    """Each event goes to its own handler."""

    @pytest.mark.parametrize("value", [r'"Enterprise \ud83d"', LONG])
    def test_keeps_its_type(self, value: str) -> None:
        body = json.dumps(Samples().event("deal.won", at=1705312200, key="1"), default=str)
        event = EVENT_READER.read(body.replace('"Enterprise Contract"', value))
        assert isinstance(event, DealWon)
        assert mismatches(event).first[0].path == "data.name"
        assert event.idempotency_key
        assert event.data.id

    def test_of_an_unknown_name_is_unknown(self) -> None:
        event = EVENT_READER.read(rf'{{"event":"deal.\ud800","data":{{"a":{LONG}}}}}')
        assert isinstance(event, UnknownEvent)
        assert (event.event, event.data) == ("deal.\ufffd", {"a": LONG})
        assert [each.path for each in mismatches(event)] == ["event", "data.a"]
