"""Operations as methods: signature, documentation and call."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ...api import (
    JSON,
    STREAM,
    KeywordBody,
    Location,
    MediaKind,
    Operation,
    Paged,
    Parameter,
    Resource,
    Streamed,
    Success,
    WholeBody,
)
from ...names import constant, dialect_constant, unique
from ...types import Constant
from .bodies import WireNamesWriter
from .clients import access
from .method_docs import method_doc
from .method_views import ArgumentView, MethodView, SignatureView, StreamView, is_download
from .money import money_in
from .request_paths import RequestPaths, dates_in
from .text import literal
from .types import TypeWriter

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ...api import Failure
    from ...types import Field, Placed
    from .imports import Imports

_STREAM_DOC = "Whether to answer events as they come, in place of one answer."
_END = "[DONE]"
"""The data by which APIs that answer JSON or a stream mark the stream's end."""
_FILES = {MediaKind.MULTIPART: "FileUpload", MediaKind.BINARY: "BinaryBody"}
"""What of `_core.files` a body takes for bytes as they are."""


class MethodsWriter:
    """Writes the methods of one resource.

    Args:
        resource: The resource.
        declarations: What is declared, by key.
        imports: The imports of its module.
        shared: Errors that methods do not document.
        differing: The models in which a name is another on the wire, of all that are declared.
    """

    def __init__(
        self,
        resource: Resource,
        declarations: Mapping[str, Placed],
        imports: Imports,
        shared: dict[Failure, None],
        differing: frozenset[str],
    ) -> None:
        self._shared = shared
        shadowed = {one.name for one in resource.operations}
        shadowed |= {one.name for one in resource.children}
        self._imports = imports
        self._runtime = TypeWriter(declarations, imports)
        self._types = TypeWriter(declarations, imports, frozenset(shadowed), in_signature=True)
        self._constants = unique(
            [one.name for one in resource.operations],
            lambda name: f"_{constant(name).rstrip('_')}",
        )
        self.wire_names = WireNamesWriter(declarations, self._constants.values(), differing)
        self._paths = RequestPaths(declarations)

    def head(self, operation: Operation) -> SignatureView:
        """What an operation's method takes and returns."""
        positional, keyword = self._arguments(operation)
        returns, async_returns = self._returns(operation)
        streamed = operation.as_stream()
        events, async_events = (None, None) if streamed is None else self._returns(streamed)
        return SignatureView(
            operation.name, positional, keyword, returns, async_returns, events, async_events
        )

    def view(self, operation: Operation) -> MethodView:
        """What to write for an operation."""
        constant = self._constants[operation.name]
        head = self.head(operation)
        kind = _driver_method(operation)
        self._imports.core("call_options", "RequestOptions")
        if operation.deprecated:
            self._imports.external("typing_extensions", "deprecated")
        return MethodView(
            head=head,
            constant=constant,
            operation=self._operation(operation, constant),
            is_coroutine=kind == "call",
            driver_method=kind,
            arguments=[constant, *_passed(operation)],
            doc=method_doc(operation, [*head.positional, *head.keyword], self._shared),
            deprecated=literal(operation.deprecated) if operation.deprecated else None,
            has_raw=kind != "stream",
            is_download=is_download(operation),
            stream=self._stream(operation, constant),
        )

    def _stream(self, operation: Operation, constant: str) -> StreamView | None:
        """The events that may be asked for in place of the answer."""
        streamed = operation.as_stream()
        if streamed is None:
            return None
        self._imports.external("typing", "Literal", "overload")
        name = f"{constant}_EVENTS"
        source = self._operation(streamed, constant, name, f"end={literal(_END)}")
        return StreamView(source, [name, *_passed(operation)])

    def _operation(
        self, operation: Operation, constant: str, name: str | None = None, *further: str
    ) -> str:
        """The constant that tells the runtime what to call.

        Args:
            operation: The operation.
            constant: What its constants are called after.
            name: This one's name, where it is another.
            further: What the runtime is told beside what the document says.
        """
        name = name or constant
        answer = operation.answer
        responses = ", ".join(f"{one.status}: {self._read_as(one)}" for one in answer.successes)
        parts = [
            literal(operation.id),
            literal(operation.method),
            literal(operation.path),
            f"{{{responses}}}",
        ]
        if operation.idempotent:
            parts.append("idempotent=True")
        parts += [*self._names(operation, constant), *self._media(operation)]
        parts += self._values(operation)
        parts += [*access(operation), *further]
        match answer:
            case Paged(items=items, dialect=dialect):
                pages = self._imports.internal("conventions", dialect_constant(dialect))
                parts.append(f"pagination={pages}")
                return self._constant(name, "ListOperation", self._runtime.answer(items), parts)
            case Streamed():
                return self._constant(
                    name, "StreamOperation", self._result(operation, self._runtime), parts
                )
            case _:
                result = self._result(operation, self._runtime)
                return self._constant(name, "Operation", result, parts)

    def _values(self, operation: Operation) -> Iterator[str]:
        """Where the runtime looks at what is passed: amounts of money, and dates."""
        body = [*self._paths.of_body(operation.body)]
        parameters = operation.parameters
        query = [one for one in parameters if one.location is Location.QUERY]
        for keyword, source in (
            ("money", money_in(body, self._paths)),
            ("query_money", money_in(self._paths.of_parameters(query), self._paths)),
            ("dates", dates_in(body)),
            ("parameter_dates", dates_in(self._paths.of_parameters(parameters))),
        ):
            if source is not None:
                yield f"{keyword}={source}"

    def _names(self, operation: Operation, constant: str) -> Iterator[str]:
        """What is called differently on the wire, and how lists and objects are written there."""
        parameters = operation.parameters
        styles = {one.wire: one.style.value for one in parameters if one.style}
        if styles:
            yield f"styles={literal(styles)}"
        for keyword, names in (
            ("wire_names", self.wire_names.of_body(operation.body, f"{constant}_NAMES")),
            (
                "parameter_names",
                self.wire_names.of_parameters(parameters, f"{constant}_PARAMETER_NAMES"),
            ),
        ):
            if names is not None:
                self._imports.core("operation", "WireNames")
                yield f"{keyword}={names}"

    def _media(self, operation: Operation) -> Iterator[str]:
        """What the bodies are on the wire, where they are no plain JSON."""
        body = None if operation.body is None else operation.body.media
        if body is not None and body != JSON:
            self._imports.core("media", "BodyMedia")
            kind = "" if body.kind is MediaKind.JSON else f", {literal(body.kind.value)}"
            if body.part_types:
                kind += f", part_types={literal(dict(body.part_types))}"
            if body.deep_parts:
                kind += f", deep_parts={literal(body.deep_parts)}"
            yield f"body_media=BodyMedia({literal(body.type)}{kind})"
        successes = operation.answer.successes
        accepted = dict.fromkeys(one.media.type for one in successes if one.type is not None)
        is_stream = isinstance(operation.answer, Streamed)
        if accepted and list(accepted) != [JSON.type] and not is_stream:
            yield f"accept={literal(', '.join(accepted))}"

    def _read_as(self, success: Success) -> str:
        """What an answer's body is read as."""
        if success.type is None:
            return "None"
        if success.media.kind not in {MediaKind.TEXT, MediaKind.BINARY}:
            return self._runtime.answer(success.type)
        name = success.media.kind.name
        self._imports.core("media", name)
        return name

    def _constant(self, name: str, kind: str, result: str, parts: Sequence[str]) -> str:
        self._imports.core("operation", kind)
        return f"{name}: {kind}[{result}] = {kind}({', '.join(parts)})"

    def _result(self, operation: Operation, types: TypeWriter) -> str:
        found = [
            "None" if one.type is None else types.answer(one.type)
            for one in operation.answer.successes
        ]
        distinct = list(dict.fromkeys(found))
        distinct.sort(key=lambda one: one == "None")
        return " | ".join(distinct)

    def _returns(self, operation: Operation) -> tuple[str, str]:
        answer = operation.answer
        if isinstance(answer, Paged):
            self._imports.core("pagination", "AsyncPager", "Page")
            self._imports.external("typing", "Literal")
            items = self._types.answer(answer.items)
            return f"Page[{items}]", f"AsyncPager[{items}]"
        result = self._result(operation, self._types)
        if isinstance(answer, Streamed):
            streaming = self._imports.lazy("_core.streaming", "")
            return f"{streaming}EventStream[{result}]", f"{streaming}AsyncEventStream[{result}]"
        return result, result

    def _arguments(self, operation: Operation) -> tuple[list[ArgumentView], list[ArgumentView]]:
        positional: list[ArgumentView] = []
        required: list[ArgumentView] = []
        optional: list[ArgumentView] = []
        for one in operation.parameters:
            if one.is_constant:
                continue
            annotation = self._types.request(one.type)
            if one.location is Location.PATH:
                positional.append(ArgumentView(one.name, annotation, None, one.doc))
            elif one.required:
                required.append(ArgumentView(one.name, annotation, None, one.doc))
            else:
                annotation = self._types.request(one.type, "None")
                optional.append(ArgumentView(one.name, annotation, "None", one.doc))
        for argument, is_required in self._body_arguments(operation):
            (required if is_required else optional).append(argument)
        keyword = [*required, *optional, *_common_arguments(operation)]
        if operation.as_stream() is not None:
            keyword = _with_stream(keyword)
        return positional, keyword

    def _body_arguments(self, operation: Operation) -> list[tuple[ArgumentView, bool]]:
        if operation.body is None:
            return []
        body = operation.body
        given = body.fields if isinstance(body, KeywordBody) else (body,)
        types = replace(self._types, binary=_FILES.get(body.media.kind, ""))
        return [(self._body_argument(one, types), one.required) for one in given]

    def _body_argument(self, one: Field | WholeBody, types: TypeWriter) -> ArgumentView:
        if one.required:
            return ArgumentView(one.name, types.request(one.type), None, one.doc)
        self._imports.core("operation", "OMIT")
        self._imports.core("operation", "Omit")
        return ArgumentView(one.name, types.request(one.type, "Omit"), "OMIT", one.doc)


def _driver_method(operation: Operation) -> str:
    match operation.answer:
        case Paged():
            return "list"
        case Streamed():
            return "stream"
        case _:
            return "call"


def _with_stream(arguments: list[ArgumentView]) -> list[ArgumentView]:
    """The arguments with the one that asks for events: the document's own, or one of ours."""
    doc = next((one.doc for one in arguments if one.name == STREAM), "") or _STREAM_DOC
    stream = ArgumentView(STREAM, "bool", "False", doc)
    others = [one for one in arguments if one.name != STREAM]
    return [*others[:-1], stream, others[-1]]


def _common_arguments(operation: Operation) -> list[ArgumentView]:
    """What methods take beside what the document says."""
    found: list[ArgumentView] = []
    if isinstance(operation.answer, Paged):
        doc = "Stop iterating after this many items, 1 or more."
        found.append(ArgumentView("max_items", "int | None", "None", doc))
        doc = "1 fetches the next page while this one is in use, 0 when its turn comes."
        found.append(ArgumentView("prefetch", "Literal[0, 1]", "0", doc))
    if operation.idempotent:
        doc = "The same key on a second call gives the first one's answer; a fresh one if left out."
        found.append(ArgumentView("idempotency_key", "str | None", "None", doc))
    doc = "What this call has other than its client."
    found.append(ArgumentView("options", "RequestOptions | None", "None", doc))
    return found


_KEYWORDS = {
    Location.PATH: "path",
    Location.QUERY: "query",
    Location.HEADER: "headers",
    Location.COOKIE: "cookies",
}
"""What the driver takes the parameters of a place by."""


def _given(parameter: Parameter) -> str:
    """The source of what a parameter is."""
    if isinstance(parameter.type, Constant) and parameter.is_constant:
        return literal(parameter.type.value)
    return parameter.name


def _passed(operation: Operation) -> list[str]:
    """What the method hands to its driver."""
    passed: list[str] = []
    for location, keyword in _KEYWORDS.items():
        entries = [
            f"{literal(one.wire)}: {_given(one)}"
            for one in operation.parameters
            if one.location is location
        ]
        if entries:
            passed.append(f"{keyword}={{{', '.join(entries)}}}")
    match operation.body:
        case KeywordBody(fields):
            entries = [f"{literal(one.name)}: {one.name}" for one in fields]
            passed.append(f"body={{{', '.join(entries)}}}")
        case WholeBody(name=name):
            passed.append(f"body={name}")
        case None:
            pass
    passed += [f"{one.name}={one.name}" for one in _common_arguments(operation)]
    return passed
