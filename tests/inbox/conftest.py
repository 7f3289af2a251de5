"""Both databases, for every test that asks for a place."""

from __future__ import annotations

import json
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from ghxstship.webhooks import Inbox

from ..contract.document import SCHEMAS
from .harness import SECRET, Clock, Kind, Place
from .postgres import MISSING, find_binaries, postgres

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_numbers = count(1)


@pytest.fixture(scope="session")
def server() -> Iterator[Place]:
    """A running PostgreSQL, one for all tests of this process."""
    binaries = find_binaries()
    if binaries is None:
        pytest.skip(MISSING)
    with postgres(binaries) as url:
        yield Place("postgresql", url)


@pytest.fixture(params=["sqlite", "postgresql"])
def ground(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """Where fresh places are made."""
    kind: Kind = request.param
    if kind == "sqlite":
        return Place("sqlite", str(tmp_path / "inbox.db"))
    server: Place = request.getfixturevalue("server")
    return server


@pytest.fixture
def place(ground: Place) -> Place:
    return ground.fresh(f"test{next(_numbers)}")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def make_inbox(place: Place, clock: Clock) -> Iterator[Callable[..., Inbox[Any]]]:
    """Inboxes over the same place, each as another process would have it."""
    made: list[Inbox[Any]] = []

    def make(**settings: Any) -> Inbox[Any]:
        settings.setdefault("clock", clock)
        inbox: Inbox[Any] = Inbox(place.database(), SECRET, **settings)
        made.append(inbox)
        return inbox

    yield make
    for inbox in made:
        inbox.close()


@pytest.fixture
def inbox(make_inbox: Callable[..., Inbox[Any]]) -> Inbox[Any]:
    return make_inbox()


@pytest.fixture(scope="session")
def samples() -> dict[str, bytes]:
    """The document's example of each event, by its name."""
    examples = [example for schema in SCHEMAS.values() for example in schema.get("examples", ())]
    return {
        example["event"]: json.dumps(example).encode()
        for example in examples
        if isinstance(example, dict) and {"event", "data", "timestamp"} <= example.keys()
    }


@pytest.fixture
def names() -> Callable[[], str]:
    """Names that no place has had."""
    return lambda: f"named{next(_numbers)}"
