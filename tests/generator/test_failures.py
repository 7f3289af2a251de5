"""Errors that most operations have are documented once, by the package; others by their method."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from generator.targets.python.package import project_files

from .small import OK, api_of, body, document

pytestmark = pytest.mark.once

LIMITED = {"description": "Too many requests."}


def files(tmp_path: Path, *, promising: int, operations: int = 4) -> dict[str, str]:
    """A project in which some of the operations promise an error that the others do not."""
    paths = {
        f"/things{number}": {
            "get": {
                "tags": ["things"],
                "operationId": f"get{number}",
                "responses": {
                    "200": body({"type": "string"}),
                    "404": {"description": f"There is no thing {number}."},
                    **({"429": LIMITED} if number < promising else {}),
                },
            }
        }
        for number in range(operations)
    }
    return project_files(api_of(document(paths), tmp_path, package="small"))


def docstrings(source: str) -> list[str]:
    """The docstrings of a module's methods."""
    functions = [
        one
        for one in ast.walk(ast.parse(source))
        if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    return [text for one in functions if "Source:" in (text := ast.get_docstring(one) or "")]


@pytest.mark.parametrize(("promising", "shared"), [(2, False), (3, True), (4, True)])
def test_what_most_have_is_the_package_s(tmp_path: Path, promising: int, shared: bool) -> None:
    found = files(tmp_path, promising=promising)
    text = "`RateLimitError`: 429, too many requests."
    package = ast.get_docstring(ast.parse(found["src/small/__init__.py"])) or ""
    assert (text in package, text in found["api.md"]) == (shared, shared)
    methods = docstrings(found["src/small/things.py"])
    assert len(methods) == 8, "sync and async"
    assert sum("RateLimitError" in one for one in methods) == (0 if shared else 2 * promising)
    assert all("NotFoundError: 404, there is no thing" in one for one in methods)


def test_the_errors_of_two_operations_stay_with_them(tmp_path: Path) -> None:
    found = files(tmp_path, promising=2, operations=2)
    assert "RateLimitError: 429" not in found["src/small/__init__.py"]
    assert all("RateLimitError: 429" in one for one in docstrings(found["src/small/things.py"]))


def test_a_section_without_entries_is_not_there(tmp_path: Path) -> None:
    get = {"operationId": "get", "tags": ["things"], "responses": {"204": OK, "429": LIMITED}}
    paths = {f"/t{one}": {"get": {**get, "operationId": f"get{one}"}} for one in range(3)}
    found = project_files(api_of(document(paths), tmp_path, package="small"))
    methods = docstrings(found["src/small/things.py"])
    assert methods
    assert not [one for one in methods if "Raises:" in one]
