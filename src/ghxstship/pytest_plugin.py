"""A pytest plugin: the fixture `ghxstship_sandbox`, a running sandbox for each test."""

from __future__ import annotations

from contextlib import ExitStack, closing
from typing import TYPE_CHECKING, Any, Self

import pytest

# Every pytest run of everyone who has the package installed loads this module:
# whatever is heavy is imported when the fixture is used.
if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    from ghxstship import AsyncClient, Client
    from ghxstship.sandbox import Sandbox, Server
    from ghxstship.sandbox.record import Record


class GhxstshipSandbox:
    """A running sandbox with sample data, fresh for each test.

    Args:
        server: The server that it runs on.
    """

    def __init__(self, server: Server) -> None:
        self._server = server
        self._clients = ExitStack()
        self.fail_next = server.sandbox.fail_next

    @property
    def sandbox(self) -> Sandbox:
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

    @property
    def requests(self) -> Record:
        """What was received since the test began, oldest first."""
        return self.sandbox.requests

    def client(self, **options: Any) -> Client:
        """A client for this sandbox; it is closed when the test ends.

        Args:
            options: Arguments of `ghxstship.Client`; they win over the sandbox's own.
        """
        from ghxstship import Client  # noqa: PLC0415 - see above

        return self._clients.enter_context(Client(**self._options(options)))

    def async_client(self, **options: Any) -> AsyncClient:
        """An async client for this sandbox; close it where you use it, with `async with`.

        Args:
            options: Arguments of `ghxstship.AsyncClient`; they win over the sandbox's own.
        """
        from ghxstship import AsyncClient  # noqa: PLC0415 - see above

        return AsyncClient(**self._options(options))

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
def _ghxstship_server() -> Iterator[Server]:
    try:
        from ghxstship.sandbox import Sandbox  # noqa: PLC0415 - see above

        sandbox = Sandbox()
        server = sandbox.serve()
    except ModuleNotFoundError as error:
        pytest.fail(str(error), pytrace=False)
    with closing(sandbox), server:
        yield server


@pytest.fixture
def ghxstship_sandbox(_ghxstship_server: Server) -> Iterator[GhxstshipSandbox]:
    """A running sandbox with sample data, fresh for each test."""
    _ghxstship_server.sandbox.reset()
    with GhxstshipSandbox(_ghxstship_server) as sandbox:
        yield sandbox
