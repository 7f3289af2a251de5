"""What holds for every value that the runtime defines."""

from __future__ import annotations

from dataclasses import is_dataclass
from importlib import import_module
from pathlib import Path

import pytest

from ghxstship import _core

ROOM = Path(_core.__file__).parent
MODULES = sorted(path.relative_to(ROOM.parent).as_posix() for path in ROOM.rglob("[a-z]*.py"))
CHANGING = {"Bucket", "Window", "_Work"}
"""They keep count."""


def dataclasses_of(module: str) -> list[type]:
    name = f"ghxstship.{module.removesuffix('.py').replace('/', '.')}"
    defined = vars(import_module(name)).values()
    return [
        each
        for each in defined
        if isinstance(each, type) and is_dataclass(each) and each.__module__ == name
    ]


@pytest.mark.parametrize("module", MODULES)
def test_a_value_never_changes_and_takes_little(module: str) -> None:
    for value in dataclasses_of(module):
        assert "__slots__" in vars(value), value
        assert vars(value)["__dataclass_params__"].frozen is (value.__name__ not in CHANGING), value


def test_there_are_values() -> None:
    assert len([value for module in MODULES for value in dataclasses_of(module)]) > 30
