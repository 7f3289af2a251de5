"""Making a review: deliveries go out one after the other, and each answer is judged."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from ghxstship._version import __version__
from ghxstship.sandbox.sender import TIMEOUT, Attempt, Outcome, Sender

from .advice import advice_for, first_of_all
from .check import Check, Delivery, Right
from .checks import ANSWER_TIME, CHECKS
from .delivery_factory import DeliveryFactory
from .evidence import Evidence, shown_url
from .exchange import Answer, Exchange
from .reach import UnreachableError, check_reachable
from .review import Finding, Result, Review
from .taking import EVERY_EVENT

_SHOWN_HEADERS = ("content-type", "location", "retry-after", "server")
_LATE_AT_MOST = 3
"""Answers that may be late before a review ends: each costs as long as the receiver likes."""

_NOTHING_TAKEN = (
    "It refused these, but it refused every genuine delivery too: that proves nothing yet."
)


async def certify(
    url: str,
    secrets: Sequence[str],
    *,
    watch: Callable[[Check], None] = lambda _: None,
    clock: Callable[[], float] = time.time,
    limit: float = TIMEOUT,
) -> Review:
    """Review a receiver.

    It sends over a hundred deliveries of sample events, most of them one at a time. The genuine
    ones are valid: let the receiver be one whose data does not matter.

    Args:
        url: The receiver's absolute http or https URL.
        secrets: Its secrets, at least one. The first signs; more are for a rotation.
        watch: Called with each check before it begins.
        clock: The time in seconds since 1970.
        limit: Seconds that the platform waits for an answer; the review waits half as long again,
            so that what is too late is told from what never comes.

    Returns:
        What it found.

    Raises:
        UnreachableError: The receiver cannot be reached.
    """
    await check_reachable(url)
    reviewer = _Reviewer(url, list(dict.fromkeys(secrets)), clock, limit)
    return await reviewer.run(watch)


class _Reviewer:
    def __init__(
        self, url: str, secrets: Sequence[str], clock: Callable[[], float], limit: float
    ) -> None:
        self._url = url
        self._clock = clock
        self._limit = limit
        self._factory = DeliveryFactory(secrets, clock)
        self._evidence = Evidence(secrets)
        self._sender = Sender(allow_external=True, patience=limit * 1.5)
        self._exchanges: list[Exchange] = []
        self._over: str | None = None

    async def run(self, watch: Callable[[Check], None]) -> Review:
        began, now = time.perf_counter(), self._clock()
        findings: list[Finding] = []
        try:
            for check in CHECKS:
                watch(check)
                findings.append(await self._finding(check))
        finally:
            await self._sender.aclose()
        return Review(
            url=shown_url(self._url),
            started=datetime.fromtimestamp(now, UTC),
            seconds=time.perf_counter() - began,
            limit=self._limit,
            findings=tuple(_without_empty_proof(findings)),
            advice=first_of_all(self._exchanges),
            version=__version__,
        )

    async def _finding(self, check: Check) -> Finding:
        if check is ANSWER_TIME:
            return self._finding_of_times()
        if self._over is not None:
            return Finding(check, Result.SKIPPED, reason=self._over)
        if len(self._factory.secrets) < check.secrets:
            return Finding(check, Result.SKIPPED, reason=_TWO_SECRETS)
        exchanges = await self._exchanges_of(check)
        wrong = tuple(each for each in exchanges if each.fault is not None)
        result = Result.FAILED if wrong else Result.PASSED
        return Finding(check, result, tuple(exchanges), wrong, advice_for(check, wrong))

    async def _exchanges_of(self, check: Check) -> list[Exchange]:
        deliveries = check.make(self._factory)
        if check.at_once:
            return list(await asyncio.gather(*map(self._send, deliveries)))
        exchanges: list[Exchange] = []
        for delivery in deliveries:
            exchanges.append(await self._send(delivery))
            if self._over is not None:
                break
        return exchanges

    def _finding_of_times(self) -> Finding:
        late = tuple(each for each in self._exchanges if each.late)
        if not late:
            return Finding(ANSWER_TIME, Result.PASSED)
        return Finding(ANSWER_TIME, Result.FAILED, late, late, (ANSWER_TIME.fix,))

    async def _send(self, delivery: Delivery) -> Exchange:
        attempt = Attempt(self._url, delivery.headers, delivery.content)
        outcome = await self._sender.send(attempt)
        late = (outcome.seconds or 0) > self._limit
        exchange = Exchange(
            delivery, self._evidence.body(delivery.content), self._answer(outcome), late
        )
        self._exchanges.append(exchange)
        await self._look_whether_to_go_on(outcome)
        return exchange

    def _answer(self, outcome: Outcome) -> Answer:
        shown = self._evidence.text
        return Answer(
            status=outcome.status,
            seconds=outcome.seconds or 0.0,
            body=shown(outcome.body or ""),
            headers={
                name: shown(outcome.headers[name])
                for name in _SHOWN_HEADERS
                if name in outcome.headers
            },
            error=None if outcome.error is None else shown(outcome.error).rstrip("."),
        )

    async def _look_whether_to_go_on(self, outcome: Outcome) -> None:
        if sum(each.late for each in self._exchanges) >= _LATE_AT_MOST:
            self._over = f"Not made: {_LATE_AT_MOST} answers before it were too late."
        elif outcome.status is None:
            try:
                await check_reachable(self._url)
            except UnreachableError as error:
                self._over = f"Not made: the receiver went away, {error}."


_TWO_SECRETS = (
    "It takes two secrets that the receiver knows: give --secret twice, the old one and the new."
)


def _without_empty_proof(findings: Sequence[Finding]) -> list[Finding]:
    """Take no refusal for a merit of a receiver that refuses everything."""
    every = next(finding for finding in findings if finding.check is EVERY_EVENT)
    if any(exchange.fault is None for exchange in every.exchanges):
        return list(findings)
    return [
        Finding(finding.check, Result.SKIPPED, finding.exchanges, reason=_NOTHING_TAKEN)
        if finding.result is Result.PASSED
        and finding.exchanges
        and all(exchange.delivery.right is Right.REFUSED for exchange in finding.exchanges)
        else finding
        for finding in findings
    ]
