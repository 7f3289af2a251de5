"""A delivery and its answer, and what is wrong with the answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from .check import Delivery, Right
from .delivery_factory import KEY_PREFIX

REFUSALS = frozenset({400, 401, 403})
"""What refuses a delivery, and says nothing else."""

_KEY = re.compile(rb'"idempotency_key": ?"(idem_%b\w+)"' % KEY_PREFIX.encode())
_PAGES = frozenset({*range(200, 400), 404, 405})
"""The statuses with which a page says that this is no receiver's address."""


class Fault(Enum):
    """What can be wrong with an answer."""

    ACCEPTED = "it took what it must refuse"
    REFUSED = "it refused what it must take"
    UNCLEAR = "its status refuses for another reason"
    REDIRECTED = "it redirects"
    CRASHED = "it failed"
    UNANSWERED = "it did not answer"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a receiver said to a delivery, fit to be shown.

    Attributes:
        status: The HTTP status, `None` where none came.
        seconds: How long it took, or how long was waited.
        body: How its body begins.
        headers: Those of its headers that tell something.
        error: Why no status came.
    """

    status: int | None
    seconds: float
    body: str = ""
    headers: Mapping[str, str] | None = None
    error: str | None = None

    def header(self, name: str) -> str:
        """A header's value, empty where there is none."""
        return (self.headers or {}).get(name, "")

    @property
    def is_page(self) -> bool:
        """Whether it is a web page, and not one that a framework makes of an error."""
        is_html = self.header("content-type").lower().startswith("text/html")
        return is_html and bool(self.body.strip()) and self.status in _PAGES


@dataclass(frozen=True, slots=True)
class Exchange:
    """A delivery and its answer.

    Attributes:
        delivery: What was sent.
        sent: How the body that was sent begins, fit to be shown.
        answer: What came back.
        late: Whether it came later than the platform waits.
    """

    delivery: Delivery
    sent: str
    answer: Answer
    late: bool

    @property
    def key(self) -> str | None:
        """The idempotency key that was sent, by which to find the event on the other side."""
        found = _KEY.search(self.delivery.content)
        return found and found[1].decode()

    @property
    def fault(self) -> Fault | None:
        """What is wrong with the answer; its time is looked at elsewhere."""
        return fault_of(self.delivery.right, self.answer.status)

    @property
    def problem(self) -> str:
        """What happened, in a sentence."""
        answer, what = self.answer, self.delivery.what
        if answer.status is None:
            return f"Your receiver gave no answer to {what}: {answer.error}."
        if self.fault is None and self.late:
            return f"Your receiver took {answer.seconds:.1f} s to answer {what}."
        target = answer.header("location")
        leads = f", a redirect to {target}" if self.fault is Fault.REDIRECTED and target else ""
        page = " with a web page" if answer.is_page else ""
        return f"Your receiver answered {answer.status}{page} to {what}{leads}."


def fault_of(right: Right, status: int | None) -> Fault | None:
    """What is wrong with a status, `None` where nothing is.

    Args:
        right: The answer that is right.
        status: The status that came, `None` where none did.
    """
    if status is None:
        return Fault.UNANSWERED
    if 200 <= status < 300:
        return None if right is Right.TAKEN else Fault.ACCEPTED
    if 300 <= status < 400:
        return Fault.REDIRECTED
    if 400 <= status < 500:
        if right is Right.TAKEN:
            return Fault.REFUSED
        return None if status in REFUSALS else Fault.UNCLEAR
    return Fault.CRASHED
