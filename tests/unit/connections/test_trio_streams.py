"""What is trio's own."""

from __future__ import annotations

import trio

from ghxstship._core.http.connections.trio_streams import (
    _cause,  # pyright: ignore[reportPrivateUsage]
)


def test_the_cause_of_a_broken_stream_is_the_systems_if_it_says_one() -> None:
    broken = trio.BrokenResourceError("broken")
    assert _cause(broken) is broken
    broken.__cause__ = reset = ConnectionResetError("reset")
    assert _cause(broken) is reset
    broken.__cause__ = KeyboardInterrupt()
    assert _cause(broken) is broken
