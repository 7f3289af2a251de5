"""What is wrong with a document, or not understood in it: where, why, and what would be right."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from .pointers import ROOT, shown

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable


class Severity(StrEnum):
    """Whether generation may go on."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding."""

    file: str
    """The document."""
    pointer: str
    """The place in it, a JSON pointer (RFC 6901) as a fragment, such as `#/paths/~1deals/get`."""
    reason: str
    """What is wrong there, or not understood."""
    remedy: str
    """What would be right."""
    severity: Severity = Severity.ERROR
    reached_from: str | None = None
    """The operation that led there, which `--skip` can leave out."""

    @property
    def place(self) -> str:
        """The file and the pointer in it, of another file where the document refers to it."""
        name = shown(self.pointer)
        return f"{self.file}{name}" if name.startswith(ROOT) else name

    def __str__(self) -> str:
        remedy, place = self.remedy, self.reached_from
        inside = place is not None and self.pointer.startswith(place)
        if place and self.severity is Severity.ERROR and "--skip" not in remedy:
            what = "leave it out" if inside else "leave out all that needs it, such as"
            remedy += f", or {what}: --skip '{place}'"
        elif place and not inside:
            remedy += f" (reached from {place})"
        return f"{self.place}: {self.severity}: {self.reason}; {remedy}"


class DocumentError(Exception):
    """A document that no client can be generated from.

    Attributes:
        diagnostics: All that was found, warnings too.
    """

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = tuple(diagnostics)
        super().__init__("\n".join(map(str, self.diagnostics)))


class Findings:
    """Collects diagnostics, so that a run shows all of them at once.

    Args:
        file: The document.
        strict: Whether slips are errors.
    """

    def __init__(self, file: str, *, strict: bool = False) -> None:
        self._file = file
        self._strict = strict
        self._found: dict[Diagnostic, None] = {}
        self._reached_from: str | None = None

    @contextmanager
    def within(self, pointer: str) -> Generator[None]:
        """Note that what is found meanwhile was reached from an operation."""
        before, self._reached_from = self._reached_from, pointer
        try:
            yield
        finally:
            self._reached_from = before

    def error(self, pointer: str, reason: str, remedy: str) -> None:
        """Note what can't be expressed: it leaves out the operation that led there, or stops."""
        self._add(pointer, reason, remedy, Severity.ERROR)

    def slip(self, pointer: str, reason: str, remedy: str) -> None:
        """Note what is not right, or not wholly expressed, and can be done without."""
        self._add(pointer, reason, remedy, Severity.ERROR if self._strict else Severity.WARNING)

    def unchecked(self, pointer: str, reason: str, remedy: str) -> None:
        """Note what only the server checks, so that a type is wider: nothing unless strict."""
        if self._strict:
            self._add(pointer, reason, remedy, Severity.ERROR)

    def add(self, found: Iterable[Diagnostic]) -> None:
        """Note what was found elsewhere."""
        for one in found:
            self._add(one.pointer, one.reason, one.remedy, one.severity)

    def warning(self, pointer: str, reason: str, remedy: str) -> None:
        """Note what the author should know."""
        self._add(pointer, reason, remedy, Severity.WARNING)

    def _add(self, pointer: str, reason: str, remedy: str, severity: Severity) -> None:
        found = Diagnostic(self._file, pointer, reason, remedy, severity, self._reached_from)
        self._found.setdefault(found)

    @property
    def found(self) -> tuple[Diagnostic, ...]:
        """All of them, by their places; what is reached from several operations only once."""
        first: dict[tuple[str, str], Diagnostic] = {}
        for one in sorted(self._found, key=lambda d: (d.pointer, d.reason, d.reached_from or "")):
            first.setdefault((one.pointer, one.reason), one)
        return tuple(first.values())

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """Every error, once for each operation that leads to it."""
        return tuple(one for one in self._found if one.severity is Severity.ERROR)

    def stop_on_errors(self) -> None:
        """End here if anything was wrong.

        Raises:
            DocumentError: It was.
        """
        if any(one.severity is Severity.ERROR for one in self.found):
            raise DocumentError(self.found)
