# Generated from openapi.yaml by ghxstship-generator: edit the document, not this file.
"""The clients."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Self, TypedDict, Unpack

from ._core import client as base
from ._core.lazy import lazy_module, resource_property
from ._core.operation import OMIT, Omit
from ._core.tracebacks import hide_arguments
from .conventions import API, Environment

if TYPE_CHECKING:
    from . import atlvs as _atlvs
    from . import compvss as _compvss
    from . import gvteway as _gvteway
    from ._core import auth as _core_auth
    from ._core import budget as _core_budget
    from ._core import clock as _core_clock
    from ._core import middleware as _core_middleware
    from ._core import observers as _core_observers
    from ._core import pacing as _core_pacing
    from ._core import retry as _core_retry
    from ._core.http import protocols as _core_http_protocols
else:
    _core_auth = lazy_module("._core.auth", __package__)
    _core_budget = lazy_module("._core.budget", __package__)
    _core_clock = lazy_module("._core.clock", __package__)
    _core_http_protocols = lazy_module("._core.http.protocols", __package__)
    _core_middleware = lazy_module("._core.middleware", __package__)
    _core_observers = lazy_module("._core.observers", __package__)
    _core_pacing = lazy_module("._core.pacing", __package__)
    _core_retry = lazy_module("._core.retry", __package__)
    _atlvs = lazy_module(".atlvs", __package__)
    _compvss = lazy_module(".compvss", __package__)
    _gvteway = lazy_module(".gvteway", __package__)

__all__ = ["AsyncClient", "AsyncClientOptions", "Client", "ClientOptions"]


class _Options(TypedDict, total=False):
    """What `with_options` of both clients may change."""

    workspace_id: str
    """The workspace that the request is about, `ws_...`."""
    auth: _core_auth.Auth | None
    """What is asked for the headers that authenticate each attempt, instead of a constant key."""
    timeout: float | _core_http_protocols.HttpTimeout | Omit | None
    """Seconds for each attempt, a `Timeout` of httpx or httpx2, or `None` for no limit.

    If left out, those of your own HTTP client, else 30 seconds, 5 to connect.
    """
    deadline: float | None
    """Seconds for a whole call with its retries, waits and further pages; `None` for no limit."""
    max_retries: int
    """How often a failed call is tried again, 0 or more."""
    retry_policy: _core_retry.Retry | None
    """What decides when to try again; `RetryPolicy()` if it is `None`."""
    retry_budget: _core_budget.RetryBudget | Omit | None
    """What bounds the retries of all calls together; `None` for no bound.

    If left out, `RetryBudget()`: ten tokens, of which a retry costs one and a success gives back a
    tenth. With `pacing`, all who share the pacer and the API key share the tokens.
    """
    default_headers: Mapping[str, str] | None
    """Further headers for every request; they win over others of the same name."""
    max_response_bytes: int
    """The largest body to take, in bytes after unpacking, 1 or more; 64 MiB if left out."""
    on_request: Callable[[_core_observers.RequestInfo], None] | None
    """Called with a `RequestInfo` before each attempt.

    A plain function, no coroutine function; what it raises is logged and ignored, unless it is no
    `Exception`.
    """
    on_response: Callable[[_core_observers.ResponseInfo], None] | None
    """The same after each attempt, answered or not, with a `ResponseInfo`."""
    on_retry: Callable[[_core_observers.RetryInfo], None] | None
    """The same when another attempt follows, with a `RetryInfo`."""
    observers: Sequence[_core_observers.Observer]
    """What sees every call from beginning to end, such as `OpenTelemetry`."""
    pacing: _core_pacing.Pacer | None
    """What keeps calls below the server's rate limit, such as `Pacing()`.

    It also keeps the retry budget, for all that share it.
    """
    strict: bool
    """Whether an answer that is not wholly as documented is an error.

    Else what does not fit stands in it as it came, and `mismatches(answer)` tells of it.
    """


class ClientOptions(_Options, total=False):
    """What `with_options` may change; each as in the constructor."""

    api_key: str | Callable[[], str]
    """A secret API key of the workspace, or a function that gives it at each attempt."""
    middleware: Sequence[_core_middleware.Middleware]
    """Functions around each attempt, the first one outermost; async ones in an async client.

    Each is called with the request and the function that sends it on, and answers with a response.
    """


class AsyncClientOptions(_Options, total=False):
    """The same of an async client."""

    api_key: str | Callable[[], str] | Callable[[], Awaitable[str]]
    """A secret API key of the workspace, or a function that gives it at each attempt."""
    middleware: Sequence[_core_middleware.AsyncMiddleware]
    """Functions around each attempt, the first one outermost; async ones in an async client.

    Each is called with the request and the function that sends it on, and answers with a response.
    """


class Client(base.SyncClient):
    """Calls the GHXSTSHIP API from threads.

    Args:
        api_key: A secret API key of the workspace, or a function that gives it at each attempt;
            else `GHXSTSHIP_API_KEY`.
        workspace_id: The workspace that the request is about, `ws_...`; else
            `GHXSTSHIP_WORKSPACE_ID`.
        environment: Which server to talk to.
        base_url: Another server's URL; else `GHXSTSHIP_BASE_URL`.
        http_client: Your own `httpx.Client`, `httpx2.Client` or transport of either library,
            which you close; if left out, connections of our own, by httpx2 where it is installed,
            else by httpx.
        auth: What is asked for the headers that authenticate each attempt, instead of a
            constant key.
        timeout: Seconds for each attempt, a `Timeout` of httpx or httpx2, or `None` for no
            limit. If left out, those of your own HTTP client, else 30 seconds, 5 to connect.
        deadline: Seconds for a whole call with its retries, waits and further pages; `None` for
            no limit.
        max_retries: How often a failed call is tried again, 0 or more.
        retry_policy: What decides when to try again; `RetryPolicy()` if it is `None`.
        retry_budget: What bounds the retries of all calls together; `None` for no bound. If
            left out, `RetryBudget()`: ten tokens, of which a retry costs one and a success gives
            back a tenth. With `pacing`, all who share the pacer and the API key share the tokens.
        middleware: Functions around each attempt, the first one outermost; async ones in an
            async client. Each is called with the request and the function that sends it on, and
            answers with a response.
        default_headers: Further headers for every request; they win over others of the same
            name.
        max_response_bytes: The largest body to take, in bytes after unpacking, 1 or more; 64
            MiB if left out.
        on_request: Called with a `RequestInfo` before each attempt. A plain function, no
            coroutine function; what it raises is logged and ignored, unless it is no `Exception`.
        on_response: The same after each attempt, answered or not, with a `ResponseInfo`.
        on_retry: The same when another attempt follows, with a `RetryInfo`.
        observers: What sees every call from beginning to end, such as `OpenTelemetry`.
        pacing: What keeps calls below the server's rate limit, such as `Pacing()`. It also
            keeps the retry budget, for all that share it.
        strict: Whether an answer that is not wholly as documented is an error. Else what does
            not fit stands in it as it came, and `mismatches(answer)` tells of it.
        clock: Where time comes from, for tests.

    Raises:
        ConfigurationError: An argument is missing or wrong; it names which.
    """

    @hide_arguments
    def __init__(
        self,
        api_key: str | Callable[[], str] | None = None,
        *,
        workspace_id: str | None = None,
        environment: Environment = "production",
        base_url: str | None = None,
        http_client: _core_http_protocols.HttpClient
        | _core_http_protocols.HttpTransport
        | None = None,
        auth: _core_auth.Auth | None = None,
        timeout: float | _core_http_protocols.HttpTimeout | Omit | None = OMIT,
        deadline: float | None = None,
        max_retries: int = 2,
        retry_policy: _core_retry.Retry | None = None,
        retry_budget: _core_budget.RetryBudget | Omit | None = OMIT,
        middleware: Sequence[_core_middleware.Middleware] = (),
        default_headers: Mapping[str, str] | None = None,
        max_response_bytes: int = 64 * 1024 * 1024,
        on_request: Callable[[_core_observers.RequestInfo], None] | None = None,
        on_response: Callable[[_core_observers.ResponseInfo], None] | None = None,
        on_retry: Callable[[_core_observers.RetryInfo], None] | None = None,
        observers: Sequence[_core_observers.Observer] = (),
        pacing: _core_pacing.Pacer | None = None,
        strict: bool = False,
        clock: _core_clock.Clock | None = None,
    ) -> None:
        super().__init__(
            API,
            {"api_key": api_key, "workspace_id": workspace_id},
            {
                "environment": environment,
                "base_url": base_url,
                "http_client": http_client,
                "auth": auth,
                "timeout": timeout,
                "deadline": deadline,
                "max_retries": max_retries,
                "retry_policy": retry_policy,
                "retry_budget": retry_budget,
                "middleware": middleware,
                "default_headers": default_headers,
                "max_response_bytes": max_response_bytes,
                "on_request": on_request,
                "on_response": on_response,
                "on_retry": on_retry,
                "observers": observers,
                "pacing": pacing,
                "strict": strict,
                "clock": clock,
            },
        )

    @hide_arguments
    def with_options(self, **options: Unpack[ClientOptions]) -> Self:
        """The same client with other settings, over the same connections.

        With another key it is another account's: it sends no credential of the first, and has a
        rate limit of its own with `pacing`. The retry budget is shared, unless another is passed.

        Args:
            **options: What to change; see `ClientOptions`.

        Returns:
            A new client. Closing it leaves the connections open: they belong to the first.

        Raises:
            ConfigurationError: A setting is wrong; it names which.
        """
        return self._with_options(options)

    @property
    def workspace_id(self) -> str:
        """The workspace that the request is about, `ws_...`."""
        return self._config.header("X-Workspace-ID")

    @resource_property
    def atlvs(self) -> _atlvs.Atlvs:
        """ATLVS: business operations, CRM, finance."""
        return _atlvs.Atlvs(self._driver)

    @resource_property
    def compvss(self) -> _compvss.Compvss:
        """COMPVSS: production operations, crew management."""
        return _compvss.Compvss(self._driver)

    @resource_property
    def gvteway(self) -> _gvteway.Gvteway:
        """GVTEWAY: consumer experience, ticketing, events."""
        return _gvteway.Gvteway(self._driver)


class AsyncClient(base.AsyncClient):
    """Calls the GHXSTSHIP API from tasks; arguments and errors as for `Client`."""

    @hide_arguments
    def __init__(
        self,
        api_key: str | Callable[[], str] | Callable[[], Awaitable[str]] | None = None,
        *,
        workspace_id: str | None = None,
        environment: Environment = "production",
        base_url: str | None = None,
        http_client: _core_http_protocols.AsyncHttpClient
        | _core_http_protocols.AsyncHttpTransport
        | None = None,
        auth: _core_auth.Auth | None = None,
        timeout: float | _core_http_protocols.HttpTimeout | Omit | None = OMIT,
        deadline: float | None = None,
        max_retries: int = 2,
        retry_policy: _core_retry.Retry | None = None,
        retry_budget: _core_budget.RetryBudget | Omit | None = OMIT,
        middleware: Sequence[_core_middleware.AsyncMiddleware] = (),
        default_headers: Mapping[str, str] | None = None,
        max_response_bytes: int = 64 * 1024 * 1024,
        on_request: Callable[[_core_observers.RequestInfo], None] | None = None,
        on_response: Callable[[_core_observers.ResponseInfo], None] | None = None,
        on_retry: Callable[[_core_observers.RetryInfo], None] | None = None,
        observers: Sequence[_core_observers.Observer] = (),
        pacing: _core_pacing.Pacer | None = None,
        strict: bool = False,
        clock: _core_clock.Clock | None = None,
    ) -> None:
        super().__init__(
            API,
            {"api_key": api_key, "workspace_id": workspace_id},
            {
                "environment": environment,
                "base_url": base_url,
                "http_client": http_client,
                "auth": auth,
                "timeout": timeout,
                "deadline": deadline,
                "max_retries": max_retries,
                "retry_policy": retry_policy,
                "retry_budget": retry_budget,
                "middleware": middleware,
                "default_headers": default_headers,
                "max_response_bytes": max_response_bytes,
                "on_request": on_request,
                "on_response": on_response,
                "on_retry": on_retry,
                "observers": observers,
                "pacing": pacing,
                "strict": strict,
                "clock": clock,
            },
        )

    @hide_arguments
    def with_options(self, **options: Unpack[AsyncClientOptions]) -> Self:
        """The same client with other settings, over the same connections.

        With another key it is another account's: it sends no credential of the first, and has a
        rate limit of its own with `pacing`. The retry budget is shared, unless another is passed.

        Args:
            **options: What to change; see `AsyncClientOptions`.

        Returns:
            A new client. Closing it leaves the connections open: they belong to the first.

        Raises:
            ConfigurationError: A setting is wrong; it names which.
        """
        return self._with_options(options)

    @property
    def workspace_id(self) -> str:
        """The workspace that the request is about, `ws_...`."""
        return self._config.header("X-Workspace-ID")

    @resource_property
    def atlvs(self) -> _atlvs.AsyncAtlvs:
        """ATLVS: business operations, CRM, finance."""
        return _atlvs.AsyncAtlvs(self._driver)

    @resource_property
    def compvss(self) -> _compvss.AsyncCompvss:
        """COMPVSS: production operations, crew management."""
        return _compvss.AsyncCompvss(self._driver)

    @resource_property
    def gvteway(self) -> _gvteway.AsyncGvteway:
        """GVTEWAY: consumer experience, ticketing, events."""
        return _gvteway.AsyncGvteway(self._driver)
