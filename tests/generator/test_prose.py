"""Sentences about values, and docstrings made of them."""

from __future__ import annotations

import ast
import inspect
import textwrap
import unicodedata
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from generator.analysis.prose import describe, first_sentence, sentence
from generator.analysis.shape import Shape
from generator.targets.python.text import WIDTH, Section, comment, docstring, filled, literal

pytestmark = pytest.mark.once

HOSTILE = st.text(
    alphabet=st.sampled_from("\"'\\\n\r\t {}%#`\u202e\u2028\x00\x85aZé") | st.characters(),
    max_size=80,
)


LONG_WORDS = st.integers(70, 120).map(lambda length: "x" * length)


def entries(text: str) -> list[Section]:
    """Sections that say a text with a label and without one."""
    return [Section("Args", [("a", text)]), Section("Returns", [("", text)])]


def shape(description: str | None = None, default: Any = None, **limits: float) -> Shape:
    return Shape(
        ("#",),
        description=description,
        default=default,
        has_default=default is not None,
        limits=limits,
    )


class TestLimits:
    @pytest.mark.parametrize(
        ("limits", "text"),
        [
            ({}, "It."),
            ({"minimum": 1, "maximum": 100}, "It, 1 to 100."),
            ({"minimum": 0}, "It, 0 or more."),
            ({"maximum": 1_000_000}, "It, at most 1,000,000."),
            ({"minimum": 0.5, "maximum": 2.25}, "It, 0.5 to 2.25."),
            ({"minimum": 3, "maximum": 3}, "It, 3."),
            ({"exclusiveMinimum": 0}, "It, above 0."),
            ({"exclusiveMaximum": 5, "minimum": 1}, "It, 1 or more, below 5."),
            ({"minLength": 1, "maxLength": 255}, "It, 1 to 255 characters."),
            ({"minLength": 1}, "It."),
            ({"minLength": 8}, "It, 8 characters or more."),
            ({"minLength": 0, "maxLength": 3}, "It, at most 3 characters."),
            ({"minLength": 3, "maxLength": 3}, "It, exactly 3 characters."),
            ({"minItems": 1, "maxItems": 1}, "It, exactly 1 item."),
            ({"maxItems": 3}, "It, at most 3 items."),
            ({"multipleOf": 5}, "It, a multiple of 5."),
            ({"multipleOf": 0.01}, "It."),
        ],
    )
    def test_they_are_part_of_the_sentence(self, limits: dict[str, float], text: str) -> None:
        assert describe(shape("It.", **limits)) == text

    def test_what_the_author_says_is_not_said_again(self) -> None:
        assert describe(shape("Items, 1 to 100.", minimum=1, maximum=100)) == "Items, 1 to 100."
        assert describe(shape("Up to 1000.", minimum=1, maximum=100)) == "Up to 1000, 1 to 100."

    def test_after_several_sentences_they_are_one_of_their_own(self) -> None:
        assert describe(shape("A; b.", minimum=1)) == "A; b. At least 1."
        assert describe(shape("A.\n\nB.", maxLength=9)) == "A.\n\nB. At most 9 characters."

    def test_without_a_description_they_are_all_there_is(self) -> None:
        assert describe(shape(minimum=1, maximum=2)) == "1 to 2."
        assert describe(shape()) == ""


class TestDefaults:
    @pytest.mark.parametrize(
        ("default", "text"),
        [
            (50, "It; 50 if left out."),
            ("name", "It; `name` if left out."),
            (False, "It; `false` if left out."),
            (True, "It; `true` if left out."),
            ([], "It."),
            ({"a": 1}, "It."),
            ("", "It."),
        ],
    )
    def test_they_are_said_where_they_matter(self, default: Any, text: str) -> None:
        assert describe(shape("It.", default=default), left_out=True) == text
        assert describe(shape("It.", default=default)) == "It."

    def test_limits_come_first(self) -> None:
        given = shape("Items on a page", default=50, minimum=1, maximum=100)
        assert describe(given, left_out=True) == "Items on a page, 1 to 100; 50 if left out."

    def test_what_the_author_says_is_not_said_again(self) -> None:
        assert describe(shape("It, by default 5.", default=5), left_out=True) == "It, by default 5."


def test_deprecation_is_said_once() -> None:
    old = shape("It.")
    old.deprecated = True
    assert describe(old) == "Deprecated. It."
    old.description = "It is deprecated."
    assert describe(old) == "It is deprecated."


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a", "a."), ("a.", "a."), ("a?", "a?"), (" a ", "a."), ("", ""), ("- a\n- b", "- a\n- b.")],
)
def test_a_sentence_ends(text: str, expected: str) -> None:
    assert sentence(text) == expected


@pytest.mark.parametrize(
    ("text", "first", "rest"),
    [
        ("One. Two.", "One.", "Two."),
        ("One, e.g. two. Three", "One, e.g. two.", "Three"),
        ("One\nline.\n\nMore.", "One line.", "More."),
        ("One. `two` is.\n\nMore.", "One.", "`two` is.\n\nMore."),
        ("One", "One", ""),
        ("", "", ""),
    ],
)
def test_a_first_sentence_is_divided_off(text: str, first: str, rest: str) -> None:
    assert first_sentence(text) == (first, rest)


class TestFilling:
    def test_running_text_is_filled(self) -> None:
        assert filled("a b\nc  d\n\ne", 80) == "a b c d\n\ne"
        assert filled("aaa bbb ccc", 7) == "aaa bbb\nccc"

    def test_long_words_and_hyphens_stay_whole(self) -> None:
        assert filled("x https://example.com/a-b-c y", 10) == "x\nhttps://example.com/a-b-c\ny"

    def test_lists_keep_their_items(self) -> None:
        text = "Before:\n- one and more words\n  that go on\n- two\n1. three"
        assert filled(text, 20).split("\n") == [
            "Before:",
            "- one and more words",
            "  that go on",
            "- two",
            "1. three",
        ]

    @pytest.mark.parametrize(
        "text",
        [
            "```\na   b\n\nc   d\n```",
            "    code   here\n    and here",
            "| a | b |\n| - | - |",
            "# Title",
        ],
    )
    def test_code_and_tables_stay_as_they_are(self, text: str) -> None:
        assert filled(text, 8) == text.strip()


class TestDocstrings:
    def test_sections_are_indented(self) -> None:
        source = docstring(
            "Does it.\n\nAnd more.",
            indent=4,
            sections=[
                Section("Args", [("a", "First."), ("b", "word " * 30 + "\n\n- x\n- y")]),
                Section("Returns", [("", "It.")]),
            ],
        )
        text = ast.literal_eval(source)
        assert inspect_clean(text).startswith(
            "Does it.\n\nAnd more.\n\nArgs:\n    a: First.\n    b: word word"
        )
        assert text.endswith("\n\n    Returns:\n        It.\n    ")
        assert max(map(len, source.split("\n"))) <= WIDTH

    @given(HOSTILE, st.integers(0, 3))
    def test_no_text_leaves_its_docstring(self, text: str, level: int) -> None:
        indent = 4 * level
        source = docstring(text, indent=indent, sections=[Section("Args", [("a", text)])])
        assert is_one_string(source, indent)

    @given(
        st.lists(st.sampled_from(['"', "\\", "'", "\x00", " ", "word"]) | LONG_WORDS, max_size=12),
        st.integers(0, 3),
    )
    @example(["x" * 91, '"""', "\nimport os"], 1)
    @example(["x" * 92, "\\" * 3, '"""""'], 1)
    def test_no_long_word_is_broken_within_an_escape(self, parts: list[str], level: int) -> None:
        text = "".join(parts)
        indent = 4 * level
        assert is_one_string(docstring(text, indent=indent), indent)
        assert is_one_string(docstring("", indent=indent, sections=entries(text)), indent)
        assert ast.literal_eval(docstring(text, indent=0)).split() == text.split()

    @given(HOSTILE)
    @example('"')
    @example('\\"')
    @example('a"""')
    @example('a\\"""')
    @example('""" + 1 + """')
    def test_no_text_leaves_a_docstring_of_its_own(self, text: str) -> None:
        assert is_one_string(docstring(text, indent=4), 4)

    @given(HOSTILE | st.integers() | st.booleans())
    def test_a_literal_is_the_value(self, value: Any) -> None:
        source = literal(value)
        assert ast.literal_eval(source) == value
        assert source.isprintable()

    @given(HOSTILE)
    def test_a_comment_is_one_printable_line(self, text: str) -> None:
        source = comment(text)
        assert not steers(source)
        assert ast.dump(ast.parse(f"# {source}\n1")) == ast.dump(ast.parse("1"))

    @given(st.text(alphabet="ab c.\n", max_size=200))
    def test_words_are_kept(self, text: str) -> None:
        assert ast.literal_eval(docstring(text, indent=0)).split() == text.split()


def is_one_string(source: str, indent: int) -> bool:
    """Whether source is one string and nothing else, at its indent, in printable lines."""
    module = ast.parse(textwrap.indent("if 1:\n", "") + " " * max(indent, 1) + source + "\n")
    (block,) = module.body
    assert isinstance(block, ast.If)
    (statement,) = block.body
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
        and not steers(source.replace("\n", ""))
    )


def steers(text: str) -> bool:
    """Whether something in it shows as nothing, or changes how the rest is shown or read."""
    return any(unicodedata.category(one) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for one in text)


def inspect_clean(text: str) -> str:
    """The text as a reader sees it."""
    return inspect.cleandoc(text)
