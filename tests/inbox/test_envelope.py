"""What is read from the outside of an event, and when a failed one is tried again."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ghxstship.webhooks import FailedAttempt, RetrySchedule
from ghxstship.webhooks.inbox.envelope import (
    MAX_NAME_LENGTH,
    Envelope,
    read_envelope,
    resource_of,
)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda values: st.lists(values) | st.dictionaries(st.text(), values),
    max_leaves=5,
)
members = st.sampled_from(["event", "timestamp", "data", "metadata", "id", "idempotency_key"])
envelopes = st.dictionaries(members, json_values | st.dictionaries(members, json_values))


def read(payload: Any) -> Envelope:
    return read_envelope(json.dumps(payload).encode(), resource_of)


def digest(body: bytes) -> str:
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


def test_a_byte_order_mark_before_an_event_is_ignored() -> None:
    body = json.dumps(
        {"event": "deal.won", "data": {"id": "deal_1"}, "metadata": {"idempotency_key": "evt_1"}}
    ).encode()
    assert read_envelope(b"\xef\xbb\xbf" + body, resource_of) == read_envelope(body, resource_of)


def test_the_documents_example_is_understood() -> None:
    envelope = read(
        {
            "event": "deal.created",
            "version": "1.0",
            "timestamp": "2024-01-15T10:30:00Z",
            "data": {"id": "deal_abc123"},
            "metadata": {"correlation_id": "corr_123abc", "idempotency_key": "idem_456def"},
        }
    )
    happened = datetime(2024, 1, 15, 10, 30, tzinfo=UTC).timestamp()
    assert envelope == Envelope("idem_456def", "deal.created", "deal:deal_abc123", happened)


def test_every_event_of_the_document_is(samples: dict[str, bytes]) -> None:
    assert len(samples) == 34
    for name, body in samples.items():
        envelope = read_envelope(body, resource_of)
        assert envelope.name == name
        assert envelope.happened is not None
        identifier = json.loads(body)["data"].get("id")
        family = name.partition(".")[0]
        assert envelope.resource == (f"{family}:{identifier}" if identifier else None)


@pytest.mark.parametrize(
    "key", [None, "", 7, ["a"], "a\0b", "\udcff", "a\nb", "x" * (MAX_NAME_LENGTH + 1)]
)
def test_a_key_that_no_database_takes_is_none(key: Any) -> None:
    payload = {"metadata": {"idempotency_key": key}}
    assert read(payload).key == digest(json.dumps(payload).encode())


def test_a_value_of_no_type_elsewhere_changes_nothing() -> None:
    rest = '"event":"deal.won","metadata":{"idempotency_key":"idem_1"}'
    for other in (r'"\ud800"', "9" * 5000, r'{"\ud800":1}'):
        body = f'{{"data":{{"id":"deal_1","value":{other}}},{rest}}}'.encode()
        envelope = read_envelope(body, resource_of)
        assert (envelope.key, envelope.name) == ("idem_1", "deal.won")
        assert envelope.resource == "deal:deal_1"


def test_a_key_with_half_of_a_surrogate_pair_is_no_other_event_s() -> None:
    bodies = [rf'{{"metadata":{{"idempotency_key":"a\ud80{n}"}}}}'.encode() for n in (0, 1)]
    assert [read_envelope(body, resource_of).key for body in bodies] == [*map(digest, bodies)]


@pytest.mark.parametrize(
    ("timestamp", "moment"),
    [
        ("1970-01-01T00:01:00Z", 60),
        ("1970-01-01T00:01:00.25+00:00", 60.25),
        ("1970-01-01T02:01:00+02:00", 60),
        ("1970-01-01T00:01:00", 60),
        ("0001-01-01T00:00:00+14:00", -62135647200),
        ("yesterday", None),
        (60, 60),
        (1.5, 1.5),
        (253402300799, 253402300799),
        (253402300800, None),
        (1705312200000, None),
        (-1, None),
        (True, None),
        (float("nan"), None),
        ([60], None),
        (None, None),
    ],
)
def test_a_moment_is_read_or_not_known(timestamp: Any, moment: float | None) -> None:
    assert read({"timestamp": timestamp}).happened == moment


@pytest.mark.parametrize(
    ("payload", "resource"),
    [
        ({"event": "deal.won", "data": {"id": "deal_1"}}, "deal:deal_1"),
        ({"event": "deal", "data": {"id": 7}}, "deal:7"),
        ({"event": "deal.won", "data": {"id": True}}, None),
        ({"event": "deal.won", "data": {"id": ""}}, None),
        ({"event": "deal.won", "data": {}}, None),
        ({"event": "deal.won", "data": ["id"]}, None),
        ({"event": "", "data": {"id": "1"}}, None),
        ({"data": {"id": "1"}}, None),
        ({"event": "deal.won", "data": {"id": "x" * 999}}, None),
    ],
)
def test_a_resource_has_the_family_of_the_event_and_an_id(
    payload: Any, resource: str | None
) -> None:
    assert read(payload).resource == resource


@given(st.binary() | json_values.map(lambda value: json.dumps(value).encode()))
@example(b"[" * 100_000)
@example(b"1" * 5000)
@example(b'{"timestamp": "9999-12-31T23:59:59-23:59"}')
def test_any_body_has_an_envelope(body: bytes) -> None:
    assert read_envelope(body, resource_of).key


@given(envelopes)
def test_any_envelope_fits_a_database(payload: dict[str, Any]) -> None:
    envelope = read(payload)
    for text in (envelope.key, envelope.name, envelope.resource or ""):
        assert len(text) <= MAX_NAME_LENGTH
        assert "\0" not in text
        text.encode()


class TestSchedule:
    @given(st.integers(1, 2000), st.floats(0, 1, exclude_max=True))
    def test_waits_within_its_ceilings_and_gives_up_in_the_end(
        self, number: int, jitter: float
    ) -> None:
        schedule = RetrySchedule(max_attempts=1000, initial_delay=2, max_delay=60)
        wait = schedule.decide(FailedAttempt(number, ValueError(), jitter))
        if number >= 1000:
            assert wait is None
        else:
            assert wait is not None
            assert wait == pytest.approx(min(60, 2 * 2.0 ** min(number - 1, 63)) * jitter)

    @pytest.mark.parametrize(
        "settings",
        [
            {"max_attempts": 0},
            {"initial_delay": -1},
            {"initial_delay": float("nan")},
            {"max_delay": float("inf")},
        ],
    )
    def test_refuses_what_it_cannot_follow(self, settings: Any) -> None:
        (name,) = settings
        with pytest.raises(ValueError, match=rf"RetrySchedule\.{name} must be"):
            RetrySchedule(**settings)
