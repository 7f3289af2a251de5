"""Methods whose answers are read as they come: each gives a context manager."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from types import MethodType, TracebackType
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, cast

from .lazy import lazy_module
from .process_bound import ProcessBound
from .raw import RawMethods
from .tracebacks import hide_arguments

if TYPE_CHECKING:
    from . import downloads as _downloads
else:
    _downloads = lazy_module(".downloads", __package__)

__all__ = ["AsyncStreamedCall", "StreamedCall"]

ArgumentsP = ParamSpec("ArgumentsP")


class StreamedCall(ProcessBound):
    """A call that is made when it is entered; its connection is given back when it is left.

    Args:
        call: Makes the call.
    """

    _instead = "call the method where the answer is read"

    def __init__(self, call: Callable[[], Any]) -> None:
        self._call = call
        self._response: _downloads.StreamedResponse | None = None

    @hide_arguments
    def __enter__(self) -> _downloads.StreamedResponse:
        """Make the call; the body is not read yet.

        Raises:
            APIError: It failed, as any other call.
        """
        response: _downloads.StreamedResponse = self._call()
        self._response = response
        return response

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        response, self._response = self._response, None
        if response is not None:
            response.close()


class AsyncStreamedCall(ProcessBound):
    """The same, async.

    Args:
        call: Makes the call.
    """

    _instead = "call the method where the answer is read"

    def __init__(self, call: Callable[[], Any]) -> None:
        self._call = call
        self._response: _downloads.AsyncStreamedResponse | None = None

    @hide_arguments
    async def __aenter__(self) -> _downloads.AsyncStreamedResponse:
        """Make the call; the body is not read yet.

        Raises:
            APIError: It failed, as any other call.
        """
        response: _downloads.AsyncStreamedResponse = await self._call()
        self._response = response
        return response

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        response, self._response = self._response, None
        if response is not None:
            await response.aclose()


class StreamedResource(RawMethods):
    """A resource's methods, each answering a body that is read as it comes.

    Args:
        resource: The resource over a driver that leaves bodies unread.
    """

    def __init__(self, resource: object) -> None:
        self._resource = resource


class StreamedMethod(Generic[ArgumentsP]):
    """A resource's method of a `StreamedResource`.

    Args:
        method: The resource's method.
    """

    def __init__(self, method: Callable[Concatenate[Any, ArgumentsP], object]) -> None:
        self._method = method

    def __get__(
        self, instance: StreamedResource | None, owner: type[StreamedResource]
    ) -> Callable[ArgumentsP, StreamedCall]:
        return cast(
            "Callable[ArgumentsP, StreamedCall]", _calling(StreamedCall, self._method, instance)
        )


class AsyncStreamedMethod(Generic[ArgumentsP]):
    """The same of a method whose answer is awaited.

    Args:
        method: The resource's method.
    """

    def __init__(self, method: Callable[Concatenate[Any, ArgumentsP], object]) -> None:
        self._method = method

    def __get__(
        self, instance: StreamedResource | None, owner: type[StreamedResource]
    ) -> Callable[ArgumentsP, AsyncStreamedCall]:
        return cast(
            "Callable[ArgumentsP, AsyncStreamedCall]",
            _calling(AsyncStreamedCall, self._method, instance),
        )


def _calling(
    kind: Callable[[Callable[[], Any]], Any],
    method: Callable[..., object],
    instance: StreamedResource | None,
) -> Callable[..., Any]:
    """A method's arguments to the call that is made with them."""

    @wraps(method)
    def call(resource: object, *arguments: Any, **named: Any) -> Any:
        return kind(partial(method, resource, *arguments, **named))

    return MethodType(call, vars(instance)["_resource"] if instance else StreamedResource)
