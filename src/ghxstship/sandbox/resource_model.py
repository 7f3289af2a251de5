"""What a description's operations do, and to which resources: read from paths and methods."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..description import DescriptionError
from .collection import Collection, IdKind, Members
from .money import money_fields
from .operations import STREAM, AnswerBody, Body, Filter, Operation, Parameter, Role, is_json
from .paging import Paging, read_dialects
from .settings import FieldNames, Settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from .. import description as described
    from ..description import Description, Node
    from .schemas import Schemas

OPERATORS = frozenset({"eq", "gte", "lte", "gt", "lt", "contains"})

_NO_SCHEMA: Node = {}
_IN_BRACES = re.compile(r"\{([^{}]+)\}")
_CREATING = "POST"
_IDENTIFIERS = ("uuid", "guid", "gid", "sid", "uid", "key", "name", "slug", "number", "code")
_NO_FIELD = "\x00"  # no resource has a member of this name


def read_operations(
    description: Description, schemas: Schemas, settings: Settings
) -> tuple[Operation, ...]:
    """All operations of a description, in its order.

    Args:
        description: The description.
        schemas: Its schemas.
        settings: What it says to the sandbox.

    Raises:
        DescriptionError: One of them uses what the sandbox does not know.
    """
    model = _Model(description, schemas, settings)
    return tuple(map(model.operation, description.operations))


class _Model:
    """The collections of a description, each read once, and the operations on them."""

    def __init__(self, description: Description, schemas: Schemas, settings: Settings) -> None:
        self._schemas = schemas
        self._settings = settings
        self._dialects = read_dialects(description.conventions.pagination)
        self._paths: dict[str, dict[str, described.Operation]] = {}
        for one in description.operations:
            self._paths.setdefault(one.path, {})[one.method] = one
        self._item_paths = {_above(path): path for path in reversed(self._paths) if _is_item(path)}
        self._collections: dict[str, Collection] = {}
        self._names: set[str] = set()
        self._parameters: dict[int, Parameter] = {}

    def operation(self, given: described.Operation) -> Operation:
        """What the sandbox makes of an operation."""
        paging = self._paging(given)
        role = self._role(given, paging)
        parameters = tuple(map(self._parameter, given.parameters))
        sort = self._settings.sort_parameter
        return Operation(
            id=given.id,
            method=given.method,
            path=given.path,
            role=role,
            collection=self._about(given.path, role),
            parameters=parameters,
            body=_body(given.body),
            success=_success(given.answers),
            answers={status: _answer_body(one) for status, one in given.answers.items()},
            waits=frozenset(
                status
                for status, one in given.answers.items()
                if "retry-after" in map(str.lower, one.headers)
            ),
            paging=paging if role == "list" else None,
            sort=next((each for each in parameters if each.name == sort), None),
            security=given.security,
            idempotency_header=next((each.name for each in parameters if each.is_key), None),
        )

    def _role(self, given: described.Operation, paging: Paging | None) -> Role:
        is_item = _is_item(given.path)
        if given.method == "GET":
            if any(STREAM in answer.content for answer in given.answers.values()):
                return "stream"
            return "list" if paging is not None else "get" if is_item else "show"
        if is_item:
            roles: dict[str, Role] = {"PATCH": "update", "PUT": "replace", "DELETE": "delete"}
            return roles.get(given.method, "act")
        if given.method == _CREATING and (
            given.path in self._item_paths or self._listed(given.path) is not None
        ):
            return "create"
        return "store" if given.method == "PUT" else "act"

    def _listed(self, path: str) -> Paging | None:
        listing = self._paths[path].get("GET")
        return None if listing is None else self._paging(listing)

    def _paging(self, given: described.Operation) -> Paging | None:
        """How a list is paged; one that comes in one piece is told by its answer."""
        if given.pagination is not None:
            try:
                return self._dialects[given.pagination]
            except KeyError:
                raise DescriptionError(
                    f"{given.id}: no dialect of pages is called {given.pagination!r}"
                ) from None
        if given.method != "GET" or _is_item(given.path):
            return None
        schema = self._success_schema(given)
        if self._has_objects(schema):
            return Paging("whole", ())
        if given.path not in self._item_paths and _CREATING not in self._paths[given.path]:
            return None
        lists = [n for n, s in self._schemas.properties(schema).items() if self._has_objects(s)]
        return Paging("whole", (lists[0],)) if len(lists) == 1 else None

    def _has_objects(self, schema: Node) -> bool:
        """Whether a schema is that of an array of objects."""
        items = self._schemas.items(schema)
        return items is not None and bool(self._schemas.properties(items))

    def _success_schema(self, given: described.Operation) -> Node:
        for status, answer in given.answers.items():
            body = _answer_body(answer)
            if status.startswith("2") and body is not None and body.is_json:
                return self._schemas.of(body.schema)
        return _NO_SCHEMA

    def _about(self, path: str, role: Role) -> Collection | None:
        """The collection that an operation is about, where it has a path of its own."""
        if role in ("list", "create", "show", "store"):
            return self._at(path)
        if _is_item(path):
            return self._at(_above(path))
        return self._parent(path) if role == "act" else None

    def _parent(self, path: str) -> Collection | None:
        """The collection of the resource that a path lies under."""
        item = _above(path)
        return self._at(_above(item)) if _is_item(item) and item in self._paths else None

    def _at(self, path: str) -> Collection:
        found = self._collections.get(path)
        if found is None:
            found = self._collections[path] = self._collection(path)
        return found

    def _collection(self, path: str) -> Collection:
        schemas = self._schemas
        item_path = self._item_paths.get(path)
        operations = [
            one
            for place in (item_path, path)
            if place is not None
            for one in self._paths.get(place, {}).values()
        ]
        schema = next((found for one in operations if (found := self._resource(one))), _NO_SCHEMA)
        creating = self._paths.get(path, {}).get(_CREATING)
        parents = tuple(_IN_BRACES.findall(path))
        parent = self._parent(path)  # which has its name before those that lie under it
        own = _IN_BRACES.findall(item_path or "")[len(parents) :]
        fields = _fields(schemas, schema, self._settings.fields, own[0] if own else "")
        return Collection(
            name=self._name(path, operations),
            parents=parents,
            parent=parent,
            parameter=own[0] if own else "",
            id_kind=_id_kind(schemas, schema, fields.id),
            members=Members.read(schemas, schema, *_body_schemas(schemas, creating)),
            money=money_fields(schemas, schema),
            fields=fields,
            example=next(iter(schemas.keyword(schema, "examples") or ()), None),
        )

    def _name(self, path: str, operations: Sequence[described.Operation]) -> str:
        """What a collection is called: by its operations, and by its path where others are too."""
        name = operations[0].id.rpartition(".")[0] if operations else path
        words = [part for part in path.split("/") if part and "{" not in part]
        for choice in (name, f"{name}.{words[-1]}" if words else path, path):
            if choice and choice not in self._names:
                self._names.add(choice)
                return choice
        return path

    def _resource(self, given: described.Operation) -> Node | None:
        """The schema of the resource that an operation answers, alone or in a list."""
        schema = self._success_schema(given)
        if not schema:
            return None
        paging = self._paging(given)
        if paging is None:
            return schema
        for name in paging.items:
            schema = self._schemas.follow(self._schemas.properties(schema).get(name))
        return self._schemas.follow(self._schemas.items(schema))

    def _parameter(self, given: described.Parameter) -> Parameter:
        found = self._parameters.get(id(given))
        if found is None:
            found = self._parameters[id(given)] = _parameter(self._schemas, given)
        return found


def _above(path: str) -> str:
    return path.rpartition("/")[0]


def _is_item(path: str) -> bool:
    return path.endswith("}") and path.rpartition("/")[2].startswith("{")


def _success(answers: Mapping[str, described.Answer]) -> int:
    """The status of an answer that says yes; 200 where only a class of them is described."""
    for prefix in ("2", "3"):
        for status in answers:
            if status.startswith(prefix):
                return int(status) if status.isdigit() else int(prefix) * 100
    return 200


def _answer_body(answer: described.Answer) -> AnswerBody | None:
    """The body of an answer in the media type that the sandbox speaks best."""
    kinds = sorted(answer.content, key=lambda kind: not is_json(kind))
    if not kinds:
        return None
    media = answer.content[kinds[0]]
    return AnswerBody(kinds[0], media.schema, media.examples)


def _body(given: described.Body | None) -> Body | None:
    if given is None:
        return None
    content = {kind.partition(";")[0].strip().lower(): one for kind, one in given.content.items()}
    return Body(given.required, content)


def _body_schemas(schemas: Schemas, given: described.Operation | None) -> Iterable[Node]:
    """The schema of an operation's JSON body, if it has one."""
    for kind, media in given.body.content.items() if given and given.body else ():
        if is_json(kind) and media.schema is not None:
            return [schemas.of(media.schema)]
    return ()


def _fields(schemas: Schemas, schema: Node, usual: FieldNames, parameter: str) -> FieldNames:
    """What the members that the server keeps are called on a resource.

    Args:
        schemas: What the schema refers to.
        schema: The resource's schema.
        usual: What they are called unless it has others.
        parameter: The path's parameter that names one resource.
    """
    known = schemas.properties(schema)
    if not known:
        return usual
    # `/pets/{petId}` names a pet by its `id`, or by its `petId`, `pet_id`, `uuid`.
    plain = {_plain(name): name for name in reversed(known)}
    identifiers = (usual.id, parameter, *_IDENTIFIERS)
    found = next((plain[_plain(one)] for one in identifiers if _plain(one) in plain), usual.id)
    times = {
        name: field
        for name, field in (("created", usual.created), ("updated", usual.updated))
        if field in known and "string" not in schemas.types(known[field])
    }
    version = known.get(usual.version)
    if version is not None and not schemas.types(version) & {"integer", "number"}:
        times["version"] = usual.version
    return usual.model_copy(update={"id": found, **dict.fromkeys(times, _NO_FIELD)})


def _plain(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()


def _id_kind(schemas: Schemas, schema: Node, field: str) -> IdKind:
    given = schemas.properties(schema).get(field, _NO_SCHEMA)
    types = schemas.types(given)
    return IdKind(
        prefix=schemas.keyword(schema, "x-id-prefix") or "",
        is_number=bool(types & {"integer", "number"}) and "string" not in types,
        is_uuid=schemas.keyword(given, "format") == "uuid",
    )


def _parameter(schemas: Schemas, given: described.Parameter) -> Parameter:
    schema = schemas.of(given.schema)
    choosing: Node = given.extensions.get("x-filter", {})
    unknown = sorted(set(choosing) - {"field", "op"})
    if unknown:
        raise DescriptionError(
            f"#{given.pointer}/extensions/x-filter/{unknown[0]}: only 'field' and 'op' are known"
        )
    operator: str = choosing.get("op", "eq")
    if operator not in OPERATORS:
        place = f"#{given.pointer}/extensions/x-filter/op"
        raise DescriptionError(f"{place}: {operator!r} is not understood")
    items = schemas.items(schema)
    return Parameter(
        name=given.name,
        where=given.location,
        required=given.required,
        types=schemas.types(schema),
        item_types=schemas.types(items) if items else frozenset(),
        member_types={n: schemas.types(one) for n, one in schemas.properties(schema).items()},
        style="json" if given.content else given.style,
        explode=given.explode,
        temporal=schemas.keyword(schema, "format") == "date-time",
        money=schemas.keyword(schema, "x-money") is not None,
        default=schemas.keyword(schema, "default"),
        is_key=bool(given.extensions.get("x-idempotency-key")),
        filter=Filter(tuple(choosing.get("field", given.name).split(".")), operator),
        schema=given.schema,
    )
