"""Amounts on the way from a client over a socket into the sandbox's database, and back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghxstship import (
    Client,
    InvalidArgumentError,
    UnprocessableEntityError,
    construct_event,
    sign_webhook,
)
from ghxstship.events import DealWon
from ghxstship.sandbox import Sandbox
from ghxstship.sandbox.encoding import encode
from ghxstship.sandbox.samples import Samples

pytestmark = pytest.mark.once

PLACES = {"USD": 2, "EUR": 2, "JPY": 0, "KRW": 0, "KWD": 3, "TND": 3, "CLF": 4}
SECRET = "whsec_c2VjcmV0c2VjcmV0c2VjcmV0"

SAMPLES = Samples()

currencies = st.sampled_from(sorted(PLACES))


@st.composite
def sums(draw: st.DrawFn) -> tuple[Decimal, str]:
    """An amount that a currency has, and the currency."""
    currency = draw(currencies)
    return draw(st.decimals(0, 10**9, places=PLACES[currency])), currency


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with (
        closing(Sandbox(rate_limits=False)) as sandbox,
        sandbox.serve() as server,
        Client("sk_test_sandbox", workspace_id="ws_sandbox", base_url=server.url) as client,
    ):
        yield client


@given(sums())
def test_any_amount_comes_back_exactly(client: Client, money: tuple[Decimal, str]) -> None:
    amount, currency = money
    made = client.atlvs.deals.create(name="Tour", value=amount, currency=currency)
    assert (type(made.value), made.value) == (Decimal, amount)
    assert client.atlvs.deals.get(made.id).value == amount
    assert type(made).model_validate_json(made.model_dump_json()) == made
    (listed,) = client.atlvs.deals.list(min_value=amount, limit=1).data[:1]
    assert listed.value >= amount


@given(sums())
def test_lines_add_up(client: Client, money: tuple[Decimal, str]) -> None:
    price, currency = money
    invoice = client.atlvs.invoices.create(
        currency=currency,
        line_items=[
            {"description": "Stage", "quantity": 1, "unit_price": price},
            {"description": "Light", "quantity": 3, "unit_price": price},
        ],
        tax=price,
    )
    assert invoice.subtotal == sum(line.amount for line in invoice.line_items) == 4 * price
    assert invoice.total == invoice.subtotal + price == 5 * price


@given(currencies, st.decimals(0, 10**6, places=6))
def test_what_a_currency_does_not_have_is_refused_and_nothing_is_rounded(
    client: Client, currency: str, amount: Decimal
) -> None:
    def create(value: Decimal | float) -> Decimal:
        return client.atlvs.deals.create(name="Tour", value=value, currency=currency).value

    if amount == round(amount, PLACES[currency]):
        assert create(amount) == create(float(amount)) == amount
        return
    with pytest.raises(UnprocessableEntityError) as refused:
        create(amount)
    assert [detail.field for detail in refused.value.details] == ["value"]
    with pytest.raises(InvalidArgumentError, match=currency):
        create(float(amount))


@given(st.decimals(0, 10**26, places=4))
def test_an_event_s_amount_has_the_digits_that_were_signed(amount: Decimal) -> None:
    body = encode(SAMPLES.event("deal.won", {"data.value": amount}, at=0, key="k"))
    event = construct_event(body, sign_webhook(body, SECRET), SECRET)
    assert isinstance(event, DealWon)
    assert event.data.value == amount
    written = event.model_dump_json()
    assert json.loads(written, parse_float=Decimal)["data"]["value"] == amount
    assert DealWon.model_validate_json(written) == event
