"""Each fault of the table, in every flavour: what the caller sees, and what reaches the server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ghxstship._core.errors import APIError

from .callers import Caller
from .exposure import SECRETS, assert_hidden, create
from .faults import FAULTS, Fault
from .server import misbehaving

if TYPE_CHECKING:
    from .callers import Flavour, Kind

# What httpx reads a request's body by is the collector's when its connection breaks first.
pytestmark = pytest.mark.filterwarnings("ignore:Async generator 'httpx:ResourceWarning")


MEGABYTES = 16 * 1024 * 1024


def get(client: Any) -> Any:
    return client.books.get("book_1")


def update(client: Any) -> Any:
    return client.books.update("book_1", title="Emma")


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
class TestFault:
    def test_is_seen_as_the_table_says(self, fault: Fault, flavour: Flavour) -> None:
        with misbehaving(fault.behave) as server:
            caller = Caller(flavour, server.url, **fault.settings, **SECRETS)
            [outcome] = caller.run(create)
        if fault.error is None:
            assert outcome.title == "Emma"
        else:
            assert type(outcome) is fault.error, repr(outcome)
            assert fault.says in str(outcome)
            assert isinstance(outcome, APIError)
            assert (outcome.attempts, outcome.idempotency_key) == (fault.attempts, "order-7")
            assert_hidden(outcome)
        arrived = len(server.requests)
        assert arrived <= fault.attempts
        assert server.keys() == ["order-7"] * arrived
        assert server.sent < MEGABYTES
        if fault.waits is not None:
            assert tuple(caller.clock.waits) == pytest.approx(fault.waits)

    @pytest.mark.parametrize("kind", ["threads", "asyncio", "trio"])
    def test_sends_nothing_twice_without_a_key(self, fault: Fault, kind: Kind) -> None:
        with misbehaving(fault.behave) as server:
            caller = Caller((kind, True), server.url, **fault.settings)
            [outcome] = caller.run(update)
        if fault.error is not None:
            assert type(outcome) is fault.error, repr(outcome)
            assert outcome.attempts == 1
        assert len(server.requests) <= 1
        assert caller.clock.waits == []
