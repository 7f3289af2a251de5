"""Sentences about values: what the document describes, with its ranges and defaults."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .shape import Shape


def describe(shape: Shape, *, left_out: bool = False) -> str:
    """What a value is, with its limits.

    Args:
        shape: The value's schema.
        left_out: Whether it may be left out, so that its default is of interest.

    Returns:
        A sentence or more, possibly in several paragraphs; empty if there is nothing to say.
    """
    text = (shape.description or "").strip()
    additions = [part for part in (_limits(shape.limits), _default(shape, left_out)) if part]
    additions = [part for part in additions if not _says(text, part)]
    if additions and _is_one_sentence(text):
        separators = (", ", "; ") if not additions[0].endswith("if left out") else ("; ", "; ")
        text = text.removesuffix(".")
        for separator, part in zip(separators, additions, strict=False):
            text += separator + part
        text += "."
    elif additions:
        added = "; ".join(additions)
        added = re.sub(r"^(\S+( \w+)?) or more", r"at least \1", added)
        text = f"{text} {added[:1].upper()}{added[1:]}.".strip()
    if shape.deprecated and "deprecated" not in text.lower():
        text = f"Deprecated. {text}".strip()
    return sentence(text)


def sentence(text: str) -> str:
    """The text with a capital at its beginning and a full stop at its end, where it is prose."""
    text = text.strip()
    if text and text[-1].isalnum():
        text += "."
    return text


def first_sentence(text: str) -> tuple[str, str]:
    """Divide a text after its first sentence or line.

    Returns:
        The first sentence, and the rest.
    """
    text = text.strip()
    paragraph, _, rest = text.partition("\n\n")
    match = re.match(r"(.+?[.!?])\s+(?=[A-Z`])(.*)", " ".join(paragraph.split()), re.DOTALL)
    if match is None:
        return " ".join(paragraph.split()), rest.strip()
    return match[1], "\n\n".join(part for part in (match[2], rest.strip()) if part)


def _is_one_sentence(text: str) -> bool:
    return bool(text) and "\n" not in text and not re.search(r"[.!?:;]\s", text)


def _says(text: str, part: str) -> bool:
    """Whether the author's own words have the same figures already."""
    if part.endswith("if left out"):
        return bool(re.search(r"default|left out|omitted", text, re.IGNORECASE))
    figures = re.findall(r"\d[\d.]*", part)
    return all(re.search(rf"(?<![\d.]){re.escape(f)}(?!\d)", text) for f in figures)


def _limits(limits: dict[str, float]) -> str:
    low, high = limits.get("minimum"), limits.get("maximum")
    above, below = limits.get("exclusiveMinimum"), limits.get("exclusiveMaximum")
    parts = [_range(low, high, "")]
    if above is not None:
        parts.append(f"above {_figure(above)}")
    if below is not None:
        parts.append(f"below {_figure(below)}")
    parts.append(_range(limits.get("minLength"), limits.get("maxLength"), " character"))
    parts.append(_range(limits.get("minItems"), limits.get("maxItems"), " item"))
    if "multipleOf" in limits and limits["multipleOf"] >= 1:
        parts.append(f"a multiple of {_figure(limits['multipleOf'])}")
    return ", ".join(part for part in parts if part)


def _range(low: float | None, high: float | None, unit: str) -> str:
    if low is None and high is None:
        return ""
    if high is None:
        return "" if unit and low is not None and low <= 1 else f"{_units(low, unit)} or more"
    if low is None or (unit and low == 0):
        return f"at most {_units(high, unit)}"
    if low == high:
        return f"exactly {_units(high, unit)}" if unit else _figure(high)
    return f"{_figure(low)} to {_units(high, unit)}"


def _units(value: float | None, unit: str) -> str:
    plural = "s" if unit and value != 1 else ""
    return f"{_figure(value or 0)}{unit}{plural}"


def _figure(value: float) -> str:
    return f"{int(value):,}" if float(value).is_integer() else f"{value:g}"


def _default(shape: Shape, left_out: bool) -> str:
    if not left_out or not shape.has_default:
        return ""
    default: Any = shape.default
    if default is None or isinstance(default, dict | list) or default == "":
        return ""
    if isinstance(default, bool):
        default = str(default).lower()
    return f"`{default}` if left out" if isinstance(default, str) else f"{default} if left out"
