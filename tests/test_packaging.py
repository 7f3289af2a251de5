"""What is installed: its metadata, its types, its public names, and what an import costs."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

import ghxstship
from tests.patience import PATIENCE

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "ghxstship"
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
METADATA = metadata.metadata("ghxstship")
PACKAGES = ("httpx", "httpx2", "pydantic", "pydantic_core", "httpcore")
HEAVY = (*PACKAGES, "anyio", "ssl", "asyncio", "typing")


def run(code: str) -> str:
    """What a fresh interpreter prints, with nothing loaded beforehand."""
    command = [sys.executable, "-I", "-S", "-c", code]
    search = [path for path in sys.path if path]
    prefix = f"import sys; sys.path[:] = {search!r}; sys.path.insert(0, {str(PACKAGE.parent)!r})\n"
    command[-1] = prefix + code
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=PATIENCE)
    return done.stdout


def requirements(lines: list[str]) -> dict[str, str]:
    """Names to the rest of their requirement, of those that no extra adds."""
    pattern = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[a-z]+\])?\s*(?P<rest>.*)$")
    found = [pattern.match(line) for line in lines if "extra ==" not in line]
    return {match["name"]: match["rest"] for match in found if match}


class TestImport:
    def test_loads_neither_httpx_nor_pydantic(self) -> None:
        code = f"import ghxstship; print([m for m in {HEAVY!r} if m in sys.modules])"
        assert run(code) == "[]\n"

    def test_of_webhooks_loads_neither(self) -> None:
        code = f"import ghxstship.webhooks; print([m for m in {PACKAGES!r} if m in sys.modules])"
        assert run(code) == "[]\n"

    def test_of_a_client_loads_no_resource(self) -> None:
        code = (
            "from ghxstship import Client; client = Client('sk_test_1', workspace_id='ws_1');"
            "client.atlvs; print([m for m in sys.modules if m.startswith('ghxstship.atlvs.')])"
        )
        assert run(code) == "[]\n"

    def test_of_the_client_loads_little(self) -> None:
        heavy = (*PACKAGES, "urllib.request", "ssl", "asyncio", "email", "json", "logging")
        code = f"from ghxstship import Client; print([m for m in {heavy!r} if m in sys.modules])"
        assert run(code) == "[]\n"

    @pytest.mark.parametrize("name", ["Client", "AsyncClient"])
    def test_and_setting_a_client_up_loads_no_models(self, name: str) -> None:
        code = (
            f"from ghxstship import {name}; {name}('sk_test_1', workspace_id='ws_1');"
            "print({'pydantic', 'pydantic_core'} & {*sys.modules})"
        )
        assert run(code) == "set()\n"

    def test_of_an_error_loads_no_http(self) -> None:
        code = "from ghxstship import RateLimitError; print({'httpx', 'httpx2'} & {*sys.modules})"
        assert run(code) == "set()\n"

    def test_of_the_clients_loads_no_http_before_one_is_made(self) -> None:
        code = (
            "from ghxstship import AsyncClient, Client; from ghxstship.atlvs import deals;"
            "print({'httpx', 'httpx2', 'httpcore', 'httpcore2'} & {*sys.modules})"
        )
        assert run(code) == "set()\n"


class TestPublicNames:
    def block(self) -> dict[str, tuple[str, str]]:
        """The names that type checkers see, with the module that they come from."""
        tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
        blocks = [
            node
            for node in tree.body
            if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        ]
        return {
            alias.asname or alias.name: (node.module or "", alias.name)
            for block in blocks
            for node in block.body
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }

    def test_are_the_same_for_people_for_checkers_and_at_run_time(self) -> None:
        assert sorted(ghxstship.__all__) == sorted({"__version__", *self.block()})
        lazy: dict[str, str] = vars(ghxstship)["_HOME_OF"]
        assert {name: home for name, (home, _) in self.block().items()} == lazy

    def test_all_resolve_to_what_checkers_see(self) -> None:
        for name, (home, original) in self.block().items():
            module = importlib.import_module(f"ghxstship.{home}")
            assert getattr(ghxstship, name) is getattr(module, original), name

    def test_are_sorted_listed_once_and_all_that_dir_shows(self) -> None:
        assert len(set(ghxstship.__all__)) == len(ghxstship.__all__)
        assert sorted(dir(ghxstship)) == sorted(ghxstship.__all__)

    def test_an_unknown_one_is_an_attribute_error(self) -> None:
        with pytest.raises(AttributeError, match="module 'ghxstship' has no attribute 'Klient'"):
            getattr(ghxstship, "Klient")  # noqa: B009 - a checker would refuse the attribute

    def test_a_star_gives_them_all(self) -> None:
        code = (
            "from ghxstship import *; import ghxstship;"
            "print([n for n in ghxstship.__all__ if n not in globals()])"
        )
        assert run(code) == "[]\n"

    def test_errors_say_where_they_are_caught_from(self) -> None:
        assert issubclass(ghxstship.RateLimitError, ghxstship.GhxstshipError)
        assert issubclass(ghxstship.WebhookVerificationError, ghxstship.GhxstshipError)


class TestMetadata:
    def test_the_package_is_typed(self) -> None:
        assert (PACKAGE / "py.typed").read_text(encoding="utf-8") == ""
        assert "Typing :: Typed" in METADATA.get_all("Classifier", [])

    def test_it_needs_httpx_and_pydantic_alone(self) -> None:
        needed = requirements(metadata.requires("ghxstship") or [])
        assert set(needed) == {"httpx", "pydantic"}

    def test_httpx2_is_an_extra_of_the_major_version_that_is_taken_by_default(self) -> None:
        assert PROJECT["project"]["optional-dependencies"]["httpx2"] == ["httpx2>=2.0,<3"]

    def test_every_requirement_has_both_bounds(self) -> None:
        extras: dict[str, list[str]] = PROJECT["project"]["optional-dependencies"]
        for lines in (PROJECT["project"]["dependencies"], *extras.values()):
            for name, bounds in requirements(lines).items():
                assert re.fullmatch(r">=[\d.]+,<\d+(; .+)?", bounds), name

    def test_the_version_is_said_once(self) -> None:
        assert METADATA["Version"] == ghxstship.__version__
        assert re.fullmatch(r"\d+\.\d+\.\d+", ghxstship.__version__)
        assert "version" not in PROJECT["project"]
        api = importlib.import_module("ghxstship.conventions").API
        assert api.version == ghxstship.__version__

    def test_every_classified_python_is_one_that_is_allowed(self) -> None:
        prefix = "Programming Language :: Python :: 3."
        minors = [
            int(line.removeprefix(prefix))
            for line in METADATA.get_all("Classifier", [])
            if line.startswith(prefix)
        ]
        assert METADATA["Requires-Python"] == f">=3.{min(minors)}"
        assert minors == list(range(min(minors), max(minors) + 1))

    def test_the_license_comes_along(self) -> None:
        assert METADATA["License-Expression"] == "MIT"
        assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("MIT License")
