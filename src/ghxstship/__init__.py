# Generated from openapi.yaml by ghxstship-generator: edit the document, not this file.
"""Live events from the first sales call to the last ticket scan.

```python
from ghxstship import Client

client = Client()  # GHXSTSHIP_API_KEY, GHXSTSHIP_WORKSPACE_ID
for item in client.atlvs.assets.list():
    print(item)
```

Most methods raise these, and document what they raise besides:

- `BadRequestError`: 400, the request cannot be read: broken JSON, a cursor of another list.
- `AuthenticationError`: 401, the API key or access token is missing or not valid.
- `PermissionDeniedError`: 403, the key or token may not do this, or not in this workspace.
- `NotFoundError`: 404, there is nothing with this id.
- `ConflictError`: 409, the state of things does not allow it; `VERSION_CONFLICT` or
  `IDEMPOTENCY_CONFLICT` where it is about those.
- `UnprocessableEntityError`: 422, a parameter or a field of the body is not valid, or names
  something that is not there; `details` names each.
- `RateLimitError`: 429, too many requests; wait for `Retry-After` seconds.
- `InternalServerError`: 500, something went wrong on the server.
- `ServiceUnavailableError`: 503, the service is not available now; wait for `Retry-After` seconds.

Every name is loaded when it is first used: importing the package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module

from ._version import __version__

# Type checkers know the name; loading typing for it would take as long as starting Python.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from ._core.auth import Auth
    from ._core.budget import RetryBudget
    from ._core.call_options import RequestOptions
    from ._core.clock import Clock
    from ._core.errors import (
        APIConnectionError,
        APIError,
        APIResponseValidationError,
        APIStatusError,
        APITimeoutError,
        AuthenticationError,
        BadRequestError,
        ConfigurationError,
        ConflictError,
        DeadlineExceededError,
        ErrorDetail,
        EventFormatError,
        InternalServerError,
        InvalidArgumentError,
        NotFoundError,
        PaginationError,
        PermissionDeniedError,
        RateLimitError,
        ResponseTooLargeError,
        ServiceUnavailableError,
        UnprocessableEntityError,
    )
    from ._core.errors import SdkError as GhxstshipError
    from ._core.http.protocols import HttpRequest, HttpResponse
    from ._core.middleware import AsyncMiddleware, Middleware
    from ._core.mismatch import Mismatch, Mismatches, mismatches
    from ._core.observers import (
        CallInfo,
        Observation,
        Observer,
        OutcomeInfo,
        RequestInfo,
        ResponseInfo,
        RetryInfo,
    )
    from ._core.open_enum import UnknownInteger, UnknownValue
    from ._core.operation import OMIT, Omit
    from ._core.pacing import BudgetPacer, Pacer, Pacing
    from ._core.pagination import AsyncPage, AsyncPager, Page
    from ._core.rate_limit import RateLimit
    from ._core.raw import RawResponse
    from ._core.retry import Attempt, Retry, RetryPolicy, Stop, Wait
    from ._core.streaming import AsyncEventStream, EventStream
    from .client import AsyncClient, Client
    from .webhooks.construction import construct_event
    from .webhooks.payload import WebhookVerificationError
    from .webhooks.receiver import InboxReceiver, Receiver, WebhookReceiver
    from .webhooks.router import (
        UnreadableEventError,
        WebhookHandlerError,
        WebhookRouter,
    )
    from .webhooks.scheme import WebhookSignature
    from .webhooks.signature import sign_webhook, signed_headers, verify_webhook

__all__ = [
    "OMIT",
    "APIConnectionError",
    "APIError",
    "APIResponseValidationError",
    "APIStatusError",
    "APITimeoutError",
    "AsyncClient",
    "AsyncEventStream",
    "AsyncMiddleware",
    "AsyncPage",
    "AsyncPager",
    "Attempt",
    "Auth",
    "AuthenticationError",
    "BadRequestError",
    "BudgetPacer",
    "CallInfo",
    "Client",
    "Clock",
    "ConfigurationError",
    "ConflictError",
    "DeadlineExceededError",
    "ErrorDetail",
    "EventFormatError",
    "EventStream",
    "GhxstshipError",
    "HttpRequest",
    "HttpResponse",
    "InboxReceiver",
    "InternalServerError",
    "InvalidArgumentError",
    "Middleware",
    "Mismatch",
    "Mismatches",
    "NotFoundError",
    "Observation",
    "Observer",
    "Omit",
    "OutcomeInfo",
    "Pacer",
    "Pacing",
    "Page",
    "PaginationError",
    "PermissionDeniedError",
    "RateLimit",
    "RateLimitError",
    "RawResponse",
    "Receiver",
    "RequestInfo",
    "RequestOptions",
    "ResponseInfo",
    "ResponseTooLargeError",
    "Retry",
    "RetryBudget",
    "RetryInfo",
    "RetryPolicy",
    "ServiceUnavailableError",
    "Stop",
    "UnknownInteger",
    "UnknownValue",
    "UnprocessableEntityError",
    "UnreadableEventError",
    "Wait",
    "WebhookHandlerError",
    "WebhookReceiver",
    "WebhookRouter",
    "WebhookSignature",
    "WebhookVerificationError",
    "__version__",
    "construct_event",
    "mismatches",
    "sign_webhook",
    "signed_headers",
    "verify_webhook",
]

_HOMES = {
    "_core.auth": ["Auth"],
    "_core.budget": ["RetryBudget"],
    "_core.call_options": ["RequestOptions"],
    "_core.clock": ["Clock"],
    "_core.errors": [
        "APIConnectionError",
        "APIError",
        "APIResponseValidationError",
        "APIStatusError",
        "APITimeoutError",
        "AuthenticationError",
        "BadRequestError",
        "ConfigurationError",
        "ConflictError",
        "DeadlineExceededError",
        "ErrorDetail",
        "EventFormatError",
        "GhxstshipError",
        "InternalServerError",
        "InvalidArgumentError",
        "NotFoundError",
        "PaginationError",
        "PermissionDeniedError",
        "RateLimitError",
        "ResponseTooLargeError",
        "ServiceUnavailableError",
        "UnprocessableEntityError",
    ],
    "_core.http.protocols": ["HttpRequest", "HttpResponse"],
    "_core.middleware": ["AsyncMiddleware", "Middleware"],
    "_core.mismatch": ["Mismatch", "Mismatches", "mismatches"],
    "_core.observers": [
        "CallInfo",
        "Observation",
        "Observer",
        "OutcomeInfo",
        "RequestInfo",
        "ResponseInfo",
        "RetryInfo",
    ],
    "_core.open_enum": ["UnknownInteger", "UnknownValue"],
    "_core.operation": ["OMIT", "Omit"],
    "_core.pacing": ["BudgetPacer", "Pacer", "Pacing"],
    "_core.pagination": ["AsyncPage", "AsyncPager", "Page"],
    "_core.rate_limit": ["RateLimit"],
    "_core.raw": ["RawResponse"],
    "_core.retry": ["Attempt", "Retry", "RetryPolicy", "Stop", "Wait"],
    "_core.streaming": ["AsyncEventStream", "EventStream"],
    "client": ["AsyncClient", "Client"],
    "webhooks.construction": ["construct_event"],
    "webhooks.payload": ["WebhookVerificationError"],
    "webhooks.receiver": ["InboxReceiver", "Receiver", "WebhookReceiver"],
    "webhooks.router": ["UnreadableEventError", "WebhookHandlerError", "WebhookRouter"],
    "webhooks.scheme": ["WebhookSignature"],
    "webhooks.signature": ["sign_webhook", "signed_headers", "verify_webhook"],
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}
_NAME_AT_HOME = {"GhxstshipError": "SdkError"}


def __getattr__(name: str) -> object:
    """Load a public name on first use (PEP 562)."""
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{home}"), _NAME_AT_HOME.get(name, name))
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
