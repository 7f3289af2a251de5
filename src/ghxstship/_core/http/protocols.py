"""What httpx and httpx2 have in common and a client needs: their types, for both and neither.

A type checker sees these names whether httpx2 is installed or not. Narrow with `isinstance` where
one library's own class is wanted.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Mapping, MutableMapping
from typing import TYPE_CHECKING, Any, Protocol

from ..arguments import argument

if TYPE_CHECKING:
    from ssl import SSLContext

__all__ = ["HttpRequest", "HttpResponse"]


class HttpURL(Protocol):
    """An `httpx.URL` or `httpx2.URL`."""

    @property
    def scheme(self) -> str:
        """Such as `https`, in lower case."""
        ...

    @property
    def host(self) -> str:
        """The server's name, without the port."""
        ...

    @property
    def raw_scheme(self) -> bytes:
        """The scheme, as bytes."""
        ...

    @property
    def raw_host(self) -> bytes:
        """The server's name as DNS and TLS know it."""
        ...

    @property
    def port(self) -> int | None:
        """The port, `None` where it is the scheme's own."""
        ...

    @property
    def netloc(self) -> bytes:
        """Host and port, as in the header `Host`."""
        ...

    @property
    def userinfo(self) -> bytes:
        """Credentials in the URL; never there in a request of ours."""
        ...

    @property
    def path(self) -> str:
        """The path, its percent-encoding undone."""
        ...

    @property
    def query(self) -> bytes:
        """What follows the question mark, percent-encoded."""
        ...

    @property
    def raw_path(self) -> bytes:
        """Path and query as they are sent."""
        ...

    @property
    def fragment(self) -> str:
        """What follows the `#`."""
        ...


class HttpProxy(Protocol):
    """An `httpx.Proxy` or `httpx2.Proxy`."""

    @property
    def url(self) -> HttpURL:
        """Where it listens, without its credentials."""
        ...

    @property
    def raw_auth(self) -> tuple[bytes, bytes] | None:
        """Its credentials, `None` for none."""
        ...


class HttpRequest(Protocol):
    """An `httpx.Request` or `httpx2.Request`. Its headers hold the credentials."""

    @property
    def method(self) -> str:
        """The method, in capitals."""
        ...

    @property
    def url(self) -> HttpURL:
        """Where it is sent."""
        ...

    @property
    def headers(self) -> MutableMapping[str, str]:
        """The headers; names match in any case."""
        ...

    @property
    def extensions(self) -> MutableMapping[str, Any]:
        """What the transport is told besides, such as the timeouts."""
        ...

    @property
    def stream(self) -> Any:
        """The body as it is sent: an iterable of bytes, or an async one."""
        ...

    def read(self) -> bytes:
        """The body."""
        ...


class HttpResponse(Protocol):
    """An `httpx.Response` or `httpx2.Response`."""

    @property
    def status_code(self) -> int:
        """The HTTP status."""
        ...

    @property
    def reason_phrase(self) -> str:
        """The status in words, empty where it is not known."""
        ...

    @property
    def http_version(self) -> str:
        """Such as `HTTP/1.1`."""
        ...

    @property
    def url(self) -> HttpURL:
        """Where the request was sent."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers; names match in any case, and repeated ones are joined by commas."""
        ...

    @property
    def content(self) -> bytes:
        """The body, once it was read."""
        ...

    @property
    def text(self) -> str:
        """The body as text, once it was read."""
        ...

    @property
    def is_success(self) -> bool:
        """Whether the status is a 2xx."""
        ...

    @property
    def has_redirect_location(self) -> bool:
        """Whether it names another place to ask."""
        ...

    is_closed: bool
    """Whether its connection was given back."""
    is_stream_consumed: bool
    """Whether somebody began to read the body."""
    stream: Any
    """The body as it comes: an iterable of bytes, or an async one."""

    @property
    def extensions(self) -> MutableMapping[str, Any]:
        """What the transport tells besides, such as the network stream."""
        ...

    @property
    def request(self) -> HttpRequest:
        """What this answers."""
        ...

    @request.setter
    def request(self, value: Any) -> None: ...

    def json(self) -> Any:
        """The body's JSON, once it was read."""
        ...

    def read(self) -> bytes:
        """Read the body."""
        ...

    async def aread(self) -> bytes:
        """Read the body, in a task."""
        ...

    def iter_raw(self) -> Iterator[bytes]:
        """The body in pieces as they come."""
        ...

    def aiter_raw(self) -> AsyncIterator[bytes]:
        """The body in pieces as they come, in a task."""
        ...

    def close(self) -> None:
        """Give the connection back."""
        ...

    async def aclose(self) -> None:
        """Give the connection back, in a task."""
        ...


@argument
class HttpTimeout(Protocol):
    """An `httpx.Timeout` or `httpx2.Timeout`; either goes with either's client."""

    def as_dict(self) -> dict[str, float | None]:
        """Seconds for `connect`, `read`, `write` and `pool`, `None` for no limit."""
        ...


@argument
class HttpClient(Protocol):
    """An `httpx.Client` or `httpx2.Client`."""

    @property
    def is_closed(self) -> bool:
        """Whether it was closed."""
        ...

    @property
    def timeout(self) -> HttpTimeout:
        """The timeout that it was made with."""
        ...

    def send(
        self, request: Any, /, *, stream: bool = False, follow_redirects: bool = False
    ) -> HttpResponse:
        """Send a request and return the response."""
        ...

    def close(self) -> None:
        """Close its transport."""
        ...


@argument
class AsyncHttpClient(Protocol):
    """An `httpx.AsyncClient` or `httpx2.AsyncClient`."""

    @property
    def is_closed(self) -> bool:
        """Whether it was closed."""
        ...

    @property
    def timeout(self) -> HttpTimeout:
        """The timeout that it was made with."""
        ...

    async def send(
        self, request: Any, /, *, stream: bool = False, follow_redirects: bool = False
    ) -> HttpResponse:
        """Send a request and return the response."""
        ...

    async def aclose(self) -> None:
        """Close its transport."""
        ...


@argument
class HttpTransport(Protocol):
    """An `httpx.BaseTransport` or `httpx2.BaseTransport`."""

    def handle_request(self, request: Any, /) -> HttpResponse:
        """Send a request and return the response, its body not yet read."""
        ...

    def close(self) -> None:
        """Close the connections."""
        ...


@argument
class AsyncHttpTransport(Protocol):
    """An `httpx.AsyncBaseTransport` or `httpx2.AsyncBaseTransport`."""

    async def handle_async_request(self, request: Any, /) -> HttpResponse:
        """Send a request and return the response, its body not yet read."""
        ...

    async def aclose(self) -> None:
        """Close the connections."""
        ...


class HttpLibrary(Protocol):
    """The module httpx or httpx2 itself: whatever is built, caught or recognised is taken from it.

    Its classes are of the one library throughout: a client of httpx2 takes no request of httpx's.
    """

    __name__: str
    __version__: str
    Client: type[HttpClient]
    AsyncClient: type[AsyncHttpClient]
    BaseTransport: type[HttpTransport]
    AsyncBaseTransport: type[AsyncHttpTransport]
    SyncByteStream: type[object]
    AsyncByteStream: type[object]
    InvalidURL: type[Exception]
    LocalProtocolError: type[Exception]
    RequestError: type[Exception]
    TimeoutException: type[Exception]
    TooManyRedirects: type[Exception]
    UnsupportedProtocol: type[Exception]

    def URL(self, url: str, /) -> HttpURL:  # noqa: N802 - the names are the libraries'
        """Parse a URL."""
        ...

    def ByteStream(self, content: bytes, /) -> object:  # noqa: N802
        """A body that can be sent any number of times."""
        ...

    def Request(  # noqa: N802
        self,
        method: str,
        url: HttpURL,
        *,
        headers: list[tuple[bytes, bytes]],
        stream: object,
        extensions: dict[str, Any],
    ) -> HttpRequest:
        """A request, its headers as they are given."""
        ...

    def Response(  # noqa: N802
        self,
        status_code: int,
        *,
        headers: list[tuple[bytes, bytes]],
        stream: object,
        extensions: dict[str, Any],
    ) -> HttpResponse:
        """A response, its body not yet read."""
        ...

    def create_ssl_context(self) -> SSLContext:
        """What TLS is spoken with: the certificates that the library trusts."""
        ...

    def Limits(  # noqa: N802
        self, *, max_connections: int, max_keepalive_connections: int, keepalive_expiry: float
    ) -> object:
        """The bounds of a pool."""
        ...

    def Proxy(self, url: str, /) -> HttpProxy:  # noqa: N802
        """A proxy, by its URL."""
        ...

    def HTTPTransport(  # noqa: N802
        self, *, verify: bool, limits: object, proxy: HttpProxy | None
    ) -> HttpTransport:
        """A transport with a pool of connections."""
        ...

    def AsyncHTTPTransport(  # noqa: N802
        self, *, verify: bool, limits: object, proxy: HttpProxy | None
    ) -> AsyncHttpTransport:
        """A transport with a pool of connections, async."""
        ...
