"""A review as JSON has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..advice import NOT_SEEN
from ..review import Result

if TYPE_CHECKING:
    from ..exchange import Exchange
    from ..review import Finding, Review, Times


def as_data(review: Review) -> dict[str, object]:
    """A review as plain values; times are in milliseconds."""
    return {
        "passed": review.passed,
        "complete": review.complete,
        "url": review.url,
        "reviewed_at": review.started.isoformat(),
        "duration_ms": milliseconds(review.seconds),
        "version": review.version,
        "counts": {result.value: len(review.of(result)) for result in Result},
        "times": _times(review.times),
        "limit_ms": milliseconds(review.limit),
        "advice": review.advice,
        "checks": [_finding(finding) for finding in review.findings],
        "not_seen": list(NOT_SEEN),
    }


def milliseconds(seconds: float) -> float:
    """Seconds in milliseconds, to a tenth."""
    return round(seconds * 1000, 1)


def _times(times: Times | None) -> dict[str, object] | None:
    if times is None:
        return None
    return {
        "count": times.count,
        "median_ms": milliseconds(times.median),
        "slowest_ms": milliseconds(times.slowest),
    }


def _finding(finding: Finding) -> dict[str, object]:
    check = finding.check
    return {
        "id": check.id,
        "title": check.title,
        "why": check.why,
        "source": check.source,
        "result": finding.result.value,
        "reason": finding.reason,
        "problems": [exchange.problem for exchange in finding.wrong],
        "fix": list(finding.advice),
        "look": check.look,
        "times": _times(finding.times),
        "deliveries": [_exchange(exchange) for exchange in finding.exchanges],
    }


def _exchange(exchange: Exchange) -> dict[str, object]:
    delivery, answer = exchange.delivery, exchange.answer
    return {
        "what": delivery.what,
        "expected": delivery.right.value,
        "ok": exchange.fault is None and not exchange.late,
        "request": {
            "headers": dict(delivery.headers),
            "body": exchange.sent,
            "bytes": len(delivery.content),
            "idempotency_key": exchange.key,
        },
        "answer": {
            "status": answer.status,
            "time_ms": milliseconds(answer.seconds),
            "headers": dict(answer.headers or {}),
            "body": answer.body,
            "error": answer.error,
        },
    }
