"""All checks, in the order in which they are made."""

from __future__ import annotations

from .check import DELIVERIES, Check
from .refusing import REFUSING
from .taking import TAKING
from .tolerating import TOLERATING

ANSWER_TIME = Check(
    id="answer-time",
    title="Answers within 10 seconds",
    why="The platform waits 10 seconds and then takes the delivery for failed: it sends it again, "
    "and you do the work twice.",
    source=DELIVERIES,
    sends="nothing of its own: the times of all answers",
    expects="within 10 seconds",
    fix="Verify, store, answer, and work afterwards: a queue, a thread, or an `Inbox`, which "
    "answers in milliseconds and does each event's work once.",
    make=lambda _: iter(()),
)

CHECKS = (*TAKING, *TOLERATING, *REFUSING, ANSWER_TIME)
"""All checks."""
