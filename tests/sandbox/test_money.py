"""Amounts of money in the sandbox: exact, and only such as their currency has."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ghxstship.sandbox.encoding import canonical, decode, encode
from ghxstship.sandbox.money import excess, rounded, times

from .caller import Caller, Reply

DEALS = "/atlvs/v1/deals"
INVOICES = "/atlvs/v1/invoices"
EXPENSES = "/atlvs/v1/expenses"
TYPES = "/gvteway/v1/ticket_types"
ORDERS = "/gvteway/v1/orders"
CREW = "/compvss/v1/crew"
ASSIGNMENTS = "/compvss/v1/assignments"
DEAL = {"name": "Tour", "value": 1, "currency": "USD"}


def exact(reply: Reply) -> Any:
    """A body, its numbers as they stand there."""
    return decode(reply.content)


def line(price: str, quantity: str = "1") -> dict[str, object]:
    return {
        "description": "Stage",
        "quantity": Decimal(quantity),
        "unit_price": Decimal(price),
    }


def sent_invoice(api: Caller, currency: str, *lines: dict[str, object]) -> str:
    made = api.made(INVOICES, {"currency": currency, "line_items": list(lines)})
    path = f"{INVOICES}/{made['id']}"
    api.made(f"{path}/send")
    return path


WRONG = [("1.005", "USD"), ("0.001", "EUR"), ("10.5", "JPY"), ("1.0005", "KWD"), ("1e-5", "CLF")]
RIGHT = [("1.05", "USD"), ("0.30", "EUR"), ("10", "JPY"), ("10.0", "JPY"), ("1.005", "KWD"),
         ("1.2345", "CLF"), ("999999999.9999", "UYW")]  # fmt: skip


class TestCurrencies:
    @pytest.mark.parametrize(("amount", "currency"), WRONG)
    def test_an_amount_that_the_currency_does_not_have_is_refused(
        self, api: Caller, amount: str, currency: str
    ) -> None:
        content = f'{{"name":"Tour","value":{amount},"currency":"{currency}"}}'.encode()
        reply = api("POST", DEALS, content=content)
        assert (reply.status, reply.fields) == (422, ["value"])
        assert currency in reply.body["error"]["details"][0]["message"]

    @pytest.mark.parametrize(("amount", "currency"), RIGHT)
    def test_any_other_is_stored_digit_for_digit(
        self, api: Caller, amount: str, currency: str
    ) -> None:
        content = f'{{"name":"Tour","value":{amount},"currency":"{currency}"}}'.encode()
        made = exact(api("POST", DEALS, content=content))
        assert made["value"] == Decimal(amount)
        assert exact(api.get(f"{DEALS}/{made['id']}"))["value"] == Decimal(amount)
        listed = exact(api.get(DEALS, sort="-created_at", limit=1))["data"]
        assert listed[0]["value"] == Decimal(amount)

    def test_a_change_counts_with_what_stays(self, api: Caller) -> None:
        path = f"{DEALS}/{api.made(DEALS, DEAL | {'value': Decimal('10.5')})['id']}"
        assert api.patch(path, {"value": Decimal("10.505")}).fields == ["value"]
        assert api.patch(path, {"currency": "JPY"}).fields == ["value"]
        assert api.patch(path, {"currency": "JPY", "value": 1050}).status == 200
        assert api.patch(path, {"value": Decimal("0.5")}).fields == ["value"]

    def test_the_currency_of_a_line_is_its_invoice_s(self, api: Caller) -> None:
        body = {"currency": "JPY", "tax": Decimal("0.5"), "line_items": [line("1"), line("1.5")]}
        reply = api.post(INVOICES, body)
        assert reply.status == 422
        assert set(reply.fields) == {"tax", "line_items.1.unit_price"}

    def test_without_a_currency_four_decimals_are_the_most(self, api: Caller) -> None:
        asset = {"name": "Desk", "category": "Audio"}
        made = api.made("/atlvs/v1/assets", asset | {"purchase_price": Decimal("1.2345")})
        assert (made["purchase_price"], made["currency"]) == (1.2345, None)
        reply = api.post("/atlvs/v1/assets", asset | {"purchase_price": Decimal("1.23456")})
        assert reply.fields == ["purchase_price"]
        assert api.get(DEALS, min_value="0.00001").fields == ["min_value"]


class TestPayments:
    @pytest.mark.parametrize(
        ("currency", "amount"), [("USD", "0.001"), ("JPY", "0.5"), ("KWD", "0.0005")]
    )
    def test_less_than_the_smallest_unit_is_refused(
        self, api: Caller, currency: str, amount: str
    ) -> None:
        path = sent_invoice(api, currency, line("100"))
        reply = api.post(f"{path}/pay", {"amount": Decimal(amount)})
        assert (reply.status, reply.fields) == (422, ["amount"])
        assert api.get(path).body["amount_paid"] == 0

    def test_parts_that_are_no_doubles_add_up(self, api: Caller) -> None:
        path = sent_invoice(api, "USD", line("0.3"))
        for part in ("0.1", "0.2"):
            api.made(f"{path}/pay", {"amount": Decimal(part)})
        paid = exact(api.get(path))
        assert (paid["status"], paid["amount_paid"]) == ("paid", Decimal("0.3"))


class TestSums:
    @pytest.mark.parametrize(
        ("currency", "price", "quantity", "amount"),
        [
            ("USD", "1.15", "1.5", "1.73"),  # 1.725, which a double has below the half
            ("USD", "0.01", "0.5", "0.01"),
            ("JPY", "333", "1.5", "500"),
            ("KWD", "0.333", "1.5", "0.5"),
            ("USD", "1000000000", "1000000", "1000000000000000"),
            ("USD", "999999999.99", "999999.5", "999999499990000.01"),
        ],
    )
    def test_a_line_is_rounded_half_up_to_its_currency(
        self, api: Caller, currency: str, price: str, quantity: str, amount: str
    ) -> None:
        body = {"currency": currency, "line_items": [line(price, quantity)], "tax": 1}
        made = exact(api.post(INVOICES, body))
        assert made["line_items"][0]["amount"] == made["subtotal"] == Decimal(amount)
        assert made["total"] == Decimal(amount) + 1

    def test_a_hundred_tenths_are_ten(self, api: Caller) -> None:
        body = {"currency": "USD", "line_items": [line("0.1")] * 100}
        made = exact(api.post(INVOICES, body))
        assert made["subtotal"] == 10
        assert b'"subtotal":10,' in encode(made)

    def test_a_budget_s_figures_are_exact(self, api: Caller) -> None:
        project = api.made(
            "/compvss/v1/projects",
            {"name": "Tour", "client": "Acme", "budget": Decimal("1.10"), "currency": "USD"},
        )
        for amount in ("0.1", "0.2", "0.3"):
            expense = {"description": "Truck", "amount": Decimal(amount), "currency": "USD",
                       "category": "transport", "incurred_on": "2026-10-01",
                       "project_id": project["id"]}  # fmt: skip
            api.made(f"{EXPENSES}/{api.made(EXPENSES, expense)['id']}/approve")
        budget = exact(api.get(f"/atlvs/v1/projects/{project['id']}/budget"))
        figures = [budget[name] for name in ("planned", "committed", "actual", "variance")]
        assert figures == [Decimal(text) for text in ("1.1", "0.6", "0.6", "0.5")]

    def test_the_portfolio_s_values_are_exact(self, api: Caller) -> None:
        path = "/atlvs/v1/analytics/portfolio_health"
        before = exact(api.get(path))["pipeline_value"]
        for value in ("0.1", "0.2"):
            api.made(DEALS, DEAL | {"value": Decimal(value)})
        assert exact(api.get(path))["pipeline_value"] == before + Decimal("0.3")


class TestOrders:
    def ticket_type(self, api: Caller, price: str, currency: str) -> dict[str, Any]:
        body = {"event_id": "evt_xyz789", "name": "Floor", "price": Decimal(price),
                "currency": currency, "inventory": 9}  # fmt: skip
        made: dict[str, Any] = api.made(TYPES, body)
        return made

    def order(self, *kinds: dict[str, Any]) -> dict[str, Any]:
        items = [{"ticket_type_id": kind["id"], "quantity": 1} for kind in kinds]
        return {"event_id": "evt_xyz789", "customer_id": "cust_456", "line_items": items,
                "payment_method": "credit_card"}  # fmt: skip

    @pytest.mark.parametrize(
        ("currency", "price", "fees", "total"),
        [("JPY", "50", "3", "53"), ("KWD", "0.05", "0.003", "0.053"),
         ("EUR", "0.1", "0.01", "0.11")],
    )  # fmt: skip
    def test_it_is_charged_in_its_tickets_currency(
        self, api: Caller, currency: str, price: str, fees: str, total: str
    ) -> None:
        kind = self.ticket_type(api, price, currency)
        placed = exact(api.post(ORDERS, self.order(kind)))
        payment = placed["payment"]
        assert payment["currency"] == currency
        assert (payment["fees"], payment["total"]) == (Decimal(fees), Decimal(total))
        (ticket,) = exact(api.get("/gvteway/v1/tickets", order_id=placed["id"]))["data"]
        assert (ticket["price"], ticket["currency"]) == (Decimal(price), currency)

    def test_two_currencies_are_refused(self, api: Caller) -> None:
        kinds = [self.ticket_type(api, "10", currency) for currency in ("USD", "EUR")]
        reply = api.post(ORDERS, self.order(*kinds))
        assert (reply.status, reply.fields) == (422, ["line_items.1.ticket_type_id"])


class TestAssignments:
    def test_a_rate_is_in_the_crew_member_s_currency_unless_it_says_another(
        self, api: Caller
    ) -> None:
        member = api.made(CREW, {"name": "Aiko", "currency": "JPY", "day_rate": 30000})
        body: dict[str, Any] = {"project_id": "proj_xyz789", "crew_member_id": member["id"],
                                "role": "Rigger"}  # fmt: skip
        days = {"start_date": "2027-02-01", "end_date": "2027-02-02"}
        made = api.made(ASSIGNMENTS, body | {"schedule": days | {"rate": 30000}})
        assert made["schedule"]["currency"] == "JPY"
        wrong = api.post(ASSIGNMENTS, body | {"schedule": days | {"rate": Decimal("0.5")}})
        assert wrong.fields == ["schedule.rate"]
        dollars = days | {"rate": Decimal("0.5"), "currency": "USD"}
        assert api.made(ASSIGNMENTS, body | {"schedule": dollars})["schedule"]["rate"] == 0.5
        path = f"{ASSIGNMENTS}/{made['id']}"
        assert api.patch(path, {"schedule": days | {"rate": Decimal("0.5")}}).fields == [
            "schedule.rate"
        ]


class TestLists:
    def test_amounts_are_compared_as_numbers(self, api: Caller) -> None:
        values = ["900000000.1", "900000000.09", "900000000.3", "900000000.25", "900000001"]
        for value in values:
            api.made(DEALS, DEAL | {"value": Decimal(value)})

        def listed(least: str, **more: Any) -> list[Decimal]:
            found = exact(api.get(DEALS, min_value=least, **more))["data"]
            return [Decimal(each["value"]) for each in found]

        expected = sorted(map(Decimal, values))
        assert sorted(listed("900000000")) == expected
        assert sorted(listed("900000000.1")) == expected[1:]
        assert sorted(listed("900000000.1001")) == expected[2:]
        first = exact(api.get(DEALS, min_value="900000000.09", limit=2))
        pages = listed("900000000.09", limit=9, cursor=first["pagination"]["cursor"])
        assert len(pages) == len(values) - 2


class TestNumbers:
    @pytest.mark.parametrize(
        "text", ["0.1", "1.10", "0.1234567890123456789", "12345678901234567890.12", "1E-7"]
    )
    def test_json_keeps_every_digit(self, text: str) -> None:
        assert encode(decode(text.encode())).decode() == f"{Decimal(text):f}"

    def test_equal_numbers_are_the_same_request(self) -> None:
        assert canonical(decode(b'{"a":1.50}')) == canonical(decode(b'{"a":1.5}'))
        assert canonical(decode(b'{"a":2.0}')) == canonical(decode(b'{"a":2}'))
        assert canonical(decode(b'{"a":1.5}')) != canonical(decode(b'{"a":1.51}'))

    @pytest.mark.parametrize("text", ["1e999", "1e-999", "0." + "1" * 600])
    def test_what_is_longer_than_any_double_is_refused(self, text: str) -> None:
        with pytest.raises(ValueError, match="out of range"):
            decode(text.encode())

    @given(st.decimals(0, 10**9, places=6), st.decimals(0, 10**6, places=3),
           st.sampled_from(["USD", "JPY", "KWD", "CLF", "XAU"]))  # fmt: skip
    def test_what_is_rounded_is_an_amount_half_a_unit_away_at_most(
        self, price: Decimal, quantity: Decimal, currency: str
    ) -> None:
        amount = times(price, quantity, currency)
        places = {"JPY": 0, "KWD": 3, "CLF": 4}.get(currency, 2)
        assert excess(amount, currency) is None
        assert abs(amount - price * quantity) <= Decimal("0.5").scaleb(-places)
        assert rounded(amount, currency) == amount
