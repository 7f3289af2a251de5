"""Reading what does not fit its type: the parts that fit are typed, the others stand as they came.

This is the slow way, taken only after pydantic's own pass over the bytes has failed. It builds the
models on the way to each mismatch by hand, and has pydantic read whatever fits as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from itertools import islice
from types import NoneType, UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Literal,
    Protocol,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from pydantic import BaseModel, Discriminator, Tag, TypeAdapter, ValidationError

from .annotations import annotated, tag, untagged
from .bounded import adapter
from .lenient_json import holds_unreadable, plain, unreadable
from .mismatch import Collected, Mismatches, mark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pydantic.fields import FieldInfo

Place = tuple[str | int, ...]

MOST = 10_000
"""Mismatches of one value, after which the rest of it is not looked at."""

_DEEPEST_WHOLE = 16
"""Levels of mismatching parts in each other down to which a part is first read as a whole.

Each level reads all that is below it once, so that without a bound the work would be the size of
the value times its depth.
"""


def read_leniently(expected: Any, value: object) -> tuple[Any, Mismatches]:
    """Read a value of JSON as far as it fits.

    Args:
        expected: The type that it should have.
        value: What was parsed.

    Returns:
        The value with every part that fits in its type, and what does not fit. A field that is
        required and missing is `None`, and counts as a mismatch.
    """
    found = Collected()
    work = _Work(unreadable=holds_unreadable(value))
    result = reader(expected).read(value, found, (), work)
    return result, found.frozen()


def wanted_shape(expected: Any, value: object) -> str | None:
    """What a value should be, if it is no object or no array where one is promised."""
    one = reader(expected)
    return None if one.accepts(value) else one.wanted


def reason_of(error: ValidationError) -> str:
    """What the first error of a value promises; pydantic quotes parts of some values after it."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    kind, message = first["type"], first["msg"]
    if kind.startswith("union_tag"):
        return "Input should be of a documented kind"
    if kind.endswith(("_parsing", "_error")) and kind != "literal_error":
        return message.partition(",")[0] if kind != "value_error" else "Input should be valid"
    return message


@dataclass(slots=True)
class _Work:
    """How much is left to be done for one value."""

    unreadable: bool
    """Whether anything in the value is unreadable, so that nothing with it is read as a whole."""
    left: int = MOST
    depth: int = 0

    def is_readable(self, value: object) -> bool:
        """Whether a value may be read as a whole."""
        return not self.unreadable or not holds_unreadable(value)


class _Reader(Protocol):
    """Reads values of one type."""

    wanted: str
    """What is wrong with a value of another shape."""

    def accepts(self, value: object) -> bool:
        """Whether a value is of the right shape: an object or an array where one is promised."""
        ...

    def read(self, value: object, found: Collected, place: Place, work: _Work) -> Any:
        """The value as far as it fits; what does not is added to `found`."""
        ...


class _Leaf:
    """What is read as a whole or not at all: scalars, and whatever has validators of its own."""

    wanted = ""

    def __init__(self, expected: Any) -> None:
        self._adapter: TypeAdapter[Any] = adapter(expected)

    def accepts(self, value: object) -> bool:  # noqa: ARG002 - there is no shape to have
        return True

    def read(self, value: object, found: Collected, place: Place, work: _Work) -> Any:
        if work.left <= 0:
            return value
        if not work.is_readable(value):
            for inner, each in islice(unreadable(value), work.left):
                work.left -= 1
                found.add((*place, *inner), each.wanted)
            return plain(value)
        try:
            return self._adapter.validate_python(value)
        except ValidationError as error:
            work.left -= 1
            found.add(place, reason_of(error))
            return value


class _Container:
    """What has parts, each of which may fit or not."""

    shape: type
    wanted: str

    def __init__(self, expected: Any) -> None:
        self._adapter: TypeAdapter[Any] = adapter(expected)

    def accepts(self, value: object) -> bool:
        return isinstance(value, self.shape)

    def read(self, value: object, found: Collected, place: Place, work: _Work) -> Any:
        if work.left <= 0:
            return value
        if not self.accepts(value):
            work.left -= 1
            found.add(place, self.wanted)
            return plain(value) if work.unreadable else value
        if work.depth < _DEEPEST_WHOLE and work.is_readable(value):
            try:
                return self._adapter.validate_python(value)
            except ValidationError:
                pass  # the parts tell where
        work.depth += 1
        result = self._parts(value, found, place, work)
        work.depth -= 1
        return result

    def _parts(self, value: Any, found: Collected, place: Place, work: _Work) -> Any:
        raise NotImplementedError


class _List(_Container):
    shape = list
    wanted = "Input should be a valid array"

    def __init__(self, expected: Any) -> None:
        super().__init__(expected)
        self._item = reader(get_args(expected)[0])

    def _parts(self, value: list[object], found: Collected, place: Place, work: _Work) -> Any:
        result: list[Any] = []
        for index, each in enumerate(value):
            if work.left <= 0:
                return result + value[index:]
            result.append(self._item.read(each, found, (*place, index), work))
        return result


class _Dict(_Container):
    shape = dict
    wanted = "Input should be an object"

    def __init__(self, expected: Any) -> None:
        super().__init__(expected)
        keys, values = get_args(expected)
        self._key = reader(keys)
        self._value = reader(values)

    def _parts(self, value: dict[str, object], found: Collected, place: Place, work: _Work) -> Any:
        result: dict[Any, Any] = {}
        for index, (key, each) in enumerate(value.items()):
            if work.left <= 0:
                result.update(islice(value.items(), index, None))
                break
            inside = (*place, key)
            name = self._key.read(key, found, inside, work)
            result[name] = self._value.read(each, found, inside, work)
        return result


@dataclass(frozen=True, slots=True)
class _Field:
    """A field of a model."""

    name: str
    wire: str
    info: FieldInfo
    reader: _Reader
    constants: tuple[object, ...]
    """The only values that it may have; empty where there are others."""

    def key(self, value: dict[str, object]) -> str | None:
        """Its name in an object, as pydantic looks for it."""
        if self.wire in value:
            return self.wire
        return self.name if self.name in value else None


class _Object(_Container):
    shape = dict
    wanted = "Input should be an object"

    def __init__(self, kind: type[BaseModel]) -> None:
        super().__init__(kind)
        self._kind = kind

    @cached_property
    def _fields(self) -> tuple[_Field, ...]:
        """The fields; only now, since a model may contain itself."""
        self._kind.model_rebuild(raise_errors=False)
        return tuple(
            _Field(
                name,
                info.alias or name,
                info,
                reader(annotated(info)),
                get_args(info.annotation)
                if get_origin(info.annotation) is Literal and not info.metadata
                else (),
            )
            for name, info in self._kind.model_fields.items()
        )

    @cached_property
    def _extra(self) -> _Reader:
        """What the properties beyond the declared ones are."""
        hint = get_type_hints(self._kind, include_extras=True).get("__pydantic_extra__")
        return reader(get_args(hint)[1] if get_origin(hint) is dict else Any)

    def resemblance(self, value: dict[str, object]) -> tuple[int, int]:
        """How much an object looks like one of this model, for a union to choose."""
        constants = present = 0
        for field in self._fields:
            key = field.key(value)
            if key is not None:
                present += 1
                if field.constants:
                    constants += 1 if value[key] in field.constants else -1
            elif field.info.is_required():
                present -= 1
        return constants, present

    def _parts(self, value: dict[str, object], found: Collected, place: Place, work: _Work) -> Any:
        own = Collected()
        extra = dict(value)
        values: dict[str, object] = {}
        for field in self._fields:
            key = field.key(value)
            if key is not None:
                values[field.name] = field.reader.read(extra.pop(key), own, (key,), work)
            elif field.info.is_required():
                work.left -= 1
                own.add((field.wire,), "Field required")
                values[field.name] = None
            else:
                values[field.name] = field.info.get_default(
                    call_default_factory=True, validated_data=values
                )
        present = {field.name for field in self._fields if field.key(value) is not None}
        if extra:
            extra = {
                reader(str).read(key, own, (key,), work): self._extra.read(v, own, (key,), work)
                for key, v in extra.items()
            }
        model = _built(self._kind, values, present, extra)
        if own.counts:
            names = (f.name for f in self._fields if not own.fields.isdisjoint((f.wire, f.name)))
            found.absorb(place, mark(model, own, frozenset(names)))
        return model


class _Either:
    """One of several types: the one that the value chooses, or resembles most."""

    wanted = "Input should be of one of the documented types"

    def __init__(self, members: Iterable[Any], tag_of: Callable[[Any], str] | None) -> None:
        kinds = tuple(members)
        self._whole: TypeAdapter[Any] = adapter(Union[tuple(map(untagged, kinds))])  # noqa: UP007
        self._readers = [reader(untagged(kind)) for kind in kinds if kind is not NoneType]
        self._nullable = NoneType in kinds
        self._tag_of = tag_of
        self._tagged = {tag(kind): reader(untagged(kind)) for kind in kinds}

    def accepts(self, value: object) -> bool:
        if value is None and self._nullable:
            return True
        return any(each.accepts(value) for each in self._readers)

    def read(self, value: object, found: Collected, place: Place, work: _Work) -> Any:
        if value is None and self._nullable:
            return None
        chosen = self._chosen(value)
        if chosen is not None:
            return chosen.read(value, found, place, work)
        if work.left <= 0:
            return value
        readable = work.is_readable(value)
        if readable:
            try:
                return self._whole.validate_python(value)
            except ValidationError:
                pass
        nearest = self._nearest(value) or (None if readable else reader(Any))
        if nearest is not None:
            return nearest.read(value, found, place, work)
        work.left -= 1
        found.add(place, self.wanted)
        return value

    def _chosen(self, value: object) -> _Reader | None:
        """The type that there is no doubt about."""
        if len(self._readers) == 1:
            return self._readers[0]
        return None if self._tag_of is None else self._tagged.get(self._tag_of(value))

    def _nearest(self, value: object) -> _Reader | None:
        """The type of the value's shape, and of several objects the one that it resembles most."""
        shaped = [
            each for each in self._readers if isinstance(each, _Container) and each.accepts(value)
        ]
        objects = [each for each in shaped if isinstance(each, _Object)]
        if objects:
            of_value = cast("dict[str, object]", value)
            return max(objects, key=lambda each: each.resemblance(of_value))
        return shaped[0] if shaped else None


def _built(
    kind: type[BaseModel], values: dict[str, object], present: set[str], extra: dict[str, object]
) -> BaseModel:
    """A model of values that are not checked, as `model_construct` builds one."""
    model = kind.__new__(kind)
    object.__setattr__(model, "__dict__", values)
    object.__setattr__(model, "__pydantic_fields_set__", present)
    object.__setattr__(model, "__pydantic_extra__", extra)
    object.__setattr__(model, "__pydantic_private__", None)
    return model


@cache
def reader(expected: Any) -> _Reader:
    """What reads values of a type."""
    origin, arguments = get_origin(expected), get_args(expected)
    if origin is Annotated:
        return _of_annotated(expected, arguments[0], arguments[1:])
    if origin in {Union, UnionType}:
        return _Either(arguments, None)
    if origin is list:
        return _List(expected)
    if origin is dict:
        return _Dict(expected)
    if isinstance(expected, type) and issubclass(expected, BaseModel):
        return _Object(expected)
    return _Leaf(expected)


def _of_annotated(expected: Any, inner: Any, marks: tuple[object, ...]) -> _Reader:
    own = [each for each in marks if not isinstance(each, Tag)]
    if not own:
        return reader(inner)
    if len(own) == 1 and isinstance(own[0], Discriminator) and callable(own[0].discriminator):
        tag_of = cast("Callable[[Any], str]", own[0].discriminator)
        return _Either(get_args(inner), tag_of)
    return _Leaf(expected)
