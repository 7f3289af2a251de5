"""The client of openai, calling our API through its public `get`, with models of its own kind."""

from __future__ import annotations

from datetime import date, datetime  # noqa: TC003 - the models' fields are read at run time
from typing import Any

import httpx2
from openai import AsyncOpenAI, BaseModel, OpenAI

from .httpx2_transport import AsyncTransport, Transport


class Person(BaseModel):
    """Who a deal is with."""

    id: str
    name: str | None = None
    email: str | None = None
    company: str | None = None


class Deal(BaseModel):
    """A sales opportunity."""

    id: str
    version: int
    name: str
    value: float
    currency: str
    stage: str
    status: str
    probability: float | None = None
    expected_close_date: date | None = None
    owner: Person | None = None
    contact: Person | None = None
    custom_fields: dict[str, Any] | None = None
    lost_reason: str | None = None
    created_at: datetime
    updated_at: datetime


class DealList(BaseModel):
    """A page of deals."""

    data: list[Deal]


def client(body: bytes) -> OpenAI:
    """A client that always gets this body."""
    return OpenAI(api_key="sk", http_client=httpx2.Client(transport=Transport(body)))


def async_client(body: bytes) -> AsyncOpenAI:
    """An async client that always gets this body."""
    return AsyncOpenAI(api_key="sk", http_client=httpx2.AsyncClient(transport=AsyncTransport(body)))
