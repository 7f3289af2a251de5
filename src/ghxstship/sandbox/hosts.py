"""Which host names the sandbox answers to, so that no web page reaches it by a name of its own.

A page may let its name point to this machine once it is loaded (DNS rebinding); to the browser the
sandbox is then the page's own server. The `Host` header gives such a request away.
"""

from __future__ import annotations

import re
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING, Any

from .error_responses import CODES, ErrorResponse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_HOST = re.compile(r"(?:\[([0-9a-f:.]+)\]|([^\s:/\[\]@?#,]+))(?::\d*)?", re.IGNORECASE | re.ASCII)
_SHOWN = 100  # characters of a name in a message


def host_name(text: str) -> str | None:
    """The name or address in a `Host` header, in small letters and without its port.

    Returns:
        The name, or `None` where the text is not a host.
    """
    match = _HOST.fullmatch(text)
    if match is None:
        return None
    address, name = match.groups()
    return (address or name.removesuffix(".")).lower()


class AllowedHosts:
    """The hosts whose requests are answered: loopback names and addresses, and those added.

    Args:
        names: Further names or addresses.

    Raises:
        ValueError: One of the names is not a host.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names: set[str] = set()
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Answer requests for another name or address.

        Args:
            name: A host such as `sandbox` or `192.0.2.1`; a port after it is ignored.

        Raises:
            ValueError: It is not a host.
        """
        # An IPv6 address may stand without the brackets that it has in a URL.
        host = host_name(f"[{name}]" if name.count(":") > 1 and name[0] != "[" else name)
        if not host:
            raise ValueError(f"{name!r} is not a host: give a name such as sandbox")
        self._names.add(host)

    def check(self, scope: Mapping[str, Any]) -> None:
        """Refuse a request for another host.

        A request without the header passes, since no browser sends one. So does one whose host is
        what the ASGI server calls itself: in one process that is the name in the client's URL,
        and on a network the address that was connected to, which a page cannot fake.

        Args:
            scope: The request's ASGI scope.

        Raises:
            ErrorResponse: The host is not one of those allowed (421).
        """
        server = scope.get("server") or ("",)
        for name, value in scope["headers"]:
            if name == b"host":
                text = value.decode("latin-1")
                host = host_name(text)
                if host is None or not (host in self._names or host == server[0] or _local(host)):
                    raise _misdirected(host or text)


def _local(host: str) -> bool:
    """Whether a host is this machine to every browser (RFC 6761, section 6.3)."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback


def _misdirected(host: str) -> ErrorResponse:
    shown = host[:_SHOWN].encode("ascii", "backslashreplace").decode()
    message = (
        f"The sandbox does not answer to the host {shown!r}; if it is yours, start it with "
        f"`--allow-host NAME`, or with `Sandbox(allow_hosts=[NAME])` in code"
    )
    return ErrorResponse(421, CODES[421], message)
