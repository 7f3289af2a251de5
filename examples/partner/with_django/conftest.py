"""The project with databases of its own, served by a thread; pytest-django would do as well."""

from __future__ import annotations

import atexit
import os
import socketserver
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
import pytest
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

from .. import telemetry
from ..conftest import Reports, served
from ..settings import Settings

if TYPE_CHECKING:
    from collections.abc import Generator

PRESENT, FORMER = "whsec_present", "whsec_former"

# Before the tests' modules import the models.
folder = TemporaryDirectory()
atexit.register(folder.cleanup)
os.environ["DJANGO_SETTINGS_MODULE"] = "examples.partner.with_django.settings"
os.environ["MIRROR_DATABASE"] = str(Path(folder.name, "mirror.db"))
os.environ["GHXSTSHIP_WEBHOOK_SECRET"] = f"{PRESENT},{FORMER}"
django.setup()
call_command("migrate", verbosity=0)


class Server(socketserver.ThreadingMixIn, WSGIServer):
    """Django behind a port, a thread for each request."""

    request_queue_size = 64


class Handler(WSGIRequestHandler):
    """Keeps the output to the tests' own."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def url(sentry: Reports) -> Generator[str]:
    call_command("flush", interactive=False, verbosity=0)
    application = get_wsgi_application()
    server = make_server("127.0.0.1", 0, application, server_class=Server, handler_class=Handler)
    telemetry.start(Settings(sentry_dsn=sentry.dsn))
    with served(server):
        yield f"http://127.0.0.1:{server.server_port}"
