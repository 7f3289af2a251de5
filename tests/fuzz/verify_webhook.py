"""Coverage-guided fuzzing of `verify_webhook` and `construct_event` (`nox -s fuzz`).

Whatever a stranger sends, they say what the model of the header says, and raise nothing else than
their own errors. Arguments are libFuzzer's, such as `-runs=10000000`.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

atheris: Any = import_module("atheris")  # it runs on few platforms, and has no types

with atheris.instrument_imports(include=["ghxstship.webhooks", "ghxstship._core.envelope"]):
    from ghxstship import EventFormatError, WebhookVerificationError
    from ghxstship.webhooks import construct_event, sign_webhook, verify_webhook

    import_module("ghxstship._core.envelope")  # it is loaded when it is first used

from tests.property.header_model import verdict  # noqa: E402 - the code under test comes first

if TYPE_CHECKING:
    from collections.abc import Callable

AT = 1705312200
SECRETS: tuple[str, bytes] = ("whsec_new", b"whsec_old")
TOLERANCE = 300


def try_one(data: bytes) -> None:
    """One input: where it is spliced into a genuine delivery, and what."""
    given: Any = atheris.FuzzedDataProvider(data)
    choice = given.ConsumeIntInRange(0, 5)
    now = AT + given.ConsumeIntInRange(-400, 400)
    body: str | bytes = given.ConsumeBytes(64) if choice % 2 else given.ConsumeUnicode(64)
    header = sign_webhook(body, SECRETS[0] if choice % 2 else SECRETS[1], at=AT)
    rest: str = given.ConsumeUnicode(200)
    if choice >= 4:
        header = rest
    elif choice >= 2:
        place = given.ConsumeIntInRange(0, len(header))
        end = given.ConsumeIntInRange(place, min(len(header), place + 8))
        header = header[:place] + rest + header[end:]
    compare(body, header, now)


def compare(body: str | bytes, header: str, now: int) -> None:
    """Hold what is said against the model."""
    expected = verdict(body, header, SECRETS, TOLERANCE, now)
    said = _said(lambda: verify_webhook(body, header, SECRETS, TOLERANCE, now=now))
    if said != expected:
        raise AssertionError(f"{said!r} is not {expected!r}, for {body!r} and {header!r}")
    if expected is None:
        try:
            construct_event(body, header, SECRETS, now=now)
        except EventFormatError:
            return


def _said(call: Callable[[], None]) -> str | None:
    try:
        call()
    except WebhookVerificationError as error:
        return str(error)
    return None


if __name__ == "__main__":
    atheris.Setup(sys.argv, try_one)
    atheris.Fuzz()
