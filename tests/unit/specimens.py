"""One of everything that is public, made with secrets where there may be any."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from inspect import getattr_static
from typing import Any, cast

from typing_extensions import is_typeddict

import ghxstship
from ghxstship import (
    APIError,
    APIStatusError,
    AsyncClient,
    Attempt,
    Auth,
    CallInfo,
    Client,
    DeadlineExceededError,
    ErrorDetail,
    Mismatch,
    Mismatches,
    Observation,
    OutcomeInfo,
    Pacing,
    Page,
    RateLimit,
    RequestInfo,
    ResponseInfo,
    RetryBudget,
    RetryInfo,
    RetryPolicy,
    Stop,
    Wait,
    construct_event,
    sign_webhook,
)
from ghxstship._core.errors import Problem
from ghxstship._core.lazy import resource_property
from ghxstship._core.resource import AsyncResource, Resource
from ghxstship.atlvs.deals import Deal
from ghxstship.events import Event

from ..library import httpx

KEY = "sk_live_CANARY"
SECRET = "whsec_CANARY"
CANARY = "CANARY"
INBOX: Any = object()
"""A receiver only keeps it."""
DEAL = {
    "id": "deal_1",
    "version": 1,
    "name": "Festival",
    "value": 1500.25,
    "currency": "EUR",
    "stage": "proposal",
    "status": "open",
    "probability": 0.5,
    "expected_close_date": "2026-05-01",
    "owner": {"id": "user_1", "name": "Ada"},
    "contact": None,
    "custom_fields": {"shirt": "M"},
    "lost_reason": None,
    "created_at": "2026-01-01T00:00:00Z",
    "updated_at": "2026-01-02T00:00:00Z",
    "new_field": {"a": 1},
}
CALL = ("atlvs.deals.get", "GET", "/v1/deals/{deal_id}", "https://x.test", "/v1/deals/1", None)
ATTEMPT = (*CALL, 1)


def respond(request: httpx.Request) -> httpx.Response:
    if request.url.path.endswith("/deals"):
        more = "cursor" not in request.url.params
        where = {"cursor": "next" if more else None, "hasMore": more, "total": 2}
        return httpx.Response(200, json={"data": [DEAL], "pagination": where})
    return httpx.Response(200, json=DEAL, headers={"X-Secret": KEY, "X-Request-ID": "req_1"})


def client(**settings: Any) -> Client:
    return Client(
        KEY,
        workspace_id="ws_1",
        http_client=httpx.MockTransport(respond),
        default_headers={"X-Token": KEY},
        **settings,
    )


def async_client() -> AsyncClient:
    return AsyncClient(KEY, workspace_id="ws_1", http_client=httpx.MockTransport(respond))


def page() -> Page[Deal]:
    return client().atlvs.deals.list(owner_id=CANARY, options={"headers": {"X-Call": KEY}})


def event() -> Event:
    body = b'{"event":"deal.won","data":{},"timestamp":"2026-01-01T00:00:00Z"}'
    header = sign_webhook(body, SECRET, at=1)
    return construct_event(body, header, SECRET, now=1)


def error(kind: type[Any]) -> Any:
    """An exception as a call or a delivery raises it."""
    request = httpx.Request("GET", f"https://x.test/?q={KEY}", headers={"Authorization": KEY})
    response = httpx.Response(400, request=request)
    if issubclass(kind, APIStatusError):
        problem = Problem("CODE", "it broke", (ErrorDetail("name", "is odd"),), "req_1", None)
        return kind(problem, response=response, retry_after=1.5)
    if issubclass(kind, ghxstship.ResponseTooLargeError):
        return kind("long", response=response, limit=9)
    if issubclass(kind, ghxstship.APIResponseValidationError):
        return kind("odd", response=response, path="a", body=Deal.model_validate(DEAL))
    if issubclass(kind, DeadlineExceededError):
        return kind("late", request=request, deadline=1.5)
    if issubclass(kind, APIError):
        return kind("no", request=request, idempotency_key="k", attempts=2)
    if issubclass(kind, ghxstship.WebhookHandlerError):
        return kind(event(), (ValueError("a"),))
    return kind("message")


MADE: Mapping[str, Callable[[], Any]] = {
    "AsyncClient": async_client,
    "AsyncEventStream": lambda: async_client().gvteway.stream.listen(last_event_id=CANARY),
    "AsyncPager": lambda: async_client().atlvs.deals.list(owner_id=CANARY),
    "Attempt": lambda: Attempt(1, 2, 0.0, repeatable=True, jitter=0.5),
    "Auth": Auth,
    "CallInfo": lambda: CallInfo(*CALL),
    "Client": client,
    "ErrorDetail": lambda: ErrorDetail("name", "is odd"),
    "EventStream": lambda: client().gvteway.stream.listen(last_event_id=CANARY),
    "InboxReceiver": lambda: ghxstship.InboxReceiver(INBOX),
    "Mismatch": lambda: Mismatch("a.b", "odd"),
    "Mismatches": lambda: Mismatches((Mismatch("a.b", "odd"),), 1),
    "Observation": Observation,
    "Omit": lambda: ghxstship.OMIT,
    "OutcomeInfo": lambda: OutcomeInfo(*CALL, 2, 0.5, 200, None),
    "Pacing": Pacing,
    "Page": page,
    "RateLimit": lambda: RateLimit(9, 8, 7),
    "RawResponse": lambda: client().atlvs.deals.with_raw_response.get("1"),
    "RequestInfo": lambda: RequestInfo(*ATTEMPT),
    "ResponseInfo": lambda: ResponseInfo(*ATTEMPT, 0.5, 200, None, "req_1", None),
    "RetryBudget": RetryBudget,
    "RetryInfo": lambda: RetryInfo(*ATTEMPT, 0.5, 503, None),
    "RetryPolicy": RetryPolicy,
    "Stop": lambda: Stop("enough"),
    "Wait": lambda: Wait(1.5),
    "WebhookReceiver": lambda: ghxstship.WebhookReceiver(print, SECRET),
    "WebhookRouter": ghxstship.WebhookRouter,
    "WebhookSignature": lambda: ghxstship.WebhookSignature.of("body", header="X-Signature"),
}
SEPARATELY = {"AsyncPage"}
"""What can only be had in a task."""


def public_classes() -> Iterator[str]:
    """The classes of the package that have instances of their own."""
    for name in ghxstship.__all__:
        value = getattr(ghxstship, name)
        abstract = getattr(value, "_is_protocol", False) or is_typeddict(value)
        if inspect.isclass(value) and not abstract and name not in SEPARATELY:
            yield name


def made(name: str) -> Any:
    """One of a public class."""
    kind: Any = getattr(ghxstship, name)
    return MADE[name]() if name in MADE else error(kind)


def parts(of: Any, path: str = "client") -> Iterator[tuple[str, Any]]:
    """A client's namespaces and resources, and what they have with raw responses, by their path."""
    kind = cast("Any", type(of))
    for name in sorted(dir(kind)):
        child = getattr_static(kind, name)
        made = isinstance(child, cached_property | property | resource_property)
        if name.startswith("_") or not made:
            continue
        inner: Any = getattr(of, name)
        if isinstance(inner, Resource | AsyncResource):
            yield f"{path}.{name}", inner
            yield from parts(inner, f"{path}.{name}")
        elif name == "with_raw_response":
            yield f"{path}.{name}", inner


PARTS = [*parts(client()), *parts(async_client(), "async_client")]
