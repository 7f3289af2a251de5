"""Writing what was generated: formatted, all or nothing, and without leftovers."""

from __future__ import annotations

import difflib
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LINE_LENGTH = 100
_SHOWN_LINES = 40
_SHOWN_COLUMNS = 160


class FormatError(Exception):
    """The formatter refused what was generated: a fault of the generator."""


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
        if self.after is None:
            return f"stale: {self.path}"
        lines = difflib.unified_diff(
            self.before.splitlines(),
            self.after.splitlines(),
            self.path,
            self.path,
            n=1,
            lineterm="",
        )
        shown = list(lines)
        shown = [
            line if len(line) <= _SHOWN_COLUMNS else f"{line[:_SHOWN_COLUMNS]}..." for line in shown
        ]
        more = [f"... {len(shown) - _SHOWN_LINES} more lines"] if len(shown) > _SHOWN_LINES else []
        return "\n".join([f"changed: {self.path}", *shown[:_SHOWN_LINES], *more])


@dataclass(frozen=True, slots=True)
class Output:
    """A tree of generated files."""

    root: Path
    files: Mapping[str, str]
    """Contents by path below the root."""
    package: str
    """The folder below the root in which files of earlier runs may be left over."""
    header: str
    """What the first line of every generated module begins with."""
    wholly_ours: tuple[str, ...] = ()
    """Folders of which everything is generated, header or not."""

    def changes(self) -> list[Change]:
        """What would have to change, by path."""
        wanted = [(path, self.files[path]) for path in sorted(self.files)]
        found = [Change(path, _read(self.root / path), content) for path, content in wanted]
        found += [Change(path, _read(self.root / path), None) for path in self._stale()]
        return sorted(
            (change for change in found if change.before != change.after), key=lambda c: c.path
        )

    def write(self) -> list[Change]:
        """Bring the tree up to date: either all of it or, after an error, none.

        Returns:
            What changed.

        Raises:
            OSError: A file can't be written.
        """
        changes = self.changes()
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

    def _stale(self) -> Iterator[str]:
        """Files of earlier runs that are no longer generated."""
        for path in sorted((self.root / self.package).rglob("*.py")):
            relative = path.relative_to(self.root).as_posix()
            if relative in self.files or not path.is_file():
                continue
            ours = relative.startswith(tuple(f"{folder}/" for folder in self.wholly_ours))
            if ours or (_read(path) or "").startswith(self.header):
                yield relative


def formatted(files: Mapping[str, str]) -> dict[str, str]:
    """Python sources as ruff formats them, in one process; other files as they are.

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
        command = [sys.executable, "-m", "ruff", "format", "--isolated", "--no-cache"]
        command += [f"--line-length={LINE_LENGTH}", "--target-version=py311", name]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            raise FormatError(done.stderr.replace(f"{name}{os.sep}", "").strip())
        for path in python:
            result[path] = (folder / path).read_text(encoding="utf-8")
    return result


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
