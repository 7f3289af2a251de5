"""What the tests of the runtime share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .harness import Kind


@pytest.fixture(params=["threads", "asyncio", "trio"])
def kind(request: pytest.FixtureRequest) -> Kind:
    """Where a client is called from: every test that asks for it runs on all three."""
    kind: Kind = request.param
    return kind
