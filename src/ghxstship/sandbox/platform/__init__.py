"""What the platforms do that their document cannot tell: the only part that knows them."""

from __future__ import annotations

from ..behaviours import Behaviours
from ..seed import plant, welcome
from .atlvs import atlvs
from .compvss import compvss
from .crew import crew
from .figures import figures
from .gvteway import gvteway
from .tickets import tickets
from .webhooks import WebhookDeliveries, announce, envelope, webhooks

PLATFORM = Behaviours()
"""Everything that the platforms do."""

for _part in (atlvs, figures, compvss, crew, gvteway, tickets, webhooks):
    PLATFORM.include(_part)
PLATFORM.plant = plant
PLATFORM.welcome = welcome
PLATFORM.envelope = envelope
PLATFORM.announce = announce
PLATFORM.job_handler = WebhookDeliveries
