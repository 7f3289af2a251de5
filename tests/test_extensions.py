"""docs/extensions.md lists what the generator and the sandbox read, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from generator.analysis.conventions import Sdk
from generator.analysis.extensions import EXTENSIONS
from generator.analysis.pages import STYLES
from ghxstship.sandbox.resource_model import OPERATORS
from ghxstship.sandbox.settings import Settings

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "extensions.md").read_text(encoding="utf-8")
READERS = [*(ROOT / "generator").rglob("*.py"), *(ROOT / "src/ghxstship/sandbox").rglob("*.py")]


def section(heading: str) -> str:
    """What stands below a heading, up to the next."""
    _, _, rest = PAGE.partition(f"\n{heading}\n")
    assert rest, f"no heading {heading!r}"
    return rest.partition("\n#")[0]


def rows(text: str) -> dict[str, list[str]]:
    """The rows of the tables in a text, by what is in backticks in their first cell."""
    found = re.findall(r"^\| `([^`]+)` \|(.*)\|$", text, re.MULTILINE)
    return {key: [cell.strip() for cell in cells.split("|")] for key, cells in found}


def models_in(annotation: object) -> list[type[BaseModel]]:
    """The models that an annotation names."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for inner in get_args(annotation) for model in models_in(inner)]


def groups(prefix: str, owner: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """Each group of keys by its place, and the model that reads it; `.*` stands for any name."""
    found = {prefix: owner}
    for name, field in owner.model_fields.items():
        for model in models_in(field.annotation):
            many = ".*" if "Mapping" in str(field.annotation) else ""
            found |= groups(f"{prefix}.{name}{many}", model)
    return found


GROUPS = groups("x-sdk", Sdk) | groups("x-sandbox", Settings)


@pytest.mark.parametrize("place", GROUPS)
def test_every_key_is_listed(place: str) -> None:
    model = GROUPS[place]
    table = rows(section(f"{'###' if '.' in place else '##'} `{place}`"))
    assert list(table) == list(model.model_fields)
    required = {name for name, field in model.model_fields.items() if field.is_required()}
    assert {name for name, cells in table.items() if cells[0] == "required"} == required


def test_the_groups_are_found() -> None:
    assert set(GROUPS) == {
        *("x-sdk", "x-sdk.rate_limit", "x-sdk.error", "x-sdk.webhooks"),
        "x-sdk.webhooks.signature",
        *("x-sandbox", "x-sandbox.rate_limits.*", "x-sandbox.api_keys", "x-sandbox.fields"),
    }


def test_every_setting_of_a_dialect_is_listed_with_whether_it_is_required() -> None:
    table = rows(section("### `x-sdk.pagination`"))
    expected = {
        (key, style): "required" if setting.required else "optional"
        for style, known in STYLES.items()
        for key, setting in known.items()
    }
    listed = {
        (key, style): cell
        for key, cells in table.items()
        for style, cell in zip(STYLES, cells, strict=False)
        if cell
    }
    assert listed == expected


def test_every_operator_is_listed() -> None:
    assert set(rows(section("## Elsewhere"))) == OPERATORS


def test_every_extension_is_listed_and_read() -> None:
    read = {
        name
        for path in READERS
        if path.name != "extensions.py"
        for name in re.findall(r'"(x-[a-z-]+)"', path.read_text(encoding="utf-8"))
    }
    assert read == EXTENSIONS
    assert set(re.findall(r"`(x-[a-z-]+)[`:]", PAGE)) == EXTENSIONS
