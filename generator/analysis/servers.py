"""Servers: where the operations are, of the document, of a path or of an operation."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from openapi_python_client.schema.openapi_schema_pydantic import Server as ServerModel

from .. import names
from ..pointers import join
from ..servers import Server, ServerVariable
from .members import extensions, members
from .prose import sentence

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from openapi_python_client.schema.openapi_schema_pydantic import (
        ServerVariable as VariableModel,
    )

    from ..diagnostics import Findings
    from ..load import Document
    from .operations import Endpoint

_URL = re.compile(r"https?://[^\s{}?#\x00-\x1f\x7f]+")
_PATH = re.compile(r"/(?!/)[^\s{}?#\x00-\x1f\x7f]*")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_VALUE = re.compile(r"[\w.~/:@!$&'()*+,;=%\[\]-]*", re.ASCII)
_MARKS = "/:"
"""What a variable's value may have where the document's own has it."""


class Servers:
    """The servers of all operations.

    Args:
        document: The document.
        package: The package's name, which the environment variables begin with.
        findings: Takes what is no server.
        endpoints: All operations.

    Attributes:
        default: Those of the operations that have none of their own; of the most, where all have.
        listed: The same, with those that are paths of a host that the document does not say.
        base_path: The path of the default ones, where the document says it without a host.
    """

    def __init__(
        self,
        document: Document,
        package: str,
        findings: Findings,
        endpoints: Collection[Endpoint],
    ) -> None:
        self._document = document
        self._prefix = package.upper()
        self._findings = findings
        self._variables: dict[str, list[ServerVariable]] = {}
        self._first = "production"
        self._own: dict[str, tuple[Server, ...]] = {}
        root = self._read("#/servers")
        self._first = root[0].environment if root else "production"
        for one in endpoints:
            pointer = one.pointer if one.operation.servers else one.item_pointer
            if one.operation.servers or one.item.servers:
                self._own[one.pointer] = self._read(join(pointer, "servers"))
        if endpoints and len(self._own) == len(endpoints):
            counted = Counter(self._own.values())
            root = min(counted, key=lambda one: (-counted[one], [s.url for s in one]))
        self.listed = root
        self.default = tuple(one for one in root if not one.url.startswith("/"))
        self.base_path = root[0].url if root and not self.default else ""

    def of(self, endpoint: Endpoint) -> tuple[Server, ...] | None:
        """Where an operation is; `None` for where most are."""
        own = self._own.get(endpoint.pointer)
        if own is None or own == self.listed:
            return None
        if not own:
            reason = "none of the operation's servers can be reached"
            remedy = "write absolute http or https URLs, or paths"
            self._findings.error(join(endpoint.pointer, "servers"), reason, remedy)
        return own

    def variables(self, taken: Iterable[str]) -> tuple[ServerVariable, ...]:
        """The parts of URLs that the client's constructor takes.

        Args:
            taken: Other arguments of the constructor.
        """
        found: list[ServerVariable] = []
        arguments = [*taken]
        for wire, given in sorted(self._variables.items()):
            wanted = [wire, f"server_{names.snake(wire, 'variable')}"]
            options = [*names.client_argument_names(wanted).values()]
            name = next((one for one in options if one not in arguments), "")
            name = name or names.free(options[-1], arguments)
            arguments.append(name)
            choices = dict.fromkeys(choice for one in given for choice in one.choices)
            is_open = not all(one.choices for one in given)
            defaults = {one.default for one in given}
            found.append(
                replace(
                    given[0],
                    name=name,
                    env=f"{self._prefix}_{name.upper()}",
                    choices=() if is_open else tuple(choices),
                    default=given[0].default if len(defaults) == 1 else None,
                    allowed="".join(m for m in _MARKS if any(m in one.allowed for one in given)),
                )
            )
        return tuple(found)

    def _read(self, pointer: str) -> tuple[Server, ...]:
        found: dict[str, Server] = {}
        for index in range(len(self._document.items(pointer))):
            place = join(pointer, index)
            server = self._document.resolve(place, ServerModel)
            url = self._url(server, place)
            given = (server.model_extra or {}).get("x-environment")
            if given is None and index == 0:
                given = self._first
            text = server.description.get_untrusted_value() if server.description else ""
            environment = str(given or names.snake(" ".join(text.split()[:3]), "server"))
            if environment in found:
                environment = f"{environment}_{index + 1}"
            if url is not None:
                said = self._document.members(place)
                found[environment] = Server(
                    environment, url, text, _said_of_variables(said), extensions(said)
                )
        return tuple(found.values())

    def _url(self, server: ServerModel, pointer: str) -> str | None:
        """A server's URL, each variable with its default; `None` for one that can't be reached."""
        given = server.url.get_untrusted_value()
        url = f"https:{given}" if given.startswith("//") else given or "/"
        models = {name.get_untrusted_value(): one for name, one in (server.variables or {}).items()}
        variables = {name: _variable(name, models.get(name)) for name in _PLACEHOLDER.findall(url)}
        plain = _PLACEHOLDER.sub(lambda one: variables[one[1]].default or "x", url)
        if not (_URL.fullmatch(plain) or _PATH.fullmatch(plain)) or "" in variables:
            remedy = "write an absolute http or https URL, or a path"
            self._findings.slip(join(pointer, "url"), f"{url!r} is not a server", remedy)
            return None
        for name, one in variables.items():
            known = self._variables.setdefault(name, [])
            if one not in known:
                known.append(one)
        return _PLACEHOLDER.sub(lambda one: variables[one[1]].placeholder, url).rstrip("/") or "/"


def _said_of_variables(server: dict[str, Any]) -> dict[str, dict[str, object]]:
    """What a server says of its variables."""
    found: dict[str, dict[str, object]] = {}
    for name in (variables := members(server, "variables")):
        given = members(variables, name)
        one: dict[str, object] = {
            key: value
            for key, value in given.items()
            if key in {"default", "description", "enum"} and value
        }
        found[name] = one | ({"extensions": extra} if (extra := extensions(given)) else {})
    return found


def _variable(wire: str, given: VariableModel | None) -> ServerVariable:
    """A variable, its argument not yet named.

    It has no default where it is not described, nor where that only stands for a value, such as
    `<your-domain>`.
    """
    if given is None:
        return ServerVariable("", "", wire, None, (), "", "")
    doc = given.description.get_untrusted_value() if given.description else ""
    default: str | None = given.default.get_untrusted_value()
    choices = [one.get_untrusted_value() for one in given.enum or ()]
    if not _VALUE.fullmatch(str(default)):
        default = None
    elif choices and default not in choices:
        choices.insert(0, str(default))
    allowed = "".join(mark for mark in _MARKS if mark in (default or ""))
    return ServerVariable("", "", wire, default, tuple(choices), sentence(doc), allowed)
