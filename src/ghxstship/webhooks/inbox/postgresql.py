"""An inbox in PostgreSQL: for several receivers and workers on several machines."""

from __future__ import annotations

from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

try:
    import sqlalchemy as sa
    from sqlalchemy.exc import SQLAlchemyError
except ModuleNotFoundError as error:
    message = f"PostgreSQL needs {error.name}: pip install 'ghxstship[postgresql]'"
    raise ModuleNotFoundError(message, name=error.name) from error

from .database import Dialect
from .forking import release_before_forks

if TYPE_CHECKING:
    from collections.abc import Generator

    from .database import Value

_SCHEMA_LOCK = 0x67687873  # any number, as long as it is the same for every inbox


class PostgreSQL:
    """A PostgreSQL database, version 9.6 or newer; it is opened when it is first used.

    Args:
        engine: A URL such as `postgresql://user@host/name`, or an engine of SQLAlchemy's that you
            have. A URL that names no driver gets psycopg 3.
    """

    dialect = Dialect(
        serial="BIGSERIAL PRIMARY KEY",
        binary="BYTEA",
        skip_locked="FOR UPDATE SKIP LOCKED",
        lock="FOR UPDATE",
        exists="SELECT 1 WHERE to_regclass(:name) IS NOT NULL",
        schema_lock=f"SELECT pg_advisory_xact_lock({_SCHEMA_LOCK})",
    )
    errors: tuple[type[Exception], ...] = (SQLAlchemyError,)

    def __init__(self, engine: str | sa.URL | sa.Engine) -> None:
        self._is_ours = not isinstance(engine, sa.Engine)
        if not isinstance(engine, sa.Engine):
            url = sa.make_url(engine)
            if url.drivername == "postgresql":
                url = url.set(drivername="postgresql+psycopg")
            # A worker that waited through a restart of the database goes on without an error.
            engine = sa.create_engine(url, pool_pre_ping=True)
        # What the claims and their locks are made for, whatever the engine's own transactions use.
        self._engine = engine.execution_options(
            isolation_level="READ COMMITTED", preserve_rowcount=True
        )
        release_before_forks(self)

    @contextmanager
    def transaction(self) -> Generator[PostgreSQLTransaction]:
        """A transaction that commits at its end, or leaves nothing behind if that is an error."""
        with self._engine.begin() as connection:
            yield PostgreSQLTransaction(connection)

    def release(self) -> None:
        """Give back the connections that nobody uses just now."""
        if self._is_ours:
            self._engine.dispose()

    def close(self) -> None:
        """Give all connections back, except those of an engine that you brought."""
        self.release()


class PostgreSQLTransaction:
    """An open transaction.

    Args:
        connection: Where it is open.
    """

    __slots__ = ("connection",)

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection

    def run(self, statement: str, **values: Value) -> int:
        """Change something; how many rows were."""
        return self.connection.execute(_text(statement), values).rowcount

    def rows(self, statement: str, **values: Value) -> list[tuple[Any, ...]]:
        """Read something."""
        return [tuple(row) for row in self.connection.execute(_text(statement), values)]


_text = lru_cache(maxsize=64)(sa.text)
