"""What the platforms do that their document cannot tell: the only part that knows them."""

from __future__ import annotations

from ..registry import Behaviours
from ..seed import plant, welcome
from .atlvs import atlvs
from .compvss import compvss
from .crew import crew
from .figures import figures
from .gvteway import gvteway
from .tickets import tickets
from .webhooks import WebhookCourier, announce, envelope, webhooks

PLATFORM = Behaviours()
"""Everything that the platforms do."""

for _part in (atlvs, figures, compvss, crew, gvteway, tickets, webhooks):
    PLATFORM.include(_part)
PLATFORM.plant = plant
PLATFORM.welcome = welcome
PLATFORM.envelope = envelope
PLATFORM.announce = announce
PLATFORM.courier = WebhookCourier
