"""The first program that a user writes: what sets the client up, and a call that needs little."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from ...api import KeywordBody, Location, Paged, Streamed
from ...types import Kind
from .calls import operations
from .imports import Imports
from .samples import PYTHON, Samples, source
from .text import escaped, literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...api import Api, Operation
    from ...conventions import Conventions
    from ...servers import ServerVariable
    from ...types import Type

_PLACEHOLDER = "..."
"""What stands for a text that only the caller knows."""
_HOST = "https://api.example.com"


@dataclass(frozen=True, slots=True)
class QuickStart:
    """The parts of the program, as source."""

    environment: tuple[str, ...]
    """The variables that the client is set up from."""
    client: str
    """The arguments of the client that it can't do without beside those."""
    imports: str
    """What the call's arguments are made of, in lines; empty for nothing."""
    method: str | None
    """The call's method, by its dotted name on the client; `None` for an API without any."""
    call: str
    async_call: str


def quick_start(api: Api) -> QuickStart:
    """The program of an API."""
    imports = Imports("quick_start")
    found = min(operations(api), key=lambda one: _strangeness(one[1]), default=None)
    operation, method, call, async_call = None, None, "...", "..."
    if found is not None:
        path, operation = found
        method = f"{path}.{operation.name}"
        arguments = ", ".join(_arguments(api, operation, imports))
        call, async_call = _calls(operation, f"client.{method}({arguments})")
    conventions = api.conventions
    return QuickStart(
        environment=tuple(_environment(conventions, operation)),
        client=", ".join(_client_arguments(conventions)),
        imports=imports.render(),
        method=method,
        call=call,
        async_call=async_call,
    )


def _strangeness(operation: Operation) -> tuple[int, bool, bool]:
    """How far a call is from being a good first one."""
    return (
        sum(1 for _ in _required(operation)),
        not isinstance(operation.answer, Paged),
        operation.method != "GET",
    )


def _required(operation: Operation) -> Iterator[tuple[str, Type, bool]]:
    """The arguments without which there is no call: name, type, and whether by position."""
    for one in operation.parameters:
        if one.required and not one.is_constant:
            yield one.name, one.type, one.location is Location.PATH
    body = operation.body
    if isinstance(body, KeywordBody):
        yield from ((one.name, one.type, False) for one in body.fields if one.required)
    elif body is not None and body.required:
        yield body.name, body.type, False


def _arguments(api: Api, operation: Operation, imports: Imports) -> Iterator[str]:
    samples = Samples(api.declarations, optional=0)
    for name, type_, by_position in _required(operation):
        value = source(_with_placeholders(samples.both(type_, 1, in_request=True)[1]), imports)
        value = _double_quoted(value)
        yield value if by_position else f"{name}={value}"


def _double_quoted(value: str) -> str:
    """A value's source with the quotes that ruff would give it."""
    return value if '"' in value or "\\" in value else value.replace("'", '"')


def _with_placeholders(value: object) -> object:
    """A sample without the text that stands for any."""
    match value:
        case str():
            return _PLACEHOLDER if value == PYTHON[Kind.STRING] else value
        case dict():
            members = cast("dict[str, Any]", value).items()
            return {name: _with_placeholders(one) for name, one in members}
        case list():
            return [_with_placeholders(one) for one in cast("list[object]", value)]
        case _:
            return value


def _calls(operation: Operation, call: str) -> tuple[str, str]:
    """The call with what is done with its answer, sync and async."""
    match operation.answer:
        case Paged():
            loop = f"for item in {call}:\n    print(item)"
            return loop, f"async {loop}"
        case Streamed():
            block = f"with {call} as events:\n    {{}}for event in events:\n        print(event)"
            return block.format(""), f"async {block.format('async ')}"
        case _:
            return f"print({call})", f"print(await {call})"


def _client_arguments(conventions: Conventions) -> Iterator[str]:
    if not conventions.servers:
        yield f'base_url="{_HOST}{escaped(conventions.base_path.rstrip("/"))}"'
        return
    url = conventions.servers[0].url
    for one in conventions.server_variables:
        if f"{{{one.wire}}}" in url:
            yield f"{one.name}={_double_quoted(literal(_variable(one)))}"


def _variable(one: ServerVariable) -> str:
    """A value that the server's URL can have."""
    return next((choice for choice in (one.default, *one.choices) if choice), "example")


def _environment(conventions: Conventions, operation: Operation | None) -> Iterator[str]:
    own = None if operation is None else operation.security
    # A client can't be made without the usual ones, whatever it is to call.
    needed = {
        name for security in (conventions.security, own or ()) for name in next(iter(security), ())
    }
    credentials = [one for one in conventions.credentials if one.name in needed]
    yield from (one.env for one in credentials)
    yield from (one.password.env for one in credentials if one.password is not None)
    yield from (one.env for one in conventions.client_arguments)
