"""The rows of the table, in its order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .call import CALL, CALL_ASYNC
from .concurrency import CONCURRENCY, TRANSPORTS
from .first_response import FIRST_RESPONSE
from .generation import GENERATE, GENERATE_TWICE
from .imports import CLIENT, CLIENT_IMPORT, IMPORT
from .iteration import ITERATE
from .layers import LAYERS
from .memory import FLAT_MEMORY, MEMORY
from .page import PAGE
from .sandbox import SANDBOX_LOAD, SANDBOX_START
from .threads import THREADED
from .webhook import WEBHOOK, WEBHOOK_EVENT, WEBHOOK_TIMING

if TYPE_CHECKING:
    from ..measure import Row

ROWS: tuple[Row, ...] = (
    IMPORT,
    CLIENT_IMPORT,
    CLIENT,
    FIRST_RESPONSE,
    CALL,
    CALL_ASYNC,
    PAGE,
    ITERATE,
    WEBHOOK,
    WEBHOOK_EVENT,
    WEBHOOK_TIMING,
    LAYERS,
    CONCURRENCY,
    TRANSPORTS,
    THREADED,
    MEMORY,
    FLAT_MEMORY,
    GENERATE,
    GENERATE_TWICE,
    SANDBOX_START,
    SANDBOX_LOAD,
)
