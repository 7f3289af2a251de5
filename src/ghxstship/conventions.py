# Generated from openapi.yaml by ghxstship-generator: edit the document, not this file.
"""The API's conventions, as data for the runtime."""

from __future__ import annotations

from typing import Literal, TypeAlias

from ._core.api import Api, ClientHeader, ErrorEnvelope, RateLimitHeaders
from ._core.auth import Credential
from ._core.dialects import CursorPagination
from ._version import __version__

Environment: TypeAlias = Literal["production", "staging", "sandbox"]
"""The servers, by name."""

CURSOR_PAGINATION = CursorPagination(
    parameter="cursor",
    items_path="data",
    next_cursor_path="pagination.cursor",
    has_more_path="pagination.has_more",
    total_path="pagination.total",
)

API = Api(
    name="ghxstship",
    version=__version__,
    servers={
        "production": "https://api.ghxstship.com",
        "staging": "https://staging.api.ghxstship.com",
        "sandbox": "https://sandbox.api.ghxstship.com",
    },
    credentials=(Credential(argument="api_key", env="GHXSTSHIP_API_KEY"),),
    security=(("api_key",),),
    variables={"base_url": "GHXSTSHIP_BASE_URL", "log": "GHXSTSHIP_LOG"},
    client_headers=(
        ClientHeader(
            argument="workspace_id", env="GHXSTSHIP_WORKSPACE_ID", header="X-Workspace-ID"
        ),
    ),
    errors=ErrorEnvelope(
        code="error.code",
        message="error.message",
        details="error.details",
        request_id="error.request_id",
        documentation_url="error.documentation_url",
    ),
    rate_limit=RateLimitHeaders(
        limit="X-RateLimit-Limit",
        remaining="X-RateLimit-Remaining",
        reset="X-RateLimit-Reset",
        window=60.0,
    ),
    request_id_header="X-Request-ID",
    idempotency_header="Idempotency-Key",
    replayed_header="Idempotency-Replayed",
    status_page="https://status.ghxstship.com",
)
