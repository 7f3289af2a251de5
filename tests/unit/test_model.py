"""What generated models are made of."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest
from pydantic import Tag, TypeAdapter, ValidationError

from ghxstship._core.model import UNKNOWN_TAG, Model, Open, open_discriminator

from .bookshop import Author


class Card(Model):
    kind: Literal["card"]
    last_four: str


class Cash(Model):
    kind: Literal["cash"]


class OtherPayment(Model):
    kind: str | None = None


Payment = Annotated[
    Annotated[Card, Tag("card")]
    | Annotated[Cash, Tag("cash")]
    | Annotated[OtherPayment, Tag(UNKNOWN_TAG)],
    open_discriminator("kind", "kind", frozenset({"card", "cash"})),
]
PAYMENT: TypeAdapter[Any] = TypeAdapter(Payment)


class Order(Model):
    status: Open[Literal["open", "paid"]]
    statuses: list[Open[Literal["open", "paid"]]]


class TestOpenEnum:
    @pytest.mark.parametrize("value", ["open", "paid", "refunded", ""])
    def test_takes_any_string(self, value: str) -> None:
        assert Order(status=value, statuses=[value]).status == value

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
        assert type(PAYMENT.validate_python(body)) is model

    def test_keeps_what_it_does_not_know(self) -> None:
        assert PAYMENT.validate_json('{"kind":"shells","count":3}').model_extra == {"count": 3}

    def test_takes_models_too(self) -> None:
        assert type(PAYMENT.validate_python(Cash(kind="cash"))) is Cash
        assert PAYMENT.dump_python(Cash(kind="cash")) == {"kind": "cash"}

    def test_a_mismatch_is_the_chosen_members(self) -> None:
        with pytest.raises(ValidationError) as caught:
            PAYMENT.validate_python({"kind": "card"})
        assert caught.value.errors()[0]["loc"] == ("card", "last_four")


def test_a_field_may_be_given_by_either_name() -> None:
    assert Author(name="J", bornIn="S") == Author(name="J", born_in="S")  # type: ignore[call-arg]


def test_a_field_may_be_called_model_something() -> None:
    class Machine(Model):
        model_name: str

    assert Machine(model_name="X").model_dump() == {"model_name": "X"}
