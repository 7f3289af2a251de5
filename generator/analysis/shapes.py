"""What a schema says once `allOf` is merged: plain data, so that types are decided in one place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from openapi_python_client.schema import Reference, Schema
from pydantic import ValidationError

from ..diagnostics import DocumentError
from ..pointers import join
from .children import Children
from .component_names import is_named
from .keywords import report_keywords
from .references import ANNOTATIONS, References
from .shape import MONEY, Node, Part, Shape, own_shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ..diagnostics import Findings
    from ..load import Document


_NARROWING = frozenset(Schema.model_fields) - ANNOTATIONS - {"nullable", "xml", "externalDocs"}
"""What changes a value's type beside `$ref`, where annotations only tell of it."""


class Shapes:
    """Reads a document's schemas."""

    def __init__(self, document: Document, findings: Findings) -> None:
        self._document = document
        self._findings = findings
        self._children = Children(document)
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
        if len(pointers) != 1 or any(part.without_variants for part in references):
            return None
        (pointer,) = pointers
        if pointer is None or not is_named(self._document, pointer):
            return None
        beside = self._merged(part for part in parts if not isinstance(part.schema, Reference))
        for part in references:
            beside = _annotated(beside, part)
        if not beside.is_bare:
            return None
        if beside.types is not None:
            types = self.read(self.component(pointer)).types
            if types is None or not set(types) <= set(beside.types):
                return None
        return pointer, beside

    def read(self, node: Node) -> Shape:
        """What a node says, all its parts and all that they refer to merged."""
        return self._merged(self._flat(node, follow=True))

    def component(self, pointer: str) -> Node:
        """What a pointer points to, to be read later."""
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
                    inner = _like(part, self.component(target))
                    yield from self._flat(inner, follow=True, seen=seen | {target})
                yield part
                yield from _beside(part)
                continue
            for index, schema in enumerate(part.schema.allOf):
                inner = _like(part, self.node(schema, join(part.pointer, "allOf", index)))
                within = seen | {part.pointer}
                if self._is_parent(inner[0], within):
                    inner = (replace(inner[0], without_variants=True),)
                yield from self._flat(inner, follow=follow, seen=within)
            yield part

    def _is_parent(self, part: Part, children: frozenset[str]) -> bool:
        """Whether a part of a child's `allOf` is a union that has what extends it as variants.

        Args:
            part: The part.
            children: The child, and what extends that.
        """
        target = self.target(part)
        if target is None:
            return False
        children |= set(self._children.of(target))
        return any(
            self.target(variant) in children
            for node in self._read_own(self._document.resolve(target, Schema), target).variants
            for variant in node
        )

    def target(self, part: Part) -> str | None:
        """Where a reference points to in the end; `None` for a schema, or a broken reference."""
        if not isinstance(part.schema, Reference):
            return None
        found = self.references.follow(part.schema, part.pointer, Schema)
        return None if found is None else found[1]

    def _circular(self, part: Part) -> None:
        self._findings.slip(
            part.pointer, "the schema consists of itself", "put a property or items between"
        )

    def _read_own(self, schema: Schema, pointer: str) -> Shape:
        """What one schema says by itself, without its `allOf`."""
        if pointer not in self._own:
            report_keywords(schema, pointer, self._findings)
            own = own_shape(schema, pointer, self._patterns(schema, pointer))
            if own.discriminator is not None and not own.variants:
                own = replace(own, variants=self._extending(schema, own, pointer))
            self._own[pointer] = own
        return self._own[pointer]

    def _patterns(self, schema: Schema, pointer: str) -> tuple[Node, ...]:
        """What properties are whose names match a pattern."""
        given = (schema.model_extra or {}).get("patternProperties")
        if not isinstance(given, dict):
            return ()
        place = join(pointer, "patternProperties")
        found: list[Node] = []
        for pattern, raw in cast("dict[str, object]", given).items():
            inner = join(place, pattern)
            try:
                found.append((self._part(raw, inner),))
            except DocumentError as error:
                self._findings.add(error.diagnostics)
        return tuple(found)

    def _part(self, raw: object, pointer: str) -> Part:
        if _is_reference(raw):
            return Part(self._document.checked(raw, pointer, Reference), pointer)
        return Part(self._document.checked(raw, pointer, Schema), pointer)

    def _extending(self, schema: Schema, own: Shape, pointer: str) -> tuple[Node, ...]:
        """The variants of a discriminator without `oneOf`: what it maps to, what extends it."""
        place = join(pointer, "discriminator")
        mapped = (own.discriminator or ("", {}))[1]
        found: dict[str, Node] = {}
        for tag, target in mapped.items():
            if target == pointer:
                found[target] = (Part(schema, pointer, without_variants=True),)
            elif self._is_there(target):
                found[target] = (_reference(target, join(place, "mapping", tag)),)
        for target in self._children.of(pointer):
            found.setdefault(target, (_reference(target, place),))
        if not set(found) - {pointer}:
            reason = "the discriminator has no variants to choose from"
            self._findings.slip(place, reason, "list them in oneOf beside it")
            return ()
        return tuple(found.values())

    def _is_there(self, pointer: str) -> bool:
        try:
            self._document.at(pointer)
        except LookupError:
            return False
        return pointer.startswith("#/")

    def _narrowed(self, one: Shape, other: Shape) -> Shape:
        """What holds where both do; of two that exclude each other, what the other says."""
        both = _both(one, other)
        if one.variants and other.variants:
            self._findings.slip(
                other.pointer, "two lists of variants hold together", "write one list"
            )
        if both.types != () and both.values != ():
            return both
        self._findings.slip(other.pointer, "no value satisfies all of allOf", "let one part widen")
        return replace(both, types=both.types or other.types, values=both.values or other.values)


def _is_reference(value: object) -> bool:
    return isinstance(value, dict) and "$ref" in value


def _reference(target: str, pointer: str) -> Part:
    return Part(Reference.model_validate({"$ref": target}), pointer)


def _like(part: Part, node: Node) -> Node:
    """What a part is made of, read in the same way."""
    return tuple(replace(one, without_variants=part.without_variants) for one in node)


def _beside(part: Part) -> Iterator[Part]:
    """What narrows a reference beside it, as JSON Schema 2020-12 has it: a part of its own."""
    given = {
        name: value for name, value in (part.schema.model_extra or {}).items() if name in _NARROWING
    }
    if given:
        try:
            yield Part(Schema.model_validate(given), part.pointer)
        except ValidationError:
            return  # it is noted as a slip where the reference is followed


def _annotated(shape: Shape, part: Part) -> Shape:
    """The shape with the words that stand beside a reference."""
    words = part.schema.model_extra or {}
    if not words:
        return shape
    return replace(
        shape,
        description=_text_of(words, "description") or shape.description,
        title=_text_of(words, "title") or shape.title,
        default=words.get("default", shape.default),
        has_default="default" in words or shape.has_default,
        deprecated=words.get("deprecated") is True or shape.deprecated,
        read_only=words.get("readOnly") is True or shape.read_only,
        write_only=words.get("writeOnly") is True or shape.write_only,
        or_null=words.get("nullable") is True or shape.or_null,
        money=words.get(MONEY, shape.money),
    )


def _text_of(words: Mapping[str, object], name: str) -> str | None:
    """A text beside a reference, which no schema model has looked at."""
    found = words.get(name)
    return found if isinstance(found, str) else None


def _both(one: Shape, other: Shape) -> Shape:
    """What holds where both do; where both annotate, the other's words."""
    return Shape(
        pointers=(*one.pointers, *other.pointers),
        types=_common_types(one.types, other.types),
        values=_common_values(one.values, other.values),
        constant=one.constant or other.constant,
        properties=_joined(one.properties, other.properties),
        required=one.required | other.required,
        additional=one.additional if other.additional is None else other.additional,
        patterns=(*one.patterns, *other.patterns),
        items=_together(one.items, other.items),
        positions=other.positions or one.positions,
        is_closed=one.is_closed or other.is_closed,
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
        money=other.money or one.money,
    )


def _common_types(
    one: tuple[str, ...] | None, other: tuple[str, ...] | None
) -> tuple[str, ...] | None:
    """The types in both; an integer is a number too."""
    if one is None or other is None:
        return one if other is None else other
    integers = ("integer",) if {"integer", "number"} <= {*one, *other} else ()
    return tuple(dict.fromkeys((*(kind for kind in one if kind in other), *integers)))


def _common_values(
    one: tuple[Any, ...] | None, other: tuple[Any, ...] | None
) -> tuple[Any, ...] | None:
    """The values of both lists, `None` where there is none."""
    if one is None or other is None:
        return one if other is None else other
    return tuple(value for value in one if value in other)


def _joined(one: dict[str, Node], other: dict[str, Node]) -> dict[str, Node]:
    """The properties of both, in the order in which they first come."""
    names = dict.fromkeys((*one, *other))
    return {name: (*one.get(name, ()), *other.get(name, ())) for name in names}


def _together(one: Node | None, other: Node | None) -> Node | None:
    return (*(one or ()), *(other or ())) or None
