"""Contacts are named where people look, the changelog has versions, GitHub's files fit together."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

import ghxstship

pytestmark = pytest.mark.once

ROOT = Path(__file__).parents[1]
GITHUB = ROOT / ".github"
WORKFLOWS = sorted(GITHUB.glob("workflows/*.yml"))
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONTACTS = [
    *(f"{name}@ghxstship.com" for name in ("platform", "partners", "security", "docs")),
    "https://ghxstship.slack.com",
    "https://status.ghxstship.com",
    "https://docs.ghxstship.com/api",
    "https://developers.ghxstship.com",
]


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def workflow(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = YAML(typ="safe").load(path)  # pyright: ignore[reportUnknownMemberType]
    return found


def steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in workflow(path)["jobs"].values() for step in job["steps"]]


@pytest.mark.parametrize("contact", CONTACTS)
def test_support_names(contact: str) -> None:
    assert contact in text("SUPPORT.md")


def test_a_vulnerability_has_an_address_wherever_one_may_be_reported() -> None:
    places = ("SECURITY.md", ".github/ISSUE_TEMPLATE/bug.yml", ".github/ISSUE_TEMPLATE/config.yml")
    assert [name for name in places if "security@ghxstship.com" not in text(name)] == []


def test_the_readme_leads_to_both() -> None:
    assert {"SUPPORT.md", "SECURITY.md"} <= {*re.findall(r"\w+\.md", text("README.md"))}


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_to_a_commit_whose_release_is_named(path: Path) -> None:
    used = re.findall(r"uses: (.+)", path.read_text(encoding="utf-8"))
    assert used
    assert [
        line for line in used if not re.fullmatch(r"\S+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line)
    ] == []


def test_every_supported_python_is_tried_on_three_systems() -> None:
    matrix = workflow(GITHUB / "workflows" / "tests.yml")["jobs"]["systems"]["strategy"]["matrix"]
    prefix = "Programming Language :: Python :: "
    classified = [
        line.removeprefix(prefix)
        for line in PROJECT["project"]["classifiers"]
        if line.startswith(f"{prefix}3.")
    ]
    assert matrix["python"] == classified
    assert {name.partition("-")[0] for name in matrix["system"]} == {"ubuntu", "macos", "windows"}


def test_workflows_run_sessions_that_exist() -> None:
    sessions = {*re.findall(r"^def (\w+)\(session: nox", text("noxfile.py"), re.MULTILINE)}
    named = {
        session
        for path in WORKFLOWS
        for step in steps(path)
        for session in re.findall(r"nox -s \"?([a-z_]+)", step.get("run", ""))
    }
    long = workflow(GITHUB / "workflows" / "tests.yml")["jobs"]["long"]["strategy"]["matrix"]
    assert {*named, *long["session"]} <= sessions


def test_only_jobs_of_a_release_may_write_or_sign() -> None:
    for path in WORKFLOWS:
        jobs = workflow(path)
        assert jobs["permissions"] == {}
        granted = {right for job in jobs["jobs"].values() for right in job["permissions"].values()}
        assert granted == ({"read", "write"} if path.name == "publish.yml" else {"read"})


def test_the_changelog_has_this_version() -> None:
    headings = re.findall(r"^## \[(.+?)\](.*)$", text("CHANGELOG.md"), re.MULTILINE)
    assert headings[0] == ("Unreleased", "")
    assert headings[1][0] == ghxstship.__version__
    assert all(re.fullmatch(r" - \d{4}-\d\d-\d\d", date) for _, date in headings[1:])
