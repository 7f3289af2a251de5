"""The technical review of a partner's webhook receiver, over HTTP.

```python
review = asyncio.run(certify("http://localhost:8000/hooks", [new_secret, old_secret]))
assert review.passed, [finding.check.id for finding in review.failed]
```

Source: Partner Integration Documentation, "Certification Requirements".
"""

from __future__ import annotations

from .check import Check, Delivery, Right
from .checks import CHECKS
from .exchange import Exchange, Fault
from .reach import UnreachableError
from .review import Finding, Result, Review
from .reviewer import certify

__all__ = [
    "CHECKS",
    "Check",
    "Delivery",
    "Exchange",
    "Fault",
    "Finding",
    "Result",
    "Review",
    "Right",
    "UnreachableError",
    "certify",
]
