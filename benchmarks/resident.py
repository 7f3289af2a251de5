"""How much memory the process holds."""

import resource
import sys
from pathlib import Path

STATM = Path("/proc/self/statm")


def resident() -> float:
    """Megabytes that are resident now, or at most so far where the system tells no more."""
    if STATM.exists():
        return int(STATM.read_text().split()[1]) * resource.getpagesize() / 1e6
    highest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return highest / (1e6 if sys.platform == "darwin" else 1e3)
