"""How fast the package is beside its floor and its peers, all measured in one run."""

import sys

from ghxstship._core.http.library import default_library

# httpx2 is here for the peers; what is measured of ours is what `pip install ghxstship` brings.
if "httpx2" not in sys.modules:
    sys.modules["httpx2"] = None  # type: ignore[assignment]  # pyright: ignore[reportArgumentType]
    default_library()
    del sys.modules["httpx2"]
