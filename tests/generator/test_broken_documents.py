"""Whatever is wrong with a document, the generator says so: it never ends in a traceback."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from generator import cli
from generator.diagnostics import Diagnostic, DocumentError

from .mutations import YAML_VALUES, complete, generate, mutated, mutated_yaml
from .small import Json, body, document, of_schemas, operation, ref, written

pytestmark = pytest.mark.once

SEED = random.SystemRandom().randrange(2**32)
"""Another one in each run; a failure's message has it, with the input's number."""


def test_what_is_mutated_is_understood_as_it_stands(tmp_path: Path) -> None:
    assert generate(written(complete(), tmp_path))


def outcome(path: Path) -> tuple[Diagnostic, ...]:
    """What is said of a document; nothing where it gives a package."""
    try:
        generate(path)
    except DocumentError as refused:
        return refused.diagnostics or pytest.fail("it was refused without a word")
    return ()


@pytest.mark.parametrize("number", range(20))
def test_a_mutated_document_gives_a_package_or_a_diagnostic(tmp_path: Path, number: int) -> None:
    for step in range(10):
        seed = SEED + 1000 * number + step
        try:
            found = outcome(written(mutated(random.Random(seed)), tmp_path))
        except Exception as error:
            raise AssertionError(f"the document mutated with the seed {seed} fails") from error
        assert all(one.reason and one.remedy for one in found)


@pytest.mark.parametrize("value", YAML_VALUES)
def test_what_only_yaml_has_gives_a_package_or_a_diagnostic(tmp_path: Path, value: str) -> None:
    for step in range(5):
        path = tmp_path / "small.yaml"
        path.write_text(mutated_yaml(random.Random(SEED + step), value), encoding="utf-8")
        try:
            found = outcome(path)
        except Exception as error:
            raise AssertionError(f"{value!r} fails with the seed {SEED + step}") from error
        assert all(one.reason and one.remedy for one in found)


def deep(levels: int) -> Json:
    schema: Json = {"type": "string"}
    for _ in range(levels):
        schema = {"type": "array", "items": schema}
    return schema


def chain(length: int) -> Json:
    schemas: Json = {f"S{n}": {"type": "array", "items": ref(f"S{n + 1}")} for n in range(length)}
    return of_schemas({**schemas, f"S{length}": {"type": "string"}})


CASES: dict[str, tuple[Json, str]] = {
    "package": (document(**{"x-sdk": {"package": "json"}}), "write 'json_client'"),
    "built-in error": (
        document(**{"x-sdk": {"root_error": "TimeoutError"}}),
        "'TimeoutError' is not a class's name; write 'ClientTimeoutError'",
    ),
    "dependency": (document(**{"x-sdk": {"package": "pydantic"}}), "write 'pydantic_client'"),
    "root error": (document(**{"x-sdk": {"root_error": "None"}}), "write 'NoneError'"),
    "error's name": (document(**{"x-sdk": {"root_error": "APIError"}}), "another class"),
    "variable": (document(**{"x-sdk": {"base_url_env": "A B"}}), "not an environment variable"),
    "header": (document(**{"x-sdk": {"request_id_header": "a\nb"}}), "not a header's name"),
    "webhooks": (document(webhooks=[]) | {"webhooks": "x"}, "webhooks"),
    "path": (document({"@evil.example/": {"get": operation()}}), "is not a path"),
    "an integer beyond a double": (
        of_schemas({"A": {"type": "integer", "default": 10**4000}}),
        "the integer is out of range",
    ),
    "depth": (of_schemas({"A": deep(200)}), "nested too deeply"),
    "references": (chain(400), "nest"),
    "half a character": (document(**{"x-any": ["\ud800"]}), "half of a surrogate pair"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_refusal_has_a_place_a_reason_and_a_remedy(tmp_path: Path, case: str) -> None:
    data, said = CASES[case]
    output = str(tmp_path / "out")
    done = CliRunner().invoke(
        cli.app, ["generate", str(written(data, tmp_path)), "--output", output, "--strict"]
    )
    assert done.exit_code == 1
    assert done.output.startswith("small.json#")
    assert said in done.output
    assert isinstance(done.exception, SystemExit)


@pytest.mark.parametrize("package", ["json", "typing", "pydantic", "httpx", "httpx2", "class"])
def test_a_package_is_not_called_like_what_it_would_hide(tmp_path: Path, package: str) -> None:
    path = str(written(document(), tmp_path))
    done = CliRunner().invoke(
        cli.app, ["generate", path, "--package", package, "--output", str(tmp_path / "out")]
    )
    assert done.exit_code == 2
    assert f"{package}_client" in done.output


@pytest.mark.parametrize("tag", ["true", "None", "False", "x" * 300, "数" * 300, "super"])
def test_awkward_tags_give_packages(tmp_path: Path, tag: str) -> None:
    data = document({"/a": {"get": operation(tags=[tag], responses={"200": body(ref("A"))})}})
    data["components"] = {"schemas": {"A": {"properties": {tag: {"type": "string"}}}}}
    done: Any = CliRunner().invoke(
        cli.app, ["generate", str(written(data, tmp_path)), "--output", str(tmp_path / "out")]
    )
    assert (done.exit_code, done.exception) == (0, None), done.output
