"""Writing what was generated: formatted, all or nothing, and without leftovers."""

from __future__ import annotations

import difflib
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

LINE_LENGTH = 100
_FIXED = "I001,RUF022,RUF100"
"""ruff's rules of the order of imports and of `__all__`, and of `noqa` for what it does not check.

The runtime is checked by more rules here than ruff has by itself.
"""
_DEFAULT_WIDTH = 88
"""Where ruff breaks imports by itself; the formatter leaves them so."""
_SHOWN_LINES = 40
_SHOWN_COLUMNS = 160
_NOT_GENERATED = "was not generated"


class FormatError(Exception):
    """The formatter refused what was generated: a fault of the generator."""


class ForeignFilesError(Exception):
    """Files are in the way that were not generated from the document.

    Attributes:
        files: What each of them is instead, by path.
    """

    def __init__(self, files: Mapping[str, str]) -> None:
        self.files = dict(files)
        super().__init__("\n".join(f"{path} {reason}" for path, reason in files.items()))


@dataclass(frozen=True, slots=True)
class Change:
    """A file that is not as it should be."""

    path: str
    before: str | None
    """What is there, `None` for nothing."""
    after: str | None
    """What should be there, `None` for nothing."""

    def __str__(self) -> str:
        if self.before is None:
            return f"missing: {self.path}"
        return f"stale: {self.path}" if self.after is None else f"changed: {self.path}"

    def diff(self) -> list[str]:
        """The first lines of what would change within the file; none where it comes or goes."""
        if self.before is None or self.after is None:
            return []
        before, after = self.before.splitlines(), self.after.splitlines()
        lines = list(difflib.unified_diff(before, after, self.path, self.path, n=1, lineterm=""))
        shown = [
            line if len(line) <= _SHOWN_COLUMNS else f"{line[:_SHOWN_COLUMNS]}..."
            for line in lines[:_SHOWN_LINES]
        ]
        more = [f"... {len(lines) - _SHOWN_LINES} more lines"] if len(lines) > _SHOWN_LINES else []
        return [*shown, *more]


@dataclass(frozen=True, slots=True)
class Output:
    """A tree of generated files."""

    root: Path
    files: Mapping[str, str]
    """Contents by path below the root."""
    package: str
    """The folder below the root in which files of earlier runs may be left over."""
    source: str
    """The document, as the files' first lines name it."""
    source_of: Callable[[str], str | None]
    """The document that a file's text names; `None` for one that was not generated."""
    unmarked: frozenset[str] = frozenset()
    """Files whose form has no place for that line."""
    told_by: Mapping[str, str] = field(default_factory=dict[str, str])
    """Lines by path, without which a file is another project's, whatever its first line says."""

    def changes(self) -> list[Change]:
        """What would have to change, by path."""
        wanted = [(path, self.files[path]) for path in sorted(self.files)]
        found = [Change(path, _read(self.root / path), content) for path, content in wanted]
        found += [Change(path, _read(self.root / path), None) for path in self._stale()]
        return sorted(
            (change for change in found if change.before != change.after), key=lambda c: c.path
        )

    def write(self, *, force: bool = False) -> list[Change]:
        """Bring the tree up to date: either all of it or, after an error, none.

        Args:
            force: Overwrite and remove what was generated from another document, and overwrite
                what was not generated.

        Returns:
            What changed.

        Raises:
            ForeignFilesError: Files are in the way that are not this document's.
            OSError: A file can't be written.
        """
        changes = self.changes()
        foreign = {change.path: reason for change in changes if (reason := self._foreign(change))}
        if foreign and not force:
            raise ForeignFilesError(foreign)
        with ExitStack() as rollback:
            staged = [
                (change, _staged(self.root / change.path, change.after, rollback))
                for change in changes
            ]
            for change, new in staged:
                path = self.root / change.path
                rollback.callback(_restore, path, change.before)
                if new is None:
                    path.unlink()
                else:
                    new.replace(path)
            rollback.pop_all()
        for change in changes:
            if change.after is None:
                _remove_empty((self.root / change.path).parent, self.root)
        return changes

    def _foreign(self, change: Change) -> str | None:
        """What a file is if it is not this document's to change."""
        # An empty file holds nothing to lose; `py.typed` is one.
        if not change.before or change.path in self.unmarked:
            return None
        source = self.source_of(change.before)
        if source is None:
            return _NOT_GENERATED
        if source != self.source:
            return f"was generated from {source}"
        line = self.told_by.get(change.path)
        if line is not None and line not in change.before.splitlines():
            return f"is of another project: it has no line `{line}`"
        return None

    def _stale(self) -> Iterator[str]:
        """Files of earlier runs that are no longer generated."""
        for path in sorted((self.root / self.package).rglob("*.py")):
            relative = path.relative_to(self.root).as_posix()
            if relative in self.files or not path.is_file():
                continue
            if self.source_of(_read(path) or "") is not None:
                yield relative


def formatted(files: Mapping[str, str]) -> dict[str, str]:
    """Python sources as ruff sorts and formats them; other files as they are.

    Raises:
        FormatError: One of them is not Python.
    """
    result = dict(files)
    python = [path for path in files if path.endswith(".py")]
    with tempfile.TemporaryDirectory(prefix="generator-") as name:
        folder = Path(name)
        for path in python:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(files[path], encoding="utf-8")
        # First, as the format of what it sorts follows from the order.
        fixed = ["--extend-select=RUF022", f"--fixable={_FIXED}"]
        _ruff(folder, _DEFAULT_WIDTH, "check", "--fix-only", "--exit-zero", *fixed)
        _ruff(folder, LINE_LENGTH, "format")
        for path in python:
            result[path] = (folder / path).read_text(encoding="utf-8")
    return result


def _ruff(folder: Path, width: int, *command: str) -> None:
    options = ["--isolated", "--no-cache", "--target-version=py311"]
    options += [f"--line-length={width}", str(folder)]
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "ruff", *command, *options],
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,  # below which it looks for the package
    )
    if done.returncode:
        raise FormatError(done.stderr.replace(f"{folder}{os.sep}", "").strip())


def _read(path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        return None


def _staged(path: Path, content: str | None, rollback: ExitStack) -> Path | None:
    """The content in a file of its own beside where it belongs."""
    if content is None:
        return None
    for parent in reversed(path.parents):
        if not parent.exists():
            parent.mkdir()
            rollback.callback(_remove_folder, parent)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".new")
    rollback.callback(Path(name).unlink, missing_ok=True)
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
        file.write(content)
    Path(name).chmod(0o644)
    return Path(name)


def _restore(path: Path, before: str | None) -> None:
    if before is None:
        path.unlink(missing_ok=True)
    else:
        path.write_text(before, encoding="utf-8", newline="\n")


def _remove_folder(path: Path) -> None:
    with suppress(OSError):
        path.rmdir()


def _remove_empty(folder: Path, root: Path) -> None:
    """Remove a folder in which nothing is left but compiled modules."""
    while folder != root and folder.is_dir():
        left = [path for path in folder.iterdir() if path.name != "__pycache__"]
        if left:
            return
        for compiled in folder.glob("__pycache__/*"):
            compiled.unlink()
        _remove_folder(folder / "__pycache__")
        _remove_folder(folder)
        folder = folder.parent
