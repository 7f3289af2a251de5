"""Whether a receiver can be reached at all, and if not, why."""

from __future__ import annotations

import asyncio
import socket
import ssl
from contextlib import suppress
from urllib.parse import urlsplit

import httpx

PATIENCE = 5.0
"""Seconds that a connection may take."""

_PORTS = {"http": 80, "https": 443}


class UnreachableError(Exception):
    """A receiver cannot be reached; the message says why, and what to look at."""


async def check_reachable(url: str) -> None:
    """Connect to a receiver, and hang up.

    Args:
        url: Its absolute http or https URL.

    Raises:
        UnreachableError: No connection came about.
    """
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    context = httpx.create_ssl_context(trust_env=False) if parts.scheme == "https" else None
    try:
        async with asyncio.timeout(PATIENCE):
            _, writer = await asyncio.open_connection(host, port, ssl=context)
            writer.close()
            with suppress(OSError):  # what matters is over
                await writer.wait_closed()
    except (OSError, UnicodeError) as error:
        raise UnreachableError(_why(error, host, port)) from None


def _why(error: OSError | UnicodeError, host: str, port: int) -> str:
    where = f"{host} port {port}"
    if isinstance(error, TimeoutError):
        return f"{where} does not answer within {PATIENCE:g} seconds: is a firewall in between?"
    if isinstance(error, ssl.SSLCertVerificationError):
        reason = error.verify_message
        return (
            f"{where} has a certificate that cannot be trusted: {reason}. The platform would not "
            "send there either; for this machine alone, use http"
        )
    if isinstance(error, ssl.SSLError):
        return f"{where} does not speak TLS ({error.reason}): is it an http address?"
    if isinstance(error, socket.gaierror | UnicodeError):
        return f"{host} is no name that can be looked up: is it spelled right?"
    if isinstance(error, ConnectionRefusedError) or "Multiple exceptions" in str(error):
        return f"nothing listens at {where}: is the receiver started, and on this port?"
    return f"{where} cannot be reached: {error.strerror or error}"
