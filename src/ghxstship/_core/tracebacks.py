"""What tracebacks show: error reporters print the locals of frames, and a credential is in some.

Frames of the HTTP library, of asyncio or of `ssl` cannot be kept from holding a request's bytes, so
those below a call are emptied once they are finished. The lines of a traceback are unchanged.
A frame that is suspended, such as that of a transport's worker task, keeps its locals.
"""

from __future__ import annotations

from functools import wraps
from gc import get_referents
from traceback import walk_tb
from typing import TYPE_CHECKING, ParamSpec, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import FrameType

ResultT = TypeVar("ResultT")
ArgumentsP = ParamSpec("ArgumentsP")


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
            if any(frame is begins for frame, _ in walk_tb(each.__traceback__)):
                pending.append(context)
        if isinstance(each, BaseExceptionGroup):
            group = cast("BaseExceptionGroup[BaseException]", each)
            pending += group.exceptions
        yield each


def clear_locals(error: BaseException) -> None:
    """Empty the finished frames of an exception's traceback, and of those that led to it."""
    for each in raised_below(error):
        for frame, _ in walk_tb(each.__traceback__):
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


def hide_arguments(
    function: Callable[ArgumentsP, ResultT],
) -> Callable[ArgumentsP, ResultT]:
    """A function whose arguments and locals stand in no traceback of what it raises."""

    @wraps(function)
    def hiding(*args: ArgumentsP.args, **kwargs: ArgumentsP.kwargs) -> ResultT:
        try:
            return function(*args, **kwargs)
        except BaseException as error:
            clear_locals(error)
            del args, kwargs
            raise

    return hiding
