from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ghxstship.sandbox import Sandbox

from .caller import Caller, Clock
from .library import LIBRARY, Node, described

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def seeded() -> Iterator[Sandbox]:
    """One sandbox with sample data for all tests; use `sandbox` for it in its first state."""
    sandbox = Sandbox(rate_limits=False, check_answers=True, clock=Clock())
    yield sandbox
    sandbox.close()


@pytest.fixture
def sandbox(seeded: Sandbox) -> Sandbox:
    seeded.reset()
    return seeded


@pytest.fixture
def api(sandbox: Sandbox) -> Caller:
    return Caller(sandbox)


@pytest.fixture(scope="session")
def library_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return described(LIBRARY, tmp_path_factory.mktemp("library") / "library.json")


@pytest.fixture
def make_library(library_file: Path, clock: Clock) -> Iterator[Callable[..., Caller]]:
    made: list[Sandbox] = []

    def make(document: Node | None = None, **options: object) -> Caller:
        file = library_file
        if document is not None:
            file = library_file.with_name(f"{len(made)}.json")
            described(document, file)
        settings: dict[str, object] = {
            "description": file,
            "clock": clock,
            "rate_limits": False,
            "check_answers": True,
        }
        sandbox = Sandbox(**(settings | options))  # type: ignore[arg-type]
        made.append(sandbox)
        return Caller(sandbox)

    yield make
    for sandbox in made:
        sandbox.close()


@pytest.fixture
def books(make_library: Callable[..., Caller]) -> Caller:
    """The unrelated document's sandbox."""
    return make_library()
