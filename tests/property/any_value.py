"""Values of any kind, for arguments that expect others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time
from decimal import Decimal
from typing import Any, cast

from hypothesis import strategies as st

from ghxstship._core.operation import OMIT

from ..unit.misleading import Float, Integer, Mute, Text

text = st.text(max_size=20) | st.text(
    st.characters(categories=["Cs", "Cc", "Zs", "Lo"]), max_size=5
)


class Odd:
    """An object that no argument expects."""

    def __repr__(self) -> str:
        return "Odd()"


class Later:
    """Stands for a value whose repr raises, so that an example can be shown; `made` makes it."""

    def __init__(self, name: str, make: Callable[[], object]) -> None:
        self.name = name
        self.make = make

    def __repr__(self) -> str:
        return self.name


def made(value: Any) -> Any:
    """The value that an example stands for."""
    if isinstance(value, Later):
        return value.make()
    if isinstance(value, dict):
        items = cast("dict[object, object]", value).items()
        return {made(name): made(each) for name, each in items}
    if type(value) in (list, tuple, frozenset):
        return type(value)(map(made, value))
    return value


def endless() -> list[Any]:
    """A list that holds itself."""
    itself: list[Any] = []
    itself.append([itself])
    return itself


unshowable = st.sampled_from(
    [
        Later("10**5000", lambda: 10**5000),
        Later("-(10**5000)", lambda: -(10**5000)),
        Later("Text('a')", lambda: Text("a")),
        Later("Text('\\ud800')", lambda: Text("\ud800")),
        Later("Text('')", Text),
        Later("Integer(7)", lambda: Integer(7)),
        Later("Integer(10**5000)", lambda: Integer(10**5000)),
        Later("Float(1.5)", lambda: Float(1.5)),
        Later("Mute()", Mute),
    ]
)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([10**400, -(2**63) - 1, 2**64, float("nan"), float("inf"), -0.0, 1e308]),
    st.floats(),
    text,
    st.binary(max_size=5),
    st.decimals(),
    st.just(Decimal("sNaN")),
    st.datetimes(),
    st.just(datetime.max.replace(tzinfo=UTC)),
    st.dates(),
    st.times(),
    st.just(time.max),
    st.timedeltas(),
    st.uuids(),
    st.complex_numbers(),
    st.builds(Odd),
    st.sampled_from([Odd, int, OMIT, ..., NotImplemented, len, {1: 2}.items(), range(3)]),
    st.builds(lambda: memoryview(b"a")),
    st.builds(lambda: (each for each in "ab")),
    st.builds(lambda: Later("endless()", endless)),
    unshowable,
    unshowable,
)
hashable = st.one_of(
    text, st.integers(), st.none(), st.binary(max_size=3), st.booleans(), unshowable
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.tuples(inner),
        st.dictionaries(hashable, inner, max_size=3),
        st.frozensets(hashable, max_size=3),
    ),
    max_leaves=5,
)


class Answering:
    """An object with every method, each of which answers the same."""

    def __init__(self, answer: object) -> None:
        self._answer = answer

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *_, **__: made(self._answer)

    def __repr__(self) -> str:
        return f"Answering({self._answer!r})"
