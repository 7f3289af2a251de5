"""How a list is asked for and answered: the dialects of a description's pagination."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from ..description import DescriptionError, Node
from .error_responses import Path, dotted

if TYPE_CHECKING:
    from collections.abc import Mapping

STYLES = ("cursor", "last_item", "link", "offset", "page", "whole")


@dataclass(frozen=True, slots=True)
class Paging:
    """A dialect.

    Attributes:
        style: One of `STYLES`; `whole` is a list that comes in one piece.
        items: The path of the array of items; empty where the body is it.
        next: The path of what names the next page: a cursor, or a URL.
        item_cursor: The path, in an item, of what the next page begins after.
    """

    style: str
    items: Path
    limit_parameter: str = ""
    cursor_parameter: str = ""
    page_parameter: str = ""
    offset_parameter: str = ""
    first_page: int = 1
    next: Path | None = None
    item_cursor: Path = ()
    has_more: Path | None = None
    total: Path | None = None
    total_pages: Path | None = None

    @property
    def parameters(self) -> tuple[str, ...]:
        """The query parameters that ask for a page."""
        names = (self.limit_parameter, self.cursor_parameter, self.page_parameter)
        return (*names, self.offset_parameter)

    @classmethod
    def read(cls, node: Node, pointer: str) -> Self:
        """A dialect of `conventions.pagination`.

        Args:
            node: The dialect.
            pointer: Where it stands.

        Raises:
            DescriptionError: The style is unknown, or a setting is not a text.
        """
        style = node.get("style")
        if style not in STYLES:
            known = ", ".join(STYLES)
            raise DescriptionError(f"#{pointer}/style: {style!r} is not one of {known}")
        if "items" not in node:
            raise DescriptionError(f"#{pointer}: 'items' is missing: where a page has its items")
        names = ("limit_parameter", "cursor_parameter", "page_parameter", "offset_parameter")
        given: dict[str, Any] = {name: node[name] for name in names if name in node}
        if "first_page" in node:
            given["first_page"] = int(node["first_page"])
        return cls(
            style=str(style),
            items=dotted(node["items"]) or (),
            next=dotted(node.get("next_cursor") or node.get("next_link")),
            item_cursor=dotted(node.get("item_cursor")) or (),
            has_more=dotted(node.get("has_more")),
            total=dotted(node.get("total")),
            total_pages=dotted(node.get("total_pages")),
            **given,
        )


def read_dialects(pagination: Mapping[str, Node]) -> dict[str, Paging]:
    """The dialects of a description, by name.

    Raises:
        DescriptionError: One of them is not understood.
    """
    return {
        name: Paging.read(node, f"/conventions/pagination/{name}")
        for name, node in pagination.items()
    }
