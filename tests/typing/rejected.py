"""What must not type-check.

Every line is refused by mypy and by pyright. One that begins to type-check makes its comment for
that checker unnecessary, which the checker reports.
"""

# What comes of a refused line is unknown, and of no interest.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportUnknownLambdaType=false
# ruff: noqa: B018

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable
from typing import assert_type

import httpx
import httpx2

from ghxstship import (
    OMIT,
    AsyncClient,
    Client,
    HttpRequest,
    HttpResponse,
    Pacing,
    Page,
    RawResponse,
    RequestInfo,
    RequestOptions,
    RetryPolicy,
    UnknownValue,
    WebhookReceiver,
    WebhookRouter,
    construct_event,
    verify_webhook,
)
from ghxstship.atlvs.deals import Deal
from ghxstship.atlvs.invoices import InvoiceLineItemInputParam
from ghxstship.events import DealLost, DealWon, UnknownEvent
from ghxstship.sandbox import Behaviours, Call, Resource, Sandbox
from ghxstship.webhooks import Inbox


async def fetched_key() -> str:
    return "sk"


async def awaited(request: RequestInfo) -> None:
    """Nobody would await it."""


def passing(request: HttpRequest, call_next: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    """Middleware of a sync client."""
    return call_next(request)


async def passing_async(
    request: HttpRequest, call_next: Callable[[HttpRequest], Awaitable[HttpResponse]]
) -> HttpResponse:
    """Middleware of an async client."""
    return await call_next(request)


def setting_up() -> None:
    Client(7)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Client("sk_1", "ws_1")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    Client(environment="moon")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Client(max_retries=None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Client(deadline="5")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Client(max_response_bytes=None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Client(timeout="5")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Client(http_client=httpx.AsyncClient())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    AsyncClient(http_client=httpx.Client())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Client(http_client=httpx2.AsyncClient())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    AsyncClient(http_client=httpx2.HTTPTransport())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Client(http_client=httpx)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Client(timeout=httpx.Limits())  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Client(retry_policy=RetryPolicy)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Client(pacing="redis://host")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Client(pacing=Pacing)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Client(retry_budget=10)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Client(middleware=[awaited])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    Client(middleware=awaited)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Client(middleware=[passing_async])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    AsyncClient(middleware=[passing])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    Client().with_options(middleware=[passing_async])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    AsyncClient().with_options(middleware=[passing])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    Client(observers=[print])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    AsyncClient(on_request=awaited)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Client(retry_policy=lambda _: 1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Client(retries=3)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client = Client()
    Client(api_key=fetched_key)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.with_options(api_key=None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.with_options(base_url="x")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.base_url = "x"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    client.workspace_id = "x"  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    client.api_key  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    client.api_key = "x"  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    client.timeout = 3  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    with AsyncClient():  # type: ignore[attr-defined]  # pyright: ignore[reportGeneralTypeIssues]
        pass


def calling(client: Client) -> None:
    deals = client.atlvs.deals
    client.crm  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    deals.close("deal_1")  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    deals.get()  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    deals.get(1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    deals.get("deal_1", "deal_2")  # type: ignore[call-arg, arg-type]  # pyright: ignore[reportCallIssue]
    deals.list("open")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    deals.list(status="opne")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    deals.list(stage="propsal")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    deals.list(stage=str(deals))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    deals.list(stage=UnknownValue(7))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    deals.list(sort="name")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    deals.list(created_after="2026-01-01")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    deals.list(limit="50")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    deals.list(prefetch=2)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    deals.list(stat="open")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    deals.list(idempotency_key="k")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


def custom_requests(client: Client) -> None:
    client.request("GTE", "/v1/new")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.request("GET")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.request("GET", "/v1/new", body={})  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    client.request("GET", "/v1/new", cast_to=Deal).nmae  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]


def bodies(client: Client) -> None:
    deals = client.atlvs.deals
    deals.create(name="n", value=1)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    deals.create(name=None, value=1, currency="EUR")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    deals.create(name="n", value="1", currency="EUR")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    deals.list(min_value="1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    line: InvoiceLineItemInputParam = {
        "description": "Stage",
        "quantity": 1,
        "unit_price": "1.50",  # type: ignore[typeddict-item]  # pyright: ignore[reportAssignmentType]
    }
    client.atlvs.invoices.create(line_items=[line], currency="USD", tax=None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    deals.update("deal_1", name=None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    deals.update("deal_1", stage="unheard of")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    deals.update("deal_1", owner={"name": "no id"})  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    deals.update("deal_1", owner={"id": "u", "naem": "x"})  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    deals.update("deal_1", owner="user_1")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    deals.update("deal_1", id="deal_2")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    deals.get(OMIT)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def options(client: Client) -> None:
    made: RequestOptions = {"retries": 2}  # type: ignore[typeddict-unknown-key]  # pyright: ignore[reportAssignmentType]
    client.atlvs.deals.get("deal_1", options=made)
    client.atlvs.deals.get("deal_1", options={"max_retries": "2"})  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.atlvs.deals.get("deal_1", timeout=2)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


def answers(client: Client, deal: Deal) -> None:
    page = client.atlvs.deals.list()
    deal.nmae  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    deal.owner.name  # type: ignore[union-attr]  # pyright: ignore[reportOptionalMemberAccess]
    page.next_page().data  # type: ignore[union-attr]  # pyright: ignore[reportOptionalMemberAccess]
    page[0]  # type: ignore[index]  # pyright: ignore[reportIndexIssue]
    len(page)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    client.atlvs.deals.delete("deal_1").id  # type: ignore[attr-defined, func-returns-value]  # pyright: ignore[reportAttributeAccessIssue]
    raw = client.atlvs.deals.with_raw_response.get("deal_1")
    raw.http_response.next_request  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    raw.headers["x"] = "1"  # type: ignore[index]  # pyright: ignore[reportIndexIssue]
    raw.name  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    assert_type(raw, RawResponse[Page[Deal]])  # type: ignore[assert-type]  # pyright: ignore[reportAssertTypeFailure]
    client.atlvs.deals.with_raw_response.get(1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


async def waiting(client: AsyncClient) -> None:
    client.atlvs.deals.get("deal_1").name  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    for deal in client.atlvs.deals.list():  # type: ignore[attr-defined]  # pyright: ignore[reportGeneralTypeIssues]
        print(deal)
    client.atlvs.deals.list().data  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    async for deal in client.atlvs.deals.with_raw_response.list():  # type: ignore[attr-defined]  # pyright: ignore[reportGeneralTypeIssues]
        print(deal)
    with client.gvteway.stream.listen():  # type: ignore[attr-defined]  # pyright: ignore[reportGeneralTypeIssues]
        pass


def verifying() -> None:
    verify_webhook({"event": "x"}, "t=1", "s")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    verify_webhook(b"{}", ["t=1"], "s")  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]
    verify_webhook(b"{}", "t=1", None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    verify_webhook(b"{}", "t=1")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]


def handling(inbox: Inbox[sqlite3.Connection], body: bytes) -> None:
    Inbox(7)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType, reportCallIssue]
    inbox.accept(body)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    inbox.worker(lambda: None)  # type: ignore[arg-type, misc]  # pyright: ignore[reportArgumentType]
    inbox.current.record(lambda: None)  # type: ignore[arg-type, misc]  # pyright: ignore[reportArgumentType]
    inbox.current.record(lambda db: db.scalar(""))  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
    inbox.prune(90)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def routing(router: WebhookRouter) -> None:
    def lost(event: DealLost) -> None: ...
    def unknown(event: UnknownEvent) -> None: ...

    router.on("deal.won")(lost)  # type: ignore[type-var]  # pyright: ignore[reportArgumentType]
    router.on("deal.won")(unknown)  # type: ignore[type-var]  # pyright: ignore[reportArgumentType]
    router.on("deal.wno")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]
    router.on("*")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]
    router.otherwise(lost)  # type: ignore[type-var]  # pyright: ignore[reportArgumentType]
    WebhookReceiver(lost, "s")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def sandboxing(library: Behaviours) -> None:
    def without_resource(call: Call) -> None: ...
    def answering(call: Call, book: Resource) -> Resource:
        return book

    async def later(call: Call, book: Resource) -> None: ...
    def unnamed(call: Call, year: int) -> str:
        return "year"

    def listing(call: Call) -> list[Resource]:
        return []

    library.change("books.lend")(without_resource)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    library.change("books.lend")(answering)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    library.change("books.lend")(later)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    library.change(without_resource)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    library.filter("books.list")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    library.filter("books.list", "after")(unnamed)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    library.perform("books.count")(listing)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    library.daily(without_resource)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    library.seed(without_resource)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    Sandbox(behaviours={"books.lend": answering})  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def constructing(body: bytes) -> None:
    event = construct_event(body, None, "s")
    event.data.value  # type: ignore[union-attr]  # pyright: ignore[reportAttributeAccessIssue]
    if isinstance(event, DealWon):
        event.data.vlaue  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue]
