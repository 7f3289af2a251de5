"""Reviews to report on: of receivers that pass, that fail in many ways, and that are hostile."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from ghxstship.certification import Review, certify

from .receivers import NEW, OLD, Receiver, Said, served

SCRIPT = "<script>document.title='owned'</script>"
HOSTILE = (
    f"{SCRIPT}</pre></details><img src=http://127.0.0.1:1/x onerror=\"document.title='owned'\">"
    "{{ 7 * 7 }} `code` &amp; \x1b]0;owned\x07 \u202e" + "x" * 100_000
)


def _reviewed(url: str, *secrets: str) -> Review:
    with ThreadPoolExecutor(1) as pool:  # a browser's driver has this thread's event loop
        return pool.submit(asyncio.run, certify(url, secrets)).result()


@cache
def passing() -> Review:
    with served(Receiver().answer) as url:
        return _reviewed(url, NEW, OLD)


@cache
def incomplete() -> Review:
    """Nothing fails, but with one secret a rotation cannot be looked at."""
    with served(Receiver()) as url:
        return _reviewed(url, NEW)


@cache
def failing() -> Review:
    """Many events fail, some refusals do not come, and the rotation is skipped."""
    receiver = Receiver()
    receiver.tolerance = 1e9

    def answer(header: str | None, body: bytes) -> Said:
        said = receiver.answer(header, body)
        fails = b'"event":"ticket.' in body and said.status == 204
        return Said(500, b"KeyError: 'stage'", {"Content-Type": "text/plain"}) if fails else said

    with served(answer) as url:
        return _reviewed(url.replace("//", "//ada:lovelace@") + "?token=1", NEW)


@cache
def hostile() -> Review:
    headers = {"Content-Type": f"text/html; {SCRIPT}", "Location": f"https://x/{SCRIPT}"}
    said = Said(302, HOSTILE.encode(), headers)
    with served(lambda _header, _body: said) as url:
        return _reviewed(url, NEW)
