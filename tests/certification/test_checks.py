"""Each check fails for the receiver that is wrong in its way, and for no other."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest

from ghxstship.certification import CHECKS, Finding, Result, Review, certify
from ghxstship.events import EVENT_NAMES
from ghxstship.sandbox.sender import TIMEOUT

from .receivers import LIMIT, MISTAKES, NEW, OLD, IsSlowOnce, Mistake, Receiver, Said, served

pytestmark = pytest.mark.once

ROOT = Path(__file__).parents[2]


def review(receiver: Receiver, *secrets: str) -> Review:
    limit = LIMIT if isinstance(receiver, IsSlowOnce) else TIMEOUT
    with served(receiver) as url:
        return asyncio.run(certify(url, secrets or (NEW, OLD), limit=limit))


def ids(findings: list[Finding]) -> list[str]:
    return [finding.check.id for finding in findings]


def test_a_receiver_that_gets_all_right_passes() -> None:
    found = review(Receiver())
    assert found.passed
    assert ids(found.of(Result.PASSED)) == ids(list(found.findings)) == [c.id for c in CHECKS]
    assert found.advice is None
    assert found.times is not None
    assert found.times.count == len(found.exchanges) > 70


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_mistake_fails_its_own_check_alone_and_for_its_own_reason(mistake: Mistake) -> None:
    found = review(mistake.make())
    assert ids(found.failed) == [mistake.check]
    assert ids(found.of(Result.SKIPPED)) == []
    (finding,) = found.failed
    assert any(mistake.of in each.delivery.what for each in finding.wrong)
    assert finding.check.fix in finding.advice
    assert all(each.problem.startswith("Your receiver ") for each in finding.wrong)


def test_every_check_can_fail() -> None:
    assert list(dict.fromkeys(each.check for each in MISTAKES)) == [check.id for check in CHECKS]


def test_every_event_is_sent_and_all_keys_are_the_reviews_own() -> None:
    keys: dict[str, int] = {}
    names: set[str] = set()

    class Noting(Receiver):
        def take(self, event: dict[str, Any]) -> Said:
            key = event.get("metadata", {}).get("idempotency_key", "idem_certify_")
            keys[key] = keys.get(key, 0) + 1
            names.add(event["event"])
            return Said(204)

    review(Noting())
    assert names >= set(EVENT_NAMES)
    assert all(key.startswith("idem_certify_") for key in keys)
    del keys["idem_certify_"]  # of those without one
    assert sorted(keys.values())[-3:] == [1, 3, 5]  # the duplicates alone come again


def test_with_one_secret_a_rotation_is_skipped_and_says_how() -> None:
    found = review(Receiver(), NEW)
    assert not found.failed
    assert not found.passed
    assert not found.complete
    (skipped,) = found.of(Result.SKIPPED)
    assert skipped.check.id == "rotation"
    assert "--secret twice" in (skipped.reason or "")
    assert "several-signatures" in ids(found.of(Result.PASSED))


class TestDocumentation:
    TEXT = (ROOT / "docs" / "certification.md").read_text(encoding="utf-8")

    def test_its_table_says_what_the_checks_do(self) -> None:
        rows = re.findall(r"^\| `([a-z-]+)` \| (.+) \| (.+) \|$", self.TEXT, re.MULTILINE)
        assert rows == [(check.id, check.sends, check.expects) for check in CHECKS]

    @pytest.mark.parametrize(
        "source", [c.source for c in CHECKS if c.source.startswith("docs/")], ids=str
    )
    def test_a_source_in_the_documentation_is_there(self, source: str) -> None:
        file, _, heading = source.partition(", ")
        text = (ROOT / file).read_text(encoding="utf-8")
        assert re.search(rf"^#+ {re.escape(heading.strip('“”'))}$", text, re.MULTILINE)
