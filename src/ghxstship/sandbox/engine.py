"""From a request to its answer; it does no I/O but the store's, and never waits."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, replace
from os import urandom
from threading import RLock
from typing import TYPE_CHECKING

from . import replays
from .access import Access, Caller, permit
from .call import Call
from .encoding import encode
from .error_responses import CODES, ErrorResponse, error_body
from .events import publish
from .limits import RateLimiter, Standing
from .messages import Answer, Header, Request
from .reader import read_operations
from .resources import Handler, Result, handler
from .routing import Router
from .settings import RateLimit
from .site import Site
from .stream import open_feed
from .validation import Intake, Schemas, mismatch

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Self

    from .behaviours import Behaviours, Refresh
    from .collection import Collection
    from .conventions import Conventions
    from .document import Document
    from .operations import Operation
    from .store import Store

_LAST_ROUND = "last round"  # the fact that tells on which day time was last let pass

_SECONDS = re.compile(r"[0-9]{1,9}")  # of a `Retry-After` that is no date

_WITHOUT_LIMITS = RateLimit(limit=1_000_000, burst=0, retry_after=1)

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _OperationContext:
    """What it takes to answer one operation, made when it is first called."""

    operation: Operation
    intake: Intake
    handler: Handler
    changes: bool
    refresh: Refresh | None
    key_header: bytes


@dataclass(frozen=True, slots=True)
class _HeaderNames:
    """The headers that the document names, in lower case as ASGI has them."""

    workspace: bytes
    replayed: bytes
    request_id: bytes
    limit: bytes
    remaining: bytes
    reset: bytes

    @classmethod
    def of(cls, conventions: Conventions) -> Self:
        """The names that a document's conventions give."""
        return cls(
            workspace=_lower(conventions.workspace_header or ""),
            replayed=_lower(conventions.replayed_header),
            request_id=_lower(conventions.request_id_header),
            limit=_lower(conventions.limit_header),
            remaining=_lower(conventions.remaining_header),
            reset=_lower(conventions.reset_header),
        )


class Engine:
    """Answers requests as the document says.

    Args:
        document: The document.
        behaviours: What is done by hand.
        store: Where everything is kept.
        clock: The time in seconds since 1970.
        rate_limits: Whether requests are turned away when there are too many.
        speed: How many times faster the waits of webhooks pass than the document says.
        published: Called when there are new events, or something new on the schedule.
        check_answers: Whether each answer is checked against the document before it goes out.
    """

    def __init__(
        self,
        document: Document,
        behaviours: Behaviours,
        store: Store,
        *,
        clock: Callable[[], float],
        published: Callable[[], None],
        rate_limits: bool = True,
        speed: float = 1.0,
        check_answers: bool = False,
    ) -> None:
        conventions = self.conventions = document.conventions
        self.operations = {each.id: each for each in read_operations(document)}
        collections: Mapping[str, Collection] = {
            each.collection.name: each.collection
            for each in self.operations.values()
            if each.collection is not None
        }
        self.site = Site(document, collections, store, speed)
        self.store = store
        self.lock = RLock()
        settings = conventions.settings
        tiers = {settings.api_keys.default_tier: _WITHOUT_LIMITS, **settings.rate_limits}
        self.limiter = RateLimiter(tiers, conventions.rate_window)
        self.access = Access(settings.api_keys, tiers, settings.included_scopes)
        behaviours.check(self.operations, collections)
        self._schemas = Schemas(document)
        self._router = Router(self.operations.values())
        self._clock = clock
        self._rate_limits = rate_limits
        self._behaviours = behaviours
        self._published = published
        self._check_answers = check_answers
        self._contexts: dict[str, _OperationContext] = {}
        self._days: dict[str, str] = {}
        self._headers = _HeaderNames.of(conventions)

    def named(self, request: Request) -> str | None:
        """The id of the operation that a request asks for, `None` where there is none."""
        try:
            return self._router.find(request)[0].id
        except ErrorResponse:
            return None

    def authenticates(self, request: Request) -> bool:
        """Whether a request has good credentials, or asks for what takes none."""
        try:
            self.access.caller(request.headers)
        except ErrorResponse:
            try:
                return not self._router.find(request)[0].secured
            except ErrorResponse:
                return False
        return True

    def answer(self, request: Request) -> Answer:
        """The answer to a request; whatever happens, there is one."""
        now = self._clock()
        standing: Standing | None = None
        try:
            operation, path = self._router.find(request)
            context = self._contexts.get(operation.id) or self._open(operation)
            workspace = self._workspace(request)
            if operation.secured:
                caller = self.access.caller(request.headers)
                standing = self._standing(caller, workspace, now)
                _let_in(caller, standing, operation)
            query, body = context.intake.read(request, path)
            if workspace not in self._days:
                self._meet(workspace)
            call = Call(operation, workspace, path, query, body, self.site, now)
            if self._days[workspace] != call.today:
                self._begin_day(call)
            if context.refresh is not None:
                with self.store.transaction():
                    context.refresh(call)
            try:
                answer = self._carry_out(context, call, request)
            except ErrorResponse:
                self._tell_regardless(call)
                raise
            finally:
                self._notify(call)
            self._check(operation, answer)
        except ErrorResponse as problem:
            return self.refuse(problem, standing, now)
        except Exception:  # noqa: BLE001 - a server answers whatever happens
            _log.exception("%s %s failed", request.method, request.path)
            return self.refuse(ErrorResponse(500, CODES[500], "The sandbox failed"), standing, now)
        answer.headers += self._standard_headers(f"req_{urandom(8).hex()}", standing, now)
        return answer

    def refuse(
        self, problem: ErrorResponse, standing: Standing | None = None, now: float | None = None
    ) -> Answer:
        """The answer that tells a client about a problem.

        Args:
            problem: What is wrong.
            standing: How the client's key stands, where there is a key.
            now: Seconds since 1970.
        """
        request_id = f"req_{urandom(8).hex()}"
        conventions = self.conventions
        where = conventions.settings.documentation_url
        body = error_body(problem, conventions.error, request_id, where)
        headers = self._standard_headers(request_id, standing, now or self._clock())
        headers += [
            (name.lower().encode("latin-1"), value.encode("latin-1"))
            for name, value in problem.headers.items()
        ]
        return Answer(problem.status, body, headers)

    def fail(self, request: Request, problem: ErrorResponse) -> Answer:
        """The answer to a request that fails on order.

        It has the `Retry-After` that the document promises of its status: for a 429 the seconds of
        the key's tier, with which the time of the reset agrees, and else one second.

        Args:
            request: The request.
            problem: What is ordered; a `Retry-After` of its own goes before.
        """
        now = self._clock()
        own = {name.lower(): value for name, value in problem.headers.items()}
        wait = own.get("retry-after")
        tier = self._tier(request)
        if wait is None and self._promises_wait(request, problem.status):
            wait = str(self.limiter.documented_wait(tier) if problem.status == 429 else 1)
            problem.headers = {**problem.headers, "Retry-After": wait}
        standing = None
        if problem.status == 429 and wait is not None and _SECONDS.fullmatch(wait):
            standing = self.limiter.refused(tier, int(wait), now)
        return self.refuse(problem, standing, now)

    def _promises_wait(self, request: Request, status: int) -> bool:
        try:
            operation, _ = self._router.find(request)
        except ErrorResponse:
            return False
        code = str(status)
        return (code if code in operation.answers else "default") in operation.waits

    def _tier(self, request: Request) -> str:
        try:
            return self.access.caller(request.headers).tier
        except ErrorResponse:
            return self.conventions.settings.api_keys.default_tier

    def plant(self, store: Store, seed: int) -> None:
        """Fill the default workspace of a store with sample data."""
        workspace = self.conventions.settings.workspace
        with store.transaction():
            self._behaviours.seeder(replace(self.site, store=store), workspace, seed)

    def forget(self) -> None:
        """Take the store for one that was never seen before."""
        self.limiter.reset()
        self._days.clear()

    def _meet(self, workspace: str) -> None:
        """Give a workspace that is seen for the first time what every workspace has."""
        self._days[workspace] = ""
        query = "SELECT 1 FROM resources WHERE collection >= ? AND collection < ?"
        if not self.store.execute(query, (f"{workspace}\n", f"{workspace}\x0b")).fetchone():
            with self.store.transaction():
                self._behaviours.starter(self.site, workspace, 0)

    def _begin_day(self, call: Call) -> None:
        """Let happen what only time brings about; a workspace's first day brings nothing."""
        self._days[call.workspace] = call.today
        last = self.store.fact(call.workspace, _LAST_ROUND)
        day = replace(call, caused=[])
        with self.store.transaction():
            self.store.set_fact(day.workspace, _LAST_ROUND, day.today)
            if last is not None and last < day.today:
                for round_ in self._behaviours.rounds:
                    round_(day, last)
            publish(day, self._behaviours)
        self._notify(day)

    def _open(self, operation: Operation) -> _OperationContext:
        context = self._contexts[operation.id] = _OperationContext(
            operation,
            Intake(operation, self._schemas),
            handler(operation, self._behaviours),
            changes=operation.method not in ("GET", "HEAD"),
            refresh=self._behaviours.refreshes.get(
                operation.collection.name if operation.collection else ""
            ),
            key_header=(operation.idempotency_header or "").lower().encode(),
        )
        return context

    def _workspace(self, request: Request) -> str:
        """The id of the workspace that a request is for; an API without any has one."""
        if not self._headers.workspace:
            return self.conventions.settings.workspace
        return request.headers.get(self._headers.workspace, b"").decode("latin-1")

    def _standing(self, caller: Caller, workspace: str, now: float) -> Standing:
        if not self._rate_limits:
            return self.limiter.idle(caller.tier, now)
        return self.limiter.admit(caller.tier, caller.key, workspace, now)

    def _carry_out(self, context: _OperationContext, call: Call, request: Request) -> Answer:
        status = context.operation.success
        if context.operation.role == "stream":
            return Answer(status, feed=open_feed(call, request))
        if not context.changes:
            return Answer(status, _body(context.handler(call)))
        header = request.headers.get(context.key_header)
        with self.store.transaction():
            if header is None:
                answer = Answer(status, _body(context.handler(call)))
            else:
                key, mark = header.decode("latin-1"), replays.fingerprint(request, call.body)
                first = replays.recall(self.store, call.workspace, key, mark, call.time)
                if first is not None:
                    first.headers.append((self._headers.replayed, b"true"))
                    return first
                answer = Answer(status, _body(context.handler(call)))
                replays.remember(self.store, call.workspace, key, mark, answer, now=call.time)
            publish(call, self._behaviours)
        return answer

    def _tell_regardless(self, call: Call) -> None:
        """Tell of what happened though the call was refused."""
        call.caused = [cause for cause in call.caused if cause.regardless]
        if call.caused:
            with self.store.transaction():
                publish(call, self._behaviours)

    def _notify(self, call: Call) -> None:
        if call.caused or call.scheduled:
            self._published()

    def _check(self, operation: Operation, answer: Answer) -> None:
        if self._check_answers and answer.feed is None:
            wrong = mismatch(self._schemas, operation, answer.status, answer.body)
            if wrong is not None:
                raise AssertionError(wrong)

    def _standard_headers(
        self, request_id: str, standing: Standing | None, now: float
    ) -> list[Header]:
        if standing is None:
            standing = self.limiter.idle(self.conventions.settings.api_keys.default_tier, now)
        names = self._headers
        return [
            (names.request_id, request_id.encode()),
            (names.limit, b"%d" % standing.limit),
            (names.remaining, b"%d" % standing.remaining),
            (names.reset, b"%d" % standing.reset),
        ]


def _lower(header: str) -> bytes:
    return header.lower().encode()


def _body(result: Result) -> bytes:
    if result is None:
        return b""
    return result.encode() if isinstance(result, str) else encode(result)


def _let_in(caller: Caller, standing: Standing, operation: Operation) -> None:
    if standing.retry_after is not None:
        seconds = str(standing.retry_after)
        message = f"Too many requests; try again in {seconds} seconds"
        raise ErrorResponse(429, CODES[429], message, headers={"Retry-After": seconds})
    permit(caller, operation.scopes)
