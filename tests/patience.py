"""How long a test waits for something before it fails: only a test that fails waits so long."""

from __future__ import annotations

PATIENCE = 120.0
"""Seconds: enough for a machine with ten times as much to do as it can."""
