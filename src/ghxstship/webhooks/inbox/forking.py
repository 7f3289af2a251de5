"""Before a process forks, idle connections are given back: two processes must not share one.

SQLite's locks are a process's own. A child that went on with its parent's connection would hold
none, and whoever next closes the file would tidy away what the child writes
(https://www.sqlite.org/howtocorrupt.html, section 2.6).
"""

from __future__ import annotations

import os
from typing import Protocol
from weakref import WeakSet


class Pooled(Protocol):
    """A database that keeps connections for later."""

    def release(self) -> None:
        """Give back those that nobody uses just now."""
        ...


_databases: WeakSet[Pooled] = WeakSet()


def release_before_forks(database: Pooled) -> None:
    """Release a database's idle connections whenever this process forks.

    Args:
        database: The database; it is not kept alive.
    """
    _databases.add(database)


def _release_all() -> None:
    for database in list(_databases):
        database.release()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_release_all)
