"""The signature's header among others."""

from __future__ import annotations

import pytest

from ghxstship.events import SIGNATURE_HEADER
from ghxstship.webhooks.header import signature_in


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ([], None),
        ([("X-Other", "t=1,v1=2"), (f"{SIGNATURE_HEADER}s", "t=1,v1=2")], None),
        ([(SIGNATURE_HEADER, "t=1,v1=2")], "t=1,v1=2"),
        ([("A", "b"), (SIGNATURE_HEADER.upper(), "t=1,v1=2"), ("C", "d")], "t=1,v1=2"),
        ([(SIGNATURE_HEADER, "")], ""),
        ([(SIGNATURE_HEADER, "t=1"), (SIGNATURE_HEADER.lower(), "v1=2")], "t=1,v1=2"),
        ([(SIGNATURE_HEADER, "t=1,v1=2"), (SIGNATURE_HEADER, "t=1,v1=2")], "t=1,v1=2,t=1,v1=2"),
    ],
)
def test_it_is_found_in_any_case_and_joined(
    headers: list[tuple[str, str]], expected: str | None
) -> None:
    assert signature_in(headers) == expected
