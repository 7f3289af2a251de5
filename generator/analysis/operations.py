"""Operations: what the document says of each, as a method."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .. import api
from ..names import words
from ..pointers import join
from .answers import Answers
from .media import Forms
from .parameters import Parameters
from .prose import first_sentence, sentence

if TYPE_CHECKING:
    from openapi_python_client.schema import Operation, PathItem

    from ..conventions import Security
    from ..diagnostics import Findings
    from .addresses import Address
    from .arguments import Arguments
    from .schemas import Schemas
    from .skips import Skips

METHODS = ("delete", "get", "head", "options", "patch", "post", "put", "trace")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An operation of the document and its place in it."""

    operation: Operation
    item: PathItem
    path: str
    method: str
    """The HTTP method, in small letters."""
    pointer: str
    item_pointer: str
    address: Address

    @property
    def identifier(self) -> str:
        """The operationId, empty if there is none."""
        given = self.operation.operationId
        return given.get_untrusted_value() if given else ""


class Operations:
    """Builds operations; what they need beside their own text is shared."""

    def __init__(self, schemas: Schemas, skips: Skips, findings: Findings) -> None:
        forms = Forms(findings, skips)
        self.parameters = Parameters(schemas, forms, findings)
        self.answers = Answers(schemas, forms, skips, findings)
        self._findings = findings
        self.arguments: dict[str, Arguments] = {}
        """What each method takes, by its operation's place."""

    def build(
        self, endpoint: Endpoint, name: str, hint: str, security: Security | None
    ) -> api.Operation:
        """One operation.

        Args:
            endpoint: The operation in the document.
            name: Its method's identifier.
            hint: What types are called after that only it has.
            security: The credentials that it needs; `None` for those that most operations need.
        """
        operation = endpoint.operation
        arguments = self.parameters.of(endpoint, hint)
        self._check(endpoint, arguments)
        self.arguments[endpoint.pointer] = arguments
        summary, description = _words(operation)
        answer = self.answers.answer(endpoint, arguments, hint)
        return api.Operation(
            id=str(endpoint.address),
            name=name,
            method=endpoint.method.upper(),
            path=endpoint.path,
            parameters=arguments.parameters,
            body=arguments.body,
            answer=answer,
            failures=self.answers.failures(endpoint),
            idempotent=arguments.idempotent,
            deprecated=_deprecation(operation, name),
            summary=summary or _named(endpoint.identifier, name),
            description=description,
            scopes=_scopes(operation),
            security=security,
        )

    def _check(self, endpoint: Endpoint, arguments: Arguments) -> None:
        """Note what an operation may say and no method does."""
        if endpoint.method in {"get", "head"} and arguments.body is not None:
            reason = f"a {endpoint.method.upper()} request has a body, which servers may ignore"
            remedy = "use query parameters, or POST"
            self._findings.slip(join(endpoint.pointer, "requestBody"), reason, remedy)


def _words(operation: Operation) -> tuple[str, str]:
    """The line that says what it does, and the paragraphs after it."""
    summary = operation.summary.get_untrusted_value().strip() if operation.summary else ""
    text = operation.description.get_untrusted_value().strip() if operation.description else ""
    if not summary:
        return first_sentence(text)
    line = sentence(" ".join(summary.split()))
    return line, "" if sentence(text) == line else text


def _named(identifier: str, name: str) -> str:
    """What an operation does, by its name alone."""
    said = words(identifier) if "." not in identifier else []
    return sentence(" ".join(said or words(name)).capitalize())


def _deprecation(operation: Operation, name: str) -> str | None:
    return f"{name} is deprecated" if operation.deprecated else None


def _scopes(operation: Operation) -> tuple[str, ...]:
    found = {
        scope.get_untrusted_value()
        for requirement in operation.security or ()
        for scopes in requirement.values()
        for scope in scopes
    }
    return tuple(sorted(found))
