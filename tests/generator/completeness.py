"""What a document says and its description doesn't: each leaf is looked for where it has to be.

The tables say a second time, independent of the code that writes it, how the format follows from
OpenAPI. `LOST` has what a description leaves out, and why.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from generator.names import is_header
from generator.pointers import value_at

Json = Any

METHODS = ("delete", "get", "head", "options", "patch", "post", "put", "trace")
_EXAMPLES = {"example": "example", "examples": "examples"}
_PARAMETER = {
    **dict.fromkeys(("description", "required", "deprecated", "allowEmptyValue"), "value"),
    "name": "value",
    "in": "value",
    "allowReserved": "value",
    "explode": "value",
    "style": "style",
    "schema": "schema",
    "content": "sole content",
    **_EXAMPLES,
}
KINDS: dict[str, dict[str, str]] = {
    "info": dict.fromkeys(
        ("title", "version", "summary", "description", "termsOfService", "contact", "license"),
        "value",
    ),
    "root": {"externalDocs": "value"},
    "tag": dict.fromkeys(("name", "summary", "description", "externalDocs"), "value"),
    "path": {"summary": "value", "description": "value"},
    "operation": {
        **dict.fromkeys(("operationId", "tags", "summary", "description", "externalDocs"), "value"),
        "deprecated": "words",
        "requestBody": "a body",
        "responses": "answers",
    },
    "parameter": _PARAMETER,
    "header": _PARAMETER,
    "body": {"description": "value", "required": "value", "content": "medias"},
    "media": {"schema": "schema", "itemSchema": "schema", "encoding": "encodings", **_EXAMPLES},
    "encoding": {
        **dict.fromkeys(("contentType", "style", "explode", "allowReserved"), "value"),
        "headers": "headers",
    },
    "answer": {
        "summary": "value",
        "description": "value",
        "headers": "headers",
        "content": "medias",
        "links": "links",
    },
    "link": dict.fromkeys(
        ("operationId", "operationRef", "parameters", "requestBody", "description", "server"),
        "value",
    ),
    "scheme": dict.fromkeys(
        (
            *("type", "description", "in", "name", "scheme", "bearerFormat", "flows"),
            *("openIdConnectUrl", "deprecated"),
        ),
        "value",
    ),
    "server": {"description": "value", "variables": "variables"},
    "variable": dict.fromkeys(("default", "enum", "description"), "value"),
}
"""The keys of each object of OpenAPI, and what stands at them."""

NAMES = {
    "allowEmptyValue": "allow_empty_value",
    "allowReserved": "allow_reserved",
    "bearerFormat": "bearer_format",
    "contentType": "content_type",
    "externalDocs": "documentation",
    "externalValue": "external_value",
    "itemSchema": "item_schema",
    "openIdConnectUrl": "openid_connect_url",
    "operationId": "operation_id",
    "operationRef": "operation_ref",
    "requestBody": "body",
    "responses": "answers",
    "termsOfService": "terms_of_service",
}
"""What keys are called that have another name in a description."""

SCHEMA = frozenset(
    """
    additionalProperties contains contentSchema else if items not propertyNames then
    unevaluatedItems unevaluatedProperties
    """.split()  # noqa: SIM905 - a list of names reads better than a column of literals
)
SCHEMA_LISTS = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
SCHEMA_MAPS = frozenset(
    {"$defs", "definitions", "dependentSchemas", "patternProperties", "properties"}
)

LOST: dict[tuple[str, str], str] = {
    ("operation", "title"): "no key of OpenAPI, and no extension",
    ("schema", "$id"): "pointers lead from the description's root",
    ("schema", "$schema"): "all of it is 2020-12",
}
"""What is left out, by the kind of object and its key."""

_NOTHING: Json = {}
IGNORED_HEADERS = frozenset({"accept", "authorization", "content-type"})
"""Parameters that OpenAPI says are to be ignored."""


@cache
def _validator() -> Any:
    schema = Path(__file__).parents[2] / "generator" / "description.schema.json"
    return jsonschema_rs.validator_for(json.loads(schema.read_text(encoding="utf-8")))


def check_form(description: Json) -> None:
    """Hold a description to its published schema.

    Raises:
        AssertionError: It has another form; every place is named.
    """
    errors = _validator().iter_errors(description)
    found = [f"{'/'.join(map(str, one.instance_path))}: {one.message[:200]}" for one in errors]
    assert not found, "\n".join(found)


class Comparison:
    """Looks for a document's leaves in its description.

    Args:
        document: What the document says, its files bundled.
        description: What its `description.json` says.

    Attributes:
        compared: How many leaves were looked for.
    """

    def __init__(self, document: Json, description: Json) -> None:
        self._document = document
        self._description = description
        self._left_out = {one["pointer"] for one in description.get("left_out", [])}
        self.compared = 0

    def missing(self) -> Iterator[str]:
        """The leaves that are not there, each by its way in the document."""
        root, found = self._document, self._description
        yield from self._object("info", root.get("info", {}), found["info"], "info")
        outer = {"externalDocs": root.get("externalDocs")}
        yield from self._object("root", outer, found["info"], "root")
        extensions = {k: v for k, v in root.items() if k.startswith("x-") and k != "x-sdk"}
        yield from self._object("root", extensions, found, "root")
        yield from self._conventions(root.get("x-sdk", {}))
        told = {one["name"]: one for one in found.get("tags", [])}
        for tag in root.get("tags", []):
            yield from self._object("tag", tag, told.get(tag["name"], {}), f"tags/{tag['name']}")
        if root.get("security"):
            yield from self._security(root, found, "root")
        yield from self._servers(root.get("servers", []), found.get("servers", []), "servers")
        components = root.get("components", {})
        for name, scheme in components.get("securitySchemes", {}).items():
            place = f"securitySchemes/{name}"
            yield from self._object("scheme", scheme, found["schemes"][name], place)
        for name, schema in components.get("schemas", {}).items():
            yield from self._schema(schema, found["schemas"].get(name), f"schemas/{name}")
        yield from self._operations()
        events = found.get("events", {}).get("events", [])
        for name, given in root.get("webhooks", {}).items():
            yield from self._requests(name, given, events, f"webhooks/{name}")

    def _conventions(self, sdk: Json) -> Iterator[str]:
        conventions, events = self._description["conventions"], self._description.get("events", {})
        told = {**self._description, **conventions}
        for key, value in sdk.items():
            if key not in {"pagination", "webhooks"}:
                yield from self._value(value, told.get(key), f"x-sdk/{key}")
        for name, dialect in sdk.get("pagination", {}).items():
            found = conventions.get("pagination", {}).get(name)
            yield from self._value(dialect, found, f"x-sdk/pagination/{name}")
        places = events.get("places", {})
        told = {**events, **places, "idempotency_key": places.get("key")}
        for key, value in sdk.get("webhooks", {}).items():
            if key != "signature":
                yield from self._value(value, told.get(key), f"x-sdk/webhooks/{key}")
        signature = events.get("signature", {})
        for key, value in sdk.get("webhooks", {}).get("signature", {}).items():
            if key != "scheme":  # the members that it stands for are there
                yield from self._value(value, signature.get(key), f"x-sdk/webhooks/signature/{key}")

    def _operations(self) -> Iterator[str]:
        told = {(o["path"], o["method"]): o for o in self._description.get("operations", [])}
        for path, given in self._document.get("paths", {}).items():
            if path.startswith("x-"):
                continue
            item = self._followed(given)
            said = {k: v for k, v in item.items() if k not in {*METHODS, "parameters", "servers"}}
            found = self._description.get("paths", {}).get(path, {})
            yield from self._object("path", said, found, path)
            escaped = path.replace("~", "~0").replace("/", "~1")
            for method in (one for one in METHODS if one in item):
                operation = told.get((path, method.upper()))
                if f"#/paths/{escaped}/{method}" in self._left_out:
                    continue
                if operation is None:
                    yield f"{path} {method}"
                else:
                    said = self._followed(item[method])
                    yield from self._exchange(item, said, operation, f"{path} {method}")

    def _requests(self, name: str, given: Json, events: Json, place: str) -> Iterator[str]:
        item = self._followed(given)
        told = {(one["name"], one["method"]): one for one in events}
        for method in (one for one in METHODS if one in item):
            event = told.get((name, method.upper()))
            if f"#/{place}" in self._left_out:
                continue
            if event is None:
                yield f"{place} {method}"
            else:
                yield from self._exchange(item, item[method], event, f"{place} {method}")

    def _exchange(self, item: Json, said: Json, found: Json, place: str) -> Iterator[str]:
        """An operation, a webhook or a callback, and what all of its path share."""
        yield from self._parameters(item, said, found, place)
        for name, callback in said.get("callbacks", {}).items():
            told = found.get("callbacks", {}).get(name, {})
            for expression, requests in self._followed(callback).items():
                if not expression.startswith("x-"):
                    where = f"{place} callbacks/{name}/{expression}"
                    yield from self._requests(name, requests, told.get(expression, []), where)
        yield from self._security(said, found, place)
        servers: Json = said.get("servers") or item.get("servers") or ()
        told = found.get("servers") or self._description.get("servers", [])
        yield from self._servers(servers, told, place)
        apart = {"parameters", "callbacks", "security", "servers"}
        rest = {key: value for key, value in said.items() if key not in apart}
        yield from self._object("operation", rest, found, place)

    def _parameters(self, item: Json, said: Json, found: Json, place: str) -> Iterator[str]:
        parameters: dict[tuple[str, str], Json] = {}
        for given in (*item.get("parameters", []), *said.get("parameters", [])):
            one = self._followed(given)
            parameters[one["in"], one["name"]] = one
        every = [self._whole(one) for one in found.get("parameters", [])]
        told = {(one["in"], one["name"]): one for one in every}
        for (location, name), one in parameters.items():
            is_ignored = location == "header" and name.lower() in IGNORED_HEADERS
            is_nowhere = location == "path" and f"{{{name}}}" not in place
            if not (is_ignored or is_nowhere or (location == "header" and not is_header(name))):
                where = f"{place} parameters/{name}"
                yield from self._object("parameter", one, told.get((location, name), {}), where)

    def _security(self, said: Json, found: Json, place: str) -> Iterator[str]:
        alternatives: Json = said.get("security") or ()
        expected: Json = [
            [
                {"scheme": scheme, **({"scopes": scopes} if scopes else {})}
                for scheme, scopes in one.items()
            ]
            for one in alternatives
        ]
        told = [
            [{key: value for key, value in one.items() if key != "credential"} for one in each]
            for each in found.get("security", [])
        ]
        self.compared += len(expected)
        if expected != told or (said.get("security") == [] and "security" not in found):
            yield f"{place} security"

    def _servers(self, said: Json, found: Json, place: str) -> Iterator[str]:
        told = {one["url"].rstrip("/"): one for one in found}
        for one in said:
            url = one["url"].rstrip("/")
            server = told.get(f"https:{url}" if url.startswith("//") else url)
            where = f"{place} servers/{url}"
            if server is None:
                yield where
            else:
                rest = {key: value for key, value in one.items() if key != "url"}
                yield from self._object("server", rest, server, where)

    def _object(self, kind: str, given: Json, told: Json, place: str) -> Iterator[str]:
        """An object of OpenAPI, which may be a reference."""
        said, found = self._followed(given), self._whole(told)
        for key, value in said.items():
            where, name = f"{place}/{key}", str(NAMES.get(key, key))
            if key.startswith("x-"):
                yield from self._value(value, found.get("extensions", {}).get(key), where)
            elif key not in KINDS[kind]:
                if (kind, key) not in LOST:
                    yield f"{where} ({kind})"
            else:
                what = KINDS[kind][key]
                yield from self._member(what, value, found, name, where)

    def _member(self, what: str, said: Json, found: Json, name: str, where: str) -> Iterator[str]:
        told = found.get(name)
        if what == "value":
            yield from self._value(said, told, where)
        elif what == "words":
            yield from self._value(bool(said), bool(told), where)
        elif what == "style":
            usual = "form" if found.get("in") in {"query", "cookie"} else "simple"
            yield from self._value(said, told or usual, where)
        elif what == "schema":
            yield from self._schema(said, told, where)
        elif what in _EXAMPLES:
            yield from self._examples(said, found.get("examples", {}), what, where)
        elif what == "a body":
            yield from self._object("body", said, told or {}, where)
        elif what == "sole content":
            for media_type, media in said.items():
                yield from self._value(media_type, told, where)
                yield from self._object("media", media, found, f"{where}/{media_type}")
        else:
            yield from self._map(what, said, told or {}, where)

    def _examples(self, said: Json, told: Json, what: str, where: str) -> Iterator[str]:
        examples = {"example": {"value": said}} if what == "example" else said
        for key, example in examples.items():
            one = {NAMES.get(k, k): v for k, v in self._followed(example).items()}
            yield from self._value(one, told.get(key), f"{where}/{key}")

    def _map(self, what: str, said: Json, told: Json, where: str) -> Iterator[str]:
        for key, one in said.items():
            inner = told.get(key.upper() if what == "answers" and key != "default" else key)
            if inner is None:
                yield f"{where}/{key}"
            else:
                yield from self._object(what.removesuffix("s"), one, inner, f"{where}/{key}")

    def _value(self, said: Json, found: Json, place: str) -> Iterator[str]:
        self.compared += 1
        says_nothing = said in (None, "", [], {}) or (said is False and found is None)
        if said != found and not says_nothing:
            yield place

    def _schema(self, said: Json, found: Json, place: str) -> Iterator[str]:
        """A schema, as JSON Schema 2020-12 has it."""
        if _is(said, bool) or not _is(found, dict):
            yield from self._value(said, found, place)
            return
        is_nullable = said.get("nullable") is True
        if is_nullable and "anyOf" in found and "anyOf" not in said:
            inner, null = found["anyOf"]
            yield from self._value({"type": "null"}, null, f"{place}/nullable")
            found = {**found, **inner}
        for key, value in said.items():
            yield from self._keyword(said, key, value, found, f"{place}/{key}")

    def _keyword(self, said: Json, key: str, value: Json, found: Json, where: str) -> Iterator[str]:
        told = found.get(key)
        if key in SCHEMA:
            yield from self._schema(value, told, where)
        elif key in SCHEMA_LISTS:
            for index, one in enumerate(value):
                yield from self._schema(one, told[index] if told else None, f"{where}/{index}")
        elif key in SCHEMA_MAPS:
            inner: Json = told or _NOTHING
            for name, one in value.items():
                yield from self._schema(one, inner.get(name), f"{where}/{name}")
        elif key == "$ref":
            yield from self._reference(value, told, where)
        elif key == "discriminator":
            yield from self._discriminator(value, told, where)
        elif ("schema", key) not in LOST:
            yield from self._value(*_in_new_terms(said, key, value, found), where)

    def _discriminator(self, said: Json, told: Json, where: str) -> Iterator[str]:
        mapping: Json = said.get("mapping", {})
        for tag, given in mapping.items():
            target = given if "#" in given else f"#/components/schemas/{given}"
            yield from self._reference(target, told["mapping"][tag], f"{where}/{tag}")
        yield from self._value({**said, "mapping": None}, {**told, "mapping": None}, where)

    def _reference(self, said: str, found: Json, place: str) -> Iterator[str]:
        """A reference to a schema: what it leads to is compared where it is, or here."""
        parent, _, name = said.rpartition("/")
        told = str(found).removeprefix("#/schemas/")
        try:
            target = value_at(self._document, said)
        except LookupError:  # nothing can be said of what is not there
            return
        if parent == "#/components/schemas":
            yield from self._value(name, told, place)
        else:
            yield from self._schema(target, self._description["schemas"].get(told), place)

    def _followed(self, given: Json) -> Json:
        """What a reference of the document leads to, with the words beside it."""
        found = given
        while _is(found, dict) and "$ref" in found:
            said: Json = found
            beside = {key: said[key] for key in ("summary", "description") if key in said}
            target: Json = value_at(self._document, said["$ref"])
            found = {**target, **beside}
        return found

    def _whole(self, found: Json) -> Json:
        """What a reference of the description leads to."""
        return value_at(self._description, found["$ref"]) if "$ref" in found else found


def _in_new_terms(said: Json, key: str, value: Json, found: Json) -> tuple[Json, Json]:
    """What OpenAPI 3.0 says its own way, and where that has to be in JSON Schema 2020-12."""
    if key == "example":
        return True, value in found.get("examples", [])
    if key in {"exclusiveMinimum", "exclusiveMaximum"} and _is(value, bool):
        limit = said.get(key.removeprefix("exclusive").lower())
        return limit if value else None, found.get(key)
    if key in {"minimum", "maximum"} and said.get(f"exclusive{key.capitalize()}") is True:
        return value, found.get(f"exclusive{key.capitalize()}")
    if key in {"type", "enum"} and said.get("nullable") is True:
        every = [*(value if _is(value, list) else [value])]
        every.append("null" if key == "type" else None)
        return {*map(repr, every)}, {*map(repr, found.get(key, []))}
    return (None, None) if key == "nullable" else (value, found.get(key))


def _is(value: Json, kind: type) -> bool:
    return isinstance(value, kind)
