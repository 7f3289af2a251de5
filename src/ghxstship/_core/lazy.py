"""What is loaded on first use: modules that annotations name, and the resources of a client.

An annotation is evaluated in the globals of its module, so a name that only a type checker imports
cannot be resolved by `typing.get_type_hints`. A lazy module can: `_deals.Deals` loads `_deals`.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import resolve_name
from types import ModuleType
from typing import Any, Generic, TypeVar, get_type_hints, overload

ResourceT = TypeVar("ResourceT")


class _LazyModule(ModuleType):
    """Stands for a module that is imported when an attribute of it is first read."""

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self.__name__), name)


def lazy_module(name: str, package: str) -> Any:
    """A module that is imported when an attribute of it is first read.

    Args:
        name: The module's name, relative as in an import, such as `._core.auth`.
        package: The package that it is relative to.
    """
    return _LazyModule(resolve_name(name, package))


class resource_property(Generic[ResourceT]):  # noqa: N801 - a decorator, as `property` is
    """A resource or namespace of a client: it is made once, when it is first read.

    Read on the class it is the resource's class, which `unittest.mock.create_autospec` follows.
    """

    def __init__(self, make: Callable[[Any], ResourceT]) -> None:
        self.func = make
        self.__doc__ = make.__doc__
        self._name = make.__name__

    @overload
    def __get__(self, instance: None, owner: type[Any]) -> type[ResourceT]: ...
    @overload
    def __get__(self, instance: object, owner: type[Any]) -> ResourceT: ...
    def __get__(self, instance: object | None, owner: type[Any]) -> ResourceT | type[ResourceT]:
        if instance is None:
            of_class: type[ResourceT] = get_type_hints(self.func)["return"]
            return of_class
        # The first one, if several threads make one.
        made: ResourceT = vars(instance).setdefault(self._name, self.func(instance))
        return made
