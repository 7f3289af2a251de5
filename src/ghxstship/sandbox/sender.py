"""One delivery over HTTP, and what came of it."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httpx

from .targets import ForbiddenTargetError, addresses_of

if TYPE_CHECKING:
    from collections.abc import Mapping

TIMEOUT = 10.0
"""Seconds that a receiver has to answer."""

EXCERPT = 1000
"""Characters of an answer's body that are kept."""

_BODY_PATIENCE = 1.0  # seconds; the status is what counts, and a body may have no end
_AT_ONCE = 100  # deliveries under way, each to another receiver
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Attempt:
    """One HTTP POST."""

    url: str
    headers: Mapping[str, str]
    content: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt went.

    Attributes:
        status: The status that the receiver answered, `None` where no answer came.
        seconds: How long it took, `None` where nothing was sent.
        body: How the answer's body begins, `None` where no answer came.
        error: Why no answer came.
        headers: The answer's headers, their names in small letters.
    """

    status: int | None = None
    seconds: float | None = None
    body: str | None = None
    error: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


class Sender:
    """Sends deliveries; it follows no redirect, and heeds no proxy of the environment.

    Args:
        allow_external: Whether it may send to other machines.
        patience: Seconds that a receiver has to answer; the platform's if left out.
    """

    def __init__(self, *, allow_external: bool = False, patience: float | None = None) -> None:
        self._allow_external = allow_external
        self._patience = TIMEOUT if patience is None else patience
        # The places are given out here: waiting for one is no part of an attempt.
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
        self._client = httpx.AsyncClient(
            timeout=None,  # noqa: S113 - `send` has a deadline for the whole attempt
            trust_env=False,
            limits=limits,
        )
        self._places = asyncio.Semaphore(_AT_ONCE)

    async def aclose(self) -> None:
        """Give all connections back."""
        await self._client.aclose()

    async def send(self, attempt: Attempt) -> Outcome:
        """Make an attempt; whatever happens, it has an outcome."""
        async with self._places:
            began = time.perf_counter()
            try:
                async with asyncio.timeout(self._patience):
                    answer, body = await self._post(attempt)
            except ForbiddenTargetError as error:
                return Outcome(error=str(error))
            except TimeoutError:
                error_text = f"no answer within {self._patience:g} seconds"
            except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
                error_text = str(error) or type(error).__name__
            else:
                seconds = time.perf_counter() - began
                return Outcome(answer.status_code, seconds, body, headers=dict(answer.headers))
            return Outcome(seconds=time.perf_counter() - began, error=error_text)

    async def _post(self, attempt: Attempt) -> tuple[httpx.Response, str]:
        url = httpx.URL(attempt.url)
        if url.scheme not in _PORTS:
            raise ForbiddenTargetError(f"{attempt.url!r} is no URL of http or https")
        port = _PORTS[url.scheme] if url.port is None else url.port
        addresses = await addresses_of(url.host, port, allow_external=self._allow_external)
        for address in addresses[:-1]:
            # As for anyone who connects to a name: the next address where one does not listen.
            with suppress(httpx.ConnectError):
                return await self._post_to(address, url, attempt)
        return await self._post_to(addresses[-1], url, attempt)

    async def _post_to(
        self, address: str, url: httpx.URL, attempt: Attempt
    ) -> tuple[httpx.Response, str]:
        request = self._client.build_request(
            "POST",
            url.copy_with(host=address),
            headers=httpx.Headers(
                {
                    **attempt.headers,
                    "Host": url.netloc.decode("ascii"),
                    "Accept-Encoding": "identity",
                },
                encoding="utf-8",
            ),
            content=attempt.content,
            # The certificate is checked against the name, not against the address it has.
            extensions={"sni_hostname": url.host},
        )
        response = await self._client.send(request, stream=True)
        try:
            return response, await _excerpt(response)
        finally:
            await response.aclose()


async def _excerpt(response: httpx.Response) -> str:
    """How a body begins, as far as it came in time."""
    begun = b""
    with suppress(TimeoutError, httpx.HTTPError):
        async with asyncio.timeout(_BODY_PATIENCE):
            async for chunk in response.aiter_raw():
                begun += chunk
                if len(begun) >= 4 * EXCERPT:  # no character has more bytes
                    break
    return begun.decode("utf-8", "replace")[:EXCERPT]
