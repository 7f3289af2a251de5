"""An inbox in PostgreSQL: for several receivers and workers on several machines."""

from __future__ import annotations

from contextlib import contextmanager
from functools import lru_cache, partial
from math import ceil
from typing import TYPE_CHECKING, Any

from ..._core.extras import missing, module_missing

__all__ = ["PostgreSQL"]

try:
    import sqlalchemy as sa
    from sqlalchemy import event
    from sqlalchemy.exc import DBAPIError, SQLAlchemyError
except ModuleNotFoundError as error:
    raise module_missing("PostgreSQL", error, "postgresql") from error

from collections.abc import Callable, Generator
from contextlib import AbstractContextManager

from ..._core.checks import check_interval
from ..._core.errors import ConfigurationError
from ..._core.tracebacks import clear_locals, hide_arguments
from .database import SqlValue, check_open, database_error
from .forking import release_before_forks
from .limits import Deadline, set_alarm, within
from .server import BEGIN, LIFT, POSTGRESQL, hang_up, limit_of, silence, watch

if TYPE_CHECKING:
    from sqlalchemy.pool import ConnectionPoolEntry

    from .limits import Alarm

_ALARM = "inbox"


class PostgreSQL:
    """A PostgreSQL database, version 9.6 or newer; it is opened when it is first used.

    Args:
        engine: A URL such as `postgresql://user@host/name`, or an engine of SQLAlchemy's that you
            have. A URL that names no driver gets psycopg 3, without prepared statements, as
            PgBouncer in transaction mode needs it.
        timeout: How many seconds a step of the inbox may take, more than 0: for a connection of the
            pool or a new one, for locks, statements and answers, all together; less than the 10
            that the platform waits for an answer. A server that falls silent is given up an eighth
            of that later, a second at most.

    Raises:
        ConfigurationError: It is neither, or is of another database, or of an async driver, or its
            driver is not installed, or the timeout is out of its range.
    """

    dialect = POSTGRESQL

    @hide_arguments
    def __init__(self, engine: str | sa.URL | sa.Engine, *, timeout: float = 8.0) -> None:
        self.timeout = check_interval("timeout", timeout, ConfigurationError)
        self._is_ours = not isinstance(engine, sa.Engine)
        engine = getattr(engine, "sync_engine", engine)  # of an async one
        if not isinstance(engine, sa.Engine):
            engine = _engine(engine, timeout)
        if engine.dialect.name != "postgresql" or engine.dialect.is_async:
            raise ConfigurationError(
                f"an inbox takes a URL of PostgreSQL with a driver that is not async, "
                f"not {engine.url.drivername!r}; beside an async engine give it "
                f"engine.url.set(drivername='postgresql+psycopg')"
            )
        self.name = _name(engine.url)
        # What the claims and their locks are made for, whatever the engine's own transactions use.
        self._engine = engine.execution_options(
            isolation_level="READ COMMITTED", preserve_rowcount=True
        )
        release_before_forks(self)

    @contextmanager
    def transaction(self, *, timeout: float) -> Generator[PostgreSQLTransaction]:
        """A transaction that commits at its end, or leaves nothing behind if that is an error.

        Args:
            timeout: Seconds that it may take until its commit or `lift`.

        Raises:
            InboxDatabaseError: The database failed. What an effect raises is raised as it is.
        """
        transaction = self._begun(Deadline(timeout))
        try:
            yield transaction
            transaction.commit()
        finally:
            transaction.close()

    def _begun(self, deadline: Deadline) -> PostgreSQLTransaction:
        """A transaction, on another connection where the server had ended the first."""
        for is_last in (False, True):
            transaction = PostgreSQLTransaction(
                self._connection(deadline), deadline, self._translated
            )
            try:
                transaction.begin()
            except BaseException:
                was_ended = transaction.was_ended
                transaction.close()
                if is_last or not was_ended:
                    raise
            else:
                break
        return transaction

    def _connection(self, deadline: Deadline) -> sa.Connection:
        pool = self._engine.pool

        def discard(late: sa.Connection) -> None:
            late.invalidate()  # given back, it would stay open in a pool that was disposed of
            _close(late)

        with self._translated():
            if self._is_ours and isinstance(pool, sa.QueuePool) and pool.checkedin():
                return self._engine.connect()  # at once
            try:
                return within(deadline.remaining(), self._engine.connect, discard)
            except TimeoutError:
                why = f"there was no connection within {round(deadline.seconds, 1):g} s"
                raise database_error(self.name, why) from None

    @contextmanager
    def _translated(self, alarm: Alarm | None = None) -> Generator[None]:
        try:
            yield
        except DBAPIError as error:
            clear_locals(error)
            if alarm is not None and alarm.has_rung:
                raise database_error(self.name, silence(alarm)) from error.orig
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

    def release_thread(self, *, ends: bool = False) -> None:
        """Nothing: a thread holds a connection only while it has a transaction."""

    def close(self) -> None:
        """Give all connections back, except those of an engine that you brought."""
        self.release()


def _engine(url: str | sa.URL, timeout: float) -> sa.Engine:
    try:
        parsed = sa.make_url(url)
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        password = parsed.query.get("password")
        if isinstance(password, str):  # in its place SQLAlchemy hides it
            parsed = parsed.difference_update_query(["password"]).set(password=password)
        arguments = _connect_arguments(parsed, timeout)
        made = sa.create_engine(
            parsed, pool_timeout=timeout, connect_args=arguments, hide_parameters=True
        )
    except ModuleNotFoundError as error:
        if error.name != "psycopg":
            raise ConfigurationError(f"the inbox's URL needs {error.name}: install it") from error
        raise ConfigurationError(missing("the inbox's URL", error, "postgresql")) from error
    except (SQLAlchemyError, TypeError, ValueError):
        # Raised below: an error that quotes the URL, with its password, is to be no context.
        message = "not a URL of a database: it looks like 'postgresql://user@host/name'"
    else:
        _limit_beginnings(made, timeout)
        return made
    raise ConfigurationError(message)


def _limit_beginnings(engine: sa.Engine, timeout: float) -> None:
    """End connections whose server falls silent while SQLAlchemy asks what it can do.

    Nobody else could connect in the meantime.
    """

    @event.listens_for(engine, "do_connect")
    def limit(
        dialect: sa.Dialect, record: ConnectionPoolEntry, arguments: Any, options: Any
    ) -> Any:
        driver = dialect.connect(*arguments, **options)
        record.info[_ALARM] = set_alarm(timeout, partial(hang_up, driver))
        return driver

    @event.listens_for(engine, "checkout")
    def end_limit(_driver: object, record: ConnectionPoolEntry, _proxy: object) -> None:
        alarm: Alarm | None = record.info.pop(_ALARM, None)
        if alarm is not None:
            alarm.switch_off()


def _connect_arguments(url: sa.URL, timeout: float) -> dict[str, int | None]:
    """What psycopg does without: prepared statements, which PgBouncer cannot hand on, and time."""
    arguments: dict[str, int | None] = {}
    if url.get_driver_name() == "psycopg":
        arguments["prepare_threshold"] = None
        if "connect_timeout" not in url.query:
            arguments["connect_timeout"] = ceil(timeout)
    return arguments


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
        deadline: How long it may take.
        translated: Makes an inbox's errors of the driver's.
    """

    __slots__ = ("_alarm", "_begun", "_deadline", "_now", "_own", "_translated", "connection")

    def __init__(
        self,
        connection: sa.Connection,
        deadline: Deadline,
        translated: Callable[[Alarm | None], AbstractContextManager[None]],
    ) -> None:
        self.connection = connection
        self._deadline = deadline
        self._translated = translated
        self._alarm = self._set_alarm(deadline)

    def begin(self) -> None:
        """Begin it, with limits for its locks and statements where the session has none lower."""
        limit = limit_of(self._deadline)
        with self._translated(self._alarm):
            self._begun = self.connection.begin()
            row = self.connection.execute(_text(BEGIN), {"limit": limit}).one()
        self._now, self._own = float(row[0]), {"lock_limit": row[1], "statement_limit": row[2]}

    @property
    def was_ended(self) -> bool:
        """Whether the server had ended the connection, so that another one would do."""
        return self.connection.invalidated and not self._alarm.has_rung

    def lift(self) -> None:
        """End the limit in time: an effect takes as long as it wants. The commit has its own."""
        with self._translated(self._alarm):
            self.connection.execute(_text(LIFT), self._own)
        self._alarm.switch_off()

    def commit(self) -> None:
        """Commit, unless an effect has."""
        check_open(self._begun.is_active)
        if self._limit_again():
            self.rows("SELECT 1")  # fails where a statement of an effect has: so would no commit
        with self._translated(self._alarm):
            self._begun.commit()

    def close(self) -> None:
        """Give the connection back, rolled back if it was not committed."""
        self._limit_again()
        _close(self.connection)
        self._alarm.switch_off()

    def _limit_again(self) -> bool:
        """Limit what follows effects; whether there were any."""
        if self._alarm.is_on:
            return False
        self._alarm = self._set_alarm(Deadline(self._deadline.seconds))
        return True

    def _set_alarm(self, deadline: Deadline) -> Alarm:
        return watch(self.connection.connection.driver_connection, deadline)

    def now(self) -> float:
        """Seconds since the epoch, by the server's clock, whatever the machines' clocks show."""
        return self._now

    def run(self, statement: str, **values: SqlValue) -> int:
        """Change something; how many rows were."""
        with self._translated(self._alarm):
            return self.connection.execute(_text(statement), values).rowcount

    def rows(self, statement: str, **values: SqlValue) -> list[tuple[Any, ...]]:
        """Read something."""
        with self._translated(self._alarm):
            return [tuple(row) for row in self.connection.execute(_text(statement), values)]


_text = lru_cache(maxsize=64)(sa.text)
