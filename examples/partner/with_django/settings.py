"""Django's settings, and ours: `DJANGO_SETTINGS_MODULE=examples.partner.with_django.settings`."""

from __future__ import annotations

import os
from pathlib import Path

from ..settings import Settings

MIRROR = Settings.from_environment()

SECRET_KEY = os.environ.get("DJANGO_SECRET_KEY", "for this machine alone")
ALLOWED_HOSTS = ["localhost", "127.0.0.1"]
ROOT_URLCONF = "examples.partner.with_django.urls"
INSTALLED_APPS = ["examples.partner.with_django.apps.MirrorConfig"]
USE_TZ = True
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parents[1] / "templates"],
    }
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": MIRROR.database,
        "OPTIONS": {"timeout": 8, "transaction_mode": "IMMEDIATE"},
    }
}
