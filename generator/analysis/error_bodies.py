"""Where errors keep their parts, recognised by their schemas where the document does not say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from ..types import (
    Array,
    Constant,
    Declaration,
    Either,
    Enum,
    Kind,
    Map,
    Model,
    Named,
    Nullable,
    Scalar,
    Type,
    Union,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PATHS: dict[str, tuple[str, ...]] = {
    "message": (
        *("error.message", "message", "errordescription", "error.description", "detail"),
        *("errors.0.message", "errors.0.detail", "errors.0.description", "errors.0.title"),
        *("errors.0.reason", "errors.0", "error.0.message", "errormessage", "error.detail"),
        *("title", "msg", "description", "error.title", "error", "reason"),
    ),
    "code": (
        *("error.code", "code", "errorcode", "errors.0.code", "error.type", "errors.0.errortype"),
        *("errors.0.errorcode", "error.0.code", "errortype", "error", "type", "reason"),
    ),
    "details": (
        *("error.details", "error.errors", "errors", "details", "invalidparams", "invalidfields"),
        "violations",
    ),
    "request_id": ("requestid", "error.requestid", "correlationid"),
    "documentation_url": ("documentationurl", "error.docurl", "docurl", "moreinfo", "helpurl"),
}
"""Where the parts of an error are in the formats that are common, the likeliest first.

Small letters without `_` and `-` stand for a name in any spelling, a digit for a place in a list.
RFC 9457 is among them (`detail`, `title`, `type`), and OAuth 2 (`error_description`, `error`).
"""
_IN_DETAIL: dict[str, tuple[str, ...]] = {
    "detail_field": (
        *("field", "path", "name", "pointer", "source.pointer", "property", "param", "parameter"),
        *("target", "location", "resource"),
    ),
    "detail_message": ("message", "detail", "reason", "description", "title", "msg"),
}
_MOST = 0.5
"""The share of error bodies that have to have a message where one is recognised."""
_SOME = 0.1
"""The share of error bodies that have to have a path."""
_ALTERNATIVES = 3

_Found: TypeAlias = tuple[str, Type]


@dataclass(frozen=True, slots=True)
class ErrorBodies:
    """Looks for the parts of errors in their types.

    Attributes:
        types: The types of the errors' bodies, and how many operations have each.
        declarations: What is declared, by key.
    """

    types: Mapping[Type, int]
    declarations: Mapping[str, Declaration]

    def envelope(self) -> dict[str, str]:
        """Where the parts are; empty where most errors have no message that is plainly one."""
        total = sum(self.types.values())
        found = {part: self._paths(part, total) for part in _PATHS}
        if not found["message"] or self._share(found["message"]) < _MOST * total:
            return {}
        envelope = {part: "|".join(paths) for part, paths in found.items() if paths}
        if "code" in envelope and envelope["code"] == envelope["message"]:
            del envelope["code"]  # one text can't be both
        if "details" in envelope:
            details = envelope["details"] = found["details"][0]
            envelope |= self._in_detail(details)
        return envelope

    def _paths(self, part: str, total: int) -> list[str]:
        """The paths to a part, as they are on the wire: the likeliest of those that are common."""
        found: list[str] = []
        for candidate in _PATHS[part]:
            counts: dict[str, int] = {}
            for one, uses in self.types.items():
                for path, reached in self._reach(one, candidate.split(".")):
                    if self._fits(part, reached):
                        counts[path] = counts.get(path, 0) + uses
            found += [path for path, uses in counts.items() if uses >= _SOME * total]
        return list(dict.fromkeys(found))[:_ALTERNATIVES]

    def _share(self, paths: list[str]) -> int:
        """How many operations have errors with one of several paths."""
        return sum(
            uses
            for one, uses in self.types.items()
            if any(
                self._fits("message", reached)
                for path in paths
                for _, reached in self._reach(one, path.split("."))
            )
        )

    def _fits(self, part: str, one: Type) -> bool:
        if part == "details":
            return isinstance(one, Array | Map)
        match one:
            case Scalar(kind):
                return kind in {Kind.STRING, Kind.UUID} or (part == "code" and kind is Kind.INTEGER)
            case Constant():
                return True
            case Named(key):
                return isinstance(self.declarations.get(key), Enum)
            case Either(members):
                return all(self._fits(part, member) for member in members)
            case _:
                return False

    def _in_detail(self, details: str) -> dict[str, str]:
        """Where one detail keeps its parts, if the details are objects."""
        found: dict[str, str] = {}
        for name, candidates in _IN_DETAIL.items():
            paths: dict[str, None] = {}
            for candidate in candidates:
                wanted = [*details.split("."), "0", *candidate.split(".")]
                for one in self.types:
                    for path, reached in self._reach(one, wanted):
                        if self._fits("code", reached):
                            paths.setdefault(path.removeprefix(f"{details}.0."))
            if paths:
                found[name] = "|".join(list(paths)[:_ALTERNATIVES])
        return found

    def _reach(self, one: Type, names: list[str]) -> Iterator[_Found]:
        """What a path of loosely spelt names leads to, and the path as it is on the wire."""
        if isinstance(one, Nullable):
            yield from self._reach(one.inner, names)
        elif isinstance(one, Either):
            for member in one.members:
                yield from self._reach(member, names)
        elif not names:
            yield "", one
        elif isinstance(one, Array):
            if names[0] == "0":
                yield from self._deeper("0", one.items, names)
        elif isinstance(one, Named):
            yield from self._within(self.declarations.get(one.name), names)

    def _within(self, declaration: Declaration | None, names: list[str]) -> Iterator[_Found]:
        if isinstance(declaration, Union):
            for member in declaration.members:
                if member.type != Named(declaration.name):
                    yield from self._reach(member.type, names)
        elif isinstance(declaration, Model):
            for field in declaration.fields:
                if loosely(field.wire) == loosely(names[0]) and not set(field.wire) & {".", "|"}:
                    yield from self._deeper(field.wire, field.type, names)

    def _deeper(self, wire: str, one: Type, names: list[str]) -> Iterator[_Found]:
        for path, reached in self._reach(one, names[1:]):
            yield (f"{wire}.{path}" if path else wire), reached


def loosely(name: str) -> str:
    """A name in small letters without what divides its words."""
    return name.lower().replace("_", "").replace("-", "")
