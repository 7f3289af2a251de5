"""What an API is, in a file: the intermediate form as JSON, for whoever reads it at run time.

`description.schema.json` beside this module is its JSON Schema; docs/description.md tells of it.
What says nothing (null, an empty text, list or object) is left out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .api import Namespace, Paged, Resource
from .json_text import json_text
from .pointers import join
from .wire_writer import WireWriter, said, security_of, words_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .api import Api, Operation
    from .conventions import ClientArgument, Conventions, CredentialArgument
    from .servers import Server
    from .wire import Info, Tag, WireScheme

FORMAT = 1
"""The format's version: readers refuse a newer one."""


def description_text(api: Api) -> str:
    """An API's description as the text of its file."""
    return json_text(description(api))


def description(api: Api) -> dict[str, Any]:
    """An API's description.

    Args:
        api: What the document says.

    Returns:
        Values of JSON; parts of it are the intermediate form's own and are not to be changed.
    """
    return _Describing(api).all()


class _Describing:
    def __init__(self, api: Api) -> None:
        self._api = api
        self._groups: tuple[Namespace | Resource, ...] = (*api.namespaces, *api.resources)
        self._operations = [*_placed(self._groups)]
        self._operations.sort(key=lambda one: one[1].wire.position)
        identifiers: dict[str, str] = {}
        for identifier, operation in self._operations:
            identifiers[operation.wire.operation_id] = identifier
            place = join("#/paths", operation.path, operation.method.lower())
            identifiers[place] = identifier
        self._wire = WireWriter(identifiers)

    def all(self) -> dict[str, Any]:
        api, wire = self._api, self._api.wire
        conventions = api.conventions
        return said(
            format=FORMAT,
            source=api.source,
            info=_info(wire.info),
            package=conventions.package,
            servers=self._servers(wire.servers),
            credentials=[_credential(one) for one in conventions.credentials],
            schemes={name: _scheme(one) for name, one in wire.schemes.items()},
            **security_of(wire.security),
            arguments=[_argument(one) for one in conventions.client_arguments],
            conventions=_conventions(conventions),
            tags=[_tag(one) for one in wire.info.tags],
            resources=_tree(self._groups),
            paths={
                path: said(
                    summary=one.summary, description=one.description, extensions=one.extensions
                )
                for path, one in wire.info.paths.items()
            },
            operations=[self._operation(*one) for one in self._operations],
            events=self._events(),
            parameters=self._wire.parameters,
            answers=self._wire.answers,
            headers=self._wire.headers,
            schemas=wire.schemas,
            extensions=wire.info.root_extensions,
            left_out=[
                said(pointer=one.pointer, reason=one.reason, cause=one.cause)
                for one in api.left_out
            ],
            notes=list(api.notes),
        )

    def _operation(self, identifier: str, operation: Operation) -> dict[str, Any]:
        answer, wire = operation.answer, operation.wire
        servers = operation.servers
        return said(
            id=identifier,
            method=operation.method,
            path=operation.path,
            **{**words_of(wire), "summary": wire.summary or operation.summary},
            deprecated=operation.deprecated,
            scopes=list(operation.scopes),
            servers=None if servers is None else self._servers(servers),
            pagination=answer.dialect if isinstance(answer, Paged) else None,
            idempotent=operation.idempotent,
            **self._wire.exchange(wire),
        ) | security_of(wire.security)

    def _events(self) -> dict[str, Any]:
        """What is sent to webhooks, and how it is signed."""
        events = self._api.events
        found: dict[str, Any] = {}
        if events is not None:
            found = said(
                signature=dict(events.signature or {}),
                places=dict(events.places),
                versions=list(events.versions),
                correlation_id=events.correlation_id,
            )
        webhooks = [self._wire.event(one) for one in self._api.wire.webhooks]
        return found | said(events=webhooks)

    def _servers(self, servers: Iterable[Server]) -> list[dict[str, Any]]:
        arguments: dict[str, dict[str, object]] = {
            one.wire: {"argument": one.name, "env": one.env}
            for one in self._api.conventions.server_variables
        }
        return [
            said(
                {"name": one.environment, "url": one.plain},
                description=one.description,
                variables={
                    name: arguments.get(name, {}) | variable
                    for name, variable in one.variables.items()
                },
                extensions=one.extensions,
            )
            for one in servers
        ]


def _scheme(one: WireScheme) -> dict[str, Any]:
    return said(
        type=one.type,
        credential=one.credential,
        description=one.description,
        **{"in": one.location},
        name=one.name,
        scheme=one.http_scheme,
        bearer_format=one.bearer_format,
        flows=one.flows,
        openid_connect_url=one.openid_connect_url,
        deprecated=one.deprecated,
        extensions=one.extensions,
    )


def _info(info: Info) -> dict[str, Any]:
    return said(
        title=info.title,
        version=info.version,
        summary=info.summary,
        description=info.description,
        terms_of_service=info.terms_of_service,
        contact=info.contact,
        license=info.license,
        documentation=info.documentation,
        extensions=info.extensions,
    )


def _tag(one: Tag) -> dict[str, Any]:
    return said(
        {"name": one.name},
        summary=one.summary,
        description=one.description,
        documentation=one.documentation,
        extensions=one.extensions,
    )


def _credential(one: CredentialArgument) -> dict[str, Any]:
    found = said(
        argument=one.name,
        env=one.env,
        place=str(one.place),
        name=one.header,
        prefix=one.prefix,
        description=one.doc,
    )
    if one.password is not None:
        found["password"] = _argument(one.password)
    return found


def _argument(one: ClientArgument) -> dict[str, Any]:
    return said(argument=one.name, env=one.env, header=one.header, description=one.doc)


def _conventions(given: Conventions) -> dict[str, Any]:
    return said(
        root_error=given.root_error,
        base_url_env=given.base_url_env,
        log_env=given.log_env,
        error=given.error_envelope,
        rate_limit=given.rate_limit,
        request_id_header=given.request_id_header,
        idempotency_header=given.idempotency_header,
        replayed_header=given.replayed_header,
        status_page=given.status_page,
        pagination={one.name: one.on_wire for one in given.dialects},
    )


def _below(group: Namespace | Resource) -> tuple[Resource, ...]:
    return group.resources if isinstance(group, Namespace) else group.children


def _tree(groups: Iterable[Namespace | Resource], parent: str = "") -> list[dict[str, Any]]:
    """The groups of operations, as the client has them."""
    return [
        said(
            name=one.name,
            path=f"{parent}{one.name}",
            description=one.doc,
            children=_tree(_below(one), f"{parent}{one.name}."),
        )
        for one in groups
    ]


def _placed(
    groups: Iterable[Namespace | Resource], parent: str = ""
) -> Iterator[tuple[str, Operation]]:
    """The operations, and where each is on the client."""
    for one in groups:
        path = f"{parent}{one.name}."
        if isinstance(one, Resource):
            for operation in one.operations:
                yield f"{path}{operation.name}", operation
        yield from _placed(_below(one), path)
