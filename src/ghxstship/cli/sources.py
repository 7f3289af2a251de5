"""Where `webhooks listen` gets deliveries: a subscription to this machine, or the streams."""

from __future__ import annotations

import asyncio
import secrets as tokens
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ghxstship import APIError, APIStatusError, NotFoundError, signed_headers
from ghxstship.sandbox.targets import ForbiddenTargetError, addresses_of

from . import catalogue
from .listening import Delivery
from .options import Platform, Way, checked_url
from .results import CommandError, Exit, tell
from .streams import Streams

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence

    from ghxstship import AsyncClient
    from ghxstship.events import EventName

    from .listening import Session, Source

_LARGEST = 10 * 1024 * 1024  # bytes of a body
_CHECK_INTERVAL = 30.0  # seconds between two looks at whether a subscription is still there


class Subscription:
    """Subscribes a receiver on this machine, and unsubscribes it at the end.

    What comes is what the platform sent, byte for byte. The receiver's answer is what is answered,
    so that the platform's log and its retries are those of the receiver.

    Args:
        client: The API, on this machine as well.
        wanted: The events by platform; none stands for all.
        secrets: What signs deliveries anew; without any they stay signed as they came.
    """

    def __init__(
        self,
        client: AsyncClient,
        wanted: Mapping[str, Sequence[EventName]],
        secrets: Sequence[str],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._client = client
        self._wanted = wanted
        self._secrets = secrets
        self._sleep = sleep
        self._ids: dict[str, str] = {}

    @asynccontextmanager
    async def opened(self, session: Session) -> AsyncGenerator[Mapping[str, str]]:
        """Let deliveries come; the signing secrets by platform, as far as they are new."""
        token = tokens.token_urlsafe(16)
        async with AsyncExitStack() as stack:
            loop = asyncio.get_running_loop()
            server = _Receiver(loop, session, token, self._secrets)
            thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
            thread.start()
            stack.push_async_callback(asyncio.to_thread, _stop, server, thread)
            new: dict[str, str] = {}
            for platform in self._wanted:
                url = f"http://127.0.0.1:{server.server_port}/{platform}/{token}"
                new[platform] = await self._subscribe(platform, url)
                stack.push_async_callback(self._unsubscribe, platform)
                watcher = asyncio.create_task(self._watch(platform, url, session))
                stack.push_async_callback(_cancel, watcher)
            yield {} if self._secrets else new

    async def _subscribe(self, platform: str, url: str) -> str:
        """Subscribe this machine; the subscription's secret.

        Raises:
            CommandError: The answer has no id, so that it cannot be unsubscribed, or no secret.
        """
        every: list[Any] = ["*"]
        hook = await _platforms(self._client)[platform].webhooks.create(
            url=url,
            events=[*self._wanted[platform]] or every,
            description="ghxstship webhooks listen",
        )
        if not isinstance(hook.id, str):
            raise CommandError(f"{platform}: the API subscribed {url} without an id", Exit.API)
        self._ids[platform] = hook.id
        if not isinstance(hook.secret, str) and not self._secrets:
            await self._unsubscribe(platform)
            raise CommandError(
                f"{platform}: the API gave no secret to verify with; --secret signs with your own",
                Exit.API,
            )
        secret: str = hook.secret
        return secret

    async def _watch(self, platform: str, url: str, session: Session) -> None:
        """Look again and again whether the subscription is there; what is no refusal is the end."""
        try:
            while True:
                await self._sleep(_CHECK_INTERVAL)
                try:
                    await self._renew(platform, url, session)
                except APIError as error:  # the next look tries again
                    tell(f"{platform}: {error}")
        except Exception as error:  # noqa: BLE001 - `Session.run` raises it
            session.fail(error)

    async def _renew(self, platform: str, url: str, session: Session) -> None:
        """Subscribe again where the API knows the subscription no more.

        Raises:
            APIError: The API refuses, or cannot be reached.
            CommandError: As for a first subscription.
        """
        identifier = self._ids.get(platform)
        if identifier is not None:
            try:
                await _platforms(self._client)[platform].webhooks.get(identifier)
            except NotFoundError:
                del self._ids[platform]
            else:
                return
        secret = await self._subscribe(platform, url)
        tell(f"{platform}: the subscription was gone; there is a new one")
        session.announce({} if self._secrets else {platform: secret})

    async def _unsubscribe(self, platform: str) -> None:
        identifier = self._ids.pop(platform, None)
        if identifier is None:
            return
        try:
            await _platforms(self._client)[platform].webhooks.delete(identifier)
        except APIStatusError as error:
            tell(f"{identifier} is not unsubscribed: {error}")
        except APIError:
            tell(f"{identifier} is not unsubscribed: the API cannot be reached")


async def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def _platforms(client: AsyncClient) -> dict[str, Any]:
    """The platforms by name; what they have in common is more than their types tell."""
    return {"atlvs": client.atlvs, "compvss": client.compvss, "gvteway": client.gvteway}


class _Receiver(ThreadingHTTPServer):
    """Receives deliveries on this machine alone.

    Args:
        loop: Where the session runs.
        session: What takes deliveries on.
        token: The end of every path, so that nobody else's request passes for a delivery.
        secrets: What signs anew; none where deliveries stay as they came.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        session: Session,
        token: str,
        secrets: Sequence[str],
    ) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self._loop = loop
        self._session = session
        self.token = token
        self._secrets = secrets

    def take(self, platform: str, headers: dict[str, str], content: bytes) -> tuple[int, str]:
        """Take a delivery on; the status and the body of its answer."""
        if self._secrets:
            signed = signed_headers(content, self._secrets)
            replaced = {name.lower() for name in signed}
            headers = {n: v for n, v in headers.items() if n.lower() not in replaced} | signed
        delivery = Delivery(platform, headers, content)
        try:
            outcome = asyncio.run_coroutine_threadsafe(
                self._session.handle(delivery), self._loop
            ).result()
        except Exception as error:  # noqa: BLE001 - `Session.run` raises it
            with suppress(RuntimeError):  # the command has ended
                self._loop.call_soon_threadsafe(self._session.fail, error)
            return 502, ""
        if outcome is None:
            return 200, ""
        return outcome.status or 502, outcome.body or outcome.error or ""


class _Handler(BaseHTTPRequestHandler):
    server: _Receiver  # pyright: ignore[reportIncompatibleVariableOverride]

    def do_POST(self) -> None:
        _, _, rest = self.path.partition("/")
        platform, _, token = rest.partition("/")
        length = self.headers.get("Content-Length", "")
        if not tokens.compare_digest(token.encode(), self.server.token.encode()):
            self._answer(404, "This is no delivery")
        elif not length.isdecimal() or int(length) > _LARGEST:
            self._answer(413, f"A delivery has at most {_LARGEST} bytes, and says how many")
        else:
            content = self.rfile.read(int(length))
            self._answer(*self.server.take(platform, dict(self.headers.items()), content))

    def _answer(self, status: int, text: str) -> None:
        body = text.encode("utf-8", "replace")
        with suppress(OSError):  # whoever sent it may have given up
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name there
        """Say nothing: the table shows what comes."""


def _stop(server: _Receiver, thread: Thread) -> None:
    server.shutdown()
    server.server_close()
    thread.join()


def wanted_events(events: Sequence[str], platforms: Sequence[str]) -> dict[str, list[Any]]:
    """The events to listen to by platform, none for all of them.

    Args:
        events: Names of events; none for all.
        platforms: Platforms; none for all.

    Raises:
        CommandError: There is no such event, or it is none of these platforms'.
    """
    chosen = [str(platform) for platform in platforms or Platform]
    if not events:
        return {platform: [] for platform in chosen}
    for name in events:
        catalogue.schema(name)
    wanted = {
        platform: [name for each, name, _ in catalogue.described() if each == platform]
        for platform in chosen
    }
    found = {
        platform: names
        for platform, all_names in wanted.items()
        if (names := [name for name in all_names if name in events])
    }
    if not found:
        message = f"{events[0]} is of another platform than {', '.join(chosen)}"
        raise CommandError(message, Exit.USAGE)
    return found


def way_for(via: Way, base_url: str | None) -> Way:
    """How deliveries can come: an API that is elsewhere cannot send to this machine.

    Args:
        via: What is asked for.
        base_url: The API's URL, `None` for the platform's own.

    Raises:
        CommandError: It is no URL.
    """
    if via is not Way.AUTO:
        return via
    if base_url is None:
        return Way.STREAM
    parts = urlsplit(checked_url(base_url, "--base-url"))
    try:
        asyncio.run(addresses_of(parts.hostname or "", parts.port or 443, allow_external=False))
    except ForbiddenTargetError:
        return Way.STREAM
    return Way.SUBSCRIPTION


def source_for(
    way: Way,
    client: AsyncClient,
    wanted: Mapping[str, Sequence[EventName]],
    secrets: Sequence[str],
) -> Source:
    """Where deliveries come from.

    Args:
        way: How they come.
        client: The API.
        wanted: The events by platform, none for all of them.
        secrets: What signs them, if not the platform or a secret of this time only.
    """
    kind = Subscription if way is Way.SUBSCRIPTION else Streams
    return kind(client, wanted, secrets)
