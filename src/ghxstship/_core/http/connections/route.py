"""The way to one server: its address, the environment's proxy, TLS."""

from __future__ import annotations

from base64 import b64encode
from os import environ
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from ...errors import ConfigurationError
from .failures import ProxyError, RemoteProtocolError
from .wire import request_bytes

if TYPE_CHECKING:
    import ssl

    from ..protocols import HttpLibrary, HttpProxy, HttpURL
    from .wire import RawHeaders, ResponseReader

PORTS = {"http": 80, "https": 443}


class Route:
    """How requests reach a server, directly or through an HTTP proxy.

    Args:
        library: Whose certificates are trusted.
        server: The server's URL; what is below its host is not looked at.
        proxy: An `http` proxy, or `None`.

    Attributes:
        host: What to connect to, a name or an address.
        port: Its port.
        server_host: The name that the server's certificate must bear.
        secure: Whether TLS is spoken with the server.
        through_proxy: Whether it leads through a proxy, which `host` then is.
        tunnelled: Whether the proxy is to open a tunnel first (RFC 9110, section 9.3.6).
    """

    __slots__ = (
        "_library",
        "_lock",
        "_origin",
        "_proxy_headers",
        "_tls",
        "host",
        "port",
        "secure",
        "server_host",
        "through_proxy",
        "tunnelled",
    )

    def __init__(
        self, library: HttpLibrary, server: HttpURL, proxy: HttpProxy | None = None
    ) -> None:
        self._library = library
        self.secure = server.scheme == "https"
        # RFC 6066, section 3, and RFC 6125, section 6.4: names without the dot of the root.
        self.server_host = server.raw_host.decode("ascii").removesuffix(".")
        self._origin = (server.raw_scheme, server.raw_host, server.port)
        self.through_proxy = proxy is not None
        self.tunnelled = self.through_proxy and self.secure
        self._proxy_headers: RawHeaders = [] if proxy is None else _proxy_headers(proxy)
        self._lock = Lock()
        self._tls: ssl.SSLContext | None = None
        nearest = server if proxy is None else proxy.url
        self.host = nearest.raw_host.decode("ascii")
        self.port = nearest.port or PORTS[nearest.scheme]

    def tls(self) -> ssl.SSLContext:
        """The TLS context, built when it is first needed: loading the certificates is slow.

        Raises:
            ConfigurationError: A variable names certificates that cannot be loaded.
        """
        with self._lock:
            if self._tls is None:
                self._tls = _trusting(self._library)
                self._tls.set_alpn_protocols(["http/1.1"])
            return self._tls

    def for_proxy(self, url: HttpURL, headers: RawHeaders) -> tuple[bytes, RawHeaders]:
        """The target and the headers of a request that the proxy passes on (RFC 9112, 3.2.2)."""
        target = b"%b://%b%b" % (url.raw_scheme, url.netloc, url.raw_path)
        return target, [*headers, *self._proxy_headers]

    def connect_bytes(self) -> bytes:
        """The request for a tunnel to the server."""
        _, host, port = self._origin
        authority = b"%b:%d" % (b"[%b]" % host if b":" in host else host, port or 443)
        headers = [(b"Host", authority), *self._proxy_headers]
        return request_bytes("CONNECT", authority, headers, b"")

    def is_open(self, answer: ResponseReader, data: bytes) -> bool:
        """Whether the tunnel is open, after some more of the proxy's answer.

        Raises:
            ProxyError: The proxy refuses, or answers something else.
        """
        try:
            answer.feed(data)
        except RemoteProtocolError as error:
            raise ProxyError(f"no tunnel: {error}") from error
        if answer.status and not 200 <= answer.status < 300:
            reason = answer.reason.decode("ascii", "replace")
            raise ProxyError(f"no tunnel: the proxy answered {answer.status} {reason}")
        if answer.excess:
            raise ProxyError("no tunnel: the proxy sent more than its consent")
        return answer.done


def _proxy_headers(proxy: HttpProxy) -> RawHeaders:
    if proxy.raw_auth is None:
        return []
    return [(b"Proxy-Authorization", b"Basic " + b64encode(b":".join(proxy.raw_auth)))]


def _trusting(library: HttpLibrary) -> ssl.SSLContext:
    """What trusts the library's certificates, or those that a variable names instead."""
    variable = "SSL_CERT_FILE" if environ.get("SSL_CERT_FILE") else "SSL_CERT_DIR"
    path = environ.get(variable)
    if not path:
        return library.create_ssl_context()
    try:
        Path(path).stat()  # OpenSSL takes a directory that is not there
        return library.create_ssl_context()
    except OSError as error:
        raise ConfigurationError(
            f"{variable} names {path!r}, whose certificates cannot be loaded "
            f"({error.strerror or error}): correct the path, or unset the variable"
        ) from error
