"""A client for an API that has nothing to do with ours: generated, imported, called."""

from __future__ import annotations

import asyncio
import inspect
import json
import os
import subprocess
import sys
import tomllib
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from generator.cli import generate

from ..library import httpx
from .small import imported, module_of

pytestmark = pytest.mark.once

ROOT = Path(__file__).parents[2]
DOCUMENT = Path(__file__).parent / "documents" / "parcel_post.yaml"
SHIPMENT_ID = UUID("6f1c3a3e-3d1b-4b8e-9d5a-0f8f5d1c2b3a")
TRACE = UUID("11111111-2222-3333-4444-555555555555")
ADDRESS = {"fullName": "Ada", "streetLines": ["1 Main St"], "postCode": "1000"}
SHIPMENT = {
    "id": str(SHIPMENT_ID),
    "state": "inTransit",
    "createdAt": "2024-01-15T10:30:00Z",
    "shipTo": ADDRESS,
    "parcels": [{"weightGrams": 500, "copy": True}],
    "serviceLevel": 4,
    "notifyAt": "08:30:00",
    "tagsByName": {"a b": {"labelText": "x", "date": "2024-02-01"}},
    "newThing": [1],
}
LEAF = {"categoryName": "b"}
TREE = {"categoryName": "a", "subCategories": [LEAF]}


@dataclass(slots=True)
class Server:
    """Answers what it is told to, and remembers what it was asked."""

    answers: list[tuple[int, Any]]
    requests: list[httpx.Request] = field(default_factory=list[httpx.Request])

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        status, body = self.answers.pop(0)
        if body is None:
            return httpx.Response(status)
        return httpx.Response(status, json=body, headers={"X-Trace-Id": "trace_9"})

    @property
    def sent(self) -> str:
        """The only request: its line and its body."""
        (request,) = self.requests
        line = f"{request.method} {request.url.raw_path.decode()}"
        return f"{line} {json.dumps(json.loads(request.content))}" if request.content else line


@dataclass(slots=True)
class Caller:
    """Calls the client's methods, from a thread or from a task."""

    package: Any
    is_async: bool

    def client(self, server: Server) -> Any:
        name = "AsyncClient" if self.is_async else "Client"
        return getattr(self.package, name)("key_1", http_client=httpx.MockTransport(server))

    def call(self, server: Server, method: str, *args: Any, **kwargs: Any) -> Any:
        """The answer; all items of all pages where it lists."""
        target: Any = self.client(server)
        for name in method.split("."):
            target = getattr(target, name)
        result = target(*args, **kwargs)
        return asyncio.run(_awaited(result)) if self.is_async else result

    def items(self, server: Server, method: str, **kwargs: Any) -> list[Any]:
        """All items of a list, on all pages."""
        resource, name = method.split(".")
        pages = getattr(getattr(self.client(server), resource), name)(**kwargs)
        return asyncio.run(_all(pages)) if self.is_async else list(pages)


async def _awaited(result: Any) -> Any:
    return await result


async def _all(pages: Any) -> list[Any]:
    return [item async for item in pages]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The generated project."""
    folder = tmp_path_factory.mktemp("parcel_post")
    generate(DOCUMENT, package="parcel_post", output=folder)
    return folder


@pytest.fixture(scope="module")
def package(project: Path) -> Iterator[Any]:
    """The generated package."""
    with imported(project / "src", "parcel_post") as module:
        yield module


@pytest.fixture(params=[False, True], ids=["threads", "tasks"])
def caller(package: Any, request: pytest.FixtureRequest) -> Caller:
    """The same tests, sync and async."""
    return Caller(package, request.param)


class TestOperations:
    def test_a_list_follows_page_numbers_to_the_last(self, caller: Caller) -> None:
        page = {"results": [SHIPMENT, SHIPMENT], "pageCount": 2, "totalCount": 4}
        server = Server([(200, page), (200, page)])
        found = caller.items(
            server,
            "shipments.list",
            page_size=2,
            carrier_codes=["dhl", "u,ps"],
            state=["created", "inTransit"],
            is_insured=True,
            created_after=datetime(2024, 1, 1, tzinfo=UTC),
        )
        assert [type(item).__name__ for item in found] == ["Shipment"] * 4
        query = (
            "pageSize=2&carrierCodes=dhl%2Cu%2Cps&state=created&state=inTransit&isInsured=true"
            "&createdAfter=2024-01-01T00%3A00%3A00%2B00%3A00"
        )
        assert [r.url.query.decode() for r in server.requests] == [query, f"pageNumber=2&{query}"]
        assert {str(r.url.copy_with(query=None)) for r in server.requests} == {
            "https://eu.parcelpost.example/v2/shipments"
        }

    def test_a_list_can_be_bounded(self, caller: Caller) -> None:
        server = Server([(200, {"results": [SHIPMENT] * 3, "pageCount": 9})])
        assert len(caller.items(server, "shipments.list", max_items=2)) == 2

    def test_create_sends_nested_names_as_on_the_wire(self, caller: Caller, package: Any) -> None:
        server = Server([(201, SHIPMENT)])
        parcel = module_of(package, "shipments").Parcel(weight_grams=2)
        shipment = caller.call(
            server,
            "shipments.create",
            ship_to={"full_name": "Ada", "post_code": "1000", "from_": "here"},
            parcels=[{"weight_grams": 500, "copy_": True}, parcel],
            service_level=1,
            options_=["fragile"],
            notify_at=time(8, 30),
        )
        assert server.sent == (
            "POST /v2/shipments "
            '{"shipTo": {"fullName": "Ada", "postCode": "1000", "from": "here"}, '
            '"parcels": [{"weightGrams": 500, "copy": true}, {"weightGrams": 2}], '
            '"serviceLevel": 1, "options": ["fragile"], "notifyAt": "08:30:00"}'
        )
        assert shipment.id == SHIPMENT_ID
        assert shipment.service_level == 4, "an enum of integers is open to new ones"
        assert shipment.state == "inTransit"
        assert shipment.parcels[0].copy_ is True
        assert shipment.tags_by_name["a b"].date == date(2024, 2, 1)
        assert shipment.model_extra == {"newThing": [1]}

    def test_another_success_has_another_type(self, caller: Caller) -> None:
        server = Server([(202, {"ticketId": "t1", "pollAfter": 3})])
        ticket = caller.call(server, "shipments.create", ship_to={}, parcels=[])
        assert (type(ticket).__name__, ticket.ticket_id, ticket.poll_after) == ("Ticket", "t1", 3)

    def test_get(self, caller: Caller) -> None:
        server = Server([(200, SHIPMENT)])
        assert caller.call(server, "shipments.get", SHIPMENT_ID).ship_to.full_name == "Ada"
        assert server.sent == f"GET /v2/shipments/{SHIPMENT_ID}"
        assert server.requests[0].headers["X-Api-Token"] == "key_1"
        assert "Authorization" not in server.requests[0].headers

    def test_update_clears_what_is_none_and_leaves_out_the_rest(self, caller: Caller) -> None:
        server = Server([(200, SHIPMENT)])
        tags = {"full_name": {"label_text": "y", "printed_on": date(2024, 3, 4)}}
        caller.call(server, "shipments.update", SHIPMENT_ID, ship_to=None, tags_by_name=tags)
        assert server.sent == (
            f'PATCH /v2/shipments/{SHIPMENT_ID} {{"shipTo": null, '
            '"tagsByName": {"full_name": {"labelText": "y", "printedOn": "2024-03-04"}}}'
        )

    def test_delete_answers_nothing(self, caller: Caller) -> None:
        server = Server([(204, None)])
        assert caller.call(server, "shipments.delete", SHIPMENT_ID) is None
        assert server.sent == f"DELETE /v2/shipments/{SHIPMENT_ID}"

    @pytest.mark.parametrize(
        ("payment", "sent", "kind"),
        [
            (
                {"payment_method": "card", "card_token": "secret"},
                {"paymentMethod": "card", "cardToken": "secret"},
                "CardPayment",
            ),
            (
                {"payment_method": "invoice", "cost_center": "7"},
                {"paymentMethod": "invoice", "costCenter": "7"},
                "InvoicePayment",
            ),
            ({"payment_method": "barter"}, {"paymentMethod": "barter"}, "UnknownPayment"),
        ],
    )
    def test_a_union_goes_out_and_comes_back(
        self, caller: Caller, payment: Any, sent: Any, kind: str
    ) -> None:
        server = Server([(200, {"image": "+/8=", "paidWith": sent})])
        label = caller.call(server, "shipments.purchase_label", SHIPMENT_ID, body=payment)
        assert server.sent == f"POST /v2/shipments/{SHIPMENT_ID}/label {json.dumps(sent)}"
        assert label.image == b"\xfb\xff"
        assert type(label.paid_with).__name__ == kind
        assert label.paid_with.payment_method == payment["payment_method"]
        assert "secret" not in repr(label)

    def test_a_list_without_pages_is_a_list(self, caller: Caller) -> None:
        at = "2024-01-15T10:30:00Z"
        scans = [
            {"scanType": "delivery", "scannedAt": at, "signedBy": "Bo"},
            {"scanType": "pickUp", "scannedAt": at},
            {"scanType": "lost", "scannedAt": "who knows", "lastSeen": "sea"},
        ]
        found = caller.call(Server([(200, scans)]), "shipments.list_scans", SHIPMENT_ID)
        assert [type(scan).__name__ for scan in found] == [
            "DeliveryScan",
            "PickUpScan",
            "UnknownShipmentsListScansResultItem",
        ]
        assert found[2].scanned_at == "who knows"
        assert found[2].model_extra == {"lastSeen": "sea"}

    def test_a_tree_comes_in(self, caller: Caller) -> None:
        (tree,) = caller.call(Server([(200, [TREE])]), "categories.list")
        assert tree.sub_categories[0].category_name == "b"

    def test_a_tree_goes_out(self, caller: Caller) -> None:
        server = Server([(200, TREE)])
        deep = {"category_name": "c", "sub_categories": [{"category_name": "d"}]}
        caller.call(
            server, "categories.replace", 7, category_name="a", sub_categories=[{**deep}, deep]
        )
        sent = {"categoryName": "c", "subCategories": [{"categoryName": "d"}]}
        body = {"categoryName": "a", "subCategories": [sent, sent]}
        assert server.sent == f"PUT /v2/categories/7 {json.dumps(body)}"

    def test_a_deprecated_operation_warns_and_works(self, caller: Caller) -> None:
        server = Server([(200, {"dhl": {"totalPrice": 4.5, "currencyCode": "EUR"}})])
        with pytest.warns(DeprecationWarning, match="list is deprecated"):
            quotes = caller.call(
                server, "quotes.list", from_post_code="1 000", weight=0.5, x_client_trace=TRACE
            )
        assert quotes["dhl"].total_price == 4.5
        assert server.sent == "GET /v2/quotes?fromPostCode=1%20000&weight=0.5"
        assert server.requests[0].headers["X-Client-Trace"] == str(TRACE)

    def test_every_operation_is_called_here(self, package: Any) -> None:
        overview = [
            name
            for module in ("shipments", "categories", "quotes")
            for name, _ in inspect.getmembers(
                getattr(module_of(package, module), module.capitalize()), inspect.isfunction
            )
            if not name.startswith("_")
        ]
        assert sorted(overview) == sorted(
            [
                "create",
                "delete",
                "get",
                "list",
                "list",
                "list",
                "list_scans",
                "purchase_label",
                "replace",
                "update",
            ]
        )


class TestErrors:
    def test_another_envelope_is_read(self, caller: Caller, package: Any) -> None:
        body = {
            "errorCode": "BAD_PARCEL",
            "errorMessage": "Too heavy",
            "traceId": "trace_1",
            "fieldErrors": [{"path": "parcels.0", "reason": "above 30 kg"}],
        }
        with pytest.raises(package.ParcelPostError) as caught:
            caller.call(Server([(422, body)]), "shipments.create", ship_to={}, parcels=[])
        error: Any = caught.value
        assert isinstance(error, package.UnprocessableEntityError)
        assert (error.code, error.message, error.request_id) == (
            "BAD_PARCEL",
            "Too heavy",
            "trace_1",
        )
        assert [(one.field, one.message) for one in error.details] == [("parcels.0", "above 30 kg")]

    def test_a_raw_response_knows_the_request_id(self, package: Any) -> None:
        client = package.Client("k", http_client=httpx.MockTransport(Server([(200, SHIPMENT)])))
        raw = client.shipments.with_raw_response.get(SHIPMENT_ID)
        assert raw.request_id == "trace_9"
        assert raw.parse().state == "inTransit"

    def test_the_raw_form_of_a_deprecated_method_warns_when_it_is_called(
        self, package: Any
    ) -> None:
        server = Server([(200, {})])
        quotes = package.Client("k", http_client=httpx.MockTransport(server)).quotes
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            raw = quotes.with_raw_response
        with pytest.warns(DeprecationWarning, match="list is deprecated"):
            assert raw.list(from_post_code="1").parse() == {}

    def test_the_key_comes_from_the_package_s_own_variable(
        self, package: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PARCEL_POST_API_KEY", "from_env")
        monkeypatch.setenv("PARCEL_POST_BASE_URL", "https://elsewhere.example/api")
        server = Server([(200, SHIPMENT)])
        package.Client(http_client=httpx.MockTransport(server)).shipments.get(SHIPMENT_ID)
        (request,) = server.requests
        assert request.headers["X-Api-Token"] == "from_env"
        assert str(request.url) == f"https://elsewhere.example/api/shipments/{SHIPMENT_ID}"


class TestProject:
    def test_its_root_loads_names_on_first_use(self, project: Path) -> None:
        code = (
            "import sys, parcel_post\n"
            "assert 'httpx' not in sys.modules and 'pydantic' not in sys.modules\n"
            "assert set(parcel_post.__all__) == set(dir(parcel_post))\n"
            "for name in parcel_post.__all__: getattr(parcel_post, name)\n"
            "assert parcel_post.__version__ == '2.4.1'\n"
            "assert parcel_post.ParcelPostError is parcel_post.APIError.__mro__[1]\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONPATH": str(project / "src")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stderr == ""

    def test_it_can_be_paced_and_watched_too(self, project: Path) -> None:
        with (project / "pyproject.toml").open("rb") as file:
            extras = tomllib.load(file)["project"]["optional-dependencies"]
        assert sorted(extras) == ["httpx2", "otel", "redis", "test"]
        code = (
            "import parcel_post\n"
            "from parcel_post.redis_pacing import RedisPacing\n"
            "from parcel_post.telemetry import OpenTelemetry\n"
            "class Quiet(OpenTelemetry): pass\n"
            "parcel_post.Client('key_1', observers=[Quiet()])\n"
            "assert isinstance(RedisPacing('redis://localhost'), RedisPacing)\n"
        )
        done = subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONPATH": str(project / "src")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stderr == ""

    def test_nothing_in_it_names_our_own_api(self, project: Path) -> None:
        named: list[str] = []
        for path in project.rglob("*"):
            if path.suffix in {".py", ".md", ".toml"}:
                first, _, rest = path.read_text(encoding="utf-8").lower().partition("\n")
                # What wrote it is named once, in the first line.
                if "ghxstship" in first.replace("by ghxstship-generator", "") + rest:
                    named.append(str(path.relative_to(project)))
        assert named == []

    @pytest.mark.parametrize(
        "tool",
        [
            ["mypy", "--strict", "--python-version", "3.11", "--no-incremental", "src"],
            ["pyright", "--pythonpath", sys.executable, "--project", "pyrightconfig.json"],
            ["ruff", "check", "--config", "ruff.toml", "src"],
        ],
        ids=lambda tool: tool[0],
    )
    def test_it_passes_the_checkers(self, project: Path, tool: list[str]) -> None:
        pytest.importorskip(tool[0], reason="only the session `types` installs it")
        config = {"typeCheckingMode": "strict", "include": ["src"], "pythonVersion": "3.11"}
        (project / "pyrightconfig.json").write_text(json.dumps(config), encoding="utf-8")
        (project / "ruff.toml").write_text(_ruff_config(), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", *tool],
            cwd=project,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def _ruff_config() -> str:
    """Our own rules, for a package of another name."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        ours = tomllib.load(file)["tool"]["ruff"]
    lint = ours["lint"]
    base = "['parcel_post._core.model.Model']"
    return "\n".join(
        [
            "extend-exclude = ['_core', 'redis_pacing', 'telemetry.py']",
            f"line-length = {ours['line-length']}",
            f"target-version = {ours['target-version']!r}",
            "[lint]",
            f"select = {lint['select']}",
            f"ignore = {[*lint['ignore'], *lint['per-file-ignores']['src/**']]}",
            f"pydocstyle.convention = {lint['pydocstyle']['convention']!r}",
            f"flake8-type-checking.runtime-evaluated-base-classes = {base}",
        ]
    )


def test_annotations_resolve_at_run_time(project: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.annotations", "parcel_post"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{project / 'src'}{os.pathsep}{ROOT}"},
        capture_output=True,
        check=False,
        text=True,
    )
    looked_at, *faults = done.stdout.split("\n")
    assert not any(faults), done.stderr
    assert int(looked_at) > 100
