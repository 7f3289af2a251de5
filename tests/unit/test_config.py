"""How a client is set up: arguments, environment variables, and what is wrong with them."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

from ghxstship._core.auth import Auth
from ghxstship._core.checks import DEFAULT_TIMEOUT, Timeout, check_names, to_timeout
from ghxstship._core.client import SyncClient
from ghxstship._core.client_arguments import client_headers
from ghxstship._core.errors import ConfigurationError, InvalidArgumentError
from ghxstship._core.servers import servers_for

from ..library import LIBRARY, httpx
from .bookshop import API, AsyncClient, Client, constant_headers

CLIENTS = [Client, AsyncClient]
both = pytest.mark.parametrize("make", CLIENTS)


def base_url_of(client: Any) -> str:
    """The base URL that a client settled on."""
    base_url: str = client._driver.config.base_url
    return base_url


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BOOKSHOP_API_KEY", "BOOKSHOP_BRANCH", "BOOKSHOP_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


def headers_of(client: Any) -> dict[str, str]:
    return constant_headers(client)


@both
class TestArguments:
    def test_go_into_every_request(self, make: Any) -> None:
        assert headers_of(make("sk_1", branch="south")) == {
            "Accept": "application/json",
            "Accept-Encoding": "gzip, deflate",
            "User-Agent": "bookshop-python/1.2.3",
            "Authorization": "Bearer sk_1",
            "X-Branch": "south",
        }

    def test_may_come_from_the_environment(
        self, make: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("BOOKSHOP_API_KEY", "sk_env")
        monkeypatch.setenv("BOOKSHOP_BRANCH", "west")
        monkeypatch.setenv("BOOKSHOP_BASE_URL", "http://127.0.0.1:4010/")
        client = make(None, branch=None)
        assert headers_of(client)["Authorization"] == "Bearer sk_env"
        assert headers_of(client)["X-Branch"] == "west"
        assert client._driver.config.base_url == "http://127.0.0.1:4010"

    def test_win_over_the_environment(self, make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("BOOKSHOP_API_KEY", "sk_env")
        monkeypatch.setenv("BOOKSHOP_BASE_URL", "http://env.test")
        client = make("sk_arg", base_url="http://arg.test")
        assert headers_of(client)["Authorization"] == "Bearer sk_arg"
        assert client._driver.config.base_url == "http://arg.test"

    @pytest.mark.parametrize("missing", [None, ""])
    def test_that_are_missing_are_named_with_their_variable(self, make: Any, missing: Any) -> None:
        with pytest.raises(ConfigurationError, match=r"or auth=... or .* BOOKSHOP_API_KEY$"):
            make(missing)
        with pytest.raises(ConfigurationError, match=r"branch=\.\.\. or .* BOOKSHOP_BRANCH$"):
            make("sk_1", branch=missing)

    @pytest.mark.parametrize("branch", ["a\nb", "ž", " x"])
    def test_that_no_header_can_carry_are_refused(self, make: Any, branch: str) -> None:
        with pytest.raises(ConfigurationError, match="branch must be a str of printable"):
            make("sk_1", branch=branch)

    @pytest.mark.parametrize("retries", [-1, 1.5, True, "2", None])
    def test_a_count_of_retries_that_is_none_is_refused(self, make: Any, retries: Any) -> None:
        with pytest.raises(ConfigurationError, match="max_retries must be an integer of 0 or more"):
            make(max_retries=retries)

    @pytest.mark.parametrize("timeout", [0, -1, math.nan, math.inf, "5", b"5", True])
    def test_a_timeout_that_is_none_is_refused(self, make: Any, timeout: Any) -> None:
        with pytest.raises(ConfigurationError, match="timeout must be more than 0 seconds"):
            make(timeout=timeout)

    def test_a_timeout_may_be_left_out_or_lifted(self, make: Any) -> None:
        assert make()._driver.config.timeout == DEFAULT_TIMEOUT
        assert make(timeout=None)._driver.config.timeout == Timeout(None, None, None, None)
        assert make(timeout=2.5)._driver.config.timeout == Timeout(2.5, 2.5, 2.5, 2.5)


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"max_retries": -1}, "max_retries must be an integer of 0 or more, not -1"),
    ({"retry_policy": 3}, "retry_policy must have a method decide, and a int has none"),
    ({"deadline": 0}, "deadline must be more than 0 seconds, or None, not 0"),
    ({"deadline": 10**10}, "deadline must be at most 1e+09 seconds, or None, not 10000000000"),
    (
        {"deadline": 10**5000},
        "deadline must be at most 1e+09 seconds, or None, not a int of too many digits",
    ),
    ({"timeout": 1e10}, "timeout must be at most 1e+09 seconds, or None, not 10000000000.0"),
    (
        {"max_retries": -(10**5000)},
        "max_retries must be an integer of 0 or more, not a int of too many digits",
    ),
    ({"deadline": math.inf}, "deadline must be more than 0 seconds, or None, not inf"),
    ({"max_response_bytes": 0}, "max_response_bytes must be an integer of 1 or more, not 0"),
    (
        {"timeout": math.inf},
        "timeout must be more than 0 seconds, None, or a Timeout of httpx or httpx2, not inf",
    ),
    (
        {"default_headers": {"X-A": "\t"}},
        "header X-A must be a str of printable ASCII without spaces or line breaks at its ends",
    ),
    ({"default_headers": {"X:A": "x"}}, "'X:A' is not a header's name"),
    (
        {"default_headers": {"Content-Length": "1"}},
        "header Content-Length follows from the body and cannot be set",
    ),
    (
        {"default_headers": {"Idempotency-KEY": "k"}},
        (
            "header Idempotency-KEY differs from call to call: "
            "pass idempotency_key=... to the methods that take one"
        ),
    ),
]


@both
@pytest.mark.parametrize(("settings", "message"), REFUSED)
def test_what_is_refused_is_named_with_what_would_be_right(
    make: Any, settings: dict[str, Any], message: str
) -> None:
    for use in (make, make().with_options):
        with pytest.raises(ConfigurationError) as caught:
            use(**settings)
        assert str(caught.value) == message


@both
@pytest.mark.parametrize(
    "settings",
    [
        {"max_retries": 0, "deadline": 0.001, "timeout": 0.001, "max_response_bytes": 1},
        {"deadline": None, "timeout": None, "default_headers": {"!~": "~ ~"}},
    ],
)
def test_what_is_just_right_is_taken(make: Any, settings: dict[str, Any]) -> None:
    for client in (make(**settings), make().with_options(**settings)):
        config = client._driver.config
        taken: dict[str, Any] = {
            **settings,
            "timeout": to_timeout("timeout", settings["timeout"], ConfigurationError),
        }
        headers = taken.pop("default_headers", {})
        assert {name: getattr(config, name) for name in taken} == taken
        assert constant_headers(client).items() >= headers.items()


@both
class TestDefaultHeaders:
    @pytest.mark.parametrize("name", ["Authorization", "authorization", "AUTHORIZATION"])
    def test_replace_ours_whatever_case_they_are_in(self, make: Any, name: str) -> None:
        headers = headers_of(make("sk_1", default_headers={name: "Basic x"}))
        assert [headers[key] for key in headers if key.lower() == "authorization"] == ["Basic x"]

    @pytest.mark.parametrize(
        ("name", "reason"),
        [
            ("content-length", "header content-length follows from the body"),
            ("Transfer-Encoding", "header Transfer-Encoding follows from the body"),
            ("idempotency-key", r"header idempotency-key .* pass idempotency_key=\.\.\."),
        ],
    )
    def test_that_are_not_the_callers_are_refused(self, make: Any, name: str, reason: str) -> None:
        with pytest.raises(ConfigurationError, match=reason):
            make(default_headers={name: "99"})
        with pytest.raises(ConfigurationError, match=reason):
            make().with_options(default_headers={name: "99"})

    def test_are_added(self, make: Any) -> None:
        assert headers_of(make(default_headers={"X-Trace": "t"}))["X-Trace"] == "t"

    def test_of_one_name_in_two_cases_are_one(self, make: Any) -> None:
        headers = headers_of(make(default_headers={"X-Trace": "1", "x-trace": "2"}))
        assert [headers[key] for key in headers if key.lower() == "x-trace"] == ["2"]

    @pytest.mark.parametrize(
        "headers", [{"X-A": "a\r\nb"}, {"X-A": None}, {"X-A": b"x"}, {"": "x"}, {"X A": "x"}]
    )
    def test_that_are_none_are_refused(self, make: Any, headers: Any) -> None:
        with pytest.raises(ConfigurationError, match="header"):
            make(default_headers=headers)


ABSOLUTE = "base_url must be an absolute http or https URL such as 'https://api.example.com'"


class TestBaseUrl:
    def test_of_an_environment_and_of_the_variable_contradict(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("BOOKSHOP_BASE_URL", "http://env.test")
        with pytest.raises(ConfigurationError) as caught:
            Client(environment="staging")
        assert str(caught.value) == (
            "environment='staging' and the environment variable BOOKSHOP_BASE_URL each name "
            "a server: unset one of them, or pass base_url"
        )
        assert base_url_of(Client()) == "http://env.test"
        chosen = Client(environment="staging", base_url="http://a.test")
        assert base_url_of(chosen) == "http://a.test"

    def test_of_the_variable_is_the_only_one_where_the_api_names_none(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("BOOKSHOP_BASE_URL", "http://env.test")
        nameless = replace(API, servers={})
        client = SyncClient(nameless, {"api_key": "sk_1", "branch": "b"}, {"environment": "any"})
        assert base_url_of(client) == "http://env.test"

    @pytest.mark.parametrize(
        ("given", "message"),
        [
            ("http://me:s3cret@a.test:port", "base_url is not a URL"),
            ("http://a.test:port", "base_url is not a URL: Invalid port: 'port'"),
            ("http://a.test?b", "base_url must have no user, query or fragment"),
            ("ftp://a.test", f"{ABSOLUTE}, not 'ftp://a.test'"),
            ("ftp://a.test/@b", ABSOLUTE),
        ],
    )
    def test_that_is_none_is_refused_with_what_would_be_right(
        self, given: str, message: str
    ) -> None:
        with pytest.raises(ConfigurationError) as caught:
            servers_for(API, LIBRARY, "production", given)
        assert str(caught.value) == message

    def test_does_not_hide_an_environment_that_there_is_not(self) -> None:
        with pytest.raises(ConfigurationError, match="unknown environment 'nowhere'; there are"):
            servers_for(API, LIBRARY, "nowhere", "http://localhost:4010")
        assert (
            servers_for(replace(API, servers={}), LIBRARY, "any", "http://a.test").base_url
            == "http://a.test"
        )

    @pytest.mark.parametrize(
        ("environment", "given", "url"),
        [
            ("production", None, "https://api.books.test"),
            ("staging", None, "https://staging.books.test"),
            ("staging", "http://localhost:4010", "http://localhost:4010"),
            ("production", "https://proxy.test/books//", "https://proxy.test/books"),
            ("production", httpx.URL("https://a.test/"), "https://a.test"),
            ("production", "HTTPS://BÜCHER.test", "https://xn--bcher-kva.test"),
            ("production", "http://[::1]:8000", "http://[::1]:8000"),
            ("production", "https://a.test/@org", "https://a.test/@org"),
            ("production", "https://a.test/X/", "https://a.test/X"),
        ],
    )
    def test_is_the_environments_or_the_given(self, environment: str, given: Any, url: str) -> None:
        assert servers_for(API, LIBRARY, environment, given).base_url == url

    @pytest.mark.parametrize(
        ("given", "reason"),
        [
            ("", "absolute http or https URL"),
            ("api.books.test", "absolute http or https URL .*, not 'api.books.test'"),
            ("/v1", "absolute"),
            ("ftp://api.books.test", "absolute"),
            ("http://", "absolute"),
            ("https://api.books.test ", "absolute"),
            ("https://a b", "absolute"),
            ("https://api.books.test\n", "not a URL: Invalid non-printable"),
            ("https://api.books.test:http", "not a URL: Invalid port"),
            (7, "absolute http or https URL .*, not '7'"),
            ("https://u@api.books.test", "no user, query or fragment"),
            ("https://api.books.test?a=1", "no user, query or fragment"),
            ("https://api.books.test#a", "no user, query or fragment"),
        ],
    )
    def test_that_is_none_is_refused(self, given: Any, reason: str) -> None:
        with pytest.raises(ConfigurationError, match=f"base_url .*{reason}"):
            servers_for(API, LIBRARY, "production", given)

    def test_of_an_unknown_environment_names_the_known(self) -> None:
        with pytest.raises(
            ConfigurationError, match=r"'sandbox'; there are 'production', 'staging'$"
        ):
            servers_for(API, LIBRARY, "sandbox", None)
        nameless = replace(API, servers={}, variables={})
        with pytest.raises(ConfigurationError, match=r"there are none: pass base_url$"):
            servers_for(nameless, LIBRARY, "production", None)

    def test_of_the_environment_variable_is_checked_too(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("BOOKSHOP_BASE_URL", "localhost:4010")
        with pytest.raises(ConfigurationError, match="absolute"):
            Client()
        monkeypatch.setenv("BOOKSHOP_BASE_URL", "")
        assert base_url_of(Client()) == "https://api.books.test"


def test_an_option_that_there_is_not_is_named_with_those_that_there_are() -> None:
    known = frozenset({"b", "a"})
    check_names({"a": 1, "b": 2}, known, "it", ConfigurationError)
    with pytest.raises(ConfigurationError) as caught:
        check_names({"a": 1, "c": 2}, known, "it", ConfigurationError)
    assert str(caught.value) == "it has no 'c'; it has a, b"


def test_an_api_may_need_no_credential() -> None:
    headers = client_headers(replace(API, credentials=(), client_headers=()), {})
    assert list(headers) == ["Accept", "Accept-Encoding", "User-Agent"]


def test_a_timeout_of_the_library_is_taken_as_it_is() -> None:
    timeout = httpx.Timeout(1.0, read=None)
    assert to_timeout("timeout", timeout, InvalidArgumentError) is timeout


def test_a_timeout_of_ours_and_of_the_library_say_the_same() -> None:
    assert DEFAULT_TIMEOUT.as_dict() == httpx.Timeout(30.0, connect=5.0).as_dict()


class Unlike:
    """What cannot be compared, such as an array."""

    def __eq__(self, other: object) -> bool:
        raise ValueError("ambiguous")

    __hash__ = None  # type: ignore[assignment]


class Surrogates(Auth):
    account = "secret\ud800"


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ({"api_key": Unlike()}, "^api_key must be a str of printable ASCII"),
        ({"branch": Unlike()}, "^branch must be a str of printable ASCII"),
        ({"base_url": 10**5000}, "^base_url must be a str, not int$"),
        ({"auth": Surrogates()}, r"^auth\.account must be text without lone surrogates$"),
    ],
)
@pytest.mark.parametrize("make", [Client, AsyncClient])
def test_a_setting_that_cannot_be_used_is_named_and_not_shown(
    make: Any, setting: dict[str, Any], message: str
) -> None:
    with pytest.raises(ConfigurationError, match=message) as caught:
        make(**setting)
    assert caught.value.__context__ is None or "secret" not in str(caught.value.__context__)
