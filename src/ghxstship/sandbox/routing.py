"""Which operation a method and a path mean."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes

from .error_responses import CODES, ErrorResponse, bad_request, not_found

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .messages import Request
    from .operations import Operation

_PARAMETER, _END = "{}", "/"  # no segment of a path is one of these


class Router:
    """A tree of path segments; what a parameter stands for is looked up last.

    Args:
        operations: The operations to choose among.
    """

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._tree: dict[str, Any] = {}
        for operation in operations:
            node = self._tree
            for segment in operation.path.split("/")[1:]:
                node = node.setdefault(_PARAMETER if segment.startswith("{") else segment, {})
            methods, _ = node.setdefault(_END, ({}, _names(operation.path)))
            methods[operation.method] = operation

    def find(self, request: Request) -> tuple[Operation, dict[str, str]]:
        """The operation that a request asks for, and its path's parameters.

        Raises:
            ErrorResponse: There is none at this path (404), or not by this method (405).
        """
        found: list[str] = []
        node = self._tree
        for segment in request.path.split("/")[1:]:
            if segment in node and segment != _PARAMETER:
                node = node[segment]
            elif segment and _PARAMETER in node:
                node = node[_PARAMETER]
                found.append(segment)
            else:
                raise not_found(f"There is nothing at {request.path[:200]}")
        if _END not in node:
            raise not_found(f"There is nothing at {request.path[:200]}")
        methods, names = node[_END]
        operation = methods.get(request.method)
        if operation is None:
            allowed = ", ".join(sorted(methods))
            raise ErrorResponse(
                405,
                CODES[405],
                f"{request.method[:40]} is not possible here, only {allowed}",
                headers={"Allow": allowed},
            )
        return operation, dict(zip(names, map(_decoded, found), strict=True)) if found else {}


def _names(path: str) -> tuple[str, ...]:
    return tuple(part[1:-1] for part in path.split("/") if part.startswith("{"))


def _decoded(segment: str) -> str:
    if "%" not in segment:
        return segment
    try:
        return unquote_to_bytes(segment).decode()
    except UnicodeDecodeError:
        raise bad_request("The path is not UTF-8") from None
