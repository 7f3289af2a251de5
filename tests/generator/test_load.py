"""Reading documents: YAML 1.2 and JSON, and what is said of those that are broken."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import pytest

from generator.diagnostics import Diagnostic, DocumentError
from generator.load import Document, load
from generator.pointers import join, unescaped, value_at

pytestmark = pytest.mark.once

HEAD = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\n"


def read(tmp_path: Path, text: str | bytes, name: str = "small.yaml") -> Document:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load(path, strict=True)


def refused(tmp_path: Path, text: str | bytes, name: str = "small.yaml") -> tuple[Diagnostic, ...]:
    with pytest.raises(DocumentError) as caught:
        read(tmp_path, text, name)
    return caught.value.diagnostics


class TestYaml:
    @pytest.mark.parametrize(
        ("source", "value"),
        [
            ("on", "on"),
            ("no", "no"),
            ("Yes", "Yes"),
            ("2024-01-15", "2024-01-15"),
            ("2024-01-15T10:30:00Z", "2024-01-15T10:30:00Z"),
            ("12:30:45", "12:30:45"),
            ("3.1.0", "3.1.0"),
            ("1e3", 1000.0),
            ("0o14", 12),
            ("~", None),
            ("true", True),
            ("'true'", "true"),
            ("12345678901234567890123", 12345678901234567890123),
            ('"\\u00e9"', "é"),
        ],
    )
    def test_scalars_are_those_of_yaml_1_2(self, tmp_path: Path, source: str, value: Any) -> None:
        assert read(tmp_path, f"{HEAD}x-it: {source}\n").data["x-it"] == value

    def test_keys_that_yaml_reads_as_numbers_become_strings(self, tmp_path: Path) -> None:
        document = read(tmp_path, f"{HEAD}x-it: {{200: a, [1]: b}}\n".replace("[1]", "'1'"))
        assert document.data["x-it"] == {"200": "a", "1": "b"}

    def test_anchors_are_resolved(self, tmp_path: Path) -> None:
        document = read(tmp_path, f"{HEAD}x-a: &a {{b: 1}}\nx-c: *a\n")
        assert document.data["x-c"] == {"b": 1}

    def test_a_byte_order_mark_is_passed_over(self, tmp_path: Path) -> None:
        assert read(tmp_path, b"\xef\xbb\xbf" + HEAD.encode()).file == "small.yaml"

    def test_a_duplicate_key_is_named_with_its_line(self, tmp_path: Path) -> None:
        (one,) = refused(tmp_path, f"{HEAD}x-it:\n  b: 1\n  c: 2\n  b: 3\n")
        assert one.reason == "the key 'b' stands twice (line 7)"
        assert str(one).startswith("small.yaml#: error: ")

    def test_aliases_cannot_make_endless_work(self, tmp_path: Path) -> None:
        bomb = "x-0: &a0 [x,x,x,x,x,x,x,x,x]\n" + "".join(
            f"x-{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 9)
        )
        (one,) = refused(tmp_path, HEAD + bomb)
        assert "parsed" in one.reason

    @pytest.mark.parametrize("tag", ["!local", "!!binary", "!!str"])
    def test_tags_make_nothing_but_json(self, tmp_path: Path, tag: str) -> None:
        assert read(tmp_path, f"{HEAD}x-it: {tag} aGk=\n").data["x-it"] == "aGk="

    @pytest.mark.parametrize("value", [".nan", "-.inf", "!!set {a: null}"])
    def test_what_json_cannot_say_is_refused(self, tmp_path: Path, value: str) -> None:
        (one,) = refused(tmp_path, f"{HEAD}x-it: {{a: [1, {value}]}}\n")
        assert (one.pointer, one.reason[-19:]) == ("#/x-it/a/1", "is not a JSON value")


class TestJson:
    def test_it_is_read_as_it_is(self, tmp_path: Path) -> None:
        text = '{"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": {}}'
        assert read(tmp_path, text, "small.json").data["openapi"] == "3.0.3"

    def test_a_duplicate_key_is_refused(self, tmp_path: Path) -> None:
        (one,) = refused(tmp_path, '{"a": 1, "b": {}, "a": 2}', "small.json")
        assert one.reason.startswith("the key 'a' stands twice")


class TestBroken:
    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("", "not an object"),
            ("- 1\n", "not an object"),
            ("a: 1\n---\nb: 2\n", "not an object"),
            ("a: [1\nb: 2\n", "line 2"),
            (b"\xff\xfe", "can't be read"),
            ("swagger: '2.0'\n", "`openapi` is None"),
            ("openapi: 4.0.0\n", "`openapi` is '4.0.0'"),
            ("openapi: 3.3.0\n", "`openapi` is '3.3.0'"),
            ("openapi: 3.1.0\nx-it: {null: 1}\n", "not a string"),
            ("openapi: 3.1.0\nx-it: {1: a, '1': b}\n", "stands twice"),
        ],
    )
    def test_it_is_refused_with_a_reason(
        self, tmp_path: Path, text: str | bytes, reason: str
    ) -> None:
        (one,) = refused(tmp_path, text)
        assert reason in one.reason
        assert one.remedy

    def test_a_missing_file_is_an_error_of_the_document(self, tmp_path: Path) -> None:
        with pytest.raises(DocumentError, match="can't be read"):
            load(tmp_path / "none.yaml")

    @pytest.mark.parametrize(
        ("text", "pointers"),
        [
            ("openapi: 3.1.0\n", ["#/info", "#/paths"]),
            (f"{HEAD}servers: [{{}}]\n", ["#/servers/0/url"]),
            (
                HEAD.replace("'1'", "1").replace("{}", "{/a: {get: {responses: 1}}}"),
                ["#/info/version", "#/paths/~1a/get/responses"],
            ),
            (
                f"{HEAD}components: {{schemas: {{A: {{properties: {{b: {{type: text}}}}}}}}}}\n",
                ["#/components/schemas/A/properties/b/type"],
            ),
            (
                f"{HEAD}components: {{schemas: {{A: {{properties: {{b: 7}}}}}}}}\n",
                ["#/components/schemas/A/properties/b"],
            ),
        ],
    )
    def test_every_place_that_is_not_openapi_is_named(
        self, tmp_path: Path, text: str, pointers: list[str]
    ) -> None:
        assert [one.pointer for one in refused(tmp_path, text)] == pointers


class TestPointers:
    DATA: ClassVar[Any] = {"a/b": {"c~d": [10, 20]}, "e": "f"}

    def test_a_pointer_leads_to_its_value(self) -> None:
        assert value_at(self.DATA, join("#", "a/b", "c~d", 1)) == 20
        assert value_at(self.DATA, "#") is self.DATA
        assert unescaped("a~1b~0c") == "a/b~c"

    @pytest.mark.parametrize("pointer", ["#/x", "#/a~1b/c~0d/x", "#/a~1b/c~0d/2", "#/e/f"])
    def test_one_that_leads_nowhere_is_an_error(self, pointer: str) -> None:
        with pytest.raises(LookupError):
            value_at(self.DATA, pointer)
