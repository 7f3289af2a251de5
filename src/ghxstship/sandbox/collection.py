"""Collections: what the resources under one path are like."""

from __future__ import annotations

import os
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from secrets import randbelow
from typing import Any, cast
from uuid import uuid4

from .._core.money import MoneyFields
from ..description import Node
from .sample_values import Sampler
from .schemas import Schemas
from .settings import FieldNames

Resource = dict[str, Any]

_RANDOM_BYTES = 8  # of an id
_LARGEST_NUMBER = 2**31 - 2  # 32 bits are what some documents say
_NOTHING: Any = object()
_MUTABLE = frozenset({list, dict})


@dataclass(frozen=True, slots=True)
class Members:
    """What the description says about the members of an object.

    Attributes:
        names: The members it declares, in its order, each with its own members.
        blank: What a fresh object holds where nothing is given.
    """

    names: Mapping[str, Members]
    blank: Mapping[str, Any]

    @classmethod
    def read(cls, schemas: Schemas, *nodes: Node) -> Members:
        """The members of an object.

        Args:
            schemas: What the schemas refer to.
            nodes: The object's schema, and others whose defaults count where it has none.
        """
        return _read(schemas, nodes, {})

    def merge(self, target: Resource, patch: Mapping[str, Any]) -> None:
        """Apply a JSON merge patch (RFC 7396) in place.

        Where the description declares a member, `null` is a value that the member keeps; elsewhere
        it takes the member away.

        Args:
            target: The object to change.
            patch: The changes.
        """
        for name, value in patch.items():
            inner = self.names.get(name)
            if value is None and inner is None:
                target.pop(name, None)
            elif isinstance(value, dict):
                if not isinstance(target.get(name), dict):
                    target[name] = {}
                (inner or _UNDECLARED).merge(target[name], cast("Resource", value))
            else:
                target[name] = value


_UNDECLARED = Members({}, {})


@dataclass(frozen=True, slots=True)
class IdKind:
    """What the ids of a collection are.

    Attributes:
        prefix: What they start with.
        is_number: Whether they are whole numbers.
        is_uuid: Whether they are UUIDs (RFC 9562).
    """

    prefix: str = ""
    is_number: bool = False
    is_uuid: bool = False

    def new(self) -> str:
        """An id that nothing has, as text."""
        if self.is_uuid:
            return str(uuid4())
        if self.is_number:
            return str(1 + randbelow(_LARGEST_NUMBER))
        return self.prefix + os.urandom(_RANDOM_BYTES).hex()

    def value(self, identifier: str) -> str | int:
        """An id as a resource has it."""
        return int(identifier) if self.is_number and identifier.isdecimal() else identifier


@dataclass(frozen=True, slots=True)
class Collection:
    """Resources of one kind, found under one path.

    Attributes:
        name: What it is called in the store, such as `atlvs.deals`.
        parents: The path parameters that come before the resource's own.
        parent: The collection of the resource that it lies under.
        parameter: The path parameter that names one resource; empty where there is only one.
        id_kind: What its ids are.
        members: What a resource holds.
        money: Where it has amounts of money.
        fields: What the members that the server keeps are called.
        example: The resource that the description shows, `None` where it shows none.
    """

    name: str
    parents: tuple[str, ...]
    parent: Collection | None
    parameter: str
    id_kind: IdKind
    members: Members
    money: MoneyFields
    fields: FieldNames
    example: Mapping[str, Any] | None

    def new_id(self) -> str:
        """An id that no resource has, as text."""
        return self.id_kind.new()

    def draft(self, given: Mapping[str, Any], identifier: str, now: str) -> Resource:
        """A fresh resource, not stored yet.

        Args:
            given: The members that the request gives; those that the resource does not have are
                left out.
            identifier: Its id.
            now: The time it is created at.
        """
        own = {
            self.fields.id: self.id_kind.value(identifier),
            self.fields.version: 1,
            self.fields.created: now,
            self.fields.updated: now,
        }
        if not identifier:  # of something of which there is one
            del own[self.fields.id]
        blank = self.members.blank
        resource: Resource = {}
        for name in self.members.names:
            if name in own:
                resource[name] = own[name]
            elif name in given:
                resource[name] = given[name]
            elif name in blank:
                value = blank[name]
                resource[name] = deepcopy(value) if type(value) in _MUTABLE else value
        return resource

    def touch(self, resource: Resource, now: str) -> None:
        """Count a change: a new version, changed now."""
        if self.fields.version in resource:
            resource[self.fields.version] += 1
        if self.fields.updated in self.members.names:
            resource[self.fields.updated] = now


def _read(schemas: Schemas, nodes: tuple[Node, ...], known: dict[int, Members]) -> Members:
    """The members of an object; `known` are those read before, by the identity of the schema."""
    names: dict[str, Members] = {}
    blank: dict[str, Any] = {}
    members = known[id(nodes[0])] = Members(names, blank)
    required = schemas.required(nodes[0])
    others = [schemas.properties(each) for each in nodes[1:]]
    for name, node in schemas.properties(nodes[0]).items():
        names[name] = known.get(id(node)) or _read(schemas, (node,), known)
        same = (node, *(each[name] for each in others if name in each))
        value = _default(schemas, same, names[name], name in required)
        if value is not _NOTHING:
            blank[name] = value
    return members


def _default(schemas: Schemas, nodes: tuple[Node, ...], inner: Members, required: bool) -> Any:
    """What a member holds where nothing is given, `_NOTHING` for being absent."""
    for node in nodes:
        default = schemas.keyword(node, "default")
        if default is not None:
            return default
    types = schemas.types(nodes[0])
    if "null" in types:
        return None
    if not required:
        return _NOTHING
    if "object" in types and inner.names:
        return dict(inner.blank)
    return Sampler(schemas).value(nodes[0])
