"""What the document says of the whole API: its words, its tags, its paths, its extensions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from ..wire import Info, Path, Tag
from .members import extensions, members, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..load import Document

_READ = "x-sdk"
"""What the conventions have."""


def read_info(document: Document) -> Info:
    """What a document says of the whole API."""
    info = document.members("#/info")
    root = document.members("#")
    return Info(
        title=text(info, "title"),
        version=text(info, "version"),
        summary=text(info, "summary"),
        description=text(info, "description"),
        terms_of_service=text(info, "termsOfService"),
        contact=members(info, "contact"),
        license=members(info, "license"),
        documentation=members(root, "externalDocs"),
        tags=tuple(_tags(document)),
        paths=dict(_paths(document)),
        extensions=extensions(info),
        root_extensions={k: v for k, v in extensions(root).items() if k != _READ},
    )


def _tags(document: Document) -> Iterator[Tag]:
    for given in document.items("#/tags"):
        said = cast("dict[str, Any]", given) if isinstance(given, dict) else {}
        if text(said, "name"):
            yield Tag(
                name=text(said, "name"),
                summary=text(said, "summary"),
                description=text(said, "description"),
                documentation=members(said, "externalDocs"),
                extensions=extensions(said),
            )


def _paths(document: Document) -> Iterator[tuple[str, Path]]:
    for path, given in document.members("#/paths").items():
        if isinstance(given, dict) and not path.startswith("x-"):
            said = cast("dict[str, Any]", given)
            found = Path(text(said, "summary"), text(said, "description"), extensions(said))
            if found != Path():
                yield path, found
