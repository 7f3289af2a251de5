"""Whatever is put into a URL comes out of it the same."""

from __future__ import annotations

from urllib.parse import parse_qsl, quote, unquote, urlencode

from hypothesis import assume, given
from hypothesis import strategies as st

from ghxstship._core.http.protocols import HttpURL
from ghxstship._core.operation import Operation
from ghxstship._core.styles import encode_query

from ..library import httpx
from ..unit.bookshop import GET
from ..unit.test_request import builder

names = st.text(min_size=1)
scalars = (
    st.text() | st.integers() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False)
)
SEARCH: Operation[None] = Operation("books.search", "GET", "/v1/search")


def as_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def received(url: HttpURL) -> list[tuple[str, str]]:
    """The pairs that a server reads, from the bytes that are sent."""
    query = url.query.decode("ascii")
    return parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query))


@given(st.dictionaries(names, scalars | st.none()), st.dictionaries(names, st.lists(scalars)))
def test_a_query_round_trips(single: dict[str, object], lists: dict[str, list[object]]) -> None:
    query = {**single, **lists}
    items = {**{n: [value] for n, value in single.items() if value is not None}, **lists}
    expected = [(n, as_text(item)) for n in query for item in items.get(n, [])]
    assert received(builder().build(SEARCH, query=query).url) == expected


@given(names, st.lists(st.text(st.characters(exclude_characters=",", exclude_categories=["Cs"]))))
def test_a_joined_list_round_trips(name: str, values: list[str]) -> None:
    operation: Operation[object] = Operation("a", "GET", "/", styles={name: "comma"})
    [(_, joined)] = encode_query({name: values}, operation)
    assume(values)
    assert joined.split(",") == values


@given(st.text(min_size=1), st.sampled_from(["", "/proxy", "/a/b"]))
def test_a_path_parameter_stays_one_segment_and_round_trips(value: str, prefix: str) -> None:
    assume(value not in {".", ".."})
    url = builder(f"https://api.books.test{prefix}").build(GET, path={"book_id": value}).url
    path = url.raw_path.decode("ascii")
    assert path.startswith(f"{prefix}/v1/books/")
    segment = path.removeprefix(f"{prefix}/v1/books/")
    assert not set(segment) & set("/?#")
    assert unquote(segment) == value
    assert url.host == "api.books.test"
    # And it stays so when somebody parses the URL again.
    assert httpx.URL(str(url)).raw_path == url.raw_path


nearly_plain = st.text("aZ09-._~ /%&=+[é") | names


@given(
    nearly_plain.filter(lambda value: value not in {"", ".", ".."}),
    st.dictionaries(nearly_plain, nearly_plain | st.integers() | st.none()),
    st.sampled_from(["", "/proxy", "/a/../b", "/a%20b", "/a b", ":8443/v1"]),
)
def test_a_url_is_what_the_library_makes_of_its_text(
    value: str, query: dict[str, object], prefix: str
) -> None:
    base = f"https://api.books.test{prefix}"
    pairs = [(name, as_text(one)) for name, one in query.items() if one is not None]
    end = f"?{urlencode(pairs, quote_via=quote)}" if pairs else ""
    parsed = httpx.URL(f"{base}/v1/books/{quote(value, safe='')}{end}")
    made = builder(base).build(GET, path={"book_id": value}, query=query).url
    assert (vars(made), str(made), hash(made)) == (vars(parsed), str(parsed), hash(parsed))
