"""From a cold start to the first typed response."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from ..interpreters import ON_HTTPX, interpreters, program
from ..loopback import loopback
from ..measure import US, Contender, Metric, Row, Target

if TYPE_CHECKING:
    from collections.abc import Generator

    from ..measure import Effort

BARE = "httpx and pydantic"


@contextmanager
def _contenders(effort: Effort) -> Generator[list[Contender]]:
    del effort
    ours, bare = ON_HTTPX + program("first_response_ghxstship"), program("first_response_httpx")
    with interpreters() as fresh, loopback() as url:
        yield [
            Contender(US, partial(fresh.milliseconds, ours, url)),
            Contender(BARE, partial(fresh.milliseconds, bare, url, "tls")),
            Contender(f"{BARE}, TLS off", partial(fresh.milliseconds, bare, url, "no-tls")),
        ]


FIRST_RESPONSE = Row(
    name="first-response",
    title="cold process to the first typed response, loopback HTTP",
    metrics=(Metric("wall", "ms", BARE, Target(1.15, BARE)),),
    rounds=15,
    contenders=_contenders,
)
