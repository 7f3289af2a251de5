"""From a document to an `Api`: the order of the steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openapi_python_client.schema import PathItem

from ..api import Api, Events, Operation
from ..diagnostics import Diagnostic, Findings
from ..load import Document, join
from ..types import Declaration, Named, Placed, Type, type_names
from .addresses import address
from .conventions import ConventionsBuilder, read_sdk
from .events import build_events, settled
from .extensions import report_extensions
from .operations import METHODS, Endpoint, Operations
from .pages import Pages
from .placement import EVENTS, ROOT_MODELS, Placement
from .schemas import Schemas
from .skips import Skips
from .tree import Tree

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping


def analyze(
    document: Document, *, package: str | None = None, skip: Collection[str] = ()
) -> tuple[Api, tuple[Diagnostic, ...]]:
    """Understand a document.

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
    findings = Findings(document.file)
    api = _Analysis(document, Skips(skip), findings).api(package)
    findings.stop_on_errors()
    return api, findings.found


class _Analysis:
    def __init__(self, document: Document, skips: Skips, findings: Findings) -> None:
        self._document = document
        self._skips = skips
        self._findings = findings
        self._schemas = Schemas(document, findings)
        self._operations = Operations(self._schemas, skips, findings)
        self._conventions = ConventionsBuilder(document, findings, self._schemas.references)

    def api(self, package: str | None) -> Api:
        sdk = read_sdk(self._document, self._findings)
        report_extensions(self._document.data, self._findings)
        endpoints = list(self._endpoints())
        tree = Tree(endpoints, self._tag_docs(), self._findings)
        operations = self._built(tree)
        events = build_events(self._document, self._schemas, sdk, self._skips, self._findings)
        for pointer in self._skips.unused:
            reason = "there is nothing here that can be skipped"
            remedy = (
                "give --skip an operation, its callbacks or links, a media type "
                "or a webhook's `post`"
            )
            if meant := self._skips.meant(pointer):
                remedy = f"a slash inside of a name is written `~1`: --skip '{meant}'"
            self._findings.error(pointer, reason, remedy)
        declarations = self._schemas.declarations()
        if events is not None:
            events = settled(events, declarations, sdk, self._findings)
        pages = Pages(sdk.pagination, declarations, self._findings)
        operations = {key: pages.settled(one, key) for key, one in operations.items()}
        self._warn_of_unused()
        taken = [name for one in declarations.values() for name in type_names(one)]
        namespaces, resources = tree.built(operations, taken)
        placed = self._placed(tree, operations, events, declarations)
        parameters = self._operations.parameters
        return Api(
            source=self._document.file,
            conventions=self._conventions.build(
                sdk, package, parameters.lifted, parameters.idempotency_header, pages.dialects()
            ),
            namespaces=namespaces,
            resources=resources,
            events=events,
            declarations=placed,
        )

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
            sent = [Named(events.union), *(one.type for one in events.events)]
        placement = Placement(declarations, [one.name for one in sent if isinstance(one, Named)])
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
        items = {
            key.get_untrusted_value(): item for key, item in self._document.model.paths.items()
        }
        for path in sorted(items):
            item, pointer = self._item(items[path], join("#/paths", path))
            for method in METHODS:
                operation = getattr(item, method)
                place = join("#/paths", path, method)
                if operation is not None and not self._skips.take(place):
                    where = address(operation, path, method)
                    yield Endpoint(
                        operation, item, path, method, join(pointer, method), pointer, where
                    )

    def _item(self, item: PathItem, pointer: str) -> tuple[PathItem, str]:
        """A path's operations, which may stand elsewhere in the document."""
        if item.ref is None:
            return item, pointer
        target = item.ref.get_untrusted_value()
        try:
            return self._document.resolve(target, PathItem), target
        except LookupError:
            self._findings.error(pointer, f"$ref {target!r} points nowhere", "add its target")
            return PathItem(), pointer

    def _built(self, tree: Tree) -> dict[str, Operation]:
        operations: dict[str, Operation] = {}
        for group in tree.groups():
            for endpoint in group.endpoints:
                with self._findings.within(join("#/paths", endpoint.path, endpoint.method)):
                    self._conventions.check_operation(endpoint.operation, endpoint.pointer)
                    name = tree.identifiers[endpoint.pointer]
                    operations[endpoint.pointer] = self._operations.build(
                        endpoint, name, tree.hint(endpoint)
                    )
        return operations

    def _tag_docs(self) -> dict[str, str]:
        return {
            tag.name.get_untrusted_value(): tag.description.get_untrusted_value()
            for tag in self._document.model.tags or ()
            if tag.description
        }

    def _warn_of_unused(self) -> None:
        """Note the schemas that nothing leads to: they give no code."""
        for pointer in sorted(self._schemas.components):
            if pointer not in self._schemas.reached:
                reason = "nothing uses this schema, so nothing is generated for it"
                self._findings.warning(pointer, reason, "use it, or remove it")
