"""An inbox in PostgreSQL: for several receivers and workers on several machines."""

from __future__ import annotations

from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ..._core.extras import missing, module_missing

__all__ = ["PostgreSQL"]

try:
    import sqlalchemy as sa
    from sqlalchemy.exc import DBAPIError, SQLAlchemyError
except ModuleNotFoundError as error:
    raise module_missing("PostgreSQL", error, "postgresql") from error

from ..._core.errors import ConfigurationError
from ..._core.tracebacks import clear_locals, hide_arguments
from .database import Dialect, check_open, database_error
from .forking import release_before_forks
from .rows import single

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from contextlib import AbstractContextManager

    from .database import Value

_NOW = "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) AS DOUBLE PRECISION)"
_SCHEMA_LOCK = 0x67687873  # any number, as long as it is the same for every inbox


class PostgreSQL:
    """A PostgreSQL database, version 9.6 or newer; it is opened when it is first used.

    Args:
        engine: A URL such as `postgresql://user@host/name`, or an engine of SQLAlchemy's that you
            have. A URL that names no driver gets psycopg 3.

    Raises:
        ConfigurationError: It is neither, or is of another database, or of an async driver, or its
            driver is not installed.
    """

    dialect = Dialect(
        serial="BIGSERIAL PRIMARY KEY",
        binary="BYTEA",
        skip_locked="FOR UPDATE SKIP LOCKED",
        lock="FOR UPDATE",
        exists="SELECT 1 WHERE to_regclass(:name) IS NOT NULL",
        schema_lock=f"SELECT pg_advisory_xact_lock({_SCHEMA_LOCK})",
    )

    @hide_arguments
    def __init__(self, engine: str | sa.URL | sa.Engine) -> None:
        self._is_ours = not isinstance(engine, sa.Engine)
        if not isinstance(engine, sa.Engine):
            engine = _engine(engine)
        if engine.dialect.name != "postgresql" or engine.dialect.is_async:
            raise ConfigurationError(
                f"an inbox takes a URL of PostgreSQL with a driver that is not async, "
                f"not {engine.url.drivername!r}"
            )
        self.name = _name(engine.url)
        # What the claims and their locks are made for, whatever the engine's own transactions use.
        self._engine = engine.execution_options(
            isolation_level="READ COMMITTED", preserve_rowcount=True
        )
        release_before_forks(self)

    @contextmanager
    def transaction(self) -> Generator[PostgreSQLTransaction]:
        """A transaction that commits at its end, or leaves nothing behind if that is an error.

        Raises:
            InboxDatabaseError: The database failed. What an effect raises is raised as it is.
        """
        with self._translated():
            connection = self._engine.connect()
        try:
            with self._translated():
                begun = connection.begin()
            yield PostgreSQLTransaction(connection, self._translated)
            check_open(begun.is_active)
            with self._translated():
                begun.commit()
        finally:
            _close(connection)

    @contextmanager
    def _translated(self) -> Generator[None]:
        try:
            yield
        except DBAPIError as error:
            clear_locals(error)
            # Not from the error itself, whose text quotes the statement's values: bodies.
            raise database_error(self.name, self._without_password(error.orig)) from error.orig
        except SQLAlchemyError as error:
            clear_locals(error)
            raise database_error(self.name, self._without_password(error)) from error

    def _without_password(self, error: BaseException | None) -> str:
        text = str(error)
        url = self._engine.url
        for password in (url.password, url.query.get("password")):
            if isinstance(password, str) and password:
                text = text.replace(password, "***")
        return text

    def release(self) -> None:
        """Give back the connections that nobody uses just now."""
        if self._is_ours:
            self._engine.dispose()

    def close(self) -> None:
        """Give all connections back, except those of an engine that you brought."""
        self.release()


def _engine(url: str | sa.URL) -> sa.Engine:
    try:
        parsed = sa.make_url(url)
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        password = parsed.query.get("password")
        if isinstance(password, str):  # in its place SQLAlchemy hides it
            parsed = parsed.difference_update_query(["password"]).set(password=password)
        # A worker that waited through a restart of the database goes on without an error.
        return sa.create_engine(parsed, pool_pre_ping=True, hide_parameters=True)
    except ModuleNotFoundError as error:
        if error.name != "psycopg":
            raise ConfigurationError(f"the inbox's URL needs {error.name}: install it") from error
        raise ConfigurationError(missing("the inbox's URL", error, "postgresql")) from error
    except (SQLAlchemyError, TypeError, ValueError):
        # Raised below: an error that quotes the URL, with its password, is to be no context.
        message = "not a URL of a database: it looks like 'postgresql://user@host/name'"
    raise ConfigurationError(message)


def _name(url: sa.URL) -> str:
    """A URL without its password, and without options that may hold one."""
    query = {name: url.query[name] for name in ("host", "port") if name in url.query}
    bare = sa.URL.create(
        url.drivername, url.username, None, url.host, url.port, url.database, query
    )
    return bare.render_as_string()


def _close(connection: sa.Connection) -> None:
    """Give a connection back, rolled back if it was not committed."""
    try:
        connection.close()
    except SQLAlchemyError:
        connection.invalidate()


class PostgreSQLTransaction:
    """An open transaction.

    Args:
        connection: Where it is open.
        translated: Makes an inbox's errors of the driver's.
    """

    __slots__ = ("_translated", "connection")

    def __init__(
        self, connection: sa.Connection, translated: Callable[[], AbstractContextManager[None]]
    ) -> None:
        self.connection = connection
        self._translated = translated

    def now(self) -> float:
        """Seconds since the epoch, by the server's clock, whatever the machines' clocks show."""
        return float(single(self.rows(_NOW), float))

    def run(self, statement: str, **values: Value) -> int:
        """Change something; how many rows were."""
        with self._translated():
            return self.connection.execute(_text(statement), values).rowcount

    def rows(self, statement: str, **values: Value) -> list[tuple[Any, ...]]:
        """Read something."""
        with self._translated():
            return [tuple(row) for row in self.connection.execute(_text(statement), values)]


_text = lru_cache(maxsize=64)(sa.text)
