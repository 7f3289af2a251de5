"""The app."""

from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings

from .. import telemetry


class MirrorConfig(AppConfig):
    """A mirror of the deals."""

    name = "examples.partner.with_django"
    label = "mirror"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Report errors, in the server and in the commands."""
        telemetry.start(settings.MIRROR)
