"""The mutants that live and may: each with a line that says why, in `survivors.toml`."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .mutants import Mutant

LIST = Path(__file__).with_name("survivors.toml")
Key: TypeAlias = tuple[str, str, str, str]
"""Of a mutant: module, function, was, now."""


@dataclass(frozen=True)
class Survivor:
    """A mutant that no test can kill, or none should."""

    module: str
    function: str
    was: str
    now: str
    because: str

    @property
    def key(self) -> Key:
        """That of the mutant."""
        return self.module, self.function, self.was, self.now


def argued(path: Path = LIST) -> dict[Key, Survivor]:
    """The list, by the mutants' keys."""
    entries = tomllib.loads(path.read_text(encoding="utf-8")).get("survivor", [])
    survivors = [Survivor(**entry) for entry in entries]
    return {survivor.key: survivor for survivor in survivors}


def unargued(mutant: Mutant) -> str:
    """An entry of the list for a mutant, to be completed."""
    fields = {
        "module": mutant.module,
        "function": mutant.function,
        "was": mutant.was,
        "now": mutant.now,
        "because": "",
    }
    lines = (f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in fields.items())
    return "\n".join(["[[survivor]]", *lines])


def stale(survivors: Iterable[Survivor], mutants: Iterable[Mutant]) -> list[Survivor]:
    """Those that argue about code that is no longer there."""
    there = {mutant.key for mutant in mutants}
    return [survivor for survivor in survivors if survivor.key not in there]
