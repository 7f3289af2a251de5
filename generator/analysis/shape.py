"""One schema as plain data, without its `allOf`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias, overload

from ..api import MediaKind
from ..pointers import join
from .media import kind_of

if TYPE_CHECKING:
    from openapi_python_client.schema import Reference, Schema, UntrustedString

MONEY = "x-money"
COMPONENT_SCHEMAS = "#/components/schemas"

_TYPE_NAMES: tuple[tuple[type[object], str], ...] = (
    (type(None), "null"),
    (bool, "boolean"),
    (int, "integer"),
    (float, "number"),
    (str, "string"),
    (list, "array"),
)
"""A JSON value's type by its class; a bool is an int too, so it comes first."""

_LIMITS = (
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "multipleOf",
)


@dataclass(frozen=True, slots=True)
class Part:
    """A schema or a reference, and where it stands."""

    schema: Schema | Reference
    pointer: str
    without_variants: bool = False
    """Whether to read it as if it had neither oneOf nor anyOf."""


Node: TypeAlias = tuple[Part, ...]
"""One schema, or several that hold together."""


@dataclass(slots=True)
class Shape:
    """A schema's meaning. `None` stands for "not said"."""

    pointers: tuple[str, ...]
    types: tuple[str, ...] | None = None
    values: tuple[Any, ...] | None = None
    constant: bool = False
    properties: dict[str, Node] = field(default_factory=dict[str, Node])
    required: frozenset[str] = frozenset()
    additional: bool | Node | None = None
    patterns: tuple[Node, ...] = ()
    """What properties are whose names match a pattern."""
    items: Node | None = None
    positions: tuple[Node, ...] = ()
    """What the first items are, each of its own."""
    is_closed: bool = False
    """Whether nothing comes after these."""
    variants: tuple[Node, ...] = ()
    discriminator: tuple[str, dict[str, str]] | None = None
    """The property's name, and pointers by tag."""
    format: str | None = None
    encoding: str | None = None
    description: str | None = None
    title: str | None = None
    default: Any = None
    has_default: bool = False
    deprecated: bool = False
    read_only: bool = False
    write_only: bool = False
    limits: dict[str, float] = field(default_factory=dict[str, float])
    or_null: bool = False
    """Whether `nullable` stands beside a reference to it."""
    money: object = None
    """What `x-money` says, as it stands there."""

    @property
    def pointer(self) -> str:
        """Where it begins."""
        return self.pointers[0]

    @property
    def nullable(self) -> bool:
        """Whether null is one of the types."""
        return self.or_null or (self.types is not None and "null" in self.types)

    @property
    def is_object(self) -> bool:
        """Whether it is an object with properties of its own."""
        types = set(self.types or ()) - {"null"}
        return bool(self.properties) and not self.variants and types <= {"object"}

    @property
    def is_bare(self) -> bool:
        """Whether nothing but its type narrows it."""
        content = (
            *(self.values, self.properties, self.required, self.items, self.variants),
            *(self.patterns, self.positions),
            self.money,
        )
        return not any(content) and self.format is None and not isinstance(self.additional, tuple)


def own_shape(schema: Schema, pointer: str, patterns: tuple[Node, ...] = ()) -> Shape:
    """What a schema says by itself.

    Args:
        schema: The schema.
        pointer: Where it stands.
        patterns: What its `patternProperties` are.
    """
    values, types = _values(schema), _types(schema)
    is_file = types in {None, ("string",)} and _is_file(schema)
    types = ("string",) if is_file else types
    if values and types is None:
        types = tuple(dict.fromkeys(type_name(value) for value in values))
    if values is not None:
        values = tuple(value for value in values if value is not None)
    return Shape(
        pointers=(pointer,),
        types=types,
        values=values or None,
        constant="const" in schema.model_fields_set,
        properties=_properties(schema, pointer),
        required=frozenset(_text(name) for name in schema.required or ()),
        additional=_additional(schema, pointer),
        patterns=patterns,
        items=_items(schema, pointer),
        positions=tuple(
            (Part(inner, join(pointer, "prefixItems", index)),)
            for index, inner in enumerate(schema.prefixItems)
        ),
        is_closed=is_nothing(schema.items),
        variants=_variants(schema, pointer),
        discriminator=_discriminator(schema),
        format="binary" if is_file else _text(schema.schema_format),
        encoding=(schema.model_extra or {}).get("contentEncoding"),
        description=_text(schema.description),
        title=_text(schema.title),
        default=schema.default,
        has_default="default" in schema.model_fields_set,
        deprecated=schema.deprecated is True,
        read_only=schema.readOnly is True,
        write_only=schema.writeOnly is True,
        limits={
            name: value
            for name in _LIMITS
            if (value := getattr(schema, name)) is not None and not isinstance(value, bool)
        },
        money=(schema.model_extra or {}).get(MONEY),
    )


def _properties(schema: Schema, pointer: str) -> dict[str, Node]:
    return {
        _text(name): (Part(inner, join(pointer, "properties", _text(name))),)
        for name, inner in (schema.properties or {}).items()
        if not is_nothing(inner)
    }


def _items(schema: Schema, pointer: str) -> Node | None:
    if schema.items is None or is_nothing(schema.items):
        return None
    return (Part(schema.items, join(pointer, "items")),)


def _variants(schema: Schema, pointer: str) -> tuple[Node, ...]:
    """The members of both lists; what only requires properties beside `oneOf` is the server's."""
    any_of = [] if schema.oneOf and all(map(only_requires, schema.anyOf)) else schema.anyOf
    return tuple(
        (Part(inner, join(pointer, keyword, index)),)
        for keyword, inners in (("oneOf", schema.oneOf), ("anyOf", any_of))
        for index, inner in enumerate(inners)
    )


@overload
def _text(value: UntrustedString) -> str: ...
@overload
def _text(value: UntrustedString | None) -> str | None: ...
def _text(value: UntrustedString | None) -> str | None:
    return None if value is None else value.get_untrusted_value()


def is_nothing(schema: Schema | Reference | None) -> bool:
    """Whether no value satisfies a schema: `false`, which stands here as `not: {}`."""
    inner = getattr(schema, "schema_not", None)
    if schema is None or inner is None:
        return False
    return schema.model_fields_set == {"schema_not"} and not inner.model_fields_set


def only_requires(schema: Schema | Reference) -> bool:
    """Whether a schema says no more than which properties have to be there."""
    said = schema.model_fields_set
    return "required" in said and said <= {"required", "description", "title"}


def _types(schema: Schema) -> tuple[str, ...] | None:
    if schema.type is None:
        return None
    types = schema.type if isinstance(schema.type, list) else [schema.type]
    return tuple(dict.fromkeys(str(one) for one in types))


def _values(schema: Schema) -> tuple[Any, ...] | None:
    if "const" in schema.model_fields_set:
        return (schema.const,)
    return None if schema.enum is None else tuple(schema.enum)


def type_name(value: object) -> str:
    """The type of a JSON value, by JSON Schema's name for it."""
    for kind, name in _TYPE_NAMES:
        if isinstance(value, kind):
            return name
    return "object"


def _additional(schema: Schema, pointer: str) -> bool | Node | None:
    if schema.additionalProperties is None or isinstance(schema.additionalProperties, bool):
        return schema.additionalProperties
    if is_nothing(schema.additionalProperties):
        return False
    return (Part(schema.additionalProperties, join(pointer, "additionalProperties")),)


def _discriminator(schema: Schema) -> tuple[str, dict[str, str]] | None:
    if schema.discriminator is None:
        return None
    pointers: dict[str, str] = {}
    for tag, target in (schema.discriminator.mapping or {}).items():
        pointer = _text(target)
        pointers[_text(tag)] = pointer if "#" in pointer else join(COMPONENT_SCHEMAS, pointer)
    return _text(schema.discriminator.propertyName), pointers


def _is_file(schema: Schema) -> bool:
    """Whether it is bytes as they are: of a media type that is no text, and not encoded."""
    extra = schema.model_extra or {}
    media = extra.get("contentMediaType")
    if not isinstance(media, str) or "contentEncoding" in extra or schema.schema_format:
        return False
    return kind_of(media.partition(";")[0].strip().lower()) is MediaKind.BINARY
