"""Reading `openapi.yaml` for the tests: references, operations, validators."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import jsonschema_rs
import yaml_rs

Node = dict[str, Any]

TEXT = (Path(__file__).parents[2] / "openapi.yaml").read_text(encoding="utf-8")
DOCUMENT = cast("Node", yaml_rs.loads(TEXT, parse_datetime=False))
COMPONENTS = cast("Node", DOCUMENT["components"])
SCHEMAS = cast("Node", COMPONENTS["schemas"])
METHODS = ("get", "put", "post", "patch", "delete")

_REGISTRY = jsonschema_rs.Registry([("urn:ghxstship", DOCUMENT)])


def follow(node: Node) -> Node:
    """A node with its reference followed."""
    while "$ref" in node:
        _, *path = node["$ref"].split("/")
        node = DOCUMENT
        for token in path:
            node = node[token.replace("~1", "/").replace("~0", "~")]
    return node


def plain(node: Node) -> Node:
    """A schema without its reference, its `null` and its array."""
    node = follow(node)
    for part in node.get("anyOf", ()):
        if part != {"type": "null"}:
            return plain(part)
    return plain(node["items"]) if "items" in node else node


def schema_at(path: str) -> Node:
    """The schema at a dotted path that begins with a component's name."""
    name, *fields = path.split(".")
    node: Node = SCHEMAS[name]
    for field in fields:
        node = plain(node["properties"][field])
    return node


def operations() -> Iterator[tuple[str, str, Node, Node]]:
    """Path, method, operation, and its effective parameters by name."""
    for path, item in DOCUMENT["paths"].items():
        for method in METHODS:
            if method in item:
                nodes = map(follow, [*item["parameters"], *item[method].get("parameters", ())])
                yield path, method, item[method], {node["name"]: node for node in nodes}


def validator(name: str) -> jsonschema_rs.Draft202012Validator:
    """What validates against a component's schema, formats included."""
    return jsonschema_rs.Draft202012Validator(
        {"$ref": f"urn:ghxstship#/components/schemas/{name}"},
        registry=_REGISTRY,
        validate_formats=True,
    )


def walk(node: object, pointer: str = "#") -> Iterator[tuple[str, Node]]:
    """Every object of the document except examples, with its place."""
    if isinstance(node, dict):
        members = cast("Node", node)
        yield pointer, members
        for name, member in members.items():
            if name not in ("example", "examples"):
                yield from walk(member, f"{pointer}/{name.replace('/', '~1')}")
    elif isinstance(node, list):
        for index, member in enumerate(cast("list[object]", node)):
            yield from walk(member, f"{pointer}/{index}")


def reachable(node: Node) -> set[str]:
    """The names of the component schemas that a node leads to."""
    found: set[str] = set()
    pending = [node]
    while pending:
        for _, each in walk(pending.pop()):
            name = str(each.get("$ref", "")).removeprefix("#/components/schemas/")
            if name in SCHEMAS and name not in found:
                found.add(name)
                pending.append(SCHEMAS[name])
    return found
