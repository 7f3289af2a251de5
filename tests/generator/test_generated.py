"""Generated code: hostile documents, awkward names, and the same bytes whatever the order."""

from __future__ import annotations

import ast
import copy
import inspect
import json
import operator
import os
import typing
from datetime import date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml_rs
from pydantic import TypeAdapter, ValidationError

from generator.analysis import analyze
from generator.load import load
from generator.names import CLIENT_ATTRIBUTES
from generator.targets.python.package import own_files, project_files

from ..library import httpx
from .small import (
    Json,
    api_of,
    body,
    document,
    imported,
    module_of,
    of_schemas,
    operation,
    package_of,
    shuffled,
)

ROOT = Path(__file__).parents[2]
LONG = bool(os.environ.get("LONG"))
PARCELS = Path(__file__).parent / "documents" / "parcel_post.yaml"

HOSTILE = [
    '"""\nimport os\nos.abort()\n"""',
    "'''; import os; os.abort() #",
    '\\"""; import os; os.abort(); """',
    "ends in a backslash\\",
    'ends in a quote"',
    "{{ 7 * 7 }}{% for x in y %}{{ self._TemplateReference__context }}",
    "{braces} %s %(name)s $dollar",
    "line\nbreak\r\nand\ttab\x00\x07\x1b[31m",
    "\u202eright to left\u202c \u2066isolated\u2069 \u200b\ufeff",
    "\u2028separators\u2029 \x85",
    "\\N{BULLET} \\x41 \\u0041 \\",
    "# a comment\n    return None",
    "end\n\nArgs:\n    x: y\n\nRaises:\n    Nothing: ever.",
    "-->\n<script>alert(1)</script>",
    "`code` [link](javascript:x) <b>",
    "é ß 中 😀 ﬁ",
    "class",
    "__init__",
    "model_config",
    "",
]


def ref(name: str) -> Json:
    escaped = name.replace("~", "~0").replace("/", "~1")
    return {"$ref": f"#/components/schemas/{escaped}"}


def hostile_document(text: str) -> Json:
    """A document that says one text wherever it may."""
    thing = {
        "type": "object",
        "description": text,
        "required": [text],
        "properties": {
            text: {"type": "string", "description": text, "default": text},
            "kind": {"enum": [text, "other"], "description": text},
            "only": {"const": text},
        },
    }
    parameters = [
        {
            "name": text or "q",
            "in": "query",
            "description": text,
            "schema": {"type": "string", "default": text},
        },
        {"name": "kind", "in": "query", "schema": {"enum": [f"{text}!", "x"]}},
    ]
    given = operation(
        operationId=text,
        tags=[text],
        summary=text,
        description=text,
        parameters=parameters,
        requestBody={"required": True, "content": {"application/json": {"schema": ref("Thing")}}},
        responses={
            "200": {
                "description": text,
                "content": {"application/json": {"schema": ref(text or "x")}},
            },
            "404": {"description": text},
        },
    )
    union = {
        "oneOf": [ref("A"), ref("B")],
        "discriminator": {"propertyName": "is", "mapping": {f"{text}a": "A", f"{text}b": "B"}},
    }
    variant = {"type": "object", "required": ["is"], "properties": {"is": {"type": "string"}}}
    return document(
        {"/things": {"post": given}},
        {"Thing": thing, text or "x": {"oneOf": [ref("Thing"), union]}, "A": variant, "B": variant},
        info={"title": text or "T", "version": text or "1", "description": text},
        tags=[{"name": text, "description": text}],
        servers=[{"url": "https://x.example", "description": text, "x-environment": text}],
        components=None,
        **{"x-sdk": {"root_error": text, "error": {"message": text}}},
    )


@pytest.mark.once
class TestHostileText:
    @pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
    def test_it_stays_text(self, tmp_path: Path, text: str) -> None:
        source = package_of(hostile_document(text), tmp_path)
        for path in source.rglob("*.py"):
            assert "os" not in names_used(path.read_text(encoding="utf-8"), path)
        with imported(source) as package:
            client_class = package.Client
            (name,) = [
                name
                for name in dir(client_class)
                if not name.startswith("_") and name not in CLIENT_ATTRIBUTES
            ]
            sent: list[httpx.Request] = []

            def answer(request: httpx.Request) -> httpx.Response:
                sent.append(request)
                return httpx.Response(200, json={text: "value", "kind": "new", "only": "new"})

            client = client_class(
                base_url="https://x.example", http_client=httpx.MockTransport(answer)
            )
            resource = getattr(client, name)
            (method,) = [
                value
                for key, value in inspect.getmembers(resource, inspect.ismethod)
                if not key.startswith("_")
            ]
            arguments = inspect.signature(method).parameters
            required = [key for key, one in arguments.items() if one.default is one.empty]
            method(**dict.fromkeys(required, "value"))
            (request,) = sent
            assert json.loads(request.content) == {text: "value"}

    def test_it_is_the_file_s_name_too(self, tmp_path: Path) -> None:
        path = tmp_path / 'x"""\n -->evil\u202e.json'
        path.write_text(json.dumps(of_schemas({"A": {"properties": {"a": {}}}})), encoding="utf-8")
        api, _ = analyze(load(path))
        for name, content in project_files(api).items():
            if name.endswith(".py"):
                ast.parse(content)
            assert "\u202e" not in content
            first = content.split("\n", 1)[0]
            assert "-->evil" not in first or name.endswith((".py", ".toml"))


def adapter_of(package: ModuleType, name: str) -> TypeAdapter[Any]:
    """What validates a type of the things."""
    expected: Any = getattr(module_of(package, "things"), name)
    return TypeAdapter(expected)


def names_used(source: str, path: Path) -> set[str]:
    """All that a module refers to by name."""
    if "_core" in path.parts:
        return set()
    return {
        part
        for node in ast.walk(ast.parse(source))
        for part in (
            [node.id]
            if isinstance(node, ast.Name)
            else [alias.name for alias in node.names]
            if isinstance(node, ast.Import | ast.ImportFrom)
            else []
        )
    }


class TestAwkwardNames:
    def test_fields_that_are_called_like_types(self, tmp_path: Path) -> None:
        names = ["date", "datetime", "time", "str", "int", "float", "bool", "list", "dict", "bytes"]
        kinds: Json = {
            "date": {"type": "string", "format": "date"},
            "datetime": {"type": "string", "format": "date-time"},
            "time": {"type": "string", "format": "time"},
            "str": {"type": "string"},
            "int": {"type": "integer"},
            "float": {"type": "number"},
            "bool": {"type": "boolean"},
            "list": {"type": "array", "items": {"type": "string"}},
            "dict": {"type": "object"},
            "bytes": {"type": "string", "format": "byte"},
        }
        with imported(
            package_of(of_schemas({"Thing": {"properties": kinds}}), tmp_path)
        ) as package:
            thing = module_of(package, "things").Thing
            given = {
                "date": "2024-01-02",
                "datetime": "2024-01-02T03:04:05Z",
                "time": "03:04:05",
                "str": "s",
                "int": 1,
                "float": 1.5,
                "bool": True,
                "list": ["x"],
                "dict": {"a": 1},
                "bytes": "YQ==",
            }
            made = thing.model_validate(given)
            identifiers = ["dict_" if name == "dict" else name for name in names]
            assert [type(getattr(made, one)).__name__ for one in identifiers] == names
            assert thing.model_validate({}).model_dump(by_alias=True) == dict.fromkeys(names)

    def test_types_that_are_called_like_ours(self, tmp_path: Path) -> None:
        plain = {
            "type": "object",
            "required": ["id"],
            "properties": {
                "id": {"type": "string", "format": "uuid"},
                "s": {"type": "string", "format": "password"},
            },
        }
        names = [
            "Tag",
            "Field",
            "UUID",
            "Model",
            "Page",
            "Client",
            "Driver",
            "Resource",
            "List",
            "Things",
        ]
        with imported(package_of(of_schemas(dict.fromkeys(names, plain)), tmp_path)) as package:
            module = module_of(package, "things")
            for name in names:
                own = f"{name}Model" if name in {"Model", "Page", "Resource"} else name
                made = getattr(module, own).model_validate(
                    {"id": "6f1c3a3e-3d1b-4b8e-9d5a-0f8f5d1c2b3a", "s": "x"}
                )
                assert type(made.id).__module__ == "uuid"
            assert hasattr(module, "ThingsResource")

    def test_methods_that_are_called_like_types(self, tmp_path: Path) -> None:
        listed = {"200": body({"type": "array", "items": {"type": "string", "format": "date"}})}
        paths = {
            f"/{name}": {"get": operation(operationId=f"things.{name}", responses=listed)}
            for name in ("list", "str", "date", "dict", "int")
        }
        with imported(package_of(document(paths), tmp_path)) as package:
            things = module_of(package, "things").Things
            assert things.list.__annotations__["return"] == "builtins.list[dt.date]"
            transport = httpx.MockTransport(lambda _: httpx.Response(200, json=["2024-01-02"]))
            client = package.Client(base_url="https://x.example", http_client=transport)
            assert client.things.date() == [date(2024, 1, 2)]

    def test_modules_that_are_called_like_ours(self, tmp_path: Path) -> None:
        names = ["client", "models", "events", "conventions", "import", "_core"]
        paths = {
            f"/{n}": {"get": operation(operationId=f"{name}.get")} for n, name in enumerate(names)
        }
        with imported(package_of(document(paths), tmp_path)) as package:
            client = package.Client(
                base_url="https://x.example",
                http_client=httpx.MockTransport(lambda _: httpx.Response(204)),
            )
            for name in ("client", "models", "events", "conventions", "import_", "core"):
                assert getattr(client, name).get() is None


class TestTypes:
    def test_properties_beyond_those_named_have_their_type(self, tmp_path: Path) -> None:
        schema = {
            "type": "object",
            "properties": {"a": {"type": "string"}},
            "additionalProperties": {"type": "integer"},
        }
        with imported(package_of(of_schemas({"Thing": schema}), tmp_path)) as package:
            module = module_of(package, "things")
            assert module.Thing.model_validate({"a": "x", "b": 1}).model_extra == {"b": 1}
            with pytest.raises(ValidationError):
                module.Thing.model_validate({"b": "no"})
            annotation = inspect.signature(module.Things.create).parameters["body"].annotation
            assert annotation == "Sequence[ThingParam | Thing | Mapping[str, Any]]"

    def test_secrets_are_not_shown(self, tmp_path: Path) -> None:
        schema = {
            "properties": {
                "key": {"type": "string", "format": "password"},
                "id": {"type": "string"},
            }
        }
        with imported(package_of(of_schemas({"Thing": schema}), tmp_path)) as package:
            made = module_of(package, "things").Thing.model_validate({"key": "s3cret", "id": "1"})
            assert repr(made) == str(made).join(["Thing(", ")"]) == "Thing(id='1')"

    def test_constants_are_open_unless_they_tell_members_apart(self, tmp_path: Path) -> None:
        def kind(value: str) -> Json:
            properties = {
                "kind": {"const": value},
                "version": {"const": "1.0"},
                "yes": {"const": True},
            }
            return {"type": "object", "required": ["kind"], "properties": properties}

        schemas = {"A": kind("a"), "B": kind("b"), "U": {"oneOf": [ref("A"), ref("B")]}}
        with imported(package_of(of_schemas(schemas), tmp_path)) as package:
            adapter = adapter_of(package, "U")
            made: Any = adapter.validate_python({"kind": "a", "version": "2.0"})
            assert (type(made).__name__, made.version) == ("A", "2.0")
            with pytest.raises(ValidationError):
                adapter.validate_python({"kind": "a", "yes": False})

    def test_a_recursive_union_is_read(self, tmp_path: Path) -> None:
        def kind(name: str, **more: Json) -> Json:
            properties = {"kind": {"const": name}, **more}
            return {"type": "object", "required": ["kind"], "properties": properties}

        schemas = {
            "Expr": {"oneOf": [ref("Num"), ref("Sum")]},
            "Num": kind("num", itsValue={"type": "number"}),
            "Sum": kind("sum", theParts={"type": "array", "items": ref("Expr")}),
        }
        sent: list[Any] = []

        def answer(request: httpx.Request) -> httpx.Response:
            sent.append(json.loads(request.content))
            return httpx.Response(204)

        with imported(package_of(of_schemas(schemas), tmp_path)) as package:
            wire: Json = {
                "kind": "sum",
                "theParts": [
                    {"kind": "num", "itsValue": 1.0},
                    {"kind": "sum", "theParts": list[Json]()},
                ],
            }
            made: Any = adapter_of(package, "Expr").validate_python(wire)
            assert made.the_parts[0].its_value == 1
            client = package.Client(
                base_url="https://x.example", http_client=httpx.MockTransport(answer)
            )
            given = {"kind": "sum", "the_parts": [{"kind": "num", "its_value": 1.0}, made]}
            client.things.post_expr(body=[given])
            assert sent == [[{"kind": "sum", "theParts": [{"kind": "num", "itsValue": 1.0}, wire]}]]

    def test_a_body_takes_dates_and_times(self, tmp_path: Path) -> None:
        schema = {"properties": {"at": {"type": ["string", "null"], "format": "date-time"}}}
        request = {"required": True, "content": {"application/json": {"schema": schema}}}
        paths = {"/x": {"post": operation(operationId="x.create", requestBody=request)}}
        with imported(package_of(document(paths), tmp_path)) as package:
            create = module_of(package, "x").X.create
            hints = typing.get_type_hints(
                create,
                {
                    **vars(module_of(package, "x")),
                    "datetime": datetime,
                    "Omit": package.Omit,
                    "RequestOptions": dict,
                },
            )
            assert hints["at"] == datetime | package.Omit | None


def without_order(files: dict[str, str]) -> dict[str, Any]:
    """Files, of their description what it says: it says it in the document's order."""
    found: dict[str, Any] = dict(files)
    for path in (path for path in files if path.endswith("/description.json")):
        said = found[path] = json.loads(files[path])
        events = said.get("events", {}).get("events", [])
        for listed, key in ((said["operations"], "id"), (events, "name")):
            listed.sort(key=operator.itemgetter(key))
    return found


@pytest.mark.once
class TestDeterminism:
    @pytest.mark.parametrize("seed", range(5 if LONG else 1))
    @pytest.mark.parametrize("path", [ROOT / "openapi.yaml", PARCELS], ids=["ours", "parcels"])
    def test_the_document_s_order_decides_nothing_but_properties(
        self, tmp_path: Path, path: Path, seed: int
    ) -> None:
        data: Any = yaml_rs.loads(path.read_text(encoding="utf-8"), parse_datetime=False)
        mixed = shuffled(copy.deepcopy(data), seed)
        assert json.dumps(mixed) != json.dumps(data)
        before, after = (
            project_files(api_of(data, tmp_path)),
            project_files(api_of(mixed, tmp_path)),
        )
        assert without_order(before) == without_order(after)

    def test_properties_keep_their_order(self, tmp_path: Path) -> None:
        one = of_schemas({"Thing": {"properties": {"b": {}, "a": {}}}})
        other = of_schemas({"Thing": {"properties": {"a": {}, "b": {}}}})
        path = "src/small/things.py"
        assert (
            project_files(api_of(one, tmp_path))[path]
            != project_files(api_of(other, tmp_path))[path]
        )

    def test_two_runs_give_the_same(self) -> None:
        runs: list[dict[str, str]] = []
        for _ in range(2):
            document = load(ROOT / "openapi.yaml")
            runs.append(own_files(analyze(document)[0]))
        assert runs[0] == runs[1]


def test_servers_and_their_variables_reach_the_package(tmp_path: Path) -> None:
    variables = {"region": {"default": "eu", "enum": ["eu", "us"]}, "path": {"default": "v1"}}
    root = {"url": "https://{region}.a.example/{path}", "variables": variables}
    paths: Json = {
        "/x": {"get": operation(tags=["x"])},
        "/up": {"post": operation(tags=["up"], servers=[{"url": "https://up.example"}])},
    }
    source = package_of(document(paths, servers=[root]), tmp_path)
    with imported(source) as package:
        client_module: ModuleType = module_of(package, "client")
        hints = typing.get_type_hints(package.Client.__init__, client_module.__dict__)
        assert hints["region"] == typing.Literal["eu", "us"] | None
        assert hints["path"] == (str | None)
        sent: list[str] = []

        def answer(request: httpx.Request) -> httpx.Response:
            sent.append(str(request.url))
            return httpx.Response(204)

        transport = httpx.MockTransport(answer)
        client = package.Client(region="us", http_client=transport)
        client.x.list()
        client.up.create()
        package.Client(base_url="https://b.example", http_client=transport).up.create()
    assert sent == [
        "https://us.a.example/v1/x",
        "https://up.example/up",
        "https://b.example/up",
    ]
    page = (source.parent / "api.md").read_text(encoding="utf-8")
    assert "| `'production'` | `https://{region}.a.example/{path}` |" in page
    assert "| `region` | `Literal['eu', 'us']` | `SMALL_REGION` |" in page
    assert "| `up.create` | `https://up.example` |" in page


@pytest.mark.parametrize(
    ("url", "arguments"),
    [
        ("https://{domain}.example", 'domain="example"'),
        ("/v2", 'base_url="https://api.example.com/v2"'),
        ("https://a.example", ""),
    ],
)
def test_the_quick_start_passes_what_has_no_default(
    tmp_path: Path, url: str, arguments: str
) -> None:
    paths: Json = {"/x": {"get": operation(tags=["x"])}}
    source = package_of(document(paths, servers=[{"url": url}]), tmp_path)
    assert f"with Client({arguments}) as client:" in (source.parent / "README.md").read_text()
