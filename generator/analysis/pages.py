"""Pages: which dialect a list speaks, where its items are, and the paths as identifiers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..api import Dialect, Location, Operation, Paged
from ..pointers import join
from ..types import Array, Declaration, Model, Named, Nullable, Type

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..diagnostics import Findings


@dataclass(frozen=True, slots=True)
class _Setting:
    """A key of a dialect in the document, and the runtime's setting for it."""

    runtime: str | None
    required: bool = False
    is_path: bool = False
    is_parameter: bool = False


STYLES: dict[str, dict[str, _Setting]] = {
    "cursor": {
        "cursor_parameter": _Setting("parameter", required=True, is_parameter=True),
        "limit_parameter": _Setting(None, is_parameter=True),
        "items": _Setting("items_path", required=True, is_path=True),
        "next_cursor": _Setting("next_cursor_path", required=True, is_path=True),
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
        self._dialects = dialects
        self._declarations = declarations
        self._findings = findings
        self._settled: dict[str, Dialect] = {}

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
        resolved: dict[str, str | int] = {}
        items: Type | None = None
        for key, one in style.items():
            value = settings.get(key)
            if value is None or one.runtime is None:
                continue
            if one.is_path:
                found = walk(self._declarations, body, str(value))
                if found is None:
                    reason = f"the answer has no {value!r}, where the dialect has its {key}"
                    self._findings.error(place, reason, "describe it, or mend the dialect")
                    return None
                value, reached = found
                items = reached if key == "items" else items
            resolved[one.runtime] = value
        self._note(answer.dialect, Dialect(answer.dialect, str(settings["style"]), resolved), place)
        if isinstance(items, Array):
            return items.items
        self._findings.error(place, "the items are not an array", "mend the dialect's `items`")
        return None

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
        path: Names on the wire, dotted.

    Returns:
        `None` where the type has no such path.
    """
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
