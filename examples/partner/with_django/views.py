"""The page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from .models import Deal
from .receiving import inbox

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def page(request: HttpRequest) -> HttpResponse:
    """The mirror, latest change first."""
    context = {"deals": Deal.objects.filter(deleted=False), "inbox": inbox.counts()}
    return render(request, "deals.html", context)
