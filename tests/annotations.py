"""Evaluates the annotations of everything public in a package, as tools do that read signatures."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from types import FunctionType, ModuleType
from typing import Any, get_type_hints

_DECLARED = frozenset({"__init__", "__call__", "__enter__", "__aenter__", "__iter__", "__aiter__"})
"""Special methods that a signature or a `with` is about."""


def public(package: str) -> Iterator[tuple[str, Any]]:
    """Every public class and function by its full name, and every method of the classes."""
    root = import_module(package)
    names = [one.name for one in walk_packages(root.__path__, f"{package}.")]
    for name in [package, *(one for one in names if not one.endswith("__main__"))]:
        try:
            module = import_module(name)
        except ModuleNotFoundError as error:
            if str(error.name).startswith(package):
                raise
            continue  # an extra that is not installed
        for shown in _shown(module):
            value = _undecorated(getattr(module, shown))
            is_own = str(getattr(value, "__module__", "")).startswith(package)
            if is_own and isinstance(value, type | FunctionType):
                yield f"{name}.{shown}", value
                if isinstance(value, type):
                    yield from _methods(value, package)


def _shown(module: ModuleType) -> Iterator[str]:
    """What a module shows, and the classes behind `with_raw_response`."""
    yield from getattr(module, "__all__", ())
    for name in list(vars(module)):
        is_plugin = module.__name__.endswith(".pytest_plugin") and not name.startswith("_")
        if is_plugin or name.endswith("WithRawResponse"):
            yield name


def _methods(of: type, package: str) -> Iterator[tuple[str, Any]]:
    for one in of.__mro__:
        if not one.__module__.startswith(package):
            continue
        for name, member in list(vars(one).items()):
            function = _undecorated(member)
            is_shown = not name.startswith("_") or name in _DECLARED
            if isinstance(function, FunctionType) and is_shown:
                yield f"{one.__module__}.{one.__qualname__}.{name}", function


def _undecorated(member: Any) -> Any:
    """The function of a property, a method of a class or a fixture; else what is given."""
    for attribute in ("__func__", "fget", "func", "_fixture_function"):
        if inspect.getattr_static(member, attribute, None) is not None:
            member = getattr(member, attribute)
    fixture = vars(member).get("__pytest_wrapped__") if isinstance(member, FunctionType) else None
    return member if fixture is None else fixture.obj


def unresolved(package: str) -> tuple[int, list[str]]:
    """How many things were looked at, and those whose annotations do not resolve."""
    faults: list[str] = []
    seen: set[int] = set()
    for name, value in public(package):
        if id(value) in seen:
            continue
        seen.add(id(value))
        try:
            get_type_hints(value, include_extras=True)
            if isinstance(value, FunctionType) or "__init__" in vars(value):
                inspect.signature(value, eval_str=True)
        except Exception as error:  # noqa: BLE001 - whatever a tool would see
            faults.append(f"{name}: {error!r}")
    return len(seen), faults


if __name__ == "__main__":
    looked_at, found = unresolved(sys.argv[1])
    print(looked_at)
    print("\n".join(found))
    sys.exit(bool(found))
