"""What an API does its own way, as its document tells under `x-sdk` and `x-sandbox`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from ghxstship import ConfigurationError
from ghxstship.webhooks import WebhookSignature

from .mistakes import DocumentError
from .settings import Settings

Node = Mapping[str, Any]
Path = tuple[str, ...]


def dotted(text: str | None) -> Path | None:
    """The parts of a dotted path, `None` for none."""
    return tuple(text.split(".")) if text else None


def place(target: dict[str, Any], path: Path | None, value: object) -> None:
    """Set a value at a path inside nested objects, making those that are missing."""
    if path is None:
        return
    for name in path[:-1]:
        target = target.setdefault(name, {})
    target[path[-1]] = value


@dataclass(frozen=True, slots=True)
class Paging:
    """How a list is asked for and answered, by cursors or by page numbers."""

    style: str
    items: Path
    limit_parameter: str = "limit"
    cursor_parameter: str = "cursor"
    page_parameter: str = "page"
    first_page: int = 1
    next_cursor: Path | None = None
    has_more: Path | None = None
    total: Path | None = None
    total_pages: Path | None = None

    @classmethod
    def read(cls, node: Node, pointer: str) -> Self:
        """A dialect of `x-sdk.pagination`.

        Args:
            node: The dialect.
            pointer: Where it stands.

        Raises:
            DocumentError: The style is one that the sandbox does not speak, or it has no items.
        """
        style = node.get("style")
        if style not in ("cursor", "page"):
            raise DocumentError(f"{pointer}/style: {style!r} is neither 'cursor' nor 'page'")
        if "items" not in node:
            raise DocumentError(f"{pointer}: 'items' is missing: say where a page has its items")
        names = ("limit_parameter", "cursor_parameter", "page_parameter", "first_page")
        given: dict[str, Any] = {name: node[name] for name in names if name in node}
        return cls(
            style=style,
            items=tuple(node["items"].split(".")),
            next_cursor=dotted(node.get("next_cursor")),
            has_more=dotted(node.get("has_more")),
            total=dotted(node.get("total")),
            total_pages=dotted(node.get("total_pages")),
            **given,
        )


@dataclass(frozen=True, slots=True)
class ErrorShape:
    """Where an error body keeps its parts."""

    code: Path | None = ("error", "code")
    message: Path | None = ("error", "message")
    details: Path | None = ("error", "details")
    request_id: Path | None = ("error", "request_id")
    documentation_url: Path | None = None
    detail_field: str = "field"
    detail_message: str = "message"

    @classmethod
    def read(cls, node: Node) -> Self:
        """The envelope of `x-sdk.error`; parts it does not name are left out of the body."""
        if not node:
            return cls()
        paths = ("code", "message", "details", "request_id", "documentation_url")
        return cls(
            **{name: dotted(node.get(name)) for name in paths},
            detail_field=node.get("detail_field", "field"),
            detail_message=node.get("detail_message", "message"),
        )


@dataclass(frozen=True, slots=True)
class Conventions:
    """All of it, with defaults for a document that says nothing."""

    paging: Mapping[str, Paging]
    error: ErrorShape
    settings: Settings
    workspace_header: str | None
    request_id_header: str = "X-Request-ID"
    replayed_header: str = "Idempotency-Replayed"
    limit_header: str = "X-RateLimit-Limit"
    remaining_header: str = "X-RateLimit-Remaining"
    reset_header: str = "X-RateLimit-Reset"
    rate_window: float = 60.0
    signature: WebhookSignature | None = None
    """How deliveries are signed; not at all where the document does not say."""

    @property
    def retry_schedule(self) -> tuple[float, ...]:
        """Seconds before each attempt to deliver a webhook."""
        return self.settings.retry_schedule

    @classmethod
    def read(cls, root: Node, workspace_header: str | None) -> Self:
        """The conventions of a document.

        Args:
            root: The document.
            workspace_header: The header parameter that an `x-argument` names `workspace_id`.

        Raises:
            DocumentError: They have another form.
        """
        sdk: Node = root.get("x-sdk", {})
        limits: Node = sdk.get("rate_limit", {})
        names: dict[str, Any] = {
            "request_id_header": sdk.get("request_id_header"),
            "replayed_header": sdk.get("replayed_header"),
            "signature": _signature(sdk.get("webhooks", {}).get("signature")),
            **{f"{name}_header": limits.get(name) for name in ("limit", "remaining", "reset")},
            "rate_window": limits.get("window"),
        }
        return cls(
            paging={
                name: Paging.read(node, f"#/x-sdk/pagination/{name}")
                for name, node in sdk.get("pagination", {}).items()
            },
            error=ErrorShape.read(sdk.get("error", {})),
            settings=Settings.read(root),
            workspace_header=workspace_header,
            **{name: value for name, value in names.items() if value is not None},
        )


def _signature(node: Node | None) -> WebhookSignature | None:
    """How deliveries are signed, from `x-sdk.webhooks.signature`."""
    if node is None:
        return None
    try:
        return WebhookSignature.of(
            node.get("scheme"), **{n: node[n] for n in node if n != "scheme"}
        )
    except ConfigurationError as error:
        raise DocumentError(f"#/x-sdk/webhooks/signature: {error}") from None
