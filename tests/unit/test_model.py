"""What generated models are made of."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from typing import Annotated, Any, Literal

import pytest
from pydantic import Tag, TypeAdapter, ValidationError

from ghxstship._core.json_body import encode_body
from ghxstship._core.model import (
    UNKNOWN_TAG,
    Base64,
    DateField,
    DateTimeField,
    Model,
    Open,
    OpenInteger,
    TimeField,
    open_discriminator,
)
from ghxstship._core.open_enum import UnknownValue

from .bookshop import Author


class Card(Model):
    kind: Literal["card"]
    last_four: str


class Cash(Model):
    kind: Literal["cash"]


class OtherPayment(Model):
    kind: str | None = None


def payments() -> TypeAdapter[Any]:
    """Any payment, the known kinds as their own type."""
    return TypeAdapter(
        Annotated[
            Annotated[Card, Tag("card")]
            | Annotated[Cash, Tag("cash")]
            | Annotated[OtherPayment, Tag(UNKNOWN_TAG)],
            open_discriminator("kind", "kind", frozenset({"card", "cash"})),
        ]
    )


class Order(Model):
    status: Open[Literal["open", "paid"]]
    statuses: list[Open[Literal["open", "paid"]]]


class TestOpenEnum:
    @pytest.mark.parametrize("value", ["open", "paid", "refunded", ""])
    def test_takes_any_string(self, value: str) -> None:
        unknown = UnknownValue(value)
        assert Order(status=unknown, statuses=[unknown]).status == value
        read = Order.model_validate_json(f'{{"status": "{value}", "statuses": ["{value}"]}}')
        assert (type(read.status), read.statuses) == (str, [value])

    @pytest.mark.parametrize("value", [None, 1, True, []])
    def test_takes_nothing_else(self, value: Any) -> None:
        with pytest.raises(ValidationError):
            Order(status=value, statuses=[])


class TestOpenUnion:
    @pytest.mark.parametrize(
        ("body", "model"),
        [
            ({"kind": "card", "last_four": "4242"}, Card),
            ({"kind": "cash"}, Cash),
            ({"kind": "shells", "count": 3}, OtherPayment),
            ({"kind": None}, OtherPayment),
            ({}, OtherPayment),
        ],
    )
    def test_is_chosen_by_its_field(self, body: dict[str, object], model: type[Model]) -> None:
        assert type(payments().validate_python(body)) is model

    def test_keeps_what_it_does_not_know(self) -> None:
        assert payments().validate_json('{"kind":"shells","count":3}').model_extra == {"count": 3}

    def test_takes_models_too(self) -> None:
        assert type(payments().validate_python(Cash(kind="cash"))) is Cash
        assert payments().dump_python(Cash(kind="cash")) == {"kind": "cash"}

    @pytest.mark.parametrize("value", [5, None, object()])
    def test_takes_nothing_that_has_no_field(self, value: object) -> None:
        with pytest.raises(ValidationError):
            payments().validate_python(value)

    def test_a_mismatch_is_the_chosen_members(self) -> None:
        with pytest.raises(ValidationError) as caught:
            payments().validate_python({"kind": "card"})
        assert caught.value.errors()[0]["loc"] == ("card", "last_four")


def test_a_field_may_be_given_by_either_name() -> None:
    assert Author(name="J", bornIn="S") == Author(name="J", born_in="S")  # type: ignore[call-arg]


def test_a_field_may_be_called_model_something() -> None:
    class Machine(Model):
        model_name: str
        model_dump_size: int

    given = {"model_name": "X", "model_dump_size": 1}
    assert Machine.model_validate(given).model_dump() == given


def test_a_model_is_not_built_before_it_is_used() -> None:
    class Lazy(Model):
        name: str

    assert not Lazy.__pydantic_complete__
    assert Lazy(name="x").name == "x"
    assert Lazy.__pydantic_complete__


class Parcel(Model):
    size: OpenInteger[Literal[1, 2]]
    label: Base64 | None = None


def test_an_open_enum_of_integers_takes_any_integer_and_nothing_else() -> None:
    assert [Parcel.model_validate_json(f'{{"size": {size}}}').size for size in (1, 9)] == [1, 9]
    with pytest.raises(ValidationError):
        Parcel.model_validate_json('{"size": "large"}')


@pytest.mark.parametrize("text", ["+/+/", "-_-_"])
def test_base64_is_read_in_both_alphabets(text: str) -> None:
    assert Parcel.model_validate({"size": 1, "label": text}).label == b"\xfb\xff\xbf"


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("", b""),
        ("YQ", b"a"),
        ("YWI", b"ab"),
        ("YWJj", b"abc"),
        ("YQ==", b"a"),
        ("-_8", b"\xfb\xff"),
    ],
)
def test_base64_may_lack_its_padding(text: str, content: bytes) -> None:
    assert Parcel.model_validate({"size": 1, "label": text}).label == content


@pytest.mark.parametrize("text", ["a", "?", "YWFhY", "Y Q==", "Y=Q"])
def test_what_is_not_base64_is_a_mismatch(text: str) -> None:
    with pytest.raises(ValidationError, match="label"):
        Parcel.model_validate({"size": 1, "label": text})


def test_bytes_in_a_model_go_out_as_they_came_in() -> None:
    parcel = Parcel.model_validate_json('{"size": 1, "label": "YWI="}')
    assert parcel.label == b"ab"
    assert encode_body(parcel) == b'{"size":1,"label":"YWI="}'


class Visit(Model):
    at: DateTimeField | None = None
    on: DateField | None = None
    opens: TimeField | None = None


class TestTemporalFields:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("2016-12-31T23:59:60Z", datetime(2017, 1, 1, tzinfo=UTC)),
            ("2016-12-31T18:59:60-05:00", datetime(2017, 1, 1, tzinfo=UTC)),
            ("2017-01-01T05:29:60+05:30", datetime(2017, 1, 1, tzinfo=UTC)),
            ("2015-06-30T23:59:60.250Z", datetime(2015, 7, 1, 0, 0, 0, 250_000, tzinfo=UTC)),
            ("2016-12-31 23:59:60", datetime(2017, 1, 1)),  # noqa: DTZ001
        ],
    )
    def test_a_leap_second_is_the_second_after_it(self, text: str, expected: datetime) -> None:
        assert Visit.model_validate_json(json.dumps({"at": text})).at == expected
        assert Visit.model_validate({"at": text}).at == expected

    @pytest.mark.parametrize(
        "text",
        [
            "2016-12-31T12:34:60Z",
            "2016-12-31T23:59:61Z",
            "2016-12-31T23:59:60+05:00",
            "2016-12-31T23:59:60?",
            "9999-12-31T23:59:60Z",
            "yesterday",
            None,
            [],
        ],
    )
    def test_what_is_no_moment_is_one_mismatch_at_its_place(self, text: object) -> None:
        class Dated(Model):
            at: DateTimeField

        with pytest.raises(ValidationError) as caught:
            Dated.model_validate_json(json.dumps({"at": text}))
        (error,) = caught.value.errors()
        assert (error["loc"], error["msg"]) == (("at",), "Input should be a valid datetime")

    def test_they_go_out_as_they_came_in(self) -> None:
        sent = {"at": "2024-01-02T03:04:05Z", "on": "2024-01-02", "opens": "03:04:05"}
        visit = Visit.model_validate_json(json.dumps(sent))
        assert visit == Visit(
            at=datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC), on=date(2024, 1, 2), opens=time(3, 4, 5)
        )
        assert json.loads(encode_body(visit)) == sent
        assert json.loads(visit.model_dump_json()) == sent

    def test_their_json_schema_is_that_of_the_document(self) -> None:
        properties = Visit.model_json_schema()["properties"]
        formats = [properties[name]["anyOf"][0]["format"] for name in ("at", "on", "opens")]
        assert formats == ["date-time", "date", "time"]
