"""An example with handlers that fail once and kill their process once; `EXAMPLE` names it.

It is run as the example is: `uvicorn tests.examples.faulty:app`, for instance.
"""

from __future__ import annotations

import os
import signal
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from ghxstship import WebhookRouter, webhooks
from ghxstship.events import DealLost, DealUpdated
from ghxstship.webhooks import Inbox, RetrySchedule

FOLDER = Path(os.environ["FAULTS"])

# What takes a minute, so that no test waits for it.
impatient = partial(Inbox, lease=1, retry=RetrySchedule(initial_delay=0.1))
setattr(webhooks, "Inbox", impatient)  # noqa: B010 - a checker would refuse the assignment
example: Any = import_module(os.environ["EXAMPLE"])
router: WebhookRouter = example.router
app = getattr(example, "app", None)


def is_first(name: str) -> bool:
    """Whether nothing of this name has happened before, in any process."""
    try:
        (FOLDER / name).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True


@router.on("deal.lost")
def raise_once(event: DealLost) -> None:
    if is_first("raised"):
        raise ConnectionError("the ledger is down")
    print(f"{event.data.name} is lost", flush=True)


@router.on("deal.updated")
def die_once(event: DealUpdated) -> None:
    if is_first("died"):
        os.kill(os.getpid(), signal.SIGKILL)
    print(f"{event.data.name} is updated", flush=True)


if __name__ == "__main__":
    example.main()
