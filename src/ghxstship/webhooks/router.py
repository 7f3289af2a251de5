"""Which function takes which event."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, TypeVar, cast

from .._core.errors import InvalidArgumentError, SdkError
from .._core.lazy import lazy_module
from .._core.logs import get_logger
from .._core.text import printable_or_none

if TYPE_CHECKING:
    from . import known_events as _events
else:
    _events = lazy_module(".known_events", __package__)

__all__ = ["UnreadableEventError", "WebhookHandlerError", "WebhookRouter"]

_log = get_logger(__name__)

HandlerT = TypeVar("HandlerT", bound="Callable[[Any], object]")
AnyHandlerT = TypeVar("AnyHandlerT", bound="Callable[[_events.Event], object]")


class WebhookHandlerError(SdkError):
    """Handlers failed; those after them ran all the same.

    Attributes:
        event: The event that they failed on.
        errors: What each of them raised, in their order.
        name: What the event is called.
    """

    def __init__(
        self, event: _events.Event, errors: tuple[Exception, ...], name: str | None = None
    ) -> None:
        kinds = ", ".join(type(error).__name__ for error in errors)
        super().__init__(f"handlers of {name!r} failed: {kinds}")
        self.name = printable_or_none(name)
        self.event = event
        self.errors = errors


class UnreadableEventError(SdkError):
    """An event that has handlers came in a form that this release does not know.

    Its handlers take their own type, so it is for the one of `WebhookRouter.otherwise`; without
    one it counts as failed, so that it is not lost in silence.
    """


class WebhookRouter:
    """Hands each event to those who asked for it.

    ```python
    router = WebhookRouter()

    @router.on("deal.won")
    def book(event: DealWon) -> None:
        print(event.data.value)
    ```

    Handlers are functions or coroutine functions, and run one after the other in the order in
    which they were given. One that fails holds up none of the others: its error is logged, and when
    all have run `WebhookHandlerError` tells of it. An adapter answers that with a 500, and the
    platform delivers again, to all handlers: one that must not do its work twice looks at
    `event.idempotency_key`, or stands behind an `Inbox`.
    """

    def __init__(self) -> None:
        self._handlers: dict[str, list[Callable[[Any], object]]] = {}
        self._otherwise: list[Callable[[Any], object]] = []

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(self._handlers)})"

    @property
    def on(self) -> _events.OnEvent:
        """Give an event a handler: a decorator that takes the event's name.

        Give a function several names by decorating it several times; it takes the union of their
        events.

        Raises:
            InvalidArgumentError: This release knows no such event.
        """
        return cast("_events.OnEvent", self._on)

    def _on(self, name: str, /) -> Callable[[HandlerT], HandlerT]:
        from .known_events import EVENT_NAMES  # noqa: PLC0415 - it loads every model

        if name not in EVENT_NAMES:
            near = get_close_matches(name, EVENT_NAMES, n=1)
            hint = f"did you mean {near[0]!r}?" if near else "use `otherwise` for what is new"
            raise InvalidArgumentError(f"there is no event {name!r}: {hint}")

        def give(handler: HandlerT) -> HandlerT:
            self._handlers.setdefault(name, []).append(handler)
            return handler

        return give

    def otherwise(self, handler: AnyHandlerT) -> AnyHandlerT:
        """Take every event that has no handler of its own, those of unknown names included.

        Args:
            handler: Takes any event.

        Returns:
            The same, so that this is a decorator.
        """
        self._otherwise.append(handler)
        return handler

    def handle(self, event: _events.Event, name: str | None = None) -> bool:
        """Run an event's handlers; each coroutine in an event loop of its own.

        Args:
            event: The event.
            name: What it is called, for events that do not say.

        Returns:
            Whether it had any.

        Raises:
            WebhookHandlerError: At least one of them failed; all have run.
            UnreadableEventError: It has handlers, but its form is not known.
        """
        errors: list[Exception] = []
        name, handlers = self._for(event, name)
        for handler in handlers:
            try:
                _to_its_end(handler(event))
            except Exception as error:  # noqa: BLE001 - whatever it is, the others have their turn
                errors.append(_noted(error, handler, name))
        return _settled(event, name, handlers, errors)

    async def ahandle(self, event: _events.Event, name: str | None = None) -> bool:
        """Run an event's handlers; one that is no coroutine function runs in a thread.

        Args:
            event: The event.
            name: What it is called, for events that do not say.

        Returns:
            Whether it had any.

        Raises:
            WebhookHandlerError: At least one of them failed; all have run.
            UnreadableEventError: It has handlers, but its form is not known.
        """
        errors: list[Exception] = []
        name, handlers = self._for(event, name)
        for handler in handlers:
            try:
                await _beside_others(handler, event)
            except Exception as error:  # noqa: BLE001 - whatever it is, the others have their turn
                errors.append(_noted(error, handler, name))
        return _settled(event, name, handlers, errors)

    def __call__(self, event: _events.Event, name: str | None = None) -> bool:
        """The same as `handle`, so that a router is itself a handler."""
        return self.handle(event, name)

    def _for(
        self, event: _events.Event, name: str | None
    ) -> tuple[str | None, list[Callable[[Any], object]]]:
        """An event's name and its handlers."""
        from .known_events import READER, UnknownEvent  # noqa: PLC0415 - it loads every model

        name = READER.name_of(event) if READER.tells_name else name
        own = self._handlers.get(name or "", [])
        if not isinstance(event, UnknownEvent):
            return name, own or self._otherwise
        if own and not self._otherwise:
            version = getattr(event, "version", None)
            raise UnreadableEventError(
                f"{name!r} came in a form that this release does not know (version "
                f"{version!r}): update the package, or take it with `otherwise`"
            )
        return name, self._otherwise


def _to_its_end(result: object) -> None:
    """Run what a coroutine function gave; anything else is done already."""
    if not inspect.iscoroutine(result):
        return
    import asyncio  # noqa: PLC0415 - most programs that get here have no use for it

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        asyncio.run(result)
    else:
        result.close()
        raise RuntimeError("a coroutine function inside a running event loop: await `ahandle`")


async def _beside_others(handler: Callable[[Any], object], event: _events.Event) -> None:
    """Run a handler so that it holds up no other task."""
    from .anyio_threads import in_thread  # noqa: PLC0415 - slow to load

    called = getattr(handler, "__call__", handler)  # noqa: B004 - its own method may be async
    if inspect.iscoroutinefunction(handler) or inspect.iscoroutinefunction(called):
        result = handler(event)
    else:
        # In a tuple, since trio refuses threads that return something to be awaited.
        (result,) = await in_thread(lambda: (handler(event),))
    if inspect.isawaitable(result):
        await result


def _noted(error: Exception, handler: Callable[[Any], object], event_name: str | None) -> Exception:
    """The same error, logged by the names of the handler and of the event."""
    name = getattr(handler, "__qualname__", type(handler).__qualname__)
    _log.error("handler %s failed on %r", name, event_name, exc_info=error)
    return error


def _settled(
    event: _events.Event,
    name: str | None,
    handlers: list[Callable[[Any], object]],
    errors: list[Exception],
) -> bool:
    if errors:
        raise WebhookHandlerError(event, tuple(errors), name) from errors[0]
    if not handlers:
        _log.debug("no handler for %r", name)
    return bool(handlers)
