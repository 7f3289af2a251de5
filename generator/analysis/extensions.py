"""The `x-` keys that a document is read by, and those that look like one of them misspelt."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, cast

from ..pointers import join

if TYPE_CHECKING:
    from ..diagnostics import Findings
    from ..load import Json

EXTENSIONS = frozenset(
    {
        "x-argument",
        "x-environment",
        "x-filter",
        "x-id-prefix",
        "x-idempotency-key",
        "x-money",
        "x-pagination",
        "x-sandbox",
        "x-sdk",
    }
)
"""What the generator and the sandbox read; docs/extensions.md says what each means."""

_NAMES = frozenset({"headers", "patternProperties", "properties"})
"""Where keys are the names of things."""

_VALUES = frozenset({"const", "default", "enum", "example", "examples", *EXTENSIONS})
"""Where anything may stand."""

_ALIKE = 0.8  # of 1; `x-environments` and `x-idempotency_key` are, `x-rate-limit` isn't


def report_extensions(value: Json, findings: Findings, pointer: str = "#") -> None:
    """Note the keys that nothing reads and that look like a misspelling of one that is read.

    Args:
        value: A document, or a part of it.
        findings: Takes what is found.
        pointer: Where that part stands.
    """
    if isinstance(value, list):
        for index, item in enumerate(cast("list[Json]", value)):
            report_extensions(item, findings, join(pointer, index))
    elif isinstance(value, dict):
        are_names = pointer.rpartition("/")[2] in _NAMES
        for key, item in cast("dict[str, Json]", value).items():
            place = join(pointer, key)
            if not are_names:
                _check(key, place, findings)
            if are_names or key not in _VALUES:
                report_extensions(item, findings, place)


def _check(key: str, place: str, findings: Findings) -> None:
    if not key.lower().startswith("x-") or key in EXTENSIONS:
        return
    for near in get_close_matches(key.lower().replace("_", "-"), EXTENSIONS, 1, _ALIKE):
        findings.warning(place, f"the extension {key!r} is not read", f"did you mean {near!r}?")
