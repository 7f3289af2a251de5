"""The files of a whole package: its modules, and what makes them an installable project."""

from __future__ import annotations

import json
import tomllib
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from ... import runtime
from ...description import description_text
from ...diagnostics import Diagnostic, DocumentError
from ...names import distribution_name
from ...runtime import OWN_SOURCE
from .failures import shared_failures, shared_text
from .imports import Imports
from .method_views import is_download
from .modules import ModulesWriter, api_name, header, markdown_header, with_imports
from .overview import overview
from .project_tests import files_of_tests
from .quick_start import quick_start
from .rendering import OWN_TEMPLATES, Templates
from .text import WIDTH, docstring, markdown
from .webhook_modules import webhook_modules

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from ...api import Api, Events
    from ...conventions import Conventions


COPIED_FOLDERS = ("_core", "redis_pacing")
"""The runtime and what stands on it alone: every generated project gets a copy."""
COPIED_MODULES = ("telemetry.py",)
WEBHOOKS = "webhooks"
"""Receiving webhooks: projects with events get it too."""
_COPIED_EXTRAS = ("httpx2", "redis", "otel", "postgresql")
_TEST_REQUIREMENTS = ["pytest>=8"]

_CALL_OPTIONS = "_core/call_options.py"
"""The one module of the runtime that follows from another of its modules."""

_WEBHOOKS = """\
Receiving webhooks: is it really from the platform, what does it tell, who handles it, and once.

What needs more than the standard library is loaded when it is first used. The adapters are modules
of their own: `starlette` (FastAPI too), `flask`, `django` and `aws_lambda`."""

DESCRIPTION = "description.json"
"""What the API is, for whoever reads it at run time."""


def own_files(api: Api) -> dict[str, str]:
    """What is generated into this repository.

    Args:
        api: What the document says.

    Returns:
        Contents by path below the repository's root.
    """
    package, templates = f"src/{api.conventions.package}", OWN_TEMPLATES
    files = {
        f"{package}/{path}": content for path, content in ModulesWriter(api, templates).files()
    }
    files |= {f"{package}/{path}": content for path, content in webhook_modules(api, templates)}
    request = "edit the `__all__` of its modules."
    files[f"{package}/__init__.py"] = _root_module(api, templates)
    files[f"{package}/webhooks/__init__.py"] = _webhooks_module(api, templates, request)
    files[f"{package}/{_CALL_OPTIONS}"] = _call_options(api, templates)
    files[f"{package}/{DESCRIPTION}"] = description_text(api)
    files["api.md"] = overview(api, package)
    return files


def project_files(api: Api, templates: Templates = OWN_TEMPLATES) -> dict[str, str]:
    """A project of its own: the package, its copy of the runtime, and what installs it.

    Args:
        api: What the document says.
        templates: What it is written by.

    Returns:
        Contents by path below the project's root.
    """
    conventions = api.conventions
    package = f"src/{conventions.package}"
    first_line = header(api.source)
    files = {
        f"{package}/{path}": content for path, content in ModulesWriter(api, templates).files()
    }
    folders = [*COPIED_FOLDERS, *([] if api.events is None else [WEBHOOKS])]
    copied = [path for name in folders for path in (OWN_SOURCE / name).rglob("*.py")]
    for path in sorted([*copied, *(OWN_SOURCE / name for name in COPIED_MODULES)]):
        relative = path.relative_to(OWN_SOURCE).as_posix()
        files[f"{package}/{relative}"] = _copied(path, api.source)
    if api.events is not None:
        own = {f"{package}/{path}": content for path, content in webhook_modules(api, templates)}
        files |= {**own, f"{package}/{WEBHOOKS}/__init__.py": _webhooks_module(api, templates)}
    files[f"{package}/__init__.py"] = _root_module(api, templates)
    files[f"{package}/{_CALL_OPTIONS}"] = _call_options(api, templates)
    files[f"{package}/_version.py"] = templates.render(
        "version.py.jinja", header=first_line, version=conventions.version
    )
    files[f"{package}/py.typed"] = ""
    files[f"{package}/{DESCRIPTION}"] = description_text(api)
    files["pyproject.toml"] = templates.render(
        "pyproject.toml.jinja",
        header=first_line,
        name=_toml(distribution_name(conventions.package)),
        description=_toml(_description(conventions)),
        version_path=_toml(f"{package}/_version.py"),
        package_path=_toml(package),
        line_length=WIDTH,
        **{key: _toml(value) for key, value in _requirements().items()},
        has_events=api.events is not None,
    )
    files["README.md"] = _readme(api, templates)
    files["api.md"] = overview(api, package)
    return files | files_of_tests(api, templates=templates)


def _call_options(api: Api, templates: Templates) -> str:
    """The module of what a single call may have other than its client."""
    settings = [one for one in runtime.settings() if one.per_call]
    imports = Imports("_core.call_options")
    imports.external("typing_extensions", "TypedDict")  # which pydantic takes on 3.11
    imports.external("collections.abc", "Mapping")
    types = {
        one.name: with_imports(
            imports,
            replace(
                one,
                type=one.type_in_call,
                runtime_imports=(),
                typing_imports=tuple(used for used in one.typing_imports if used.name != "Omit"),
            ),
        ).type
        for one in settings
    }
    options = [replace(one, type=types.get(one.name, one.type)) for one in runtime.call_options()]
    return templates.render(
        "call_options.py.jinja",
        header=header(api.source, "edit _core/settings.py."),
        options=options,
        imports=imports.render(),
    )


def _webhooks_module(
    api: Api, templates: Templates, request: str = "the same for every API."
) -> str:
    first_line = header(api.source, request)
    return _names_module(templates, first_line, _WEBHOOKS, runtime.webhook_names())


def _root_module(api: Api, templates: Templates) -> str:
    conventions = api.conventions
    unused = [
        *([] if api.sends_files else ["_core.files"]),
        *(
            []
            if any(is_download(one) for one in api.operations())
            else ["_core.downloads", "_core.streamed_calls"]
        ),
    ]
    homes = {
        home: list(names) for home, names in runtime.public_names().items() if home not in unused
    }
    homes["client"] = ["AsyncClient", "Client"]
    if api.events is not None:
        # The inbox is for those who ask for it: its names are in `webhooks` alone.
        webhooks = runtime.webhook_names().items()
        homes |= {f"{WEBHOOKS}.{name}": names for name, names in webhooks if "." not in name}
    exports = {name for names in homes.values() for name in names}
    if conventions.root_error in exports:
        reason = f"{conventions.root_error!r} is the name of another class of the package"
        remedy = "give the root of the errors another name: `root_error` in x-sdk"
        raise DocumentError([Diagnostic(api.source, "#/x-sdk/root_error", reason, remedy)])
    homes["_core.errors"].append(conventions.root_error)
    names_at_home = {conventions.root_error: runtime.ROOT_ERROR}
    doc = _root_description(api)
    return _names_module(
        templates,
        header(api.source),
        doc,
        homes,
        names_at_home=names_at_home,
        further=["__version__"],
    )


def _names_module(
    templates: Templates,
    first_line: str,
    doc: str,
    homes: Mapping[str, list[str]],
    *,
    names_at_home: Mapping[str, str] | None = None,
    further: Iterable[str] = (),
) -> str:
    """A package's `__init__`: its public names, each loaded from its module on first use.

    Args:
        templates: What it is written by.
        first_line: The comment at the top.
        doc: The package's docstring.
        homes: The names by the module that has them.
        names_at_home: What a name is called in its module, where that differs.
        further: Public names that the template has itself.
    """
    exports = [*(name for names in homes.values() for name in names), *further]
    return templates.render(
        "init.py.jinja",
        header=first_line,
        doc=docstring(doc, indent=0),
        homes={home: sorted(names) for home, names in sorted(homes.items())},
        names_at_home=names_at_home or {},
        exports=sorted(exports, key=lambda name: (not name.isupper(), name)),
    )


def _root_description(api: Api) -> str:
    conventions = api.conventions
    start = quick_start(api)
    environment = f"  # {', '.join(start.environment)}" if start.environment else ""
    shared = shared_text(shared_failures(api))
    errors = f"{shared}\n\n" if shared else ""
    return (
        f"{_description(conventions)}\n\n```python\n{start.imports}"
        f"from {conventions.package} import Client\n\n"
        f"client = Client({start.client}){environment}\n{start.call}\n```\n\n"
        f"{errors}"
        "Every name is loaded when it is first used: importing the package costs next to nothing."
    )


def _copied(module: Path, source: str) -> str:
    """A module of the runtime, marked as generated like all else."""
    first_line = header(source, "the same for every API.")
    return f"{first_line}\n{module.read_text(encoding='utf-8')}"


def _readme(api: Api, templates: Templates) -> str:
    conventions = api.conventions
    return templates.render(
        "README.md.jinja",
        header=markdown_header(api.source),
        title=markdown(api_name(conventions.title)),
        description=markdown(_description(conventions)),
        conventions=conventions,
        start=quick_start(api),
        **_receiving(api.events),
        left_out=[(one.pointer.replace("`", "'"), markdown(one.reason)) for one in api.left_out],
    )


def _receiving(events: Events | None) -> dict[str, object]:
    """What the README says of receiving webhooks."""
    if events is None:
        return {"receives": False}
    return {
        "receives": True,
        "is_signed": events.signature is not None,
        "is_named": events.tells_name or bool({"name", "name_header"} & {*events.places}),
    }


def _description(conventions: Conventions) -> str:
    return conventions.summary or f"A Python client of the {api_name(conventions.title)}."


@cache
def _requirements() -> dict[str, Any]:
    """What the runtime needs, from this repository's own metadata."""
    with (runtime.ROOT / "pyproject.toml").open("rb") as file:
        metadata = tomllib.load(file)
    return {
        "test": _TEST_REQUIREMENTS,
        # What else ours needs makes its page of the package index.
        "build_requires": [
            one for one in metadata["build-system"]["requires"] if one.startswith("hatchling")
        ],
        "requires_python": metadata["project"]["requires-python"],
        "dependencies": metadata["project"]["dependencies"],
        **{name: metadata["project"]["optional-dependencies"][name] for name in _COPIED_EXTRAS},
    }


def _toml(value: str | list[str]) -> str:
    """A string, or a list of them, as TOML: like JSON, but no character may stand for two."""
    printable = json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return printable.encode("utf-8", "replace").decode("utf-8")
