"""Uses all of a generated package: imports it, builds every model, calls every operation.

`exercise` takes any package with the `Api` that it was generated from, and holds what it does
against the document: values come back as they went in, under the names and types promised.
"""

from __future__ import annotations

import importlib
import inspect
import json
import sys
import warnings
from base64 import b64decode
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, time
from decimal import Decimal
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.util import spec_from_loader
from pkgutil import walk_packages
from types import ModuleType
from typing import Any, cast
from uuid import UUID

from pydantic import BaseModel, TypeAdapter
from pydantic_core import to_jsonable_python

import ghxstship
from generator.api import Api, KeywordBody, Operation, Paged, Resource, Streamed, WholeBody
from generator.types import (
    Array,
    Constant,
    Either,
    Enum,
    Field,
    Kind,
    Map,
    Model,
    Money,
    Named,
    Nullable,
    Placed,
    Scalar,
    Type,
    Union,
)

from ..library import httpx
from .small import Json

WIRE: dict[Kind, Json] = {
    Kind.ANY: {"any": [1]},
    Kind.NULL: None,
    Kind.BOOLEAN: True,
    Kind.INTEGER: 7,
    Kind.NUMBER: 1.5,
    Kind.STRING: "text",
    Kind.BYTES: "YWJj",
    Kind.DATE: "2024-01-02",
    Kind.DATE_TIME: "2024-01-02T03:04:05Z",
    Kind.TIME: "03:04:05",
    Kind.UUID: "6f1c3a3e-3d1b-4b8e-9d5a-0f8f5d1c2b3a",
}
"""A value of each kind, as JSON has it."""
PYTHON: dict[Kind, Any] = {
    **WIRE,
    Kind.BYTES: b64decode(WIRE[Kind.BYTES]),
    Kind.DATE: date(2024, 1, 2),
    Kind.DATE_TIME: datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC),
    Kind.TIME: time(3, 4, 5),
    Kind.UUID: UUID(WIRE[Kind.UUID]),
}
"""The same, as a caller passes it and a model has it."""
_DEEP = 4
_EMPTY: dict[type[Type], Json] = {Array: [], Map: {}, Nullable: None}
"""What ends a value that could go on without end."""


class Samples:
    """Makes values of a package's types, as JSON and as Python has them."""

    def __init__(self, declarations: Mapping[str, Placed]) -> None:
        self._declarations = declarations

    def answer(self, one: Type, depth: int = 0) -> Json:
        """A value as a server sends it."""
        return self.both(one, depth, in_request=False)[0]

    def both(self, one: Type, depth: int = 0, *, in_request: bool) -> tuple[Json, Any]:
        """A value as JSON, and the same as an argument."""
        if depth > _DEEP and type(one) in _EMPTY:
            return _EMPTY[type(one)], _EMPTY[type(one)]
        match one:
            case Scalar(kind):
                return WIRE[kind], PYTHON[kind]
            case Money():
                return 12.5, Decimal("12.5")
            case Constant(value):
                return value, value
            case Array(items):
                wire, python = self.both(items, depth + 1, in_request=in_request)
                return [wire], [python]
            case Map(values):
                wire, python = self.both(values, depth + 1, in_request=in_request)
                return {"a name": wire}, {"a name": python}
            case Either(members):
                return self.both(members[0], depth, in_request=in_request)
            case Nullable(inner):
                return self.both(inner, depth, in_request=in_request)
            case Named(key):
                return self._declared(key, depth, in_request=in_request)

    def _declared(self, key: str, depth: int, *, in_request: bool) -> tuple[Json, Any]:
        match self._declarations[key].declaration:
            case Enum(values=values):
                return values[0], values[0]
            case Model() as model:
                return self.model(model, depth, in_request=in_request)
            case Union() as union:
                return next(self.members(union, depth, in_request=in_request))

    def model(self, model: Model, depth: int = 0, *, in_request: bool) -> tuple[Json, Any]:
        """An object of a model, with all properties but those that would go too deep."""
        wires: dict[str, Json] = {}
        pythons: dict[str, Any] = {}
        for field in sent(model, in_request=in_request):
            if depth <= _DEEP or field.required:
                wire, python = self.both(field.type, depth + 1, in_request=in_request)
                wires[field.wire], pythons[field.name] = wire, python
        return wires, pythons

    def members(
        self, union: Union, depth: int = 0, *, in_request: bool
    ) -> Iterator[tuple[Json, Any]]:
        """A value of each member of a union."""
        for member in union.members:
            wire, python = self.both(member.type, depth + 1, in_request=in_request)
            if union.discriminator is not None:
                wire = {**wire, union.discriminator.wire: member.tags[0]}
                python = {**python, union.discriminator.name: member.tags[0]}
            yield wire, python


def sent(model: Model, *, in_request: bool) -> list[Field]:
    """The properties that go one way."""
    return [one for one in model.fields if not (one.read_only if in_request else one.write_only)]


def exercise(api: Api, package: ModuleType) -> int:
    """Use all of a package.

    Returns:
        How many models were built and operations called.
    """
    samples = Samples(api.declarations)
    for name in package.__all__:
        getattr(package, name)
    for one in api.declarations.values():
        _check_declaration(one, samples, package)
    for name in {one.module for one in api.declarations.values()}:
        module = importlib.import_module(f"{package.__name__}.{name}")
        assert all(hasattr(module, one) for one in module.__all__)
    called = list(operations(api))
    for path, operation in called:
        _call(api, samples, package, path, operation)
    return len(api.declarations) + len(called)


def _check_declaration(placed: Placed, samples: Samples, package: ModuleType) -> None:
    if not placed.in_response or isinstance(placed.declaration, Enum):
        return
    module = importlib.import_module(f"{package.__name__}.{placed.module}")
    made: Any = getattr(module, placed.declaration.name)
    adapter: TypeAdapter[Any] = TypeAdapter(made)
    match placed.declaration:
        case Model() as model:
            wires = [samples.model(model, in_request=False)[0]]
        case union:
            wires = [wire for wire, _ in samples.members(union, in_request=False)]
            if union.discriminator is not None:
                wires.append({union.discriminator.wire: "not known"})
    for wire in wires:
        value = adapter.validate_json(json.dumps(wire))
        assert dumped(value) == wire
        assert adapter.validate_json(json.dumps(dumped(value))) == value
        assert adapter.validate_python(value) == value
        if isinstance(placed.declaration, Model):
            _check_fields(placed.declaration, value)


def _check_fields(model: Model, value: Any) -> None:
    """Every property stands under its identifier, with the type that it was promised."""
    for field in sent(model, in_request=False):
        inner = field.type.inner if isinstance(field.type, Nullable) else field.type
        found = getattr(value, field.name)
        if isinstance(inner, Scalar):
            assert found == PYTHON[inner.kind], field
            assert type(found) is type(PYTHON[inner.kind]), field


def dumped(value: object) -> Json:
    """An answer as JSON, without what was not in it."""
    if isinstance(value, BaseModel):
        return json.loads(value.model_dump_json(by_alias=True, exclude_unset=True))
    if isinstance(value, list):
        return [dumped(one) for one in cast("list[object]", value)]
    if isinstance(value, dict):
        return {key: dumped(one) for key, one in cast("dict[str, object]", value).items()}
    return to_jsonable_python(value, bytes_mode="base64")


def operations(api: Api) -> Iterator[tuple[str, Operation]]:
    """All operations, by the dotted names of their resources on the client."""

    def below(parent: str, resource: Resource) -> Iterator[tuple[str, Operation]]:
        path = f"{parent}.{resource.name}".removeprefix(".")
        for one in resource.operations:
            yield path, one
        for child in resource.children:
            yield from below(path, child)

    for resource in api.resources:
        yield from below("", resource)
    for namespace in api.namespaces:
        for resource in namespace.resources:
            yield from below(namespace.name, resource)


def _call(api: Api, samples: Samples, package: ModuleType, path: str, operation: Operation) -> None:
    """Call an operation; what is sent and what is answered is as the document has it."""
    success = operation.answer.successes[0]
    wire = None if success.type is None else samples.answer(success.type)
    requests: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        if success.type is None:
            return httpx.Response(success.status)
        return httpx.Response(success.status, json=wire)

    client, twin = (_client(api, package, kind, answer) for kind in ("Client", "AsyncClient"))
    resource, other = client, twin
    for part in path.split("."):
        resource, other = getattr(resource, part), getattr(other, part)
    method = getattr(resource, operation.name)
    assert [*inspect.signature(method).parameters] == [
        *inspect.signature(getattr(other, operation.name)).parameters
    ]
    if isinstance(operation.answer, Streamed):
        return
    arguments, content = _arguments(operation, samples)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        result = method(**arguments)
    (request,) = requests
    assert request.method == operation.method
    assert (json.loads(request.content) if request.content else None) == content
    by_location = {"query": set(dict(request.url.params)), "header": set(request.headers)}
    for location, names in by_location.items():
        wires = {one.wire for one in operation.parameters if one.location == location}
        assert {one.lower() for one in wires} <= {one.lower() for one in names}
    if not isinstance(operation.answer, Paged):
        assert dumped(result) == wire


def _client(api: Api, package: ModuleType, kind: str, answer: Any) -> Any:
    conventions = api.conventions
    known = [*conventions.client_arguments]
    given = {one.name: "value" for one in known}
    for one in conventions.credentials:
        given.update(dict.fromkeys(one.names, "sk_test_value"))
    return getattr(package, kind)(
        **given, base_url="https://x.example", http_client=httpx.MockTransport(answer)
    )


def _arguments(operation: Operation, samples: Samples) -> tuple[dict[str, Any], Json]:
    """A value for every argument, and the body that they make."""
    arguments = {
        one.name: samples.both(one.type, in_request=True)[1] for one in operation.parameters
    }
    match operation.body:
        case KeywordBody(fields):
            content: dict[str, Json] = {}
            for field in fields:
                content[field.wire], arguments[field.name] = samples.both(
                    field.type, in_request=True
                )
            return arguments, content
        case WholeBody(name=name, type=type_):
            wire, arguments[name] = samples.both(type_, in_request=True)
            return arguments, wire
        case None:
            return arguments, None


class _Finder(MetaPathFinder, InspectLoader):
    """Imports modules from sources by their names."""

    def __init__(self, sources: Mapping[str, tuple[str, bool]]) -> None:
        self._sources = sources

    def find_spec(self, fullname: str, path: object, target: object = None) -> Any:
        return spec_from_loader(fullname, self) if fullname in self._sources else None

    def is_package(self, fullname: str) -> bool:
        return self._sources[fullname][1]

    def get_source(self, fullname: str) -> str:
        return self._sources[fullname][0]


@contextmanager
def in_memory(files: Mapping[str, str], name: str) -> Generator[ModuleType]:
    """A project's package, imported from what was generated, with our own runtime below it."""
    sources: dict[str, tuple[str, bool]] = {}
    for path, content in files.items():
        parts = path.removeprefix("src/").removesuffix(".py").split("/")
        if path.endswith(".py") and parts[1:2] not in (["_core"], ["redis_pacing"]):
            is_package = parts[-1] == "__init__"
            sources[".".join(parts[:-1] if is_package else parts)] = (content, is_package)
    finder = _Finder(sources)
    sys.meta_path.insert(0, finder)
    for one in _runtime():
        sys.modules[f"{name}{one.removeprefix('ghxstship')}"] = sys.modules[one]
    try:
        yield importlib.import_module(name)
    finally:
        sys.meta_path.remove(finder)
        for one in [one for one in sys.modules if one.partition(".")[0] == name]:
            del sys.modules[one]


def _runtime() -> list[str]:
    """The modules of the runtime, all of them loaded that can be."""
    for part in ("_core", "redis_pacing"):
        package = importlib.import_module(f"ghxstship.{part}")
        for found in walk_packages(package.__path__, f"{package.__name__}."):
            with suppress(ImportError):
                importlib.import_module(found.name)
    prefixes = tuple(f"{ghxstship.__name__}.{part}" for part in ("_core", "redis_pacing"))
    return [name for name in sys.modules if name.startswith(prefixes)]
