"""How Hypothesis runs: without a deadline, since a slow machine is no counterexample."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("ours", deadline=None)
settings.load_profile("ours")
