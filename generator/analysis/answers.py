"""What a method answers: one body, pages or a stream; and what it may fail with."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from openapi_python_client.schema import Response

from ..api import JSON, STREAM, Answer, Failure, MediaKind, Paged, Plain, Streamed, Success
from ..pointers import join
from ..types import Kind, Nullable, Scalar
from .page_signs import Asked
from .prose import sentence
from .schemas import ANY, Schemas

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..diagnostics import Findings
    from ..types import Type
    from .arguments import Arguments
    from .media import Form, Forms
    from .operations import Endpoint
    from .skips import Skips

_FLAG = Scalar(Kind.BOOLEAN)
_STATUS = re.compile(r"[1-5](\d\d|XX)", re.IGNORECASE)


_WITHOUT_SCHEMA = {
    MediaKind.TEXT: Scalar(Kind.STRING),
    MediaKind.BINARY: Scalar(Kind.BINARY),
    MediaKind.FORM: Scalar(Kind.STRING),
    MediaKind.MULTIPART: Scalar(Kind.BINARY),
}
"""What is not read by its schema, and what it is instead."""


class Answers:
    """Builds answers.

    Attributes:
        error_types: The types of errors' bodies, and how many operations have each.
    """

    def __init__(self, schemas: Schemas, forms: Forms, skips: Skips, findings: Findings) -> None:
        self._schemas = schemas
        self._forms = forms
        self._skips = skips
        self._findings = findings
        self.error_types: dict[Type, int] = {}

    def answer(self, endpoint: Endpoint, arguments: Arguments, hint: str) -> Answer:
        """What an operation answers when it succeeds.

        Args:
            endpoint: The operation in the document.
            arguments: What its method takes.
            hint: What types are called after that only it has.
        """
        successes: list[Success] = []
        docs: list[str] = []
        streams = False
        choices: list[tuple[Form, str]] = []
        for status, response, pointer in self._responses(endpoint):
            if not status.startswith("2"):
                continue
            inner = f"{hint}Result{status if successes else ''}"
            number = int(status.upper().replace("X", "0"))
            content = response.content or {}
            form, events = self._forms.answered(content, join(pointer, "content"))
            choices += [] if events is None else [(events, inner)]
            streams = streams or (form is not None and form.kind is MediaKind.EVENT_STREAM)
            body = ANY if form is None and response.content else self._body(form, inner)
            successes.append(Success(number, body, JSON if form is None else form.on_wire))
            docs.append(sentence(response.description.get_untrusted_value()))
        doc = next((doc for doc in docs if doc), "")
        if not successes:
            place = join(endpoint.pointer, "responses")
            self._findings.slip(place, "no success is described", "add a 2xx response")
            successes.append(Success(200, None))
        if streams:
            return self._streamed(endpoint, successes, doc)
        dialect = (endpoint.operation.model_extra or {}).get("x-pagination")
        if dialect is not None and dialect is not False:
            return Paged(tuple(successes), ANY, str(dialect), doc)
        return Plain(tuple(successes), doc, self._events(arguments, choices))

    def _events(self, arguments: Arguments, choices: list[tuple[Form, str]]) -> Type | None:
        """The type of events that may be asked for in place of JSON, `None` for no such choice."""
        for form, hint in choices:
            taken = arguments.type_of(STREAM)
            if taken not in {None, _FLAG, Nullable(_FLAG)}:
                reason = f"no argument is free to ask for {form.name}: {STREAM!r} means another"
                self._findings.slip(form.pointer, reason, "offer it by an operation of its own")
            else:
                return self._body(form, f"{hint}Event")
        return None

    def asked(self, endpoint: Endpoint) -> Asked:
        """What an operation is known by, beside its types, as a list in pages."""
        has_link = any(
            name.get_untrusted_value().lower() == "link"
            for status, response, _ in self._responses(endpoint)
            if status.startswith("2")
            for name in response.headers or {}
        )
        return Asked(has_link)

    def failures(self, endpoint: Endpoint) -> tuple[Failure, ...]:
        """What an operation may fail with; the types of the bodies are noted."""
        found: list[Failure] = []
        types: dict[Type, None] = {}
        for status, response, pointer in self._responses(endpoint):
            if status.startswith("2"):
                continue
            types |= self._errors(response, join(pointer, "content"))
            doc = sentence(" ".join(response.description.get_untrusted_value().split()))
            found.append(Failure(status.upper() if status != "default" else status, doc))
        for one in types:
            self.error_types[one] = self.error_types.get(one, 0) + 1
        return tuple(found)

    def _responses(self, endpoint: Endpoint) -> Iterator[tuple[str, Response, str]]:
        """The responses in the order of their statuses, `default` last, and where they stand."""
        given = {k.get_untrusted_value(): v for k, v in endpoint.operation.responses.items()}
        for status in sorted(given):
            pointer = join(endpoint.pointer, "responses", status)
            if not is_status(status):
                self._findings.error(pointer, f"{status!r} is not a status", "write such as '200'")
                continue
            found = self._schemas.references.follow(given[status], pointer, Response)
            if found is not None:
                self._check_links(*found)
                yield status, *found

    def _check_links(self, response: Response, pointer: str) -> None:
        """Note links: they change nothing that is sent or read, but no method follows them."""
        place = join(pointer, "links")
        if response.links and not self._skips.take(place):
            remedy = f"tell of them in the operation's description, or --skip '{place}'"
            self._findings.warning(place, "links can't be expressed", remedy)

    def _errors(self, response: Response, place: str) -> dict[Type, None]:
        """The types of an error's bodies: the client reads it in whatever form it comes."""
        types: dict[Type, None] = {}
        for form in self._forms.of(response.content or {}, place):
            if form.kind is MediaKind.JSON:
                body = self._body(form, "ErrorResponse")
                if body is not None:
                    types.setdefault(body)
            else:
                reason = f"an error of {form.name} has no type: its text becomes the message"
                remedy = f"offer application/json, or --skip '{form.pointer}'"
                self._findings.warning(form.pointer, reason, remedy)
        return types

    def _body(self, form: Form | None, hint: str) -> Type | None:
        if form is None:
            return None
        if form.kind in _WITHOUT_SCHEMA:
            return _WITHOUT_SCHEMA[form.kind]
        if form.media.media_type_schema is None:
            return ANY
        place = join(form.pointer, "schema")
        node = self._schemas.shapes.node(form.media.media_type_schema, place)
        return self._schemas.typed(node, hint).type

    def _streamed(self, endpoint: Endpoint, successes: list[Success], doc: str) -> Streamed:
        if len(successes) > 1:
            place = join(endpoint.pointer, "responses")
            reason = "a stream stands beside other successes"
            self._findings.error(place, reason, "give it an operation of its own")
        return Streamed(tuple(successes), doc)


def is_status(key: str) -> bool:
    """Whether a key among responses is one: three digits, a class of them, or `default`."""
    return key == "default" or _STATUS.fullmatch(key) is not None
