"""What every adapter does with a delivery, once its framework has given up the raw body."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from .._core.errors import ConfigurationError, EventFormatError
from .._core.lazy import lazy_module
from .._core.logs import get_logger
from .._core.process_bound import ProcessBound
from .._core.tracebacks import hide_arguments
from .construction import constructed
from .headers import Headers
from .inbox.database import InboxError
from .keys import Secret, lasting_keys
from .payload import WebhookVerificationError
from .router import UnreadableEventError, WebhookHandlerError, WebhookRouter
from .scheme import WebhookSignature
from .signature import check_tolerance
from .verifier import verifier_of

if TYPE_CHECKING:
    from . import known_events as _events
    from .inbox import inbox as _inbox
else:
    _inbox = lazy_module(".inbox.inbox", __package__)
    _events = lazy_module(".known_events", __package__)

__all__ = ["InboxReceiver", "Receiver", "WebhookReceiver"]

_log = get_logger(__name__)

MAX_BYTES = 4 * 1024 * 1024
"""Bytes of a body, if nobody says otherwise."""

Secrets: TypeAlias = Secret | Sequence[Secret]


class Receiver(Protocol):
    """What an adapter hands deliveries to: a `WebhookReceiver`, an `InboxReceiver`, or your own."""

    @property
    def max_bytes(self) -> int:
        """The longest body, in bytes, that is worth reading."""
        ...

    def receive(self, payload: bytes, headers: Headers) -> int:
        """Take a delivery.

        Args:
            payload: The raw body.
            headers: The request's headers, or the value of the signature's alone.

        Returns:
            The HTTP status to answer, with an empty body.
        """
        ...

    async def areceive(self, payload: bytes, headers: Headers) -> int:
        """The same, without holding up the event loop."""
        ...


class WebhookReceiver(ProcessBound):
    """Verifies deliveries, reads their events and hands them on.

    It answers 204 when all handlers have run, 400 to what is not from the platform or no event, and
    500 when a handler failed or a function gave no secret that can be one, so that the platform
    delivers again. Why, it tells the log and not the caller.

    Args:
        handler: A router, or a function or coroutine function that takes every event.
        secret: The subscription's secret, or several while it rotates; or a function that gives
            them, which is asked at every delivery, so that a rotation needs no restart.
        tolerance: How many seconds the timestamp may differ from now, either way; 0 or more. The
            scheme's own if left out; a scheme that signs no time takes none.
        max_bytes: The longest body that is read; longer ones are answered 413.
        signature: How deliveries are signed, if not as the API's document says.
        name: What the events are called, for APIs whose deliveries do not say.

    Raises:
        ConfigurationError: The secret is empty, or has white space or quotes around it, the
            tolerance is negative, not finite or no number, or nothing says how deliveries are
            signed.
    """

    _instead = "make one in each process; it holds the secret"

    @hide_arguments
    def __init__(
        self,
        handler: WebhookRouter | Callable[[_events.Event], object],
        secret: Secrets | Callable[[], Secrets],
        *,
        tolerance: float | None = None,
        max_bytes: int = MAX_BYTES,
        signature: WebhookSignature | None = None,
        name: str | None = None,
    ) -> None:
        self._router = handler if isinstance(handler, WebhookRouter) else _all_to(handler)
        verifier = verifier_of(signature)
        self._signature = verifier.signature
        self._secret = secret if callable(secret) else _constant(secret, verifier.signature)
        self._tolerance = tolerance if tolerance is None else check_tolerance(tolerance, verifier)
        self._name = name
        self.max_bytes = max_bytes

    def __repr__(self) -> str:
        return f"{type(self).__name__}(max_bytes={self.max_bytes})"

    def receive(self, payload: bytes, headers: Headers) -> int:
        """Take a delivery; coroutine handlers run in an event loop of their own.

        Args:
            payload: The raw body.
            headers: The request's headers, or the value of the signature's alone.

        Returns:
            The HTTP status to answer, with an empty body.
        """
        taken = self._event(payload, headers)
        if isinstance(taken, int):
            return taken
        try:
            self._router.handle(*taken)
        except (WebhookHandlerError, UnreadableEventError) as error:
            return _failed(error)
        return 204

    async def areceive(self, payload: bytes, headers: Headers) -> int:
        """Take a delivery; handlers that are no coroutine functions run in a thread.

        Args:
            payload: The raw body.
            headers: The request's headers, or the value of the signature's alone.

        Returns:
            The HTTP status to answer, with an empty body.
        """
        taken = self._event(payload, headers)
        if isinstance(taken, int):
            return taken
        try:
            await self._router.ahandle(*taken)
        except (WebhookHandlerError, UnreadableEventError) as error:
            return _failed(error)
        return 204

    def _event(self, payload: bytes, headers: Headers) -> tuple[_events.Event, str | None] | int:
        """A delivery's event and what it is called, or the status to answer."""
        try:
            return constructed(
                *(payload, headers, self._secret(), self._tolerance),
                signature=self._signature,
                name=self._name,
            )
        except _NOT_TAKEN as error:
            return _not_taken(error)


class InboxReceiver(ProcessBound):
    """Stores deliveries in an inbox and answers at once; the inbox's workers handle them later.

    It answers 204 to what is stored, new or not, 400 to what is not from the platform, and 500 when
    the inbox is closed or its database in trouble, so that the platform delivers again.

    Args:
        inbox: The inbox, with its secret.
        max_bytes: The longest body that is read; longer ones are answered 413.
        name: What the events are called, for APIs whose deliveries do not say.
    """

    _instead = "make one in each process, with an inbox of its own over the same database"

    def __init__(
        self, inbox: _inbox.Inbox[Any], *, max_bytes: int = MAX_BYTES, name: str | None = None
    ) -> None:
        self._inbox = inbox
        self._name = name
        self.max_bytes = max_bytes

    def __repr__(self) -> str:
        return f"{type(self).__name__}(max_bytes={self.max_bytes})"

    def receive(self, payload: bytes, headers: Headers) -> int:
        """Store a delivery.

        Args:
            payload: The raw body.
            headers: The request's headers, or the value of the signature's alone.

        Returns:
            The HTTP status to answer, with an empty body.
        """
        try:
            self._inbox.accept(payload, headers, name=self._name)
        except _NOT_TAKEN as error:
            return _not_taken(error)
        return 204

    async def areceive(self, payload: bytes, headers: Headers) -> int:
        """Store a delivery, in a thread.

        Args:
            payload: The raw body.
            headers: The request's headers, or the value of the signature's alone.

        Returns:
            The HTTP status to answer, with an empty body.
        """
        try:
            await self._inbox.accept_async(payload, headers, name=self._name)
        except _NOT_TAKEN as error:
            return _not_taken(error)
        return 204


_REFUSED = (WebhookVerificationError, EventFormatError)
_NOT_TAKEN = (*_REFUSED, ConfigurationError, InboxError)


def _not_taken(error: Exception) -> int:
    """The status of a delivery that was neither read nor stored: the sender's fault, or ours."""
    if not isinstance(error, _REFUSED):
        return _failed(error)
    _log.warning("refused a delivery: %s", error)
    return 400


def _failed(error: Exception) -> int:
    _log.error("a delivery failed, and will come again: %s", error)
    return 500


def _all_to(handler: Callable[[_events.Event], object]) -> WebhookRouter:
    router = WebhookRouter()
    router.otherwise(handler)
    return router


def _constant(secret: Secrets, signature: WebhookSignature) -> Callable[[], Secrets]:
    keys = lasting_keys(secret, signature)
    return lambda: keys
