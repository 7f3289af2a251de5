"""Every amount of money that a request of the document has: exact, and only what its currency has.

What there is is read from the document, so that an amount that is new there is here as well.
"""

from __future__ import annotations

import copy
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from ghxstship._core.money import MOST_DECIMALS
from ghxstship.sandbox.encoding import decode
from ghxstship.sandbox.money import money_fields

from .test_every_operation import OPERATIONS, SCHEMAS, body_schema, example_body, path_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .caller import Caller, Reply

WRONG = [("JPY", "10.5"), ("JPY", "0.1"), ("KWD", "1.0005"), ("EUR", "0.001"), ("USD", "1.005")]
RIGHT = [("JPY", "10"), ("KWD", "1.005"), ("EUR", "0.01"), ("CLF", "1.2345")]

UNPAID = "atlvs.invoices.pay"
"""A payment, which is made in the currency of what is paid."""


def fields_of(name: str) -> dict[str, str | None]:
    """Where an operation's body has amounts, and the currency of each."""
    operation = OPERATIONS[name]
    return dict(money_fields(SCHEMAS, body_schema(operation))) if operation.body else {}


FIELDS = [(name, path) for name in OPERATIONS for path in fields_of(name)]
QUERY = [
    (name, parameter.name)
    for name, operation in OPERATIONS.items()
    for parameter in operation.parameters
    if parameter.money
]


def items_of(value: Any) -> Sequence[Any]:
    """The items of an array; what is none is one."""
    return (value,) if hasattr(value, "keys") else value


def set_at(body: Any, path: str, value: object) -> None:
    """Set what a path leads to; in arrays, of every item."""
    first, _, rest = path.partition("/")
    for item in items_of(body):
        if rest:
            set_at(item[first], rest, value)
        else:
            item[first] = value


def at(body: Any, path: str) -> Any:
    """What a path leads to; in arrays, of the first item."""
    for name in path.split("/"):
        body = items_of(body)[0][name]
    return body


def currency_path(path: str, currency: str) -> str:
    """The way to an amount's currency from the body on."""
    around, steps = path.split("/")[:-1], currency.split("/")
    above = steps.count("..")
    return "/".join([*around[: len(around) - above], *steps[above:]])


def in_currency(name: str, currency: str) -> Any:
    """The document's example of a body, all of its amounts 10 in a currency."""
    body = copy.deepcopy(example_body(OPERATIONS[name]))
    for path, its_currency in fields_of(name).items():
        assert its_currency is not None
        set_at(body, path, 10)
        set_at(body, currency_path(path, its_currency), currency)
    return body


def resource_of(name: str) -> str:
    return name.rpartition(".")[0]


def sent(api: Caller, name: str, path: str, currency: str, amount: str) -> tuple[Reply, str]:
    """Send an amount; the answer, and the path of what it belongs to."""
    operation = OPERATIONS[name]
    if operation.role == "create":
        body = in_currency(name, currency)
        set_at(body, path, Decimal(amount))
        reply = api.post(path_of(operation), body)
        made = reply.body.get("id", "none")
        return reply, f"{path_of(operation)}/{made}"
    whole = in_currency(f"{resource_of(name)}.create", currency)
    collection = OPERATIONS[f"{resource_of(name)}.create"]
    one = f"{path_of(collection)}/{api.made(path_of(collection), whole)['id']}"
    if operation.role == "update":
        set_at(whole, path, Decimal(amount))
        first = path.partition("/")[0]
        return api.patch(one, {first: whole[first]}), one
    assert name == UNPAID, "say here what it is carried out on"
    api.made(f"{one}/send")
    return api.post(f"{one}/pay", {path: Decimal(amount)}), one


def answered(name: str, path: str) -> str:
    """Where a resource has what was sent at a path."""
    return "amount_paid" if name == UNPAID else path


def test_there_are_some() -> None:
    assert len(FIELDS) > 20
    assert len({resource_of(name) for name, _ in FIELDS}) > 8
    assert QUERY == [("atlvs.deals.list", "min_value")]


@pytest.mark.parametrize(("currency", "amount"), WRONG)
@pytest.mark.parametrize(("name", "path"), FIELDS)
def test_what_the_currency_does_not_have_is_refused(
    api: Caller, name: str, path: str, currency: str, amount: str
) -> None:
    reply, _ = sent(api, name, path, currency, amount)
    assert reply.status == 422, reply.content
    assert {field.replace(".0.", ".") for field in reply.fields} == {path.replace("/", ".")}
    assert currency in reply.body["error"]["details"][0]["message"]


@pytest.mark.parametrize(("currency", "amount"), RIGHT)
@pytest.mark.parametrize(("name", "path"), FIELDS)
def test_any_other_comes_back_digit_for_digit(
    api: Caller, name: str, path: str, currency: str, amount: str
) -> None:
    reply, one = sent(api, name, path, currency, amount)
    assert reply.status == OPERATIONS[name].success, reply.content
    for answer in (reply, api.get(one)):
        found = at(decode(answer.content), answered(name, path))
        assert found == Decimal(amount)
        assert not isinstance(found, float)


@pytest.mark.parametrize(("name", "parameter"), QUERY)
def test_what_no_currency_has_is_refused_in_a_query(api: Caller, name: str, parameter: str) -> None:
    path = path_of(OPERATIONS[name])
    most = Decimal(1).scaleb(-MOST_DECIMALS)
    right, wrong = f"{most:f}", f"{most / 10:f}"
    assert api.get(path, **{parameter: right}).status == 200
    assert api.get(path, **{parameter: wrong}).fields == [parameter]
