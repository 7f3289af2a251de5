"""What tracebacks show: error reporters print the locals of frames, and a credential is in some.

Frames of the HTTP library, of asyncio or of `ssl` cannot be kept from holding a request's bytes, so
those below a call are emptied once they are finished. The lines of a traceback are unchanged.
"""

from __future__ import annotations

from functools import wraps
from traceback import clear_frames, walk_tb
from typing import TYPE_CHECKING, ParamSpec, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable

ResultT = TypeVar("ResultT")
ArgumentsP = ParamSpec("ArgumentsP")


def clear_locals(error: BaseException) -> None:
    """Empty the finished frames of an exception's traceback, and of those that led to it.

    What merely was being handled meanwhile, by whoever called or in another task, is left alone:
    its traceback does not begin in one of these frames. To clear a frame of another task that is
    suspended would end it.
    """
    known: set[int] = set()
    pending: list[BaseException | None] = [error]
    while pending:
        each = pending.pop()
        if each is None or id(each) in known:
            continue
        known.add(id(each))
        frames = [frame for frame, _ in walk_tb(each.__traceback__)]
        clear_frames(each.__traceback__)
        pending.append(each.__cause__)
        context = each.__context__
        if context is not None and context.__traceback__ is not None:
            begins_here = context.__traceback__.tb_frame in frames
            pending.append(context if begins_here else None)
        if isinstance(each, BaseExceptionGroup):
            group = cast("BaseExceptionGroup[BaseException]", each)
            pending += group.exceptions


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
