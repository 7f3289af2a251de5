"""The tree of the client: where an operation is, and what its groups are called."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from openapi_python_client.schema import Operation

from generator.analysis import analyze
from generator.analysis.addresses import Address, address
from generator.load import load

from .small import api_of, document, errors_of, operation, operations, written

pytestmark = pytest.mark.once


class TestAddresses:
    @pytest.mark.parametrize(
        ("identifier", "tag", "method", "path", "expected"),
        [
            ("atlvs.deals.win", None, "post", "/x", "atlvs.deals.win"),
            ("deals.list", None, "get", "/x", "deals.list"),
            ("a.b.c.d.e", None, "get", "/x", "a.b.c.d.e"),
            ("gvteway.ticketTypes.get", None, "get", "/x", "gvteway.ticket_types.get"),
            ("listUsers", "users", "get", "/users", "users.list"),
            ("getUserById", "users", "get", "/users/{id}", "users.get"),
            ("users_list", "users", "get", "/users", "users.list"),
            ("UserController_findAll", "user", "get", "/user", "user.controller_find_all"),
            ("createUser", "User Accounts", "post", "/users", "user_accounts.create"),
            ("getUserPosts", "users", "get", "/users/{id}/posts", "users.get_posts"),
            ("purchaseLabel", "shipments", "post", "/s/{id}/label", "shipments.purchase_label"),
            (None, "users", "get", "/users", "users.list"),
            (None, "users", "get", "/users/{id}", "users.get"),
            (None, "users", "post", "/users", "users.create"),
            (None, "users", "put", "/users/{id}", "users.replace"),
            (None, "users", "patch", "/users/{id}", "users.update"),
            (None, "users", "delete", "/users/{id}", "users.delete"),
            (None, "users", "post", "/users/{id}/activate", "users.activate"),
            (None, "users", "get", "/users/{id}/posts", "users.get_posts"),
            (None, None, "get", "/api/v2/users", "users.list"),
            (None, None, "get", "/2.0/users", "users.list"),
            (None, None, "get", "/2010-04-01/users", "users.list"),
            (None, None, "get", "/", "root.list"),
            (None, None, "head", "/users/{id}", "users.head"),
            ("users", "users", "get", "/users", "users.list"),
            ("get-users", "users", "get", "/v1/users", "users.list"),
            ("getUser", "user", "get", "/user", "user.get"),
            ("post-users", "users", "post", "/users", "users.create"),
            ("putUser", "users", "put", "/users/{id}", "users.replace"),
            ("patchUsersActivate", "users", "patch", "/users", "users.patch_activate"),
            ("get-an-album", "albums", "get", "/albums/{id}", "albums.get"),
            ("get-the-albums-tracks", "albums", "get", "/albums/{id}/t", "albums.get_tracks"),
            ("createAddon", "Add Ons", "post", "/addons", "add_ons.create"),
        ],
    )
    def test_an_operation_has_a_place(
        self, identifier: str | None, tag: str | None, method: str, path: str, expected: str
    ) -> None:
        given = Operation.model_validate(
            {"operationId": identifier, "tags": [tag] if tag else None, "responses": {}}
        )
        assert str(address(given, path, method)) == expected

    def test_the_usual_methods_come_first(self) -> None:
        names = ["win", "delete", "update", "add", "list", "get", "replace", "create"]
        ordered = sorted((Address(("deals",), name) for name in names), key=lambda one: one.rank)
        assert [one.method for one in ordered] == [
            *("list", "create", "get", "replace", "update", "delete"),
            *("add", "win"),
        ]

    def test_two_operations_at_one_place_are_named(self, tmp_path: Path) -> None:
        paths = {
            "/a": {"get": operation(operationId="x.get")},
            "/b": {"get": operation(operationId="x.get")},
        }
        (one,) = errors_of(document(paths), tmp_path)
        assert one.reason == "another operation is x.get too, so this one is called 'get_b'"
        assert one.pointer == "#/paths/~1b/get"

    @pytest.mark.parametrize(
        ("paths", "names"),
        [
            (["/pets", "/pets/{id}"], ["list", "find"]),
            (["/pets/{id}", "/shops/{id}/pets/{pet_id}"], ["find", "find_shops"]),
            (["/pets/{id}", "/pets/{id}/toys/{toy}"], ["find", "find_toys"]),
            (["/v1/pets/{id}", "/v2/pets/{id}"], ["find", "find_id"]),
            (["/pets/{a}", "/pets/{b}"], ["find", "find_b"]),
        ],
    )
    def test_each_gets_a_name_of_its_own_in_a_fixed_order(
        self, tmp_path: Path, paths: list[str], names: list[str]
    ) -> None:
        given = {
            path: {
                "get": operation(
                    tags=["pets"],
                    operationId=f"find pets{f' by {n}' if n else ''}",
                    parameters=[
                        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
                        for name in re.findall(r"{(.*?)}", path)
                    ],
                )
            }
            for n, path in zip(["", "2"], paths, strict=True)
        }
        path = written(document(given), tmp_path)
        found = operations(analyze(load(path))[0])
        by_path = {one.path: one.name for one in found.values()}
        assert [by_path[path] for path in paths] == names


class TestTree:
    def test_groups_without_operations_at_the_top_are_namespaces(self, tmp_path: Path) -> None:
        ids = ["a.deals.list", "a.projects.budget.get", "b.list", "b.parts.list"]
        paths = {f"/{one}": {"get": operation(operationId=one)} for one in ids}
        tags = [
            {"name": "a", "description": "All of A"},
            {"name": "a.deals", "description": "Deals: x."},
        ]
        api = api_of(document(paths, tags=tags), tmp_path)
        (space,) = api.namespaces
        assert (space.name, space.class_name, space.module, space.doc) == (
            "a",
            "A",
            "a",
            "All of A.",
        )
        assert [(r.name, r.class_name, r.module, r.doc) for r in space.resources] == [
            ("deals", "Deals", "a.deals", "Deals: x."),
            ("projects", "Projects", "a.projects", "Projects."),
        ]
        (budget,) = space.resources[1].children
        assert (budget.name, budget.class_name, budget.module) == (
            "budget",
            "ProjectsBudget",
            "a.projects_budget",
        )
        (resource,) = api.resources
        assert (resource.name, resource.module, resource.children[0].module) == (
            "b",
            "b",
            "b_parts",
        )

    def test_names_that_are_taken_give_way(self, tmp_path: Path) -> None:
        ids = ["close.list", "import.class", "models.with_raw_response", "x.a.get", "x.a"]
        paths = {f"/{n}": {"get": operation(operationId=one)} for n, one in enumerate(ids)}
        api = api_of(document(paths), tmp_path)
        found = {r.name: (r.module, [o.name for o in r.operations]) for r in api.resources}
        assert found == {
            "close_": ("close", ["list"]),
            "import_": ("import_", ["class_"]),
            "models": ("models_", ["with_raw_response_"]),
            "x": ("x", ["a"]),
        }
        (child,) = next(r for r in api.resources if r.name == "x").children
        assert child.name == "a_"
