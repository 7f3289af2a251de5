"""Text from a document as Python source: it never leaves its literal or its docstring."""

from __future__ import annotations

import re
import textwrap
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


WIDTH = 100
_UNSAFE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_MARKDOWN_BLOCK = re.compile(
    r"#{1,6}(?=\s|$)|>|```|~~~|[-+*](?=\s|$)|(?:[-_*=]\s*){3,}$|\d+(?=[.)](?:\s|$))"
)
_LIST_ITEM = re.compile(r"(\s*)([-*+]|\d+[.)])\s+")


def literal(value: object) -> str:
    """A value as Python source.

    `repr` escapes quotes, backslashes and all that can't be printed, also what turns the direction
    of writing.
    """
    return repr(value)


def escaped(text: str) -> str:
    """Text as it may stand between triple quotes."""
    text = text.replace("\\", "\\\\").expandtabs(4)
    if text.replace("\n", "").isprintable():  # as nearly all is
        return text.replace('"""', '\\"\\"\\"')
    safe = (
        character
        if character == "\n" or unicodedata.category(character) not in _UNSAFE
        else character.encode("unicode_escape").decode("ascii")
        if not "\ud800" <= character <= "\udfff"
        else f"\\u{ord(character):04x}"
        for character in text
    )
    return "".join(safe).replace('"""', '\\"\\"\\"')


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a docstring under a title, such as `Args`."""

    title: str
    entries: Sequence[tuple[str, str]]
    """Labels and texts; a text without a label has an empty one."""


def docstring(text: str, *, indent: int, sections: Iterable[Section] = ()) -> str:
    """A docstring, with its quotes.

    Args:
        text: What it says; the first line is the summary.
        indent: How many spaces stand before it.
        sections: What follows.

    Returns:
        Source whose further lines are indented.
    """
    margin = " " * indent
    blocks = [filled(text, WIDTH - indent)]
    for section in sections:
        lines = [f"{section.title}:"]
        for label, entry in section.entries:
            lines += _entry(label, entry, WIDTH - indent - 4)
        blocks.append("\n".join(lines))
    body = "\n\n".join(block for block in blocks if block).strip()
    is_long = "\n" in body or len(escaped(body)) + indent + 6 > WIDTH
    if is_long and "\n" not in body:
        body = filled(body, WIDTH - indent - 3)
    # Lines are broken above and escaped here: broken afterwards, an escape could be cut in two.
    first, *others = escaped(body).split("\n")
    if not is_long:
        return f'"""{_closed(first)}"""'
    lines = [f"{margin}{line}".rstrip() for line in others]
    return "\n".join([f'"""{first}', *lines, f'{margin}"""'])


def comment(text: str) -> str:
    """Text on one line, for a comment."""
    return " ".join(escaped(text).split())


def markdown(text: str) -> str:
    """Text as one line of Markdown that begins no block, and has no HTML and no links."""
    line = comment(text).replace("<", "&lt;").replace("[", "\\[")
    block = _MARKDOWN_BLOCK.match(line)
    if block is None:
        return line
    place = block.end() if block[0].isdecimal() else 0
    return f"{line[:place]}\\{line[place:]}"


def _closed(text: str) -> str:
    """The text with no bare quote at its end, which would be taken for one of the closing ones."""
    return re.sub(r'(?<!\\)((?:\\\\)*)"$', r'\1\\"', text)


def _entry(label: str, text: str, width: int) -> list[str]:
    """A section's entry, its further lines indented."""
    head, _, rest = text.partition("\n\n")
    first = f"{label}: {head}" if label else head
    hang = 4 if label else 0
    lines = filled(first, width - hang).split("\n")
    if rest:
        lines += ["", *filled(rest, width - hang).split("\n")]
    return [f"    {lines[0]}", *(f"    {' ' * hang}{line}".rstrip() for line in lines[1:])]


def filled(text: str, width: int) -> str:
    """Text in lines of at most a width; lists, tables and code stay in their lines."""
    blocks = re.split(r"\n\s*\n", text.strip("\n"))
    result: list[str] = []
    fenced = False
    for block in blocks:
        lines = block.split("\n")
        fences = sum(line.lstrip().startswith("```") for line in lines)
        if fenced or fences or all(line.startswith(("    ", "|", "#")) for line in lines if line):
            result.append("\n".join(line.rstrip() for line in lines))
            fenced ^= fences % 2 == 1
        else:
            result.append("\n".join(_paragraphs(lines, width)))
    return "\n\n".join(result).strip()


def _paragraphs(lines: Sequence[str], width: int) -> Iterable[str]:
    """A block's running text, filled, and each item of its lists with its own indent."""
    collected: list[str] = []
    hang = ""

    def flush() -> Iterable[str]:
        text = " ".join(collected)
        if not hang:
            text = " ".join(text.split())
            if len(text) <= width:  # as most do
                if text:
                    yield text
                return
        if text:
            yield textwrap.fill(
                text.rstrip(),
                width,
                subsequent_indent=hang,
                break_long_words=False,
                break_on_hyphens=False,
            )

    for line in lines:
        item = _LIST_ITEM.match(line)
        if item:
            yield from flush()
            collected, hang = [line.rstrip()], " " * item.end()
        else:
            collected.append(line.strip())
    yield from flush()
