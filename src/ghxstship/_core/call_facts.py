"""What is shown of a call: no value of its query, and no argument that can forge a line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from .operation import CustomOperation

if TYPE_CHECKING:
    from .http.protocols import HttpURL
    from .operation import Operation

Facts: TypeAlias = "tuple[str, str, str | None, str, str, str | None]"
"""The fields of `CallInfo`, in their order."""


def facts(operation: Operation[Any], url: HttpURL, idempotency_key: str | None) -> Facts:
    """What observers see of a call.

    Args:
        operation: What is called.
        url: Where it is sent.
        idempotency_key: The key that every attempt carries, or `None`.
    """
    path = sent_path(url)
    route = None if isinstance(operation, CustomOperation) else operation.path
    return operation.name, operation.method, route, shown_url(url), path, idempotency_key


def shown_url(url: HttpURL) -> str:
    """A URL whose query has no values."""
    where = f"{url.scheme}://{url.netloc.decode()}{sent_path(url)}"
    if not url.query:
        return where
    # Not above: with it, importing a client takes a twentieth more time.
    from urllib.parse import parse_qsl, quote  # noqa: PLC0415

    pairs = parse_qsl(url.query.decode(), keep_blank_values=True)
    query = "&".join(f"{quote(name)}=REDACTED" for name, _ in pairs)
    return f"{where}{query and '?'}{query}"


def sent_path(url: HttpURL) -> str:
    """The path as it is sent: still percent-encoded."""
    return url.raw_path.partition(b"?")[0].decode()
