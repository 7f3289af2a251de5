"""A document that has nothing to do with the platform: other names, other errors, other pages."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

from generator.analysis import analyze
from generator.description import description_text
from generator.load import load

if TYPE_CHECKING:
    from pathlib import Path

Node = dict[str, Any]

TEXT: Node = {"type": "string"}
MOMENT: Node = {"type": "string", "format": "date-time"}


def _object(required: str = "", **properties: Node) -> Node:
    return {"type": "object", "properties": properties, "required": required.split()}


def _json(schema: Node | str) -> Node:
    node = {"$ref": f"#/components/schemas/{schema}"} if isinstance(schema, str) else schema
    return {"content": {"application/json": {"schema": node}}}


def _answers(success: int, schema: Node | str | None) -> Node:
    problems = {str(status): _json("Problem") for status in (400, 401, 404, 409, 422, 429)}
    return {str(success): {} if schema is None else _json(schema), **problems}


def _query(name: str, schema: Node, **more: Any) -> Node:
    return {"name": name, "in": "query", "schema": schema, **more}


def _page(item: str, **rest: Node) -> Node:
    items: Node = {"type": "array", "items": {"$ref": f"#/components/schemas/{item}"}}
    return _object("results", results=_object("items", items=items), **rest)


LIMIT = _query("perPage", {"type": "integer", "minimum": 1, "maximum": 50, "default": 3})
KEY: Node = {
    "name": "Once",
    "in": "header",
    "x-idempotency-key": True,
    "schema": {"type": "string", "minLength": 1, "maxLength": 20},
}
BOOK_ID: Node = {"name": "bookId", "in": "path", "required": True, "schema": TEXT}

_BOOK: Node = {
    "allOf": [
        {"$ref": "#/components/schemas/Kept"},
        {
            **_object(
                "title state tags loans",
                title=TEXT,
                state={"enum": ["in", "out"], "type": "string"},
                pages={"type": ["integer", "null"]},
                tags={"type": "array", "items": TEXT},
                loans=_object("count", count={"type": "integer", "default": 0}, last=TEXT),
                author={"anyOf": [{"$ref": "#/components/schemas/Author"}, {"type": "null"}]},
                publishedAt={"anyOf": [MOMENT, {"type": "null"}]},
                extra={"type": "object", "additionalProperties": True},
            ),
            "x-id-prefix": "b-",
        },
    ]
}

_GIVEN: Node = {
    "title": {"type": "string", "minLength": 1},
    "pages": {"type": ["integer", "null"], "minimum": 1},
    "tags": {"type": "array", "items": TEXT, "default": ["new"]},
    "author": {"anyOf": [{"$ref": "#/components/schemas/Author"}, {"type": "null"}]},
    "publishedAt": {"anyOf": [MOMENT, {"type": "null"}]},
    "extra": {"type": "object", "additionalProperties": True},
    "isbn": {"type": "string", "writeOnly": True},
}

LIBRARY: Node = {
    "openapi": "3.1.0",
    "info": {"title": "Library", "version": "1"},
    "security": [{"key": []}],
    "x-sdk": {
        "request_id_header": "Trace",
        "replayed_header": "Again",
        "rate_limit": {"limit": "Quota", "remaining": "Left", "reset": "Until"},
        "error": {
            "code": "problem.kind",
            "message": "problem.text",
            "details": "problem.places",
            "detail_field": "at",
            "detail_message": "why",
        },
        "pagination": {
            "numbered": {
                "style": "page",
                "page_parameter": "page",
                "limit_parameter": "perPage",
                "items": "results.items",
                "total": "count",
                "total_pages": "pages",
            },
            "linked": {
                "style": "cursor",
                "cursor_parameter": "from",
                "limit_parameter": "perPage",
                "items": "results.items",
                "next_cursor": "next",
                "has_more": "more",
            },
        },
    },
    "x-sandbox": {
        "sort_parameter": "order",
        "fields": {"id": "key", "version": "rev", "created": "madeAt", "updated": "changedAt"},
        "rate_limits": {"standard": {"limit": 5, "burst": 2, "retry_after": 9}},
    },
    "paths": {
        "/books": {
            "get": {
                "operationId": "books.list",
                "x-pagination": "linked",
                "parameters": [
                    LIMIT,
                    _query("from", TEXT),
                    _query("order", {"type": "string", "enum": ["pages", "-pages", "-madeAt"]}),
                    _query("state", {"type": "array", "items": TEXT}),
                    _query("tag", TEXT, **{"x-filter": {"field": "tags", "op": "contains"}}),
                    _query(
                        "minPages",
                        {"type": "integer"},
                        **{"x-filter": {"field": "pages", "op": "gte"}},
                    ),
                    _query(
                        "below", {"type": "number"}, **{"x-filter": {"field": "pages", "op": "lt"}}
                    ),
                    _query("author", TEXT, **{"x-filter": {"field": "author.name"}}),
                    _query("since", MOMENT, **{"x-filter": {"field": "publishedAt", "op": "gte"}}),
                    _query("new", {"type": "boolean"}, **{"x-filter": {"field": "extra.new"}}),
                ],
                "responses": _answers(
                    200, _page("Book", next={"type": ["string", "null"]}, more={"type": "boolean"})
                ),
            },
            "post": {
                "operationId": "books.create",
                "parameters": [KEY],
                "requestBody": {"required": True, **_json("NewBook")},
                "responses": _answers(201, "Book"),
            },
        },
        "/books/{bookId}": {
            "parameters": [BOOK_ID],
            "get": {"operationId": "books.get", "responses": _answers(200, "Book")},
            "patch": {
                "operationId": "books.update",
                "requestBody": {"required": True, **_json("BookPatch")},
                "responses": _answers(200, "Book"),
            },
            "put": {
                "operationId": "books.replace",
                "requestBody": {"required": True, **_json("NewBook")},
                "responses": _answers(200, "Book"),
            },
            "delete": {"operationId": "books.delete", "responses": _answers(204, None)},
        },
        "/books/{bookId}/burn": {
            "parameters": [BOOK_ID],
            "post": {"operationId": "books.burn", "responses": _answers(200, "Book")},
        },
        "/books/{bookId}/cover": {
            "parameters": [BOOK_ID],
            "get": {"operationId": "books.cover.get", "responses": _answers(200, "Cover")},
            "put": {
                "operationId": "books.cover.replace",
                "requestBody": {"required": True, **_json("Cover")},
                "responses": _answers(200, "Cover"),
            },
        },
        "/books/{bookId}/notes": {
            "parameters": [BOOK_ID],
            "get": {
                "x-pagination": "numbered",
                "parameters": [
                    LIMIT,
                    _query("page", {"type": "integer", "minimum": 1}),
                    _query("colour", {"type": "array", "items": TEXT}, explode=False),
                ],
                "responses": _answers(
                    200, _page("Note", count={"type": "integer"}, pages={"type": "integer"})
                ),
            },
            "post": {
                "requestBody": _json(_object(text=TEXT, colour=TEXT)),
                "responses": _answers(201, "Note"),
            },
        },
        "/open": {
            "get": {
                "operationId": "open.get",
                "security": [],
                "parameters": [_query("who", TEXT, required=True)],
                "responses": _answers(200, _object()),
            }
        },
    },
    "components": {
        "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        "schemas": {
            "Kept": _object(
                "key rev madeAt changedAt",
                key=TEXT,
                rev={"type": "integer"},
                madeAt=MOMENT,
                changedAt=MOMENT,
            ),
            "Book": _BOOK,
            "NewBook": {**_object("title", **_GIVEN), "additionalProperties": False},
            "BookPatch": {
                **_object(**_GIVEN, rev={"type": "integer"}),
                "additionalProperties": False,
            },
            "Author": _object(name=TEXT, born={"type": ["integer", "null"]}, motto=TEXT),
            "Cover": _object("image", image=TEXT),
            "Note": _object("text", text=TEXT, colour={"type": ["string", "null"]}),
            "Problem": _object("problem", problem=_object("kind text", kind=TEXT, text=TEXT)),
        },
    },
}


def described(document: Node, file: Path) -> Path:
    """The description of a document, written to a file by the generator."""
    source = file.with_name(f"{file.stem}.openapi.json")
    source.write_text(json.dumps(document), encoding="utf-8")
    file.write_text(description_text(analyze(load(source))[0]), encoding="utf-8")
    return file


def library() -> Node:
    """A copy to change."""
    return copy.deepcopy(LIBRARY)
