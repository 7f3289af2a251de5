"""Which frames an error loses the locals of, and which are none of its business."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from types import FrameType

import pytest

from ghxstship._core.tracebacks import clear_locals, hide_arguments


def frames(error: BaseException) -> list[FrameType]:
    """The frames of an error's traceback."""
    return [frame for frame, _ in traceback.walk_tb(error.__traceback__)]


def failing(secret: str) -> None:
    raise KeyError(len(secret))


def translating(secret: str, *, kept: bool) -> None:
    try:
        failing(secret)
    except KeyError as error:
        if kept:
            raise ValueError("worse") from error
        raise ValueError("worse") from None


def caught(function: Callable[[], object]) -> Exception:
    with pytest.raises(Exception, match=r"worse|\d") as info:
        function()
    return info.value


@pytest.mark.parametrize("kept", [True, False])
def test_what_led_to_an_error_is_emptied_too(kept: bool) -> None:
    error = caught(lambda: translating("s3cret", kept=kept))
    inner = error.__context__
    assert inner is not None
    assert any("s3cret" in frame.f_locals.values() for frame in frames(inner))
    clear_locals(error)
    names = [frame.f_code.co_name for frame in frames(inner)]
    assert names[-2:] == ["translating", "failing"]
    for each in (error, inner):
        assert not any("s3cret" in frame.f_locals.values() for frame in frames(each))


def test_a_group_is_emptied_with_its_members() -> None:
    member = caught(lambda: failing("s3cret"))
    assert any("s3cret" in frame.f_locals.values() for frame in frames(member))
    clear_locals(ExceptionGroup("worse", [ValueError(), ExceptionGroup("worse", [member])]))
    assert not any("s3cret" in frame.f_locals.values() for frame in frames(member))


def test_what_was_merely_handled_meanwhile_keeps_its_locals() -> None:
    try:
        failing("mine")
    except KeyError as error:
        handled = error
        later = caught(lambda: translating("s3cret", kept=True))
    else:
        raise AssertionError
    clear_locals(later)
    assert frames(handled)[-1].f_locals == {"secret": "mine"}
    assert frames(later)[-1].f_locals == {}


def test_a_generator_that_is_suspended_in_a_handler_goes_on() -> None:
    def suspended() -> Iterator[BaseException | str]:
        try:
            failing("mine")
        except KeyError as error:
            yield error
        yield "went on"

    generator = suspended()
    context = next(generator)
    assert isinstance(context, KeyError)
    error = caught(lambda: translating("s3cret", kept=True))
    error.__context__ = context
    clear_locals(error)
    assert next(generator) == "went on"


def test_a_cycle_of_causes_ends() -> None:
    first, second = ValueError("1"), ValueError("2")
    first.__cause__, second.__cause__ = second, first
    clear_locals(first)


def test_arguments_are_hidden_where_a_function_fails() -> None:
    @hide_arguments
    def add(number: int, secret: str = "") -> int:
        return number + len(secret)

    assert add(1, secret="s3cret") == 7
    assert add.__name__ == "add"

    @hide_arguments
    def fail(secret: str) -> None:
        translating(secret, kept=True)

    error = caught(lambda: fail("s3" + "cret"))
    hidden = [frame for frame in frames(error) if frame.f_code.co_name != "<lambda>"]
    assert [frame.f_code.co_name for frame in hidden][-3:] == ["hiding", "fail", "translating"]
    assert not any("s3cret" in repr(frame.f_locals) for frame in hidden)
