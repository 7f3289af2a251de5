"""The client of anthropic, retrieving a model: the smallest of its calls."""

from __future__ import annotations

import httpx2
from anthropic import Anthropic, AsyncAnthropic

from .httpx2_transport import AsyncTransport, Transport

BODY = b'{"type":"model","id":"m","display_name":"M","created_at":"2024-01-01T00:00:00Z"}'


def client() -> Anthropic:
    """A client that always gets this model."""
    return Anthropic(api_key="sk", http_client=httpx2.Client(transport=Transport(BODY)))


def async_client() -> AsyncAnthropic:
    """An async client that always gets this model."""
    return AsyncAnthropic(
        api_key="sk", http_client=httpx2.AsyncClient(transport=AsyncTransport(BODY))
    )
