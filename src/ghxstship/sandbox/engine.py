"""From a request to its answer; it does no I/O but the store's, and never waits."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, replace
from threading import RLock
from typing import TYPE_CHECKING

from . import replays
from .access import Access, Caller, permit
from .answers import AnswerWriter
from .call import Call
from .error_responses import CODES, ErrorResponse
from .events import publish
from .limits import WINDOW, RateLimiter, Standing
from .messages import Answer, Request
from .refusals import Refusals, new_request_id
from .resource_model import read_operations
from .resources import Handler, handler
from .routing import Router
from .schemas import Schemas
from .settings import RateLimit, Settings
from .site import Site
from .stream import open_feed
from .validation import Intake, Validators, mismatch

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ..description import Conventions, Description, Security
    from .behaviours import Behaviours, Refresh
    from .collection import Collection
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
    answers: AnswerWriter


class Engine:
    """Answers requests as the description says.

    Args:
        description: What the API is.
        behaviours: What is done by hand.
        store: Where everything is kept.
        clock: The time in seconds since 1970.
        rate_limits: Whether requests are turned away when there are too many.
        speed: How many times faster the waits of webhooks pass than the description says.
        published: Called when there are new events, or something new on the schedule.
        check_answers: Whether each answer is checked against the description before it goes out.
    """

    def __init__(
        self,
        description: Description,
        behaviours: Behaviours,
        store: Store,
        *,
        clock: Callable[[], float],
        published: Callable[[], None],
        rate_limits: bool = True,
        speed: float = 1.0,
        check_answers: bool = False,
    ) -> None:
        settings = self.settings = Settings.read(description.extensions)
        schemas = Schemas(description.schemas)
        operations = read_operations(description, schemas, settings)
        self.operations = {each.id: each for each in operations}
        collections: Mapping[str, Collection] = {
            each.collection.name: each.collection
            for each in self.operations.values()
            if each.collection is not None
        }
        filled = frozenset(collections) if behaviours.seeds else _created(operations)
        self.site = Site(description, schemas, settings, collections, store, speed, filled)
        self.store = store
        self.lock = RLock()
        tiers = {settings.api_keys.default_tier: _WITHOUT_LIMITS, **settings.rate_limits}
        self.limiter = RateLimiter(tiers, _window(description.conventions))
        included = settings.included_scopes
        self.access = Access(settings.api_keys, tiers, included, description.credentials)
        behaviours.check(self.operations, collections)
        self._validators = Validators(description)
        self._refusals = Refusals(description, schemas, settings, self.limiter)
        self._security = _every_alternative(operations)
        self._own_names = frozenset(
            one.name for one in description.credentials if one.place == "query"
        )
        self._router = Router(self.operations.values())
        self._clock = clock
        self._rate_limits = rate_limits
        self._behaviours = behaviours
        self._published = published
        self._check_answers = check_answers
        self._contexts: dict[str, _OperationContext] = {}
        self._days: dict[str, str] = {}

    def named(self, request: Request) -> str | None:
        """The id of the operation that a request asks for, `None` where there is none."""
        operation = self._called(request)
        return None if operation is None else operation.id

    def _called(self, request: Request) -> Operation | None:
        try:
            return self._router.find(request)[0]
        except ErrorResponse:
            return None

    def authenticates(self, request: Request) -> bool:
        """Whether a request has good credentials, or asks for what takes none."""
        operation = self._called(request)
        if operation is not None and not operation.secured:
            return True
        try:
            self.access.caller(request, operation.security if operation else self._security)
        except ErrorResponse:
            return False
        return True

    def answer(self, request: Request) -> Answer:
        """The answer to a request; whatever happens, there is one."""
        now = self._clock()
        standing: Standing | None = None
        operation: Operation | None = None
        try:
            operation, path = self._router.find(request)
            context = self._contexts.get(operation.id) or self._open(operation)
            workspace = self._workspace(request)
            if operation.secured:
                caller = self.access.caller(request, operation.security)
                standing = self._standing(caller, workspace, now)
                _let_in(caller, standing, operation)
            query, body = context.intake.read(request, path, self._own_names)
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
            return self._refusals.refuse(problem, standing, now, operation)
        except Exception:  # noqa: BLE001 - a server answers whatever happens
            _log.exception("%s %s failed", request.method, request.path)
            failed = ErrorResponse(500, CODES[500], "The sandbox failed")
            return self._refusals.refuse(failed, standing, now, operation)
        answer.headers += self._refusals.headers(new_request_id(), standing, now)
        return answer

    def refuse(self, error: ErrorResponse) -> Answer:
        """The answer to a request that no operation is known of."""
        return self._refusals.refuse(error, None, self._clock())

    def fail(self, request: Request, problem: ErrorResponse) -> Answer:
        """The answer to a request that fails on order.

        It has the `Retry-After` that the description promises of its status: for a 429 the seconds
        of the key's tier, with which the time of the reset agrees, and else one second.

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
        return self._refusals.refuse(problem, standing, now, self._called(request))

    def _promises_wait(self, request: Request, status: int) -> bool:
        operation = self._called(request)
        return operation is not None and operation.status_described(status) in operation.waits

    def _tier(self, request: Request) -> str:
        try:
            operation = self._called(request)
            security = self._security if operation is None else operation.security
            return self.access.caller(request, security).tier
        except ErrorResponse:
            return self.settings.api_keys.default_tier

    def plant(self, store: Store, seed: int) -> None:
        """Fill the default workspace of a store with sample data."""
        workspace = self.settings.workspace
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
            Intake(operation, self.site.schemas, self._validators),
            handler(operation, self._behaviours, self.site),
            changes=operation.method not in ("GET", "HEAD"),
            refresh=self._behaviours.refreshes.get(
                operation.collection.name if operation.collection else ""
            ),
            key_header=(operation.idempotency_header or "").lower().encode(),
            answers=AnswerWriter(operation, self.site.schemas),
        )
        return context

    def _workspace(self, request: Request) -> str:
        """The id of the workspace that a request is for; an API without any has one."""
        if not self._refusals.names.workspace:
            return self.settings.workspace
        return request.headers.get(self._refusals.names.workspace, b"").decode("latin-1")

    def _standing(self, caller: Caller, workspace: str, now: float) -> Standing:
        if not self._rate_limits:
            return self.limiter.idle(caller.tier, now)
        return self.limiter.admit(caller.tier, caller.key, workspace, now)

    def _carry_out(self, context: _OperationContext, call: Call, request: Request) -> Answer:
        status = context.operation.success
        if context.operation.role == "stream":
            return Answer(status, feed=open_feed(call, request))
        if not context.changes:
            return context.answers.write(context.handler(call))
        header = request.headers.get(context.key_header)
        with self.store.transaction():
            if header is None:
                answer = context.answers.write(context.handler(call))
            else:
                key, mark = header.decode("latin-1"), replays.fingerprint(request, call.body)
                first = replays.recall(self.store, call.workspace, key, mark, call.time)
                if first is not None:
                    first.media = context.answers.media
                    first.headers.append((self._refusals.names.replayed, b"true"))
                    return first
                answer = context.answers.write(context.handler(call))
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
            wrong = mismatch(self._validators, operation, answer.status, answer.body)
            if wrong is not None:
                raise AssertionError(wrong)


def _created(operations: Iterable[Operation]) -> frozenset[str]:
    """The collections whose resources some operation makes."""
    making = [one for one in operations if one.role in ("create", "store")]
    return frozenset(one.collection.name for one in making if one.collection is not None)


def _window(conventions: Conventions) -> float:
    """Seconds that a request counts for."""
    return float((conventions.rate_limit or {}).get("window", WINDOW))


def _every_alternative(operations: Iterable[Operation]) -> Security:
    """All ways in which any operation knows who calls."""
    return tuple(dict.fromkeys(one for each in operations for one in each.security if one))


def _let_in(caller: Caller, standing: Standing, operation: Operation) -> None:
    if standing.retry_after is not None:
        seconds = str(standing.retry_after)
        message = f"Too many requests; try again in {seconds} seconds"
        raise ErrorResponse(429, CODES[429], message, headers={"Retry-After": seconds})
    permit(caller, operation.scopes)
