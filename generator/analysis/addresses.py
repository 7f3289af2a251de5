"""Where an operation is found on the client: its groups and its method's name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..names import singular, snake, words

if TYPE_CHECKING:
    from openapi_python_client.schema import Operation

_BY_METHOD = {
    "delete": "delete",
    "get": "get",
    "head": "head",
    "options": "options",
    "patch": "update",
    "post": "create",
    "put": "replace",
    "trace": "trace",
}
_ORDER = ("list", "create", "get", "replace", "update", "delete")
_VERSION = re.compile(r"v\d+\w*|api", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Address:
    """The groups from the client down, and the method; names of any convention."""

    groups: tuple[str, ...]
    method: str

    def __str__(self) -> str:
        return ".".join((*self.groups, self.method))

    @property
    def rank(self) -> tuple[int, str]:
        """Where the method stands in its resource: the usual ones first, then the alphabet."""
        order = _ORDER.index(self.method) if self.method in _ORDER else len(_ORDER)
        return order, self.method


def address(operation: Operation, path: str, http_method: str) -> Address:
    """Find an operation's place.

    An operationId with dots says it all: `atlvs.deals.win`. Otherwise the first tag, or else the
    path, names the resource; and what the operationId says beyond that names the method.

    Args:
        operation: The operation.
        path: Its path.
        http_method: Its method, in small letters.
    """
    identifier = operation.operationId.get_untrusted_value() if operation.operationId else ""
    parts = tuple(snake(part, "group") for part in identifier.split(".") if part)
    if len(parts) > 1:
        return Address(parts[:-1], parts[-1])
    tag = operation.tags[0].get_untrusted_value() if operation.tags else _first_static(path)
    group = snake(tag, "resource")
    method = _said(identifier, group) or _implied(path, http_method, group)
    return Address((group,), method)


def _first_static(path: str) -> str:
    segments = [part for part in path.split("/") if part and not part.startswith("{")]
    return next((part for part in segments if not _VERSION.fullmatch(part)), "root")


def _said(identifier: str, group: str) -> str:
    """The words of an operationId without those of its resource, and without `by_id`."""
    said = [word.lower() for word in words(identifier)]
    own = {form for word in group.split("_") for form in (word, singular(word))}
    if "by" in said[1:]:
        said = said[: said.index("by", 1)]
    kept = [word for word in said if word not in own and singular(word) not in own]
    return snake("_".join(kept), "") if kept else ""


def _implied(path: str, http_method: str, group: str) -> str:
    """The method that a path and an HTTP method imply."""
    segments = [part for part in path.split("/") if part]
    last = segments[-1] if segments else ""
    ends_in_parameter = last.startswith("{")
    has_parameter = any(part.startswith("{") for part in segments)
    if not ends_in_parameter and has_parameter and snake(last, "") != group:
        action = snake(last, "act")
        return action if http_method == "post" else f"{_BY_METHOD[http_method]}_{action}"
    if http_method == "get" and not ends_in_parameter:
        return "list"
    return _BY_METHOD[http_method]
