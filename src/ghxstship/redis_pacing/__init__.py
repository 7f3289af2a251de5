"""Pacing for a fleet: processes and machines that share one API key and one Redis.

`Client(pacing=RedisPacing("redis://localhost:6379/0"))`. Needs the extra `redis`.
"""

from __future__ import annotations

from asyncio import get_running_loop, to_thread
from typing import Any
from weakref import WeakKeyDictionary

from .._core.extras import module_missing

try:
    import redis
    import redis.asyncio
    from redis.asyncio.retry import Retry as AsyncRetry
    from redis.backoff import NoBackoff
    from redis.retry import Retry
except ModuleNotFoundError as error:
    raise module_missing("RedisPacing", error, "redis") from error

from asyncio import AbstractEventLoop
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self

from .._core.budget import TOKEN
from .._core.errors import ConfigurationError
from .._core.http.event_loop import running_trio
from .._core.pacing import (
    FIRST_CALLS,
    FIRST_WAIT,
    PATIENCE,
    Account,
    Ask,
    Reading,
    Turn,
    check_margin,
)
from .._core.process_bound import ProcessBound
from .absence import Absence
from .news import News
from .script import SCRIPT

__all__ = ["RedisPacing"]

_TIMEOUT = 1.0  # seconds for an answer of a Redis that we connect to
_BUDGET_KEPT_FOR = 86_400  # seconds after the last call that a retry budget is remembered


class RedisPacing(ProcessBound):
    """Shares a rate limit and a retry budget among all that use the same Redis.

    Time is Redis's own, so the machines' clocks may differ. The key of the API is never written
    there, only a digest. If Redis goes away, calls go on without pacing, each client with a retry
    budget of its own, which is logged once; it is asked again every second, and pacing goes on when
    it answers.

    Args:
        server: A URL such as `redis://host:6379/0`, for clients of both kinds; a `redis.Redis`
            of yours, likewise (tasks ask it in a thread); or a `redis.asyncio.Redis`, for
            `AsyncClient` on asyncio alone. You close your own.
        margin: Seconds by which a request is thought to count for longer than the server says;
            0 or more. Answers that take no longer than this never exceed the limit.
        clock: The fleet's common time in seconds, for tests.

    Raises:
        ConfigurationError: The margin is negative or no number, or the URL is none of Redis.
    """

    _instead = "make one in each process, with the same URL"

    def __init__(
        self,
        server: str | redis.Redis | redis.asyncio.Redis,
        *,
        margin: float = 1.0,
        clock: Callable[[], float] | None = None,
    ) -> None:
        self._margin = check_margin(margin)
        self._clock = clock
        self._own: redis.Redis | None = None
        self._own_async: WeakKeyDictionary[AbstractEventLoop, redis.asyncio.Redis] = (
            WeakKeyDictionary()
        )
        self._url: str | None = None
        self._script: Callable[..., Any] | None = None
        self._given_async: redis.asyncio.Redis | None = None
        if isinstance(server, str):
            self._url = server
            self._own = _connect(server)
            self._script = self._own.register_script(SCRIPT)
        elif isinstance(server, redis.asyncio.Redis):
            self._given_async = server
        else:
            self._script = server.register_script(SCRIPT)
        self._absence = Absence()
        self._news = News(self._margin)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(margin={self._margin!r})"  # a URL may hold a password

    def take(self, ask: Ask) -> Turn:
        """Reserve a slot, or look again when the reserved one comes.

        Raises:
            ConfigurationError: It was made for `AsyncClient` alone.
        """
        if self._script is None:
            raise ConfigurationError(
                "this RedisPacing has a redis.asyncio.Redis, which is for AsyncClient on asyncio "
                "alone; give it a URL or a redis.Redis"
            )
        if self._absence.lasts(ask.now):
            return Turn(ask.after)
        try:
            answer = self._script(*self._question(ask))
        except (redis.RedisError, OSError) as error:
            return self._lost(ask, error)
        return self._found(answer)

    async def take_async(self, ask: Ask) -> Turn:
        """The same in a task."""
        trio = running_trio()
        if trio is not None:
            turn: Turn = await trio.to_thread.run_sync(self.take, ask)
            return turn
        if self._url is None and self._given_async is None:
            return await to_thread(self.take, ask)
        if self._absence.lasts(ask.now):
            return Turn(ask.after)
        try:
            answer = await self._async_script()(*self._question(ask))
        except (redis.RedisError, OSError) as error:
            return self._lost(ask, error)
        return self._found(answer)

    def learn(self, account: Account, now: float, reading: Reading) -> None:
        """Take in what an answer said; Redis is told with the next call that asks."""
        self._news.add(account.name, now, reading)

    def release(self, account: Account, now: float, slot: float) -> None:  # noqa: ARG002
        """Give back the slot of a call that will not be sent, with the next call that asks."""
        self._news.release(account.name, slot)

    def give_back(self, account: Account, tenths: int) -> None:
        """Give back tenths of a token of the retry budget, with the next call that asks."""
        self._news.give_back(account.name, tenths)

    def close(self) -> None:
        """Close our own sync connections."""
        if self._own is not None:
            self._own.close()

    async def aclose(self) -> None:
        """Close our own connections, those of the running event loop included."""
        self.close()
        own = self._own_async.pop(get_running_loop(), None) if self._own_async else None
        if own is not None:
            await own.aclose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.aclose()

    def _async_script(self) -> Callable[..., Awaitable[Any]]:
        """The script over the running event loop's connections: they belong to it."""
        client = self._given_async
        if client is None:
            loop = get_running_loop()
            client = self._own_async.get(loop)
            if client is None:
                client = self._own_async[loop] = _connect_async(self._url or "")
        return client.register_script(SCRIPT)

    def _question(self, ask: Ask) -> tuple[list[str], list[str]]:
        """The script's keys and arguments; what was learnt and given back goes along."""
        name = ask.account.name
        news, released, tenths = self._news.collect(name, ask.now)
        reading = news or Reading()
        values = [
            ask.account.window,
            self._margin,
            FIRST_CALLS,
            FIRST_WAIT,
            PATIENCE,
            None if self._clock is None else self._clock(),
            ask.after,
            ask.slot,
            int(news is not None),
            reading.limit,
            reading.remaining,
            reading.reset_in,
            reading.refused_for,
            ask.retry_tokens,
            TOKEN,
            tenths,
            _BUDGET_KEPT_FOR,
            *released,
        ]
        # Braces keep the keys on one node of a cluster.
        keys = [f"{{{name}}}:slots", f"{{{name}}}:said"]
        return keys, ["" if value is None else repr(value) for value in values]

    def _lost(self, ask: Ask, error: Exception) -> Turn:
        self._absence.begins(ask.now, error)
        return Turn(ask.after)

    def _found(self, answer: list[Any]) -> Turn:
        self._absence.ends()
        wait, slot, granted = answer
        retry = bool(int(granted)) if granted else None
        return Turn(float(wait), float(slot) if slot else None, retry)


def _options(retry: Retry | AsyncRetry) -> dict[str, Any]:
    """How we connect: a call must not wait long for a Redis that is away."""
    return {"socket_timeout": _TIMEOUT, "socket_connect_timeout": _TIMEOUT, "retry": retry}


def _connect(url: str) -> redis.Redis:
    made_by: Any = redis.Redis  # whose from_url has no types for its options
    try:
        client: redis.Redis = made_by.from_url(url, **_options(Retry(NoBackoff(), 0)))
    except ValueError:  # whose message may show a password
        raise ConfigurationError("the URL must be one of Redis, such as 'redis://host'") from None
    return client


def _connect_async(url: str) -> redis.asyncio.Redis:
    made_by: Any = redis.asyncio.Redis
    client: redis.asyncio.Redis = made_by.from_url(url, **_options(AsyncRetry(NoBackoff(), 0)))
    return client
