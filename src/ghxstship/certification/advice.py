"""What to fix, from what went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .check import Right
from .exchange import Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from .check import Check
    from .exchange import Exchange

_STATUSES = {
    404: "404 says that nothing is at this address: check the path, a prefix that a proxy adds "
    "or takes away, and a slash at its end.",
    405: "405 says that this address takes no POST: register the route for POST.",
    408: "408 says that the body came too slowly: raise the limit on the time that reading takes.",
    411: "411 says that the body's length is missing: something in between changes the request.",
    415: "415 says that the content type is wrong: deliveries are `application/json`.",
    422: "422 comes from a framework that validated headers or body before your code ran. In "
    "FastAPI take `request: Request` alone, verify, answer 400 yourself.",
    429: "429 says that too much came at once: except this address from the rate limit; its "
    "deliveries are signed.",
    431: "431 says that the headers are too long: 8 KB is a usual limit, and enough.",
}
_GENERAL = {
    Fault.UNCLEAR: "Refuse with 400, 401 or 403: other statuses say that the address or the "
    "request was wrong, and hide what happened.",
    Fault.REDIRECTED: "The platform follows no redirect. Register the address that it leads to: "
    "https at once, the final host, with or without the slash at the end.",
    Fault.CRASHED: "A 5xx is an error of your receiver: its log has the traceback. The platform "
    "delivers again after each, and a stranger learns that he can break something.",
    Fault.UNANSWERED: "The connection ended without an answer: a worker that crashed or was "
    "killed, a proxy that gave up, or a handler that never ends.",
}
_OWN = frozenset({Fault.ACCEPTED, Fault.REFUSED, Fault.CRASHED})
"""What a check's own advice is about."""

_BODY = frozenset({415, 422})
"""The explained statuses that a check's own advice may be about all the same."""

_PAGE = (
    "A web page answered: is this the receiver's own address, and not that of a front end which "
    "answers everything?"
)


def advice_for(check: Check, wrong: Sequence[Exchange]) -> tuple[str, ...]:
    """What to do about a check that failed.

    Args:
        check: The check.
        wrong: The exchanges that made it fail.
    """
    every = (each for exchange in wrong for each in _advice(check, exchange))
    return tuple(dict.fromkeys(every))


def _advice(check: Check, exchange: Exchange) -> Iterator[str]:
    fault, status = exchange.fault, exchange.answer.status
    explained = fault in (Fault.REFUSED, Fault.UNCLEAR) and status in _STATUSES
    if fault in _OWN and (not explained or status in _BODY):
        yield check.fix
    if explained and status is not None:
        yield _STATUSES[status]
    elif fault in _GENERAL:
        yield _GENERAL[fault]
    if exchange.answer.is_page:
        yield _PAGE


def first_of_all(exchanges: Iterable[Exchange]) -> str | None:
    """What to look at before all else: one cause that explains many failures.

    Args:
        exchanges: All that was sent and answered.

    Returns:
        The advice, `None` where there is no such cause.
    """
    every = list(exchanges)
    genuine = [each for each in every if each.delivery.right is Right.TAKEN]
    forged = [each for each in every if each.delivery.right is Right.REFUSED]
    faults = {each.fault for each in genuine}
    statuses = {each.answer.status for each in genuine}
    if forged and {each.fault for each in forged} == {Fault.ACCEPTED}:
        return (
            "Every forged delivery was taken: nothing is verified. Begin with the signature; most "
            "of the other failures go away with it."
        )
    if len(faults) != 1 or len(statuses) != 1:
        return None
    (fault,), (status,) = faults, statuses
    if fault is Fault.REFUSED and status not in _STATUSES:
        return (
            "Every genuine delivery was refused. Most likely the receiver has another secret than "
            "this review, or does not verify the raw body; look at that first. What it refused "
            "rightly proves nothing until then."
        )
    if fault in (Fault.REFUSED, Fault.REDIRECTED, Fault.CRASHED) and status is not None:
        known = _STATUSES.get(status) if fault is Fault.REFUSED else _GENERAL[fault]
        return f"Every genuine delivery was answered {status}. {known}"
    return None


NOT_SEEN = (
    "Whether a duplicate had one effect, and whether an older event left a newer state alone.",
    "Whether work that is done after the answer survives a crash: stop the receiver, and look.",
    "Whether signatures are compared in constant time, and who can read the secret.",
)
"""What no review over HTTP can see."""
