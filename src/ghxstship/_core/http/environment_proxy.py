"""The environment's proxy: which server is reached through it, and which `NO_PROXY` exempts."""

from __future__ import annotations

from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING
from urllib.request import getproxies, proxy_bypass

from ..checks import is_host, is_port
from ..errors import ConfigurationError
from .connections.route import PORTS

if TYPE_CHECKING:
    from .protocols import HttpLibrary, HttpProxy, HttpURL

Address = IPv4Address | IPv6Address


def proxy_of_environment(library: HttpLibrary, url: HttpURL) -> HttpProxy | None:
    """The environment's proxy for a server (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`), or `None`.

    Raises:
        ConfigurationError: It is not a proxy's URL.
    """
    proxies = getproxies()
    proxy = proxies.get(url.scheme) or proxies.get("all")
    port = url.port or PORTS[url.scheme]
    if not proxy or _is_exempt(url.host, port, proxies.get("no", "")):
        return None
    found = None
    with suppress(library.InvalidURL, ValueError):  # whose messages may show a password
        found = library.Proxy(proxy if "://" in proxy else f"http://{proxy}")
    if found is None or not is_host(found.url.raw_host) or not is_port(found.url.port):
        raise ConfigurationError(
            f"the environment's proxy for {url.scheme} is not an http, https or socks5 URL"
        )
    return found


def _is_exempt(host: str, port: int, no_proxy: str) -> bool:
    """Whether a server is reached without the proxy.

    An entry is `*`, a name (which stands for the names below it too), an address or a network,
    each with a port or for all ports; that is what curl, requests and Go read together.

    Args:
        host: The server's name or address, an IPv6 address without brackets.
        port: Its port, the scheme's default where the URL has none.
        no_proxy: Entries, separated by commas or white space.
    """
    host = host.lower().removesuffix(".")
    address = _address(host)
    for entry in no_proxy.lower().replace(",", " ").split():
        name, its_port = _divided(entry.rpartition("://")[2])
        if its_port in {None, str(port)} and _matches(name, host, address):
            return True
    return not no_proxy and bool(proxy_bypass(host))  # what macOS and Windows keep elsewhere


def _divided(entry: str) -> tuple[str, str | None]:
    """An entry's name or address, and its port."""
    if entry.startswith("["):
        name, _, rest = entry[1:].partition("]")
        network, _, port = rest.partition(":")
        return name + network, port or None
    if entry.count(":") == 1:
        name, _, port = entry.partition(":")
        return name, port
    return entry, None


def _matches(name: str, host: str, address: Address | None) -> bool:
    if name == "*":
        return True
    if address is not None:
        with suppress(ValueError):
            return address in ip_network(name, strict=False)
        return False
    name = name.removeprefix("*").strip(".")
    return bool(name) and (host == name or host.endswith(f".{name}"))


def _address(host: str) -> Address | None:
    """A host's address, an IPv4 one where IPv6 only wraps it."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
