"""Output on terminals and pipes whose encoding cannot say everything, such as cp1252 and ASCII."""

from __future__ import annotations

import codecs
import sys
from io import TextIOWrapper

_ERRORS = "ghxstship.cli"
_PLAIN = str.maketrans(
    {
        "✓": "+",
        "✗": "x",
        "→": "->",
        "·": "-",
        "…": "...",
        "—": "-",
        "“": '"',
        "”": '"',
        "\u2019": "'",
    }
)


def use_plain_characters() -> None:
    r"""Replace what stdout and stderr cannot encode, instead of failing.

    Marks and punctuation of ours get their ASCII counterparts; any other character becomes a
    backslash escape (`\u0141`), so that nothing is lost.
    """
    codecs.register_error(_ERRORS, _plain)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors=_ERRORS)


def _plain(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end].translate(_PLAIN)
    return text.encode("ascii", "backslashreplace").decode("ascii"), error.end
