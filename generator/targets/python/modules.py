"""The modules of a package: which there are, and the data that their templates need."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ...names import dialect_constant
from ...types import Named, Union
from .bodies import differing_models
from .clients import (
    client_settings,
    constructor_arguments,
    readable_arguments,
    server_variables,
    variables,
)
from .declarations import DeclarationsWriter, exported
from .event_views import EVENT_IMPORTS, HandlerView
from .failures import shared_failures
from .imports import Imports
from .methods import MethodsWriter
from .text import WIDTH, Section, comment, docstring, literal
from .types import TypeWriter

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from ... import runtime
    from ...api import (
        Api,
        Events,
        Namespace,
        Resource,
    )
    from .method_views import MethodView
    from .rendering import Templates

_BY = "by ghxstship-generator"
_STATED = re.compile(rf"(?:# |<!-- )Generated from (.*?) {re.escape(_BY)}")
_DIALECT_CLASSES = {
    "cursor": "CursorPagination",
    "last_item": "LastItemPagination",
    "link": "LinkPagination",
    "offset": "OffsetPagination",
    "page": "NumberPagination",
}


def header(source: str, request: str = "edit the document, not this file.") -> str:
    """The comment at the top of what is generated: its first line names the document."""
    by = f"# Generated from {comment(source)} {_BY}:"
    separator = " " if len(by) + len(request) < WIDTH else "\n# "
    return f"{by}{separator}{request}"


def markdown_header(source: str) -> str:
    """The same for a page of Markdown."""
    return f"<!-- Generated from {stated(source)} {_BY}. -->"


def stated(source: str) -> str:
    """A document's name as it can stand in any comment."""
    return comment(source).replace("--", "- -")


def source_of(text: str) -> str | None:
    """The document that a generated file names, as `stated`; `None` if it was not generated."""
    found = _STATED.match(text)
    return stated(found[1]) if found else None


class ModulesWriter:
    """Writes the modules that only say what the document says."""

    def __init__(self, api: Api, templates: Templates) -> None:
        self._api = api
        self._templates = templates
        self._types = frozenset(exported(api.declarations, api.declarations))
        self._shared = shared_failures(api)
        self._differing = differing_models(api.declarations)
        self._by_module: dict[str, list[str]] = {}
        for key, placed in api.declarations.items():
            self._by_module.setdefault(placed.module, []).append(key)

    def files(self) -> Iterator[tuple[str, str]]:
        """Every module's path within the package, and its source."""
        yield "conventions.py", self._conventions()
        yield "client.py", self._client()
        if self._api.events is not None:
            yield "events.py", self._events(self._api.events)
        for resource in self._api.resources:
            yield from self._resource_files(resource)
        for namespace in self._api.namespaces:
            yield f"{namespace.module}/__init__.py", self._namespace(namespace)
            for resource in namespace.resources:
                yield from self._resource_files(resource)
        for package in ("", *(f"{one.module}." for one in self._api.namespaces)):
            module = f"{package}models"
            if module in self._by_module:
                yield f"{_path(module)}.py", self._models(module)

    def _resource_files(self, resource: Resource) -> Iterator[tuple[str, str]]:
        yield f"{_path(resource.module)}.py", self._resource(resource)
        for child in resource.children:
            yield from self._resource_files(child)

    def _imports(self, module: str, taken: Iterable[str], *, is_package: bool = False) -> Imports:
        return Imports(module, is_package, frozenset(taken), self._types)

    def _conventions(self) -> str:
        imports = Imports("conventions")
        conventions = self._api.conventions
        imports.core("api", "Api")
        imports.internal("_version", "__version__")
        if conventions.credentials:
            imports.core("auth", "Credential")
        if conventions.client_arguments:
            imports.core("api", "ClientHeader")
        if conventions.server_variables:
            imports.core("servers", "ServerVariable")
        if conventions.rate_limit:
            imports.core("api", "RateLimitHeaders")
        if conventions.error_envelope:
            imports.core("api", "ErrorEnvelope")
        if conventions.servers:
            imports.external("typing", "Literal", "TypeAlias")
        dialects: list[dict[str, Any]] = []
        for one in conventions.dialects:
            class_name = _DIALECT_CLASSES[one.style]
            imports.core("dialects", class_name)
            constant = dialect_constant(one.name)
            dialects.append({"constant": constant, "class": class_name, "settings": one.settings})
        return self._templates.render(
            "conventions.py.jinja",
            header=header(self._api.source),
            imports=imports.render(),
            conventions=conventions,
            variables=variables(conventions),
            dialects=dialects,
        )

    def _client(self) -> str:
        imports = Imports("client")
        imports.external("typing", "Self", "TypedDict", "Unpack")
        imports.internal("_core", "client", "base")
        imports.internal("_core.tracebacks", "hide_arguments")
        settings = client_settings(self._api)
        settings = [with_imports(imports, setting) for setting in settings]
        imports.internal("conventions", "API")
        if any(one.takes_function for one in self._api.conventions.credentials):
            imports.external("collections.abc", "Awaitable", "Callable")
        if any(one.choices for one in self._api.conventions.server_variables):
            imports.external("typing", "Literal")
        if self._api.conventions.servers:
            imports.internal("conventions", "Environment")
        children: list[Namespace | Resource] = [*self._api.namespaces, *self._api.resources]
        lazy = _lazy_modules(imports, children)
        return self._templates.render(
            "client.py.jinja",
            header=header(self._api.source),
            imports=imports.render(),
            api=self._api,
            arguments=constructor_arguments(self._api.conventions),
            server_variables=server_variables(self._api.conventions),
            readable=readable_arguments(self._api),
            settings=settings,
            children=children,
            lazy=lazy,
            doc=self._client_doc(),
            title=api_name(self._api.conventions.title),
        )

    def _client_doc(self) -> str:
        conventions = self._api.conventions
        entries = [
            (one.name, f"{one.doc.removesuffix('.')}; else `{one.env}`.")
            for one in constructor_arguments(self._api.conventions)
        ]
        entries += [
            (one.name, f"{one.doc.removesuffix('.')}; else `{one.env}`.")
            for one in server_variables(conventions)
        ]
        entries += [(one.name, self._documentation(one)) for one in client_settings(self._api)]
        raises = [("ConfigurationError", "An argument is missing or wrong; it names which.")]
        return docstring(
            f"Calls the {api_name(conventions.title)} from threads.",
            indent=4,
            sections=[Section("Args", entries), Section("Raises", raises)],
        )

    def _documentation(self, setting: runtime.Setting) -> str:
        """A setting's own, with its environment variable."""
        variable = variables(self._api.conventions).get(setting.name)
        return f"{setting.doc.removesuffix('.')}; else `{variable}`." if variable else setting.doc

    def _namespace(self, namespace: Namespace) -> str:
        imports = Imports(namespace.module, is_package=True)
        imports.core("resource", "AsyncResource", "Resource")
        lazy = _lazy_modules(imports, namespace.resources)
        return self._templates.render(
            "namespace.py.jinja",
            header=header(self._api.source),
            imports=imports.render(),
            namespace=namespace,
            lazy=lazy,
        )

    def _resource(self, resource: Resource) -> str:
        name = resource.class_name
        classes = [name, f"Async{name}"]
        views = [
            f"{kind}{name}With{what}Response"
            for kind in ("", "Async")
            for what in ("Raw", "Streaming")
        ]
        keys = self._by_module.get(resource.module, [])
        own = exported(self._api.declarations, keys)
        imports = self._imports(resource.module, [*own, *classes, *views])
        imports.core("resource", "AsyncResource", "Resource")
        events = self._api.events
        declarations = DeclarationsWriter(self._api.declarations, imports, events).views(keys)
        writer = MethodsWriter(
            resource, self._api.declarations, imports, self._shared, self._differing
        )
        methods = [writer.view(one) for one in resource.operations]
        if writer.wire_names.uses_base64:
            imports.core("operation", "BASE64")
        has_raw = any(one.has_raw for one in methods)
        if has_raw:
            imports.core("raw", "AsyncRawMethod", "RawMethod", "RawResource")
            imports.core("lazy", "resource_property")
        drivers = imports.lazy("_core.drivers", "").removesuffix(".") if has_raw else ""
        lazy = _lazy_modules(imports, resource.children)
        return self._templates.render(
            "resource.py.jinja",
            header=header(self._api.source),
            downloads=_downloads(imports, methods),
            imports=imports.render(),
            exports=sorted([*own, *classes, *imports.names_from("models")], key=_export_order),
            resource=resource,
            declarations=declarations,
            wire_names=writer.wire_names.variables(),
            methods=methods,
            has_raw=has_raw,
            drivers=drivers,
            lazy=lazy,
        )

    def _models(self, module: str) -> str:
        keys = self._by_module[module]
        own = exported(self._api.declarations, keys)
        imports = self._imports(module, own)
        declarations = DeclarationsWriter(self._api.declarations, imports).views(keys)
        return self._templates.render(
            "models.py.jinja",
            header=header(self._api.source),
            doc="Models that several resources share.",
            imports=imports.render(),
            exports=sorted(own, key=_export_order),
            declarations=declarations,
        )

    def _events(self, events: Events) -> str:
        keys = self._by_module.get("events", [])
        own = exported(self._api.declarations, keys)
        imports = self._imports("events", own)
        if events.properties:
            own.append(events.base)
            imports.core("envelope", "text_at")
            imports.core("model", "Model")
        declarations = DeclarationsWriter(self._api.declarations, imports, events).views(keys)
        imports.external("typing", "Final", "get_args")
        if not events.tells_name:
            imports.external("typing", "Any")
            imports.external("collections.abc", "Mapping")
        imports.core("envelope", "EventReader" if events.tells_name else "NamedEventReader")
        union = self._api.declarations[events.union].declaration
        telling = union.discriminator if isinstance(union, Union) else None
        placed = self._api.declarations[events.names]
        names_alias = imports.internal(placed.module, placed.declaration.name)
        constants = ["EVENT_NAMES", "EVENT_READER", *([] if events.tells_name else ["EVENT_TYPES"])]
        constants += ["EVENT_VERSIONS"] if events.versions else []
        exports = {*own, names_alias, *constants, *([] if events.tells_name else ["read_event"])}
        return self._templates.render(
            "events.py.jinja",
            header=header(self._api.source),
            exports=sorted(exports, key=_export_order),
            declarations=declarations,
            events=events,
            names_alias=names_alias,
            union=imports.internal("events", union.name),
            unknown=telling.unknown_name if telling else union.name,
            field=telling.wire if telling else "",
            attribute=telling.name if telling else "",
            handlers=self._handlers(events, names_alias, imports),
            **{
                key: imports.unless_taken(module, name)
                for key, (module, name) in EVENT_IMPORTS.items()
            },
            imports=imports.render(),
        )

    def _handlers(self, events: Events, any_name: str, imports: Imports) -> list[HandlerView]:
        """What handlers take, by the name that they are given for; last of all any name."""
        types = TypeWriter(self._api.declarations, imports)
        imports.external("typing", "Literal")
        views: list[HandlerView] = []
        for number, event in enumerate(events.events, 1):
            one = "None" if event.type is None else types.answer(event.type)
            variable = f"_{one}T" if events.tells_name else f"_Handler{number}T"
            views.append(HandlerView(f"Literal[{literal(event.name)}]", variable, one))
        union = types.answer(Named(events.union))
        has_none = any(event.type is None for event in events.events)
        any_type = f"{union} | None" if has_none and not events.tells_name else union
        return [*views, HandlerView(any_name, f"_{union}T", any_type)]


def with_imports(imports: Imports, setting: runtime.Setting) -> runtime.Setting:
    """A setting whose default and annotations name what is imported.

    What a default is made of is loaded with it; other modules, which may be dear, when somebody
    evaluates the annotations.
    """
    names: dict[str, str] = {}
    loaded = {one.module for one in setting.runtime_imports}
    for one in (*setting.runtime_imports, *setting.typing_imports):
        if not one.is_internal:
            imports.external(one.module, one.name)
        elif one.module in loaded:
            imports.internal(one.module, one.name)
        else:
            names[one.name] = imports.lazy(one.module, one.name)

    def renamed(annotation: str) -> str:
        return re.sub(r"\w+", lambda found: names.get(found[0], found[0]), annotation)

    return replace(setting, type=renamed(setting.type), async_type=renamed(setting.async_type))


def _downloads(imports: Imports, methods: Iterable[MethodView]) -> str:
    """What the module of downloads is called, empty where nothing is one."""
    if not any(one.is_download for one in methods):
        return ""
    imports.core("streamed_calls", "AsyncStreamedMethod", "StreamedMethod", "StreamedResource")
    return imports.lazy("_core.downloads", "").removesuffix(".")


def _lazy_modules(imports: Imports, children: Sequence[Namespace | Resource]) -> Mapping[str, str]:
    """What the modules of children are called where they are loaded on first use."""
    if children:
        imports.core("lazy", "resource_property")
    return {child.module: imports.lazy(child.module, "").removesuffix(".") for child in children}


def _path(module: str) -> str:
    return module.replace(".", "/")


def api_name(title: str) -> str:
    """What the API is called in a sentence."""
    return title if title.lower().endswith("api") else f"{title} API"


def _export_order(name: str) -> tuple[int, str]:
    """Constants, then classes, then functions, as ruff sorts `__all__`."""
    if name.isupper():
        return 0, name
    return (1 if name[:1].isupper() else 2), name
