"""Many records iterated from a server on the loopback interface."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import httpx

from ghxstship import Client

from ..loopback import loopback
from ..measure import US, Contender, Metric, Row, Target, wall_of

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from ..measure import Effort

RECORDS = 10_000
BARE = "httpx and json.loads"


def _bare(client: httpx.Client) -> Iterator[dict[str, Any]]:
    """What one writes by hand: dictionaries, no retries, no types."""
    query: dict[str, str | int] = {"limit": 100}
    while True:
        response = client.get("/atlvs/v1/deals", params=query)
        page = json.loads(response.raise_for_status().content)
        yield from page["data"]
        if not page["pagination"]["hasMore"]:
            return
        query["cursor"] = page["pagination"]["cursor"]


def _exhaust(records: Iterable[object], expected: int) -> None:
    count = sum(1 for _ in records)
    assert count == expected, f"{count} records, not {expected}"


@contextmanager
def _contenders(effort: Effort) -> Generator[list[Contender]]:
    records = effort.number(RECORDS)
    headers = {"Authorization": "Bearer sk_test_1", "X-Workspace-ID": "ws_1"}
    with (
        loopback(records) as url,
        Client("sk_test_1", workspace_id="ws_1", base_url=url) as ours,
        httpx.Client(base_url=url, headers=headers, timeout=30) as bare,
    ):
        yield [
            Contender(US, wall_of(lambda: _exhaust(ours.atlvs.deals.list(limit=100), records))),
            Contender(BARE, wall_of(lambda: _exhaust(_bare(bare), records))),
        ]


ITERATE = Row(
    name="iterate",
    title="10,000 records iterated from a loopback server",
    metrics=(Metric("wall", "ms", BARE, Target(1.3, BARE)),),
    rounds=21,
    contenders=_contenders,
)
