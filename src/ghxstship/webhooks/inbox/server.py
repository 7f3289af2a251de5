"""What a server of PostgreSQL is asked for in each transaction, whichever library asks."""

from __future__ import annotations

import socket
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from .database import Dialect
from .limits import set_alarm

if TYPE_CHECKING:
    from .limits import Alarm, Deadline

_SCHEMA_LOCK = 0x67687873  # any number, as long as it is the same for every inbox
POSTGRESQL = Dialect(
    serial="BIGSERIAL PRIMARY KEY",
    binary="BYTEA",
    skip_locked="FOR UPDATE SKIP LOCKED",
    lock="FOR UPDATE",
    exists="SELECT 1 WHERE to_regclass(:name) IS NOT NULL",
    schema_lock=f"SELECT pg_advisory_xact_lock({_SCHEMA_LOCK})",
)

# Limits that the session has are kept where they are lower; they hold until the transaction ends.
_LIMIT = """set_config('{0}', CASE
    WHEN current_setting('{0}') = '0'
        OR CAST(current_setting('{0}') AS interval) > CAST(CAST(:limit AS text) AS interval)
    THEN CAST(:limit AS text)
    ELSE current_setting('{0}') END, true)"""
BEGIN = f"""
    SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) AS DOUBLE PRECISION),
        current_setting('lock_timeout'), current_setting('statement_timeout'),
        {_LIMIT.format("lock_timeout")}, {_LIMIT.format("statement_timeout")}
"""  # noqa: S608 - of constants
"""Limits a transaction to `:limit`; one row of the time and the session's own limits."""
LIFT = """
    SELECT set_config('lock_timeout', :lock_limit, true),
        set_config('statement_timeout', :statement_limit, true)
"""
"""Gives it the session's own limits again."""


def limit_of(deadline: Deadline) -> str:
    """What `BEGIN` takes for a deadline."""
    return f"{max(deadline.remaining() * 1000, 1):.0f}ms"


def watch(driver: Any, deadline: Deadline) -> Alarm:
    """End a connection where its server is silent: nothing else would.

    Args:
        driver: The driver's connection.
        deadline: It ends soon after: the limits of the server itself say more.
    """
    grace = min(deadline.seconds / 8, 1.0)
    return set_alarm(deadline.remaining() + grace, partial(hang_up, driver))


def silence(alarm: Alarm) -> str:
    """What to say of a connection that an alarm has ended."""
    return f"the server was silent for longer than {round(alarm.seconds, 1):g} s"


def hang_up(driver: Any) -> None:
    """End a driver's connection from another thread: what waits for its server fails at once."""
    try:
        number: int = driver.fileno()
    except Exception:  # noqa: BLE001 - of any driver: closed already, or it has no number
        return
    connection = socket.socket(fileno=number)
    try:
        with suppress(OSError):  # it is not connected any more
            connection.shutdown(socket.SHUT_RDWR)
    finally:
        connection.detach()
