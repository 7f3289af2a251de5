"""Conventions: what an API's document says about servers, keys, errors and names."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import pytest

from generator.analysis import analyze
from generator.conventions import ClientArgument, Conventions, CredentialArgument, Security
from generator.load import load
from generator.servers import Server, ServerVariable

from .small import Json, api_of, document, errors_of, operation, operations, written

pytestmark = pytest.mark.once

OPEN: list[tuple[Json, Security | None]] = [
    ([{"one": []}], None),
    ([{"two": []}, {"one": ["a"]}], (("access_token",), ("api_key",))),
    ([], ()),
    ([{}], ((),)),
    ([{"two": []}], (("access_token",),)),
    ([{"one": [], "two": []}], (("api_key", "access_token"),)),
]
"""Requirements of an operation, and what it says of them where most operations need `one`."""

PATHS: Json = {"/x": {"get": operation()}}


def conventions(tmp_path: Path, package: Json = None, **root: Json) -> Conventions:
    return api_of(document(PATHS, **root), tmp_path, package=package).conventions


def secured(scheme: Json, *more: Json, **root: Json) -> Json:
    """A document whose operations need a scheme, or one of the others."""
    schemes: Json = {"one": scheme, "two": {"type": "oauth2", "flows": {}}}
    security: Json = root.pop("security", [{"one": []}, *more])
    return document(PATHS, components={"securitySchemes": schemes}, security=security, **root)


class TestWithoutExtensions:
    def test_names_come_from_the_title(self, tmp_path: Path) -> None:
        info = {"title": "Big  Cats", "version": "v2", "description": "All cats. And more."}
        found = conventions(tmp_path, info=info)
        assert (found.package, found.title, found.summary) == ("big_cats", "Big Cats", "All cats.")
        assert (found.root_error, found.base_url_env) == ("BigCatsError", "BIG_CATS_BASE_URL")
        assert found.log_env == "BIG_CATS_LOG"
        assert found.version == "0.1.0", "the document's is not one that packages have"

    def test_a_package_s_name_can_be_given(self, tmp_path: Path) -> None:
        found = conventions(tmp_path, package="my-cats", **{"x-sdk": {"package": "cats"}})
        assert (found.package, found.root_error) == ("my_cats", "MyCatsError")

    def test_there_is_nothing_that_is_not_said(self, tmp_path: Path) -> None:
        found = conventions(tmp_path)
        assert (found.servers, found.credentials, found.client_arguments) == ((), (), ())
        assert (found.error_envelope, found.rate_limit, found.dialects) == ({}, None, ())
        assert (found.request_id_header, found.idempotency_header) == (None, None)


class TestExtensions:
    def test_all_of_x_sdk(self, tmp_path: Path) -> None:
        sdk = {
            "package": "cats",
            "root_error": "CatError",
            "base_url_env": "CAT_URL",
            "log_env": "CAT_LOG",
            "request_id_header": "X-Id",
            "replayed_header": "X-Again",
            "status_page": "https://status.cats.test/now",
            "rate_limit": {"limit": "L", "remaining": "R", "reset": "T"},
            "error": {"code": "c", "detail_field": "f"},
        }
        found = conventions(tmp_path, **{"x-sdk": sdk})
        assert (found.package, found.root_error, found.base_url_env) == (
            "cats",
            "CatError",
            "CAT_URL",
        )
        assert (found.request_id_header, found.replayed_header) == ("X-Id", "X-Again")
        assert found.log_env == "CAT_LOG"
        assert found.status_page == "https://status.cats.test/now"
        assert found.rate_limit == {"limit": "L", "remaining": "R", "reset": "T"}
        assert found.error_envelope == {"code": "c", "detail_field": "f"}

    @pytest.mark.parametrize(
        ("sdk", "pointer"),
        [
            ({"pakage": "x"}, "#/x-sdk/pakage"),
            ({"package": 3}, "#/x-sdk/package"),
            ({"package": "my-cats"}, "#/x-sdk/package"),
            ({"status_page": "status.cats.test"}, "#/x-sdk/status_page"),
            ({"status_page": "https://a b"}, "#/x-sdk/status_page"),
            ({"status_page": "javascript:x"}, "#/x-sdk/status_page"),
            ({"error": {"kode": "x"}}, "#/x-sdk/error/kode"),
            ({"rate_limit": {"limit": "x", "remaining": "y"}}, "#/x-sdk/rate_limit/reset"),
        ],
    )
    def test_what_is_misspelt_is_named(self, tmp_path: Path, sdk: Json, pointer: str) -> None:
        (one,) = errors_of(document(PATHS, **{"x-sdk": sdk}), tmp_path)
        assert one.pointer == pointer


class TestServers:
    def test_they_have_names(self, tmp_path: Path) -> None:
        servers = [
            {"url": "https://a.example/v1/"},
            {"url": "https://b.example", "x-environment": "staging"},
            {"url": "https://c.example", "description": "For testing only, please"},
            {"url": "https://d.example", "x-environment": "staging"},
            {"url": "/relative"},
        ]
        assert conventions(tmp_path, servers=servers).servers == (
            Server("production", "https://a.example/v1"),
            Server("staging", "https://b.example"),
            Server("for_testing_only", "https://c.example"),
            Server("staging_4", "https://d.example"),
        )

    def test_their_variables_are_arguments(self, tmp_path: Path) -> None:
        variables = {
            "region": {"default": "eu", "enum": ["eu", "us"], "description": "Where it is"},
            "port": {"default": "8443"},
            "basePath": {"default": "v1/x"},
            "unused": {"default": "y"},
        }
        url = "https://{region}.example:{port}/{basePath}"
        found = conventions(tmp_path, servers=[{"url": url, "variables": variables}])
        (server,) = found.servers
        assert server.url == "https://{region=eu}.example:{port=8443}/{basePath=v1/x}"
        assert server.plain == url
        assert found.server_variables == (
            ServerVariable("base_path", "SMALL_BASE_PATH", "basePath", "v1/x", (), "", "/"),
            ServerVariable("port", "SMALL_PORT", "port", "8443", (), "", ""),
            ServerVariable(
                "region", "SMALL_REGION", "region", "eu", ("eu", "us"), "Where it is.", ""
            ),
        )

    def test_variables_of_one_name_are_one_argument(self, tmp_path: Path) -> None:
        servers = [
            {"url": "https://{at}.a.example", "variables": {"at": {"default": d, "enum": e}}}
            for d, e in (("eu", ["eu"]), ("us", ["us", "eu"]), ("asia", ["us"]))
        ]
        found = conventions(tmp_path, servers=servers)
        assert [one.url for one in found.servers] == [
            f"https://{{at={one}}}.a.example" for one in ("eu", "us", "asia")
        ]
        (one,) = found.server_variables
        assert (one.default, one.choices) == (None, ("eu", "us", "asia"))

    def test_a_variable_that_is_not_described_has_no_default(self, tmp_path: Path) -> None:
        server = {
            "url": "https://{domain}.example/{path}",
            "variables": {"path": {"default": "<your-path>"}},
        }
        found = conventions(tmp_path, servers=[server])
        assert [one.url for one in found.servers] == [server["url"]]
        assert [one.default for one in found.server_variables] == [None, None]

    def test_a_variable_gives_way_to_a_credential_and_to_a_setting(self, tmp_path: Path) -> None:
        server = {"url": "https://{api_key}.{timeout}.example"}
        scheme = {"type": "apiKey", "in": "header", "name": "X-Key"}
        found = api_of(secured(scheme, servers=[server]), tmp_path).conventions
        names = [one.name for one in found.server_variables]
        assert names == ["server_api_key", "timeout_"]
        assert [one.wire for one in found.server_variables] == ["api_key", "timeout"]

    def test_without_a_host_are_a_path(self, tmp_path: Path) -> None:
        found = conventions(tmp_path, servers=[{"url": "/v2/"}])
        assert (found.servers, found.base_path) == ((), "/v2")

    @pytest.mark.parametrize(
        "url", ["https://{}.example", "ftp://x.example", "x.example", "https://x.example/?a=b"]
    )
    def test_what_is_no_server_is_named(self, tmp_path: Path, url: str) -> None:
        (one,) = errors_of(document(PATHS, servers=[{"url": url}]), tmp_path)
        assert one.pointer == "#/servers/0/url"


class TestServersOfAnOperation:
    ROOT: ClassVar = [{"url": "https://a.example", "x-environment": "live"}]

    def own(self, tmp_path: Path, item: Json = None, **more: Json) -> tuple[Server, ...] | None:
        more_of_it: dict[str, Any] = item or {}
        y: dict[str, Any] = {"get": operation(tags=["y"], **more), **more_of_it}
        paths: Json = {
            "/x": {"get": operation(tags=["x"])},
            "/y": y,
        }
        found = operations(api_of(document(paths, servers=self.ROOT), tmp_path))
        assert found["x.list"].servers is None
        return found["y.list"].servers

    def test_are_those_of_its_path_or_its_own(self, tmp_path: Path) -> None:
        item = {"servers": [{"url": "https://b.example"}]}
        assert self.own(tmp_path, item) == (Server("live", "https://b.example"),)
        own = [{"url": "/v2"}, {"url": "//c.example/", "description": "Test"}]
        assert self.own(tmp_path, item, servers=own) == (
            Server("live", "/v2"),
            Server("test", "https://c.example"),
        )

    def test_are_not_told_where_they_are_those_of_most(self, tmp_path: Path) -> None:
        assert self.own(tmp_path, servers=[{"url": "https://a.example/"}]) is None
        assert self.own(tmp_path, servers=[]) is None

    def test_those_of_the_most_are_the_default(self, tmp_path: Path) -> None:
        paths: Json = {
            f"/{n}": {
                "get": operation(tags=[str(n)], servers=[{"url": f"https://{n % 2}.example"}])
            }
            for n in range(3)
        }
        api = api_of(document(paths), tmp_path)
        assert [one.url for one in api.conventions.servers] == ["https://0.example"]
        found = [one.servers is None for one in api.operations()]
        assert found == [True, False, True]

    def test_that_cannot_be_reached_leave_it_out(self, tmp_path: Path) -> None:
        there = {"get": operation(servers=[{"url": "https://"}])}
        data = document({**PATHS, "/y": there}, servers=self.ROOT)
        api, _ = analyze(load(written(data, tmp_path)))
        (one,) = api.left_out
        assert (one.pointer, one.reason) == (
            "#/paths/~1y/get",
            "none of the operation's servers can be reached",
        )


class TestSecurity:
    @pytest.mark.parametrize(
        ("scheme", "expected"),
        [
            (
                {"type": "http", "scheme": "Bearer", "description": "The key"},
                CredentialArgument(
                    "api_key", "SMALL_API_KEY", "Authorization", "Bearer ", "The key."
                ),
            ),
            (
                {"type": "apiKey", "in": "header", "name": "X-Key"},
                CredentialArgument("api_key", "SMALL_API_KEY", "X-Key", "", "The API key."),
            ),
            (
                {
                    "type": "http",
                    "scheme": "bearer",
                    "x-argument": {"name": "self", "env": "TOKEN"},
                },
                CredentialArgument("self_", "TOKEN", "Authorization", "Bearer ", "The API key."),
            ),
        ],
    )
    def test_a_key_goes_into_a_header(
        self, tmp_path: Path, scheme: Json, expected: CredentialArgument
    ) -> None:
        assert api_of(secured(scheme), tmp_path).conventions.credentials == (expected,)

    def test_the_first_scheme_that_can_be_shown_is_taken(self, tmp_path: Path) -> None:
        data = secured(
            {"type": "openIdConnect", "openIdConnectUrl": "https://x.example"}, {"three": []}
        )
        data["components"]["securitySchemes"]["three"] = {"type": "http", "scheme": "bearer"}
        (found,) = api_of(data, tmp_path).conventions.credentials
        assert found is not None
        assert found.header == "Authorization"

    @pytest.mark.parametrize(
        ("scheme", "expected"),
        [
            ({"type": "oauth2", "flows": {}}, "access_token Authorization Bearer header"),
            (
                {"type": "openIdConnect", "openIdConnectUrl": "https://x.example"},
                "access_token Authorization Bearer header",
            ),
            ({"type": "http", "scheme": "basic"}, "username Authorization Basic header password"),
            ({"type": "apiKey", "in": "query", "name": "key"}, "api_key key  query"),
            ({"type": "apiKey", "in": "cookie", "name": "key"}, "api_key key  cookie"),
        ],
    )
    def test_every_kind_is_an_argument(self, tmp_path: Path, scheme: Json, expected: str) -> None:
        found = api_of(secured(scheme), tmp_path).conventions
        (one,) = found.credentials
        said = [one.name, one.header, one.prefix.strip(), one.place]
        said += [] if one.password is None else [one.password.name]
        assert " ".join(said) == expected
        assert found.security == ((one.name,),)

    def test_two_schemes_at_once_are_two_arguments(self, tmp_path: Path) -> None:
        key = {"type": "apiKey", "in": "header", "name": "X-Key"}
        data = secured(key, security=[{"one": [], "two": []}])
        found = api_of(data, tmp_path).conventions
        assert [one.name for one in found.credentials] == ["api_key", "access_token"]
        assert found.security == (("api_key", "access_token"),)

    def test_two_schemes_that_are_shown_alike_are_one_argument(self, tmp_path: Path) -> None:
        data = secured({"type": "http", "scheme": "bearer"}, {"two": []})
        found = api_of(data, tmp_path).conventions
        assert ([one.name for one in found.credentials], found.security) == (
            ["api_key"],
            (("api_key",),),
        )

    def test_a_scheme_that_nobody_can_show_is_named(self, tmp_path: Path) -> None:
        found = errors_of(secured({"type": "http", "scheme": "negotiate"}), tmp_path)
        assert "the client can show none of these schemes" in [one.reason for one in found]

    @pytest.mark.parametrize(("own", "expected"), OPEN)
    def test_an_operation_says_what_differs_from_the_others(
        self, tmp_path: Path, own: Json, expected: Security | None
    ) -> None:
        data = secured({"type": "apiKey", "in": "query", "name": "key"})
        paths: Json = {f"/{name}": {"get": operation()} for name in "abc"}
        data["paths"] = {**paths, "/x": {"get": operation(security=own)}}
        found = operations(api_of(data, tmp_path))
        assert found["x.list"].security == expected
        assert found["a.list"].security is None

    def test_what_most_operations_need_is_said_once(self, tmp_path: Path) -> None:
        data = secured({"type": "apiKey", "in": "query", "name": "key"}, security=[])
        need: dict[str, Json] = {"security": [{"two": []}]}
        data["paths"] = {f"/{name}": {"get": operation(**need)} for name in "abc"}
        data["paths"]["/x"] = {"get": operation()}
        api = api_of(data, tmp_path)
        assert api.conventions.security == (("access_token",),)
        found = {key: one.security for key, one in operations(api).items()}
        assert found == {"a.list": None, "b.list": None, "c.list": None, "x.list": ()}

    def test_an_argument_needs_a_name_and_a_variable(self, tmp_path: Path) -> None:
        scheme = {"type": "http", "scheme": "bearer", "x-argument": {"name": "key"}}
        (one,) = errors_of(secured(scheme), tmp_path)
        assert one.pointer == "#/components/securitySchemes/one"

    def test_two_arguments_need_two_names(self, tmp_path: Path) -> None:
        header: Json = {
            "name": "X-Team",
            "in": "header",
            "x-argument": {"name": "api_key", "env": "T"},
            "schema": {},
        }
        data = secured({"type": "http", "scheme": "bearer"})
        data["paths"] = {"/x": {"get": operation(parameters=[header])}}
        (one,) = errors_of(data, tmp_path)
        assert "same name" in one.reason
        header["x-argument"]["name"] = "team"
        (argument,) = api_of(data, tmp_path).conventions.client_arguments
        assert argument == ClientArgument("team", "T", "X-Team", "")
