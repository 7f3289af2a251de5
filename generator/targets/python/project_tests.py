"""A project's own tests: every operation is called against a mock of the document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .calls import Call, CallsWriter, operations
from .imports import Imports
from .modules import api_name, header
from .quick_start import quick_start
from .rendering import OWN_TEMPLATES, Templates
from .samples import source
from .text import literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...api import Api


def files_of_tests(
    api: Api, optional: int = 0, templates: Templates = OWN_TEMPLATES
) -> dict[str, str]:
    """The tests, by path below the project's root.

    Args:
        api: What the document says.
        optional: Levels of objects that have all of their properties in what is sent and answered.
        templates: What they are written by.
    """
    writer = CallsWriter(api, optional)
    calls = [one for where in operations(api) for one in writer.calls(*where)]
    imports = Imports("calls")
    imports.internal("mock", "Call")
    signed = writer.signed()
    views = [list(_arguments(one, signed, imports)) for one in calls]
    data: dict[str, Any] = {
        "header": header(api.source),
        "title": api_name(api.conventions.title),
        "package": api.conventions.package,
    }
    files = {
        "tests/__init__.py": templates.render("tests_init.py.jinja", **data),
        "tests/calls.py": templates.render(
            "tests_calls.py.jinja", calls=views, imports=imports.render(), **data
        ),
        "tests/clients.py": templates.render(
            "tests_clients.py.jinja", account=writer.account(), **data
        ),
        "tests/mock.py": templates.render("tests_mock.py.jinja", signed=signed, **data),
        "tests/test_operations.py": templates.render("tests_operations.py.jinja", **data),
    }
    start = quick_start(api)
    if start.method is not None:
        data |= {"environment": start.environment, "method": start.method}
        files["tests/test_readme.py"] = templates.render("tests_readme.py.jinja", **data)
    return files


def _arguments(call: Call, signed: dict[str, str], imports: Imports) -> Iterator[str]:
    """The arguments of a `Call` in the tests, without those that have their default."""
    yield literal(call.method)
    yield literal(call.request)
    headers = dict(call.headers)
    own = {name: text for name, text in headers.items() if signed.get(name) != text}
    is_signed = all(name in headers for name in signed)
    if call.arguments:
        yield f"arguments={source(dict(call.arguments), imports)}"
    if own:
        yield f"headers={source(own, imports)}"
    if signed and not is_signed:
        yield "signed=False"
    if call.sent_as is not None:
        if call.sent_as != "application/json":
            yield f"sent_as={literal(call.sent_as)}"
        yield f"body={source(call.body, imports)}"
    yield f"status={call.status}"
    if call.answered_as is not None:
        if call.answered_as != "application/json":
            yield f"answered_as={literal(call.answered_as)}"
        yield f"answer={source(call.answer, imports)}"
    yield f"error={literal(call.error)}"
