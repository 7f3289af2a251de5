"""Idempotency: the answer to a key's first request is the answer to all that repeat it."""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from .encoding import canonical
from .error_responses import conflict
from .messages import Answer, Request

if TYPE_CHECKING:
    from .store import Store

KEPT = 24 * 3600.0
"""Seconds that a key is remembered."""

CODE = "IDEMPOTENCY_CONFLICT"


def fingerprint(request: Request, body: Any) -> bytes:
    """What makes two requests the same: method, path, query and what the body says."""
    content = [request.method, request.path, request.query.decode("latin-1"), body]
    return blake2b(canonical(content), digest_size=16).digest()


def recall(store: Store, workspace: str, key: str, mark: bytes, now: float) -> Answer | None:
    """The answer that a key was given before, `None` for a new key.

    Args:
        store: Where answers are kept.
        workspace: The workspace's id.
        key: The idempotency key.
        mark: The request's fingerprint.
        now: Seconds since 1970.

    Raises:
        ErrorResponse: The key came with another request (409).
    """
    row = store.execute(
        "SELECT fingerprint, status, body, at FROM replays WHERE workspace = ? AND key = ?",
        (workspace, key),
    ).fetchone()
    if row is None or row[3] <= now - KEPT:
        return None
    if row[0] != mark:
        raise conflict("This idempotency key came with another request before", CODE)
    return Answer(row[1], row[2])


def remember(
    store: Store, workspace: str, key: str, mark: bytes, answer: Answer, *, now: float
) -> None:
    """Keep an answer for those that repeat the request; forget the ones that are too old."""
    store.execute("DELETE FROM replays WHERE at <= ?", (now - KEPT,))
    store.execute(
        "INSERT INTO replays VALUES (?, ?, ?, ?, ?, ?)",
        (workspace, key, mark, answer.status, answer.body, now),
    )
