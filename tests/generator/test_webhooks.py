"""Every generated package receives webhooks: verified, read, routed, stored, by its document."""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from starlette.applications import Starlette

from tests.library import httpx

from .small import (
    Json,
    api_of,
    document,
    errors_of,
    imported,
    module_of,
    operation,
    package_of,
    ref,
    warnings_of,
)

pytestmark = pytest.mark.once

AT = 1614265330
KEY = b"a key of twenty-four by."
BASE64 = base64.b64encode(KEY).decode()
SENT: Json = {"type": "parcel.sent", "id": "evt_1", "created": AT, "object": {"id": "p_1"}}
BODY = json.dumps(SENT).encode()
Signed = Callable[[bytes, bytes, int], dict[str, str]]
"""How a vendor signs: of a key, a body and a moment, the headers; by `hmac` alone."""


def timestamped(key: bytes, body: bytes, at: int) -> dict[str, str]:
    return {"X-Sig": f"t={at},v1={hmac.new(key, b'%d.%b' % (at, body), 'sha256').hexdigest()}"}


def prefixed(key: bytes, body: bytes, at: int) -> dict[str, str]:
    return {"X-Hub-Signature": f"sha1={hmac.new(key, body, 'sha1').hexdigest()}"}


def encoded(key: bytes, body: bytes, at: int) -> dict[str, str]:
    return {"X-Hmac": base64.b64encode(hmac.digest(key, body, "sha256")).decode()}


def standard(key: bytes, body: bytes, at: int) -> dict[str, str]:
    made = base64.b64encode(hmac.digest(key, b"msg_1.%d.%b" % (at, body), "sha256")).decode()
    return {"webhook-id": "msg_1", "webhook-timestamp": str(at), "webhook-signature": f"v1,{made}"}


SCHEMES: dict[str, tuple[Json, Signed, str]] = {
    "timestamped": (
        {"scheme": "timestamped", "header": "X-Sig", "tolerance": 60},
        timestamped,
        KEY.decode(),
    ),
    "prefixed": (
        {
            "scheme": "body",
            "header": "X-Hub-Signature",
            "algorithm": "sha1",
            "prefix": "sha1=",
        },
        prefixed,
        KEY.decode(),
    ),
    "encoded": (
        {"scheme": "body", "header": "X-Hmac", "encoding": "base64"},
        encoded,
        KEY.decode(),
    ),
    "standard": ({"scheme": "standard_webhooks", "tolerance": 60.5}, standard, f"whsec_{BASE64}"),
}


def event(name: str) -> Json:
    return {
        "type": "object",
        "required": ["type", "object"],
        "properties": {
            "type": {"const": name},
            "id": {"type": "string"},
            "created": {"type": "integer"},
            "object": ref("Parcel"),
        },
    }


def hooks(*names: str, body: Json = None) -> Json:
    return {
        name: {
            "post": {
                "requestBody": {"content": {"application/json": {"schema": body or event(name)}}},
                "responses": {"204": {"description": "It is understood."}},
            }
        }
        for name in names
    }


PARCEL: Json = {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}}}


def parcels(webhooks: Json, **told: Json) -> Json:
    """A document of two events."""
    return document(schemas={"Parcel": PARCEL}, webhooks=webhooks, **{"x-sdk": {"webhooks": told}})


@pytest.fixture(params=SCHEMES)
def scheme(request: pytest.FixtureRequest) -> tuple[Json, Signed, str]:
    return SCHEMES[str(request.param)]


async def posted(app: Starlette, body: bytes, headers: dict[str, str]) -> int:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return (await client.post("/hooks", content=body, headers=headers)).status_code


def refusals(package: ModuleType, signed: Signed, secret: str, is_timed: bool) -> None:
    """What is tampered with, signed by another, stale, or signed another way."""
    webhooks = module_of(package, "webhooks")

    def refused(body: bytes, headers: dict[str, str], key: str = secret, now: float = AT) -> str:
        with pytest.raises(webhooks.WebhookVerificationError) as caught:
            webhooks.verify_webhook(body, headers, key, now=now)
        return str(caught.value)

    headers = signed(KEY, BODY, AT)
    webhooks.verify_webhook(BODY, headers, secret, now=AT)
    assert "mismatch" in refused(BODY.replace(b"p_1", b"p_2"), headers)
    assert "mismatch" in refused(BODY, signed(b"another", BODY, AT))
    assert "mismatch" in refused(BODY, headers, base64.b64encode(b"another").decode())
    for other, _, _ in [(one[1], one[0], one[2]) for one in SCHEMES.values()]:
        if other is not signed:
            assert "missing header" in refused(BODY, other(KEY, BODY, AT))
            name = next(reversed(headers))
            refused(BODY, {**headers, name: next(reversed(other(KEY, BODY, AT).values()))})
    if is_timed:
        assert "outside tolerance" in refused(BODY, headers, now=AT + 62)
    else:
        with pytest.raises(package.ConfigurationError, match="signs no time"):
            webhooks.verify_webhook(BODY, headers, secret, 60)


def test_a_delivery_is_verified_read_routed_and_stored(
    tmp_path: Path, scheme: tuple[Json, Signed, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    told, signed, secret = scheme
    paths = {"time": "created", "data": "object", "idempotency_key": "id"}
    given = parcels(hooks("parcel.sent", "parcel.lost"), signature=told, **paths)
    monkeypatch.setattr("time.time", lambda: float(AT))
    with imported(package_of(given, tmp_path)) as package:
        webhooks, events = module_of(package, "webhooks"), module_of(package, "events")
        headers = signed(KEY, BODY, AT)
        made = webhooks.signed_headers(BODY, secret, delivery_id="msg_1")
        assert {name.lower(): value for name, value in made.items()} == {
            name.lower(): value for name, value in headers.items()
        }
        one = webhooks.construct_event(BODY, headers, secret)
        assert (type(one), one.object.id) == (events.ParcelSent, "p_1")

        seen: list[Any] = []
        router = webhooks.WebhookRouter()
        router.on("parcel.sent")(seen.append)

        def other(event: Any) -> None:
            seen.append(event.type)

        router.otherwise(other)
        endpoint = module_of(package, "webhooks.starlette").endpoint
        app = Starlette()
        receiver = webhooks.WebhookReceiver(router, secret)
        app.add_route("/hooks", endpoint(receiver), methods=["POST"])
        assert asyncio.run(posted(app, BODY, headers)) == 204
        assert asyncio.run(posted(app, BODY + b" ", headers)) == 400
        new = json.dumps({"type": "parcel.new"}).encode()
        assert asyncio.run(posted(app, new, signed(KEY, new, AT))) == 204
        assert seen == [one, "parcel.new"]

        with webhooks.Inbox(tmp_path / "inbox.db", secret) as inbox:
            stored = Starlette()
            taking = endpoint(webhooks.InboxReceiver(inbox))
            stored.add_route("/hooks", taking, methods=["POST"])
            assert asyncio.run(posted(stored, BODY, headers)) == 204
            assert asyncio.run(posted(stored, BODY, signed(KEY, BODY, AT + 1))) == 204
            assert asyncio.run(posted(stored, BODY, signed(b"no", BODY, AT))) == 400
            assert not inbox.accept(BODY, headers).new
            seen.clear()
            details: list[Any] = []

            def handle(event: Any) -> None:
                current = inbox.current
                details.append((current.key, current.name, current.resource))
                router.handle(event)

            assert inbox.worker(handle).drain() == 1
            assert seen == [one]
            assert details == [("evt_1", "parcel.sent", "parcel:p_1")]
        refusals(package, signed, secret, "tolerance" in told)


class TestKeys:
    """What tells that an event came before."""

    def test_a_signed_id_does_where_no_path_is_said(self, tmp_path: Path) -> None:
        given = parcels(hooks("parcel.sent"), signature=SCHEMES["standard"][0])
        with imported(package_of(given, tmp_path)) as package:
            webhooks = module_of(package, "webhooks")
            with webhooks.Inbox(tmp_path / "inbox.db", BASE64) as inbox:
                headers = webhooks.signed_headers(BODY, BASE64, delivery_id="msg_7")
                assert inbox.accept(BODY, headers).key == "msg_7"

    def test_else_the_body_does(self, tmp_path: Path) -> None:
        given = parcels(hooks("parcel.sent"), signature=SCHEMES["prefixed"][0])
        with imported(package_of(given, tmp_path)) as package:
            webhooks = module_of(package, "webhooks")
            with webhooks.Inbox(tmp_path / "inbox.db", "s") as inbox:
                receipt = inbox.accept(BODY, webhooks.signed_headers(BODY, "s"))
                assert receipt.key.startswith("sha256:")


class TestNames:
    """Events that no property with a constant tells apart."""

    signature: Json = SCHEMES["prefixed"][0]

    def use(self, tmp_path: Path, given: Json, headers: Json, body: Json, **more: Any) -> list[Any]:
        """What a router and a worker with another hand on: of an event, and of an unknown one."""
        content = json.dumps(body).encode()
        with imported(package_of(given, tmp_path)) as package:
            webhooks = module_of(package, "webhooks")
            seen: list[Any] = []
            router = webhooks.WebhookRouter()

            def sent(event: object) -> None:
                seen.append(("sent", type(event).__name__))

            def other(event: object) -> None:
                seen.append(("other", type(event).__name__))

            router.on("sent")(sent)
            router.otherwise(other)
            signed = {**webhooks.signed_headers(content, "s"), **headers}
            receiver = webhooks.WebhookReceiver(router, "s", **more)
            assert receiver.receive(content, list(signed.items())) == 204
            with webhooks.Inbox(tmp_path / "inbox.db", "s") as inbox:
                assert webhooks.InboxReceiver(inbox, **more).receive(content, signed) == 204
                assert inbox.worker(router).drain() == 1
            return seen

    @pytest.mark.parametrize(
        ("name", "expected"), [("sent", ("sent", "Parcel")), ("new", ("other", "UnknownEvent"))]
    )
    def test_stand_in_a_header(self, tmp_path: Path, name: str, expected: tuple[str, str]) -> None:
        webhooks = hooks("sent", "lost", body=ref("Parcel"))
        given = parcels(webhooks, signature=self.signature, name_header="X-Event")
        headers = {"x-event": name}
        assert self.use(tmp_path, given, headers, {"id": "p_1"}) == [expected, expected]

    def test_of_a_delivery_without_one_are_refused(self, tmp_path: Path) -> None:
        webhooks = hooks("sent", "lost", body=ref("Parcel"))
        given = parcels(webhooks, signature=self.signature, name_header="X-Event")
        with imported(package_of(given, tmp_path)) as package:
            webhooks = module_of(package, "webhooks")
            headers = webhooks.signed_headers(b"{}", "s")
            with pytest.raises(package.EventFormatError, match="nothing says what it is called"):
                webhooks.construct_event(b"{}", headers, "s")
            with pytest.raises(package.ConfigurationError, match="pass all of the request's"):
                webhooks.construct_event(b"{}", next(iter(headers.values())), "s")

    def test_stand_at_a_path(self, tmp_path: Path) -> None:
        one = {
            "type": "object",
            "properties": {"meta": {"type": "object", "properties": {"event": {"type": "string"}}}},
        }
        given = parcels(
            hooks("sent", "lost", body=one), signature=self.signature, name="meta.event"
        )
        found = self.use(tmp_path, given, {}, {"meta": {"event": "sent"}})
        assert [kind for kind, _ in found] == ["sent", "sent"]

    def test_are_told_where_the_document_does_not_say(self, tmp_path: Path) -> None:
        given = parcels(hooks("sent", "lost", body=ref("Parcel")), signature=self.signature)
        found = self.use(tmp_path, given, {}, {"id": "p_1"}, name="sent")
        assert found == [("sent", "Parcel")] * 2
        with imported(package_of(given, tmp_path)) as package:
            webhooks = module_of(package, "webhooks")
            headers = webhooks.signed_headers(b"{}", "s")
            with pytest.raises(package.ConfigurationError, match="pass its name"):
                webhooks.construct_event(b"{}", headers, "s")
            assert api_of(given, tmp_path).notes[-1].startswith("no property of webhooks' bodies")

    def test_that_one_property_tells_need_no_header(self, tmp_path: Path) -> None:
        places = api_of(parcels(hooks("a", "b"), signature=self.signature), tmp_path).events
        assert places is not None
        assert places.places == {"name": "type"}


class TestUnsaid:
    """A document that has webhooks, and does not say how they are signed."""

    def test_is_noted_and_asked_for(self, tmp_path: Path) -> None:
        given = parcels(hooks("parcel.sent"))
        (note,) = api_of(given, tmp_path).notes
        assert "does not say how webhooks are signed" in note
        with imported(package_of(given, tmp_path)) as package:
            webhooks = module_of(package, "webhooks")
            unsaid: list[Callable[[], object]] = [
                lambda: webhooks.verify_webhook(BODY, {}, "s"),
                lambda: webhooks.sign_webhook(BODY, "s"),
                lambda: webhooks.construct_event(BODY, {}, "s"),
                lambda: webhooks.WebhookReceiver(print, "s"),
                lambda: webhooks.Inbox(tmp_path / "inbox.db", "s"),
            ]
            for use in unsaid:
                with pytest.raises(package.ConfigurationError, match="pass signature="):
                    use()
            webhooks.Inbox(tmp_path / "inbox.db").close()  # its workers need no secret
            told = webhooks.WebhookSignature.of("body", header="X-Sig")
            headers = webhooks.signed_headers(BODY, "s", signature=told)
            assert webhooks.construct_event(BODY, headers, "s", signature=told).id == "evt_1"
            with webhooks.Inbox(tmp_path / "inbox.db", "s", signature=told) as inbox:
                assert inbox.accept(BODY, headers).new


@pytest.mark.parametrize(
    ("signature", "key", "reason"),
    [
        ({"scheme": "stripe"}, "scheme", "there is no scheme 'stripe'"),
        ({"scheme": "body"}, "header", "no header has the signature"),
        ({"scheme": "timestamped", "header": "X"}, "tolerance", "how old a delivery may be"),
        ({"scheme": "body", "header": "X", "tolerance": 9}, "tolerance", "no time is signed"),
        ({"header": "X", "signed": "{body}!"}, "signed", "does not end with the body"),
        ({"header": "X", "signed": "{url}.{body}"}, "signed", "other parts"),
        ({"header": "X", "signed": "{id}{body}", "id_header": "Y"}, "signed", "is not clear"),
        ({"header": "X", "id_header": "Y"}, "id_header", "an id is signed and in no header"),
        (
            {"header": "X", "signed": "{timestamp}.{body}", "tolerance": 9},
            "timestamp_header",
            "its place is not said",
        ),
        (
            {"scheme": "timestamped", "header": "X", "prefix": "t=", "tolerance": 9},
            "timestamp_prefix",
            "cannot be told apart",
        ),
        ({"header": "X", "algorithm": "md5"}, "algorithm", "Input should be 'sha256'"),
        ({"header": "X", "prefix": "§"}, "prefix", "not all ASCII"),
        ({"header": "no header"}, "header", "not a header's name"),
        ({"scheme": "body", "header": "X", "tolerance_seconds": 9}, "tolerance_seconds", "Extra"),
    ],
)
def test_a_signature_that_cannot_be_verified_is_named(
    tmp_path: Path, signature: Json, key: str, reason: str
) -> None:
    (found,) = errors_of(parcels(hooks("parcel.sent"), signature=signature), tmp_path)
    assert reason in found.reason
    assert found.pointer == f"#/x-sdk/webhooks/signature/{key}"
    assert found.remedy


@pytest.mark.parametrize("key", ["time", "data"])
def test_a_path_that_is_not_in_every_event_is_named(tmp_path: Path, key: str) -> None:
    (found,) = errors_of(parcels(hooks("a", "b"), **{key: "not.there"}), tmp_path)
    assert found.pointer == f"#/x-sdk/webhooks/{key}"
    assert "the event 'a' has nothing at 'not.there'" in found.reason


def test_a_document_without_webhooks_gets_none(tmp_path: Path) -> None:
    source = package_of(document({"/x": {"get": operation()}}), tmp_path)
    assert not (source / "small" / "webhooks").exists()
    assert "postgresql" not in (source.parent / "pyproject.toml").read_text(encoding="utf-8")


def test_names_no_other_package_and_brings_what_an_inbox_needs(tmp_path: Path) -> None:
    given = parcels(hooks("parcel.sent"), signature=SCHEMES["standard"][0])
    assert not [one for one in warnings_of(given, tmp_path) if "webhooks" in one.pointer]
    source = package_of(given, tmp_path)
    for path in (source / "small").rglob("*.py"):
        text = path.read_text(encoding="utf-8").lower().replace("by ghxstship-generator", "")
        assert "ghxstship" not in text, path
    assert "postgresql = [" in (source.parent / "pyproject.toml").read_text(encoding="utf-8")
