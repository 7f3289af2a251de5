"""`ghxstship sandbox --spec`: another API's document by the generator, or its description."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import yaml_rs
from typer.testing import CliRunner

from ghxstship.cli.app import app
from ghxstship.description import Description, DescriptionError
from ghxstship.sandbox import Sandbox, generator, read_specification
from ghxstship.sandbox.generator import generator_command

from .library import library
from .test_command import start

if TYPE_CHECKING:
    from collections.abc import Callable

    from .test_command import Running

__all__ = ["start"]


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "library.yaml"
    path.write_text(yaml_rs.dumps(library()), encoding="utf-8")
    return path


@pytest.mark.parametrize("suffix", [".yaml", ".json", ".description.json"])
def test_another_api_is_served(
    start: Callable[..., Running], document: Path, tmp_path: Path, suffix: str, library_file: Path
) -> None:
    path = tmp_path / f"other{suffix}"
    if suffix == ".yaml":
        path = document
    elif suffix == ".json":
        path.write_text(json.dumps(library()), encoding="utf-8")
    else:
        path = library_file
    running = start("ghxstship sandbox", "--spec", str(path))
    assert "Library sandbox" in running.greeting
    assert not any("Workspace" in line for line in running.greeting)
    made = httpx.post(
        f"{running.url}/books", json={"title": "Emma"}, headers={"Authorization": "Bearer any"}
    )
    assert (made.status_code, made.json()["title"]) == (201, "Emma")
    assert running.end(signal.SIGTERM)[0] == 0


def test_what_it_says_to_try_works(start: Callable[..., Running], document: Path) -> None:
    running = start("ghxstship sandbox", "--spec", str(document))
    begin = running.greeting.index("Try it:")
    curl = "\n".join(running.greeting[begin + 1 : begin + 3])
    assert f"'{running.url}/books?perPage=1'" in curl
    done = subprocess.run(
        ["bash", "-c", curl.replace("curl", "curl -s")], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout)["results"] == {"items": []}


def test_our_own_document_has_its_rules() -> None:
    own = read_specification(Path(__file__).parents[2] / "openapi.yaml")
    assert own == Description.load()
    sandbox = Sandbox(own)
    assert sandbox.engine.site.store.execute("SELECT COUNT(*) FROM resources").fetchone()[0] > 1000
    sandbox.close()


def test_what_the_generator_says_is_passed_on(tmp_path: Path) -> None:
    document: Any = library()
    document["components"]["schemas"]["Unused"] = {"type": "object", "properties": {"a": {}}}
    path = tmp_path / "library.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    said: list[str] = []
    read_specification(path, said.append)
    assert any("nothing uses this schema" in line for line in said)
    read_specification(path)


def sandbox_of(*options: str) -> Any:
    return CliRunner().invoke(app, ["sandbox", "--port", "0", *options])


def test_a_document_that_the_generator_does_not_take_is_told_with_its_reasons(
    tmp_path: Path,
) -> None:
    path = tmp_path / "broken.yaml"
    text = "openapi: 2.0.0\ninfo: {title: T, version: '1'}\npaths: {}\n"
    path.write_text(text, encoding="utf-8")
    result = sandbox_of("--spec", str(path))
    assert result.exit_code == 1
    assert "the generator does not take this document:" in result.stderr
    assert "`openapi` is '2.0.0'" in result.stderr


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("other.json", '{"format": 99}', "upgrade ghxstship"),
        ("other.json", "{}", "#/format is missing"),
        ("other.txt", "hello", "Expecting value"),
    ],
)
def test_a_file_that_is_neither_is_told(
    tmp_path: Path, name: str, content: str, reason: str
) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    result = sandbox_of("--spec", str(path))
    assert (result.exit_code, result.stdout) == (1, "")
    assert str(path) in result.stderr
    assert reason in result.stderr


@pytest.mark.parametrize("name", ["gone.yaml", "gone.json"])
def test_a_file_that_is_not_there_is_told(tmp_path: Path, name: str) -> None:
    result = sandbox_of("--spec", str(tmp_path / name))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "does not exist" in result.stderr
    with pytest.raises(DescriptionError, match="No such file"):
        read_specification(tmp_path / name)


class TestGenerator:
    def test_is_the_repository_s_own_in_a_checkout(self) -> None:
        found = generator_command()
        assert found is not None
        assert found[0] == [sys.executable, "-m", "generator"]

    def test_is_else_the_environment_s_and_else_the_one_on_the_path(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(generator, "_REPOSITORY", tmp_path)
        monkeypatch.setenv("PATH", str(tmp_path))
        assert generator_command() is None
        command = tmp_path / "ghxstship-generator"
        command.write_text("#!/bin/sh\n", encoding="utf-8")
        command.chmod(0o755)
        assert generator_command() == ([str(command)], None)
        (tmp_path / "ghxstship_generator").mkdir()
        (tmp_path / "ghxstship_generator/__init__.py").touch()
        monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
        assert generator_command() == ([sys.executable, "-m", "ghxstship_generator"], None)

    def test_without_one_it_says_what_to_install(
        self, document: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(generator, "generator_command", lambda: None)
        result = sandbox_of("--spec", str(document))
        assert result.exit_code == 1
        assert "pip install ghxstship-generator" in result.stderr

    def test_one_that_cannot_be_run_is_told(
        self, document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        gone = str(tmp_path / "gone")
        monkeypatch.setattr(generator, "generator_command", lambda: ([gone], None))
        with pytest.raises(DescriptionError, match="cannot be run"):
            read_specification(document)

    def test_one_that_has_no_end_is_ended(
        self, document: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        endless = [sys.executable, "-c", "while True: pass"]
        monkeypatch.setattr(generator, "generator_command", lambda: (endless, None))
        monkeypatch.setattr(generator, "LONGEST", 0.2)
        with pytest.raises(DescriptionError, match="took more than"):
            read_specification(document)
