"""Pages recognised by what an operation takes and answers, and walked through against a server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from generator.analysis import analyze
from generator.api import Paged
from generator.load import load

from .real_documents import real_document
from .small import (
    SCHEMAS,
    Json,
    api_of,
    body,
    document,
    errors_of,
    imported,
    operations,
    package_of,
    ref,
)

pytestmark = pytest.mark.once

S, N, B = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}
THING = {"required": ["id"], "properties": {"id": {"type": "string"}}}
THINGS = {"type": "array", "items": ref("Item")}
LINK = {"headers": {"Link": {"schema": S}}}


def of(**properties: Json) -> Json:
    return {"type": "object", "properties": properties}


def merged(*parts: Json) -> Json:
    return {name: value for part in parts for name, value in part.items()}


def listing(parameters: Json, schema: Json, headers: Json | None = None, **more: Json) -> Json:
    """A document with one list."""
    given = [{"name": name, "in": "query", "schema": one} for name, one in parameters.items()]
    answer = merged(body(schema), headers or {})
    get = merged({"operationId": "listItems", "parameters": given}, more)
    get["responses"] = {"200": answer}
    return document(
        {"/items": {"get": get}},
        {**SCHEMAS, "Item": THING},
        servers=[{"url": "https://api.example.com"}],
    )


def sliced(request: httpx.Request) -> tuple[list[Json], int]:
    """Two of five items, from a number on, and how many come before what follows."""
    query = request.url.params
    start = int(
        query.get("offset")
        or query.get("cursor")
        or query.get("after")
        or query.get("pageToken")
        or 0
    )
    if "page" in query:
        start = 2 * (int(query["page"]) - 1)
    return [{"id": str(n + 1)} for n in range(start, min(start + 2, 5))], start + 2


def following(number: int) -> str | None:
    return str(number) if number < 5 else None


PLAIN: list[tuple[str, Json, Json, Json | None, str, Callable[[list[Json], int], Json]]] = [
    (
        "cursor",
        {"cursor": S, "limit": N},
        of(data=THINGS, next_cursor=S, has_more=B),
        None,
        "cursor",
        lambda items, n: {"data": items, "next_cursor": following(n), "has_more": n < 5},
    ),
    (
        "token",
        {"pageToken": S},
        of(items=THINGS, nextPageToken=S),
        None,
        "cursor",
        lambda items, n: {"items": items, "nextPageToken": following(n)},
    ),
    (
        "nested cursor",
        {"after": S},
        of(items=THINGS, paging=of(cursors=of(after=S))),
        None,
        "cursor",
        lambda items, n: {"items": items, "paging": {"cursors": {"after": following(n)}}},
    ),
    (
        "last item",
        {"after": S, "limit": N},
        of(data=THINGS, has_more=B),
        None,
        "last_item",
        lambda items, n: {"data": items, "has_more": n < 5},
    ),
    (
        "url",
        {"page": N, "per_page": N},
        of(items=THINGS, links=of(next=S)),
        None,
        "link",
        lambda items, n: {
            "items": items,
            "links": {"next": f"https://other.example/x?page={n // 2 + 1}" if n < 5 else None},
        },
    ),
    (
        "offset and total",
        {"offset": N, "limit": N},
        of(items=THINGS, total=N),
        None,
        "offset",
        lambda items, n: {"items": items, "total": 5},
    ),
    (
        "offset and more",
        {"offset": N, "limit": N},
        of(items=THINGS, more=B),
        None,
        "offset",
        lambda items, n: {"items": items, "more": n < 5},
    ),
    (
        "page and pages",
        {"page": N, "pageSize": N},
        of(items=THINGS, totalPages=N),
        None,
        "page",
        lambda items, n: {"items": items, "totalPages": 3},
    ),
    ("page and link", {"page": N, "per_page": N}, THINGS, LINK, "page", lambda items, n: items),
]
IDS = [one[0] for one in PLAIN]


@pytest.mark.parametrize(
    ("parameters", "schema", "headers", "style", "page"), [one[1:] for one in PLAIN], ids=IDS
)
def test_a_plain_list_is_in_pages(
    tmp_path: Path,
    parameters: Json,
    schema: Json,
    headers: Json | None,
    style: str,
    page: Callable[[list[Json], int], Json],
) -> None:
    data = listing(parameters, schema, headers)
    api = api_of(data, tmp_path)
    (one,) = operations(api).values()
    assert isinstance(one.answer, Paged)
    assert [dialect.style for dialect in api.conventions.dialects] == [style]
    assert any("1 lists are read in pages of the style" in note for note in api.notes)

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=page(*sliced(request)))

    http_client = httpx.Client(transport=httpx.MockTransport(answer))
    with imported(package_of(data, tmp_path)) as package:
        client: Any = package.Client(http_client=http_client)
        (resource,) = [one for one in api.resources if one.operations]
        method = getattr(getattr(client, resource.name), one.name)
        assert [item.id for item in method()] == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize(
    ("parameters", "schema", "headers"),
    [
        ({}, THINGS, LINK),
        ({"page": N, "per_page": N}, THINGS, None),
        ({"page": N}, of(items=THINGS, total=N), None),
        ({"page": S, "per_page": N}, of(items=THINGS, total=N), None),
        ({"offset": N, "limit": N}, of(items=THINGS), None),
        ({"limit": N}, of(items=THINGS, next_cursor=S), None),
        ({"cursor": S}, of(items=THINGS), None),
        ({"cursor": S}, of(one=THINGS, other=THINGS, next_cursor=S), None),
        ({"after": S}, of(items={"type": "array", "items": of(name=S)}, has_more=B), None),
        ({"after": S}, of(items=THINGS), None),
        ({"page": N, "per_page": N}, of(name=S, total=N), None),
    ],
)
def test_what_is_doubtful_is_in_no_pages(
    tmp_path: Path, parameters: Json, schema: Json, headers: Json | None
) -> None:
    api = api_of(listing(parameters, schema, headers), tmp_path)
    assert api.conventions.dialects == ()
    assert api.notes == ()


def test_hints_override(tmp_path: Path) -> None:
    plain = {"cursor": S, "limit": N}, of(data=THINGS, next_cursor=S)
    refused = listing(*plain, **{"x-pagination": False})
    assert api_of(refused, tmp_path).conventions.dialects == ()
    hinted = listing(*plain)
    hinted["x-sdk"] = {"pagination": {"mine": {"style": "page"}}}
    assert api_of(hinted, tmp_path).conventions.dialects == ()


@pytest.mark.parametrize("style", ["offset", "link", "last_item"])
def test_every_style_may_be_said(tmp_path: Path, style: str) -> None:
    settings: dict[str, Json] = {
        "offset": {"offset_parameter": "at", "items": "hits"},
        "link": {"page_parameter": "at", "items": "hits", "next_link": "on"},
        "last_item": {
            "cursor_parameter": "at",
            "items": "hits",
            "item_cursor": "id",
            "has_more": "go",
        },
    }
    schema = of(hits=THINGS, on=S, go=B)
    data = listing({"at": N}, schema, **{"x-pagination": "d"})
    data["x-sdk"] = {"pagination": {"d": {"style": style, **settings[style]}}}
    (dialect,) = api_of(data, tmp_path).conventions.dialects
    assert (dialect.style, dialect.settings["parameter"]) == (style, "at")
    data["x-sdk"]["pagination"]["d"]["items"] = "none"
    assert "'none'" in errors_of(data, tmp_path)[0].reason


RECOGNISED = {
    "asana.yaml": 60,
    "digitalocean.yaml": 60,
    "github.json": 150,
    "k8s-core.json": 28,
    "museum.yaml": 0,
    "pagerduty.json": 40,
    "spotify.yaml": 12,
    "twilio-api.json": 55,
}


@pytest.mark.parametrize("name", RECOGNISED)
def test_lists_of_real_documents_are_recognised(name: str) -> None:
    api = analyze(load(real_document(name)))[0]
    found = [one for one in operations(api).values() if isinstance(one.answer, Paged)]
    assert len(found) >= RECOGNISED[name]
    assert RECOGNISED[name] or not found
