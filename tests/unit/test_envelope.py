"""Events are read as their own type; what is new on the platform breaks nothing."""

from __future__ import annotations

import json
import logging
from typing import Annotated, Any, Literal

import pytest
from pydantic import Tag

from ghxstship import EventFormatError, GhxstshipError
from ghxstship._core.envelope import EventReader
from ghxstship._core.model import UNKNOWN_TAG, Model, open_discriminator
from ghxstship.events import EVENT_NAMES, EVENT_READER, EVENT_VERSIONS, DealWon, UnknownEvent
from ghxstship.sandbox.samples import Samples

SAMPLES = Samples()


def body(name: str = "deal.won", **changes: Any) -> bytes:
    return json.dumps(SAMPLES.event(name, at=1705312200, key="1") | changes).encode()


@pytest.mark.parametrize("name", EVENT_NAMES)
def test_every_event_is_read_as_its_own_type(name: str) -> None:
    event = EVENT_READER.read(body(name))
    expected = "".join(part.title() for part in name.replace("_", ".").split("."))
    assert (type(event).__name__, event.event) == (expected, name)


@pytest.mark.parametrize("kind", [bytes, bytearray, bytes.decode])
def test_text_is_read_like_bytes(kind: Any) -> None:
    event = EVENT_READER.read(kind(body()))
    assert isinstance(event, DealWon)
    assert event.data.name == "Enterprise Contract"


def test_an_unknown_name_comes_as_it_is(caplog: pytest.LogCaptureFixture) -> None:
    event = EVENT_READER.read(body(event="deal.reborn", data=[1], more={"a": None}))
    assert isinstance(event, UnknownEvent)
    assert (event.event, event.data, event.version) == ("deal.reborn", [1], "1.0")
    assert event.model_extra == {"more": {"a": None}}
    assert caplog.records == []


@pytest.mark.parametrize("version", ["1.1", "2.0", "", None, 1, 1.0])
def test_an_unknown_version_comes_as_it_is(version: Any, caplog: pytest.LogCaptureFixture) -> None:
    event = EVENT_READER.read(body(version=version))
    assert isinstance(event, UnknownEvent)
    assert (event.event, event.version) == ("deal.won", version)
    assert event.data["name"] == "Enterprise Contract"
    assert {"1.0"} == EVENT_VERSIONS
    assert caplog.records == []


def test_another_shape_comes_as_it_is_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    data = json.loads(body())["data"] | {"value": "s3cret"}
    with caplog.at_level(logging.WARNING, "ghxstship"):
        event = EVENT_READER.read(body(data=data))
    assert isinstance(event, UnknownEvent)
    assert event.data["value"] == "s3cret"
    (record,) = caplog.records
    assert record.getMessage().startswith(
        "an event is not as documented at deal.won.data.value: Input should be a valid decimal"
    )
    assert "s3cret" not in record.getMessage()


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

    def test_hears_of_every_mismatch_where_there_is_none(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        event = UNVERSIONED.read('{"kind": "arrived", "weight": "much"}')
        assert (type(event), event.weight) == (Other, "much")
        assert [(each.name, each.levelname, each.getMessage()) for each in caplog.records] == [
            (
                "ghxstship",
                "WARNING",
                (
                    "an event is not as documented at arrived.weight: "
                    "Input should be a valid number, unable to parse string as a number"
                ),
            )
        ]

    @pytest.mark.parametrize("weight", ["1", '"much"'])
    def test_that_has_versions_takes_an_event_without_one_as_it_comes(
        self, weight: str, caplog: pytest.LogCaptureFixture
    ) -> None:
        assert type(VERSIONED.read(f'{{"kind": "arrived", "weight": {weight}}}')) is Other
        assert caplog.records == []

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
