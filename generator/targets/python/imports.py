"""A module's imports: collected while it is written, sorted as ruff sorts them."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator


@dataclass(frozen=True, slots=True, order=True)
class _Import:
    source: str
    """An absolute module, or one of the package's own with its dots."""
    name: str
    """What is imported from it; empty for the module itself."""
    alias: str


@dataclass(slots=True)
class Imports:
    """Collects what one module imports.

    Attributes:
        module: The module, a dotted path within the package.
        is_package: Whether it is a package's `__init__`.
        taken: Names that the module defines itself; what the package imports gives way.
        types: Names of all types of the API; what is imported from elsewhere gives way.
    """

    module: str
    is_package: bool = False
    taken: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    _runtime: dict[_Import, None] = field(default_factory=dict[_Import, None])
    _typing: dict[_Import, None] = field(default_factory=dict[_Import, None])
    _lazy: dict[str, str] = field(default_factory=dict[str, str])

    def core(self, module: str, *names: str) -> None:
        """Import from the runtime."""
        for name in names:
            self.internal(f"_core.{module}", name)

    def internal(self, module: str, name: str, alias: str | None = None) -> str:
        """Import from the package itself.

        Returns:
            The name by which it is known here.
        """
        if module == self.module:
            return name
        alias = alias or name
        if alias in self.taken:
            alias = f"{name}Model"
            while alias in self.taken:
                alias += "_"
        self._runtime.setdefault(_Import(self._relative(module), name, alias))
        return alias

    def names_from(self, module: str) -> list[str]:
        """The names that come from a module of the package and are called here as there."""
        source = self._relative(module)
        return [one.name for one in self._runtime if one.source == source and one.alias == one.name]

    def lazy(self, module: str, name: str) -> str:
        """Name something of the package in an annotation, which loads its module if evaluated.

        Returns:
            The name by which it is known here: no name of a document begins with an underscore.
        """
        relative = self._relative(module)
        alias = f"_{relative.lstrip('._').replace('.', '_')}"
        while self._lazy.get(alias, relative) != relative:
            alias += "_"
        self._lazy[alias] = relative
        return f"{alias}.{name}"

    def external(self, source: str, *names: str) -> None:
        """Import names from elsewhere that no type has."""
        for name in names:
            self._runtime.setdefault(_Import(source, name, name))

    def unless_taken(
        self,
        source: str,
        name: str,
        *,
        shadowed: Collection[str] = (),
    ) -> str:
        """Import a name from elsewhere that a type of the API may have as well.

        Args:
            source: Where it is.
            name: What it is called there.
            shadowed: Names that mean something else where it is used.

        Returns:
            The name by which it is known here.
        """
        if name in self.types:
            module = self.whole(source, shadowed=shadowed)
            return f"{module}.{name}"
        self._runtime.setdefault(_Import(source, name, name))
        return name

    def whole(
        self,
        source: str,
        alias: str = "",
        *,
        shadowed: Collection[str] = (),
    ) -> str:
        """Import a module; arguments as for `unless_taken`.

        Returns:
            The name by which it is known here: no name of a document begins with an underscore.
        """
        alias = alias or source
        if alias in shadowed:
            alias = f"_{alias}"
        self._runtime.setdefault(_Import(source, "", alias))
        return alias

    def _relative(self, module: str) -> str:
        here = self.module.split(".")
        package = here if self.is_package else here[:-1]
        there = module.split(".")
        common = 0
        while common < min(len(package), len(there) - 1) and package[common] == there[common]:
            common += 1
        return "." * (len(package) - common + 1) + ".".join(there[common:])

    def render(self) -> str:
        """The import statements."""
        lazy = sorted(self._lazy.items(), key=lambda item: _order(item[1]))
        for alias, relative in lazy:
            name = relative.rpartition(".")[2]
            package = relative.removesuffix(name)
            if package.strip("."):
                package = package.removesuffix(".")
            self._typing.setdefault(_Import(package, name, alias))
        if lazy:
            self.internal("_core.lazy", "lazy_module")
        if self._typing:
            self.external("typing", "TYPE_CHECKING")
        blocks = [_block(self._runtime)]
        if self._typing:
            indented = "\n".join(
                f"    {line}".rstrip() for line in _block(self._typing).split("\n")
            )
            blocks.append(f"if TYPE_CHECKING:\n{indented}")
        if lazy:
            lines = (f'    {alias} = lazy_module("{name}", __package__)' for alias, name in lazy)
            blocks[-1] += "\n".join(["\nelse:", *lines])
        return "\n\n".join(block for block in blocks if block)


def _block(imports: Iterable[_Import]) -> str:
    """Statements in three sections: the standard library, others, the package's own."""
    sections: list[dict[str, list[_Import]]] = [{}, {}, {}]
    for one in sorted(imports):
        sections[_section(one.source)].setdefault(one.source, []).append(one)
    return "\n\n".join(
        "\n".join(
            [
                *(_whole(one) for group in section.values() for one in group if not one.name),
                *(
                    line
                    for source, group in sorted(section.items(), key=lambda item: _order(item[0]))
                    for line in _from(source, [one for one in group if one.name])
                ),
            ]
        )
        for section in sections
        if section
    )


def _section(source: str) -> int:
    if source.startswith("."):
        return 2
    return 0 if source.partition(".")[0] in sys.stdlib_module_names else 1


def _order(source: str) -> tuple[int, str]:
    """Furthest relatives first, then the alphabet."""
    bare = source.lstrip(".")
    return len(bare) - len(source), bare


def _whole(one: _Import) -> str:
    return f"import {one.source}" + (f" as {one.alias}" if one.alias != one.source else "")


def _from(source: str, group: Iterable[_Import]) -> Iterator[str]:
    """A statement for all names that keep theirs, and one for each that gets another."""
    names = sorted(group, key=lambda one: (_kind(one.name), one.name))
    kept = [one.name for one in names if one.alias == one.name]
    if kept:
        yield f"from {source} import {', '.join(kept)}"
    for one in names:
        if one.alias != one.name:
            yield f"from {source} import {one.name} as {one.alias}"


def _kind(name: str) -> int:
    """Constants before classes before functions."""
    if name.isupper() and len(name) > 1:
        return 0
    return 1 if name[:1].isupper() else 2
