from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .caller import Caller

if TYPE_CHECKING:
    from ghxstship.sandbox import Sandbox

DEALS = "/atlvs/v1/deals"
NEW_DEAL = {"name": "Tour", "value": 1, "currency": "USD"}


@pytest.mark.parametrize("key", ["sk_test_", "sk_test_abc", "sk_live_abc123", "sk_test_pro_1"])
def test_every_key_with_a_known_prefix_is_good(sandbox: Sandbox, key: str) -> None:
    assert Caller(sandbox, key=key).get(DEALS).status == 200


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer pk_test_1",
        "Basic sk_test_1",
        "sk_test_1",
        "Bearer\x00x",
    ],
)
def test_anything_else_is_refused(api: Caller, header: str | None) -> None:
    reply = api("GET", DEALS, headers={"Authorization": header})
    assert (reply.status, reply.code) == (401, "UNAUTHORIZED")
    assert reply.headers["www-authenticate"] == "Bearer"


def test_the_scheme_may_be_written_in_any_case(api: Caller) -> None:
    assert api("GET", DEALS, headers={"Authorization": "bearer sk_test_1"}).status == 200


def test_a_missing_workspace_is_named(api: Caller) -> None:
    reply = api("GET", DEALS, headers={"X-Workspace-ID": None})
    assert (reply.status, reply.code, reply.fields) == (400, "BAD_REQUEST", ["X-Workspace-ID"])


@pytest.mark.parametrize("workspace", ["bad id", "ws_", "WS_1", "deal_1", "ws_a b"])
def test_what_is_no_workspace_s_id_makes_no_workspace(sandbox: Sandbox, workspace: str) -> None:
    reply = Caller(sandbox, workspace=workspace).get(DEALS)
    assert (reply.status, reply.fields) == (422, ["X-Workspace-ID"])
    (detail,) = reply.body["error"]["details"]
    assert "^ws_" in detail["message"]
    rows = sandbox.store.execute(
        "SELECT 1 FROM resources WHERE collection LIKE ?", (f"{workspace}\n%",)
    )
    assert rows.fetchall() == []


def test_a_read_only_key_reads_and_no_more(sandbox: Sandbox) -> None:
    reader = Caller(sandbox, key="sk_test_readonly_1")
    assert reader.get(DEALS).status == 200
    refused = reader.post(DEALS, NEW_DEAL)
    assert (refused.status, refused.code) == (403, "FORBIDDEN")
    assert "write" in refused.body["error"]["message"]
    assert reader.get("/atlvs/v1/webhooks").status == 403


def test_an_access_token_may_do_what_it_was_issued_for(sandbox: Sandbox) -> None:
    hooks = Caller(sandbox, key=sandbox.issue_token("webhooks"))
    assert hooks.get("/atlvs/v1/webhooks").status == 200
    assert hooks.get(DEALS).status == 403
    admin = Caller(sandbox, key=sandbox.issue_token("admin"))
    assert admin.get(DEALS).status == admin.get("/atlvs/v1/webhooks").status == 200
    assert admin.post(DEALS, NEW_DEAL).status == 201
    both = Caller(sandbox, key=sandbox.issue_token("read", "write"))
    assert both.post(DEALS, NEW_DEAL).status == 201


def test_workspaces_do_not_see_each_other(sandbox: Sandbox) -> None:
    here, there = Caller(sandbox), Caller(sandbox, workspace="ws_elsewhere")
    deal = here.made(DEALS, NEW_DEAL)
    assert there.get(DEALS).body["pagination"]["total"] == 0
    assert there.get(f"{DEALS}/{deal['id']}").status == 404
    assert there.delete(f"{DEALS}/{deal['id']}").status == 404
    assert here.get(f"{DEALS}/{deal['id']}").status == 200


def test_a_new_workspace_has_users_to_work_with(sandbox: Sandbox) -> None:
    there = Caller(sandbox, workspace="ws_elsewhere")
    owner = there.get("/atlvs/v1/users").body["data"][0]
    deal = there.made(DEALS, {**NEW_DEAL, "owner": {"id": owner["id"]}})
    assert deal["owner"]["email"] == owner["email"]


def test_every_answer_names_its_request(api: Caller) -> None:
    names = {api.get(DEALS).headers["x-request-id"] for _ in range(50)}
    assert len(names) == 50
    failed = api.get("/nowhere")
    assert failed.body["error"]["request_id"] == failed.headers["x-request-id"]
    assert failed.body["error"]["documentation_url"].endswith("/errors/NOT_FOUND")
