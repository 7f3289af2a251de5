"""The tree of the client: namespaces, resources and their methods, with their identifiers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from .. import names
from ..api import Namespace, Operation, Resource
from .addresses import Wanted, distinct
from .operations import Endpoint
from .prose import sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..diagnostics import Findings


@dataclass(slots=True)
class Group:
    """A node of the tree: what a dotted name leads to before its last dot."""

    path: tuple[str, ...]
    endpoints: list[Endpoint] = field(default_factory=list[Endpoint])
    children: dict[str, Group] = field(default_factory=dict[str, "Group"])

    @property
    def is_namespace(self) -> bool:
        """Whether it only holds resources, at the top."""
        return len(self.path) == 1 and not self.endpoints


class Tree:
    """The groups of a document's operations.

    Attributes:
        identifiers: Method names by operation pointer.
        modules: Modules by group path.
    """

    def __init__(
        self, endpoints: Iterable[Endpoint], docs: Mapping[str, str], findings: Findings
    ) -> None:
        self.root = Group(())
        self._docs = docs
        self.identifiers: dict[str, str] = {}
        self._attributes: dict[tuple[str, ...], str] = {}
        self.modules: dict[tuple[str, ...], str] = {}
        for endpoint in sorted(
            endpoints, key=lambda one: (one.address.groups, one.address.rank, one.pointer)
        ):
            self._add(endpoint)
        for group in self.groups():
            _settle(group, findings)
        self._name_attributes(self.root)
        self._name_modules()

    def _add(self, endpoint: Endpoint) -> None:
        group = self.root
        for name in endpoint.address.groups:
            group = group.children.setdefault(name, Group((*group.path, name)))
        group.endpoints.append(endpoint)

    def groups(self, start: Group | None = None) -> Iterable[Group]:
        """All groups below one, parents first, by name."""
        for name in sorted((start or self.root).children):
            child = (start or self.root).children[name]
            yield child
            yield from self.groups(child)

    def _name_attributes(self, group: Group) -> None:
        taken = names.RESOURCE_ATTRIBUTES if group.path else names.CLIENT_ATTRIBUTES
        methods = [one.address.method for one in group.endpoints]
        chosen = names.attribute_names(methods, taken)
        for endpoint in group.endpoints:
            self.identifiers[endpoint.pointer] = chosen[endpoint.address.method]
        children = names.attribute_names(group.children, {*taken, *chosen.values()})
        for name, child in group.children.items():
            self._attributes[child.path] = children[name]
            self._name_attributes(child)

    def _name_modules(self) -> None:
        resources: dict[str, list[Group]] = {}
        tops = [group for group in self.groups() if len(group.path) == 1]
        spaces = names.unique(
            [group.path[0] for group in tops if group.is_namespace], names.snake, names.ROOT_MODULES
        )
        for group in self.groups():
            package = spaces.get(group.path[0], "")
            if len(group.path) == 1 and package:
                self.modules[group.path] = package
            else:
                resources.setdefault(package, []).append(group)
        for package, members in resources.items():
            offset = 1 if package else 0
            wires = {"_".join(group.path[offset:]): group for group in members}
            taken = names.NAMESPACE_MODULES if package else {*names.ROOT_MODULES, *spaces.values()}
            for wire, name in names.unique(wires, names.snake, taken).items():
                self.modules[wires[wire].path] = f"{package}.{name}" if package else name

    def hint(self, endpoint: Endpoint) -> str:
        """What types are called that only an operation has."""
        groups = endpoint.address.groups
        own = groups[1:] if self.root.children[groups[0]].is_namespace else groups
        return names.pascal("_".join((*own, endpoint.address.method)), "Resource")

    def built(
        self, operations: Mapping[str, Operation], taken: Iterable[str]
    ) -> tuple[tuple[Namespace, ...], tuple[Resource, ...]]:
        """The namespaces, and the resources without one.

        Args:
            operations: Built operations by their places.
            taken: The names of all types.
        """
        classes = self._classes(frozenset(taken))
        namespaces: list[Namespace] = []
        resources: list[Resource] = []
        for name in sorted(self.root.children):
            group = self.root.children[name]
            if group.is_namespace:
                namespaces.append(
                    Namespace(
                        name=self._attributes[group.path],
                        class_name=classes[group.path],
                        module=self.modules[group.path],
                        doc=self._doc(group),
                        resources=self._resources(group, operations, classes),
                    )
                )
            else:
                resources.append(self._resource(group, operations, classes))
        return tuple(namespaces), tuple(resources)

    def _resources(
        self,
        group: Group,
        operations: Mapping[str, Operation],
        classes: Mapping[tuple[str, ...], str],
    ) -> tuple[Resource, ...]:
        return tuple(
            self._resource(group.children[name], operations, classes)
            for name in sorted(group.children)
        )

    def _resource(
        self,
        group: Group,
        operations: Mapping[str, Operation],
        classes: Mapping[tuple[str, ...], str],
    ) -> Resource:
        return Resource(
            name=self._attributes[group.path],
            class_name=classes[group.path],
            module=self.modules[group.path],
            doc=self._doc(group),
            operations=tuple(operations[one.pointer] for one in group.endpoints),
            children=self._resources(group, operations, classes),
        )

    def _classes(self, taken: frozenset[str]) -> dict[tuple[str, ...], str]:
        """The groups' classes: those that one module may import have different names."""
        first = names.class_names({name: name for name in self.root.children}, taken)
        chosen: dict[tuple[str, ...], str] = {(name,): first[name] for name in first}
        for name, top in self.root.children.items():
            offset = 1 if top.is_namespace else 0
            paths = {".".join(group.path): group.path for group in self.groups(top)}
            wanted = {key: "_".join(path[offset:]) for key, path in paths.items()}
            below = names.class_names(wanted, {*taken, *names.class_forms(first[name])})
            chosen |= {paths[key]: class_name for key, class_name in below.items()}
        return chosen

    def _doc(self, group: Group) -> str:
        """The tag's description: of the tag called like the group, else of its operations' tag."""
        tags = [".".join(group.path)]
        tags += [
            tag.get_untrusted_value() for e in group.endpoints[:1] for tag in e.operation.tags or ()
        ]
        for tag in tags:
            if self._docs.get(tag):
                return sentence(self._docs[tag])
        return sentence(group.path[-1].replace("_", " ").capitalize())


def _settle(group: Group, findings: Findings) -> None:
    """Give each operation of a group a method's name of its own."""
    wanted = [
        Wanted(
            method=one.address.method,
            http_method=one.method,
            path=one.path,
            identifier=one.identifier,
            group=group.path[-1],
        )
        for one in group.endpoints
    ]
    for place, (one, name) in enumerate(zip(group.endpoints, distinct(wanted), strict=True)):
        if name == one.address.method:
            continue
        reason = f"another operation is {one.address} too, so this one is called {name!r}"
        findings.slip(one.pointer, reason, "give each an operationId of its own")
        address = replace(one.address, method=name)
        group.endpoints[place] = replace(one, address=address)
    group.endpoints.sort(key=lambda one: (one.address.rank, one.pointer))
