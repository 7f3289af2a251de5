"""One client in the line of its pacer: what it asks, how long it waits, and what it tells."""

from __future__ import annotations

from hashlib import sha256
from inspect import isawaitable
from typing import TYPE_CHECKING, Any, cast

from .auth import Identity
from .budget import TOKEN
from .checks import check_answer, is_number, shown
from .errors import ConfigurationError
from .pacing import PATIENCE, Account, Ask, Reading, Turn
from .rate_limit import RateLimit
from .retry import made_at

if TYPE_CHECKING:
    from .api import Api
    from .config import Config
    from .http.protocols import HttpResponse
    from .operation import Operation
    from .pacing import BudgetPacer, Pacer

_INSTANT = 0.001  # seconds that are not worth a sleep; a clock may not even be able to tell them


class Pace:
    """What one client asks of its pacer for its calls of one server, and tells it.

    Args:
        pacer: The pacer.
        api: The API's conventions.
        config: The client's.
        base_url: The server, each of which counts for itself.

    Raises:
        ConfigurationError: The API has no rate-limit headers to go by.
    """

    __slots__ = ("_clock", "_names", "account", "budget", "pacer")

    def __init__(self, pacer: Pacer, api: Api, config: Config, base_url: str) -> None:
        if api.rate_limit is None:
            raise ConfigurationError(
                f"pacing goes by the server's rate-limit headers, and {api.name} names none"
            )
        identity = config.identity(api) or Identity({})
        headers = {one.name.lower() for one in api.credentials if one.place == "header"}
        constant = config.constant_headers(identity).items()
        secrets = [value for name, value in constant if name.lower() in headers]
        secrets += [value for _, value in identity.query]
        signer = config.signer(api)
        if signer is not None and not secrets:
            secrets = [signer.account]
        digest = sha256("\n".join([base_url, *secrets]).encode()).hexdigest()[:32]
        self.account = Account(f"{api.name}:pacing:{digest}", api.rate_limit.window)
        self.pacer = pacer
        self.budget: BudgetPacer | None = None
        if callable(getattr(pacer, "give_back", None)):
            self.budget = cast("BudgetPacer", pacer)
        self._names = api.rate_limit
        self._clock = config.clock

    def place(self, seconds: float, retry_tokens: int | None) -> Place:
        """A place in the line.

        Args:
            seconds: How long the call waits at least.
            retry_tokens: How many tokens the retry budget has, if the call needs one of them.
        """
        return Place(self, self.now() + seconds, None if self.budget is None else retry_tokens)

    async def take_async(self, ask: Ask) -> Turn:
        """What the pacer answers in a task.

        Raises:
            ConfigurationError: Its `take_async` cannot be awaited.
        """
        turn = self.pacer.take_async(ask)
        if not isawaitable(cast("object", turn)):
            raise ConfigurationError(f"pacing.take_async must be async, and answered {shown(turn)}")
        return await turn

    def now(self) -> float:
        """Seconds on the client's clock."""
        return self._clock.monotonic()

    def answered(self, response: HttpResponse, retry_after: float | None) -> None:
        """Tell the pacer of an answer.

        Args:
            response: The answer.
            retry_after: Seconds that it asks to wait, or `None`.
        """
        if self.budget is not None and response.is_success:
            self.budget.give_back(self.account, 1)
        if response.status_code == 401:
            return  # a key that the server doesn't know has no limit there
        said = RateLimit.read(response.headers, self._names)
        reset_in = None
        if said.reset is not None:
            reset_in = said.reset - made_at(response.headers, self._clock)
        refused_for = None
        if response.status_code == 429:
            refused_for = retry_after if retry_after is not None else reset_in or 0.0
        reading = Reading(said.limit, said.remaining, reset_in, refused_for)
        self.pacer.learn(self.account, self.now(), reading)

    def failed(self) -> None:
        """Tell the pacer that an attempt got no answer."""
        self.pacer.learn(self.account, self.now(), Reading())


class Paces:
    """The paces of one client, one for each server."""

    __slots__ = ("_api", "_by_server", "_config")

    def __init__(self, api: Api, config: Config) -> None:
        self._api = api
        self._config = config
        self._by_server: dict[str, Pace] = {}

    def of(self, operation: Operation[Any]) -> Pace | None:
        """The pace of an operation's server, `None` where calls are not paced."""
        config = self._config
        if config.pacing is None:
            return None
        url = config.base_url
        if operation.servers is not None:
            url = config.servers.url_of(operation.name, operation.servers)
        found = self._by_server.get(url)
        if found is None:
            made = Pace(config.pacing, self._api, config, url)
            found = self._by_server.setdefault(url, made)
        return found


class Place:
    """One call's place in the line: the loop asks, waits as long as it is told, and asks again.

    Attributes:
        turn: What the pacer answered last.
        token: Whether the pacer gave the call the token that it needs, or `None` where it has no
            say.
    """

    __slots__ = ("_due", "_pace", "_retry_tokens", "token", "turn")

    def __init__(self, pace: Pace, due: float, retry_tokens: int | None) -> None:
        self._pace = pace
        self._due = due
        self._retry_tokens = retry_tokens
        self.turn = Turn(0.0)
        self.token: bool | None = None

    def ask(self) -> Ask:
        """What to ask the pacer now."""
        now = self._pace.now()
        after = max(0.0, self._due - now)
        return Ask(self._pace.account, now, after, self.turn.slot, self._retry_tokens)

    def waits(self, turn: Turn) -> float:
        """Take the pacer's answer.

        Returns:
            Seconds to wait before asking again, 0 to go.

        Raises:
            ConfigurationError: It is no `Turn`, or what it says is not of its types.
        """
        self.turn = check_answer("pacing.take", turn, Turn, "a Turn")
        if not is_number(turn.wait):
            raise ConfigurationError(f"Turn.wait must be seconds, not {shown(turn.wait)}")
        if self._retry_tokens is not None:
            if turn.retry is not None:
                what = "a Turn whose retry is a bool"
                check_answer("pacing.take", turn.retry, bool, what)
            self._retry_tokens, self.token = None, turn.retry
        return min(turn.wait, PATIENCE) if turn.wait >= _INSTANT else 0.0

    def leave(self) -> None:
        """Leave the line without being sent."""
        if self.turn.slot is not None:
            self._pace.pacer.release(self._pace.account, self._pace.now(), self.turn.slot)
        if self.token and self._pace.budget is not None:
            self._pace.budget.give_back(self._pace.account, TOKEN)
