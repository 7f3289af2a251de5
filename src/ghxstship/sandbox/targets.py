"""Where deliveries may go: this machine alone, unless the world is let in on purpose."""

from __future__ import annotations

import asyncio
import socket
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ipaddress import IPv4Address

_PORTS = range(1, 65536)


class ForbiddenTargetError(ValueError):
    """Nothing may be sent there, and nothing will be: trying again does not help."""


async def addresses_of(host: str, port: int, *, allow_external: bool) -> list[str]:
    """The addresses that a delivery may be sent to.

    A name is looked up here and what is returned is what is connected to, so that no second
    look-up can lead elsewhere.

    Args:
        host: A name or an address.
        port: The port.
        allow_external: Whether it may be another machine's.

    Returns:
        At least one address, in the order of preference.

    Raises:
        ForbiddenTargetError: It is not on this machine, or no port has this number.
        OSError: The name cannot be looked up just now.
    """
    if port not in _PORTS:
        raise ForbiddenTargetError(f"{port} is no port: ports are 1 to 65535")
    try:
        found = await asyncio.to_thread(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        if allow_external and isinstance(error, OSError):
            raise
        raise ForbiddenTargetError(f"{host} is no name of this machine{_WAY_OUT}") from error
    # A dictionary keeps the order, and each address once.
    addresses = list(dict.fromkeys(str(info[4][0]) for info in found))
    if not allow_external:
        outside = [address for address in addresses if not is_loopback(address)]
        if outside:
            raise ForbiddenTargetError(f"{host} is {outside[0]}, not this machine{_WAY_OUT}")
    return addresses


_WAY_OUT = "; --allow-external lets the sandbox send to others"


def is_loopback(address: str) -> bool:
    """Whether an IP address is this machine's own, also as an IPv4 address written in IPv6.

    `0.0.0.0` and `::` are not: they stand for any address, and what they reach differs.
    """
    parsed: IPv4Address | IPv6Address = ip_address(address)
    if isinstance(parsed, IPv6Address):
        parsed = parsed.ipv4_mapped or parsed
    return parsed.is_loopback
