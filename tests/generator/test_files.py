"""Files: generated methods that send them, typed, called over a socket."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from types import ModuleType

import anyio
import pytest
import yaml

from ..unit.sink import parts_of, sinking
from .small import (
    Json,
    body,
    document,
    imported,
    module_of,
    operation,
    package_of,
)

pytestmark = pytest.mark.once

CASES = Path(__file__).parents[3] / "shared" / "cases" / "openapi"
FILE: Json = {"type": "string", "format": "binary"}
FORM: Json = {
    "type": "object",
    "required": ["cover-image"],
    "properties": {
        "cover-image": FILE,
        "pages": {"type": "array", "items": FILE},
        "meta": {"type": "object", "properties": {"postCode": {"type": "string"}}},
        "title": {"type": "string"},
    },
}
ID: Json = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
PATHS: Json = {
    "/covers": {
        "post": operation(
            operationId="createCover",
            tags=["covers"],
            requestBody={**body(FORM, "multipart/form-data"), "required": True},
        )
    },
    "/covers/{id}": {
        "get": {
            "operationId": "getCover",
            "tags": ["covers"],
            "parameters": [ID],
            "responses": {"200": body(FILE, "image/png")},
        }
    },
    "/covers/{id}/text": {
        "get": {
            "operationId": "getCoverText",
            "tags": ["covers"],
            "parameters": [ID],
            "responses": {"200": body({"type": "string"}, "text/csv")},
        }
    },
    "/covers/raw": {
        "post": operation(
            operationId="createRawCover",
            tags=["covers"],
            requestBody={**body(FILE, "application/octet-stream"), "required": True},
        )
    },
}
ACCEPTED = """
import io
from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import SpooledTemporaryFile, TemporaryFile
from typing_extensions import assert_type
from small import AsyncClient, AsyncStreamedResponse, StreamedResponse
from small import BinaryBody, Client, FileContent, FileUpload

async def made() -> AsyncIterator[bytes]:
    yield b""

def upload(client: Client, path: Path, file: io.BufferedReader) -> None:
    covers = client.covers
    every: list[FileUpload] = [b"", path, file, io.BytesIO(), ("a", b""), ("a", path, "image/png")]
    for one in every:
        covers.create(cover_image=one, pages=every, meta={"post_code": "1"}, title="t")
    with TemporaryFile() as temporary, SpooledTemporaryFile() as spooled, path.open("rb") as opened:
        contents: list[FileContent] = [temporary, spooled, opened]
        covers.create(cover_image=opened, pages=contents)
    bodies: list[BinaryBody] = [b"", path, file, [b"", b""], iter([b""])]
    for whole in bodies:
        covers.create_raw(body=whole)

def download(client: Client, path: Path) -> None:
    assert_type(client.covers.get("1"), bytes)
    with client.covers.with_streaming_response.get("1", options={"timeout": 5}) as response:
        assert_type(response, StreamedResponse)
        for piece in response.iter_bytes(chunk_size=1024):
            assert_type(piece, bytes)
    with client.covers.with_streaming_response.get_text("1") as response:
        assert_type(response.write_to(path, progress=lambda done, whole: print(done, whole)), int)

async def download_async(client: AsyncClient, path: Path) -> None:
    async with client.covers.with_streaming_response.get("1") as response:
        assert_type(response, AsyncStreamedResponse)
        async for piece in response.iter_bytes():
            assert_type(piece, bytes)
        assert_type(await response.write_to(path), int)
        assert_type(await response.read(), bytes)

async def upload_async(client: AsyncClient, path: Path) -> None:
    await client.covers.create(cover_image=path)
    await client.covers.create_raw(body=made())
"""
REFUSED = """
from small import Client

def upload(client: Client) -> None:
    client.covers.create(cover_image="a path as text")
    client.covers.create(cover_image=open("text"))
    client.covers.create(cover_image=("a", b"", 1))
    client.covers.create()
    client.covers.create_raw(body="text")
    client.covers.create_raw(body=["text"])
    client.covers.with_streaming_response.get(1)
    client.covers.with_streaming_response.create(cover_image=b"")
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    return package_of(document(PATHS), tmp_path)


@pytest.fixture
def package(source: Path) -> Iterator[ModuleType]:
    with imported(source) as found:
        yield found


def test_what_methods_send_arrives(package: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"PNG")
    with sinking() as sink, package.Client(base_url=sink.url) as client:
        client.covers.create(
            cover_image=path, pages=[b"1", ("b.txt", b"2")], meta={"post_code": "x"}, title="T"
        )
        client.covers.create_raw(body=path)
    (form, whole) = sink.received
    assert parts_of(*form) == [
        ("cover-image", "a.png", "image/png", b"PNG"),
        ("pages", "upload", "application/octet-stream", b"1"),
        ("pages", "b.txt", "text/plain", b"2"),
        ("meta", None, "application/json", b'{"postCode":"x"}'),
        ("title", None, "", b"T"),
    ]
    assert whole[0]["content-type"] == "application/octet-stream"
    assert whole[1] == b"PNG"


def test_what_is_answered_is_read_as_it_comes(package: ModuleType, tmp_path: Path) -> None:
    with sinking() as sink, package.Client(base_url=sink.url) as client:
        sink.body = b"a,b"
        assert client.covers.get("1") == b"a,b"
        assert client.covers.get_text("1") == "a,b"
        streamed = client.covers.with_streaming_response
        with streamed.get("1") as response:
            assert [*response.iter_bytes(2)] == [b"a,", b"b"]
        with streamed.get_text("1") as response:
            assert response.write_to(tmp_path / "a.csv") == 3
        assert anyio.run(_fetched, package, sink.url) == [b"a,", b"b"]
    assert (tmp_path / "a.csv").read_bytes() == b"a,b"
    assert [name for name in dir(streamed) if not name.startswith("_")] == ["get", "get_text"]


async def _fetched(package: ModuleType, url: str) -> list[bytes]:
    client = package.AsyncClient(base_url=url)
    async with client, client.covers.with_streaming_response.get("1") as response:
        return [piece async for piece in response.iter_bytes(2)]


def test_what_takes_files_is_typed(source: Path, tmp_path: Path) -> None:
    pytest.importorskip("mypy")
    (tmp_path / "accepted.py").write_text(ACCEPTED)
    (tmp_path / "refused.py").write_text(REFUSED)
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "accepted.py", "refused.py"],
        env={"MYPYPATH": str(source), "PATH": ""},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = [line for line in done.stdout.splitlines() if "error:" in line]
    found = [int(line.split(":")[1]) for line in lines]
    assert all(line.startswith("refused.py") for line in lines), done.stdout
    assert sorted(set(found)) == [5, 6, 7, 8, 9, 10, 11, 12], done.stdout


def test_names_stand_at_the_root_where_files_are_sent(package: ModuleType) -> None:
    names = {"BinaryBody", "FileContent", "FileUpload", "ReadableFile"}
    assert names <= {*package.__all__}
    files = module_of(package, "_core.files")
    assert all(getattr(package, name) is getattr(files, name) for name in names)


def test_no_other_client_shows_them(tmp_path: Path) -> None:
    with imported(package_of(document({"/x": {"get": operation()}}), tmp_path)) as package:
        assert {"FileUpload", "StreamedResponse"}.isdisjoint(package.__all__)


@pytest.mark.skipif(not CASES.is_dir(), reason="the documents are not here")
class TestDocuments:
    def test_a_form(self, tmp_path: Path) -> None:
        with case("body_multipart", tmp_path) as package, sinking() as sink:
            package.Client(base_url=sink.url).files.upload(file=("a.txt", b"x"))
        assert parts_of(*sink.received[0]) == [("file", "a.txt", "text/plain", b"x")]

    def test_a_body_of_bytes(self, tmp_path: Path) -> None:
        with case("body_binary", tmp_path) as package, sinking() as sink:
            package.Client(base_url=sink.url).files.replace(body=b"x")
        assert sink.received[0][1] == b"x"

    def test_an_answer_of_bytes(self, tmp_path: Path) -> None:
        with case("answer_binary", tmp_path) as package, sinking() as sink:
            sink.body = b"PNG"
            client = package.Client(base_url=sink.url)
            with client.tickets.with_streaming_response.get_qr() as response:
                assert response.read() == b"PNG"


def case(name: str, tmp_path: Path) -> AbstractContextManager[ModuleType]:
    """The client of a document."""
    data = yaml.safe_load((CASES / f"{name}.yaml").read_text())
    return imported(package_of(data, tmp_path))
