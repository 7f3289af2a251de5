"""Parameters that are lists and objects, in each style that OpenAPI has for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from ghxstship._core.errors import InvalidArgumentError
from ghxstship._core.operation import Operation, Style
from ghxstship._core.styles import encode_cookies, encode_headers, encode_query, fill_path

from .bookshop import Author

pytestmark = pytest.mark.once

LIST = ["blue", "black"]
OBJECT = {"R": 100, "G": 200}
SLASHES: list[str] = ["a/b", "c,d"]


def operation(style: Style | None, **more: Any) -> Operation[Any]:
    return Operation("it", "GET", "/x/{color}/y", styles={"color": style} if style else {}, **more)


def fill(path: Mapping[str, object], of: Operation[Any]) -> str:
    return fill_path(of, path)


@pytest.mark.parametrize(
    ("style", "value", "expected"),
    [
        # The table of OpenAPI 3.1, Style Examples.
        (None, "blue", "color=blue"),
        (None, LIST, "color=blue color=black"),
        ("comma", LIST, "color=blue,black"),
        ("comma", OBJECT, "color=R,100,G,200"),
        ("members", OBJECT, "R=100 G=200"),
        ("members", LIST, "color=blue color=black"),
        ("members", "blue", "color=blue"),
        ("space", LIST, "color=blue black"),
        ("pipe", LIST, "color=blue|black"),
        ("deep", OBJECT, "color[R]=100 color[G]=200"),
        ("deep", {"a": {"b": [1, 2]}, "c": None}, "color[a][b]=1 color[a][b]=2"),
        ("json", {"a": [1, {"b": None}]}, 'color={"a":[1,{"b":null}]}'),
        ("json", "blue", 'color="blue"'),
        ("comma", True, "color=true"),
        ("members", Author(name="A", born_in="B"), "name=A bornIn=B"),
    ],
)
def test_a_query(style: Style | None, value: object, expected: str) -> None:
    pairs = encode_query({"color": value, "left_out": None}, operation(style))
    assert " ".join(f"{name}={text}" for name, text in pairs) == expected


@pytest.mark.parametrize(
    ("style", "value", "expected"),
    [
        (None, "a/b", "a%2Fb"),
        ("comma", LIST, "blue,black"),
        ("comma", SLASHES, "a%2Fb,c%2Cd"),
        ("comma", OBJECT, "R,100,G,200"),
        ("pairs", OBJECT, "R=100,G=200"),
        ("label", "blue", ".blue"),
        ("label", LIST, ".blue.black"),
        ("label", OBJECT, ".R=100.G=200"),
        ("matrix", "blue", ";color=blue"),
        ("matrix", LIST, ";color=blue,black"),
        ("matrix", OBJECT, ";R=100;G=200"),
        ("json", OBJECT, "%7B%22R%22%3A100%2C%22G%22%3A200%7D"),
        (None, "{color}", "%7Bcolor%7D"),
    ],
)
def test_a_path(style: Style | None, value: object, expected: str) -> None:
    assert fill_path(operation(style), {"color": value}) == f"/x/{expected}/y"


@pytest.mark.parametrize(
    ("style", "value", "expected"),
    [(None, 5, "5"), ("comma", LIST, "blue,black"), ("pairs", OBJECT, "R=100,G=200")],
)
def test_a_header_and_a_cookie(style: Style | None, value: object, expected: str) -> None:
    assert encode_headers({"color": value}, operation(style)) == {"color": expected}
    cookie = encode_cookies({"color": value, "b": "x; y"}, operation(style))
    assert cookie == f"color={expected.replace(',', '%2C')}; b=x%3B%20y"


def test_names_inside_are_those_on_the_wire() -> None:
    names = {"color": ("color", {"is_dark": ("isDark", None)})}
    deep = operation("deep", parameter_names=names)
    assert encode_query({"color": {"is_dark": True}}, deep) == [("color[isDark]", "true")]
    as_json = operation("json", parameter_names=names)
    assert encode_query({"color": {"is_dark": True}}, as_json) == [("color", '{"isDark":true}')]


@pytest.mark.parametrize("encode", [fill, encode_query, encode_headers])
@pytest.mark.parametrize(
    ("style", "value"),
    [(None, OBJECT), ("comma", {"a": {"b": 1}}), ("comma", [{"a": 1}]), ("json", {"a": object()})],
)
def test_what_a_style_has_no_form_for_is_refused_by_name(
    encode: Callable[..., object], style: Style | None, value: object
) -> None:
    with pytest.raises(InvalidArgumentError, match="color"):
        encode({"color": value}, operation(style))


def test_a_list_that_holds_itself_is_refused() -> None:
    endless: list[Any] = []
    endless.append(endless)
    for style in ("deep", "comma", "json"):
        with pytest.raises(InvalidArgumentError):
            encode_query({"color": {"a": endless}}, operation(style))
