"""Where an operation is found on the client: its groups and its method's name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING

from ..names import singular, snake, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from openapi_python_client.schema import Operation

_BY_METHOD = {
    "delete": "delete",
    "get": "get",
    "head": "head",
    "options": "options",
    "patch": "update",
    "post": "create",
    "put": "replace",
    "trace": "trace",
}
_UNUSUAL = frozenset({"post", "put", "patch"})
"""HTTP methods that operations are called like, where the path says more."""
_ARTICLES = frozenset({"a", "an", "the"})
_ORDER = ("list", "create", "get", "replace", "update", "delete")
_VERSION = re.compile(r"v\d+\w*|api|\d+(\.\d+)+|\d{4}-\d\d-\d\d", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Address:
    """The groups from the client down, and the method; names of any convention."""

    groups: tuple[str, ...]
    method: str

    def __str__(self) -> str:
        return ".".join((*self.groups, self.method))

    @property
    def rank(self) -> tuple[int, str]:
        """Where the method stands in its resource: the usual ones first, then the alphabet."""
        order = _ORDER.index(self.method) if self.method in _ORDER else len(_ORDER)
        return order, self.method


def address(operation: Operation, path: str, http_method: str) -> Address:
    """Find an operation's place.

    An operationId with dots says it all: `atlvs.deals.win`. Otherwise the first tag, or else the
    path, names the resource; and what the operationId says beyond that names the method. A
    collection that the path calls more closely than the tag, such as `/special-events` beside
    `events`, is a resource of its own.

    Args:
        operation: The operation.
        path: Its path.
        http_method: Its method, in small letters.
    """
    identifier = operation.operationId.get_untrusted_value() if operation.operationId else ""
    parts = tuple(snake(part, "group") for part in identifier.split(".") if part)
    if len(parts) > 1:
        return Address(parts[:-1], parts[-1])
    first = _first_static(path)
    tag = operation.tags[0].get_untrusted_value() if operation.tags else first
    group = snake(tag, "resource")
    closer = snake(first, "")
    if closer.endswith(f"_{group}"):
        group = closer
    said = _said(identifier, group, path)
    if not said or said in _UNUSUAL or (said == "get" and _is_collection(path, group)):
        said = _implied(path, http_method, group)
    return Address((group,), said)


def _first_static(path: str) -> str:
    segments = [part for part in path.split("/") if part and not part.startswith("{")]
    return next((part for part in segments if not _VERSION.fullmatch(part)), "root")


def distinct(wanted: Sequence[Wanted]) -> list[str]:
    """Method names of one resource, each its own; none is refused.

    Of several that want one name, the one with the shortest path keeps it. The others take the
    first of these that is free: `list`, for a GET of a collection; the name with the words of the
    path that it does not say; the whole operationId; the name with a number.

    Args:
        wanted: What each operation is to be called, and what it may be called else.

    Returns:
        The names, in the order given.
    """
    order = sorted(range(len(wanted)), key=lambda n: (len(wanted[n].segments), wanted[n].path))
    names = [one.method for one in wanted]
    taken = {name for name in names if names.count(name) == 1}
    for place in order:
        one = wanted[place]
        if names.count(one.method) > 1:
            has_item = any(o.method == one.method and o.ends_in_parameter for o in wanted)
            names[place] = next(name for name in one.names(has_item) if name not in taken)
            taken.add(names[place])
    return names


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an operation is to be called, and where from another name may come."""

    method: str
    http_method: str
    path: str
    identifier: str
    """Its operationId, empty if it has none."""
    group: str

    @property
    def segments(self) -> list[str]:
        """The path's segments."""
        return [part for part in self.path.split("/") if part]

    @property
    def ends_in_parameter(self) -> bool:
        """Whether it is about one item of a collection."""
        return self.path.rstrip("/").endswith("}")

    def names(self, has_item: bool) -> Iterator[str]:
        """What it may be called, best first, without end.

        Args:
            has_item: Whether another operation of this name is about one item.
        """
        if self.http_method == "get" and has_item and not self.ends_in_parameter:
            yield "list"
        yield self.method
        said = {form for word in self.method.split("_") for form in (word, singular(word))}
        said |= {form for word in self.group.split("_") for form in (word, singular(word))}
        for skip in ("{", ""):
            parts = [part for part in self.segments if not skip or not part.startswith(skip)]
            new = [
                word
                for part in parts
                if not _VERSION.fullmatch(part)
                for word in snake(part, "").split("_")
                if word and not {word, singular(word)} & said
            ]
            if new:
                yield "_".join((self.method, *dict.fromkeys(new)))
        if self.identifier:
            yield snake(self.identifier, "call")
        yield from (f"{self.method}_{number}" for number in count(2))


def _is_collection(path: str, group: str) -> bool:
    """Whether a path ends in the name of many of what a resource is about."""
    last = snake(path.rstrip("/").rpartition("/")[2], "")
    return last == group and singular(last) != last


def _said(identifier: str, group: str, path: str) -> str:
    """The words of an operationId without those of its resource, and without `by_id`."""
    said = [word.lower() for word in words(identifier)]
    parts = [*group.split("_"), group.replace("_", "")]
    own = _ARTICLES | {form for word in parts for form in (word, singular(word))}
    if "by" in said[1:]:
        place = said.index("by", 1)
        if path.rstrip("/").endswith("}") or said[place + 1 :] in (["id"], ["ids"]):
            said = said[:place]
    kept = [word for word in said if word not in own and singular(word) not in own]
    return snake("_".join(kept), "") if kept else ""


def _implied(path: str, http_method: str, group: str) -> str:
    """The method that a path and an HTTP method imply."""
    segments = [part for part in path.split("/") if part]
    last = segments[-1] if segments else ""
    ends_in_parameter = last.startswith("{")
    has_parameter = any(part.startswith("{") for part in segments)
    if not ends_in_parameter and has_parameter and snake(last, "") != group:
        action = snake(last, "act")
        return action if http_method == "post" else f"{_BY_METHOD[http_method]}_{action}"
    if http_method == "get" and not ends_in_parameter:
        return "list"
    return _BY_METHOD[http_method]
