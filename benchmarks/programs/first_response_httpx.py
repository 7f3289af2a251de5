"""From nothing to one typed deal with httpx and pydantic alone."""

import sys
from datetime import date, datetime
from typing import Any

import httpx
from pydantic import BaseModel


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


headers = {"Authorization": "Bearer sk_test_1", "X-Workspace-ID": "ws_1"}
verify = sys.argv[2] == "tls"
with httpx.Client(base_url=sys.argv[1], headers=headers, timeout=30, verify=verify) as client:
    response = client.get("/atlvs/v1/deals/deal_1")
    response.raise_for_status()
    deal = Deal.model_validate_json(response.content)
    assert deal.owner
    assert deal.owner.name
