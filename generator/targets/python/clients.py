"""What a client's constructor takes: the API's own arguments, and the runtime's settings."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ... import runtime
from ...conventions import CredentialArgument
from ...names import CLIENT_ATTRIBUTES
from .text import literal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...api import Api, Operation
    from ...conventions import ClientArgument, Conventions
    from ...servers import ServerVariable


@dataclass(frozen=True, slots=True)
class ArgumentView:
    """An argument of the constructor."""

    name: str
    env: str
    doc: str
    type: str = "str"
    async_type: str = "str"


def constructor_arguments(conventions: Conventions) -> list[ArgumentView]:
    """The arguments of the constructor that the API names itself, the key first."""
    every: list[CredentialArgument | ClientArgument] = []
    for one in conventions.credentials:
        every += [one] if one.password is None else [one, one.password]
    every += conventions.client_arguments
    return [_argument(one) for one in every]


def _argument(one: CredentialArgument | ClientArgument) -> ArgumentView:
    doc = _argument_doc(one)
    if not isinstance(one, CredentialArgument) or not one.takes_function:
        return ArgumentView(one.name, one.env, doc)
    return ArgumentView(
        one.name,
        one.env,
        f"{doc.removesuffix('.')}, or a function that gives it at each attempt.",
        "str | Callable[[], str]",
        "str | Callable[[], str] | Callable[[], Awaitable[str]]",
    )


def readable_arguments(api: Api) -> list[ClientArgument]:
    """Those that a client shows: no key, and none whose name means something else there."""
    namespaces = {one.name for one in api.namespaces}
    taken = namespaces | {one.name for one in api.resources} | CLIENT_ATTRIBUTES
    return [
        replace(one, doc=_argument_doc(one))
        for one in api.conventions.client_arguments
        if one.name not in taken
    ]


@dataclass(frozen=True, slots=True)
class VariableView:
    """A part of servers' URLs, as an argument of the constructor."""

    name: str
    env: str
    type: str
    doc: str


def server_variables(conventions: Conventions) -> list[VariableView]:
    """The arguments of the constructor that stand in servers' URLs."""
    return [
        VariableView(one.name, one.env, _variable_type(one), _variable_doc(one))
        for one in conventions.server_variables
    ]


def _variable_type(one: ServerVariable) -> str:
    choices = ", ".join(literal(choice) for choice in one.choices)
    return f"Literal[{choices}]" if choices else "str"


def _variable_doc(one: ServerVariable) -> str:
    doc = one.doc.strip().removesuffix(".") or f"`{one.wire}` in the server's URL"
    default = f"; {literal(one.default)} if left out" if one.default is not None else ""
    return f"{doc}{default}."


def _argument_doc(argument: CredentialArgument | ClientArgument) -> str:
    """What an argument of the constructor is, in a sentence."""
    doc = argument.doc.strip().removesuffix(".")
    return f"{doc or argument.name.replace('_', ' ').capitalize()}."


def client_settings(api: Api) -> list[runtime.Setting]:
    """The settings that an API's clients have."""
    servers = api.conventions.servers
    if not servers:
        return [one for one in runtime.settings() if one.name != "environment"]
    kind, default = "Environment", literal(servers[0].environment)
    return [
        replace(one, type=kind, async_type=kind, default=default)
        if one.name == "environment"
        else one
        for one in runtime.settings()
    ]


def access(operation: Operation) -> Iterator[str]:
    """What an operation's constant says of credentials and servers of its own."""
    if operation.security is not None:
        yield f"security={literal(operation.security)}"
    if operation.servers is not None:
        own = tuple((one.environment, one.url) for one in operation.servers)
        yield f"servers={literal(own)}"


def base_path(operation: Operation) -> str:
    """What stands before an operation's path where the base URL is a host alone."""
    url = operation.servers[0].filled if operation.servers else ""
    return url.rstrip("/") if url.startswith("/") else ""


def variables(conventions: Conventions) -> dict[str, str]:
    """The environment variables that clients read, by the names of what they say."""
    prefix = conventions.package.upper()
    found = {one.name: f"{prefix}_{one.env}" for one in runtime.settings() if one.env}
    if conventions.base_url_env:
        found["base_url"] = conventions.base_url_env
    return {**found, "log": conventions.log_env}
