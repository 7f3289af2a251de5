"""The HTTP library's own clients, for the calls that our own connections do not make."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Generic, NamedTuple, TypedDict, TypeVar, cast

from ..errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable

    from .protocols import AsyncHttpClient, HttpClient, HttpLibrary, HttpProxy

ClientT = TypeVar("ClientT", "HttpClient", "AsyncHttpClient")


class TransportOptions(TypedDict):
    """What a transport of the library's is made with."""

    verify: bool
    limits: object
    proxy: HttpProxy | None


class _Made(NamedTuple, Generic[ClientT]):
    kind: type[ClientT]
    client: ClientT


class Clients(Generic[ClientT]):
    """One client of each class: a tool may replace the library's by its own, and end that again."""

    def __init__(self, library: HttpLibrary, options: TransportOptions) -> None:
        self._library = library
        self._options = options
        self._lock = Lock()
        self.made: list[_Made[ClientT]] = []

    def get(self, kind: type[ClientT], transport: Callable[..., object]) -> ClientT:
        """The client of a class, made where there is none yet.

        Args:
            kind: The library's class as it is now.
            transport: The class of its transport, as it is now.

        Raises:
            ConfigurationError: It cannot work as the environment has it.
        """
        with self._lock:
            for made in self.made:
                if made.kind is kind:
                    return made.client
            client = cast("Callable[..., ClientT]", kind)(transport=self._open(transport))
            self.made.append(_Made(kind, client))
            return client

    def _open(self, transport: Callable[..., object]) -> object:
        try:
            return transport(**self._options)
        except ImportError as error:
            name = self._library.__name__
            raise ConfigurationError(
                f"the environment's proxy needs socksio: pip install '{name}[socks]'"
            ) from error
        except OSError as error:
            raise ConfigurationError(f"the certificates cannot be read: {error}") from error


class LibraryClients:
    """For threads.

    Args:
        library: httpx or httpx2.
        options: What the transports are made with.
    """

    def __init__(self, library: HttpLibrary, options: TransportOptions) -> None:
        self._library = library
        self._clients: Clients[HttpClient] = Clients(library, options)

    def get(self) -> HttpClient:
        """The client to send by.

        Raises:
            ConfigurationError: It cannot work as the environment has it.
        """
        return self._clients.get(self._library.Client, self._library.HTTPTransport)

    def close(self) -> None:
        """Close them."""
        for made in self._clients.made:
            made.client.close()
