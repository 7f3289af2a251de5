"""A page of 100 records to typed models, over a transport that answers at once."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pydantic import TypeAdapter

from ghxstship import Client
from ghxstship.atlvs.deals import DealList

from ..canned import Transport
from ..measure import US, Contender, Metric, Row, Target, cpu_of, optional
from ..records import page_body

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from ..measure import Effort

PAGES = 30
FLOOR = "json.loads"
BODY = page_body()


def _ghxstship() -> Callable[[], object]:
    client = Client("sk_test_1", workspace_id="ws_1", http_client=Transport(BODY))
    return lambda: client.atlvs.deals.list(limit=100)


def _validate_json() -> Callable[[], object]:
    adapter = TypeAdapter(DealList)
    return lambda: adapter.validate_json(BODY)


def _orjson() -> Callable[[], object]:
    import orjson

    return lambda: orjson.loads(BODY)


def _msgspec() -> Callable[[], object]:
    import msgspec

    return lambda: msgspec.json.decode(BODY)


def _stripe() -> Callable[[], object]:
    from ..peers import stripe_client

    listed = json.loads(BODY)["data"]
    data = [{"object": "customer", **record} for record in listed]
    body = {"object": "list", "url": "/v1/customers", "has_more": False, "data": data}
    client = stripe_client.client(json.dumps(body, separators=(",", ":")).encode())
    return lambda: client.v1.customers.list({"limit": 100})


def _openai() -> Callable[[], object]:
    from ..peers import openai_client

    client = openai_client.client(BODY)
    return lambda: client.get("/deals?limit=100", cast_to=openai_client.DealList)


_CONTENDERS = {
    "msgspec, untyped": _msgspec,
    "orjson": _orjson,
    FLOOR: lambda: lambda: json.loads(BODY),
    "pydantic validate_json, our models": _validate_json,
    US: _ghxstship,
    "stripe, no HTTP": _stripe,
    "openai": _openai,
}


@contextmanager
def _contenders(effort: Effort) -> Generator[list[Contender]]:
    pages = effort.number(PAGES)
    yield [
        optional(name, make, lambda call: cpu_of(call, pages)) for name, make in _CONTENDERS.items()
    ]


PAGE = Row(
    name="page",
    title="page of 100 records (76 KB) to typed models, all layers on, in-process transport",
    metrics=(Metric("CPU", "µs", FLOOR, Target(1.6, FLOOR)),),
    rounds=21,
    contenders=_contenders,
)
