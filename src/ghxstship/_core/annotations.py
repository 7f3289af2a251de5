"""Annotations of types, as pydantic has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, get_args, get_origin

from pydantic import Tag

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo


def annotated(info: FieldInfo) -> Any:
    """A field's type with what pydantic has taken off it."""
    if not info.metadata:
        return info.annotation
    return Annotated[(info.annotation, *info.metadata)]


def tag(member: Any) -> str | None:
    """The tag of a union's member, or `None`."""
    marks = get_args(member)[1:] if get_origin(member) is Annotated else ()
    return next((mark.tag for mark in marks if isinstance(mark, Tag)), None)


def untagged(member: Any) -> Any:
    """A union's member without its tag."""
    return get_args(member)[0] if tag(member) is not None else member
