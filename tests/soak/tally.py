"""How calls ended, and whether each did as was planned."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .plan import draw

if TYPE_CHECKING:
    from .plan import Plan


@dataclass
class Tally:
    """The calls of a client.

    Args:
        seed: What everything random is drawn from.
        faults: The share of attempts that meet a fault, 0 to 1.
    """

    seed: str
    faults: float
    outcomes: Counter[str] = field(default_factory=Counter[str])
    astray: Counter[str] = field(default_factory=Counter[str])
    unlucky: int = 0
    """How many ended as if the server had broken their connection."""

    def plan(self, number: int) -> Plan:
        """The plan of a call."""
        return draw(self.seed, number, self.faults)

    def note(self, plan: Plan, outcome: str) -> None:
        """Take note of how a call ended."""
        self.outcomes[outcome] += 1
        if outcome in plan.expected():
            return
        # What the server does to a connection may hit a call that was to be answered.
        if outcome in plan.if_disturbed():
            self.unlucky += 1
        else:
            self.astray[outcome] += 1

    def findings(self, calls: int, report: dict[str, Any]) -> list[str]:
        """What is wrong, a line for each.

        Args:
            calls: How many were to be made.
            report: The server's.
        """
        found = [
            f"{count} calls ended otherwise than planned: {how}"
            for how, count in self.astray.items()
        ]
        if self.unlucky > report["disturbed"]:
            found.append(f"{self.unlucky} calls ended as if their connections broke")
        twice = ("executed_twice", "sent_twice")
        found += [f"{what}: calls {report[what][:5]}" for what in twice if report[what]]
        if self.outcomes.total() != calls:
            found.append(f"{self.outcomes.total()} calls ended, of {calls}")
        return found
