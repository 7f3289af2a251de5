"""What generated resources and namespaces inherit: the driver, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .drivers import AsyncDriver, Driver


class Resource:
    """A group of operations, called in the caller's thread."""

    def __init__(self, driver: Driver) -> None:
        self._driver = driver


class AsyncResource:
    """A group of operations, called in the caller's task."""

    def __init__(self, driver: AsyncDriver) -> None:
        self._driver = driver
