"""A document with any text in any place for text, and the form of what is generated from it.

`check` fills the places and compares: whatever the texts, the generated modules' syntax trees have
the form that harmless texts give them, and differ in strings and identifiers alone.
"""

from __future__ import annotations

import ast
import io
import json
import re
import tempfile
import tokenize
import tomllib
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, cast

from hypothesis import strategies as st

from generator.analysis import analyze
from generator.diagnostics import DocumentError
from generator.load import load
from generator.targets.python.package import project_files

from .small import Json, body, document, operation

Texts = dict[str, str]


class Use(Enum):
    """What becomes of a text."""

    PROSE = "prose"
    """Words that end in docstrings and pages."""
    VALUE = "value"
    """A string that ends as it is in a literal."""
    NAME = "name"
    """What an identifier is made of."""
    CHECKED = "checked"
    """What must have a form of its own, and is refused without it."""


@dataclass(frozen=True)
class Text:
    """A place for text."""

    key: str
    use: Use
    harmless: str = "harmless"

    def filled(self, texts: Texts) -> str:
        """What stands there: names are told apart and no plain identifiers, whatever the text."""
        text = texts.get(self.key, self.harmless)
        if self.use is Use.NAME:
            return f"- {self.key} {text} q7"
        return f"{self.key}: {text}" if self.key in DISTINCT else text


@dataclass(frozen=True)
class Pointer:
    """A reference to a schema by its name."""

    name: Text

    def filled(self, texts: Texts) -> str:
        """It, as a JSON pointer."""
        escaped = self.name.filled(texts).replace("~", "~0").replace("/", "~1")
        return f"#/components/schemas/{escaped}"


_BLOCK = re.compile(
    r"#{1,6}(?=\s|$)|>|```\w*|~~~|[-+*](?=\s|$)|\d+[.)](?=\s|$)|<|(?:[-_*=]\s*){3,}$"
)

DISTINCT = frozenset({"mapping a", "mapping b", "enum 1", "enum 2", "const a", "const b"})
"""Values that have to differ from one another."""


def prose(key: str) -> Any:
    return Text(key, Use.PROSE)


def value(key: str) -> Any:
    return Text(key, Use.VALUE)


def name(key: str) -> Any:
    return Text(key, Use.NAME)


def checked(key: str, harmless: str) -> Any:
    return Text(key, Use.CHECKED, harmless)


def ref(schema: Any) -> Json:
    return {"$ref": Pointer(schema)}


THING, A, B, UNION = (name(f"schema {one}") for one in ("thing", "a", "b", "union"))
TAG, KIND, CURSOR, DIALECT = name("tag"), name("kind"), name("cursor"), name("dialect")


def template() -> Json:
    """The document, its places not filled."""
    thing: Json = {
        "type": "object",
        "title": prose("schema title"),
        "description": prose("schema description"),
        "required": [name("required")],
        "properties": {
            name("required"): {"type": "string", "description": prose("property description")},
            name("default"): {"type": "string", "default": value("default"), "format": "byte"},
            name("enum"): {
                "enum": [value("enum 1"), value("enum 2")],
                "description": prose("enum description"),
            },
            name("const"): {"const": value("const"), "example": value("example")},
            name("nested"): {
                "type": "array",
                "items": {"properties": {name("inner"): {"$ref": Pointer(THING)}}},
                "examples": [{value("example key"): value("example value")}],
            },
        },
        "x-anything": {value("x key"): [value("x value")]},
    }

    def variant(tag: str) -> Json:
        kind = {"type": "string", "description": prose(f"{tag} kind")}
        return {"type": "object", "required": [KIND], "properties": {KIND: kind}}

    def event(tag: str) -> Json:
        properties = {KIND: {"const": value(f"const {tag}")}}
        return {"type": "object", "required": [KIND], "properties": properties}

    union: Json = {
        "oneOf": [ref(A), ref(B)],
        "description": prose("union description"),
        "discriminator": {
            "propertyName": KIND,
            "mapping": {value("mapping a"): Pointer(A), value("mapping b"): Pointer(B)},
        },
    }
    page = {"properties": {name("items"): {"type": "array", "items": ref(THING)}}}
    page["properties"][name("next")] = {"type": "string"}
    listed: Json = {
        "tags": [TAG],
        "operationId": name("operationId"),
        "summary": prose("summary"),
        "description": prose("operation description"),
        "deprecated": True,
        "x-pagination": DIALECT,
        "externalDocs": {"url": "https://x.example", "description": prose("external")},
        "parameters": [
            {
                "name": CURSOR,
                "in": "query",
                "description": prose("parameter description"),
                "schema": {"type": "string", "default": value("parameter default")},
            },
            {
                "name": checked("header parameter", "X-Harmless"),
                "in": "header",
                "schema": {"enum": [value("header enum"), "other"]},
            },
        ],
        "responses": {
            "200": {**body(page), "description": prose("response description")},
            "404": {**body(ref(THING)), "description": prose("error description")},
        },
    }
    created = operation(
        tags=[TAG],
        operationId=name("create"),
        requestBody={
            "required": True,
            "description": prose("body description"),
            "content": body(ref(UNION))["content"],
        },
        responses={"200": body(ref(UNION)), "default": {"description": prose("default error")}},
    )
    updated = operation(
        operationId=name("update"),
        tags=["things"],
        summary=prose("second summary"),
        requestBody={"required": True, "content": body(ref(THING))["content"]},
    )
    paths = {
        "/things": {"get": listed, "post": created},
        checked("path", "/harmless"): {"put": updated},
    }
    argument = {"name": name("argument"), "env": checked("argument env", "HARMLESS")}
    return document(
        paths,
        {THING: thing, A: variant("a"), B: variant("b"), UNION: union},
        info={
            "title": prose("title"),
            "version": value("version"),
            "summary": prose("info summary"),
            "description": prose("info description"),
            "contact": {"name": prose("contact")},
        },
        tags=[{"name": TAG, "description": prose("tag description")}],
        servers=[
            {
                "url": checked("server", "https://harmless.example"),
                "description": prose("server description"),
                "x-environment": value("environment"),
            },
        ],
        components={
            "securitySchemes": {
                name("scheme"): {
                    "type": "apiKey",
                    "in": "header",
                    "name": checked("scheme header", "X-Key"),
                    "description": prose("scheme description"),
                    "x-argument": argument,
                }
            },
        },
        security=[{name("scheme"): []}],
        webhooks={
            name(f"event {one}"): {"post": operation(requestBody=body(event(one)))}
            for one in ("a", "b")
        },
        **{
            "x-other": {prose("x-other key"): prose("x-other value")},
            "x-sdk": {
                "root_error": name("root_error"),
                "base_url_env": checked("base_url_env", "HARMLESS_URL"),
                "log_env": checked("log_env", "HARMLESS_LOG"),
                "request_id_header": checked("request_id_header", "X-Id"),
                "replayed_header": checked("replayed_header", "X-Again"),
                "rate_limit": {
                    "limit": checked("rate limit", "X-Limit"),
                    "remaining": "X-Left",
                    "reset": "X-Reset",
                },
                "error": {"code": value("error code"), "message": value("error message")},
                "webhooks": {
                    "signature": {
                        "header": checked("signature_header", "X-Sig"),
                        "prefix": checked("signature prefix", "v1="),
                    },
                    "versions": [value("event version")],
                },
                "pagination": {
                    DIALECT: {
                        "style": "cursor",
                        "cursor_parameter": CURSOR,
                        "items": name("items"),
                        "next_cursor": name("next"),
                    }
                },
            },
        },
    )


def _filled(part: object, fill: Callable[[Text | Pointer], str]) -> Any:
    if isinstance(part, Text | Pointer):
        return fill(part)
    if isinstance(part, dict):
        pairs = cast("dict[object, object]", part).items()
        return {_filled(key, fill): _filled(item, fill) for key, item in pairs}
    if isinstance(part, list):
        return [_filled(item, fill) for item in cast("list[object]", part)]
    return part


def places() -> dict[str, Text]:
    """All places of the document, by their keys."""
    found: dict[str, Text] = {}

    def note(one: Text | Pointer) -> str:
        if isinstance(one, Text):
            found[one.key] = one
        return ""

    _filled(template(), note)
    return found


FREE = frozenset(key for key, one in places().items() if one.use is not Use.CHECKED)
"""Places that take any text."""

_DOTTED = frozenset({"items", "next", "operationId", "create", "update"})
"""Names that a dot divides: it says that they are paths, or which groups there are."""

PIECES = [
    *('"', "'", '"""', "'''", "\\", "\\\\", "\n", "\r", "\r\n", "\t", "\x0b", "\x0c", "\x1c"),
    *("\x00", "\x1b[31m", "\x7f", "\x85", "\u2028", "\u2029", "\u202e", "\u2066", "\ufeff"),
    *("{{ x }}", "{% x %}", "{# x #}", "#}", "{x}", "{", "}", "%s", "$x", "`", "```", "#", "<!--"),
    *("-->", "<script>", "[x](y)", "\\N{BULLET}", "\\x41", "\\u0041", "\nimport os\n", "    "),
    *(
        "Args:\n    x: y",
        "| a |",
        "- ",
        "1. ",
        "ﬁ",
        "İ",
        "ß",
        "中",
        "e\u0301",
        "😀",
        " ",
        "",
        "a b",
    ),
    *("x" * 90, "x" * 300, "True", "None", "class", "__init__", "self", "str", "model_config"),
]

TEXT = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=8).map("".join)
"""Any text, mostly of what has a meaning somewhere."""

TEXTS: st.SearchStrategy[Texts] = TEXT.map(
    lambda text: dict.fromkeys(FREE, text)
) | st.dictionaries(st.sampled_from(sorted(places())), TEXT, max_size=6)
"""One text in every place that takes any, or texts by the keys of their places."""


def generated(texts: Texts, folder: Path) -> dict[str, str]:
    """What is generated from the document with these texts.

    Raises:
        DocumentError: It was refused.
    """
    said = {key: text.replace(".", ",") if key in _DOTTED else text for key, text in texts.items()}
    filled = _filled(template(), lambda one: one.filled(said))
    path = folder / "hostile.json"
    path.write_text(json.dumps(filled), encoding="utf-8")
    api, _ = analyze(load(path, strict=True), package="small")
    return project_files(api)


@cache
def harmless() -> tuple[dict[str, str], list[str], list[str]]:
    """What is generated from harmless texts, its forms and its comments."""
    with tempfile.TemporaryDirectory() as folder:
        files = generated({}, Path(folder))
    return files, forms(files), comments(files)


def check(texts: Texts, folder: Path) -> bool:
    """Compare what texts give with what harmless ones do.

    Args:
        texts: What to put where; what is not named is harmless.
        folder: Where the document is written.

    Returns:
        Whether the document was understood; what is not text, or has not the form that it must
        have, is refused.
    """
    expected, expected_forms, expected_comments = harmless()
    try:
        found = generated(texts, folder)
    except DocumentError:
        is_text = not any("\ud800" <= one <= "\udfff" for text in texts.values() for one in text)
        assert not (is_text and set(texts) <= FREE), f"refused: {texts!r}"
        return False
    assert forms(found) == expected_forms
    assert comments(found) == expected_comments
    check_pages(found, expected)
    check_metadata(found, expected)
    return True


def own_modules(files: dict[str, str]) -> list[str]:
    """The modules that are made from the document."""
    copied = ("/_core/", "/redis_pacing/", "/telemetry.py")
    return [
        content
        for path, content in files.items()
        if path.endswith(".py") and not any(part in path for part in copied)
    ]


def forms(files: dict[str, str]) -> list[str]:
    """The forms of the modules' syntax trees, in an order of their own."""
    return sorted(repr(form(ast.parse(content))) for content in own_modules(files))


def form(node: object) -> object:
    """A syntax tree without its strings, identifiers and docstrings, and without its order."""
    if isinstance(node, list):
        items = cast("list[object]", node)
        return sorted((form(one) for one in items if not _is_docstring(one)), key=repr)
    if isinstance(node, ast.Constant):
        return "string" if isinstance(node.value, str) else repr(node.value)
    if isinstance(node, ast.AST):
        fields = ((field, form(inner)) for field, inner in ast.iter_fields(node))
        return (type(node).__name__, *fields)
    return "identifier" if isinstance(node, str) else repr(node)


def _is_docstring(node: object) -> bool:
    """Whether a statement is a string alone: it comes and goes with what it says."""
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def comments(files: dict[str, str]) -> list[str]:
    """All comments of the modules."""
    return sorted(
        token.string
        for content in own_modules(files)
        for token in tokenize.generate_tokens(io.StringIO(content).readline)
        if token.type == tokenize.COMMENT
    )


def check_pages(found: dict[str, str], expected: dict[str, str]) -> None:
    """The pages have the same blocks, and no markup that a text brought along."""
    for page in ("README.md", "api.md"):
        assert blocks(found[page]) == blocks(expected[page])
        assert outside_code(found[page]).count("<") == outside_code(expected[page]).count("<")
        assert steering(found[page]) <= {"\n"}


def outside_code(page: str) -> str:
    """A page without its code spans, where nothing is markup."""
    return re.sub(r"`[^`\n]*`", "", page)


def blocks(page: str) -> list[str]:
    """How each line begins, where it begins a block of its own."""
    found = (_BLOCK.match(line) for line in page.split("\n"))
    return ["" if one is None else one[0] for one in found]


def steering(text: str) -> set[str]:
    """What shows as nothing, or changes how the rest is shown or read."""
    return {one for one in text if unicodedata.category(one) in {"Cc", "Cf", "Cs", "Zl", "Zp"}}


def check_metadata(found: dict[str, str], expected: dict[str, str]) -> None:
    """The metadata differ in the description alone."""
    mine, theirs = (tomllib.loads(files["pyproject.toml"]) for files in (found, expected))
    for one in (mine, theirs):
        assert isinstance(one["project"].pop("description"), str)
    assert mine == theirs
