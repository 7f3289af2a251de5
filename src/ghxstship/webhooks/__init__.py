# Generated from openapi.yaml by ghxstship-generator: edit the `__all__` of its modules.
"""Receiving webhooks: is it really from the platform, what does it tell, who handles it, and once.

What needs more than the standard library is loaded when it is first used. The adapters are modules
of their own: `starlette` (FastAPI too), `flask`, `django` and `aws_lambda`.
"""

from __future__ import annotations

from importlib import import_module

# Type checkers know the name; loading typing for it would take as long as starting Python.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from .construction import construct_event
    from .inbox.async_worker import AsyncWorker
    from .inbox.database import (
        Database,
        Dialect,
        Effect,
        InboxDatabaseError,
        InboxError,
        SqlValue,
        Transaction,
    )
    from .inbox.delivery import Delivery
    from .inbox.django import DjangoDatabase
    from .inbox.inbox import Inbox
    from .inbox.postgresql import PostgreSQL
    from .inbox.records import Counts, DeadLetter, Receipt
    from .inbox.schedule import FailedAttempt, RetrySchedule, Schedule
    from .inbox.sqlite import SQLite
    from .inbox.worker import Worker
    from .payload import WebhookVerificationError
    from .receiver import InboxReceiver, Receiver, WebhookReceiver
    from .router import UnreadableEventError, WebhookHandlerError, WebhookRouter
    from .scheme import WebhookSignature
    from .signature import sign_webhook, signed_headers, verify_webhook

__all__ = [
    "AsyncWorker",
    "Counts",
    "Database",
    "DeadLetter",
    "Delivery",
    "Dialect",
    "DjangoDatabase",
    "Effect",
    "FailedAttempt",
    "Inbox",
    "InboxDatabaseError",
    "InboxError",
    "InboxReceiver",
    "PostgreSQL",
    "Receipt",
    "Receiver",
    "RetrySchedule",
    "SQLite",
    "Schedule",
    "SqlValue",
    "Transaction",
    "UnreadableEventError",
    "WebhookHandlerError",
    "WebhookReceiver",
    "WebhookRouter",
    "WebhookSignature",
    "WebhookVerificationError",
    "Worker",
    "construct_event",
    "sign_webhook",
    "signed_headers",
    "verify_webhook",
]

_HOMES = {
    "construction": ["construct_event"],
    "inbox.async_worker": ["AsyncWorker"],
    "inbox.database": [
        "Database",
        "Dialect",
        "Effect",
        "InboxDatabaseError",
        "InboxError",
        "SqlValue",
        "Transaction",
    ],
    "inbox.delivery": ["Delivery"],
    "inbox.django": ["DjangoDatabase"],
    "inbox.inbox": ["Inbox"],
    "inbox.postgresql": ["PostgreSQL"],
    "inbox.records": ["Counts", "DeadLetter", "Receipt"],
    "inbox.schedule": ["FailedAttempt", "RetrySchedule", "Schedule"],
    "inbox.sqlite": ["SQLite"],
    "inbox.worker": ["Worker"],
    "payload": ["WebhookVerificationError"],
    "receiver": ["InboxReceiver", "Receiver", "WebhookReceiver"],
    "router": ["UnreadableEventError", "WebhookHandlerError", "WebhookRouter"],
    "scheme": ["WebhookSignature"],
    "signature": ["sign_webhook", "signed_headers", "verify_webhook"],
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    """Load a public name on first use (PEP 562)."""
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
