"""Identifiers: valid, unique, and the same whatever the order."""

from __future__ import annotations

import ast
import builtins
import inspect
import keyword
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from generator import names
from ghxstship import Client

pytestmark = pytest.mark.once

ANY_NAMES = st.lists(st.text(max_size=12), max_size=8, unique=True)
WIRES = st.lists(
    st.text(alphabet="aAbB1_- $éßİ中", max_size=8)
    | st.sampled_from(["self", "copy", "from", "json"]),
    max_size=8,
    unique=True,
)


def is_name(text: str) -> bool:
    """Whether Python takes it as an attribute's name and gives it back as it is."""
    return (
        text.isidentifier()
        and not keyword.iskeyword(text)
        and not text.startswith("_")
        and unicodedata.normalize("NFKC", text) == text
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hasMore", "has_more"),
        ("has_more", "has_more"),
        ("X-Request-ID", "x_request_id"),
        ("HTTPServerID", "http_server_id"),
        ("userIDs", "user_ids"),
        ("line1", "line1"),
        ("address2Line", "address2_line"),
        ("sha256Hash", "sha256_hash"),
        ("OAuth2Token", "o_auth2_token"),
        ("iPhone", "i_phone"),
        ("ID", "id"),
        ("created_at", "created_at"),
        ("-created_at", "created_at"),
        ("__private", "private"),
        ("2fa", "value_2fa"),
        ("", "value"),
        ("$%&", "value"),
        ("größe", "größe"),
        ("ﬁeld", "field"),
        ("naïve café", "naïve_café"),
        ("数量", "数量"),
        ("class", "class"),
    ],
)
def test_snake(text: str, expected: str) -> None:
    assert names.snake(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("deal_owner", "DealOwner"),
        ("DealOwner", "DealOwner"),
        ("HTTPError", "HTTPError"),
        ("http-error", "HttpError"),
        ("dealOwner", "DealOwner"),
        ("API_KEY", "ApiKey"),
        ("3D model", "Value3DModel"),
        ("", "Value"),
        ("list<deal>", "ListDeal"),
        ("deal.won", "DealWon"),
    ],
)
def test_pascal(text: str, expected: str) -> None:
    assert names.pascal(text) == expected


@pytest.mark.parametrize(
    ("many", "one"),
    [
        ("line_items", "line_item"),
        ("categories", "category"),
        ("addresses", "address"),
        ("Boxes", "Box"),
        ("status", "status"),
        ("series", "series"),
        ("analysis", "analysis"),
        ("dishes", "dish"),
        ("glass", "glass"),
        ("crew", "crew"),
        ("ties", "tie"),
    ],
)
def test_singular(many: str, one: str) -> None:
    assert names.singular(many) == one


@given(ANY_NAMES | WIRES)
def test_field_names_are_valid_unique_and_free(wires: list[str]) -> None:
    chosen = names.field_names(wires)
    assert list(chosen) == wires
    assert all(is_name(name) for name in chosen.values())
    assert len(set(chosen.values())) == len(wires)
    assert names.MODEL_ATTRIBUTES.isdisjoint(chosen.values())


@given(st.text(min_size=200, max_size=400))
def test_no_identifier_is_too_long_for_a_file_s_name(text: str) -> None:
    for name in (names.snake(text), names.pascal(text), names.package_name(text)):
        assert len(name.encode()) < 200
        assert name.isidentifier()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *(("CatError", "CatError"), ("my_cats_error", "MyCatsError"), ("None", "NoneError")),
        *(("Exception", "ClientException"), ("timeout_error", "ClientTimeoutError")),
    ],
)
def test_root_error_names(text: str, expected: str) -> None:
    assert names.root_error_name(text) == expected


@pytest.mark.parametrize("text", sorted({*vars(builtins), *names.KEYWORDS}))
def test_the_root_of_the_errors_hides_nothing_of_python_s(text: str) -> None:
    name = names.root_error_name(text)
    assert name.isidentifier()
    assert not hasattr(builtins, name)
    assert name not in names.KEYWORDS


@pytest.mark.parametrize("text", ["true", "None", "false", "订单"])
def test_classes_are_called_neither_like_keywords_nor_like_attributes(text: str) -> None:
    (resource,) = names.class_names({"a": text}, ()).values()
    for name in (resource, names.TypeNames().claim(text)):
        assert not keyword.iskeyword(name)
        assert name not in names.attribute_names([text], ()).values()


def test_all_that_the_runtime_imports_is_no_name_for_a_package() -> None:
    source = Path(names.__file__).parents[1] / "src" / "ghxstship"
    modules = [*(source / "_core").rglob("*.py"), *(source / "redis_pacing").rglob("*.py")]
    imported = {
        name.partition(".")[0]
        for module in [*modules, source / "telemetry.py"]
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom) and not node.level
            else []
        )
    }
    assert {"pydantic", "redis"} <= imported
    imported |= {"httpx", "httpx2"}  # whichever of them is installed
    assert imported - {""} <= names.FOREIGN_PACKAGES


@given(ANY_NAMES | WIRES, st.randoms(use_true_random=False))
def test_field_names_do_not_depend_on_the_order(wires: list[str], random: object) -> None:
    mixed = list(wires)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert names.field_names(mixed) == names.field_names(wires)


@given(WIRES, WIRES, WIRES)
def test_argument_names_are_valid_unique_and_free(
    path: list[str], query: list[str], body: list[str]
) -> None:
    pairs = [
        *(("path", name) for name in path),
        *(("query", name) for name in query),
        *(("body", name) for name in body),
    ]
    chosen = names.argument_names(pairs)
    assert list(chosen) == pairs
    assert all(is_name(name) for name in chosen.values())
    assert len(set(chosen.values())) == len(pairs)
    assert names.METHOD_ARGUMENTS.isdisjoint(chosen.values())


@given(st.lists(st.text(max_size=10), max_size=8))
def test_type_names_are_valid_and_unique(texts: list[str]) -> None:
    given_names = names.TypeNames()
    claimed = [given_names.claim(text) for text in texts]
    assert all(name.isidentifier() and not keyword.iskeyword(name) for name in claimed)
    assert len(set(claimed)) == len(claimed)
    assert names.IMPORTED.isdisjoint(claimed)


@given(st.dictionaries(st.text(max_size=5), st.text(max_size=10), max_size=6), st.sets(st.text()))
def test_class_names_and_their_other_forms_are_unique(
    wanted: dict[str, str], taken: set[str]
) -> None:
    chosen = names.class_names(wanted, taken)
    forms = [
        f"{prefix}{name}{suffix}"
        for name in chosen.values()
        for prefix in ("", "Async")
        for suffix in ("", "WithRawResponse")
    ]
    assert len(set(forms)) == len(forms)
    assert taken.isdisjoint(chosen.values())


def test_who_is_called_exactly_so_keeps_the_name() -> None:
    expected = {"fooBar": "foo_bar_2", "foo_bar": "foo_bar", "foo-bar": "foo_bar_3"}
    assert names.field_names(["fooBar", "foo_bar", "foo-bar"]) == {
        **expected,
        "fooBar": "foo_bar_3",
        "foo-bar": "foo_bar_2",
    }


@pytest.mark.parametrize("taken", sorted(names.MODEL_ATTRIBUTES))
def test_what_a_model_has_already_gets_an_underscore(taken: str) -> None:
    assert names.field_names([taken]) == {taken: f"{taken}_"}


@pytest.mark.parametrize("taken", ["class", "from", "async", "Class"])
def test_keywords_get_an_underscore(taken: str) -> None:
    assert names.field_names([taken]) == {taken: f"{taken.lower()}_"}


def test_models_have_no_attribute_that_is_not_known_here() -> None:
    every = {*dir(BaseModel), *dir(type(BaseModel))}
    public = {name for name in every if not name.startswith("_")}
    assert public <= names.MODEL_ATTRIBUTES


def test_the_constructor_s_own_arguments_are_known_here() -> None:
    own = set(inspect.signature(Client.__init__).parameters) - {"api_key", "workspace_id"}
    assert own == names.CLIENT_ARGUMENTS


def test_the_path_keeps_its_name_and_the_body_gives_way() -> None:
    pairs = [("path", "id"), ("query", "id"), ("body", "id"), ("body", "self"), ("query", "body")]
    assert names.argument_names(pairs) == {
        ("path", "id"): "id",
        ("query", "id"): "query_id",
        ("body", "id"): "body_id",
        ("body", "self"): "self_",
        ("query", "body"): "body_",
    }


def test_a_resource_gives_way_to_a_type() -> None:
    chosen = names.class_names({"a": "events", "b": "deals"}, {"Events"})
    assert chosen == {"a": "EventsResource", "b": "Deals"}


@pytest.mark.parametrize("text", ["async_client", "clock", "http_client", "retry"])
def test_a_resource_gives_way_to_what_the_clients_module_imports(text: str) -> None:
    assert names.class_names({"a": text}, ()) == {"a": f"{names.pascal(text)}Resource"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("My API", "my_api"),
        ("my-api", "my_api"),
        ("", "client"),
        ("class", "class_client"),
        ("JSON", "json_client"),
        ("httpx", "httpx_client"),
        ("CGI", "cgi_client"),
    ],
)
def test_package_names(text: str, expected: str) -> None:
    assert names.package_name(text) == expected
