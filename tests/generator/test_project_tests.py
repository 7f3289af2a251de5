"""The tests that a generated project brings: they pass, and notice what is not as documented."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from generator.analysis import analyze
from generator.load import load
from generator.targets.python.package import project_files
from generator.write import formatted

from .exercise import exercise, in_memory
from .small import api_of, of_schemas, ref

pytestmark = pytest.mark.once

PARCELS = Path(__file__).parent / "documents" / "parcel_post.yaml"

FAULTS = {
    "a path": ("shipments.py", "'/shipments/{shipmentId}/label'", "'/shipments/{shipmentId}'"),
    "a method": ("shipments.py", "'PATCH'", "'PUT'"),
    "a parameter": ("shipments.py", "'pageSize': page_size", "'size': page_size"),
    "a style": ("shipments.py", "'carrierCodes': 'comma'", "'carrierCodes': 'pipe'"),
    "a header": ("quotes.py", "'X-Client-Trace'", "'X-Trace'"),
    "a credential": ("conventions.py", "name='X-Api-Token'", "name='X-Token'"),
    "a name in a body": ("shipments.py", "('serviceLevel', None)", "('service', None)"),
    "a name in an answer": ("shipments.py", "alias='pollAfter'", "alias='poll'"),
}


def sources() -> dict[str, str]:
    api, _ = analyze(load(PARCELS))
    return project_files(api)


@pytest.mark.parametrize("fault", FAULTS)
def test_they_notice(fault: str) -> None:
    api, _ = analyze(load(PARCELS))
    module, right, wrong = FAULTS[fault]
    files = project_files(api)
    path = f"src/parcel_post/{module}"
    assert right in files[path]
    files[path] = files[path].replace(right, wrong)
    with in_memory(files, "parcel_post") as package, pytest.raises(Exception) as caught:
        exercise(api, package)
    assert not isinstance(caught.value, ImportError | SyntaxError)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("parcels")
    for path, content in formatted(sources()).items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8")
    return folder


def run(folder: Path, *command: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder,
        env={"PYTHONPATH": "src"},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


def test_they_pass_where_the_project_is(project: Path) -> None:
    assert "42 passed" in run(project, "pytest", "-q", "-p", "no:ghxstship", "-W", "error")


def test_they_notice_a_quick_start_that_does_not_run(project: Path, tmp_path: Path) -> None:
    shutil.copytree(project, tmp_path / "copy")
    readme = tmp_path / "copy" / "README.md"
    text = readme.read_text("utf-8")
    assert text.count("client.") == 2
    readme.write_text(text.replace("client.", "client.no_such_", 1), encoding="utf-8")
    outcome = run(tmp_path / "copy", "pytest", "-q", "-p", "no:ghxstship", "tests/test_readme.py")
    assert "1 failed, 1 passed" in outcome


@pytest.mark.parametrize("options", [[], ["--isolated"]], ids=["its own settings", "no settings"])
def test_ruff_finds_nothing(project: Path, options: list[str]) -> None:
    assert run(project, "ruff", "check", "--quiet", "--no-cache", *options, ".") == ""
    assert run(project, "ruff", "format", "--check", "--quiet", "--no-cache", ".") == ""
    assert not [path for path in project.rglob("*.py") if "ruff: noqa" in path.read_text("utf-8")]


def test_an_object_that_requires_itself_has_samples_that_end(tmp_path: Path) -> None:
    pet = {"type": "object", "required": ["owner"], "properties": {"owner": ref("Owner")}}
    owner = {"type": "object", "required": ["pet"], "properties": {"pet": ref("Pet")}}
    api = api_of(of_schemas({"Pet": pet, "Owner": owner}), tmp_path, package="small")
    with in_memory(project_files(api), "small") as package:
        assert exercise(api, package)
