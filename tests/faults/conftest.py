"""What the fault suite shares."""

from __future__ import annotations

import faulthandler
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.patience import PATIENCE

from .callers import DESCRIPTORS, FLAVOURS, flavour_id, nothing_left

if TYPE_CHECKING:
    from tests.patience import PATIENCE

from .callers import Flavour

PROXIES = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"]
HANGING = 2 * PATIENCE
"""Seconds after which a test that hangs is made to say where."""


@pytest.fixture(params=FLAVOURS, ids=flavour_id)
def flavour(request: pytest.FixtureRequest) -> Flavour:
    """Who calls: every test that asks for it runs for all of them."""
    flavour: Flavour = request.param
    return flavour


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture(autouse=True)
def nothing_hangs() -> Iterator[None]:
    faulthandler.dump_traceback_later(HANGING, exit=True)
    yield
    faulthandler.cancel_dump_traceback_later()


@pytest.fixture(autouse=True)
def nothing_leaks() -> Iterator[None]:
    if not DESCRIPTORS.is_dir():
        pytest.skip("this system does not tell which descriptors are open")
    with nothing_left():
        yield
