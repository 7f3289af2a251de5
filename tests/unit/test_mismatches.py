"""An answer that is not as documented is used as far as it is, and says where it is not."""

from __future__ import annotations

import copy
import json
import pickle
import warnings
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import pytest
from pydantic import Field, Tag, TypeAdapter

from ghxstship._core.decode import read
from ghxstship._core.errors import APIResponseValidationError, PaginationError
from ghxstship._core.lenient import read_leniently
from ghxstship._core.mismatch import RECORDED, Mismatches, mismatched_fields, mismatches
from ghxstship._core.model import UNKNOWN_TAG, Base64, Model, Open, open_discriminator
from ghxstship._core.observers import ResponseInfo

from .bookshop import Book
from .harness import BOOK, Kind, Shop, answer


class Circle(Model):
    kind: Literal["circle"]
    radius: float
    made: datetime | None = None


class Square(Model):
    kind: Literal["square"]
    side: Annotated[float, Field(alias="sideLength")]


class Other(Model):
    kind: str | None = None


Shape = Annotated[
    Annotated[Circle, Tag("circle")]
    | Annotated[Square, Tag("square")]
    | Annotated[Other, Tag(UNKNOWN_TAG)],
    open_discriminator("kind", "kind", frozenset({"circle", "square"})),
]


class Group(Model):
    name: str
    shapes: list[Shape] = Field(default_factory=list[Shape])
    inner: Group | None = None
    either: Circle | Square | list[str] | str | None = None
    totals: dict[str, float] = Field(default_factory=dict)
    mark: Base64 | None = None
    level: Open[Literal["a", "b"]] = "a"


COPIES: list[Callable[[Group], Group]] = [
    copy.copy,
    copy.deepcopy,
    lambda model: model.model_copy(deep=True),
    lambda model: pickle.loads(pickle.dumps(model)),
]


class Titled(Model):
    name: str
    title: str = Field(default_factory=lambda fields: f"The {fields['name']}")
    pages: list[int]


class Counted(Model):
    __pydantic_extra__: dict[str, int]  # pyright: ignore[reportIncompatibleVariableOverride]
    name: str


GOOD: dict[str, Any] = {
    "name": "g",
    "shapes": [{"kind": "circle", "radius": 1, "made": "2024-01-02T03:04:05Z"}],
    "inner": {"name": "i", "totals": {"x": 1}},
    "either": {"kind": "square", "sideLength": 2},
    "totals": {"a": 1.5},
    "mark": "AAE=",
    "more": {"free": 1},
}
CIRCLE = Circle(kind="circle", radius=1, made=datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC))


def json_of(value: object) -> str:
    return json.dumps(value)


def read_group(**changes: Any) -> tuple[Any, list[str]]:
    value, found, failure = read(Group, json_of({**GOOD, **changes}))
    assert failure is None
    assert mismatches(value) == found
    return value, [str(each) for each in found]


MOMENT = "Input should be a valid datetime or date"
MISSING = "name: Field required"
NUMBER = "Input should be a valid number"
OBJECT = "Input should be an object"
ARRAY = "Input should be a valid array"
STRING = "Input should be a valid string"

MISMATCHES: list[tuple[str, dict[str, Any], list[str]]] = [
    ("null", {"name": None}, [f"name: {STRING}"]),
    ("object for text", {"name": {"a": 1}}, [f"name: {STRING}"]),
    ("no array", {"shapes": {"0": 1}}, [f"shapes: {ARRAY}"]),
    ("null for an array", {"shapes": None}, [f"shapes: {ARRAY}"]),
    ("element", {"shapes": [{"kind": "circle", "radius": "r"}]}, [f"shapes.0.radius: {NUMBER}"]),
    ("alias", {"shapes": [{"kind": "square"}]}, ["shapes.0.sideLength: Field required"]),
    ("no object", {"shapes": ["circle"]}, [f"shapes.0: {OBJECT}"]),
    ("tag", {"shapes": [{"kind": 7}]}, [f"shapes.0.kind: {STRING}"]),
    ("optional", {"inner": []}, [f"inner: {OBJECT}"]),
    ("nested", {"inner": {"inner": {}}}, [f"inner.{MISSING}", f"inner.inner.{MISSING}"]),
    ("union by constant", {"either": {"kind": "square"}}, ["either.sideLength: Field required"]),
    ("union by fields", {"either": {"radius": 1}}, ["either.kind: Field required"]),
    ("union's array", {"either": ["a", 7]}, [f"either.1: {STRING}"]),
    ("no member", {"either": 7}, ["either: Input should be of one of the documented types"]),
    ("mapping", {"totals": {"a": "much", "b": 2}}, [f"totals.a: {NUMBER}"]),
    ("no mapping", {"totals": [1]}, [f"totals: {OBJECT}"]),
    ("base64", {"mark": "?"}, ["mark: Input should be valid"]),
    ("open enum", {"level": []}, [f"level: {STRING}"]),
    (
        "date",
        {"shapes": [{"kind": "circle", "radius": 1, "made": "once"}]},
        [f"shapes.0.made: {MOMENT}"],
    ),
]


@pytest.mark.parametrize(
    ("changes", "expected"), [pytest.param(*rest, id=name) for name, *rest in MISMATCHES]
)
def test_a_mismatch_is_named_and_all_else_is_typed(
    changes: dict[str, Any], expected: list[str]
) -> None:
    whole, none = read_group()
    assert none == []
    group, found = read_group(**changes)
    assert found == expected
    for name in (set(Group.model_fields) | {"more"}) - set(changes):
        assert getattr(group, name) == getattr(whole, name)
        assert type(getattr(group, name)) is type(getattr(whole, name))


def test_what_does_not_fit_stands_as_it_came() -> None:
    group, _ = read_group(
        name=None,
        shapes=[GOOD["shapes"][0], {"kind": "square", "sideLength": "s", "x": 1}, 7],
        totals={"a": "much", "b": 2},
    )
    assert group.name is None
    assert group.shapes[0] == CIRCLE
    square = group.shapes[1]
    assert (type(square), square.side, square.x, square.kind) == (Square, "s", 1, "square")
    assert group.shapes[2] == 7
    assert group.totals == {"a": "much", "b": 2.0}


def test_a_missing_field_is_none_and_is_not_set() -> None:
    group, found = read_group(inner={"level": "b"})
    assert found == ["inner.name: Field required"]
    assert group.inner.name is None
    assert group.inner.model_fields_set == {"level"}
    assert group.inner.totals == {}
    assert group.model_dump(exclude_unset=True)["inner"] == {"level": "b"}


def test_properties_beyond_the_declared_ones_are_read_as_their_type() -> None:
    value, found, _ = read(Counted, '{"name": "n", "a": 1, "b": "x", "c": "2"}')
    assert value.model_extra == {"a": 1, "b": "x", "c": 2}
    assert [str(each) for each in found] == ["b: Input should be a valid integer"]


def test_a_default_that_is_made_of_other_fields_is_made() -> None:
    value, found = read_leniently(Titled, {"name": "Hobbit", "pages": [1, "two"]})
    assert value.title == "The Hobbit"
    assert value.pages == [1, "two"]
    assert [each.path for each in found] == ["pages.1"]


def test_each_part_tells_its_own() -> None:
    group, _ = read_group(inner={"totals": {"a": "x"}}, shapes=[{"kind": "circle"}])
    assert str(mismatches(group.shapes[0])) == "radius: Field required"
    assert str(mismatches(group.shapes)) == "0.radius: Field required"
    assert str(mismatches({"k": group.shapes})) == "k.0.radius: Field required"
    assert [str(each) for each in mismatches(group.inner)] == [
        "name: Field required",
        f"totals.a: {NUMBER}",
    ]
    book = Book.model_validate(BOOK)
    for fine in (group.either, group.totals, None, 7, "x", book, [book], {"a": book}):
        assert mismatches(fine) == Mismatches()
        assert not mismatches(fine)


@pytest.mark.parametrize(
    "expected", [list[int], dict[str, int], list[Book], int, str, datetime, list[list[int]]]
)
def test_an_answer_need_not_be_an_object(expected: Any) -> None:
    bodies: dict[Any, tuple[str, Any, str]] = {
        list[int]: ('[1, "x", 2]', [1, "x", 2], "1: Input should be a valid integer"),
        dict[str, int]: ('{"a": null}', {"a": None}, "a: Input should be a valid integer"),
        list[Book]: ("[7]", [7], f"0: {OBJECT}"),
        int: ('"x"', "x", "the body: Input should be a valid integer"),
        str: ("7", 7, f"the body: {STRING}"),
        datetime: ('"x"', "x", "the body: Input should be a valid datetime or date"),
        list[list[int]]: ("[[1], 2]", [[1], 2], f"1: {ARRAY}"),
    }
    body, value, said = bodies[expected]
    result, found, failure = read(expected, body)
    assert (result, str(found), failure) == (value, said, None)


class TestUse:
    """A model with mismatches can do what any other can."""

    @pytest.fixture
    def group(self) -> Any:
        return read_group(
            name=None, shapes=[{"kind": "circle", "made": 7.5}, 7], mark=7, totals=["x"], inner=[1]
        )[0]

    def test_is_dumped_as_it_came_and_without_warnings(self, group: Any) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            dumped = group.model_dump(exclude_unset=True)
            assert dumped["shapes"][1] == 7
            assert (dumped["name"], dumped["mark"], dumped["inner"]) == (None, 7, [1])
            again, found, _ = read(Group, group.model_dump_json(by_alias=True, exclude_unset=True))
        assert again == group
        assert found == mismatches(group)
        assert group.model_dump(mode="json")["totals"] == ["x"]

    def test_warns_where_that_is_asked_for(self, group: Any) -> None:
        with pytest.warns(UserWarning, match="serializ"):
            group.model_dump(warnings=True)

    @pytest.mark.parametrize("copied", COPIES)
    def test_is_copied_with_its_mismatches(self, group: Any, copied: Any) -> None:
        other = copied(group)
        assert other == group
        assert mismatches(other) == mismatches(group)
        assert mismatches(other.shapes[0]) == mismatches(group.shapes[0])

    def test_shows_what_it_has(self, group: Any) -> None:
        assert repr(group).startswith("Group(name=None, shapes=[Circle(kind='circle', radius=None")
        assert "mismatch" not in repr(group) + str(group.model_dump())


class TestBounds:
    """However much of an answer is wrong, little is recorded of it."""

    def test_few_are_recorded_and_all_are_counted(self) -> None:
        value, found, _ = read(list[int], json_of(["x"] * 500))
        assert value == ["x"] * 500
        assert (len(found.first), found.count) == (RECORDED, 500)
        assert str(found).endswith("; and 497 more")

    def test_the_rest_is_not_looked_at(self) -> None:
        value, found, _ = read(list[Circle], json_of([dict[str, object]()] * 20_000))
        assert found.count == 10_000
        assert type(value[4_999]) is Circle
        assert value[5_000] == {}

    @pytest.mark.parametrize("part", ["a\nb", "\x1b[31m", "x" * 999, "\u202e"])
    def test_a_name_in_a_path_is_short_and_forges_no_line(self, part: str) -> None:
        _, found, _ = read(dict[str, int], json_of({part: "x"}))
        path = found.first[0].path
        assert path.isprintable()
        assert len(path) <= 65

    def test_depth_is_no_hindrance(self) -> None:
        value: dict[str, Any] = {"name": 7}
        for _ in range(150):
            value = {"name": "n", "inner": value, "totals": {"a": 1}}
        group, found, _ = read(Group, json_of(value))
        assert str(found) == ".".join(["inner"] * 150) + f".name: {STRING}"
        for _ in range(150):
            assert (group.name, group.totals) == ("n", {"a": 1.0})
            group = group.inner
        assert group.name == 7


def noted(items: Any, seen: list[object]) -> Any:
    """The items, noted as they are seen: an error does not lose those before it."""
    if hasattr(items, "__aiter__"):
        return noted_async(items, seen)
    return noted_sync(items, seen)


def noted_sync(items: Any, seen: list[object]) -> Any:
    for item in items:
        seen.append(item)
        yield item


async def noted_async(items: Any, seen: list[object]) -> Any:
    async for item in items:
        seen.append(item)
        yield item


class TestPages:
    """What a list cannot be walked by is an error where it is walked, and not before."""

    @pytest.mark.parametrize(
        "pagination",
        [
            {"cursor": "c", "hasMore": "perhaps"},
            {"cursor": "c", "hasMore": None},
            {"cursor": None, "hasMore": []},
            {"cursor": 7, "hasMore": True},
            {"cursor": {"a": 1}, "hasMore": True},
            "none",
            None,
            [],
        ],
    )
    def test_that_do_not_say_what_follows(self, kind: Kind, pagination: object) -> None:
        shop = Shop(kind, *[answer(200, {"data": [BOOK], "pagination": pagination})] * 2)
        page = shop.call(lambda books: books.list())
        assert page.data == [Book.model_validate(BOOK)]
        assert page.has_more
        assert repr(page).startswith(("Page(1 items", "AsyncPage(1 items"))
        with pytest.raises(PaginationError, match=r"pagination.* is not as documented"):
            page.cursor  # noqa: B018 - it is asked for
        with pytest.raises(PaginationError, match="whether another page follows"):
            shop.run(page.next_page)
        seen: list[object] = []
        with pytest.raises(PaginationError, match="whether another page follows"):
            shop.every(lambda books: noted(books.list(), seen))
        assert seen == [Book.model_validate(BOOK)]

    def test_that_say_that_nothing_follows_end(self, kind: Kind) -> None:
        body: object = {"data": [BOOK], "pagination": {"cursor": 7, "hasMore": False}}
        assert len(Shop(kind, answer(200, body)).every(lambda books: books.list())) == 1

    @pytest.mark.parametrize("pages", ["many", None, [], {}])
    def test_that_are_counted(self, kind: Kind, pages: object) -> None:
        shop = Shop(kind, answer(200, {"data": [BOOK], "pages": pages}))
        with pytest.raises(PaginationError, match="pages is not as documented"):
            shop.every(lambda books: books.shelf())


class TestMismatches:
    """What is not as documented is seen from outside, without the values."""

    @pytest.mark.parametrize("strict", [True, False])
    def test_are_told_with_the_answer(
        self, kind: Kind, strict: bool, caplog: pytest.LogCaptureFixture
    ) -> None:
        seen: list[ResponseInfo] = []
        shop = Shop(
            kind,
            answer(503, {}),
            answer(200, {**BOOK, "price": "s3cret", "genre": 7}),
            on_response=seen.append,
            strict=strict,
        )
        with pytest.raises(APIResponseValidationError) if strict else nullcontext():
            shop.call(lambda books: books.get("1"))
        failed, answered = seen
        assert not failed.mismatches
        assert answered.status == 200
        assert [str(each) for each in answered.mismatches] == [
            "price: Input should be a valid number",
            "genre: Input should be a valid string",
        ]
        assert "s3cret" not in repr(seen) + caplog.text

    def test_are_logged_once_with_their_places(
        self, kind: Kind, caplog: pytest.LogCaptureFixture
    ) -> None:
        bad = {**BOOK, "price": "s3cret"}
        body: object = {"data": [bad] * 5, "pagination": {}}
        Shop(kind, answer(200, body)).every(lambda books: books.list())
        (record,) = (each for each in caplog.records if each.levelname == "WARNING")
        wrong = "price: Input should be a valid number"
        assert (record.name, record.getMessage()) == (
            "ghxstship",
            (
                f"books.list answered 200, and not as documented: data.0.{wrong}; "
                f"data.1.{wrong}; data.2.{wrong}; and 2 more"
            ),
        )

    def test_of_a_list_are_those_of_the_page(self, kind: Kind) -> None:
        seen: list[ResponseInfo] = []
        body: object = {"data": [BOOK, {**BOOK, "price": None}], "pagination": {}}
        shop = Shop(kind, answer(200, body), on_response=seen.append)
        page = shop.call(lambda books: books.list())
        assert seen[0].mismatches == page.mismatches == mismatches(page)
        assert str(page.mismatches) == "data.1.price: Input should be a valid number"
        assert [str(mismatches(book)) for book in page.data] == [
            "",
            "price: Input should be a valid number",
        ]

    def test_of_a_raw_answer_are_found_when_it_is_parsed(self, kind: Kind) -> None:
        seen: list[ResponseInfo] = []
        shop = Shop(kind, answer(200, {**BOOK, "price": None}), on_response=seen.append)
        raw = shop.call(lambda books: books.with_raw_response.get("1"))
        assert not seen[0].mismatches
        assert raw.mismatches.count == 1
        assert len(seen) == 1


class Tags(Model):
    key: Annotated[str, Field(alias="the.key")]
    tags: list[int] = Field(default_factory=list[int])
    inner: Group | None = None


def wrong_tags() -> Tags:
    """One with a mismatch in each field and in one that its model does not know."""
    body = r'{"the.key": 1, "tags": [%s], "inner": {"name": null}, "x": {"y": "\ud800"}}'
    value, found, _ = read(Tags, body % ",".join(['"a"'] * 30))
    assert isinstance(value, Tags)
    assert (found.count, len(found.first)) == (33, RECORDED)
    return value


def assigned(model: Any, name: str, value: object) -> Any:
    setattr(model, name, value)
    return model


def updated(model: Any, name: str, value: object) -> Any:
    before = mismatches(model)
    changed = model.model_copy(update={name: value})
    assert mismatches(model) == before
    return changed


@pytest.mark.parametrize("corrected", [assigned, updated])
class TestAFieldThatTheCallerSets:
    """What came in it is no longer there."""

    @pytest.mark.parametrize(
        ("name", "value", "count"), [("key", "k", 32), ("tags", [1], 3), ("inner", None, 32),
                                     ("x", 1, 32), ("new", 1, 33)],
    )  # fmt: skip
    def test_has_no_mismatches(
        self, corrected: Callable[..., Any], name: str, value: object, count: int
    ) -> None:
        model = corrected(wrong_tags(), name, value)
        assert mismatches(model).count == count
        wire = "the.key" if name == "key" else name
        assert not any(each.path.split(".")[0] == wire for each in mismatches(model))
        assert (name in mismatched_fields(model)) is False
        assert {each.path for each in mismatches(model)} <= {
            each.path for each in mismatches(wrong_tags())
        }

    def test_and_the_model_is_as_if_all_had_come_well_when_each_is_set(
        self, corrected: Callable[..., Any]
    ) -> None:
        model = wrong_tags()
        for name, value in {"key": "k", "tags": [1], "inner": None, "x": 1}.items():
            model = corrected(model, name, value)
        assert not mismatches(model)
        assert model == read(Tags, '{"the.key": "k", "tags": [1], "inner": null, "x": 1}')[0]
        for copied in (copy.copy(model), pickle.loads(pickle.dumps(model))):
            assert copied == model

    def test_is_what_came_to_what_holds_its_model(self, corrected: Callable[..., Any]) -> None:
        outer, _, _ = read(Group, json_of({"name": "g", "inner": {"name": 1}}))
        assert not mismatches(corrected(outer.inner, "name", "n"))
        assert str(mismatches(outer)) == f"inner.name: {STRING}"

    def test_leaves_a_model_without_any_as_it_is(self, corrected: Callable[..., Any]) -> None:
        model = corrected(Group(name="g"), "name", "h")
        assert (model.name, mismatches(model).count) == ("h", 0)
        assert model == Group(name="h")


def test_a_type_adapter_dumps_what_stands_as_it_came() -> None:
    body = {key: [{"odd": 1}] if key != "shapes" else [{"kind": 1}] for key in GOOD}
    groups, _, _ = read(list[Group], json_of([body] * 3))
    adapter = TypeAdapter(list[Group])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert json.loads(adapter.dump_json(groups, warnings=False)) == [
            json.loads(group.model_dump_json()) for group in groups
        ]
    with pytest.warns(UserWarning, match="serializer warnings") as caught:
        adapter.dump_python(groups)
    assert len(caught) == 1
