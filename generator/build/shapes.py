"""What a schema says once `allOf` is merged: plain data, so that types are decided in one place."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeAlias, overload

from openapi_python_client.schema import Reference, Schema, UntrustedString

from ..load import Document, join
from .references import References

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..diagnostics import Findings

COMPONENT_SCHEMAS = "#/components/schemas/"

_UNSUPPORTED = {
    "not": "list what is allowed instead",
    "if": "use oneOf with a discriminator",
    "then": "use oneOf with a discriminator",
    "else": "use oneOf with a discriminator",
    "prefixItems": "use an object with named properties, or items",
    "patternProperties": "use additionalProperties",
    "dependentSchemas": "use oneOf",
    "unevaluatedProperties": "use additionalProperties",
    "unevaluatedItems": "use items",
    "contentSchema": "describe the content in words",
    "$dynamicRef": "use $ref",
    "$dynamicAnchor": "use $ref",
    "$anchor": "use $ref with a JSON pointer",
    "$id": "leave it out: pointers are relative to the document",
}
"""Keywords that change what a value may be in ways that no type here says."""

_HARMLESS = frozenset(
    """
    $comment $defs $schema contains contentEncoding contentMediaType definitions
    dependentRequired examples maxContains minContains propertyNames
    """.split()  # noqa: SIM905 - a list of names reads better than a column of literals
)
"""Keywords beyond the schema models that only annotate, or that only the server checks."""

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
    items: Node | None = None
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

    @property
    def pointer(self) -> str:
        """Where it begins."""
        return self.pointers[0]

    @property
    def nullable(self) -> bool:
        """Whether null is one of the types."""
        return self.types is not None and "null" in self.types

    @property
    def is_object(self) -> bool:
        """Whether it is an object with properties of its own."""
        types = set(self.types or ()) - {"null"}
        return bool(self.properties) and not self.variants and types <= {"object"}

    @property
    def is_bare(self) -> bool:
        """Whether nothing but its type narrows it."""
        content = (self.values, self.properties, self.required, self.items, self.variants)
        return not any(content) and self.format is None and not isinstance(self.additional, tuple)


class Shapes:
    """Reads a document's schemas."""

    def __init__(self, document: Document, findings: Findings) -> None:
        self._document = document
        self._findings = findings
        self._own: dict[str, Shape] = {}
        self.references = References(document, findings)

    def node(self, schema: Schema | Reference, pointer: str) -> Node:
        """A schema at its place, to be read later."""
        return (Part(schema, pointer),)

    def sole_reference(self, node: Node) -> tuple[str, Shape] | None:
        """The component that a node amounts to.

        Returns:
            The component's pointer and what stands beside the reference, if all that does is
            annotation or is implied; else `None`.
        """
        parts = list(self._flat(node))
        references = [part for part in parts if isinstance(part.schema, Reference)]
        pointers = {self.target(part) for part in references}
        if len(pointers) != 1:
            return None
        (pointer,) = pointers
        if pointer is None or not _is_component(pointer):
            return None
        beside = self._merged(part for part in parts if not isinstance(part.schema, Reference))
        for part in references:
            beside = _annotated(beside, part)
        if not beside.is_bare:
            return None
        if beside.types is not None:
            types = self.read(self.node(self._document.resolve(pointer, Schema), pointer)).types
            if types is None or not set(types) <= set(beside.types):
                return None
        return pointer, beside

    def read(self, node: Node) -> Shape:
        """What a node says, all its parts and all that they refer to merged."""
        return self._merged(self._flat(node, follow=True))

    def component(self, pointer: str) -> Node:
        """What a pointer points to, to be read later."""
        raw = self._document.at(pointer)
        if isinstance(raw, dict) and "$ref" in raw:
            return self.node(self._document.resolve(pointer, Reference), pointer)
        return self.node(self._document.resolve(pointer, Schema), pointer)

    def _merged(self, parts: Iterable[Part]) -> Shape:
        merged: Shape | None = None
        for part in parts:
            if isinstance(part.schema, Schema):
                own = self._read_own(part.schema, part.pointer)
                if part.without_variants:
                    own = replace(own, variants=(), discriminator=None)
                merged = own if merged is None else self._narrowed(merged, own)
            elif merged is not None:
                merged = _annotated(merged, part)
        return merged or Shape(("#",))

    def _flat(
        self, node: Node, *, follow: bool = False, seen: frozenset[str] = frozenset()
    ) -> Iterator[Part]:
        """The parts of a node and of its `allOf`, general before particular.

        Args:
            node: One or several schemas.
            follow: Whether to give what references point to before each reference.
            seen: The references that led here.
        """
        for part in node:
            if isinstance(part.schema, Reference):
                target = self.target(part)
                if follow and target is not None:
                    if target in seen:
                        self._circular(part)
                        continue
                    yield from self._flat(self.component(target), follow=True, seen=seen | {target})
                yield part
                continue
            for index, inner in enumerate(part.schema.allOf):
                yield from self._flat(
                    self.node(inner, join(part.pointer, "allOf", index)), follow=follow, seen=seen
                )
            yield part

    def target(self, part: Part) -> str | None:
        """Where a reference points to in the end; `None` for a schema, or a broken reference."""
        if not isinstance(part.schema, Reference):
            return None
        found = self.references.follow(part.schema, part.pointer, Schema)
        return None if found is None else found[1]

    def _circular(self, part: Part) -> None:
        self._findings.error(
            part.pointer, "the schema consists of itself", "put a property or items between"
        )

    def _read_own(self, schema: Schema, pointer: str) -> Shape:
        """What one schema says by itself, without its `allOf`."""
        if pointer not in self._own:
            self._report(schema, pointer)
            self._own[pointer] = _own_shape(schema, pointer)
        return self._own[pointer]

    def _report(self, schema: Schema, pointer: str) -> None:
        """Note the keywords that aren't understood."""
        given = {
            name for name in schema.model_fields_set if name not in {"schema_not", "schema_format"}
        }
        given |= set(schema.model_extra or {})
        if schema.schema_not is not None:
            given.add("not")
        for name in sorted(given):
            if name in _UNSUPPORTED:
                if name == "unevaluatedProperties" and (schema.model_extra or {})[name] is False:
                    continue
                reason = f"the keyword {name!r} can't be expressed"
                self._findings.error(join(pointer, name), reason, _UNSUPPORTED[name])
            elif not (name in Schema.model_fields or name in _HARMLESS or name.startswith("x-")):
                reason = f"the keyword {name!r} is not known"
                remedy = "mend its spelling, or begin its name with `x-`"
                self._findings.error(join(pointer, name), reason, remedy)
        if schema.anyOf and schema.oneOf:
            reason = "anyOf and oneOf stand side by side"
            self._findings.error(pointer, reason, "use one of them")
        if schema.discriminator is not None and not (schema.anyOf or schema.oneOf):
            self._findings.error(
                join(pointer, "discriminator"),
                "the discriminator has no variants to choose from",
                "list them in oneOf beside it",
            )

    def _narrowed(self, one: Shape, other: Shape) -> Shape:
        """What holds where both do; where both annotate, the other's words."""
        if one.variants and other.variants:
            self._findings.error(
                other.pointer, "two lists of variants hold together", "write one list"
            )
        values = one.values if other.values is None else other.values
        if one.values is not None and other.values is not None:
            values = tuple(value for value in one.values if value in other.values)
        types = _common_types(one.types, other.types)
        if types == () or values == ():
            self._findings.error(
                other.pointer, "no value satisfies all of allOf", "let one part widen"
            )
        return Shape(
            pointers=(*one.pointers, *other.pointers),
            types=types,
            values=values,
            constant=one.constant or other.constant,
            properties=_joined(one.properties, other.properties),
            required=one.required | other.required,
            additional=one.additional if other.additional is None else other.additional,
            items=_together(one.items, other.items),
            variants=one.variants or other.variants,
            discriminator=other.discriminator or one.discriminator,
            format=other.format or one.format,
            encoding=other.encoding or one.encoding,
            description=other.description or one.description,
            title=other.title or one.title,
            default=other.default if other.has_default else one.default,
            has_default=other.has_default or one.has_default,
            deprecated=one.deprecated or other.deprecated,
            read_only=one.read_only or other.read_only,
            write_only=one.write_only or other.write_only,
            limits={**one.limits, **other.limits},
        )


def _is_component(pointer: str) -> bool:
    name = pointer.removeprefix(COMPONENT_SCHEMAS)
    return name != pointer and "/" not in name


def _annotated(shape: Shape, part: Part) -> Shape:
    """The shape with the words that stand beside a reference."""
    words = part.schema.model_extra or {}
    if not words:
        return shape
    return replace(
        shape,
        description=words.get("description", shape.description),
        title=words.get("title", shape.title),
        default=words.get("default", shape.default),
        has_default="default" in words or shape.has_default,
        deprecated=words.get("deprecated") is True or shape.deprecated,
        read_only=words.get("readOnly") is True or shape.read_only,
        write_only=words.get("writeOnly") is True or shape.write_only,
    )


def _own_shape(schema: Schema, pointer: str) -> Shape:
    values, types = _values(schema), _types(schema)
    if values is not None and types is None:
        types = tuple(dict.fromkeys(_type_name(value) for value in values))
    if values is not None:
        values = tuple(value for value in values if value is not None)
    return Shape(
        pointers=(pointer,),
        types=types,
        values=values or None,
        constant="const" in schema.model_fields_set,
        properties={
            _text(name): (Part(inner, join(pointer, "properties", _text(name))),)
            for name, inner in (schema.properties or {}).items()
        },
        required=frozenset(_text(name) for name in schema.required or ()),
        additional=_additional(schema, pointer),
        items=None if schema.items is None else (Part(schema.items, join(pointer, "items")),),
        variants=tuple(
            (Part(inner, join(pointer, keyword, index)),)
            for keyword, inners in (("oneOf", schema.oneOf), ("anyOf", schema.anyOf))
            for index, inner in enumerate(inners)
        ),
        discriminator=_discriminator(schema),
        format=_text(schema.schema_format),
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
    )


@overload
def _text(value: UntrustedString) -> str: ...
@overload
def _text(value: UntrustedString | None) -> str | None: ...
def _text(value: UntrustedString | None) -> str | None:
    return None if value is None else value.get_untrusted_value()


def _types(schema: Schema) -> tuple[str, ...] | None:
    if schema.type is None:
        return None
    types = schema.type if isinstance(schema.type, list) else [schema.type]
    return tuple(dict.fromkeys(str(one) for one in types))


def _values(schema: Schema) -> tuple[Any, ...] | None:
    if "const" in schema.model_fields_set:
        return (schema.const,)
    return None if schema.enum is None else tuple(schema.enum)


def _type_name(value: object) -> str:
    for kind, name in _TYPE_NAMES:
        if isinstance(value, kind):
            return name
    return "object"


def _additional(schema: Schema, pointer: str) -> bool | Node | None:
    if schema.additionalProperties is None or isinstance(schema.additionalProperties, bool):
        return schema.additionalProperties
    return (Part(schema.additionalProperties, join(pointer, "additionalProperties")),)


def _discriminator(schema: Schema) -> tuple[str, dict[str, str]] | None:
    if schema.discriminator is None:
        return None
    pointers: dict[str, str] = {}
    for tag, target in (schema.discriminator.mapping or {}).items():
        pointer = _text(target)
        pointers[_text(tag)] = pointer if "#" in pointer else f"{COMPONENT_SCHEMAS}{pointer}"
    return _text(schema.discriminator.propertyName), pointers


def _common_types(
    one: tuple[str, ...] | None, other: tuple[str, ...] | None
) -> tuple[str, ...] | None:
    """The types in both; an integer is a number too."""
    if one is None or other is None:
        return one if other is None else other
    integers = ("integer",) if {"integer", "number"} <= {*one, *other} else ()
    return tuple(dict.fromkeys((*(kind for kind in one if kind in other), *integers)))


def _joined(one: dict[str, Node], other: dict[str, Node]) -> dict[str, Node]:
    """The properties of both, in the order in which they first come."""
    names = dict.fromkeys((*one, *other))
    return {name: (*one.get(name, ()), *other.get(name, ())) for name in names}


def _together(one: Node | None, other: Node | None) -> Node | None:
    return (*(one or ()), *(other or ())) or None
