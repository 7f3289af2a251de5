"""The document that the sandbox is driven by: reading it, and following its references."""

from __future__ import annotations

import json
from functools import cached_property
from importlib import import_module
from importlib.resources import files
from typing import TYPE_CHECKING, Any, cast

from .conventions import Conventions, Node
from .encoding import decode
from .mistakes import DocumentError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BUILT_IN = "openapi.json"
_YAML_SUFFIXES = (".yaml", ".yml")


class Document:
    """An OpenAPI 3.1 document.

    Args:
        root: The parsed document.
    """

    def __init__(self, root: Node) -> None:
        self.root = root
        self._found: dict[str, Node] = {}

    @classmethod
    def load(cls, path: Path | None = None) -> Document:
        """Read a document.

        Args:
            path: A JSON file, or a YAML file (1.2) where yaml-rs is installed; `None` for the
                document that the package carries.

        Raises:
            DocumentError: It cannot be read.
        """
        if path is None:
            return cls(decode(files(__name__.rpartition(".")[0]).joinpath(BUILT_IN).read_bytes()))
        try:
            text = path.read_text(encoding="utf-8-sig")
            root = _read_yaml(text) if path.suffix in _YAML_SUFFIXES else decode(text.encode())
        except (OSError, ValueError) as error:
            raise DocumentError(f"{path}: {error}") from error
        if not isinstance(root, dict):
            raise DocumentError(f"{path}: the document is not an object")
        return cls(cast("Node", root))

    @cached_property
    def conventions(self) -> Conventions:
        """What the document says under `x-sdk` and `x-sandbox`.

        Raises:
            DocumentError: It has another form.
        """
        for _, parameter in self._components("parameters"):
            if parameter.get("x-argument", {}).get("name") == "workspace_id":
                return Conventions.read(self.root, parameter["name"])
        return Conventions.read(self.root, None)

    def follow(self, node: Node, pointer: str) -> tuple[Node, str]:
        """A node with its reference followed, and where it really stands.

        Args:
            node: What stands at the pointer.
            pointer: A JSON pointer into the document, without `#`.

        Raises:
            DocumentError: The reference leads out of the document or nowhere.
        """
        while "$ref" in node:
            reference: str = node["$ref"]
            if not reference.startswith("#/"):
                raise DocumentError(f"#{pointer}: {reference!r} leads out of the document")
            pointer = reference[1:]
            if pointer not in self._found:
                self._found[pointer] = self._at(pointer)
            node = self._found[pointer]
        return node, pointer

    def properties(self, schema: Node) -> dict[str, Node]:
        """The properties of an object schema, those of its parts included."""
        merged: dict[str, Node] = {}
        for part in self._parts(schema):
            merged = {**part.get("properties", {}), **merged}
        return merged

    def required(self, schema: Node) -> frozenset[str]:
        """The names that an object schema requires, those of its parts included."""
        return frozenset(name for part in self._parts(schema) for name in part.get("required", ()))

    def keyword(self, schema: Node, name: str) -> Any:
        """The value of a keyword on a schema or on one of its parts, else `None`."""
        return next((part[name] for part in self._parts(schema) if name in part), None)

    def types(self, schema: Node) -> frozenset[str]:
        """The JSON types that a schema lets through, as far as it names them."""
        schema, _ = self.follow(schema, "")
        named = schema.get("type", ())
        types = {named} if isinstance(named, str) else set(named)
        for keyword in ("anyOf", "oneOf", "allOf"):
            for part in schema.get(keyword, ()):
                types |= self.types(part)
        return frozenset(types)

    def _parts(self, schema: Node) -> Iterator[Node]:
        """What holds for a value that is not null: the schema, and what it is made of."""
        schema, beside = self.follow(schema, "")[0], schema
        if beside is not schema:
            yield {name: value for name, value in beside.items() if name != "$ref"}
        yield schema
        for part in schema.get("allOf", ()):
            yield from self._parts(part)
        choices = [*schema.get("anyOf", ()), *schema.get("oneOf", ())]
        something = [choice for choice in choices if choice.get("type") != "null"]
        if len(something) == 1:
            yield from self._parts(something[0])

    def _components(self, kind: str) -> Iterator[tuple[str, Node]]:
        yield from self.root.get("components", {}).get(kind, {}).items()

    def _at(self, pointer: str) -> Node:
        node: Any = self.root
        for token in pointer.split("/")[1:]:
            name = token.replace("~1", "/").replace("~0", "~")
            try:
                node = node[name]
            except (KeyError, TypeError):
                raise DocumentError(f"#{pointer}: nothing stands there") from None
        found: Node = node
        return found


def escape(token: str) -> str:
    """A token of a JSON pointer (RFC 6901, section 3)."""
    return token.replace("~", "~0").replace("/", "~1")


def _read_yaml(text: str) -> Any:
    try:
        yaml: Any = import_module("yaml_rs")
    except ImportError:
        raise DocumentError(
            "reading YAML takes yaml-rs: pip install yaml-rs, or give the document as JSON"
        ) from None
    # Keys such as 200 are strings in JSON, and so are days.
    return decode(json.dumps(yaml.loads(text, parse_datetime=False)).encode())
