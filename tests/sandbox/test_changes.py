"""PATCH: merge patches, versions, and what stays untouched."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, cast

from hypothesis import given
from hypothesis import strategies as st

from ghxstship.sandbox.collection import Members

if TYPE_CHECKING:
    from .caller import Caller, Clock

DEAL = "/atlvs/v1/deals/deal_abc123"

# A merge looks at names, nulls and what is an object; few of each meet often, and are soon drawn.
JSON = st.recursive(
    st.sampled_from([None, False, 0, 1.5, "", "x", [], [None], [{"a": None}]]),
    lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=6,
)
OBJECTS = st.dictionaries(st.sampled_from("abc"), JSON, max_size=3)


def rfc_7396(target: Any, patch: Any) -> Any:
    """The algorithm as section 2 of the RFC gives it."""
    if not isinstance(patch, dict):
        return patch
    result: dict[str, Any] = {}
    if isinstance(target, dict):
        result.update(cast("dict[str, Any]", target))
    for name, value in cast("dict[str, Any]", patch).items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = rfc_7396(result.get(name), value)
    return result


@given(OBJECTS, OBJECTS)
def test_an_open_object_is_merged_as_the_rfc_says(target: Any, patch: Any) -> None:
    result = copy.deepcopy(target)
    Members({}, {}).merge(result, copy.deepcopy(patch))
    assert result == rfc_7396(target, patch)


@given(OBJECTS, OBJECTS)
def test_declared_members_keep_a_null(target: Any, patch: Any) -> None:
    declared = Members({"a": Members({}, {})}, {})
    result = copy.deepcopy(target)
    declared.merge(result, copy.deepcopy(patch))
    assert ("a" in result) == ("a" in target or "a" in patch)


def test_absent_fields_stay_and_nulls_clear(api: Caller, clock: Clock) -> None:
    before = api.get(DEAL).body
    clock.advance(5)
    after = api.patch(DEAL, {"probability": None, "custom_fields": {"priority": None, "x": 1}}).body
    assert after == {
        **before,
        "probability": None,
        "custom_fields": {"source": "referral", "x": 1},
        "version": 2,
        "updated_at": after["updated_at"],
    }
    assert after["updated_at"] > before["updated_at"]
    assert api.get(DEAL).body == after


def test_every_change_counts_one_version(api: Caller) -> None:
    assert [api.patch(DEAL, {"name": "A"}).body["version"] for _ in range(3)] == [2, 3, 4]


def test_a_stale_version_is_refused_and_changes_nothing(api: Caller) -> None:
    assert api.patch(DEAL, {"name": "A", "version": 1}).status == 200
    stale = api.patch(DEAL, {"name": "B", "version": 1})
    assert (stale.status, stale.code) == (409, "VERSION_CONFLICT")
    assert api.patch(DEAL, {"name": "C", "version": 7}).status == 409
    assert api.get(DEAL).body["name"] == "A"


def test_a_field_that_may_not_be_null_is_named(api: Caller) -> None:
    reply = api.patch(DEAL, {"name": None})
    assert (reply.status, reply.fields) == (422, ["name"])


def test_what_the_server_keeps_cannot_be_changed(api: Caller) -> None:
    reply = api.patch(DEAL, {"id": "deal_1", "created_at": "2020-01-01T00:00:00Z", "status": "won"})
    assert reply.status == 422
    assert set(reply.fields) == {"id", "created_at", "status"}
