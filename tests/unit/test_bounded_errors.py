"""A body that is wrong all over costs little more than one that is right."""

from __future__ import annotations

import json
import tracemalloc
from typing import Any

import pytest
from pydantic import ValidationError

from ghxstship._core import lenient
from ghxstship._core.bounded import adapter
from ghxstship._core.decode import read
from ghxstship._core.model import Model
from ghxstship.atlvs.deals import DealList

SIZE = 256 * 1024
"""Bytes; all that is measured grows with it."""

FACTOR = 120
"""How many bytes of memory a byte of JSON may take: `{}` alone makes an object of 64 bytes."""


class Wide(Model):
    a: int
    b: int
    c: int
    d: int
    e: int
    f: int
    g: int
    h: int


class Bag(Model):
    __pydantic_extra__: dict[str, Wide]  # pyright: ignore[reportIncompatibleVariableOverride]
    by_name: dict[str, Wide] = {}  # noqa: RUF012 - pydantic copies it
    lists: list[list[Wide]] = []  # noqa: RUF012
    type: int = 0
    default: list[Wide] = []  # noqa: RUF012


def repeated(element: str, around: str) -> bytes:
    """JSON of the size, made of one element again and again."""
    return around.replace("*", ",".join([element] * (SIZE // (len(element) + 1)))).encode()


def keyed(element: str, around: str) -> bytes:
    count = SIZE // (len(element) + 10)
    inside = ",".join(f'"{number:06}":{element}' for number in range(count))
    return around.replace("*", inside).encode()


WRONG: dict[str, tuple[Any, bytes]] = {
    "a page of numbers": (DealList, repeated("1", '{"data":[*],"pagination":{}}')),
    "a page of empty objects": (DealList, repeated("{}", '{"data":[*],"pagination":{}}')),
    "a page of empty arrays": (DealList, repeated("[]", '{"data":[*],"pagination":{}}')),
    "a page of texts": (DealList, repeated('""', '{"data":[*],"pagination":{}}')),
    "arrays in arrays": (Bag, repeated("[{}]", '{"lists":[*]}')),
    "a field called as a keyword of schemas": (Bag, repeated("{}", '{"default":[*]}')),
    "a mapping": (Bag, keyed("{}", '{"by_name":{*}}')),
    "further properties": (Bag, keyed("{}", "{*}")),
    "an array": (list[Wide], repeated("{}", "[*]")),
    "a mapping of arrays": (dict[str, list[Wide]], keyed("[{}]", "{*}")),
}


@pytest.mark.once
@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize(("expected", "body"), WRONG.values(), ids=WRONG)
def test_the_memory_is_a_small_multiple_of_the_body(
    expected: Any, body: bytes, strict: bool
) -> None:
    read(expected, b"[]")  # what is made once for the type is not counted
    tracemalloc.start()
    try:
        _, found, failure = read(expected, body, strict=strict)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert found
    assert (failure is not None) is strict
    assert peak < FACTOR * len(body)


@pytest.mark.parametrize(("expected", "body"), WRONG.values(), ids=WRONG)
def test_pydantic_makes_few_errors(expected: Any, body: bytes) -> None:
    """Each is some 200 bytes outside of Python's memory, and a microsecond."""
    with pytest.raises(ValidationError) as caught:
        adapter(expected).validate_json(body)
    assert caught.value.error_count() <= len(body) / 10


def test_what_fits_is_read_as_ever() -> None:
    wide = dict.fromkeys("abcdefgh", 1)
    value = {"by_name": {"x": wide}, "lists": [[wide], []], "more": wide, "type": 2}
    bag = adapter(Bag).validate_json(json.dumps(value))
    expected = Wide.model_validate(wide)
    assert (bag.by_name, bag.lists, bag.type) == ({"x": expected}, [[expected], []], 2)
    assert bag.model_extra == {"more": expected}


SCALARS: dict[str, tuple[Any, bytes]] = {
    "an array": (list[int], repeated('"x"', "[*]")),
    "a mapping": (dict[str, int], keyed('"x"', "{*}")),
    "a mapping's names": (dict[int, str], keyed('"x"', '{*,"x":""}').replace(b'"0', b'"x0')),
    "arrays in an array": (list[list[int]], repeated('["x","x"]', "[*]")),
    "an array of either": (list[int | None], repeated('"x"', "[*]")),
    "an array of one of several": (list[int | bool], repeated('"x"', "[*]")),
    "models": (list[Wide], repeated('{"a":"x","b":"x"}', "[*]")),
    "further properties": (Bag, keyed('"x"', "{*}")),
}


@pytest.mark.once
@pytest.mark.parametrize(("expected", "body"), SCALARS.values(), ids=SCALARS)
def test_after_the_limit_the_rest_is_left_unread(
    expected: Any, body: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    described = 0

    def counting(error: ValidationError) -> str:
        nonlocal described
        described += 1
        return reason_of(error)

    reason_of = lenient.reason_of
    monkeypatch.setattr(lenient, "reason_of", counting)
    value, found, failure = read(expected, body)
    assert failure is None
    limit = lenient.MOST + len(Wide.model_fields)  # an object that was begun is finished
    assert lenient.MOST <= found.count <= limit
    assert described <= limit
    raw = json.loads(body)
    if isinstance(value, Bag):
        assert value.model_extra == raw
    else:
        assert len(value) == len(raw)
        if expected != list[Wide]:
            assert value == raw


def test_what_fits_before_the_limit_is_read_and_after_it_is_not() -> None:
    values = ["1", *["x"] * lenient.MOST, "2"]
    found = read(list[int], json.dumps(values).encode())
    assert found[0] == [1, *values[1:]]
    assert found[1].count == lenient.MOST
    named = {f"n{index}": each for index, each in enumerate(values)}
    assert read(dict[str, int], json.dumps(named).encode())[0] == named | {"n0": 1}
