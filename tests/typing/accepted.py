"""The types that users see: if one changes, this file no longer type-checks."""

from __future__ import annotations

import sqlite3
from collections.abc import (
    AsyncIterator,
    Awaitable,
    Callable,
    Iterator,
    Mapping,
    Sequence,
)
from contextlib import aclosing
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, TypedDict, assert_never, assert_type

import httpx
import httpx2
import redis.asyncio
import sqlalchemy
from django.db.backends.base.base import BaseDatabaseWrapper
from pydantic import BaseModel

import ghxstship
from ghxstship import (
    OMIT,
    AsyncClient,
    AsyncEventStream,
    AsyncMiddleware,
    AsyncPage,
    AsyncPager,
    Attempt,
    BudgetPacer,
    CallInfo,
    Client,
    Clock,
    ErrorDetail,
    EventStream,
    HttpRequest,
    HttpResponse,
    Middleware,
    Mismatch,
    Mismatches,
    Observation,
    Omit,
    OutcomeInfo,
    Pacer,
    Pacing,
    Page,
    RateLimit,
    RawResponse,
    RequestInfo,
    RequestOptions,
    ResponseInfo,
    Retry,
    RetryBudget,
    RetryInfo,
    RetryPolicy,
    Stop,
    UnknownValue,
    Wait,
    WebhookReceiver,
    WebhookRouter,
    construct_event,
    mismatches,
    sign_webhook,
    verify_webhook,
)
from ghxstship.atlvs.deals import Deal, DealStage, DealStatus, UserRef
from ghxstship.atlvs.invoices import Invoice, InvoiceLineItemInputParam
from ghxstship.atlvs.webhooks import WebhookWithSecret
from ghxstship.events import (
    EVENT_NAMES,
    DealWon,
    Event,
    EventMetadata,
    InvoiceCreated,
    InvoicePaid,
    UnknownEvent,
)
from ghxstship.redis_pacing import RedisPacing
from ghxstship.sandbox import (
    Behaviours,
    Call,
    Condition,
    Resource,
    Sandbox,
    Site,
    require_status,
)
from ghxstship.telemetry import OpenTelemetry
from ghxstship.webhooks import (
    AsyncWorker,
    Database,
    DeadLetter,
    Delivery,
    Dialect,
    DjangoDatabase,
    Inbox,
    PostgreSQL,
    Receipt,
    RetrySchedule,
    SQLite,
    Transaction,
    Worker,
)


async def fetched_key() -> str:
    return "sk_6"


class Impatient:
    """A policy of one's own needs no base class."""

    def decide(self, attempt: Attempt) -> Wait | Stop:
        if attempt.number > 3 or attempt.status == 404:
            return Stop("enough")
        return Wait(attempt.retry_after or attempt.jitter)


class Watcher:
    """An observer of one's own needs no base class."""

    def begin(self, call: CallInfo) -> Observation | None:
        assert_type(call.idempotency_key, str | None)
        return Sight() if call.resource == "atlvs.deals" else None


class Sight(Observation):
    def on_end(self, outcome: OutcomeInfo) -> None:
        assert_type((outcome.attempts, outcome.error), tuple[int, str | None])


def seen(request: RequestInfo) -> None:
    assert_type((request.operation, request.attempt), tuple[str, int])
    assert_type((request.route, request.path), tuple[str | None, str])


def answered(response: ResponseInfo) -> None:
    assert_type((response.status, response.error), tuple[int | None, str | None])
    assert_type((response.duration, response.rate_limit), tuple[float, RateLimit | None])


def tag(request: HttpRequest, call_next: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    request.headers["X-Tag"] = "1"
    response = call_next(request)
    assert_type((response.status_code, response.headers), tuple[int, Mapping[str, str]])
    return response if response.is_success else httpx.Response(200, json={})


async def tag_async(
    request: HttpRequest, call_next: Callable[[HttpRequest], Awaitable[HttpResponse]]
) -> HttpResponse:
    return await call_next(httpx2.Request("GET", str(request.url)))


class Cache:
    """Middleware with a state is an object that can be called."""

    def __call__(
        self, request: HttpRequest, call_next: Callable[[HttpRequest], HttpResponse]
    ) -> HttpResponse:
        return call_next(request)


def around(client: Client, async_client: AsyncClient) -> None:
    listed: list[Middleware] = [tag, Cache()]
    Client(middleware=listed, retry_budget=RetryBudget(tokens=3))
    Client(middleware=(tag, Cache()), retry_budget=None)
    one: AsyncMiddleware = tag_async
    AsyncClient(middleware=[one, tag_async], retry_budget=OMIT)
    assert_type(client.with_options(middleware=[tag], retry_budget=RetryBudget()), Client)
    assert_type(async_client.with_options(middleware=[tag_async]), AsyncClient)


def clients(clock: Clock) -> None:
    client = Client("sk_test_1", workspace_id="ws_1", environment="sandbox")
    assert_type(client, Client)
    Client(
        base_url="http://127.0.0.1:4010",
        timeout=httpx.Timeout(5.0, read=60.0),
        max_retries=0,
        retry_policy=RetryPolicy(max_retry_after=5),
        http_client=httpx.Client(),
        default_headers={"X-Trace": "1"},
        clock=clock,
    )
    Client(timeout=None, http_client=httpx.MockTransport(lambda _: httpx.Response(200)))
    AsyncClient(timeout=2.5, retry_policy=Impatient(), http_client=httpx.AsyncClient())
    assert_type(client.with_options(timeout=3, deadline=9.5, max_retries=5), Client)
    Client(deadline=None, max_response_bytes=1024).with_options(max_response_bytes=2**30)
    client.with_options(timeout=httpx.Timeout(3))
    assert_type(client.with_options(api_key="sk_2", workspace_id="ws_2"), Client)
    assert_type(Client(api_key=lambda: "sk_3").with_options(api_key=lambda: "sk_4"), Client)
    async_client = AsyncClient(api_key=lambda: "sk_5")
    assert_type(async_client.with_options(api_key=fetched_key), AsyncClient)
    assert_type((client.base_url, client.workspace_id), tuple[str, str])
    with Client(on_request=seen, on_response=answered, observers=[OpenTelemetry()]) as entered:
        assert_type(entered, Client)
    watched: list[RetryInfo] = []
    AsyncClient(on_retry=watched.append, observers=[Watcher()], pacing=Pacing(margin=0.5))
    client.with_options(on_request=None, pacing=RedisPacing("redis://localhost"))
    pacer: Pacer = RedisPacing(redis.asyncio.Redis(), margin=2)
    keeping: tuple[BudgetPacer, BudgetPacer] = (Pacing(), RedisPacing("redis://localhost"))
    AsyncClient(pacing=keeping[0], retry_budget=RetryBudget(20))
    client.with_options(pacing=pacer, observers=())
    policy: Retry = Impatient()
    assert_type(policy.decide(Attempt(1, 2, 0.0, True, 0.5)), Wait | Stop)


class Replay(httpx.BaseTransport):
    """A transport of one's own."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, request=request)


class Audited(httpx.AsyncClient):
    """A client of one's own."""


def other_libraries(transport: Replay, audited: Audited) -> None:
    Client(http_client=transport)
    AsyncClient(http_client=audited)
    Client(http_client=httpx2.Client(), timeout=httpx2.Timeout(5.0))
    Client(http_client=httpx2.HTTPTransport(), timeout=httpx.Timeout(5.0))
    AsyncClient(http_client=httpx2.AsyncClient(transport=httpx2.AsyncHTTPTransport()))
    AsyncClient(http_client=httpx2.MockTransport(lambda _: httpx2.Response(200)))


def calls(client: Client) -> None:
    deal = client.atlvs.deals.create(
        name="Festival",
        value=150_000,
        currency="EUR",
        stage="proposal",
        expected_close_date=date(2026, 5, 1),
        owner={"id": "user_1"},
        contact=None,
        custom_fields={"source": "referral", "score": 7},
        idempotency_key="deal-42",
        options={"timeout": 10, "max_retries": 0, "headers": {"X-A": "1"}, "query": {"a": [1]}},
    )
    assert_type(deal, Deal)
    assert_type(deal.value, Decimal)
    assert_type(client.atlvs.deals.update(deal.id, owner=UserRef(id="user_2")), Deal)
    assert_type(client.atlvs.deals.update(deal.id, expected_close_date=None, version=3), Deal)
    assert_type(client.atlvs.deals.delete(deal.id), None)
    assert_type(client.atlvs.deals.win(deal.id), Deal)
    options: RequestOptions = {"timeout": None}
    later: date | Omit | None = OMIT
    client.atlvs.deals.update(deal.id, expected_close_date=later, options=options)


def money(client: Client, invoice: Invoice, price: Decimal | float) -> None:
    """An amount is an exact number of any kind, or a float that can be meant as one."""
    line: InvoiceLineItemInputParam = {
        "description": "Stage",
        "quantity": 1.5,
        "unit_price": Decimal("9.50"),
    }
    client.atlvs.invoices.create(line_items=[line], currency="USD", tax=1)
    client.atlvs.invoices.pay(invoice.id, amount=invoice.total - invoice.amount_paid)
    client.atlvs.deals.list(min_value=price)
    assert_type(invoice.line_items[0].unit_price * invoice.line_items[0].amount, Decimal)
    assert_type([invoice.subtotal, invoice.tax], list[Decimal])


def secret_of(client: Client) -> str:
    """A shared model can be imported from where the method is that answers it."""
    made = client.atlvs.webhooks.create(url="https://example.com/hooks", events=["deal.won"])
    assert_type(made, WebhookWithSecret)
    return made.secret


def models(deal: Deal) -> None:
    assert_type(deal.stage, DealStage | UnknownValue)
    assert_type(deal.status, DealStatus | UnknownValue)
    assert_type(deal.owner, UserRef | None)
    assert_type(deal.expected_close_date, date | None)
    assert_type(deal.created_at, datetime)
    assert_type(deal.custom_fields, dict[str, Any])
    assert_type(deal.model_extra, dict[str, Any] | None)


async def open_enums(client: Client, other: AsyncClient, deal: Deal) -> None:
    """What an answer has can be sent, and so can a value that this version does not know."""
    client.atlvs.deals.list(stage=deal.stage, status=deal.status)
    client.atlvs.deals.update(deal.id, stage=deal.stage)
    client.atlvs.deals.create(name="n", value=1, currency="EUR", stage=deal.stage)
    await other.atlvs.deals.list(stage=UnknownValue("archived"))
    stage: str = deal.stage
    assert_type(deal.stage == "archived", bool)
    shown: list[str] = [stage, deal.stage.upper(), f"{deal.stage}"]
    match deal.stage:
        case "closed" | "proposal":
            shown.append(deal.stage)
        case other_stage:
            shown.append(other_stage)


def pages(client: Client) -> None:
    page = client.atlvs.deals.list(
        status="open", sort="-created_at", created_after=datetime(2026, 1, 1, tzinfo=UTC), limit=9
    )
    assert_type(page, Page[Deal])
    assert_type(page.data, list[Deal])
    assert_type((page.has_more, page.total, page.cursor), tuple[bool, int | None, str | None])
    assert_type(iter(page), Iterator[Deal])
    assert_type(page.pages(), Iterator[Page[Deal]])
    assert_type(page.next_page(), Page[Deal] | None)
    assert_type(page.first(), Deal | None)
    for deal in client.atlvs.deals.list(max_items=10, prefetch=1, options={"deadline": 30}):
        assert_type(deal, Deal)


def made_by_hand(deal: Deal) -> None:
    page = Page.of([deal], total=2)
    assert_type(page, Page[Deal])
    assert_type(Page.of([deal], next_page=page), Page[Deal])
    pager = AsyncPager.of([deal], next_page=AsyncPage.of([deal]))
    assert_type(pager, AsyncPager[Deal])


async def async_calls(client: AsyncClient) -> None:
    assert_type(await client.atlvs.deals.get("deal_1"), Deal)
    assert_type(await client.atlvs.deals.delete("deal_1"), None)
    pager = client.atlvs.deals.list(status="open")
    assert_type(pager, AsyncPager[Deal])
    assert_type(await anext(pager.pages()), AsyncPage[Deal])
    async with aclosing(pager.pages()) as pages:
        assert_type(await anext(pages), AsyncPage[Deal])
    page = await pager
    assert_type(page, AsyncPage[Deal])
    assert_type(page.data, list[Deal])
    assert_type(await page.next_page(), AsyncPage[Deal] | None)
    assert_type((await page.first(), await pager.first()), tuple[Deal | None, Deal | None])
    async for deal in client.atlvs.deals.list():
        assert_type(deal, Deal)
    async for deal in page:
        assert_type(deal, Deal)
    async with aclosing(aiter(client.atlvs.deals.list(prefetch=1))) as deals:
        assert_type(await anext(deals), Deal)
    async with client.with_options(max_retries=1) as derived:
        assert_type(derived, AsyncClient)


def raw(client: Client) -> None:
    response = client.atlvs.deals.with_raw_response.list(status="open")
    assert_type(response, RawResponse[Page[Deal]])
    assert_type(response.parse(), Page[Deal])
    assert_type(response.rate_limit, RateLimit | None)
    assert_type(response.headers, Mapping[str, str])
    assert_type(response.http_response, HttpResponse)
    assert_type((response.status_code, response.request_id), tuple[int, str | None])
    assert_type((response.replayed, response.attempts), tuple[bool, int])
    created = client.atlvs.deals.with_raw_response.create(name="n", value=1, currency="EUR")
    assert_type(created, RawResponse[Deal])
    assert_type(client.atlvs.deals.with_raw_response.delete("deal_1"), RawResponse[None])


async def async_raw(client: AsyncClient) -> None:
    deals = client.atlvs.deals.with_raw_response
    assert_type(await deals.list(), RawResponse[AsyncPage[Deal]])
    assert_type(deals.get("deal_1"), Awaitable[RawResponse[Deal]])
    assert_type((await deals.get("deal_1")).parse(), Deal)


def streams(client: Client) -> None:
    stream = client.gvteway.stream.listen(events=["ticket.purchased"], last_event_id="evt_1")
    with stream as entered:
        assert_type(entered.last_event_id, str | None)
        for event in entered:
            if event.event == "ticket.purchased":
                return


def stream_types(
    stream: EventStream[Deal], async_stream: AsyncEventStream[Deal]
) -> tuple[Iterator[Deal], AsyncIterator[Deal]]:
    return iter(stream), aiter(async_stream)


class NewThing(BaseModel):
    id: str


class NewThingDict(TypedDict):
    id: str


async def custom_requests(client: Client, other: AsyncClient) -> None:
    made = client.request("POST", "/v1/new", cast_to=NewThing, json={"a": 1}, query={"b": [2]})
    assert_type(made, NewThing)
    assert_type(client.request("GET", "/v1/new", cast_to=NewThingDict), NewThingDict)
    assert_type(client.request("GET", "/v1/new", cast_to=list[Deal]), list[Deal])
    assert_type(client.request("GET", "/v1/new", cast_to=dict[str, int]), dict[str, int])
    assert_type(client.request("GET", "/v1/new"), Any)
    assert_type(client.request("DELETE", "/v1/new", cast_to=None, idempotency_key="k"), Any)
    assert_type(await other.request("PUT", "/v1/new", cast_to=Deal, options={"timeout": 1}), Deal)
    assert_type(await other.request("GET", "/v1/new"), Any)
    raw = client.with_raw_response.request("GET", "/v1/new", cast_to=NewThing)
    assert_type(raw, RawResponse[NewThing])
    assert_type(await other.with_raw_response.request("GET", "/v1/new"), RawResponse[Any])


def nested(client: Client) -> None:
    client.compvss.projects.runbook.get("proj_1")
    client.gvteway.webhooks.deliveries.replay("whk_1", "del_1")
    client.atlvs.analytics.portfolio_health.get()
    client.atlvs.projects.budget.get("proj_1")


def errors(client: Client) -> None:
    try:
        client.atlvs.deals.get("deal_1")
    except ghxstship.RateLimitError as error:
        assert_type(error.retry_after, float | None)
        assert_type((error.status_code, error.code), tuple[int, str | None])
        assert_type((error.request_id, error.documentation_url), tuple[str | None, str | None])
        assert_type(error.details, Sequence[ErrorDetail])
        assert_type(error.response, HttpResponse)
        assert_type(error.response.headers.get("retry-after"), str | None)
        assert_type((error.response.text, error.request.url.host), tuple[str, str])
        if isinstance(error.response, httpx.Response):
            assert_type(error.response, httpx.Response)
        assert_type((error.message, error.attempts), tuple[str, int])
    except ghxstship.APIResponseValidationError as error:
        assert_type((error.path, error.response), tuple[str, HttpResponse])
        assert_type(error.mismatches, ghxstship.Mismatches)
    except ghxstship.ResponseTooLargeError as error:
        assert_type((error.limit, error.response), tuple[int, HttpResponse])
    except ghxstship.DeadlineExceededError as error:
        assert_type((error.deadline, error.attempts), tuple[float, int])
    except ghxstship.APIConnectionError as error:
        assert_type((error.request, error.idempotency_key), tuple[HttpRequest, str | None])
    except ghxstship.GhxstshipError as error:
        raise SystemExit(str(error)) from error


def webhooks(body: bytes, header: str | None) -> None:
    assert_type(verify_webhook(body, header, "secret"), None)
    verify_webhook(body.decode(), header, [b"new", "old"], tolerance=60, now=0.0)
    verify_webhook(bytearray(body), b"t=1,v1=0", "secret", 60)
    assert_type(sign_webhook(memoryview(body), "secret", at=1), str)


async def inboxes(body: bytes, headers: Mapping[str, str], clock: Clock) -> None:
    inbox = Inbox(Path("inbox.db"), ["new", b"old"], latest_only=True, lease=5)
    assert_type(inbox, Inbox[sqlite3.Connection])
    assert_type(Inbox("inbox.db", clock=clock), Inbox[sqlite3.Connection])
    assert_type(Inbox(SQLite("inbox.db")), Inbox[sqlite3.Connection])
    assert_type(Inbox(DjangoDatabase("default", timeout=4)), Inbox[BaseDatabaseWrapper])
    databases: list[Database[Any]] = [SQLite("inbox.db"), PostgreSQL(""), DjangoDatabase()]
    dialects: list[Dialect] = [database.dialect for database in databases]
    with databases[0].transaction(timeout=8) as transaction:
        opened: Transaction[Any] = transaction
        assert_type(opened.rows("SELECT 1", value=len(dialects)), list[tuple[Any, ...]])
    assert_type(Inbox(PostgreSQL("postgresql://")), Inbox[sqlalchemy.Connection])
    Inbox("inbox.db", retry=RetrySchedule(max_attempts=3), resource=lambda payload: payload["id"])
    assert_type(inbox.accept(body, headers), Receipt)
    assert_type(inbox.accept(body.decode(), headers.get("x")).new, bool)
    assert_type(await inbox.accept_async(body, headers), Receipt)

    def handle(event: Event) -> None:
        assert_type(inbox.current, Delivery[sqlite3.Connection])
        assert_type((inbox.current.key, inbox.current.attempt), tuple[str, int])
        assert_type(inbox.current.newest_handled_at, datetime | None)
        match event:
            case DealWon(data=deal):
                assert_type(deal, Deal)
                inbox.current.record(lambda db: assert_type(db, sqlite3.Connection))
            case UnknownEvent(event=name):
                assert_type(name, str | None)
            case _:
                pass

    async def handle_async(event: Event) -> None: ...

    with inbox.worker(handle, concurrency=2) as worker:
        assert_type(worker, Worker[sqlite3.Connection])
        assert_type(worker.drain(), int)
    assert_type(inbox.async_worker(handle_async), AsyncWorker[sqlite3.Connection])
    assert_type(await inbox.async_worker(handle).drain(), int)
    for letter in inbox.dead_letters():
        assert_type((letter, letter.body), tuple[DeadLetter, bytes])
        assert_type(inbox.retry(letter.key), None)
    assert_type(inbox.counts().dead, int)
    assert_type(inbox.prune(timedelta(days=90)), int)


def constructing(body: bytes, header: str | None) -> str:
    event = construct_event(body, header, "secret")
    assert_type(event, Event)
    match event:
        case DealWon(data=deal):
            assert_type(deal, Deal)
            return deal.name
        case UnknownEvent(event=name, data=data):
            assert_type(name, str | None)
            assert_type(event.metadata, EventMetadata | None)
            return str(data)
        case _:
            return event.event


def facts_of_every_event(event: Event) -> None:
    assert_type((event.idempotency_key, event.correlation_id), tuple[str | None, str | None])
    assert_type(event.timestamp, datetime | None)


def not_as_documented(client: Client) -> None:
    page = client.atlvs.deals.list()
    raw = client.atlvs.deals.with_raw_response.list()
    assert_type((page.mismatches, raw.mismatches), tuple[Mismatches, Mismatches])
    assert_type(mismatches(page.data[0]).count, int)
    for each in mismatches(page):
        assert_type(each, Mismatch)
        assert_type((each.path, each.reason), tuple[str, str])
    client.with_options(strict=True)


def every_event(event: InvoicePaid | InvoiceCreated | UnknownEvent) -> str:
    match event:
        case InvoicePaid(data=invoice) | InvoiceCreated(data=invoice):
            return invoice.number
        case UnknownEvent():
            return "unknown"
        case _:
            assert_never(event)


def sandboxing() -> Sandbox:
    library = Behaviours()

    @library.change("books.lend", "books.renew")
    def lend(call: Call, book: Resource) -> None:
        require_status(book, "in", action="lent")
        call.emit("book.lent", book)

    @library.perform("books.count")
    def count(call: Call) -> Resource:
        return {"count": len(call.table("books").where(status="in"))}

    @library.filter("books.list", "after")
    def after(_call: Call, year: int) -> Condition:
        return "json_extract(body, '$.year') > ?", [year]

    @library.refresh("books")
    def refresh(call: Call) -> None:
        assert_type(call.look_up("books", "b-1", "book_id"), dict[str, Any])

    @library.daily
    def remind(call: Call, since: str) -> None: ...

    @library.seed
    @library.new_workspace
    def seed(site: Site, workspace: str, seed: int) -> None:
        site.create(workspace, "books", {"title": "Emma"}, at=0)

    assert_type(lend(call_of(library), {}), None)
    return Sandbox(behaviours=library, seed=None)


def call_of(library: Behaviours) -> Call:
    raise NotImplementedError


def routing() -> WebhookReceiver:
    router = WebhookRouter()

    @router.on("deal.won")
    def won(event: DealWon) -> None:
        assert_type(event.data, Deal)

    @router.on("deal.won")
    @router.on("invoice.paid")
    async def either(event: DealWon | InvoicePaid) -> None: ...

    @router.on("deal.won")
    @router.otherwise
    def anything(event: Event) -> int:
        return len(event.event or "")

    assert_type(anything(DealWon.model_construct()), int)
    for name in EVENT_NAMES:
        router.on(name)(anything)
    WebhookReceiver(anything, lambda: ["new", b"old"], max_bytes=10)
    return WebhookReceiver(router, ["new", b"old"], tolerance=60)
