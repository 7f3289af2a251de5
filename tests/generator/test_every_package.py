"""Every generated package works whole: ours, another company's, and those with awkward names.

`LONG=1` pairs every name with more kinds of types, and tries more packages of any names.
"""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import cycle
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

import ghxstship
from generator.analysis import analyze
from generator.load import load
from generator.targets.python.package import project_files
from generator.write import formatted

from .exercise import exercise, in_memory
from .small import Json, api_of, body, document, of_schemas, operation, ref

pytestmark = pytest.mark.once

LONG = bool(os.environ.get("LONG"))

ROOT = Path(__file__).parents[2]
PARCELS = Path(__file__).parent / "documents" / "parcel_post.yaml"

KINDS: list[Json] = [
    {"type": "string"},
    {"type": "string", "format": "date"},
    {"type": "string", "format": "date-time"},
    {"type": "string", "format": "time"},
    {"type": "string", "format": "uuid"},
    {"type": "string", "format": "byte"},
    {"type": "string", "format": "password"},
    {"type": "integer"},
    {"type": "number"},
    {"type": "boolean"},
    {"enum": ["a", "b"]},
    {"enum": [1, 2]},
    {"const": "c"},
    {"type": "array", "items": {"type": "string", "format": "byte"}},
    {"type": "object", "additionalProperties": {"type": "string", "format": "date"}},
    {"type": ["string", "null"], "format": "uuid"},
    {"type": "object", "properties": {"date": {"type": "string", "format": "date"}}},
    {},
]

_WORDS = """
    str int float bool list dict bytes date datetime time dt _dt uuid UUID builtins _builtins
    pydantic Field Tag Base64 BASE64 Any Literal Annotated TypedDict Required Model Open
    OpenInteger Omit OMIT Operation Resource Sequence Mapping Final typing collections register mro
    copy json schema validate construct model_config model_fields model_validate model_x dump fields
    self cls super class import None True False none true false async await match case type
    print len object property cached_property deprecated options body idempotency_key max_items
    prefetch path query header headers with_raw_response with_options close aclose client models
    events conventions environment base_url timeout http_client driver _driver __init__ __class__
    __dict__ __annotations__ __slots__ __pydantic_extra__ __all__ items keys values get pop
    TYPE_CHECKING API Client AsyncClient Deals AsyncDeals deals DealsWithRawResponse DealsParam
    fooBar foo_bar foo-bar FooBar FOO_BAR foo1 foo_1 1st 42 _ - $ é İ ß ss SS ﬁ fi K k 数 数量 µ μ
"""
_LOOKS_LIKE_S = "\u017f"
AWKWARD = [*_WORDS.split(), "", " ", "a b", "a.b", "x" * 200, "😀", "e\u0301", _LOOKS_LIKE_S]
"""Names that mean something to Python, to pydantic or to what is generated, or look alike."""


def awkward(names: list[str], kinds: list[Json] | None = None) -> Json:
    """A document with these names wherever there may be one."""
    kind = cycle(kinds or KINDS)
    properties: Json = {name: next(kind) for name in names}
    schemas: Json = {
        name: {
            "type": "object",
            "required": names[::2],
            "properties": {**properties, "itself": ref(name)},
        }
        for name in names
    }
    paths: Json = {}
    for number, name in enumerate(names):
        holds = {"200": body({"type": "array", "items": ref(name)})}
        parameters: Json = [
            {"name": one, "in": "query", "schema": {"type": "string", "format": "date"}}
            for one in names
        ]
        plain = name.replace(".", "") or "empty"
        paths[f"/a{number}"] = {
            "get": operation(
                tags=[name], operationId=f"get{number}", parameters=parameters, responses=holds
            ),
            "put": operation(
                tags=["deals"], operationId=f"deals.{plain}.{number}", responses=holds
            ),
            "post": operation(
                operationId=f"deals.deals.{plain}{number}",
                requestBody={"required": True, **body(ref(name))},
                responses={"200": body(ref(name))},
            ),
            "patch": operation(
                operationId=f"other.{plain}.change{number}",
                requestBody={"required": True, **body({"type": "array", "items": ref(name)})},
            ),
        }
    return document(paths, schemas)


def test_ours_works() -> None:
    api, _ = analyze(load(ROOT / "openapi.yaml"))
    assert exercise(api, ghxstship) > 100


def test_another_company_s_works() -> None:
    api, _ = analyze(load(PARCELS))
    with in_memory(project_files(api), api.conventions.package) as package:
        assert exercise(api, package) > 20


@pytest.mark.parametrize("start", range(0, len(AWKWARD), 12))
def test_those_with_awkward_names_work(tmp_path: Path, start: int) -> None:
    names = AWKWARD[start : start + 12]
    for shift in (0, 5) if LONG else (start % 5,):
        api = api_of(awkward(names, KINDS[shift:] + KINDS[:shift]), tmp_path, package="small")
        files = project_files(api)
        with in_memory(files, "small") as package:
            assert exercise(api, package) >= 4 * len(names)
        assert ruff(files, tmp_path) == ""


@settings(
    max_examples=150 if LONG else 5,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    names=st.lists(st.sampled_from(AWKWARD) | st.text(max_size=6), min_size=1, max_size=5),
    kinds=st.lists(st.sampled_from(KINDS), min_size=1, max_size=6),
)
def test_those_with_any_names_work(tmp_path: Path, names: list[str], kinds: list[Json]) -> None:
    api = api_of(awkward(list(dict.fromkeys(names)), kinds), tmp_path, package="small")
    with in_memory(project_files(api), "small") as package:
        assert exercise(api, package)


def test_unions_that_are_made_of_themselves_work(tmp_path: Path) -> None:
    leaf = {"type": "object", "required": ["value"], "properties": {"value": {"type": "string"}}}
    schemas: Json = {
        "Leaf": leaf,
        "Tree": {"oneOf": [{"type": "object", "additionalProperties": ref("Tree")}, ref("Leaf")]},
        "Odd": {"anyOf": [ref("Leaf"), {"type": "array", "items": ref("Even")}]},
        "Even": {"anyOf": [ref("Leaf"), {"type": "array", "items": ref("Odd")}]},
        "Bytes": {"anyOf": [ref("Leaf"), {"type": "string", "format": "byte"}]},
    }
    api = api_of(of_schemas(schemas), tmp_path, package="small")
    with in_memory(project_files(api), "small") as package:
        assert exercise(api, package) == 15
        made = TypeAdapter(package.things.Tree).validate_python({"a": {"b": {"value": "x"}}})
        assert made["a"]["b"].value == "x"
    assert ruff(project_files(api), tmp_path) == ""


def ruff(files: dict[str, str], folder: Path) -> str:
    """What ruff's own rules find in what is generated."""
    for path, content in formatted(files).items():
        target = folder / "project" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8")
    # A document in another script than Latin has modules in it.
    command = ["check", "--no-cache", "--quiet", "--ignore=N999", "--output-format=concise"]
    done = subprocess.run(
        [sys.executable, "-m", "ruff", *command, str(folder / "project")],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr
