"""The templates: this package's, and those that somebody puts in their place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import (
    ChoiceLoader,
    Environment,
    FileSystemLoader,
    PrefixLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
)

from ...diagnostics import Diagnostic, DocumentError
from .text import docstring, literal

_FOLDER = Path(__file__).parent / "templates"
_FAULTS = (TemplateError, ArithmeticError, LookupError, TypeError, ValueError)
"""What a template that somebody wrote may end in."""
DEFAULT = "default"
"""Before a slash and a template's name: this package's own, which another may include or extend."""


class Templates:
    """Templates by name, such as `README.md.jinja`.

    Args:
        folder: Where templates are that replace this package's of the same name; `None` for none.

    Raises:
        DocumentError: It is not a folder, or has a template whose name is not one of this
            package's and which none of the others includes.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        own = FileSystemLoader(_FOLDER)
        loaders = [own, PrefixLoader({DEFAULT: own})]
        if folder is not None:
            _check(folder)
            loaders.insert(0, FileSystemLoader(folder))
        self._environment = Environment(
            loader=ChoiceLoader(loaders),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            autoescape=False,  # noqa: S701 - it writes Python, whose escapes are in text.py
        )
        self._environment.filters["literal"] = literal
        self._environment.filters["doc"] = _doc

    def render(self, template: str, **data: Any) -> str:
        """A template filled in.

        Args:
            template: Its name.
            data: What it is filled in with; its `header` begins the text.

        Raises:
            DocumentError: The template that replaces this package's can't be read or filled in,
                or does not begin with the header.
        """
        try:
            text = self._environment.get_template(template).render(**data)
        except _FAULTS as error:
            if self._folder is None:
                raise
            raise DocumentError([self._diagnostic(template, error)]) from error
        if not text.startswith(data["header"]):
            reason = "what it writes could not be told from a file of your own"
            remedy = "begin it with {{ header }}, which says where the file comes from"
            raise DocumentError([Diagnostic(f"{self._folder}/{template}", "#L1", reason, remedy)])
        return text

    def _diagnostic(self, template: str, error: Exception) -> Diagnostic:
        """What is wrong with a template, and on which line as far as that is known."""
        name, line = template, 1
        if isinstance(error, TemplateSyntaxError):
            name, line = error.name or template, error.lineno
        else:
            frames = error.__traceback__
            while frames is not None:  # the innermost line of a template
                file = Path(frames.tb_frame.f_code.co_filename)
                if file.suffix == ".jinja":
                    name, line = file.name, frames.tb_lineno
                frames = frames.tb_next
        remedy = f"compare it with the one that it replaces, {_FOLDER / template}"
        missing = isinstance(error, TemplateNotFound)
        reason = f"there is no template {error}" if missing else str(error)
        return Diagnostic(f"{self._folder}/{name}", f"#L{line}", reason, remedy)


def _check(folder: Path) -> None:
    """Refuse a folder without a template of ours, which would silently change nothing."""
    ours = sorted(path.name for path in _FOLDER.glob("*.jinja"))
    there = sorted(path.name for path in folder.glob("*")) if folder.is_dir() else []
    if not set(there).intersection(ours):
        reason = "it has no template" if folder.is_dir() else "it is not a folder"
        remedy = f"a template is called like the one that it replaces: {', '.join(ours)}"
        raise DocumentError([Diagnostic(str(folder), "#", reason, remedy)])


def _doc(text: str, indent: int = 0) -> str:
    return docstring(text, indent=indent)


OWN_TEMPLATES = Templates()
