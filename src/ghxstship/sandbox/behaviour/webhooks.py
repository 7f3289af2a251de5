"""Webhooks: who wants to be told what, and the deliveries of it."""

from __future__ import annotations

import hashlib
import hmac
from ipaddress import ip_address
from os import urandom
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ..call import Behaviours, Event, new_id
from ..dispatch import Attempt, Job, schedule
from ..encoding import encode
from ..moments import later, moment

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ..call import Call
    from ..collection import Collection, Resource
    from ..conventions import Conventions
    from ..dispatch import Outcome
    from ..store import Shelf, Store

PLATFORMS = ("atlvs", "compvss", "gvteway")
