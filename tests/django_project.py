"""Django's settings hold for a process: one project for all tests, which they add to."""

from __future__ import annotations

from functools import cache

import django
from django.conf import settings


@cache
def set_up_django() -> None:
    """Configure the project, once."""
    settings.configure(
        ALLOWED_HOSTS=["*"], DATABASES={}, LOGGING_CONFIG=None, MIDDLEWARE=[], USE_TZ=True
    )
    django.setup()
