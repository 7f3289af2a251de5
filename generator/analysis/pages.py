"""Pages: which dialect a list speaks, where its items are, and the paths as identifiers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..api import Location, Operation, Paged, Plain
from ..conventions import Dialect
from ..names import dialect_constant
from ..pointers import join
from ..types import Array, Declaration, Model, Named, Nullable, Type
from .page_signs import PageSigns

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..diagnostics import Findings
    from .page_signs import Asked


@dataclass(frozen=True, slots=True)
class _Setting:
    """A key of a dialect in the document, and the runtime's setting for it."""

    runtime: str | None
    required: bool = False
    is_path: bool = False
    is_parameter: bool = False
    is_in_item: bool = False


STYLES: dict[str, dict[str, _Setting]] = {
    "cursor": {
        "cursor_parameter": _Setting("parameter", required=True, is_parameter=True),
        "limit_parameter": _Setting(None, is_parameter=True),
        "items": _Setting("items_path", required=True, is_path=True),
        "next_cursor": _Setting("next_cursor_path", required=True, is_path=True),
        "has_more": _Setting("has_more_path", is_path=True),
        "total": _Setting("total_path", is_path=True),
    },
    "last_item": {
        "cursor_parameter": _Setting("parameter", required=True, is_parameter=True),
        "limit_parameter": _Setting(None, is_parameter=True),
        "items": _Setting("items_path", required=True, is_path=True),
        "item_cursor": _Setting("item_cursor_path", required=True, is_in_item=True),
        "has_more": _Setting("has_more_path", required=True, is_path=True),
        "total": _Setting("total_path", is_path=True),
    },
    "link": {
        "page_parameter": _Setting("parameter", required=True, is_parameter=True),
        "limit_parameter": _Setting(None, is_parameter=True),
        "items": _Setting("items_path", required=True, is_path=True),
        "next_link": _Setting("next_link_path", required=True, is_path=True),
        "total": _Setting("total_path", is_path=True),
    },
    "offset": {
        "offset_parameter": _Setting("parameter", required=True, is_parameter=True),
        "limit_parameter": _Setting(None, is_parameter=True),
        "items": _Setting("items_path", required=True, is_path=True),
        "has_more": _Setting("has_more_path", is_path=True),
        "total": _Setting("total_path", is_path=True),
    },
    "page": {
        "page_parameter": _Setting("parameter", required=True, is_parameter=True),
        "limit_parameter": _Setting(None, is_parameter=True),
        "items": _Setting("items_path", required=True, is_path=True),
        "total_pages": _Setting("total_pages_path", is_path=True),
        "has_more": _Setting("has_more_path", is_path=True),
        "total": _Setting("total_path", is_path=True),
        "first_page": _Setting("first_page"),
    },
}
"""The styles that the runtime speaks; another one is another entry here and a class there."""


class Pages:
    """Settles what lists answer, and collects the dialects as the runtime needs them."""

    def __init__(
        self,
        dialects: Mapping[str, Mapping[str, str | int]],
        declarations: Mapping[str, Declaration],
        findings: Findings,
    ) -> None:
        self._dialects = dict(dialects)
        self._recognised: dict[tuple[tuple[str, str | int], ...], list[Operation]] = {}
        self._declarations = declarations
        self._findings = findings
        self._settled: dict[str, Dialect] = {}
        self._names: dict[tuple[tuple[str, str | int], ...], str] = {}

    def settled(self, operation: Operation, pointer: str) -> Operation:
        """The operation, knowing the type of its items if it lists."""
        answer = operation.answer
        if not isinstance(answer, Paged):
            return operation
        place = join(pointer, "x-pagination")
        settings = self._dialects.get(answer.dialect)
        style = STYLES.get(str(settings.get("style"))) if settings is not None else None
        if settings is None:
            known = ", ".join(sorted(self._dialects)) or "none"
            reason = f"the dialect {answer.dialect!r} is not in x-sdk.pagination"
            self._findings.error(place, reason, f"add it, or use one that is there: {known}")
        elif style is None:
            reason = f"the style {settings.get('style')!r} is not known"
            where = join("#/x-sdk/pagination", answer.dialect, "style")
            self._findings.error(where, reason, f"use one of {', '.join(STYLES)}")
        elif self._check_keys(answer.dialect, settings, style):
            items = self._items(operation, answer, settings, style, place)
            return (
                operation
                if items is None
                else replace(operation, answer=replace(answer, items=items))
            )
        return operation

    def recognised(self, operation: Operation, pointer: str, asked: Asked) -> Operation:
        """The operation, in pages if it is plainly a list in pages that the document does not mark.

        Args:
            operation: An operation without `x-pagination`.
            pointer: Its place.
            asked: What it is known by beside its types.
        """
        if not isinstance(operation.answer, Plain) or operation.answer.events is not None:
            return operation
        signs = PageSigns(operation, asked, self._declarations)
        settings = signs.settings()
        if settings is None:
            return operation
        body = operation.answer.successes[0].type
        resolved = self._resolved(body, settings, STYLES[str(settings["style"])], pointer)
        if resolved is None or resolved[1] is None:
            return operation
        key = tuple(sorted({**settings, **resolved[0]}.items()))
        style = str(settings["style"])
        if key not in self._recognised:
            name = self._free_name(f"{style} {settings['items']}".strip())
            self._settled[name] = Dialect(name, style, resolved[0], settings)
            self._names[key] = name
        self._recognised.setdefault(key, []).append(operation)
        items, answer = resolved[1], operation.answer
        paged = Paged(answer.successes, items, self._names[key], answer.doc)
        return replace(operation, answer=paged)

    def _free_name(self, wanted: str) -> str:
        """A dialect's name that gives a constant of its own."""
        taken = {dialect_constant(one) for one in self._settled}
        name, number = wanted, 1
        while dialect_constant(name) in taken:
            number += 1
            name = f"{wanted} {number}"
        return name

    def notes(self) -> list[str]:
        """What was recognised, in a line for each style."""
        by_style: dict[str, list[tuple[dict[str, str | int], list[Operation]]]] = {}
        for key, found in self._recognised.items():
            by_style.setdefault(str(dict(key)["style"]), []).append((dict(key), found))
        lines: list[str] = []
        for style, ways in sorted(by_style.items()):
            settings, (first, *_) = ways[0]
            said = ", ".join(
                f"{name}: {settings[name]}" for name in STYLES[style] if name in settings
            )
            count = sum(len(found) for _, found in ways)
            lines.append(
                f"{count} lists are read in pages of the style {style}, such as {first.method} "
                f"{first.path} ({said}); x-sdk.pagination overrides, and so does an operation's "
                "x-pagination: false"
            )
        return lines

    def dialects(self) -> tuple[Dialect, ...]:
        """The dialects that lists speak, by name."""
        return tuple(self._settled[name] for name in sorted(self._settled))

    def _check_keys(
        self, name: str, settings: Mapping[str, str | int], style: Mapping[str, _Setting]
    ) -> bool:
        pointer = join("#/x-sdk/pagination", name)
        wrong = sorted(set(settings) - set(style) - {"style"})
        missing = sorted(key for key, one in style.items() if one.required and key not in settings)
        for key in wrong:
            remedy = f"use {', '.join(style)}"
            self._findings.error(join(pointer, key), f"{key!r} is not known", remedy)
        for key in missing:
            self._findings.error(pointer, f"{key!r} is missing", "say where it is")
        return not wrong and not missing

    def _items(
        self,
        operation: Operation,
        answer: Paged,
        settings: Mapping[str, str | int],
        style: Mapping[str, _Setting],
        place: str,
    ) -> Type | None:
        """The type of the items; the dialect is noted with its paths as identifiers."""
        self._check_parameters(operation, settings, style, place)
        body = answer.successes[0].type if answer.successes else None
        found = self._resolved(body, settings, style, place)
        if found is None:
            return None
        resolved, items = found
        dialect = Dialect(answer.dialect, str(settings["style"]), resolved, settings)
        self._note(answer.dialect, dialect, place)
        if items is None:
            self._findings.error(place, "the items are not an array", "fix the dialect's `items`")
        return items

    def _resolved(
        self,
        body: Type | None,
        settings: Mapping[str, str | int],
        style: Mapping[str, _Setting],
        place: str,
    ) -> tuple[dict[str, str | int], Type | None] | None:
        """The runtime's settings, with paths of identifiers, and the type of the items."""
        resolved: dict[str, str | int] = {}
        items: Type | None = None
        for key, one in style.items():
            value = settings.get(key)
            if value is None or one.runtime is None:
                continue
            if one.is_path or one.is_in_item:
                start = items if one.is_in_item else body
                found = walk(self._declarations, start, str(value))
                if found is None:
                    reason = f"the answer has no {value!r}, where the dialect has its {key}"
                    self._findings.error(place, reason, "describe it, or fix the dialect")
                    return None
                value, reached = found
                if key == "items":
                    items = reached.items if isinstance(reached, Array) else None
            resolved[one.runtime] = value
        return resolved, items

    def _check_parameters(
        self,
        operation: Operation,
        settings: Mapping[str, str | int],
        style: Mapping[str, _Setting],
        place: str,
    ) -> None:
        given = {one.wire for one in operation.parameters if one.location is Location.QUERY}
        for key, one in style.items():
            if one.is_parameter and key in settings and settings[key] not in given:
                reason = f"the operation has no query parameter {settings[key]!r}"
                self._findings.error(place, reason, f"add it: it is the dialect's {key}")

    def _note(self, name: str, dialect: Dialect, place: str) -> None:
        if self._settled.setdefault(name, dialect) != dialect:
            reason = "the dialect's paths have other identifiers in this answer than elsewhere"
            self._findings.error(place, reason, "rename the properties alike, or add a dialect")


def walk(
    declarations: Mapping[str, Declaration], body: Type | None, path: str
) -> tuple[str, Type] | None:
    """A path on the wire as a path of identifiers, and the type at its end.

    Args:
        declarations: What is declared, by key.
        body: The type that the path begins in.
        path: Names on the wire, dotted; empty for the body itself.

    Returns:
        `None` where the type has no such path.
    """
    if isinstance(body, Nullable):
        body = body.inner
    if not path:
        return None if body is None else ("", body)
    first, _, rest = path.partition(".")
    model = declarations.get(body.name) if isinstance(body, Named) else None
    fields = model.fields if isinstance(model, Model) else ()
    field = next((field for field in fields if field.wire == first), None)
    if field is None:
        return None
    reached = field.type.inner if isinstance(field.type, Nullable) else field.type
    if not rest:
        return field.name, reached
    deeper = walk(declarations, reached, rest)
    return None if deeper is None else (f"{field.name}.{deeper[0]}", deeper[1])
