"""Real documents: the sandbox of each begins, and answers as the document says."""

from __future__ import annotations

from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import pytest

from ghxstship.sandbox import Sandbox, read_specification
from ghxstship.sandbox.encoding import decode, encode
from ghxstship.sandbox.messages import Request
from ghxstship.sandbox.sample_values import Sampler
from ghxstship.sandbox.validation import Validators, mismatch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ghxstship.sandbox.messages import Answer
    from ghxstship.sandbox.operations import Operation, Parameter

FOLDER = Path(__file__).parents[3] / "shared" / "documents"
NAMES = ["museum.yaml", "swagger-petstore.yaml", "train-travel.yaml", "asana.yaml", "sendgrid.json"]

pytestmark = [
    pytest.mark.once,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the real documents are not here"),
]


class Document:
    """A real document's sandbox, and requests that its schemas accept."""

    def __init__(self, name: str) -> None:
        self.description = read_specification(FOLDER / name)
        self.sandbox = Sandbox(self.description, rate_limits=False)
        self.operations = list(self.sandbox.engine.operations.values())
        self.validators = Validators(self.description)
        self.schemas = self.sandbox.engine.site.schemas
        self.sampler = Sampler(self.schemas)

    def call(self, operation: Operation, body: Any = None, **ids: object) -> Answer:
        headers = self._credentials()
        query: dict[str, Any] = {}
        path = operation.path
        for one in operation.parameters:
            if one.where == "path":
                value = quote(str(ids.get(one.name, self._sample(one))), safe="")
                path = path.replace(f"{{{one.name}}}", value)
            elif one.required and one.where == "query":
                query[one.name] = self._sample(one)
            elif one.required and one.where == "header":
                headers[one.name.lower().encode()] = str(self._sample(one)).encode()
        content = b"" if body is None else encode(body)
        if content:
            headers[b"content-type"] = b"application/json"
        text = urlencode(query, doseq=True).encode()
        return self.sandbox.answer(Request(operation.method, path, text, headers, content))

    def body(self, operation: Operation) -> Any:
        assert operation.body is not None
        media = operation.body.content["application/json"]
        return next(iter(media.examples), self.sampler.value(self.schemas.of(media.schema)))

    def takes(self, operation: Operation) -> bool:
        """Whether an operation takes a body of JSON that its own schema accepts."""
        if operation.body is None or "application/json" not in operation.body.content:
            return False
        schema = operation.body.content["application/json"].schema
        return self.validators.of(schema).is_valid(self.body(operation))

    def _sample(self, parameter: Parameter) -> Any:
        value = self.sampler.value(self.schemas.of(parameter.schema))
        return "1" if value in (None, "", []) else value

    def _credentials(self) -> dict[bytes, bytes]:
        found: dict[bytes, bytes] = {}
        for one in self.description.credentials:
            key = b64encode(b"me:secret").decode() if one.basic else "key"
            found.setdefault(one.name.lower().encode(), f"{one.prefix}{key}".encode())
        return found


@pytest.fixture(scope="module", params=NAMES)
def document(request: pytest.FixtureRequest) -> Iterator[Document]:
    found = Document(request.param)
    yield found
    found.sandbox.close()


def test_every_list_and_every_get_is_answered(document: Document) -> None:
    reading = [one for one in document.operations if one.role in ("list", "get", "show")]
    assert len(reading) > 2
    for operation in reading:
        answer = document.call(operation)
        assert answer.status in (operation.success, 404), (operation.id, answer.body)
        if operation.role == "list" and "{" not in operation.path:
            assert answer.status == operation.success, (operation.id, answer.body)
            wrong = mismatch(document.validators, operation, answer.status, answer.body)
            assert wrong is None, wrong


def test_what_its_own_schema_accepts_is_created(document: Document) -> None:
    creating = [
        one
        for one in document.operations
        if one.role == "create" and "{" not in one.path and document.takes(one)
    ]
    assert creating
    fitting = 0
    for operation in creating:
        answer = document.call(operation, document.body(operation))
        assert answer.status == operation.success, (operation.id, answer.body)
        fitting += mismatch(document.validators, operation, answer.status, answer.body) is None
    assert fitting >= 0.7 * len(creating)


def test_an_error_has_the_envelope_that_the_client_reads(document: Document) -> None:
    missing = 0
    for operation in document.operations:
        if operation.role not in ("get", "delete") or "{" not in operation.path:
            continue
        answer = document.call(operation)
        if answer.status != 404:
            continue
        missing += 1
        message: Any = decode(answer.body)
        path = document.description.conventions.error.get("message", "error.message")
        for step in path.partition("|")[0].split("."):
            message = message[int(step)] if step.isdigit() else message[step]
        assert "There is" in message, (operation.id, answer.body)
    assert missing or not any(one.role == "create" for one in document.operations)
