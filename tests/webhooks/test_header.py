"""Headers among others."""

from __future__ import annotations

import pytest

from ghxstship.webhooks.conventions import SIGNATURE
from ghxstship.webhooks.headers import values_of


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ([], None),
        ([("X-Other", "t=1,v1=2"), (f"{SIGNATURE.header}s", "t=1,v1=2")], None),
        ([(SIGNATURE.header, "t=1,v1=2")], "t=1,v1=2"),
        ([("A", "b"), (SIGNATURE.header.upper(), "t=1,v1=2"), ("C", "d")], "t=1,v1=2"),
        ([(SIGNATURE.header, "")], ""),
        ([(SIGNATURE.header, "t=1"), (SIGNATURE.header.lower(), "v1=2")], "t=1,v1=2"),
        ([(SIGNATURE.header, "t=1,v1=2"), (SIGNATURE.header, "t=1,v1=2")], "t=1,v1=2,t=1,v1=2"),
    ],
)
def test_it_is_found_in_any_case_and_joined(
    headers: list[tuple[str, str]], expected: str | None
) -> None:
    for given in (headers, iter(headers)):
        assert values_of(given, (SIGNATURE.header.lower(),)) == [expected]
