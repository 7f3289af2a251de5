"""A pytest plugin: a running sandbox for each test, and signed webhooks for what receives them."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from os import urandom
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import pytest

from ghxstship._core.lazy import lazy_module

# Every pytest run of everyone who has the package installed loads this module:
# whatever is heavy is imported when the fixture is used.
if TYPE_CHECKING:
    from ghxstship import client as _client
    from ghxstship import sandbox as _sandbox
    from ghxstship.sandbox import record as _record
else:
    _client = lazy_module("ghxstship.client", "")
    _sandbox = lazy_module("ghxstship.sandbox", "")
    _record = lazy_module("ghxstship.sandbox.record", "")


class GhxstshipSandbox:
    """A running sandbox with sample data.

    Args:
        server: The server that it runs on.
    """

    def __init__(self, server: _sandbox.Server) -> None:
        self._server = server
        self._clients = ExitStack()
        self.fail_next = server.sandbox.fail_next

    def __repr__(self) -> str:
        return f"<GhxstshipSandbox at {self.url}>"

    @property
    def sandbox(self) -> _sandbox.Sandbox:
        """The sandbox itself."""
        return self._server.sandbox

    @property
    def url(self) -> str:
        """The base URL of the API."""
        return self._server.url

    @property
    def api_key(self) -> str:
        """An API key that the sandbox takes."""
        return self._server.api_key

    @property
    def workspace_id(self) -> str:
        """The workspace that holds the sample data."""
        return self._server.workspace_id

    def reset(self) -> None:
        """Bring back the sample data, and forget requests, deliveries and failures to come."""
        self.sandbox.reset()

    @property
    def requests(self) -> _record.Record:
        """What was received since the last reset, which a test begins with, oldest first."""
        return self.sandbox.requests

    def client(self, **options: Any) -> _client.Client:
        """A client for this sandbox; it is closed when the fixture ends.

        Args:
            options: Arguments of `ghxstship.Client`; they win over the sandbox's own.
        """
        return self._clients.enter_context(_client.Client(**self._options(options)))

    def async_client(self, **options: Any) -> _client.AsyncClient:
        """An async client for this sandbox; close it where you use it, with `async with`.

        Args:
            options: Arguments of `ghxstship.AsyncClient`; they win over the sandbox's own.
        """
        return _client.AsyncClient(**self._options(options))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._clients.close()

    def _options(self, options: dict[str, Any]) -> dict[str, Any]:
        own = {"api_key": self.api_key, "workspace_id": self.workspace_id, "base_url": self.url}
        return own | options


@pytest.fixture(scope="session")
def _ghxstship_server() -> Iterator[_sandbox.Server]:
    try:
        sandbox = _sandbox.Sandbox()
        server = sandbox.serve()
    except ModuleNotFoundError as error:
        pytest.fail(str(error), pytrace=False)
    with closing(sandbox), server:
        yield server


@pytest.fixture(scope="session")
def ghxstship_sandbox_server(_ghxstship_server: _sandbox.Server) -> Iterator[GhxstshipSandbox]:
    """A running sandbox for the whole session, to set up what lives as long.

    `ghxstship_sandbox` is the same one, reset for each test; without it, call `reset`.
    """
    with GhxstshipSandbox(_ghxstship_server) as sandbox:
        yield sandbox


@pytest.fixture
def ghxstship_sandbox(_ghxstship_server: _sandbox.Server) -> Iterator[GhxstshipSandbox]:
    """A running sandbox with sample data, fresh for each test."""
    _ghxstship_server.sandbox.reset()
    with GhxstshipSandbox(_ghxstship_server) as sandbox:
        yield sandbox


@dataclass(frozen=True, slots=True)
class SignedDelivery:
    """A webhook as the platform sends it.

    Attributes:
        event: What it tells, as JSON has it.
        body: The raw body: post exactly these bytes.
        headers: The headers that the platform sets, the signature among them.
    """

    event: dict[str, Any]
    body: bytes
    headers: dict[str, str]


class GhxstshipWebhook:
    """Makes signed deliveries, to test what receives them.

    ```python
    def test_a_won_deal_is_booked(ghxstship_webhook, client):
        sent = ghxstship_webhook("deal.won", {"data.value": 9})
        assert client.post("/hooks", content=sent.body, headers=sent.headers).is_success
    ```

    Attributes:
        secret: What deliveries are signed with: give it to your receiver.
    """

    def __init__(self) -> None:
        from ghxstship.sandbox.samples import Samples  # noqa: PLC0415 - see above

        self.secret = f"whsec_{urandom(20).hex()}"
        self._samples = Samples()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all events."""
        return self._samples.names()

    def __call__(
        self,
        name: str,
        changes: Mapping[str, object] | None = None,
        *,
        at: float | None = None,
        secret: str | Sequence[str] | None = None,
    ) -> SignedDelivery:
        """Make a delivery of a valid sample event; each has an idempotency key of its own.

        Args:
            name: The event's name, such as `deal.won`.
            changes: Values by dotted path, such as `{"data.owner.name": "Ada"}`.
            at: When it is signed, in seconds since 1970; now if left out.
            secret: What signs it, several for a rotation; `self.secret` if left out.

        Raises:
            ghxstship.sandbox.samples.SampleError: There is no such event, or the changes would not
                be valid.
        """
        moment = time.time() if at is None else at
        event = self._samples.event(name, changes, at=moment, key=urandom(8).hex())
        return self.deliver(event, at=moment, secret=secret)

    def deliver(
        self,
        event: dict[str, Any],
        *,
        at: float | None = None,
        secret: str | Sequence[str] | None = None,
    ) -> SignedDelivery:
        """Make a delivery of any event, valid or not, known or not.

        Args:
            event: The event, as JSON has it.
            at: When it is signed, in seconds since 1970; now if left out.
            secret: What signs it, several for a rotation; `self.secret` if left out.
        """
        from ghxstship import signed_headers  # noqa: PLC0415 - see above
        from ghxstship.sandbox.encoding import encode  # noqa: PLC0415 - see above

        body = encode(event)
        signed = signed_headers(body, secret or self.secret, at=at)
        return SignedDelivery(json.loads(body), body, {"Content-Type": "application/json"} | signed)


@pytest.fixture
def ghxstship_webhook() -> GhxstshipWebhook:
    """Signed deliveries of every event, to test what receives them."""
    try:
        return GhxstshipWebhook()
    except ModuleNotFoundError as error:
        from ghxstship._core.extras import missing  # noqa: PLC0415 - see above

        pytest.fail(missing("The fixture", error, "sandbox"), pytrace=False)
