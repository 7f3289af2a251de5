"""Which property tells a union's members apart: as the document says, or as its constants do."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

from ..types import (
    Constant,
    Declaration,
    Discriminator,
    Enum,
    Field,
    Kind,
    Member,
    Model,
    Named,
    Scalar,
    Type,
    Union,
    Value,
)

if TYPE_CHECKING:
    from ..diagnostics import Findings
    from ..names import TypeNames


@dataclass(frozen=True, slots=True)
class Variant:
    """A member of a union whose discriminator is not settled yet."""

    type: Type
    tags: tuple[str, ...]
    """The discriminator's values that the document maps to it."""
    implicit: str | None
    """Its component's name, which stands for it where nothing is mapped."""


@dataclass(slots=True)
class PendingUnion:
    """A union while its members are being built, which may contain it."""

    name: str
    wire: str | None
    variants: list[Variant]
    doc: str
    pointer: str


Pending: TypeAlias = Enum | Model | PendingUnion


def settled(
    declared: dict[str, Pending], type_names: TypeNames, findings: Findings
) -> dict[str, Declaration]:
    """Settle discriminators and the names of what stands for a declaration in requests.

    Args:
        declared: What the document's schemas declare.
        type_names: Gives the further names.
        findings: Takes what can't be told apart.
    """
    result: dict[str, Declaration] = {}
    settling = _Settling(declared, type_names, findings)
    for name, one in sorted(declared.items()):
        if isinstance(one, Model):
            result[name] = replace(one, input_name=type_names.claim(f"{name}Param"))
        elif isinstance(one, Enum):
            result[name] = one
        else:
            result[name] = settling.union(one)
    return _with_constants(result)


def _with_constants(declarations: dict[str, Declaration]) -> dict[str, Declaration]:
    """The declarations, where a discriminator's only value is also its type."""
    tags: dict[tuple[str, str], set[str]] = {}
    for one in declarations.values():
        if isinstance(one, Union) and one.discriminator is not None:
            for member in one.members:
                if isinstance(member.type, Named):
                    key = (member.type.name, one.discriminator.wire)
                    tags.setdefault(key, set()).update(member.tags)
    result = dict(declarations)
    for (name, wire), values in tags.items():
        model = result[name]
        if isinstance(model, Model) and len(values) == 1:
            (value,) = values
            fields = [
                replace(field, type=Constant(value))
                if field.wire == wire and field.type == Scalar(Kind.STRING)
                else field
                for field in model.fields
            ]
            result[name] = replace(model, fields=tuple(fields))
    return result


class _Settling:
    def __init__(
        self, declared: dict[str, Pending], type_names: TypeNames, findings: Findings
    ) -> None:
        self._declared = declared
        self._type_names = type_names
        self._findings = findings

    def union(self, pending: PendingUnion) -> Union:
        variants = self._spliced(pending, frozenset())
        models = [self._model(variant.type) for variant in variants]
        self._check_names(pending, models)
        members = tuple(Member(variant.type) for variant in variants)
        discriminator = None
        wire = pending.wire or _telling(models)
        if wire is not None:
            tags = [
                self._tags(pending, variant, model, wire)
                for variant, model in zip(variants, models, strict=True)
            ]
            if all(tags) and self._are_distinct(pending, tags):
                pairs = zip(variants, tags, strict=True)
                members = tuple(Member(variant.type, own) for variant, own in pairs)
                known = [model for model in models if model is not None]
                discriminator = self._discriminator(pending, known, wire)
        return Union(
            name=pending.name,
            input_name=self._type_names.claim(f"{pending.name}Param"),
            members=members,
            discriminator=discriminator,
            doc=pending.doc,
        )

    def _spliced(self, pending: PendingUnion, seen: frozenset[str]) -> list[Variant]:
        """The variants, with those of unions among them in their place."""
        found: dict[Type, Variant] = {}
        for variant in pending.variants:
            inner = (
                self._declared.get(variant.type.name) if isinstance(variant.type, Named) else None
            )
            if isinstance(inner, PendingUnion) and inner.name not in seen | {pending.name}:
                for deeper in self._spliced(inner, seen | {pending.name}):
                    found.setdefault(deeper.type, deeper)
            elif not isinstance(inner, PendingUnion):
                found.setdefault(variant.type, variant)
        return list(found.values())

    def _model(self, one: Type) -> Model | None:
        found = self._declared.get(one.name) if isinstance(one, Named) else None
        return found if isinstance(found, Model) else None

    def _tags(
        self, pending: PendingUnion, variant: Variant, model: Model | None, wire: str
    ) -> tuple[str, ...]:
        field = None if model is None else _field(model, wire)
        if field is None:
            self._findings.slip(
                pending.pointer,
                f"a variant has no property {wire!r} for the discriminator",
                "make every variant an object with that property",
            )
            return ()
        if variant.tags:
            return variant.tags
        values: tuple[Value, ...] = (variant.implicit,) if variant.implicit is not None else ()
        declared = self._declared.get(field.type.name) if isinstance(field.type, Named) else None
        if isinstance(field.type, Constant):
            values = (field.type.value,)
        elif isinstance(declared, Enum) and variant.implicit not in declared.values:
            values = declared.values
        if not values or not all(isinstance(value, str) for value in values):
            reason = f"the values of {wire!r} that choose a variant are not known strings"
            self._findings.slip(pending.pointer, reason, "add a mapping to the discriminator")
            return ()
        return tuple(str(value) for value in values)

    def _check_names(self, pending: PendingUnion, models: list[Model | None]) -> None:
        """Note an identifier that stands for one property here and for another there."""
        wires: dict[str, str] = {}
        for field in (field for model in models if model is not None for field in model.fields):
            other = wires.setdefault(field.name, field.wire)
            if other != field.wire:
                reason = f"{other!r} and {field.wire!r} have the same identifier in two variants"
                self._findings.slip(pending.pointer, reason, "rename one of the properties")

    def _are_distinct(self, pending: PendingUnion, tags: list[tuple[str, ...]]) -> bool:
        """Whether each value of a discriminator chooses one variant."""
        every = [tag for own in tags for tag in own]
        several = sorted({tag for tag in every if every.count(tag) > 1})
        for tag in several:
            reason = f"the discriminator's value {tag!r} stands for several variants"
            self._findings.slip(pending.pointer, reason, "give each variant its own values")
        return not several

    def _discriminator(
        self, pending: PendingUnion, models: list[Model], wire: str
    ) -> Discriminator:
        fields = [field for model in models if (field := _field(model, wire))]
        identifiers = {field.name for field in fields} or {wire}
        if len(identifiers) > 1:
            reason = f"{wire!r} can't have one identifier in all variants"
            self._findings.slip(pending.pointer, reason, "rename the properties it collides with")
        shared = [
            replace(field, type=Scalar(Kind.ANY), required=False, doc=_common_doc(models, field))
            for field in (models[0].fields if models else ())
            if field.wire != wire and all(_field(model, field.wire) for model in models)
        ]
        return Discriminator(
            name=min(identifiers),
            wire=wire,
            unknown_name=self._type_names.claim(f"Unknown{pending.name}"),
            shared=tuple(shared),
        )


def _field(model: Model, wire: str) -> Field | None:
    return next((field for field in model.fields if field.wire == wire), None)


def _common_doc(models: list[Model], field: Field) -> str:
    """What all models say of a property, if they say the same."""
    docs = {other.doc for model in models if (other := _field(model, field.wire))}
    return docs.pop() if len(docs) == 1 else ""


def _telling(models: list[Model | None]) -> str | None:
    """The property that is another constant in each of several models."""
    known = [model for model in models if model is not None]
    if len(known) != len(models) or not known:
        return None
    for candidate in known[0].fields:
        values = [_constant(model, candidate.wire) for model in known]
        if None not in values and len(set(values)) == len(values):
            return candidate.wire
    return None


def _constant(model: Model, wire: str) -> str | None:
    field = _field(model, wire)
    if field is None or not field.required or not isinstance(field.type, Constant):
        return None
    return field.type.value if isinstance(field.type.value, str) else None
