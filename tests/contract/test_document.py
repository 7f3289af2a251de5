"""`openapi.yaml` is valid, complete, and says about everything what its readers need."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from itertools import chain
from pathlib import Path

import pytest

from .document import (
    COMPONENTS,
    DOCUMENT,
    SCHEMAS,
    TEXT,
    Node,
    follow,
    operations,
    plain,
    reachable,
    schema_at,
    validator,
    walk,
)
from .surface import (
    BY_HAND,
    COMMON_FILTERS,
    ENUMS,
    ERRORS,
    EVENTS,
    FIELDS,
    FILTERS,
    ID_PREFIXES,
    OPERATIONS,
    SINGLETONS,
)

pytestmark = pytest.mark.once

SAMPLES = Path(__file__).parent / "samples"
VERBS = {
    **dict.fromkeys(("list", "get", "listen"), "get"),
    "update": "patch",
    "replace": "put",
    "delete": "delete",
}
BASE_FIELDS = {"id", "version", "created_at", "updated_at"}
LIST_PARAMETERS = {"limit", "cursor", "sort", *COMMON_FILTERS}
RATE_HEADERS = {"X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"}


def at_odds(what: str, table: str) -> str:
    """What to do about a difference between the document and the tables."""
    return f"{what}: openapi.yaml and {table} in tests/contract/surface.py have to say the same"


def event_model(event: str) -> str:
    return "".join(word.title() for word in re.split("[._]", event))


ALL = [pytest.param(*each, id=each[2]["operationId"]) for each in operations()]
LISTS = [
    pytest.param(*each, id=each[2]["operationId"])
    for each in operations()
    if "x-pagination" in each[2]
]
NAMES = [event for events in EVENTS.values() for event in events.split()]


def test_is_valid_openapi_3_1(monkeypatch: pytest.MonkeyPatch) -> None:
    # It compiles 38 grammars when it is imported, which takes longer than all of our imports.
    from openapi_spec_validator import OpenAPIV31SpecValidator  # noqa: PLC0415

    # jsonschema, since the sandbox and the other tests rest on jsonschema-rs.
    monkeypatch.setenv("OPENAPI_SPEC_VALIDATOR_SCHEMA_VALIDATOR_BACKEND", "jsonschema")
    assert DOCUMENT["openapi"] == "3.1.0"
    OpenAPIV31SpecValidator(DOCUMENT).validate()
    broken = deepcopy(DOCUMENT)
    broken["components"]["parameters"]["DealId"]["in"] = "nowhere"
    assert not OpenAPIV31SpecValidator(broken).is_valid()


def test_sections_stand_in_order_without_anchors() -> None:
    sections = "openapi info servers security x-sdk x-sandbox tags paths webhooks components"
    assert " ".join(DOCUMENT) == sections
    assert not re.search(r"^\s*(-|[\w'-]+:)\s[&*]\w", TEXT, re.MULTILINE)


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_schema_has_an_example_that_validates(name: str) -> None:
    assert SCHEMAS[name]["description"].endswith(".")
    assert SCHEMAS[name]["examples"]
    for example in SCHEMAS[name]["examples"]:
        wrong = [one.message for one in validator(name).iter_errors(example)]
        assert not wrong, f"fix the examples of {name} in openapi.yaml"


@pytest.mark.parametrize("sample", ["deal_created", "ticket_purchased", "crew_assigned"])
def test_documented_payload_validates_as_it_stands(sample: str) -> None:
    payload = json.loads((SAMPLES / f"{sample}.json").read_text(encoding="utf-8"))
    name = event_model(payload["event"])
    platform = next(each for each in EVENTS if payload["event"] in EVENTS[each].split())
    for schema in (name, f"{platform.title()}Event"):
        validator(schema).validate(payload)
    for member in payload["data"]:
        partial = {**payload, "data": {**payload["data"]}}
        del partial["data"][member]
        assert not validator(name).is_valid(partial), f"nothing misses {member}"


def test_describes_exactly_the_surface() -> None:
    surface = {
        f"{platform}.{resource}.{method}"
        for platform, resources in OPERATIONS.items()
        for resource, methods in resources.items()
        for method in methods.split()
    }
    described = [operation["operationId"] for _, _, operation, _ in operations()]
    assert sorted(described) == sorted(surface), at_odds("the operations", "OPERATIONS")
    assert len(described) == 150


@pytest.mark.parametrize(("path", "method", "operation", "parameters"), ALL)
def test_operation_is_where_its_id_says(
    path: str, method: str, operation: Node, parameters: Node
) -> None:
    namespace, _, name = operation["operationId"].rpartition(".")
    platform, _, resource = namespace.partition(".")
    assert operation["tags"] == [namespace]
    inside = re.findall(r"\{(\w+)\}", path)
    if resource in SINGLETONS:
        expected = f"/{platform}/v1/{SINGLETONS[resource]}"
    else:
        start = resource.replace("webhooks.", "webhooks/{webhook_id}/")
        expected = f"/{platform}/v1/{start}"
        if name not in ("list", "create"):
            expected += f"/{{{inside[-1]}}}"
        if name not in ("list", "create", "get", "update", "delete"):
            expected += f"/{name}"
    assert path == expected
    assert method == VERBS.get(name, "post")
    assert [each for each, node in parameters.items() if node["in"] == "path"] == inside
    assert all(parameters[each]["required"] for each in inside)


@pytest.mark.parametrize(("path", "method", "operation", "parameters"), ALL)
def test_operation_says_who_may_and_what_goes_wrong(
    path: str, method: str, operation: Node, parameters: Node
) -> None:
    summary = operation["summary"]
    assert re.fullmatch(r"[A-Z][^.\n]*\.", summary)
    assert str(operation.get("description", summary)).endswith(".")
    scope = "read" if method == "get" else "write"
    if ".webhooks." in operation["operationId"]:
        scope = "webhooks"
    assert operation["security"] == [{"apiKey": []}, {"oauth2": [scope]}]
    assert parameters["X-Workspace-ID"]["required"]
    codes = {int(code) for code in operation["responses"]}
    expected = set(ERRORS)
    if "{" not in path:
        expected.discard(404)
    if method == "get" or (method == "delete" and "invoices" not in path):
        expected.discard(409)
    assert codes >= expected
    success = codes - expected
    name = operation["operationId"].rpartition(".")[2]
    assert success == {{"create": 201, "delete": 204}.get(name, 200)}
    (answer,) = (follow(operation["responses"][str(code)]) for code in success)
    assert ("content" in answer) == (name != "delete")
    if method == "post":
        key = parameters["Idempotency-Key"]
        assert key["x-idempotency-key"] is True
        assert (key["schema"]["minLength"], key["schema"]["maxLength"]) == (1, 255)
        assert "Idempotency-Replayed" in answer["headers"]
    else:
        assert "Idempotency-Key" not in parameters


@pytest.mark.parametrize(("path", "method", "operation", "parameters"), LISTS)
def test_list_has_the_common_filters_and_its_own(
    path: str, method: str, operation: Node, parameters: Node
) -> None:
    assert operation["x-pagination"] in DOCUMENT["x-sdk"]["pagination"]
    query = {name: node for name, node in parameters.items() if node["in"] == "query"}
    compared: dict[str, tuple[str, str]] = {}
    for name in query.keys() - {"limit", "cursor", "sort"}:
        choosing = query[name].get("x-filter", {})
        compared[name] = (choosing.get("field", name), choosing.get("op", "eq"))
    namespace = operation["operationId"].removesuffix(".list")
    own = FILTERS[namespace]
    for name in (each for each in own if own[each] == BY_HAND):
        assert "x-filter" not in query[name]
        compared[name] = BY_HAND
    assert compared == {**own, **COMMON_FILTERS}, at_odds(namespace, "FILTERS")
    assert query.keys() >= LIST_PARAMETERS
    assert query["limit"]["schema"] == {
        "type": "integer", "minimum": 1, "maximum": 100, "default": 50
    }  # fmt: skip
    page = follow(follow(operation["responses"]["200"])["content"]["application/json"]["schema"])
    item = plain(page["properties"]["data"])
    for field, _ in filter(any, compared.values()):
        node = item
        for part in field.split("."):
            node = plain(node["properties"][part])


def test_every_list_is_paged() -> None:
    lists = {
        f"{platform}.{resource}.list"
        for platform, resources in OPERATIONS.items()
        for resource, methods in resources.items()
        if "list" in methods.split()
    }
    paged = {op["operationId"] for _, _, op, _ in operations() if "x-pagination" in op}
    assert paged == lists
    assert {name.removesuffix(".list") for name in lists} == set(FILTERS)


@pytest.mark.parametrize("path", FIELDS)
def test_schema_has_the_fields_of_the_surface(path: str) -> None:
    base = BASE_FIELDS if path in ID_PREFIXES else set[str]()
    described = set(schema_at(path)["properties"])
    assert described == set(FIELDS[path].split()) | base, at_odds(path, "FIELDS")


@pytest.mark.parametrize("name", ID_PREFIXES)
def test_resource_says_what_the_server_keeps(name: str) -> None:
    schema = SCHEMAS[name]
    assert schema["x-id-prefix"] == ID_PREFIXES[name], at_odds(name, "ID_PREFIXES")
    required = set(schema["required"])
    assert required == set(schema["properties"]), f"list them all in {name}'s `required`"
    for field in BASE_FIELDS:
        assert schema["properties"][field]["readOnly"] is True
    assert schema["properties"]["version"]["minimum"] == 1
    sample = {**schema["examples"][0], "id": "other_1"}
    assert not validator(name).is_valid(sample)


def test_no_other_schema_has_an_id_prefix() -> None:
    assert {name for name, node in SCHEMAS.items() if "x-id-prefix" in node} == set(ID_PREFIXES)


@pytest.mark.parametrize("path", ENUMS)
def test_enumeration_has_the_values_of_the_surface(path: str) -> None:
    assert schema_at(path)["enum"] == ENUMS[path].split(), at_odds(path, "ENUMS")


@pytest.mark.parametrize(
    "name", [name for name in SCHEMAS if re.search(r"(Create|Update|Replace)$", name)]
)
def test_request_refuses_misspelt_fields(name: str) -> None:
    schema = SCHEMAS[name]
    example = schema["examples"][0]
    assert not validator(name).is_valid({**example, "mispselt": 1})
    if name.endswith("Update"):
        assert "required" not in schema
        assert "version" in schema["properties"]
        validator(name).validate({})


def test_every_body_is_a_component_that_nothing_else_may_enter() -> None:
    for _, method, operation, _ in operations():
        if "requestBody" in operation:
            reference = operation["requestBody"]["content"]["application/json"]["schema"]
            schema = follow(reference)
            assert schema["additionalProperties"] is False, reference
            assert operation["requestBody"]["required"] is (
                method in ("patch", "put") or bool(schema.get("required"))
            ), reference


def test_answers_may_grow() -> None:
    answers = [operation["responses"] for _, _, operation, _ in operations()]
    schemas = reachable({"all": answers, "more": COMPONENTS["responses"]})
    closed = {name for name in schemas if SCHEMAS[name].get("additionalProperties") is False}
    assert not closed


@pytest.mark.parametrize(("name", "response"), COMPONENTS["responses"].items())
def test_every_answer_has_the_headers(name: str, response: Node) -> None:
    if name == "Received":
        return
    headers = set(response["headers"])
    assert headers >= {"X-Request-ID", *RATE_HEADERS}
    assert ("Retry-After" in headers) == (name in ("RateLimited", "ServiceUnavailable"))


@pytest.mark.parametrize("status", ERRORS)
def test_error_shows_its_code(status: int) -> None:
    operation = DOCUMENT["paths"]["/atlvs/v1/deals/{deal_id}"]["patch"]
    media = follow(operation["responses"][str(status)])["content"]["application/json"]
    assert media["example"]["error"]["code"] == ERRORS[status]
    assert media["schema"] == {"$ref": "#/components/schemas/Error"}
    validator("Error").validate(media["example"])


@pytest.mark.parametrize("platform", EVENTS)
def test_every_event_is_described(platform: str) -> None:
    union = SCHEMAS[f"{platform.title()}Event"]
    names = EVENTS[platform].split()
    models = {name: f"#/components/schemas/{event_model(name)}" for name in names}
    assert union["discriminator"] == {"propertyName": "event", "mapping": models}
    assert union["oneOf"] == [{"$ref": model} for model in models.values()]
    for name, model in models.items():
        hook = DOCUMENT["webhooks"][name]["post"]
        assert hook["tags"] == [platform]
        body = hook["requestBody"]["content"]["application/json"]["schema"]
        assert body == {"$ref": model}
        envelope = follow(body)
        assert envelope["properties"]["event"]["const"] == name
        assert envelope["required"] == ["event", "version", "timestamp", "data"]
        newer = {**envelope["examples"][0], "version": "1.1"}
        validator(event_model(name)).validate(newer)
    stream = DOCUMENT["paths"][f"/{platform}/v1/stream"]["get"]["responses"]["200"]
    reference = stream["content"]["text/event-stream"]["schema"]["$ref"]
    assert reference.endswith(f"/{platform.title()}Event")


def test_no_other_event_is_described() -> None:
    assert list(DOCUMENT["webhooks"]) == NAMES, at_odds("the webhooks", "EVENTS")
    assert SCHEMAS["EventName"]["enum"] == NAMES
    assert len(NAMES) == 34


def test_webhook_url_is_https_or_loopback() -> None:
    hook = {"events": ["*"]}
    for url in (
        "https://a.example/x?y=1",
        "https://a.example:8443",
        "http://localhost",
        "http://127.0.0.1:80/x",
        "http://[::1]:8080/x",
    ):
        validator("WebhookCreate").validate({**hook, "url": url})
    for url in (
        "http://a.example/x",
        "http://localhost.a.example",
        "http://127.0.0.1.a.example/",
        "ftp://a.example",
        "https://",
    ):
        assert not validator("WebhookCreate").is_valid({**hook, "url": url}), url


def test_says_how_to_get_in() -> None:
    servers = {each["x-environment"]: each["url"] for each in DOCUMENT["servers"]}
    assert servers == {
        "production": "https://api.ghxstship.com",
        "staging": "https://staging.api.ghxstship.com",
        "sandbox": "https://sandbox.api.ghxstship.com",
    }
    schemes = COMPONENTS["securitySchemes"]
    assert schemes["apiKey"]["scheme"] == "bearer"
    flow = schemes["oauth2"]["flows"]["authorizationCode"]
    assert list(flow["scopes"]) == ["read", "write", "webhooks", "admin"]


def test_everything_is_described() -> None:
    silent = [
        f"{name}.{field}"
        for name, schema in SCHEMAS.items()
        for part in (schema, *schema.get("allOf", ()))
        for field, node in part.get("properties", {}).items()
        if not node.get("description", follow(node).get("description", "")).endswith(".")
    ]
    nodes = chain.from_iterable(parameters.values() for *_, parameters in operations())
    silent += [node["name"] for node in nodes if not node["description"].endswith(".")]
    silent += [each["name"] for each in DOCUMENT["tags"] if not each["description"].endswith(".")]
    assert not silent


def test_every_component_is_used_and_every_tag_is_described() -> None:
    references = {node["$ref"] for _, node in walk(DOCUMENT) if "$ref" in node}
    components = {
        f"#/components/{kind}/{name}"
        for kind, members in COMPONENTS.items()
        for name in members
        if kind != "securitySchemes"
    }
    assert references == components
    tags = {tag for _, _, operation, _ in operations() for tag in operation["tags"]}
    assert tags <= {each["name"] for each in DOCUMENT["tags"]}


def test_extensions_are_those_that_are_known() -> None:
    known = {
        "x-sdk", "x-sandbox", "x-environment", "x-argument", "x-idempotency-key", "x-pagination",
        "x-id-prefix", "x-filter", "x-money",
    }  # fmt: skip
    used = {name for _, node in walk(DOCUMENT) for name in node if name.startswith("x-")}
    assert used == known
    operators = {node["x-filter"]["op"] for _, node in walk(DOCUMENT) if "x-filter" in node}
    assert operators <= {"eq", "gte", "lte", "gt", "lt", "contains"}
