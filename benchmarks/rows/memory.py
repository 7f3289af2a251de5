"""What a call leaves in memory, and what a long list does."""

from __future__ import annotations

from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from ..interpreters import ON_HTTPX, interpreters, program
from ..loopback import loopback
from ..measure import US, Contender, Metric, Row, Target
from .first_response import BARE

if TYPE_CHECKING:
    from collections.abc import Generator

    from ..measure import Effort

RECORDS = 100_000
PRINT_RESIDENT = "\nfrom benchmarks.resident import resident; print(resident())"


@contextmanager
def _after_one_call(effort: Effort) -> Generator[list[Contender]]:
    del effort
    ours = ON_HTTPX + program("first_response_ghxstship") + PRINT_RESIDENT
    bare = program("first_response_httpx") + PRINT_RESIDENT
    with interpreters() as fresh, loopback() as url:
        yield [
            Contender("the interpreter alone", partial(fresh.figure, PRINT_RESIDENT)),
            Contender(US, partial(fresh.figure, ours, url)),
            Contender(BARE, partial(fresh.figure, bare, url, "tls")),
            Contender(f"{BARE}, TLS off", partial(fresh.figure, bare, url, "no-tls")),
        ]


@contextmanager
def _while_iterating(effort: Effort) -> Generator[list[Contender]]:
    records = effort.number(RECORDS)
    code = ON_HTTPX + program("iterate")
    with interpreters() as fresh, loopback(records) as url:
        yield [Contender(US, partial(fresh.figure, code, url, str(records)))]


MEMORY = Row(
    name="memory",
    title="memory after one typed call, whole process",
    metrics=(Metric("resident", "MB", BARE, Target(1.15, BARE)),),
    rounds=5,
    contenders=_after_one_call,
)

FLAT_MEMORY = Row(
    name="flat-memory",
    title="memory after 100,000 records, of that after 10,000",
    metrics=(Metric("resident", "x", None, Target(1.02, None)),),
    rounds=3,
    contenders=_while_iterating,
)
