"""`ghxstship-generator` is a distribution of its own: what is built of it works alone.

`GENERATOR_PYTHON` names an interpreter that has the wheel and what it asks for, and nothing else.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path
from zipfile import ZipFile

import pytest

from generator.targets.python.package import COPIED_FOLDERS, COPIED_MODULES

from .golden.__main__ import DOCUMENTS

pytestmark = pytest.mark.once

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
OWN = tomllib.loads((ROOT / "generator" / "pyproject.toml").read_text(encoding="utf-8"))
WITHOUT_WHEEL = "GENERATOR_PYTHON is not set, and build is not installed"


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment in which PYTHON has the distribution, and not the repository."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    if "GENERATOR_PYTHON" in os.environ:
        return kept
    pytest.importorskip("build", reason=WITHOUT_WHEEL)
    pytest.importorskip("hatchling", reason=WITHOUT_WHEEL)
    folder = tmp_path_factory.mktemp("distribution")
    command = ["-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT / "generator")]
    subprocess.run([sys.executable, *command], check=True, capture_output=True, cwd=ROOT)
    (wheel,) = folder.glob("*.whl")  # built of the source distribution
    with ZipFile(wheel) as archive:
        archive.extractall(folder / "installed")
    return {**kept, "PYTHONPATH": str(folder / "installed")}


def run(
    environment: dict[str, str], folder: Path, *arguments: str
) -> subprocess.CompletedProcess[str]:
    """Run the command where there is no repository."""
    python = environment.get("GENERATOR_PYTHON", sys.executable)
    command = [python, "-m", "ghxstship_generator", *arguments]
    return subprocess.run(
        command, check=False, capture_output=True, text=True, cwd=folder, env=environment
    )


def test_it_writes_what_the_repository_writes(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_bytes(DOCUMENTS[0].read_bytes())
    done = run(environment, tmp_path, "generate", "small.yaml", "--output", "alone")
    assert done.returncode == 0, done.stderr
    here = [sys.executable, "-m", "generator", "generate", str(tmp_path / "small.yaml")]
    subprocess.run([*here, "--output", str(tmp_path / "here")], check=True, cwd=ROOT)
    files = sorted(
        path.relative_to(tmp_path / "here")
        for path in (tmp_path / "here").rglob("*")
        if path.is_file()
    )
    assert len(files) > 60
    for path in files:
        assert (tmp_path / "alone" / path).read_bytes() == (tmp_path / "here" / path).read_bytes()
    done = run(environment, tmp_path, "check", "small.yaml", "--output", "alone")
    assert (done.returncode, "up to date" in done.stdout) == (0, True)


def test_it_says_what_it_needs(environment: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_bytes(DOCUMENTS[0].read_bytes())
    done = run(environment, tmp_path, "generate")
    assert (done.returncode, "say which document" in done.stderr) == (2, True)
    done = run(environment, tmp_path, "generate", "small.yaml")
    assert (done.returncode, "say where the project goes" in done.stderr) == (2, True)
    assert "ghxstship-generator generate" in run(environment, tmp_path, "generate", "--help").stdout


def test_it_carries_what_projects_copy() -> None:
    carried = OWN["tool"]["hatch"]["build"]["hooks"]["custom"]["carried"]
    for name in (*COPIED_FOLDERS, *COPIED_MODULES, "_version.py"):
        assert f"src/ghxstship/{name}" in carried


def test_its_requirements_are_those_that_are_tested_here() -> None:
    lower = [one.partition(",")[0] for one in OWN["project"]["dependencies"]]
    assert lower == PROJECT["dependency-groups"]["generator"]
    assert all(",<" in one for one in OWN["project"]["dependencies"])


def test_its_metadata_is_that_of_the_sdk() -> None:
    for name in ("requires-python", "license", "authors"):
        assert OWN["project"][name] == PROJECT["project"][name]
    licence = (ROOT / "generator" / "LICENSE").read_text(encoding="utf-8")
    assert licence == (ROOT / "LICENSE").read_text(encoding="utf-8")
