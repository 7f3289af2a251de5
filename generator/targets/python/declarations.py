"""Declared types as a template needs them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ...types import (
    Discriminator,
    Enum,
    Field,
    Kind,
    Map,
    Model,
    Named,
    Placed,
    Scalar,
    Union,
    keys,
)
from .text import docstring, literal
from .types import TypeWriter, discriminating

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from ...api import Events
    from .imports import Imports


@dataclass(frozen=True, slots=True)
class FieldView:
    """A line of a class, and the docstring under it."""

    name: str
    annotation: str
    default: str | None
    doc: str | None


@dataclass(frozen=True, slots=True)
class ClassView:
    """A model or a TypedDict."""

    name: str
    base: str
    doc: str
    fields: Sequence[FieldView]


@dataclass(frozen=True, slots=True)
class AliasView:
    """A type alias and the docstring under it."""

    name: str
    value: str
    doc: str
    recursive: bool = False
    """Whether its value needs a name that is only known after it."""


class DeclarationsWriter:
    """Writes the declarations of one module.

    Args:
        declarations: All of the API's, by key.
        imports: The module's imports.
        events: What is sent to webhooks: its types have a base of their own.
    """

    def __init__(
        self,
        declarations: Mapping[str, Placed],
        imports: Imports,
        events: Events | None = None,
    ) -> None:
        self._declarations = declarations
        self._events = events if events is not None and events.properties else None
        self._imports = imports
        self._discriminating = discriminating(declarations)
        self._types = TypeWriter(declarations, imports)
        self._written: set[str] = set()

    def views(self, keys: Iterable[str]) -> list[ClassView | AliasView]:
        """What to write for declarations, in order."""
        views: list[ClassView | AliasView] = []
        for key in keys:
            placed = self._declarations[key]
            match placed.declaration:
                case Enum() as one:
                    views.append(self._enum(one))
                case Model() as one:
                    if placed.in_response:
                        views.append(self._model(key, one))
                    if placed.in_request:
                        views.append(self._input(one))
                case Union() as one:
                    if placed.in_response:
                        views += self._union(key, one)
                    if placed.in_request:
                        views.append(self._input_union(one))
            self._written.add(key)
        return views

    def _alias(self, name: str, value: str, doc: str, *, recursive: bool = False) -> AliasView:
        if recursive:
            self._imports.external("typing_extensions", "TypeAliasType")
        else:
            self._imports.external("typing", "TypeAlias")
        return AliasView(name, value, docstring(doc or _humanized(name), indent=0), recursive)

    def _enum(self, one: Enum) -> AliasView:
        self._imports.external("typing", "Literal")
        values = ", ".join(literal(value) for value in one.values)
        return self._alias(one.name, f"Literal[{values}]", one.doc)

    def _model(self, key: str, one: Model) -> ClassView:
        base = self._base(key)
        fields = [field for field in one.fields if not field.write_only]
        types = replace(self._types, shadowed=frozenset(field.name for field in fields))
        views = [
            self._model_field(field, types, known=(key, field.wire) in self._discriminating)
            for field in fields
        ]
        if one.extra is not None and one.extra != Scalar(Kind.ANY):
            views.append(_extra_field(types.answer(Map(one.extra))))
        doc = docstring(one.doc or _humanized(one.name), indent=4)
        return ClassView(one.name, base, doc, views)

    def _base(self, key: str) -> str:
        """The base of a model, or of the unknown member of a union."""
        events = self._events
        sent = () if events is None else (one.type for one in events.events)
        own = {one.name for one in sent if isinstance(one, Named)}
        if events is None or key not in {*events.unions, *own}:
            self._imports.core("model", "Model")
            return "Model"
        return self._imports.internal("events", events.base)

    def _model_field(self, field: Field, types: TypeWriter, *, known: bool) -> FieldView:
        annotation = types.promised(field.type) if known else types.answer(field.type)
        default = None
        if not field.required:
            default = "None"
            if not annotation.endswith("None") and annotation != "Any":
                annotation += " | None"
        options: list[str] = []
        if field.name != field.wire:
            options.append(f"alias={literal(field.wire)}")
        if field.secret:
            options.append("repr=False")
        if options:
            self._imports.external("typing", "Annotated")
            make = self._imports.unless_taken("pydantic", "Field", shadowed=types.shadowed)
            annotation = f"Annotated[{annotation}, {make}({', '.join(options)})]"
        return FieldView(field.name, annotation, default, _field_doc(field))

    def _input(self, one: Model) -> ClassView:
        self._imports.external("typing_extensions", "TypedDict")  # which pydantic takes on 3.11
        fields = [field for field in one.fields if not field.read_only]
        shadowed = frozenset(field.name for field in fields)
        types = replace(self._types, shadowed=shadowed)
        views: list[FieldView] = []
        for field in fields:
            annotation = types.request(field.type)
            if field.required:
                self._imports.external("typing", "Required")
                annotation = f"Required[{annotation}]"
            views.append(FieldView(field.name, annotation, None, _field_doc(field)))
        doc = docstring(one.doc or _humanized(one.name), indent=4)
        return ClassView(one.input_name, "TypedDict, total=False", doc, views)

    def _union(self, key: str, one: Union) -> list[ClassView | AliasView]:
        if one.discriminator is None:
            value = " | ".join(dict.fromkeys(self._types.answer(m.type) for m in one.members))
            return [self._alias(one.name, value, one.doc, recursive=self._is_recursive(one))]
        return self._discriminated(key, one, one.discriminator)

    def _discriminated(
        self, key: str, one: Union, discriminator: Discriminator
    ) -> list[ClassView | AliasView]:
        """A union told apart by a property, and its member for values that are not known."""
        self._imports.core("model", "UNKNOWN_TAG", "open_discriminator")
        self._imports.external("typing", "Annotated")
        make = self._imports.unless_taken("pydantic", "Tag")
        members = [
            f"Annotated[{self._types.answer(member.type)}, {make}({literal(tag)})]"
            for member in one.members
            for tag in member.tags
        ]
        members.append(f"Annotated[{discriminator.unknown_name}, {make}(UNKNOWN_TAG)]")
        tags = ", ".join(literal(tag) for member in one.members for tag in member.tags)
        choose = ", ".join(
            (literal(discriminator.wire), literal(discriminator.name), f"frozenset({{{tags}}})")
        )
        value = f"Annotated[{' | '.join(members)}, open_discriminator({choose})]"
        return [
            self._model(key, _unknown(one.name, discriminator)),
            self._alias(one.name, value, one.doc),
        ]

    def _input_union(self, one: Union) -> AliasView:
        parts = dict.fromkeys(self._types.request(member.type) for member in one.members)
        value = " | ".join(parts)
        return self._alias(one.input_name, value, one.doc, recursive=self._is_recursive(one))

    def _is_recursive(self, one: Union) -> bool:
        """Whether a union is made of itself or of one that follows, with no object between."""
        named = [key for member in one.members for key in keys(member.type)]
        return any(
            key not in self._written and isinstance(self._declarations[key].declaration, Union)
            for key in named
        )


def _extra_field(annotation: str) -> FieldView:
    """What makes pydantic check the properties beyond the declared ones."""
    return FieldView(
        "__pydantic_extra__",
        f"{annotation}  # pyright: ignore[reportIncompatibleVariableOverride]",
        None,
        docstring("Properties beyond these, in `model_extra`.", indent=4),
    )


def _unknown(union: str, discriminator: Discriminator) -> Model:
    """The member of a union for values of its discriminator that the document doesn't know."""
    tag = Field(
        name=discriminator.name,
        wire=discriminator.wire,
        type=Scalar(Kind.STRING),
        required=False,
        doc="What it is instead.",
    )
    return Model(
        name=discriminator.unknown_name,
        input_name="",
        fields=(tag, *discriminator.shared),
        extra=None,
        doc=f"A `{union}` of a kind that this version doesn't know, as it came.",
    )


def _field_doc(field: Field) -> str | None:
    return docstring(field.doc, indent=4) if field.doc else None


def _humanized(name: str) -> str:
    """A sentence for a type that the document doesn't describe."""
    return f"`{name}`."


def exported(declarations: Mapping[str, Placed], keys: Iterable[str]) -> list[str]:
    """The public names that declarations give a module."""
    names: list[str] = []
    for key in keys:
        placed = declarations[key]
        one = placed.declaration
        if isinstance(one, Enum) or placed.in_response:
            names.append(one.name)
        if not isinstance(one, Enum) and placed.in_request:
            names.append(one.input_name)
        if isinstance(one, Union) and one.discriminator and placed.in_response:
            names.append(one.discriminator.unknown_name)
    return names
