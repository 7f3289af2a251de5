"""Events are read as their own type; what is new on the platform breaks nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import pytest
from pydantic import Tag

from ghxstship import EventFormatError, GhxstshipError
from ghxstship._core.decimals import to_text
from ghxstship._core.envelope import EventReader
from ghxstship._core.mismatch import mismatches
from ghxstship._core.model import UNKNOWN_TAG, Model, open_discriminator
from ghxstship.events import EVENT_NAMES, EVENT_READER, EVENT_VERSIONS, DealWon, UnknownEvent
from ghxstship.sandbox.samples import Samples

SAMPLES = Samples()


def body(name: str = "deal.won", **changes: Any) -> bytes:
    return to_text(SAMPLES.event(name, at=1705312200, key="1") | changes).encode()


@pytest.mark.parametrize("name", EVENT_NAMES)
def test_every_event_is_read_as_its_own_type(name: str) -> None:
    event = EVENT_READER.read(body(name))
    expected = "".join(part.title() for part in name.replace("_", ".").split("."))
    assert (type(event).__name__, event.event) == (expected, name)
    assert not mismatches(event)


@pytest.mark.parametrize("kind", [bytes, bytearray, bytes.decode])
def test_text_is_read_like_bytes(kind: Any) -> None:
    event = EVENT_READER.read(kind(body()))
    assert isinstance(event, DealWon)
    assert event.data.name == "Enterprise Contract"


@pytest.mark.parametrize("kind", [bytes, bytearray, bytes.decode])
def test_a_byte_order_mark_before_it_is_ignored(kind: Any) -> None:
    assert EVENT_READER.read(kind(b"\xef\xbb\xbf" + body())) == EVENT_READER.read(body())


def test_an_unknown_name_comes_as_it_is(caplog: pytest.LogCaptureFixture) -> None:
    event = EVENT_READER.read(body(event="deal.reborn", data=[1], more={"a": None}))
    assert isinstance(event, UnknownEvent)
    assert (event.event, event.data, event.version) == ("deal.reborn", [1], "1.0")
    assert event.model_extra == {"more": {"a": None}}
    assert caplog.records == []


@pytest.mark.parametrize("version", ["1.1", "2.0", "", 1, 2.0, True, [], {"a": 1}])
def test_an_unknown_version_comes_as_it_is(version: Any, caplog: pytest.LogCaptureFixture) -> None:
    event = EVENT_READER.read(body(version=version))
    assert isinstance(event, UnknownEvent)
    assert (event.event, event.version) == ("deal.won", version)
    assert event.data["name"] == "Enterprise Contract"
    assert {"1.0"} == EVENT_VERSIONS
    assert [each.path for each in mismatches(event)] == [
        *(["version"] if not isinstance(version, str) else [])
    ]
    assert len(caplog.records) == bool(mismatches(event))


@pytest.mark.parametrize("version", [None, 1.0])
def test_an_odd_version_that_names_no_other_is_an_odd_field_like_any(
    version: Any, caplog: pytest.LogCaptureFixture
) -> None:
    event = EVENT_READER.read(body(version=version))
    assert isinstance(event, DealWon)
    assert event.version == version
    assert str(mismatches(event)) == "version: Input should be a valid string"
    assert len(caplog.records) == 1


@pytest.mark.parametrize("value", [["s3cret"], [], 7.5])
@pytest.mark.parametrize("unknown", [{"event": "deal.reborn"}, {"version": "2.0"}])
@pytest.mark.parametrize("field", ["metadata", "metadata.correlation_id"])
def test_an_odd_field_of_an_unknown_event_is_logged_as_well(
    value: object, unknown: dict[str, str], field: str, caplog: pytest.LogCaptureFixture
) -> None:
    first, _, inner = field.partition(".")
    odd: dict[str, Any] = {first: {inner: value} if inner else value}
    event = EVENT_READER.read(body(**unknown, **odd))
    assert isinstance(event, UnknownEvent)
    assert [each.path for each in mismatches(event)] == [field]
    (record,) = caplog.records
    name = unknown.get("event", "deal.won")
    assert record.getMessage() == (
        f"an event {name!r} came, and not as documented: {mismatches(event)}"
    )
    assert (record.name, record.levelname) == ("ghxstship", "WARNING")
    assert "s3cret" not in caplog.text


@pytest.mark.parametrize("value", ["s3cret", None, [], {"s3cret": 1}])
@pytest.mark.parametrize("name", EVENT_NAMES)
def test_an_odd_field_leaves_the_event_its_type_and_is_logged(
    name: str, value: object, caplog: pytest.LogCaptureFixture
) -> None:
    whole = EVENT_READER.read(body(name))
    event = EVENT_READER.read(body(name, timestamp=value, more=1))
    assert type(event) is type(whole)
    assert event.timestamp == value
    assert (event.data, event.metadata) == (whole.data, whole.metadata)
    (record,) = caplog.records
    assert record.getMessage() == (
        f"an event {name!r} came, and not as documented: {mismatches(event)}"
    )
    assert mismatches(event).first[0].path == "timestamp"
    assert (record.name, record.levelname) == ("ghxstship", "WARNING")
    assert "s3cret" not in caplog.text


def test_an_odd_value_inside_is_named_by_its_place(caplog: pytest.LogCaptureFixture) -> None:
    data = json.loads(body())["data"] | {"value": "s3cret"}
    event = EVENT_READER.read(body(data=data))
    assert isinstance(event, DealWon)
    values: tuple[object, ...] = (event.data.name, event.data.value)
    assert values == ("Enterprise Contract", "s3cret")
    wrong = "value: Input should be a valid decimal"
    assert str(mismatches(event)) == f"data.{wrong}"
    assert str(mismatches(event.data)) == wrong
    assert "s3cret" not in caplog.text


@pytest.mark.parametrize("data", [None, 7, [], "s3cret", {}])
def test_data_of_any_kind_leaves_the_event_its_type(data: object) -> None:
    event = EVENT_READER.read(body(data=data))
    assert isinstance(event, DealWon)
    assert event.idempotency_key == "idem_1"
    assert mismatches(event)


class TestProperties:
    """Every event has them, known or not."""

    @pytest.mark.parametrize("name", [*EVENT_NAMES, "deal.reborn", None])
    @pytest.mark.parametrize("version", ["1.0", "2.0"])
    def test_are_read_where_the_document_has_them(self, name: str | None, version: str) -> None:
        metadata = {"idempotency_key": "idem_7", "correlation_id": "corr_7"}
        at = "2024-01-15T10:30:00Z"
        sample = json.loads(body(name if name in EVENT_NAMES else "deal.won"))
        whole = {**sample, "event": name, "version": version, "metadata": metadata, "timestamp": at}
        event = EVENT_READER.read(to_text(whole))
        assert isinstance(event, UnknownEvent) == (version == "2.0" or name not in EVENT_NAMES)
        assert (event.idempotency_key, event.correlation_id) == ("idem_7", "corr_7")
        assert event.timestamp == datetime(2024, 1, 15, 10, 30, tzinfo=UTC)
        assert event.metadata is not None
        assert event.metadata.idempotency_key == "idem_7"

    @pytest.mark.parametrize("name", ["deal.won", "deal.reborn"])
    @pytest.mark.parametrize(
        "metadata", [None, {}, 7, "idem", [], {"idempotency_key": 7, "correlation_id": None}]
    )
    def test_are_none_where_there_are_none(self, name: str, metadata: object) -> None:
        event = EVENT_READER.read(body("deal.won", event=name, metadata=metadata))
        assert (event.idempotency_key, event.correlation_id) == (None, None)

    def test_are_no_fields(self) -> None:
        event = EVENT_READER.read(body(event="deal.reborn", idempotency_key="another"))
        assert event.idempotency_key == "idem_1"
        assert event.model_extra == {"idempotency_key": "another"}


def test_new_fields_are_kept() -> None:
    event = EVENT_READER.read(body(data=json.loads(body())["data"] | {"mood": "happy"}))
    assert isinstance(event, DealWon)
    assert event.data.model_extra == {"mood": "happy"}


@pytest.mark.parametrize(
    "junk",
    [b"", b"{", b"[]", b"null", b"7", b'"deal.won"', b"\xff\xfe", b"[" * 5000, b'{"event":3}'],
    ids=lambda junk: repr(junk[:12]),
)
def test_what_is_no_event_is_refused(junk: bytes) -> None:
    with pytest.raises(EventFormatError, match=r"^not an event: ") as caught:
        EVENT_READER.read(junk)
    assert isinstance(caught.value, GhxstshipError)
    assert caught.value.__cause__ is None


def test_an_object_without_a_name_is_an_event_all_the_same(
    caplog: pytest.LogCaptureFixture,
) -> None:
    event = EVENT_READER.read(b"{}")
    assert isinstance(event, UnknownEvent)
    assert (event.event, event.data) == (None, None)
    assert caplog.records == []


class Arrived(Model):
    kind: Literal["arrived"]
    weight: float


class Other(Model):
    kind: str | None = None


ANY_EVENT = Annotated[
    Annotated[Arrived, Tag("arrived")] | Annotated[Other, Tag(UNKNOWN_TAG)],
    open_discriminator("kind", "kind", frozenset({"arrived"})),
]
UNVERSIONED: EventReader[Any] = EventReader(ANY_EVENT, Other, "kind", frozenset())
VERSIONED: EventReader[Any] = EventReader(ANY_EVENT, Other, "kind", frozenset({"1"}))


class TestAnotherPlatform:
    """Its events have another field for their name, and perhaps no version."""

    def test_needs_no_version(self, caplog: pytest.LogCaptureFixture) -> None:
        assert UNVERSIONED.read('{"kind": "arrived", "weight": 1}') == Arrived(
            kind="arrived", weight=1
        )
        assert UNVERSIONED.read('{"kind": ""}') == Other(kind="")
        assert caplog.records == []

    def test_keeps_an_event_with_a_mismatch(self, caplog: pytest.LogCaptureFixture) -> None:
        event = UNVERSIONED.read('{"kind": "arrived", "weight": "much"}')
        assert (type(event), event.weight) == (Arrived, "much")
        assert [(each.name, each.levelname, each.getMessage()) for each in caplog.records] == [
            (
                "ghxstship",
                "WARNING",
                (
                    "an event 'arrived' came, and not as documented: weight: "
                    "Input should be a valid number"
                ),
            )
        ]

    @pytest.mark.parametrize(("version", "kind"), [("", Arrived), (', "version": "2"', Other)])
    @pytest.mark.parametrize("weight", ["1", '"much"'])
    def test_that_has_versions_takes_an_event_without_one_for_what_it_is(
        self, weight: str, version: str, kind: type, caplog: pytest.LogCaptureFixture
    ) -> None:
        event = VERSIONED.read(f'{{"kind": "arrived", "weight": {weight}{version}}}')
        assert type(event) is kind
        assert len(caplog.records) == (kind is Arrived and weight != "1")

    @pytest.mark.parametrize(
        ("body", "message"),
        [
            ("[]", "the body is not as it must be: Input should be an object"),
            ('{"kind": 3}', "kind is not as it must be: Input should be a valid string"),
        ],
    )
    def test_has_events_that_are_none(self, body: str, message: str) -> None:
        with pytest.raises(EventFormatError) as caught:
            UNVERSIONED.read(body)
        assert str(caught.value) == f"not an event: {message}"
