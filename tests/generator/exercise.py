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
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.util import spec_from_loader
from pkgutil import walk_packages
from types import ModuleType
from typing import Any, cast

from pydantic import BaseModel, TypeAdapter
from pydantic_core import to_jsonable_python

import ghxstship
from generator.api import Api
from generator.targets.python.project_tests import files_of_tests
from generator.targets.python.samples import PYTHON, Samples, sent
from generator.types import Enum, Model, Named, Nullable, Placed, Scalar

from .small import Json

_OPTIONAL = 4
"""Levels of objects that have all of their properties."""


def exercise(api: Api, package: ModuleType) -> int:
    """Use all of a package.

    Returns:
        How many models were built and operations called.
    """
    samples = Samples(api.declarations)
    for name in package.__all__:
        getattr(package, name)
    endless = _endless(api.declarations)
    for key, one in api.declarations.items():
        if key not in endless:
            _check_declaration(one, samples, package)
    for name in {one.module for one in api.declarations.values()}:
        module = importlib.import_module(f"{package.__name__}.{name}")
        assert all(hasattr(module, one) for one in module.__all__)
    return len(api.declarations) + _call(api, package)


def _endless(declarations: Mapping[str, Placed]) -> set[str]:
    """The models of which there is no value: each requires one of its own kind, or of another."""
    required = {
        key: [
            field.type.name
            for field in sent(placed.declaration, in_request=False)
            if field.required and isinstance(field.type, Named)
        ]
        for key, placed in declarations.items()
        if isinstance(placed.declaration, Model)
    }
    left = set(required)
    while ended := {key for key in left if left.isdisjoint(required[key])}:
        left -= ended
    return left


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


def _call(api: Api, package: ModuleType) -> int:
    """Run the project's own tests with larger values; both clients take the same arguments.

    Returns:
        How many operations were called.
    """
    name = f"{package.__name__}_tests"
    with importing(_sources(files_of_tests(api, _OPTIONAL), {"tests": name})):
        tests = importlib.import_module(f"{name}.test_operations")
    for call in tests.CALLS:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            for test in ("sync", "async", "error", "error_async"):
                getattr(tests, f"test_{test}")(call)
        server = tests.Server(call)
        with tests.client(server.transport) as caller:
            twin = tests.async_client(server.transport)
            twins = [tests.method_of(one, call) for one in (caller, twin)]
        first, second = [[*inspect.signature(one).parameters] for one in twins]
        assert first == second
    return len(tests.CALLS)


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


def _sources(files: Mapping[str, str], roots: Mapping[str, str]) -> dict[str, tuple[str, bool]]:
    """The sources of modules by their names, and whether they are packages.

    Args:
        files: Sources by path.
        roots: What the first folder becomes.
    """
    sources: dict[str, tuple[str, bool]] = {}
    for path, content in files.items():
        first, *parts = path.removesuffix(".py").split("/")
        parts = [one for one in (roots.get(first), *parts) if one]
        if (
            path.endswith(".py")
            and first in roots
            and parts[1:2] not in (["_core"], ["redis_pacing"])
        ):
            is_package = parts[-1] == "__init__"
            sources[".".join(parts[:-1] if is_package else parts)] = (content, is_package)
    return sources


@contextmanager
def importing(sources: Mapping[str, tuple[str, bool]]) -> Generator[None]:
    """Import modules from sources."""
    finder = _Finder(sources)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        for one in sources:
            sys.modules.pop(one, None)


@contextmanager
def in_memory(files: Mapping[str, str], name: str) -> Generator[ModuleType]:
    """A project's package, imported from what was generated, with our own runtime below it."""
    for one in _runtime():
        sys.modules[f"{name}{one.removeprefix('ghxstship')}"] = sys.modules[one]
    try:
        with importing(_sources(files, {"src": ""})):
            yield importlib.import_module(name)
    finally:
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
