"""Amounts of money: their currencies' decimals, floats that can't be meant, and their JSON."""

from __future__ import annotations

import json
import math
import pickle
import re
from datetime import datetime
from decimal import Context, Decimal, Inexact, localcontext
from enum import Enum, StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError, field_serializer
from pydantic_core import PydanticSerializationError

from ghxstship import InvalidArgumentError
from ghxstship._core.decimals import (
    MOST_DIGITS,
    ExactFloat,
    digits,
    marked,
    parse_exactly,
    unmark,
    unmark_text,
    validate_exactly,
)
from ghxstship._core.decode import read
from ghxstship._core.json_body import encode_body
from ghxstship._core.model import Model
from ghxstship._core.money import (
    DECIMALS,
    JsonDecimal,
    MoneyFields,
    amounts,
    check_floats,
    decimals,
    decimals_of,
)
from ghxstship._core.operation import Operation
from ghxstship._core.styles import encode_query

AMOUNT: TypeAdapter[Any] = TypeAdapter(JsonDecimal)

OPERATION: Operation[object] = Operation("a", "GET", "/")


class Price(Model):
    amount: JsonDecimal
    tax: JsonDecimal | None = None


class TestCurrencies:
    @pytest.mark.parametrize(
        ("currency", "expected"),
        [
            *(("USD", 2), ("EUR", 2), ("MRU", 2), ("JPY", 0), ("KRW", 0), ("ISK", 0), ("UYI", 0)),
            *(("KWD", 3), ("BHD", 3), ("TND", 3), ("CLF", 4), ("UYW", 4)),
            *(("XAU", None), ("XXX", None), ("usd", None), ("US", None), ("", None)),
            *((None, None), (840, None), ("\uff35\uff33\uff24", None)),
        ],
    )
    def test_each_has_its_decimals(self, currency: object, expected: int | None) -> None:
        assert decimals_of(currency) == expected

    def test_the_table_is_of_codes(self) -> None:
        assert all(len(code) == 3 and code.isupper() for code in DECIMALS)
        assert len(DECIMALS) == 17 + 7 + 2 + 13


@pytest.mark.parametrize(
    ("amount", "expected"),
    [("1", 0), ("1.0", 0), ("1.050", 2), ("1E+3", 0), ("1E-7", 7), ("0.00", 0), ("NaN", 0),
     ("-12.345", 3), ("0." + "1" * 60, 60)],
)  # fmt: skip
def test_trailing_zeros_are_no_decimals(amount: str, expected: int) -> None:
    assert decimals(Decimal(amount)) == expected


class Currency(Enum):
    YEN = "JPY"


class CurrencyText(StrEnum):
    YEN = "JPY"


class TestFloats:
    @pytest.mark.parametrize(
        ("amount", "currency", "suggested"),
        [
            (0.1 + 0.2, "USD", ["0.30"]),
            (1.1 * 3, "EUR", ["3.30"]),
            (19.99 * 100, "USD", ["1999.00"]),
            (0.3 - 0.1 - 0.2, "USD", ["0.00"]),
            (1.005, "USD", ["1.00", "1.01"]),
            (1.015, "USD", ["1.01", "1.02"]),
            (-1.005, "USD", ["-1.01", "-1.00"]),
            (-1e-7, "USD", ["-0.01", "0.00"]),
            (1e-7, "USD", ["0.00", "0.01"]),
            (100.5, "JPY", ["100", "101"]),
            (1.0005, "KWD", ["1.000", "1.001"]),
            (123456789012.345, "USD", ["123456789012.34", "123456789012.35"]),
            (0.1 + 0.2, None, ["0.300"]),
            (0.1 + 0.2, "XAU", ["0.300"]),
            (1.0005, None, ["1.0005"]),
        ],
    )
    def test_more_decimals_than_the_currency_has_are_refused(
        self, amount: float, currency: str | None, suggested: list[str]
    ) -> None:
        with pytest.raises(InvalidArgumentError) as caught:
            check_floats({"price": amount, "currency": currency}, {"price": "currency"}, "body")
        assert re.findall(r'Decimal\("(.*?)"\)', str(caught.value)) == suggested
        assert str(caught.value).startswith("body.price is the float ")
        whose = f"{currency} has" if decimals_of(currency) is not None else "a float may have 3"
        assert whose in str(caught.value)

    @given(
        st.floats(-(10**9), 10**9),
        st.sampled_from(["USD", "JPY", "KWD", "CLF", None]),
        st.integers(1, 50),
    )
    def test_no_other_amount_is_proposed_as_if_it_were_the_same(
        self, amount: float, currency: str | None, precision: int
    ) -> None:
        exact, most = Decimal(repr(amount)), decimals_of(currency)
        with localcontext(Context(prec=precision, traps=[Inexact])):
            try:
                check_floats({"price": amount, "currency": currency}, {"price": "currency"})
            except InvalidArgumentError as error:
                message = str(error)
            else:
                return
        found = [Decimal(text) for text in re.findall(r'Decimal\("(.*?)"\)', message)]
        if len(found) == 2:
            below, above = found
            assert below < exact < above
            assert above - below == Decimal(1).scaleb(-(most or 0))
        elif most is None and found == [exact]:
            assert "if that is the amount" in message
        else:
            assert "error of floats" in message
            assert abs(found[0] - exact) < Decimal(1).scaleb(-6 - (3 if most is None else most))

    @pytest.mark.parametrize("code", [Currency.YEN, CurrencyText.YEN])
    def test_a_currency_may_be_an_enum_s(self, code: Enum) -> None:
        encode_body({"price": 100.0, "currency": code}, None, {"price": "currency"})
        with pytest.raises(InvalidArgumentError, match=r"100\.5, and JPY has 0 decimals"):
            encode_body({"price": 100.5, "currency": code}, None, {"price": "currency"})

    @pytest.mark.parametrize(
        ("amount", "currency"),
        [
            *((0.3, "USD"), (1.05, "USD"), (84000.0, "USD"), (1e22, "JPY"), (100.0, "JPY")),
            *((1.005, "KWD"), (1.005, None), (1.2345, "CLF"), (-0.0, "JPY")),
            *(
                (7, "JPY"),
                (True, "JPY"),
                (Decimal("1.005"), "USD"),
                ("1.005", "USD"),
                (None, "USD"),
            ),
            *((math.nan, "USD"), (math.inf, "USD")),  # which the encoder refuses, for any field
        ],
    )
    def test_what_can_be_meant_is_taken(self, amount: object, currency: str | None) -> None:
        check_floats({"price": amount, "currency": currency}, {"price": "currency"})

    @given(st.integers(0, 10**13), st.sampled_from(["USD", "JPY", "KWD", "CLF"]))
    def test_the_float_nearest_to_any_amount_is_taken(self, units: int, currency: str) -> None:
        amount = float(Decimal(units).scaleb(-(decimals_of(currency) or 0)))
        check_floats({"price": amount, "currency": currency}, {"price": "currency"})

    def test_a_float_of_another_library_is_looked_at_as_what_it_is(self) -> None:
        class Float64(float):
            def __repr__(self) -> str:
                return f"np.float64({float(self)!r})"

        with pytest.raises(InvalidArgumentError, match=r"price is the float 1\.005"):
            check_floats({"price": Float64(1.005), "currency": "USD"}, {"price": "currency"})


BODY: Any = {
    "currency": "USD",
    "lines": [{"price": 1, "parts": [{"price": 2}]}, {"price": 3, "parts": None}, 7],
    "by_day": {"monday": {"price": 4}, "tuesday": {"price": 5, "currency": "JPY"}},
    "payment": {"currency": "EUR"},
    "tips": [6, None],
}


class TestPlaces:
    @pytest.mark.parametrize(
        ("fields", "expected"),
        [
            ({"lines/price": "../currency"},
             [("lines.0.price", 1, "USD"), ("lines.1.price", 3, "USD")]),
            ({"lines/parts/price": "../../payment/currency"},
             [("lines.0.parts.0.price", 2, "EUR")]),
            ({"lines/parts/price": "../../../currency"}, [("lines.0.parts.0.price", 2, None)]),
            ({"by_day/*/price": "currency"},
             [("by_day.monday.price", 4, None), ("by_day.tuesday.price", 5, "JPY")]),
            ({"tips": "currency/code"}, [("tips.0", 6, None)]),
            ({"tips": None, "nothing/at/all": "currency"}, [("tips.0", 6, None)]),
        ],
    )  # fmt: skip
    def test_amounts_are_found_with_their_currencies(
        self, fields: MoneyFields, expected: list[tuple[str, object, object]]
    ) -> None:
        assert list(amounts(BODY, fields)) == expected

    def test_a_body_can_be_an_amount_itself(self) -> None:
        assert list(amounts([1, 2], {"": None})) == [("0", 1, None), ("1", 2, None)]
        with pytest.raises(InvalidArgumentError, match=r"^body is the float"):
            encode_body(0.1 + 0.2, None, {"": None})


class Receipt(Model):
    price: Price

    @field_serializer("price")
    def written(self, price: Price) -> str:
        return json.dumps(price.model_dump(mode="json"))


class Dated(Price):
    at: datetime


def scaled(figures: int, exponent: int) -> Decimal:
    return Decimal(figures).scaleb(exponent, Context(prec=30))


AMOUNTS = st.builds(scaled, st.integers(1 - 10**30, 10**30 - 1), st.integers(-30, 0))
PRICES = TypeAdapter(list[Price])


class Nested(Model):
    amount: JsonDecimal
    inner: Nested | None = None


NESTED = TypeAdapter(Nested)

NUMBERS = [
    "0.1", "0.3", "0.30000000000000004", "1.005", "1.10", "84000", "84000.0", "-0.01", "1e-7",
    "1e2", "123456789012345.6", "0.123456789012345678901234567890", "9007199254740993",
    "9007199254740993.5", "12345678901234567890.12", "1234567890123456.78e-3",
    "123456789012345678901234567890", "1234567890123456789E-2", "-1234567890123456e-7",
    "9007199254740993e1", "12345678901234567E+3",
]  # fmt: skip


class TestJson:
    @pytest.mark.parametrize("text", NUMBERS)
    @pytest.mark.parametrize("kind", [str, str.encode, bytearray])
    def test_an_amount_has_the_digits_of_the_text(self, text: str, kind: Any) -> None:
        body = f'{{"amount": {text}, "note": "1.{"2" * 20}", "other": [{text}]}}'
        read = validate_exactly(
            TypeAdapter(Price), kind(body) if kind is not bytearray else bytearray(body.encode())
        )
        assert read.amount == Decimal(text)
        assert read.model_extra == {"note": "1." + "2" * 20, "other": [json.loads(text)]}

    @pytest.mark.parametrize("text", NUMBERS)
    @pytest.mark.parametrize("kind", [str, str.encode])
    def test_a_lone_amount_has_the_digits_of_the_text(self, text: str, kind: Any) -> None:
        """No other number makes the body be read digit for digit, wherever in it this one is."""
        for spaces in range(8):
            body = kind(f'{{"amount":{" " * spaces}{text}}}')
            assert validate_exactly(TypeAdapter(Price), body).amount == Decimal(text)
            assert Price.model_validate(parse_exactly(body)).amount == Decimal(text)

    @given(
        st.from_regex(
            r"-?(0|[1-9][0-9]{0,24})(\.[0-9]{1,24})?([eE][-+]?[0-9]{1,2})?", fullmatch=True
        ),
        st.integers(0, 3),
    )
    def test_any_notation_of_an_amount_is_exact(self, text: str, spaces: int) -> None:
        body = f'{{"amount":{" " * spaces}{text}}}'.encode()
        assert validate_exactly(TypeAdapter(Price), body).amount == Decimal(text)

    @given(
        st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**25), max_value=10**25)
    )
    def test_any_amount_is_exact_from_the_bytes_to_the_bytes(self, amount: Decimal) -> None:
        sent = encode_body({"amount": amount})
        assert Decimal(sent.decode().removeprefix('{"amount":').removesuffix("}")) == amount
        read = validate_exactly(TypeAdapter(Price), sent)
        assert read.amount == amount
        assert encode_body(read) == encode_body({"amount": read.amount})
        assert encode_query({"amount": amount}, OPERATION) == [("amount", f"{amount:f}")]
        assert Price.model_validate_json(read.model_dump_json()) == read

    @pytest.mark.parametrize(
        ("amount", "expected"),
        [
            ("84000", "84000"), ("84000.00", "84000"), ("1.10", "1.1"), ("-0.05", "-0.05"),
            ("1E+2", "100"), ("123456789012345.6", "123456789012345.6"),
            ("1E-400", "0." + "0" * 399 + "1"), ("0.30000000000000004", "0.30000000000000004"),
            ("12345678901234567890", "12345678901234567890"),
            ("-1234567890123456.70", "-1234567890123456.70"),
            ("1E-1000", '"1E-1000"'), ("NaN", '"NaN"'), ("-Infinity", '"-Infinity"'),
        ],
    )  # fmt: skip
    def test_a_dump_is_a_number_with_all_digits(self, amount: str, expected: str) -> None:
        price = Price.model_construct(amount=Decimal(amount), tax=None)
        assert price.model_dump_json() == f'{{"amount":{expected},"tax":null}}'
        assert price.model_dump_json(indent=1) == f'{{\n "amount": {expected},\n "tax": null\n}}'
        assert str(price.model_dump()["amount"]) == amount

    @given(AMOUNTS, AMOUNTS)
    def test_a_model_s_own_json_is_exact_both_ways(self, amount: Decimal, tax: Decimal) -> None:
        body = f'{{"amount":{amount:f},"tax":{tax:f}}}'
        price = Price.model_validate_json(body)
        assert (price.amount, price.tax) == (amount, tax)
        written = price.model_dump_json()
        assert json.loads(written, parse_float=Decimal, parse_int=Decimal) == {
            "amount": amount, "tax": tax,
        }  # fmt: skip
        assert Price.model_validate_json(written.encode()) == price

    @given(AMOUNTS)
    def test_only_what_writes_json_itself_writes_long_numbers(self, amount: Decimal) -> None:
        """There is no Python value that the standard library writes so; nothing is left marked."""
        price = Price(amount=amount)
        from_adapter = json.loads(PRICES.dump_json([price]))[0]["amount"]
        for dumped in (price.model_dump(mode="json")["amount"], from_adapter):
            assert Decimal(str(dumped)) == amount

    def test_a_dump_within_a_dump_is_left_to_who_asked_for_it(self) -> None:
        receipt = Receipt(price=Price(amount=Decimal("0.12345678901234567890")))
        inner = json.dumps({"amount": "0.12345678901234567890", "tax": None})
        assert json.loads(receipt.model_dump_json()) == {"price": inner}

    def test_a_failed_dump_leaves_nothing_behind(self) -> None:
        long = Decimal("0.12345678901234567890")
        with pytest.raises(PydanticSerializationError):
            Price(amount=long, other=object()).model_dump_json()  # type: ignore[call-arg]
        assert Price(amount=long).model_dump(mode="json")["amount"] == str(long)

    @pytest.mark.parametrize("body", ['{"amount": 1.123456789, "x": }', '{"amount": "1.', "[]"])
    def test_a_model_refuses_what_is_no_json_in_the_usual_words(self, body: str) -> None:
        with pytest.raises(ValidationError) as usual:
            TypeAdapter(Price).validate_json(body)
        with pytest.raises(ValidationError) as exact:
            Price.model_validate_json(body)
        assert exact.value.errors() == usual.value.errors()

    def test_strict_validation_is_as_strict_as_ever(self) -> None:
        body = '{"at": "2026-01-01T00:00:00Z", "amount": 0.12345678901234567890}'
        assert Dated.model_validate_json(body, strict=True).at.year == 2026
        assert str(Dated.model_validate_json(body).amount) == "0.12345678901234567890"

    def test_what_is_no_decimal_is_dumped_as_it_is(self) -> None:
        price = Price.model_construct(amount="much", tax=7)
        assert price.model_dump_json() == '{"amount":"much","tax":7}'

    def test_its_schema_is_a_number_s(self) -> None:
        assert AMOUNT.json_schema() == {"type": "number"}

    @pytest.mark.parametrize(
        "body",
        [b"", b"{", b'{"amount": true}', b'{"amount": "much"}', b'{"amount": NaN}',
         b'{"amount": 1.123456789, "x": }', b'{"amount": true, "x": 1.123456789}',
         b'{"x": 1.123456789, "y": "\xff"}', b'{"x":1.123456789,"y":' + b"[" * 100_000],
    )  # fmt: skip
    def test_what_is_no_amount_is_refused(self, body: bytes) -> None:
        with pytest.raises(ValidationError):
            validate_exactly(TypeAdapter(Price), body)

    @pytest.mark.parametrize("number", ["1.5", "1.123456789", "1234567890123456789E-2"])
    @pytest.mark.parametrize("kind", [str, str.encode])
    @pytest.mark.parametrize(
        "other",
        [r'"\ud800"', r'"\udc00\ud800"', r'{"\ud800": 1}', "[" * 250 + "]" * 250,
         '{"inner":' * 250 + "1" + "}" * 250, '{"inner":' * 5000 + "1" + "}" * 5000,
         '"\x01"', "01", "1.", "+1", "9" * 5000],
        ids=lambda other: other[:12],
    )  # fmt: skip
    def test_a_long_number_changes_nothing_about_what_is_json(
        self, number: str, kind: Any, other: str
    ) -> None:
        body = kind(f'{{"amount": {number}, "inner": {other}}}')
        with pytest.raises(ValidationError) as usual:
            NESTED.validate_json(body)
        with pytest.raises(ValidationError) as exact:
            validate_exactly(NESTED, body)
        assert exact.value.errors() == usual.value.errors()
        with pytest.raises(ValueError, match="line 1 column"):
            parse_exactly(body)
        value, found, failure = read(Nested, body)
        if "ud800" in other or "99" in other:  # JSON, but of no type's value
            assert (value.amount, failure) == (Decimal(number), None)
            assert found
        else:
            assert (value, found.count) == (None, 0)
            assert failure is not None
            assert failure.reason.startswith("Invalid JSON")

    def test_depth_that_pydantic_reads_is_read_beside_a_long_number(self) -> None:
        depth = 150
        body = '{"amount": 1.123456789, "inner":' * depth + "null" + "}" * depth
        innermost = validate_exactly(NESTED, body)
        for _ in range(depth - 1):
            assert innermost.inner is not None
            innermost = innermost.inner
        assert innermost.amount == Decimal("1.123456789")

    @pytest.mark.parametrize("number", ["1.5", "1.123456789"])
    def test_a_text_that_is_no_unicode_is_no_json(self, number: str) -> None:
        body = f'{{"amount": {number}, "note": "\ud800"}}'
        with pytest.raises(ValidationError):
            validate_exactly(TypeAdapter(Price), body)
        with pytest.raises(ValueError, match="surrogates not allowed"):
            parse_exactly(body)

    def test_a_float_with_its_digits_is_a_float(self) -> None:
        exact = ExactFloat("0.1234567890123456789")
        assert exact == 0.1234567890123456789
        assert str(exact) == "0.1234567890123456789"
        copied = pickle.loads(pickle.dumps(exact))
        assert (copied, str(copied)) == (exact, str(exact))

    @pytest.mark.parametrize("text", ["NaN", "-Infinity", "sNaN", "1E+1000", "1E-1000"])
    def test_what_json_cannot_say_has_no_digits(self, text: str) -> None:
        with pytest.raises(ValueError, match=r"JSON cannot say|more than 1000 digits"):
            digits(Decimal(text))

    def test_a_number_can_be_long(self) -> None:
        assert digits(Decimal("1E+999")) == "1" + "0" * 999
        assert len(digits(Decimal(10) ** (MOST_DIGITS - 1))) == MOST_DIGITS

    def test_only_what_was_marked_becomes_a_number(self) -> None:
        text = f'["{marked(Decimal("1.50"))}","1.50"]'
        assert unmark_text(text) == '[1.50,"1.50"]'
        assert unmark(text.encode()) == b'[1.50,"1.50"]'
