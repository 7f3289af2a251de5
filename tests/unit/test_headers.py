"""Which keys can stand in a header."""

from __future__ import annotations

from typing import Any

import pytest

from ghxstship._core.errors import InvalidArgumentError
from ghxstship._core.headers import check_idempotency_key


@pytest.mark.parametrize("key", ["!", "~", "order-7", "x" * 255])
def test_visible_ascii_can(key: str) -> None:
    assert check_idempotency_key(key) == key


@pytest.mark.parametrize(
    ("key", "message"),
    [
        (b"k", "idempotency_key must be a str, not bytes"),
        (None, "idempotency_key must be a str, not NoneType"),
        ("", "idempotency_key has 0 characters; it must have 1 to 255"),
        ("x" * 256, "idempotency_key has 256 characters; it must have 1 to 255"),
        ("a b", "idempotency_key must be visible ASCII characters, no spaces"),
        ("a\x7f", "idempotency_key must be visible ASCII characters, no spaces"),
        ("\u017e", "idempotency_key must be visible ASCII characters, no spaces"),
    ],
)
def test_nothing_else_can(key: Any, message: str) -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        check_idempotency_key(key)
    assert str(caught.value) == message
