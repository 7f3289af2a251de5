"""Which servers `NO_PROXY` exempts."""

from __future__ import annotations

import pytest

from ghxstship._core.http.environment_proxy import proxy_of_environment

from ..library import LIBRARY


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("ALL_PROXY", "http://proxy.test:3128")


@pytest.mark.parametrize(
    ("url", "no_proxy", "exempt"),
    [
        ("https://api.test", "*", True),
        ("https://api.test", "a.test, *", True),
        ("https://api.test", "", False),
        ("https://api.test", ",, ,", False),
        ("https://api.test", ".", False),
        ("https://api.test", "api.test", True),
        ("https://api.test", "API.Test", True),
        ("https://api.test", "b.test api.test", True),
        ("https://api.test.", "api.test", True),
        ("https://api.test", "api.test.", True),
        ("https://api.test", "test", True),
        ("https://api.test", ".test", True),
        ("https://api.test", "*.test", True),
        ("https://api.test", "est", False),
        ("https://api.test", "pi.test", False),
        ("https://api.test", "a.api.test", False),
        ("https://api.test", "https://api.test", True),
        ("https://api.test", "api.test:443", True),
        ("https://api.test", "api.test:80", False),
        ("http://api.test", "api.test:80", True),
        ("http://api.test", "api.test:443", False),
        ("https://api.test:8443", "api.test:443", False),
        ("https://api.test:8443", "api.test:8443", True),
        ("https://api.test:8443", "api.test", True),
        ("https://api.test:443", "api.test:443", True),
        ("http://10.1.2.3", "10.0.0.0/8", True),
        ("http://10.1.2.3", "10.1.2.3", True),
        ("http://10.1.2.3", "10.1.2.3/8", True),
        ("http://10.1.2.3", "10.0.0.0/8:80", True),
        ("http://10.1.2.3", "10.0.0.0/8:8080", False),
        ("http://10.1.2.3:8080", "10.1.2.3:8080", True),
        ("http://11.1.2.3", "10.0.0.0/8", False),
        ("http://11.1.2.3", "10.0.0.0/99", False),
        ("http://10.1.2.3", "2.3", False),
        ("http://10.1.2.3", "fd00::/8", False),
        ("http://[fd00::1]", "fd00::/8", True),
        ("http://[fd00::1]", "[fd00::]/8", True),
        ("http://[fd00::1]", "[fd00::1]:80", True),
        ("http://[fd00::1]", "[fd00::1]:81", False),
        ("http://[fd00::1]", "fd00::1", True),
        ("http://[fd00::1]", "fd00:0::0:1", True),
        ("http://[fe00::1]", "fd00::/8", False),
        ("http://[::ffff:10.1.2.3]", "10.0.0.0/8", True),
        ("http://ten.test", "10.0.0.0/8", False),
    ],
)
def test_an_entry_exempts(
    url: str, no_proxy: str, exempt: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", no_proxy)
    assert (proxy_of_environment(LIBRARY, LIBRARY.URL(url)) is None) is exempt
