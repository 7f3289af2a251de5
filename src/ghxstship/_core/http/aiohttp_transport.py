"""aiohttp behind the seam to the HTTP client, for programs that have it anyway."""

from __future__ import annotations

import asyncio
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx

from ..errors import ConfigurationError
from ..extras import missing
from ..text import printable
from .connections.lifetime import Lifetime
from .connections.messages import timeouts_of
from .default_transport import KEEPALIVE_SECONDS, MAX_CONNECTIONS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Generator
    from types import ModuleType

    import aiohttp

    from .connections.messages import Timeouts

__all__ = ["AiohttpTransport"]

_QUERY = re.compile(r"\?\S*")
"""A URL's query in a message, which may hold a credential."""
_NEVER_ADDED = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")
"""Headers that aiohttp would send of its own accord."""


class AiohttpTransport(httpx.AsyncBaseTransport):
    """Sends through aiohttp, on asyncio alone: `AsyncClient(http_client=AiohttpTransport())`.

    What an `httpx.Timeout` says of writing is not looked at, since aiohttp has no such limit.

    Args:
        session: A session of yours, which stays yours to close. Its cookies, its connector and its
            middlewares apply; its timeouts, redirects and decompression do not. Without one, each
            event loop gets a session with the environment's proxies and no cookies, which is
            closed by `aclose`, or when the loop ends.

    Raises:
        ConfigurationError: aiohttp is not installed.
    """

    def __init__(self, session: aiohttp.ClientSession | None = None) -> None:
        self._aiohttp = _aiohttp()
        self._given = session
        self._own: dict[asyncio.AbstractEventLoop, tuple[aiohttp.ClientSession, Lifetime]] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send a request and return its response, the body not read.

        Raises:
            httpx.TransportError: The subclass tells what failed.
        """
        session = self._given or await self._session()
        with _as_of_httpx(self._aiohttp):
            response = await session.request(
                request.method,
                self._url(request.url),
                headers=request.headers.multi_items(),
                skip_auto_headers=_NEVER_ADDED,
                data=await request.aread() or None,
                allow_redirects=False,
                auto_decompress=False,
                timeout=self._timeout(timeouts_of(request)),
            )
        return httpx.Response(
            response.status,
            headers=list(response.raw_headers),
            stream=_Body(self._aiohttp, response),
            extensions={"reason_phrase": (response.reason or "").encode("ascii", "replace")},
        )

    async def aclose(self) -> None:
        """Close the session of this event loop, if it is ours."""
        own = self._own.get(asyncio.get_running_loop())
        if own is not None:
            await own[1].end()

    def _url(self, url: httpx.URL) -> Any:
        from yarl import URL  # noqa: PLC0415 - comes with aiohttp

        return URL(str(url), encoded=True)

    def _timeout(self, timeouts: Timeouts) -> aiohttp.ClientTimeout:
        pool, connect = timeouts.get("pool"), timeouts.get("connect")
        timeout: aiohttp.ClientTimeout = self._aiohttp.ClientTimeout(
            # That of aiohttp is for both, one after the other.
            connect=None if pool is None or connect is None else pool + connect,
            sock_connect=connect,
            sock_read=timeouts.get("read"),
        )
        return timeout

    async def _session(self) -> aiohttp.ClientSession:
        loop = asyncio.get_running_loop()
        if loop not in self._own:
            session: aiohttp.ClientSession = self._aiohttp.ClientSession(
                cookie_jar=self._aiohttp.DummyCookieJar(),
                connector=self._aiohttp.TCPConnector(
                    limit=MAX_CONNECTIONS, keepalive_timeout=KEEPALIVE_SECONDS
                ),
                trust_env=True,
            )

            async def close() -> None:
                del self._own[loop]
                await session.close()

            self._own[loop] = session, Lifetime(close)
            await self._own[loop][1].begin()
        return self._own[loop][0]


class _Body(httpx.AsyncByteStream):
    """A body that is read as it comes; whoever stops before its end closes the connection."""

    def __init__(self, module: ModuleType, response: aiohttp.ClientResponse) -> None:
        self._aiohttp = module
        self._response = response

    async def __aiter__(self) -> AsyncIterator[bytes]:
        with _as_of_httpx(self._aiohttp), self._told_of_its_end():
            async for chunk in self._response.content.iter_any():
                yield chunk

    @contextmanager
    def _told_of_its_end(self) -> Generator[None]:
        """Let the body fail when its connection is closed too early.

        After chunks that are none, aiohttp's parser in C closes the connection, drops the timeout
        and leaves whoever reads to wait for ever.
        """
        content, connection = self._response.content, self._response.connection
        if content.is_eof() or connection is None or connection.protocol is None:
            yield
            return

        def fail(_: object = None) -> None:
            if not content.is_eof() and content.exception() is None:
                content.set_exception(self._aiohttp.ClientPayloadError("the body is incomplete"))

        closed: asyncio.Future[None] | None = connection.protocol.closed
        if closed is None:
            fail()
            yield
            return
        closed.remove_done_callback(_heard)  # one is enough for all bodies of a connection
        closed.add_done_callback(_heard)
        closed.add_done_callback(fail)
        try:
            yield
        finally:
            closed.remove_done_callback(fail)

    async def aclose(self) -> None:
        """Let the session keep the connection, or close it."""
        if self._response.content.at_eof():
            self._response.release()
        else:
            self._response.close()


def _heard(closed: asyncio.Future[None]) -> None:
    """Take note of why a connection was closed, else asyncio would complain that nobody did."""
    if not closed.cancelled():
        closed.exception()


def _aiohttp() -> ModuleType:
    try:
        import aiohttp  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise ConfigurationError(missing("AiohttpTransport", error, "aiohttp")) from error
    return aiohttp


@contextmanager
def _as_of_httpx(module: Any) -> Generator[None]:
    """Let aiohttp's errors be httpx's, which the rest of us knows."""
    try:
        yield
    except module.ConnectionTimeoutError as error:
        raise httpx.ConnectTimeout("no connection in time") from error
    except TimeoutError as error:
        raise httpx.ReadTimeout("the server sent nothing in time") from error
    except (module.ClientProxyConnectionError, module.ClientHttpProxyError) as error:
        raise httpx.ProxyError(f"no way through the proxy: {error}") from error
    except module.ClientConnectorError as error:
        raise httpx.ConnectError(str(error)) from error
    except (module.ServerDisconnectedError, module.ClientPayloadError) as error:
        raise httpx.RemoteProtocolError(f"the server disconnected: {error}") from error
    except module.ClientOSError as error:
        error.strerror = error.strerror and _QUERY.sub("", error.strerror)
        error.args = (error.errno, error.strerror)
        raise httpx.ReadError(f"the connection broke: {error}") from error
    except module.ClientResponseError as error:
        _hide_request(error)
        reason = printable(" ".join(error.message.split()))
        raise httpx.RemoteProtocolError(f"the server's answer is not HTTP/1.1: {reason}") from error


def _hide_request(error: Any) -> None:
    """Take the request's headers and query, with its credentials, out of an exception."""
    place = error.request_info.url.with_query(None)
    error.request_info = error.request_info._replace(headers={}, url=place, real_url=place)
    error.args = (error.request_info, error.history)
