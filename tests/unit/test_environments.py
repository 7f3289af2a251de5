"""Programs in which something else than usual runs the client, each in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from textwrap import dedent

import pytest

from tests.patience import PATIENCE

pytestmark = pytest.mark.once

SERVE = """
    import asyncio, gc, json, socket, subprocess, sys

    SERVER = '''
    import http.server, json

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            page = {"cursor": None, "has_more": False, "total": 0}
            body = json.dumps({"data": [], "pagination": page}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()
    '''

    def run(use):
        server = subprocess.Popen(
            [sys.executable, "-c", __import__("textwrap").dedent(SERVER)], stdout=subprocess.PIPE
        )
        try:
            port = int(server.stdout.readline())
            settings = {"base_url": f"http://127.0.0.1:{port}", "api_key": "k", "workspace_id": "w"}
            use(settings)
        finally:
            server.kill()
            server.wait()
            server.stdout.close()
        print("done")
"""
EVENTLET = """
    def use(settings):
        from ghxstship import Client

        with Client(**settings) as client:
            for _ in range(3):
                client.atlvs.webhooks.list()
            pool = eventlet.GreenPool()
            listed = list(pool.imap(lambda _: client.atlvs.webhooks.list().data, range(20)))
            assert listed == [[]] * 20

    run(use)
"""
UNCLOSED = """
    import ghxstship

    def use(settings):
        for cyclic in (False, True):
            client = ghxstship.Client(**settings)
            client.atlvs.webhooks.list()
            if cyclic:
                client._itself = client
            del client
            gc.collect()
        run_tasks(settings)
        global kept
        kept = ghxstship.Client(**settings)
        kept.atlvs.webhooks.list()

    async def use_async(settings, sleep):
        for cyclic in (False, True):
            client = ghxstship.AsyncClient(**settings)
            await client.atlvs.webhooks.list()
            if cyclic:
                client._itself = client
            del client
            gc.collect()
            await sleep(0.01)
            gc.collect()
            await sleep(0.01)
        kept = ghxstship.AsyncClient(**settings)
        await kept.atlvs.webhooks.list()

    def run_tasks(settings):
        import trio

        asyncio.run(use_async(settings, asyncio.sleep))
        trio.run(use_async, settings, trio.sleep)
        with __import__("warnings").catch_warnings(action="ignore"):
            gc.collect()
        assert open_sockets() == before, (before, open_sockets())

    def open_sockets():
        return sum(
            isinstance(each, socket.socket) and each.fileno() >= 0 for each in gc.get_objects()
        )

    before = open_sockets()
    run(use)
"""


def ran(*parts: str, options: tuple[str, ...] = ()) -> None:
    program = "\n".join(dedent(part) for part in parts)
    done = subprocess.run(
        [sys.executable, *options, "-c", program],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.stdout == "done\n", done.stderr[-3000:]
    unexpected = [line for line in done.stderr.splitlines() if "Warning" in line]
    assert unexpected == [], done.stderr[-3000:]


# It is not imported here: it would warn of every fork that a later test makes.
@pytest.mark.skipif(not find_spec("eventlet"), reason="eventlet is not installed")
def test_a_client_works_under_eventlet() -> None:
    ran("import eventlet; eventlet.monkey_patch()", SERVE, EVENTLET, options=("-W", "ignore"))


def test_a_client_that_nobody_closed_closes_its_sockets_without_a_warning() -> None:
    ran(SERVE, UNCLOSED, options=("-X", "dev", "-W", "error"))
