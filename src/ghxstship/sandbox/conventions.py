"""What an API does its own way, as its document tells under `x-sdk` and `x-sandbox`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

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
class RateLimit:
    """What one tier may send.

    Attributes:
        limit: Requests in any 60 seconds.
        burst: Further requests in the same 60 seconds before the answer is 429.
        retry_after: Seconds that a 429 asks for.
    """

    limit: int
    burst: int
    retry_after: int


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
    def read(cls, node: Node) -> Self:
        """A dialect of `x-sdk.pagination`.

        Raises:
            ValueError: The style is one that the sandbox does not speak.
        """
        style = node.get("style", "cursor")
        if style not in ("cursor", "page"):
            raise ValueError(f"pagination style {style!r} is neither 'cursor' nor 'page'")
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
class Keys:
    """Which API keys are good, and what their words mean.

    Attributes:
        prefixes: What a key starts with; empty lets every key in.
        default_tier: The tier of a key that names none.
        scopes: Words in a key that narrow it to the scopes given.
        sample: A key to show and to use by default.
    """

    prefixes: tuple[str, ...] = ()
    default_tier: str = "standard"
    scopes: Mapping[str, frozenset[str]] = field(default_factory=dict[str, frozenset[str]])
    sample: str = "sandbox"

    @classmethod
    def read(cls, node: Node) -> Self:
        """The rules of `x-sandbox.api_keys`."""
        return cls(
            prefixes=tuple(node.get("prefixes", ())),
            default_tier=node.get("default_tier", "standard"),
            scopes={word: frozenset(names) for word, names in node.get("scopes", {}).items()},
            sample=node.get("sample", "sandbox"),
        )


@dataclass(frozen=True, slots=True)
class FieldNames:
    """What the members that the server itself keeps are called on a resource."""

    id: str = "id"
    version: str = "version"
    created: str = "created_at"
    updated: str = "updated_at"


@dataclass(frozen=True, slots=True)
class Conventions:
    """All of it, with defaults for a document that says nothing."""

    paging: Mapping[str, Paging]
    error: ErrorShape
    keys: Keys
    fields: FieldNames
    rate_limits: Mapping[str, RateLimit]
    workspace_header: str | None
    default_workspace: str = "sandbox"
    sort_parameter: str = "sort"
    request_id_header: str = "X-Request-ID"
    replayed_header: str = "Idempotency-Replayed"
    limit_header: str = "X-RateLimit-Limit"
    remaining_header: str = "X-RateLimit-Remaining"
    reset_header: str = "X-RateLimit-Reset"
    signature_header: str = "Webhook-Signature"
    documentation_url: str = ""
    retry_schedule: tuple[float, ...] = (0, 60, 300, 1800, 7200, 86400)

    @classmethod
    def read(cls, root: Node, workspace_header: str | None) -> Self:
        """The conventions of a document.

        Args:
            root: The document.
            workspace_header: The header parameter that an `x-argument` names `workspace_id`.
        """
        sdk: Node = root.get("x-sdk", {})
        own: Node = root.get("x-sandbox", {})
        names: dict[str, Any] = {
            "request_id_header": sdk.get("request_id_header"),
            "replayed_header": sdk.get("replayed_header"),
            "signature_header": sdk.get("webhooks", {}).get("signature_header"),
            "default_workspace": own.get("workspace"),
            "sort_parameter": own.get("sort_parameter"),
            "documentation_url": own.get("documentation_url"),
            "retry_schedule": tuple(own["retry_schedule"]) if "retry_schedule" in own else None,
            **{f"{name}_header": header for name, header in sdk.get("rate_limit", {}).items()},
        }
        return cls(
            paging={name: Paging.read(node) for name, node in sdk.get("pagination", {}).items()},
            error=ErrorShape.read(sdk.get("error", {})),
            keys=Keys.read(own.get("api_keys", {})),
            fields=FieldNames(**own.get("fields", {})),
            rate_limits={
                tier: RateLimit(**node) for tier, node in own.get("rate_limits", {}).items()
            },
            workspace_header=workspace_header,
            **{name: value for name, value in names.items() if value is not None},
        )
