"""How many bytes on the wire a body may have besides its payload: framing, headers of members."""

FREE_OVERHEAD = 256 * 1024
"""Bytes before any payload, and beyond those of `OVERHEAD_PER_BYTE`."""
OVERHEAD_PER_BYTE = 16
"""Bytes for each byte of payload: chunks of a single byte have 5, and some write more."""
