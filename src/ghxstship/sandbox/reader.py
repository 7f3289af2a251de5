"""Reading a document's operations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from .collection import Collection, Members
from .document import Document, escape
from .mistakes import DocumentError
from .money import money_fields
from .operations import Body, Filter, Operation, Parameter, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .conventions import Node, Paging

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
OPERATORS = frozenset({"eq", "gte", "lte", "gt", "lt", "contains"})
JSON = "application/json"
STREAM = "text/event-stream"

_NO_SCHEMA: Node = {}
_IN_BRACES = re.compile(r"\{([^{}]+)\}")


def read_operations(document: Document) -> tuple[Operation, ...]:
    """All operations of a document, in its order.

    Raises:
        DocumentError: One of them uses what the sandbox does not know.
    """
    collections = _Collections(document)
    return tuple(
        _operation(document, collections, path, method)
        for path, item in document.root.get("paths", {}).items()
        for method in METHODS
        if method in item
    )


class _Collections:
    """The collections of a document, each read once."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._paths: Mapping[str, Node] = document.root.get("paths", {})
        self._read: dict[str, Collection] = {}

    def of(self, path: str, role: Role) -> Collection | None:
        """The collection that an operation is about, where it has a path of its own."""
        if role in ("list", "create", "show", "store"):
            return self._at(path)
        if path.endswith("}"):
            return self._at(path.rpartition("/")[0])
        return self._parent(path) if role == "act" else None

    def _parent(self, path: str) -> Collection | None:
        """The collection of the resource that a path lies under."""
        item = path.rpartition("/")[0]
        if item.endswith("}") and item in self._paths:
            return self._at(item.rpartition("/")[0])
        return None

    def item_path(self, path: str) -> str | None:
        """The path of one resource in the collection at a path."""
        start = path + "/{"
        return next(
            (
                other
                for other in self._paths
                if other.startswith(start) and "/" not in other[len(start) :]
            ),
            None,
        )

    def _at(self, path: str) -> Collection:
        if path not in self._read:
            self._read[path] = self._collection(path)
        return self._read[path]

    def _collection(self, path: str) -> Collection:
        document = self._document
        item_path = self.item_path(path)
        nodes = [
            node
            for place in (item_path, path)
            if place is not None
            for method, node in self._paths.get(place, {}).items()
            if method in METHODS
        ]
        schema: Node = next(
            (found for node in nodes if (found := self._resource(node))), _NO_SCHEMA
        )
        creating = self._paths.get(path, {}).get("post", {}).get("requestBody", {})
        parents = tuple(_IN_BRACES.findall(path))
        own = _IN_BRACES.findall(item_path or "")[len(parents) :]
        identifier = next((node["operationId"] for node in nodes if "operationId" in node), "")
        return Collection(
            name=identifier.rpartition(".")[0] or path,
            parents=parents,
            parent=self._parent(path),
            parameter=own[0] if own else "",
            id_prefix=document.keyword(schema, "x-id-prefix") or "",
            members=Members.read(document, schema, *json_schemas(document, creating)),
            money=money_fields(document, schema),
            fields=document.conventions.settings.fields,
            example=next(iter(document.keyword(schema, "examples") or ()), None),
        )

    def _resource(self, node: Node) -> Node | None:
        """The schema of the resource that an operation answers, alone or in a list."""
        document = self._document
        for code, answer in node.get("responses", {}).items():
            for schema in json_schemas(document, answer) if code.startswith("2") else ():
                if "x-pagination" not in node:
                    return schema
                dialect = document.conventions.paging[node["x-pagination"]]
                place = schema
                for name in dialect.items:
                    place, _ = document.follow(document.properties(place)[name], "")
                return document.follow(place["items"], "")[0]
        return None


def json_schemas(document: Document, node: Node) -> list[Node]:
    """The JSON schema of a request body or of an answer, if it has one."""
    content: Node = document.follow(node, "")[0].get("content", {})
    return [content[JSON]["schema"]] if "schema" in content.get(JSON, {}) else []


def _operation(document: Document, collections: _Collections, path: str, method: str) -> Operation:
    node: Node = document.root["paths"][path][method]
    pointer = f"/paths/{escape(path)}/{method}"
    role = _role(document, collections, path, method)
    parameters = [
        _parameter(document, *found) for found in _parameter_nodes(document, path, method)
    ]
    sort = document.conventions.settings.sort_parameter
    success = [int(code) for code in node["responses"] if code.startswith("2")]
    if not success:
        raise DocumentError(f"#{pointer}/responses: no success is described")
    security: list[Node] = node.get("security", document.root.get("security", []))
    return Operation(
        id=node.get("operationId", f"{method} {path}"),
        method=method.upper(),
        path=path,
        role=role,
        collection=collections.of(path, role),
        parameters=tuple(parameters),
        body=_body(document, node, pointer),
        success=success[0],
        answers={
            code: _answer_pointer(document, answer, f"{pointer}/responses/{code}")
            for code, answer in node["responses"].items()
        },
        waits=frozenset(
            code
            for code, answer in node["responses"].items()
            if "retry-after" in map(str.lower, document.follow(answer, "")[0].get("headers", {}))
        ),
        paging=_paging(document, node, pointer),
        sort=next((each for each in parameters if each.name == sort), None),
        scopes=frozenset(
            scope for choice in security for scopes in choice.values() for scope in scopes
        ),
        secured=bool(security) and {} not in security,
        idempotency_header=next((each.name for each in parameters if each.is_key), None),
    )


def _role(document: Document, collections: _Collections, path: str, method: str) -> Role:
    node: Node = document.root["paths"][path][method]
    is_item = path.endswith("}")
    if method == "get":
        answers = (document.follow(answer, "")[0] for answer in node["responses"].values())
        if any(STREAM in answer.get("content", {}) for answer in answers):
            return "stream"
        return "list" if "x-pagination" in node else "get" if is_item else "show"
    if is_item:
        roles: dict[str, Role] = {"patch": "update", "put": "replace", "delete": "delete"}
        return roles.get(method, "act")
    listed = "x-pagination" in document.root["paths"][path].get("get", {})
    if method == "post" and (listed or collections.item_path(path) is not None):
        return "create"
    return "store" if method == "put" else "act"


def _paging(document: Document, node: Node, pointer: str) -> Paging | None:
    name: str | None = node.get("x-pagination")
    if name is None:
        return None
    try:
        return document.conventions.paging[name]
    except KeyError:
        raise DocumentError(f"#{pointer}/x-pagination: no dialect is called {name!r}") from None


def _parameter_nodes(document: Document, path: str, method: str) -> Iterator[tuple[Node, str]]:
    """The parameters of a path and of a method on it, with their places."""
    item: Node = document.root["paths"][path]
    for owner, pointer in (
        (item, f"/paths/{escape(path)}"),
        (item[method], f"/paths/{escape(path)}/{method}"),
    ):
        for index, node in enumerate(owner.get("parameters", ())):
            yield document.follow(node, f"{pointer}/parameters/{index}")


def _parameter(document: Document, node: Node, pointer: str) -> Parameter:
    style = {"query": "form", "path": "simple", "header": "simple"}.get(node["in"])
    if style is None or node.get("style", style) != style or "schema" not in node:
        raise DocumentError(f"#{pointer}: a parameter of this kind is not understood")
    schema: Node = node["schema"]
    choosing: Node = node.get("x-filter", {})
    unknown = sorted(set(choosing) - {"field", "op"})
    if unknown:
        raise DocumentError(f"#{pointer}/x-filter/{unknown[0]}: only 'field' and 'op' are known")
    operator: str = choosing.get("op", "eq")
    if operator not in OPERATORS:
        raise DocumentError(f"#{pointer}/x-filter/op: {operator!r} is not understood")
    items = document.keyword(schema, "items")
    return Parameter(
        name=node["name"],
        where=node["in"],
        required=node.get("required", False),
        types=document.types(schema),
        item_types=document.types(items) if items else frozenset(),
        explode=node.get("explode", style == "form"),
        temporal=document.keyword(schema, "format") == "date-time",
        money=document.keyword(schema, "x-money") is not None,
        default=document.keyword(schema, "default"),
        is_key=node.get("x-idempotency-key", False),
        filter=Filter(tuple(choosing.get("field", node["name"]).split(".")), operator),
        pointer=f"{pointer}/schema",
    )


def _body(document: Document, node: Node, pointer: str) -> Body | None:
    if "requestBody" not in node:
        return None
    body, place = document.follow(node["requestBody"], f"{pointer}/requestBody")
    if JSON not in body.get("content", {}):
        raise DocumentError(f"#{place}/content: only {JSON} is understood")
    return Body(body.get("required", False), f"{place}/content/{escape(JSON)}/schema")


def _answer_pointer(document: Document, node: Node, pointer: str) -> str | None:
    answer, place = document.follow(node, pointer)
    if "schema" not in answer.get("content", {}).get(JSON, {}):
        return None
    return f"{place}/content/{escape(JSON)}/schema"
