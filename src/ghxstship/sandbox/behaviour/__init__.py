"""What the platforms do that their document cannot tell: the only part that knows them."""

from __future__ import annotations

from ..call import Behaviours

PLATFORM = Behaviours()
