"""The files of a whole package: modules, and what makes them an installable project."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from ...api import Api, Operation, Paged, Resource, Streamed
from .modules import ModulesWriter, header, render
from .overview import overview

RUNTIME = Path(__file__).parents[3] / "src" / "ghxstship" / "_core"
"""The runtime that every generated package gets a copy of."""


def own_files(api: Api, document: object) -> dict[str, str]:
    """What is generated into this repository.

    Args:
        api: What the document says.
        document: The document itself, for the sandbox.

    Returns:
        Contents by path below the repository's root.
    """
    package = f"src/{api.conventions.package}"
    files = {f"{package}/{path}": content for path, content in ModulesWriter(api).files()}
    files[f"{package}/sandbox/openapi.json"] = _compact_json(document)
    files["api.md"] = overview(api, package)
    return files


def project_files(api: Api) -> dict[str, str]:
    """A project of its own: the package, its copy of the runtime, and what installs it.

    Args:
        api: What the document says.

    Returns:
        Contents by path below the project's root.
    """
    conventions = api.conventions
    package = f"src/{conventions.package}"
    files = {f"{package}/{path}": content for path, content in ModulesWriter(api).files()}
    files |= {
        f"{package}/_core/{path.name}": path.read_text(encoding="utf-8")
        for path in sorted(RUNTIME.glob("*.py"))
    }
    data = {"api": api, "conventions": conventions, "header": header(api.source)}
    files[f"{package}/__init__.py"] = render("init.py.jinja", **data)
    files[f"{package}/_version.py"] = render("version.py.jinja", **data)
    files[f"{package}/py.typed"] = ""
    files["pyproject.toml"] = render("pyproject.toml.jinja", **data)
    files["README.md"] = render("README.md.jinja", first=_first_call(api), **data)
    files["api.md"] = overview(api, package)
    return files


def _compact_json(document: object) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")) + "\n"
