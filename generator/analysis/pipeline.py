"""From a document to an `Api`: the order of the steps."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from openapi_python_client.schema import Operation as OperationModel
from openapi_python_client.schema import PathItem

from ..api import Api, Events, LeftOut, Operation
from ..diagnostics import Diagnostic, DocumentError, Findings
from ..pointers import join, shown
from ..types import Declaration, Named, Placed, Type, type_names
from ..wire import WireApi
from .addresses import address
from .conventions import ConventionsBuilder, Sdk, read_sdk
from .error_bodies import ErrorBodies
from .events import build_events, settled
from .extensions import report_extensions
from .info import read_info
from .json_schemas import JsonSchemas
from .operations import METHODS, Endpoint, Operations
from .pages import Pages
from .placement import EVENTS, ROOT_MODELS, Placement
from .schemas import Schemas
from .schemes import Schemes
from .security import SecurityReader
from .servers import Servers
from .skips import Skips
from .tree import Tree
from .wire import WireReader

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from ..load import Document
    from .conventions import Sdk


def analyze(
    document: Document, *, package: str | None = None, skip: Collection[str] = ()
) -> tuple[Api, tuple[Diagnostic, ...]]:
    """Understand a document.

    What can't be expressed is left out by the operation, and `Api.left_out` has its place and
    reason; of a strict document it is an error.

    Args:
        document: The document.
        package: The package's name if it is not the document's.
        skip: Pointers to what to leave out: operations, callbacks, links, forms of bodies,
            webhooks.

    Returns:
        What it says, and warnings.

    Raises:
        DocumentError: Something in it is not understood; all of it is listed.
    """
    left_out: dict[str, Diagnostic] = {}
    while True:
        findings = Findings(document.file, strict=document.strict)
        analysis = _Analysis(document, Skips(skip, left_out), findings, left_out)
        api = analysis.api(package)
        errors = {one.reached_from: one for one in reversed(findings.errors)}
        if document.strict or None in errors:
            findings.stop_on_errors()
        if not errors:
            found = sorted({*findings.found, *document.slips}, key=lambda one: one.pointer)
            return api, tuple(found)
        # Without these the rest is another: names are free again, schemas are no longer needed.
        left_out |= {str(place): one for place, one in errors.items()}


@dataclass(frozen=True, slots=True)
class _Item:
    """A path's operations, and what they share."""

    model: PathItem
    pointer: str
    methods: frozenset[str]


class _Analysis:
    def __init__(
        self,
        document: Document,
        skips: Skips,
        findings: Findings,
        left_out: Mapping[str, Diagnostic],
    ) -> None:
        self._document = document
        self._skips = skips
        self._findings = findings
        self._left_out = left_out
        self._schemas = Schemas(document, findings)
        self._operations = Operations(self._schemas, skips, findings)
        self._notes: list[str] = []
        self._conventions = ConventionsBuilder(document, findings)

    def api(self, package: str | None) -> Api:
        sdk = read_sdk(self._document, self._findings)
        report_extensions(self._document.data, self._findings)
        endpoints = list(self._endpoints())
        name = self._conventions.package(sdk, package)
        references = self._schemas.references
        security = SecurityReader(self._document, name, references, self._findings, endpoints)
        servers = Servers(self._document, name, self._findings, endpoints)
        tree = Tree(endpoints, self._tag_docs(), self._findings)
        operations = self._built(tree, security, servers)
        events = self._events(endpoints, sdk)
        self._note_unused_skips()
        declarations = self._schemas.declarations()
        if events is not None:
            events = self._settled(events, declarations, sdk)
        pages = Pages(sdk.pagination, declarations, self._findings)
        operations = self._paged(tree, pages, operations, guess=not sdk.pagination)
        self._warn_of_unused()
        wire = self._wire_reader(security)
        operations = self._wired(tree, operations, wire)
        taken = [name for one in declarations.values() for name in type_names(one)]
        namespaces, resources = tree.built(operations, taken)
        return Api(
            source=self._document.file,
            conventions=self._conventions.build(
                sdk,
                name,
                servers=servers,
                security=security,
                parameters=self._operations.parameters,
                dialects=pages.dialects(),
                error_envelope=self._error_envelope(sdk, declarations),
            ),
            namespaces=namespaces,
            resources=resources,
            events=events,
            declarations=self._placed(tree, operations, events, declarations),
            left_out=self._listed(),
            notes=tuple(self._notes),
            wire=self._shared_wire(wire, servers),
        )

    def _wire_reader(self, security: SecurityReader) -> WireReader:
        document = self._document
        schemes = Schemes(document, security.by_scheme)
        return WireReader(document, JsonSchemas(document), schemes, self._skips)

    def _shared_wire(self, wire: WireReader, servers: Servers) -> WireApi:
        """What travels, and is not one operation's alone."""
        if self._findings.errors:
            return WireApi()
        return WireApi(
            info=read_info(self._document),
            servers=servers.listed,
            schemes=wire.schemes.all(),
            security=wire.schemes.needed(self._document.data.get("security")),
            webhooks=wire.webhooks(),
            schemas=wire.schemas.all(),
        )

    def _listed(self) -> tuple[LeftOut, ...]:
        """What is left out, by its places."""
        return tuple(
            LeftOut(place, one.reason, shown(one.pointer))
            for place, one in sorted(self._left_out.items())
        )

    def _paged(
        self, tree: Tree, pages: Pages, operations: Mapping[str, Operation], *, guess: bool
    ) -> dict[str, Operation]:
        """The operations, in pages those that are marked and, to guess, that plainly are lists."""
        found = {key: pages.settled(one, key) for key, one in operations.items()}
        if not guess:
            return found
        for endpoint in (one for group in tree.groups() for one in group.endpoints):
            if "x-pagination" not in (endpoint.operation.model_extra or {}):
                asked = self._operations.answers.asked(endpoint)
                pointer = endpoint.pointer
                found[pointer] = pages.recognised(found[pointer], pointer, asked)
        self._notes += pages.notes()
        return found

    def _error_envelope(
        self, sdk: Sdk, declarations: Mapping[str, Declaration]
    ) -> Mapping[str, str]:
        """Where errors keep their parts: as the document says, or as their schemas let know."""
        if "error" in sdk.model_fields_set:
            return sdk.error.model_dump(exclude_none=True)
        found = ErrorBodies(self._operations.answers.error_types, declarations).envelope()
        if found:
            paths = ", ".join(f"{part}: {path}" for part, path in found.items())
            self._notes.append(f"errors are read by their schemas ({paths}); x-sdk.error overrides")
        return found

    def _events(self, endpoints: Collection[Endpoint], sdk: Sdk) -> Events | None:
        """What is sent to webhooks and callbacks."""
        document, skips, findings = self._document, self._skips, self._findings
        return build_events(document, endpoints, self._schemas, sdk, skips=skips, findings=findings)

    def _settled(self, events: Events, declarations: dict[str, Declaration], sdk: Sdk) -> Events:
        """The events, and notes of what receiving them has to be told."""
        events = settled(events, declarations, sdk, self._findings)
        if events.signature is None:
            self._notes.append(
                "the document does not say how webhooks are signed, so verifying takes "
                "`signature=WebhookSignature...`; x-sdk.webhooks.signature says it"
            )
        if not (events.tells_name or {"name", "name_header"} & {*events.places}):
            self._notes.append(
                "no property of webhooks' bodies has the event's name, so receiving takes `name=`; "
                "x-sdk.webhooks.name or name_header says where it stands"
            )
        return events

    def _note_unused_skips(self) -> None:
        """Note pointers to what is not there."""
        for pointer in self._skips.unused:
            reason = "there is nothing here that can be skipped"
            remedy = (
                "give --skip an operation, its callbacks or links, a media type "
                "or a webhook's `post`"
            )
            if meant := self._skips.meant(pointer):
                remedy = f"a slash inside of a name is written `~1`: --skip '{meant}'"
            self._findings.error(pointer, reason, remedy)

    def _placed(
        self,
        tree: Tree,
        operations: Mapping[str, Operation],
        events: Events | None,
        declarations: Mapping[str, Declaration],
    ) -> dict[str, Placed]:
        """Every declaration in its module."""
        sent: list[Type] = []
        if events is not None:
            sent = [Named(events.union), *(one.type for one in events.events if one.type)]
        # Where no property has its name, an event is of a type like any other.
        own = sent if events is None or events.tells_name else sent[:1]
        placement = Placement(declarations, [one.name for one in own if isinstance(one, Named)])
        for group in tree.groups():
            for endpoint in group.endpoints:
                placement.use_operation(operations[endpoint.pointer], tree.modules[group.path])
        for one in self._operations.answers.error_types:
            placement.use(one, ROOT_MODELS)
        for one in sent if events is None else [*sent, Named(events.names)]:
            placement.use(one, EVENTS)
        packages = [tree.modules[group.path] for group in tree.groups() if group.is_namespace]
        return placement.placed(frozenset(packages))

    def _endpoints(self) -> Iterator[Endpoint]:
        """The document's operations, by path and method, without those to be left out."""
        for path in sorted(self._document.members("#/paths")):
            if path.startswith("x-"):
                continue
            place = join("#/paths", path)
            if self._skips.take(place):
                continue
            with self._findings.within(place):
                item = self._item(place)
            if item is None:
                continue
            for method in METHODS:
                place = join("#/paths", path, method)
                if method in item.methods and not self._skips.take(place):
                    with self._findings.within(place):
                        endpoint = self._endpoint(item, path, method)
                    if endpoint is not None:
                        yield endpoint

    def _endpoint(self, item: _Item, path: str, method: str) -> Endpoint | None:
        found = self._followed(join(item.pointer, method))
        if found is None:
            return None
        pointer = found[1]
        try:
            operation = self._document.resolve(pointer, OperationModel)
        except DocumentError as error:
            self._findings.add(error.diagnostics)
            return None
        where = address(operation, path, method)
        return Endpoint(operation, item.model, path, method, pointer, item.pointer, where)

    def _item(self, pointer: str) -> _Item | None:
        """What a path's operations share; they may stand elsewhere in the document."""
        found = self._followed(pointer)
        if found is None:
            return None
        raw, pointer = found
        if not isinstance(raw, dict):
            self._findings.slip(pointer, "this is no object", "list the operations by method")
            return None
        given = cast("dict[str, Any]", raw)
        shared = {name: value for name, value in given.items() if name not in METHODS}
        try:
            model = self._document.checked(shared, pointer, PathItem)
        except DocumentError as error:
            self._findings.add(error.diagnostics)
            return None
        return _Item(model, pointer, frozenset(given))

    def _followed(self, pointer: str) -> tuple[object, str] | None:
        """What stands at a pointer or is referred to there, and where that is."""
        target, passed = pointer, {pointer}
        try:
            raw = self._document.at(target)
            while (reference := _reference(raw)) is not None:
                if not reference.startswith("#/"):
                    why = self._document.externals.why(reference)
                    self._findings.error(pointer, why.reason, why.remedy)
                    return None
                if reference in passed:
                    reason = "the reference leads back to itself"
                    self._findings.error(pointer, reason, "end the circle")
                    return None
                passed.add(reference)
                target = reference
                raw = self._document.at(target)
        except LookupError:
            reason = f"$ref {shown(target)!r} points nowhere"
            self._findings.error(pointer, reason, "add its target")
            return None
        return raw, target

    def _built(
        self, tree: Tree, security: SecurityReader, servers: Servers
    ) -> dict[str, Operation]:
        operations: dict[str, Operation] = {}
        for group in tree.groups():
            for endpoint in group.endpoints:
                with self._findings.within(join("#/paths", endpoint.path, endpoint.method)):
                    name = tree.identifiers[endpoint.pointer]
                    built = self._operations.build(
                        endpoint, name, tree.hint(endpoint), security.of(endpoint)
                    )
                    operations[endpoint.pointer] = replace(built, servers=servers.of(endpoint))
        return operations

    def _wired(
        self, tree: Tree, operations: Mapping[str, Operation], wire: WireReader
    ) -> dict[str, Operation]:
        """The operations, with what travels."""
        if self._findings.errors:  # all of this is done again without what is wrong
            return dict(operations)
        arguments = self._operations.arguments
        return {
            one.pointer: replace(operations[one.pointer], wire=wire.of(one, arguments[one.pointer]))
            for group in tree.groups()
            for one in group.endpoints
        }

    def _tag_docs(self) -> dict[str, str]:
        tags = self._document.items("#/tags")
        found = [cast("dict[str, Any]", tag) for tag in tags if isinstance(tag, dict)]
        return {
            str(tag["name"]): str(tag["description"])
            for tag in found
            if tag.get("name") and tag.get("description")
        }

    def _warn_of_unused(self) -> None:
        """Note the schemas that nothing leads to: they give no code."""
        for pointer in sorted(self._schemas.components):
            if pointer not in self._schemas.reached:
                reason = "nothing uses this schema, so nothing is generated for it"
                self._findings.warning(pointer, reason, "use it, or remove it")


def _reference(value: object) -> str | None:
    """Where an object refers to, if it is a reference."""
    if not isinstance(value, dict) or "$ref" not in value:
        return None
    return str(cast("dict[str, Any]", value)["$ref"])
