"""A project's own tests: every operation is called against a mock of the document."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from .calls import Call, CallsWriter, operations
from .imports import Imports
from .modules import api_name, header
from .rendering import OWN_TEMPLATES, Templates
from .text import literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...api import Api

_HOMES: dict[type, str] = {
    date: "datetime",
    datetime: "datetime",
    time: "datetime",
    Decimal: "decimal",
    UUID: "uuid",
}


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
    calls = [writer.call(path, operation) for path, operation in operations(api)]
    imports = Imports("calls")
    imports.internal("mock", "Call")
    signed = writer.signed()
    views = [list(_arguments(one, signed, imports)) for one in calls]
    data: dict[str, Any] = {
        "header": header(api.source),
        "title": api_name(api.conventions.title),
        "package": api.conventions.package,
    }
    return {
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


def _arguments(call: Call, signed: dict[str, str], imports: Imports) -> Iterator[str]:
    """The arguments of a `Call` in the tests, without those that have their default."""
    yield literal(call.method)
    yield literal(call.request)
    headers = dict(call.headers)
    own = {name: text for name, text in headers.items() if signed.get(name) != text}
    is_signed = all(name in headers for name in signed)
    if call.arguments:
        yield f"arguments={_source(dict(call.arguments), imports)}"
    if own:
        yield f"headers={_source(own, imports)}"
    if signed and not is_signed:
        yield "signed=False"
    if call.sent_as is not None:
        if call.sent_as != "application/json":
            yield f"sent_as={literal(call.sent_as)}"
        yield f"body={_source(call.body, imports)}"
    yield f"status={call.status}"
    if call.answered_as is not None:
        if call.answered_as != "application/json":
            yield f"answered_as={literal(call.answered_as)}"
        yield f"answer={_source(call.answer, imports)}"
    yield f"error={literal(call.error)}"


def _source(value: object, imports: Imports) -> str:
    """A value as Python source."""
    match value:
        case dict():
            entries = cast("dict[str, object]", value).items()
            inner = [f"{literal(key)}: {_source(item, imports)}" for key, item in entries]
            return f"{{{', '.join(inner)}}}"
        case list():
            items = [_source(item, imports) for item in cast("list[object]", value)]
            return f"[{', '.join(items)}]"
        case tuple():
            items = [_source(item, imports) for item in cast("tuple[object, ...]", value)]
            return f"({', '.join(items)})"
        case datetime():
            imports.external("datetime", "UTC", "datetime")
            parts = [*value.timetuple()[:6]]
            return f"datetime({', '.join(map(str, parts))}, tzinfo=UTC)"
        case _ if type(value) in _HOMES:
            imports.external(_HOMES[type(value)], type(value).__name__)
            return repr(value).removeprefix("datetime.")
        case _:
            return literal(value)
