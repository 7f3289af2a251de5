"""First use inside what fakes the time: nothing that is made meanwhile is lost afterwards.

Each in a process of its own, since what is loaded first decides.
"""

from __future__ import annotations

import subprocess
import sys
from textwrap import dedent

import pytest

from tests.patience import PATIENCE

pytestmark = pytest.mark.once

FAKERS = {
    "freezegun": "from freezegun import freeze_time as faked",
    "time-machine": "from time_machine import travel as faked",
}
LOADED = {
    "nothing": "",
    "pydantic": "import pydantic.main, pydantic.type_adapter, pydantic._internal._generate_schema",
    "the package": "import ghxstship.client, ghxstship.events, ghxstship.models",
}
USE = """
    import asyncio, json, pkgutil
    from importlib import import_module

    WEBHOOK = {
        "id": "wh_1", "version": 1, "url": "https://a.example", "events": ["*"],
        "description": None, "status": "active", "previous_secret_expires_at": None,
        "created_at": "2024-01-02T03:04:05Z", "updated_at": "2024-01-02T03:04:05Z",
    }
    BODY = {"data": [WEBHOOK], "pagination": {"cursor": None, "has_more": False, "total": 1}}
    SETTINGS = {"api_key": "k", "workspace_id": "w"}


    def page(client):
        return client.atlvs.webhooks.list()


    def moments(listed):
        return [webhook.created_at.isoformat() for webhook in listed.data]


    def make():
        from ghxstship import AsyncClient, Client
        from ghxstship._core.http.library import default_library

        httpx = default_library()
        transport = httpx.MockTransport(lambda request: httpx.Response(200, json=BODY))
        return (
            Client(http_client=transport, **SETTINGS),
            AsyncClient(http_client=transport, **SETTINGS),
        )


    async def page_async(client):
        return await client.atlvs.webhooks.list()


    def use(clients):
        client, async_client = clients
        assert moments(page(client)) == ["2024-01-02T03:04:05+00:00"]
        listed = asyncio.run(page_async(async_client))
        assert moments(listed) == ["2024-01-02T03:04:05+00:00"]


    def build():
        import ghxstship
        from ghxstship._core.model import Model

        for module in pkgutil.walk_packages(ghxstship.__path__, "ghxstship."):
            if module.name.split(".")[1] in {"atlvs", "compvss", "gvteway", "models", "events"}:
                import_module(module.name)
        models, built = [Model], 0
        while models:
            model = models.pop()
            models += model.__subclasses__()
            model.model_rebuild()
            assert model.__pydantic_complete__, model
            built += 1
        assert built > 50, built


    with faked("2024-06-01T00:00:00Z"):
        before = make()
        use(before)
        build()
    use(before)
    use(make())
    build()
    print("as before")
"""


@pytest.mark.parametrize("faker", FAKERS)
@pytest.mark.parametrize("loaded", LOADED)
def test_what_is_first_used_while_time_is_faked_works_afterwards(faker: str, loaded: str) -> None:
    pytest.importorskip(faker.replace("-", "_"))
    program = "\n".join([LOADED[loaded], FAKERS[faker], dedent(USE)])
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.stdout == "as before\n", done.stderr[-3000:]
