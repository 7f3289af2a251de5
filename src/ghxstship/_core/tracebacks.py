"""What tracebacks show: error reporters print the locals of frames, and a credential is in some.

What a caller passes stands in frames of ours, and frames of the HTTP library, of asyncio or of
`ssl` hold a request's bytes. So frames are emptied where an exception leaves what a caller called.
The lines of a traceback are unchanged. A frame that is suspended, such as that of a transport's
worker task, keeps its locals.
"""

from __future__ import annotations

from functools import wraps
from gc import get_referents
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Any, TypeVar, cast

from .errors import SdkError, bare_request, bare_response
from .text import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType, TracebackType

FunctionT = TypeVar("FunctionT", bound="Callable[..., Any]")

_EMPTIED = (
    __name__.removesuffix("_core.tracebacks"),
    *("httpx.", "httpx2.", "httpcore.", "httpcore2.", "h11.", "h2.", "hpack.", "aiohttp."),
)
"""What the names of modules begin with whose frames are never a caller's: ours, and those below."""


def _frames(traceback: TracebackType | None) -> Iterator[FrameType]:
    """Those of a traceback, from the outermost on."""
    while traceback is not None:
        yield traceback.tb_frame
        traceback = traceback.tb_next


def raised_below(error: BaseException) -> Iterator[BaseException]:
    """An exception and those that led to it: its causes, a group's members, what it replaced.

    What merely was being handled meanwhile, by whoever called or in another task, is left alone:
    its traceback does not begin in a frame of the exception's own.
    """
    known: set[int] = set()
    pending: list[BaseException] = [error]
    while pending:
        each = pending.pop()
        if id(each) in known:
            continue
        known.add(id(each))
        if each.__cause__ is not None:
            pending.append(each.__cause__)
        context = each.__context__
        if context is not None and context.__traceback__ is not None:
            begins = context.__traceback__.tb_frame
            if any(frame is begins for frame in _frames(each.__traceback__)):
                pending.append(context)
        if isinstance(each, BaseExceptionGroup):
            group = cast("BaseExceptionGroup[BaseException]", each)
            pending += group.exceptions
        yield each


def clear_locals(error: BaseException) -> None:
    """Empty the finished frames of an exception's traceback, and of those that led to it."""
    for each in raised_below(error):
        for frame in _frames(each.__traceback__):
            _clear(frame)


def hide_locals(error: BaseException) -> None:
    """Keep what a caller passed, and what was sent, out of the frames of an exception.

    An exception of somebody else's, such as a failed assertion in a mock, keeps the locals of his
    frames, for whoever looks for the fault; ours and those of HTTP libraries are emptied.
    """
    if isinstance(error, SdkError) or not isinstance(error, Exception):
        clear_locals(error)
        return
    for each in raised_below(error):
        for frame in _frames(each.__traceback__):
            if frame.f_globals.get("__name__", "").startswith(_EMPTIED):
                _clear(frame)


def hide_requests(error: BaseException) -> None:
    """Give exceptions of the HTTP library requests that show and pickle no credentials.

    Args:
        error: What a transport raised: of the library, or a group that has some of its exceptions
            in it. Those, and what broke a connection below them, lose their locals too.
    """
    for each in raised_below(error):
        request = getattr(each, "_request", None)
        if request is not None:
            shown: Any = each
            shown.request = bare_request(request)
            whole, bare = str(request.url), str(shown.request.url)
            each.args = tuple(
                one.replace(whole, bare) if isinstance(one, str) else one for one in each.args
            )
            if getattr(each, "response", None) is not None:
                shown.response = bare_response(shown.response, shown.request)
        if hasattr(each, "_request") or isinstance(each, OSError):
            clear_locals(each)


def clean_messages(error: BaseException) -> None:
    """Clean the messages of another library's exceptions, which tracebacks show below ours.

    Args:
        error: An exception, those that led to it included; what the caller was handling is not.
    """
    for each in raised_below(error):
        each.args = tuple(printable(one) if isinstance(one, str) else one for one in each.args)
        # The text of these is made of attributes, not of `args`.
        if isinstance(each, OSError):
            _clean(each, "strerror")
        elif isinstance(each, UnicodeDecodeError | UnicodeEncodeError | UnicodeTranslateError):
            _clean(each, "reason")
        elif isinstance(each, ImportError | SyntaxError):
            _clean(each, "msg")


def _clean(error: BaseException, attribute: str) -> None:
    text: object = getattr(error, attribute)
    if isinstance(text, str):
        setattr(error, attribute, printable(text))


def _clear(frame: FrameType) -> None:
    if _is_finished(frame):
        frame.clear()


def _is_finished(frame: FrameType) -> bool:
    """Whether a frame has ended, be it a function's, a coroutine's or a generator's.

    An exception that a worker task hands over has the frame of that task, which is suspended and
    goes on later; before Python 3.13 `clear` closes its coroutine without a word. While a frame
    can go on, its code and locals belong to the thread or the coroutine: the collector finds them
    through the frame only once it has ended. Where a collector says less, the frame is left alone.
    """
    code = frame.f_code
    return any(referent is code for referent in get_referents(frame))


def hide_arguments(function: FunctionT) -> FunctionT:
    """A function, or coroutine function, whose arguments stand in no traceback of what it raises.

    It stands where a caller's arguments come in: neither its own locals nor those of what it calls
    are shown, but for frames of the caller's, such as a mock's.
    """
    if iscoroutinefunction(function):
        awaited = cast("Callable[..., Any]", function)

        @wraps(function)
        async def hiding_async(*args: Any, **kwargs: Any) -> Any:
            try:
                return await awaited(*args, **kwargs)
            except BaseException as error:
                _hide_call(error)
                del args, kwargs
                raise

        return cast("FunctionT", hiding_async)

    @wraps(function)
    def hiding(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except BaseException as error:
            _hide_call(error)
            del args, kwargs
            raise

    return cast("FunctionT", hiding)


def _hide_call(error: BaseException) -> None:
    """Hide the locals of a call that failed; its traceback begins in the frame that made it."""
    called = error.__traceback__ and error.__traceback__.tb_next
    if called is not None:
        _clear(called.tb_frame)
    hide_locals(error)
