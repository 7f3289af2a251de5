"""What the signature's header means, said a second time: by regular expressions and `==`."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Sequence

_ENTRY = {scheme: re.compile(rf"(?:\A|,){scheme}=([^,]*)") for scheme in ("t", "v1")}
_SECONDS = re.compile(r"[0-9]{1,15}")


def in_bytes(value: str | bytes) -> bytes:
    return value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value


def verdict(
    payload: str | bytes,
    header: str | None,
    secrets: Sequence[str | bytes],
    tolerance: float,
    now: float,
) -> str | None:
    """Why a delivery is refused, `None` if it is genuine and fresh."""
    if header is None or header == "":
        return "missing header"
    if len(header) > 4096:
        return "header too long: over 4096 characters"
    times, signatures = (_ENTRY[scheme].findall(header) for scheme in ("t", "v1"))
    if not times:
        return "no timestamp"
    if len(times) > 1:
        return "several timestamps"
    if _SECONDS.fullmatch(times[0]) is None:
        return "timestamp is not a whole number of seconds"
    if not signatures:
        return "no v1 signature"
    signed = b"%b.%b" % (times[0].encode(), in_bytes(payload))
    genuine = {hmac.new(in_bytes(one), signed, hashlib.sha256).hexdigest() for one in secrets}
    if genuine.isdisjoint(signatures):
        return "signature mismatch: was the body parsed and re-serialised?"
    off = abs(now - int(times[0]))
    if off <= tolerance:
        return None
    return f"timestamp outside tolerance by {round(max(off - tolerance, 1))} s"
