"""Which module a declaration stands in, and whether requests, responses or both use it.

What one resource uses stands beside it; what several share stands above them. Events stand in a
module of their own, which imports those of the resources; a stream imports the events. No two
modules ever import each other: whatever a shared type is made of is shared at least as widely.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..api import KeywordBody, Operation, Plain, WholeBody
from ..types import (
    Declaration,
    Enum,
    Model,
    Placed,
    Type,
    Union,
    keys,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

ROOT_MODELS = "models"
EVENTS = "events"


@dataclass(slots=True)
class _Uses:
    in_request: bool = False
    in_response: bool = False
    modules: set[str] = field(default_factory=set[str])


class Placement:
    """Follows every use of a type, then says where each declaration stands."""

    def __init__(self, declarations: Mapping[str, Declaration], events: Iterable[str]) -> None:
        self._declarations = declarations
        self._events = frozenset(events)
        """Keys of the events and of their union."""
        self._uses = {key: _Uses() for key in declarations}
        self._reaching_events = self._reaching(set(self._events))

    def use_operation(self, operation: Operation, module: str) -> None:
        """Note the types of an operation."""
        for parameter in operation.parameters:
            self.use(parameter.type, module, in_request=True)
        body = operation.body
        if isinstance(body, KeywordBody):
            for one in body.fields:
                self.use(one.type, module, in_request=True)
        elif isinstance(body, WholeBody):
            self.use(body.type, module, in_request=True)
        for success in operation.answer.successes:
            if success.type is not None:
                self.use(success.type, module)
        if isinstance(operation.answer, Plain) and operation.answer.events is not None:
            self.use(operation.answer.events, module)

    def use(self, one: Type, module: str, *, in_request: bool = False) -> None:
        """Note a type, and all that it is made of."""
        for key in keys(one):
            self._use_key(key, module, in_request=in_request)

    def _use_key(self, key: str, module: str, *, in_request: bool) -> None:
        if key in self._events and module != EVENTS:
            return
        uses = self._uses[key]
        known = uses.in_request if in_request else uses.in_response
        if known and module in uses.modules:
            return
        uses.in_request |= in_request
        uses.in_response |= not in_request
        uses.modules.add(module)
        for one in parts(self._declarations[key], in_request=in_request):
            self.use(one, module, in_request=in_request)

    def placed(self, packages: frozenset[str]) -> dict[str, Placed]:
        """Every declaration that is used, each after those that it is made of.

        Args:
            packages: The namespaces' modules.
        """
        return {
            key: Placed(
                declaration=self._declarations[key],
                module=self._module(key, packages),
                in_request=self._uses[key].in_request,
                in_response=self._uses[key].in_response,
            )
            for key in self._ordered()
            if self._uses[key].modules
        }

    def _module(self, key: str, packages: frozenset[str]) -> str:
        if key in self._events:
            return EVENTS
        modules = self._uses[key].modules - {EVENTS}
        in_events = EVENTS in self._uses[key].modules
        reaches = key in self._reaching_events
        if not modules or (reaches and (in_events or len(modules) > 1)):
            return EVENTS
        if len(modules) == 1:
            (module,) = modules
            return EVENTS if in_events and module in self._event_readers() else module
        owners = {module.partition(".")[0] for module in modules}
        if len(owners) == 1 and owners <= packages:
            return f"{owners.pop()}.{ROOT_MODELS}"
        return ROOT_MODELS

    def _event_readers(self) -> set[str]:
        """Modules of resources that import the events."""
        return {
            module
            for key in self._reaching_events - self._events
            for module in self._uses[key].modules - {EVENTS}
        }

    def _reaching(self, found: set[str]) -> set[str]:
        """What is made of any of these, directly or not."""
        made_of = {
            key: {inner for one in parts(declaration, in_request=False) for inner in keys(one)}
            for key, declaration in self._declarations.items()
        }
        grown = True
        while grown:
            more = {key for key, inner in made_of.items() if not inner.isdisjoint(found)} - found
            found |= more
            grown = bool(more)
        return found

    def _ordered(self) -> list[str]:
        """Parts before wholes, otherwise by name; enums first and unions last."""
        ordered: dict[str, None] = {}

        def visit(key: str, path: frozenset[str]) -> None:
            if key in ordered or key in path:
                return
            for one in parts(self._declarations[key], in_request=False):
                for inner in sorted(keys(one)):
                    visit(inner, path | {key})
            ordered.setdefault(key)

        for key in sorted(self._declarations):
            visit(key, frozenset())
        ranks = {Enum: 0, Model: 1, Union: 2}
        return sorted(ordered, key=lambda key: ranks[type(self._declarations[key])])


def parts(declaration: Declaration, *, in_request: bool) -> Iterator[Type]:
    """What a declaration is made of, as a part of requests or of responses."""
    match declaration:
        case Model():
            for one in declaration.fields:
                if not (one.read_only if in_request else one.write_only):
                    yield one.type
            if declaration.extra is not None:
                yield declaration.extra
        case Union():
            yield from (member.type for member in declaration.members)
        case Enum():
            pass
