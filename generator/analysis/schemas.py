"""Schemas to types: what is declared under a name, and what is written in place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from .. import names
from ..pointers import last_name
from ..types import (
    Array,
    Constant,
    Declaration,
    Either,
    Enum,
    Field,
    Kind,
    Map,
    Model,
    Named,
    Nullable,
    Scalar,
    Tuple,
    Type,
)
from .component_names import ComponentNames
from .enums import SIMPLE_KINDS, type_of, values_of
from .hints import item_name
from .money import check_mark, check_siblings, money_of
from .prose import describe, sentence
from .shape import Node, Shape
from .shapes import Shapes
from .unions import Pending, PendingUnion, Variant, settled

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..diagnostics import Findings
    from ..load import Document

ANY = Scalar(Kind.ANY)

_STRING_KINDS = {
    "binary": Kind.BINARY,
    "byte": Kind.BYTES,
    "date": Kind.DATE,
    "date-time": Kind.DATE_TIME,
    "time": Kind.TIME,
    "uuid": Kind.UUID,
}


@dataclass(frozen=True, slots=True)
class Typed:
    """A type, and the shape with the words about this use of it."""

    type: Type
    shape: Shape


class Schemas:
    """Decides types, and collects what has to be declared for them."""

    def __init__(self, document: Document, findings: Findings) -> None:
        self.shapes = Shapes(document, findings)
        self.references = self.shapes.references
        self._findings = findings
        self._type_names = names.TypeNames()
        self._declared: dict[str, Pending] = {}
        self._named: dict[tuple[str, ...], Named] = {}
        self._components: dict[str, Typed] = {}
        self._in_progress: dict[str, int] = {}
        self._names = ComponentNames(document, self._type_names)

    def typed(self, node: Node, hint: str) -> Typed:
        """The type of a schema.

        Args:
            node: The schema.
            hint: What to call it if it needs a name and its place gives none.
        """
        return self._typed(node, self._names.hint(node[-1].pointer, hint))

    def _typed(self, node: Node, hint: str) -> Typed:
        reference = self.shapes.sole_reference(node)
        if reference is None:
            shape = self.shapes.read(node)
            return Typed(self._type(shape, node, hint), shape)
        pointer, beside = reference
        component = self._component(pointer)
        inner = component.type
        if beside.or_null and inner != ANY and not isinstance(inner, Nullable):
            inner = Nullable(inner)
        return Typed(inner, _with_words(component.shape, beside))

    def fields(self, shape: Shape, hint: str) -> tuple[Field, ...]:
        """An object's properties, in the document's order."""
        for wire in sorted(shape.required - set(shape.properties)):
            reason = f"{wire!r} is required but not among the properties"
            self._findings.slip(shape.pointers[-1], reason, "add it, or fix its spelling")
        identifiers = names.field_names(shape.properties)
        found: list[Field] = []
        for wire, node in shape.properties.items():
            typed = self.typed(node, hint + names.pascal(wire))
            required = wire in shape.required
            found.append(
                Field(
                    name=identifiers[wire],
                    wire=wire,
                    type=typed.type,
                    required=required,
                    doc=describe(typed.shape, left_out=not required),
                    read_only=typed.shape.read_only,
                    write_only=typed.shape.write_only,
                    secret=typed.shape.format == "password",
                )
            )
        check_siblings(shape, found, self._findings)
        return tuple(found)

    def anything(self, pointer: str) -> Typed:
        """The type of what the document says nothing about."""
        return Typed(ANY, Shape((pointer,)))

    def keywords(self, node: Node, hint: str) -> tuple[Field, ...] | None:
        """A body's properties, if it is an object that says which ones it has; else `None`."""
        shape = self.shapes.read(node)
        if not shape.is_object or shape.nullable or shape.additional or shape.patterns:
            return None
        target = self.shapes.target(node[0])
        return self.fields(shape, self._names.get(target or "") or hint)

    def is_enum(self, name: str) -> bool:
        """Whether a declaration is an enum."""
        return isinstance(self._declared.get(name), Enum)

    def claim(self, name: str) -> str:
        """A name for a class that no schema describes, kept free from those of schemas."""
        return self._type_names.claim(name)

    def declare_union(
        self, key: str, name: str, types: dict[str, Type], doc: str, pointer: str
    ) -> None:
        """Declare a union that no schema describes.

        Args:
            key: Its key among the declarations.
            name: Its identifier, in a module of its own.
            types: The members, by what the document calls them.
            doc: What it stands for.
            pointer: Where they come from.
        """
        variants = [Variant(one, (), implicit) for implicit, one in types.items()]
        self._declared[key] = PendingUnion(name, None, variants, doc, pointer)

    def declare_enum(self, key: str, name: str, values: tuple[str, ...]) -> str:
        """Find the enum that has exactly these values, or declare one that no schema describes.

        Returns:
            The key of the enum.
        """
        for known, one in sorted(self._declared.items()):
            if isinstance(one, Enum) and set(one.values) == set(values):
                return known
        self._declared[key] = Enum(name, values, "The name of an event.")
        return key

    def declarations(self) -> dict[str, Declaration]:
        """All that was declared, by name; unions find their discriminators here."""
        return settled(self._declared, self._type_names, self._findings)

    @property
    def components(self) -> Iterable[str]:
        """Pointers to all schemas of the components."""
        return self._names.pointers

    @property
    def reached(self) -> frozenset[str]:
        """Pointers to the components that were used."""
        return frozenset(self.references.followed)

    def _component(self, pointer: str) -> Typed:
        if pointer in self._components:
            return self._components[pointer]
        node = self.shapes.component(pointer)
        shape = self.shapes.read(node)
        depth = self._in_progress.get(pointer, 0)
        if depth > 1 and shape.pointers not in self._named:  # an object between would have a name
            reason = "the schema contains itself with no object or union between"
            self._findings.slip(pointer, reason, "make it an object")
            return Typed(ANY, shape)
        self._in_progress[pointer] = depth + 1
        typed = Typed(self._type(shape, node, self._names.of(pointer)), shape)
        self._in_progress[pointer] = depth
        self._components[pointer] = typed
        return typed

    def _type(self, shape: Shape, node: Node, hint: str) -> Type:
        check_mark(shape, self._findings)
        if shape.values is not None:
            inner = self._enumerated(shape, node, hint)
        elif shape.variants:
            return self._variants(shape, node, hint)
        elif shape.is_object:
            inner = self._model(shape, node, hint)
        else:
            types = [kind for kind in shape.types or _implied(shape) if kind != "null"]
            members = tuple(self._simple(kind, shape, hint) for kind in types)
            if not members:
                return Scalar(Kind.NULL) if shape.types else ANY
            inner = members[0] if len(members) == 1 else Either(members)
        return Nullable(inner) if shape.nullable and inner != ANY else inner

    def _simple(self, kind: str, shape: Shape, hint: str) -> Type:
        """One of a shape's types."""
        if kind == "array":
            return self._array(shape, item_name(hint))
        if kind == "object":
            return Map(self._extra(shape, item_name(hint)))
        if kind == "string":
            return self._string(shape)
        if kind in {"number", "integer"}:
            return money_of(shape, self._findings) or Scalar(SIMPLE_KINDS[kind])
        return Scalar(SIMPLE_KINDS[kind])

    def _array(self, shape: Shape, hint: str) -> Type:
        """A sequence, or a tuple where each of its items has a type of its own."""
        items = None if shape.items is None else self.typed(shape.items, hint).type
        if not shape.positions:
            return Array(ANY if items is None else items)
        length = len(shape.positions)
        types = [self.typed(one, f"{hint}{n}").type for n, one in enumerate(shape.positions, 1)]
        limits = {shape.limits.get("minItems", length), shape.limits.get("maxItems", length)}
        if items is None and limits == {length}:
            return Tuple(tuple(types))
        if not shape.is_closed and shape.limits.get("maxItems", length + 1) > length:
            types.append(ANY if items is None else items)
        return Array(_either(types))

    def _extra(self, shape: Shape, hint: str) -> Type:
        """The type of properties whose names the schema doesn't list."""
        types = [self.typed(one, hint).type for one in shape.patterns]
        if isinstance(shape.additional, tuple):
            types.append(self.typed(shape.additional, hint).type)
        elif shape.additional or not types:
            return ANY
        return _either(types)

    def _string(self, shape: Shape) -> Type:
        if shape.encoding in {"base64", "base64url"}:
            return Scalar(Kind.BYTES)
        return Scalar(_STRING_KINDS.get(shape.format or "", Kind.STRING))

    def _enumerated(self, shape: Shape, node: Node, hint: str) -> Type:
        values = values_of(shape, self._findings)
        kinds: set[type[object]] = {type(value) for value in values}
        if kinds == {bool} and len(values) == 2:
            return Scalar(Kind.BOOLEAN)
        if kinds not in ({str}, {int}, {bool}):
            # No type has these values and no others: it is as wide as their types.
            return _either([type_of(value) for value in values])
        values = tuple(dict.fromkeys(values))
        if len(values) == 1:
            return Constant(values[0])
        named, is_new = self._name(shape, node, hint)
        if is_new:
            self._declared[named.name] = Enum(named.name, values, _doc(shape))
        return named

    def _model(self, shape: Shape, node: Node, hint: str) -> Type:
        named, is_new = self._name(shape, node, hint)
        if is_new:
            name = named.name
            fields = self.fields(shape, name)
            is_open = shape.additional or shape.patterns
            extra = self._extra(shape, f"{name}Value") if is_open else None
            self._declared[name] = Model(name, "", fields, extra, _doc(shape))
        return named

    def _variants(self, shape: Shape, node: Node, hint: str) -> Type:
        """A union's type, in place where it is only of types without names."""
        variants, nullable = self._told_apart(shape, node)
        if not variants:
            return self._type(replace(shape, variants=(), discriminator=None), node, hint)
        if len(variants) == 1 and shape.discriminator is None:
            inner = self._typed(variants[0], hint).type
        else:
            inner = self._union(shape, node, hint, variants)
        if (nullable or shape.nullable) and not isinstance(inner, Nullable):
            return Nullable(inner)
        return inner

    def _told_apart(self, shape: Shape, node: Node) -> tuple[list[Node], bool]:
        """The variants that are types, each with what holds beside them, and whether null is one.

        Variants that only require some of the properties are for the server to check.
        """
        nullable = False
        kept: list[Node] = []
        for variant in shape.variants:
            own = self.shapes.read(variant)
            if own.types == ("null",):
                nullable = True
            elif own.required and replace(own, required=frozenset()).is_bare and own.types is None:
                continue
            else:
                kept.append(variant)
        base = tuple(replace(part, without_variants=True) for part in node)
        said = set(self.shapes.read(base).pointers)
        return [v if self._extends(v, said) else (*base, *v) for v in kept], nullable

    def _extends(self, variant: Node, said: set[str]) -> bool:
        """Whether a variant is a schema that says by itself all that is said beside it."""
        return self.shapes.target(variant[-1]) is not None and said <= set(
            self.shapes.read(variant).pointers
        )

    def _union(self, shape: Shape, node: Node, hint: str, variants: list[Node]) -> Type:
        hints = [self._variant_hint(hint, variant, n) for n, variant in enumerate(variants, 1)]
        named = self._named.get(shape.pointers)
        if named is not None:
            return named
        if all(self._is_unnamed(variant) for variant in variants) and not shape.discriminator:
            types = [self._typed(v, h).type for v, h in zip(variants, hints, strict=True)]
            return _either(types)
        named, _ = self._name(shape, node, hint)
        wire, mapping = shape.discriminator or (None, {})
        pending = PendingUnion(named.name, wire, [], _doc(shape), shape.pointers[-1])
        self._declared[named.name] = pending
        for variant, inner in zip(variants, hints, strict=True):
            last = variant[-1]
            pointer = last.pointer if last.without_variants else self.shapes.target(last)
            tags = tuple(sorted(tag for tag, target in mapping.items() if target == pointer))
            implicit = last_name(pointer) if pointer else None
            pending.variants.append(Variant(self._typed(variant, inner).type, tags, implicit))
        for tag in sorted(set(mapping) - {t for v in pending.variants for t in v.tags}):
            reason = f"the discriminator's mapping of {tag!r} leads to none of the variants"
            self._findings.slip(pending.pointer, reason, "map it to a variant's pointer")
        return named

    def _is_unnamed(self, variant: Node) -> bool:
        shape = self.shapes.read(variant)
        return not shape.is_object and not shape.variants

    def _variant_hint(self, hint: str, variant: Node, number: int) -> str:
        pointer = self.shapes.target(variant[-1])
        if (own := self._names.get(pointer or "")) is not None:
            return hint + own
        title = self.shapes.read((variant[-1],)).title
        return hint + (names.pascal(title) if title else f"Variant{number}")

    def _name(self, shape: Shape, node: Node, hint: str) -> tuple[Named, bool]:
        """The declaration for a shape, and whether it has yet to be made."""
        known = self._named.get(shape.pointers)
        if known is not None:
            return known, False
        own = self._names.get(node[0].pointer) if len(node) == 1 else None
        named = Named(own if own is not None else self._type_names.claim(hint))
        self._named[shape.pointers] = named
        return named, True


def _either(types: list[Type]) -> Type:
    """One of several types in place, null taken out and put around."""
    nullable = any(isinstance(one, Nullable) for one in types)
    bare = dict.fromkeys(one.inner if isinstance(one, Nullable) else one for one in types)
    flat = dict.fromkeys(
        inner for one in bare for inner in (one.members if isinstance(one, Either) else (one,))
    )
    if ANY in flat:
        return ANY
    either = next(iter(flat)) if len(flat) == 1 else Either(tuple(flat))
    return Nullable(either) if nullable else either


def _implied(shape: Shape) -> tuple[str, ...]:
    """The type that a schema without one can only mean."""
    if shape.items is not None or shape.positions:
        return ("array",)
    return ("object",) if isinstance(shape.additional, tuple) or shape.patterns else ()


def _with_words(component: Shape, beside: Shape) -> Shape:
    """A component's shape with the words that stand beside a reference to it."""
    return replace(
        component,
        description=beside.description or component.description,
        default=beside.default if beside.has_default else component.default,
        has_default=beside.has_default or component.has_default,
        deprecated=beside.deprecated or component.deprecated,
        read_only=beside.read_only or component.read_only,
        write_only=beside.write_only or component.write_only,
        limits={**component.limits, **beside.limits},
    )


def _doc(shape: Shape) -> str:
    return sentence(shape.description or shape.title or "")
