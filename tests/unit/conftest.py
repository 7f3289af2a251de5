"""What the tests of the runtime share."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator

    from .harness import Kind


@pytest.fixture(params=["threads", "asyncio", "trio"])
def kind(request: pytest.FixtureRequest) -> Kind:
    """Where a client is called from: every test that asks for it runs on all three."""
    kind: Kind = request.param
    return kind


@pytest.fixture
def without_collection() -> Generator[None]:
    """Measure time without the collector, which looks through all that other tests have left."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
