"""What our platform does that its description cannot tell: the only part that knows it."""

from __future__ import annotations

from ..behaviours import Behaviours
from ..seed import seed_sample_data, seed_users
from .atlvs import atlvs
from .compvss import compvss
from .crew import crew
from .figures import figures
from .gvteway import gvteway
from .tickets import tickets
from .webhooks import WebhookDeliveries, announce, event_body, webhooks

PLATFORM = Behaviours()
"""The rules of our own description, which it has unless others are given."""

for _part in (atlvs, figures, compvss, crew, gvteway, tickets, webhooks):
    PLATFORM.include(_part)
PLATFORM.seed(seed_sample_data)
PLATFORM.new_workspace(seed_users)
PLATFORM.event_body(event_body)
PLATFORM.announce(announce)
PLATFORM.deliveries = WebhookDeliveries
