"""Where what is."""

from __future__ import annotations

from django.urls import path

from ghxstship.webhooks import InboxReceiver
from ghxstship.webhooks.django import view

from .receiving import inbox
from .views import page

urlpatterns = [path("", page), path("hooks", view(InboxReceiver(inbox)))]
