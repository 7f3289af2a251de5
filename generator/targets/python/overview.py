"""`api.md`: every method on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ... import runtime
from .clients import (
    client_settings,
    constructor_arguments,
    readable_arguments,
    server_variables,
    variables,
)
from .failures import shared_failures, shared_text
from .imports import Imports
from .methods import MethodsWriter
from .modules import markdown_header
from .text import literal, markdown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...api import Api, Resource

_REQUEST = """
## What has no method

- `client.request(method, path, *, cast_to, query, json, idempotency_key, options) -> Any`: Call any
  path of the API; what it returns is of the type `cast_to`."""


def overview(api: Api, package: str) -> str:
    """The page.

    Args:
        api: What the document says.
        package: The package's folder, for links.
    """
    lines = [
        markdown_header(api.source),
        "# Every method",
        "",
        "On `AsyncClient` they are the same: those that return a `Page` here return an",
        "`AsyncPager` to be awaited or iterated, those that return an `EventStream` an",
        "`AsyncEventStream`, and all others are awaited.",
    ]
    for namespace in api.namespaces:
        lines += ["", f"## {namespace.name}", "", _plain(namespace.doc)]
        for resource in namespace.resources:
            lines += _resource(api, package, f"client.{namespace.name}", resource)
    for resource in api.resources:
        lines += _resource(api, package, "client", resource)
    lines += [
        _REQUEST,
        *_arguments(api),
        *_settings(api),
        *_log(api),
        *_environments(api),
        *_call_options(),
        *_status_errors(api),
    ]
    return "\n".join(lines) + "\n"


def _resource(api: Api, package: str, parent: str, resource: Resource) -> Iterator[str]:
    name = f"{parent}.{resource.name}"
    path = f"{package}/{resource.module.replace('.', '/')}.py"
    if resource.operations:
        imports = Imports(resource.module)
        writer = MethodsWriter(resource, api.declarations, imports, {}, frozenset())
        yield from ("", f"### [{name}]({path})", "", _plain(resource.doc), "")
        for operation in resource.operations:
            head = writer.head(operation)
            arguments = [one.name for one in head.positional]
            if head.keyword:
                arguments += ["*", *(one.name for one in head.keyword)]
            signature = f"{name}.{head.name}({', '.join(arguments)}) -> {head.returned('')}"
            mark = " (deprecated)" if operation.deprecated else ""
            yield f"- `{_code(signature)}`{mark}: {_plain(operation.summary)}"
    for child in resource.children:
        yield from _resource(api, package, name, child)


def _arguments(api: Api) -> Iterator[str]:
    """A table of whose requests they are."""
    if arguments := constructor_arguments(api.conventions):
        yield from ("", "## Key and account", "", "The constructor and `with_options` take:", "")
        yield from ("| argument | else | what it is |", "| --- | --- | --- |")
        for one in arguments:
            yield f"| `{one.name}` | `{_cell(one.env)}` | {_plain(one.doc)} |"
    shown = [
        f"`client.{name}`" for name in ("base_url", *(one.name for one in readable_arguments(api)))
    ]
    yield from ("", f"A client shows {' and '.join(shown)}; nothing of it can be set.")


def _settings(api: Api) -> Iterator[str]:
    """A table of the constructor's settings."""
    found = variables(api.conventions)
    yield from ("", "## Settings", "", "`Client` and `AsyncClient` take, each by its name, and")
    yield from ("`with_options` all but those marked as fixed:", "")
    yield from ("| setting | default | what it is |", "| --- | --- | --- |")
    for one in client_settings(api):
        doc = f"{_plain(one.doc)} Else `{found[one.name]}`." if one.name in found else one.doc
        mark = " (fixed)" if one.fixed else ""
        yield f"| `{one.name}`{mark} | `{_cell(one.default)}` | {_plain(doc)} |"


def _log(api: Api) -> Iterator[str]:
    """What switches the log on."""
    variable = _code(api.conventions.log_env)
    yield from ("", f"`{variable}=info` (each retry) or `{variable}=debug` (each attempt) in the")
    yield f"environment writes the log `{api.conventions.package}` to standard error."


def _environments(api: Api) -> Iterator[str]:
    """A table of the servers by name."""
    if servers := api.conventions.servers:
        yield from ("", "## Environments", "", "| `environment` | server |", "| --- | --- |")
        for one in servers:
            yield f"| `{_cell(literal(one.environment))}` | `{_cell(one.plain)}` |"
    if parts := server_variables(api.conventions):
        yield from ("", "The constructor takes what stands in the braces:", "")
        yield from ("| argument | type | else | what it is |", "| --- | --- | --- | --- |")
        for part in parts:
            cells = (f"`{part.name}`", f"`{_cell(part.type)}`", f"`{_cell(part.env)}`")
            yield f"| {' | '.join(cells)} | {_plain(part.doc)} |"
    if own := [*_elsewhere(api)]:
        yield from ("", "These are elsewhere, unless `base_url` says where all are:", "")
        yield from ("| method | server |", "| --- | --- |", *own)


def _elsewhere(api: Api) -> Iterator[str]:
    """The operations that have servers of their own."""
    for one in api.operations():
        if one.servers:
            places = ", ".join(f"`{_cell(server.plain)}`" for server in one.servers)
            yield f"| `{one.id}` | {places} |"


def _call_options() -> Iterator[str]:
    """A table of what `options` of a method takes."""
    yield from ("", "## Options of a call", "")
    yield from ("Every method takes `options`, a dictionary (`RequestOptions`) of these:", "")
    yield from ("| option | type | what it is |", "| --- | --- | --- |")
    for one in runtime.call_options():
        yield f"| `{one.name}` | `{_cell(one.type)}` | {_plain(one.doc)} |"


def _status_errors(api: Api) -> Iterator[str]:
    """A table of the exceptions by status."""
    yield from (
        "",
        "## Errors by status",
        "",
        "| status | exception | when |",
        "| --- | --- | --- |",
    )
    for one in runtime.status_errors():
        when = one.doc.partition(": ")[2]  # before it, the status again
        yield f"| {one.status} | `{one.name}` | {_plain(when[:1].upper() + when[1:])} |"
    yield from ("", "Any other 3xx or 4xx is an `APIStatusError`.")
    if shared := shared_text(shared_failures(api), _plain):
        yield from ("", shared)


def _plain(text: str) -> str:
    """A text's first paragraph as one line of Markdown."""
    return markdown(text.strip().partition("\n\n")[0])


def _code(text: str) -> str:
    return text.replace("`", "'")


def _cell(text: str) -> str:
    """Code in a table, where a bar ends a cell even in code."""
    return _code(text).replace("|", "\\|")
