"""References to other files: each file is read once and put into the document itself.

What is read below `$external` stands there under its path relative to the document, and every
reference to it becomes one inside of the document, so that nothing else knows of files. Files that
refer to each other in a circle are no trouble: a file is put in before what it refers to is read.
Nothing is ever read from the network.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeAlias, cast
from urllib.parse import unquote, urlsplit

from .diagnostics import DocumentError
from .pointers import EXTERNAL, ROOT, external, join, value_at
from .reader import read

Json: TypeAlias = object

_MAPS = frozenset(
    """
    $defs callbacks content definitions dependentSchemas encoding examples headers links parameters
    pathItems paths patternProperties properties requestBodies responses schemas scopes
    securitySchemes variables webhooks
    """.split()  # noqa: SIM905 - a list of names reads better than a column of literals
)
"""Keywords whose objects have names of things as keys, where all others have keywords."""

_VALUES = frozenset({"const", "default", "enum", "example", "value"})
"""Keywords that hold a value of the API, in which `$ref` means nothing."""

_SCHEMAS = frozenset(
    """
    $defs additionalProperties allOf anyOf contains contentSchema definitions dependentSchemas else
    if items mapping not oneOf patternProperties prefixItems properties propertyNames schema schemas
    then unevaluatedItems unevaluatedProperties
    """.split()  # noqa: SIM905 - a list of names reads better than a column of literals
)
_PATHS = frozenset(
    "delete get head options patch pathItems paths post put trace webhooks".split()  # noqa: SIM905
)
_NETWORK = "nothing is read from the network: put a copy beside the document and refer to that"


class Target(StrEnum):
    """What a reference to another file leads to, by where it stands."""

    SCHEMA = "schema"
    PATH = "path"
    COMPONENT = "component"


@dataclass(frozen=True, slots=True)
class Outside:
    """Why a reference leads to nothing that was read."""

    reason: str
    remedy: str


@dataclass(slots=True)
class Externals:
    """What a document has of other files."""

    targets: dict[str, Target] = field(default_factory=dict[str, Target])
    """What references lead to there, by pointers below `#/$external`."""
    unread: dict[str, Outside] = field(default_factory=dict[str, Outside])
    """References that lead to nothing, and why."""

    def why(self, target: str) -> Outside:
        """Why a reference that leads out of the document has no target."""
        if target in self.unread:
            return self.unread[target]
        reason = f"$ref {target!r} leaves the document"
        if _is_url(target):
            return Outside(reason, _NETWORK)
        return Outside(reason, "refer to a file, or to a pointer that begins with `#/`")


def bundle(path: Path, data: dict[str, Any]) -> Externals:
    """Put the files that a document refers to into it.

    Args:
        path: The document's file.
        data: What it says; it is changed.

    Returns:
        What its references lead to.
    """
    bundling = _Bundling(path, data)
    bundling.run()
    return bundling.found


@dataclass(frozen=True, slots=True)
class _File:
    """A file, and the pointer to what it says."""

    folder: Path
    pointer: str
    data: Json


class _Bundling:
    def __init__(self, path: Path, data: dict[str, Any]) -> None:
        self.found = Externals()
        self._folder = path.resolve().parent
        self._data = data
        self._files: dict[Path, str | Outside] = {path.resolve(): ROOT}
        self._pending = [_File(self._folder, ROOT, data)]
        self._read: dict[str, Json] = {}
        self._splices: list[tuple[dict[str, Any], str]] = []

    def run(self) -> None:
        """Read what is referred to, until nothing new is."""
        for file in self._pending:  # it grows meanwhile
            self._rewrite(file.data, file)
        if self._read:
            self._data[EXTERNAL] = self._read
        for holder, target in reversed(self._splices):
            self._splice(holder, target)
        for target, kind in list(self.found.targets.items()):
            self._spread(target, kind)

    def _spread(self, target: str, kind: Target) -> None:
        """Note that what is no more than another reference leads to the same kind of thing."""
        passed: set[str] = set()
        while kind is not Target.COMPONENT and target not in passed:
            passed.add(target)
            try:
                value = value_at(self._data, target)
            except LookupError:
                return
            reference = cast("dict[str, Any]", value).get("$ref") if isinstance(value, dict) else 0
            if not isinstance(reference, str) or external(reference) is None:
                return
            target = reference
            self.found.targets[target] = kind

    def _rewrite(
        self, value: Json, file: _File, place: str = "", *, are_names: bool = False
    ) -> None:
        """Point all references of a value into the document.

        Args:
            value: A part of a file.
            file: The file.
            place: The keyword that it stands at.
            are_names: Whether it is an object whose keys are names of things.
        """
        if isinstance(value, list):
            for item in cast("list[Json]", value):
                self._rewrite(item, file, place)
        if not isinstance(value, dict):
            return
        given = cast("dict[str, Any]", value)
        reference = given.get("$ref")
        if isinstance(reference, str):
            target = self._target(reference, file)
            if are_names:
                self._splices.append((given, target))
            given["$ref"] = target
            self._note(target, place)
        for key, item in given.items():
            if are_names:
                self._rewrite(item, file, place)
            elif key == "mapping" and place == "discriminator" and isinstance(item, dict):
                self._rewrite_mapping(cast("dict[str, Any]", item), file)
            elif key not in _VALUES:
                self._rewrite(item, file, key, are_names=key in _MAPS)

    def _rewrite_mapping(self, mapping: dict[str, Any], file: _File) -> None:
        """Point a discriminator's mapping into the document; its values may be names too."""
        for tag, target in mapping.items():
            if not isinstance(target, str):
                continue
            name = target.partition("#")[0]
            if "#" not in target and self._schema_named(target, file):
                mapping[tag] = join(file.pointer, "components", "schemas", target)
            elif "#" in target or (file.folder / unquote(name)).is_file():
                mapping[tag] = self._target(target, file)
                self._note(mapping[tag], "mapping")

    def _schema_named(self, name: str, file: _File) -> bool:
        try:
            value_at(file.data, join("#/components/schemas", name))
        except LookupError:
            return False
        return True

    def _note(self, target: str, place: str) -> None:
        if external(target) is not None:
            kind = Target.COMPONENT
            if place in _SCHEMAS:
                kind = Target.SCHEMA
            elif place in _PATHS:
                kind = Target.PATH
            if kind is not Target.COMPONENT or target not in self.found.targets:
                self.found.targets[target] = kind

    def _target(self, reference: str, file: _File) -> str:
        """The pointer in the document that a file's reference means; itself where there is none."""
        name, _, fragment = reference.partition("#")
        if not name:
            return file.pointer + fragment
        if _is_url(reference):
            return reference
        try:
            path = (file.folder / unquote(name)).resolve()
        except (OSError, RuntimeError, ValueError) as error:  # a circle of links, a null byte
            reason = f"$ref {reference!r} is no path: {error}"
            self.found.unread[reference] = Outside(reason, "write the path of a file")
            return reference
        begin = self._begin(path)
        if isinstance(begin, Outside):
            relative = self._relative(path)
            self.found.unread[relative] = begin
            return relative
        if fragment and not fragment.startswith("/"):
            reason = f"$ref {reference!r} is no JSON pointer"
            self.found.unread[reference] = Outside(reason, "write it such as `file.yaml#/Thing`")
            return reference
        return begin + unquote(fragment)

    def _begin(self, path: Path) -> str | Outside:
        """The pointer to a file's contents, read if this is the first reference to it."""
        if path not in self._files:
            name = self._relative(path)
            try:
                data, _ = read(path, name)
            except DocumentError as error:
                found = error.diagnostics[0]
                reason = f"$ref leads to {name}: {found.reason}"
                self._files[path] = Outside(reason, found.remedy)
            else:
                pointer = self._files[path] = join(ROOT, EXTERNAL, name)
                self._read[name] = data
                self._pending.append(_File(path.parent, pointer, data))
        return self._files[path]

    def _relative(self, path: Path) -> str:
        return Path(os.path.relpath(path, self._folder)).as_posix()

    def _splice(self, holder: dict[str, Any], target: str) -> None:
        """Put the members of a whole map that stands in another file where they are referred to."""
        try:
            members = value_at(self._data, target) if target.startswith("#/") else None
        except LookupError:
            members = None
        if isinstance(members, dict):
            del holder["$ref"]
            for name, member in cast("dict[str, Any]", members).items():
                holder.setdefault(name, member)


def _is_url(reference: str) -> bool:
    """Whether a reference names a host; `C:` is a Windows drive."""
    try:
        parts = urlsplit(reference)
    except ValueError:  # half of an IPv6 address
        return True
    return bool(parts.netloc) or len(parts.scheme) > 1
