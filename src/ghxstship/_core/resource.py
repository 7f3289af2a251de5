"""What generated resources and namespaces inherit: the driver, and nothing else."""

from __future__ import annotations

from inspect import isfunction
from typing import TYPE_CHECKING

from .lazy import lazy_module
from .process_bound import ONE_EACH, ProcessBound
from .tracebacks import hide_arguments

if TYPE_CHECKING:
    from . import drivers as _drivers
else:
    _drivers = lazy_module(".drivers", __package__)


class _Resource(ProcessBound):
    """What is called with a caller's arguments, none of which a traceback shows."""

    _instead = ONE_EACH

    def __init_subclass__(cls) -> None:
        """Hide the arguments of every method."""
        super().__init_subclass__()
        for name, member in tuple(vars(cls).items()):
            if isfunction(member):
                setattr(cls, name, hide_arguments(member))

    def __repr__(self) -> str:
        driver: _drivers.Driver | _drivers.AsyncDriver = vars(self)["_driver"]
        return f"{type(self).__name__}(base_url={driver.config.base_url!r})"


class Resource(_Resource):
    """A group of operations, called in the caller's thread."""

    def __init__(self, driver: _drivers.Driver) -> None:
        self._driver = driver


class AsyncResource(_Resource):
    """A group of operations, called in the caller's task."""

    def __init__(self, driver: _drivers.AsyncDriver) -> None:
        self._driver = driver
