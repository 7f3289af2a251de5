"""A tiny API of its own, written as the generator would write it: the runtime knows no other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from ghxstship._core import client as base
from ghxstship._core.api import Api, ClientHeader, ErrorEnvelope, RateLimitHeaders
from ghxstship._core.auth import Credential
from ghxstship._core.call_options import RequestOptions
from ghxstship._core.dialects import CursorPagination, NumberPagination
from ghxstship._core.lazy import resource_property
from ghxstship._core.model import DateField, DateTimeField, Model, Open
from ghxstship._core.operation import (
    OMIT,
    ListOperation,
    Omit,
    Operation,
    StreamOperation,
)
from ghxstship._core.pagination import AsyncPager, Page
from ghxstship._core.raw import AsyncRawMethod, RawMethod, RawResource
from ghxstship._core.resource import AsyncResource, Resource
from ghxstship._core.tracebacks import hide_arguments

if TYPE_CHECKING:
    from typing import Self

    from ghxstship._core.streaming import AsyncEventStream, EventStream

CURSORS = CursorPagination(
    parameter="cursor",
    items_path="data",
    next_cursor_path="pagination.cursor",
    has_more_path="pagination.has_more",
    total_path="pagination.total",
)
NUMBERS = NumberPagination(parameter="page", items_path="data", total_pages_path="pages")

API = Api(
    name="bookshop",
    version="1.2.3",
    servers={"production": "https://api.books.test", "staging": "https://staging.books.test"},
    credentials=(Credential(argument="api_key", env="BOOKSHOP_API_KEY"),),
    security=(("api_key",),),
    variables={"base_url": "BOOKSHOP_BASE_URL", "log": "BOOKSHOP_LOG"},
    client_headers=(ClientHeader("branch", "BOOKSHOP_BRANCH", "X-Branch"),),
    errors=ErrorEnvelope(
        code="error.code",
        message="error.message",
        details="error.details",
        request_id="error.request_id",
        documentation_url="error.documentation_url",
    ),
    rate_limit=RateLimitHeaders("X-Limit", "X-Remaining", "X-Reset"),
    request_id_header="X-Request-ID",
    idempotency_header="Idempotency-Key",
    replayed_header="Idempotency-Replayed",
)


def constant_headers(client: Any) -> dict[str, str]:
    """What every request of a client carries."""
    driver = client._driver
    found: dict[str, str] = driver.config.constant_headers(driver.config.identity(driver.api))
    return found


class Author(Model):
    name: str
    born_in: Annotated[str | None, Field(alias="bornIn")] = None


class Book(Model):
    id: str
    title: str
    price: float
    genre: Open[Literal["poetry", "prose"]] = "prose"
    author: Author | None = None
    published_on: DateField | None = None
    created_at: DateTimeField | None = None


class PageInfo(Model):
    cursor: str | None = None
    has_more: Annotated[bool, Field(alias="hasMore")] = False
    total: int | None = None


class BookList(Model):
    data: list[Book]
    pagination: PageInfo


class Shelf(Model):
    data: list[Book]
    pages: int


class Receipt(Model):
    receipt: str


LIST: ListOperation[Book] = ListOperation(
    "books.list", "GET", "/v1/books", {200: BookList}, pagination=CURSORS
)
SHELF: ListOperation[Book] = ListOperation(
    "books.shelf", "GET", "/v1/shelf", {200: Shelf}, pagination=NUMBERS
)
CREATE: Operation[Book] = Operation(
    "books.create",
    "POST",
    "/v1/books",
    {201: Book},
    idempotent=True,
    wire_names={"author": ("author", {"born_in": ("bornIn", None)})},
)
GET: Operation[Book] = Operation("books.get", "GET", "/v1/books/{book_id}", {200: Book})
UPDATE: Operation[Book] = Operation("books.update", "PATCH", "/v1/books/{book_id}", {200: Book})
REPLACE: Operation[Book] = Operation("books.replace", "PUT", "/v1/books/{book_id}", {200: Book})
DELETE: Operation[None] = Operation("books.delete", "DELETE", "/v1/books/{book_id}", {204: None})
BUY: Operation[Book | Receipt | None] = Operation(
    "books.buy",
    "POST",
    "/v1/books/{book_id}/buy",
    {200: Book, 202: Receipt, 204: None},
    idempotent=True,
)
LISTEN: StreamOperation[Book] = StreamOperation("books.listen", "GET", "/v1/news", {200: Book})


class Books(Resource):
    @property
    def with_raw_response(self) -> BooksWithRawResponse:
        return BooksWithRawResponse(self._driver.raw)

    def list(
        self,
        *,
        genre: str | None = None,
        cursor: str | None = None,
        max_items: int | None = None,
        prefetch: Literal[0, 1] = 0,
        options: RequestOptions | None = None,
    ) -> Page[Book]:
        query = {"genre": genre, "cursor": cursor}
        return self._driver.list(
            LIST, query=query, max_items=max_items, prefetch=prefetch, options=options
        )

    def shelf(self, *, page: int | None = None, max_items: int | None = None) -> Page[Book]:
        return self._driver.list(SHELF, query={"page": page}, max_items=max_items)

    def create(
        self,
        *,
        title: str,
        author: Author | Mapping[str, object] | Omit | None = OMIT,
        tags: Sequence[str] | Omit = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Book:
        return self._driver.call(
            CREATE,
            body={"title": title, "author": author, "tags": tags},
            idempotency_key=idempotency_key,
            options=options,
        )

    def get(self, book_id: str, *, options: RequestOptions | None = None) -> Book:
        return self._driver.call(GET, path={"book_id": book_id}, options=options)

    def update(self, book_id: str, *, title: str) -> Book:
        return self._driver.call(UPDATE, path={"book_id": book_id}, body={"title": title})

    def replace(self, book_id: str, *, title: str) -> Book:
        return self._driver.call(REPLACE, path={"book_id": book_id}, body={"title": title})

    def delete(self, book_id: str) -> None:
        return self._driver.call(DELETE, path={"book_id": book_id})

    def buy(self, book_id: str) -> Book | Receipt | None:
        return self._driver.call(BUY, path={"book_id": book_id})

    def listen(
        self, *, last_event_id: str | None = None, options: RequestOptions | None = None
    ) -> EventStream[Book]:
        headers = {"Last-Event-ID": last_event_id}
        return self._driver.stream(LISTEN, headers=headers, options=options)


class BooksWithRawResponse(RawResource):
    def __init__(self, driver: Any) -> None:
        super().__init__(Books(driver))

    list = RawMethod(Books.list)
    create = RawMethod(Books.create)
    get = RawMethod(Books.get)
    delete = RawMethod(Books.delete)


class AsyncBooks(AsyncResource):
    @property
    def with_raw_response(self) -> AsyncBooksWithRawResponse:
        return AsyncBooksWithRawResponse(self._driver.raw)

    def list(
        self,
        *,
        genre: str | None = None,
        cursor: str | None = None,
        max_items: int | None = None,
        prefetch: Literal[0, 1] = 0,
        options: RequestOptions | None = None,
    ) -> AsyncPager[Book]:
        query = {"genre": genre, "cursor": cursor}
        return self._driver.list(
            LIST, query=query, max_items=max_items, prefetch=prefetch, options=options
        )

    def shelf(self, *, page: int | None = None, max_items: int | None = None) -> AsyncPager[Book]:
        return self._driver.list(SHELF, query={"page": page}, max_items=max_items)

    async def create(
        self,
        *,
        title: str,
        author: Author | Mapping[str, object] | Omit | None = OMIT,
        tags: Sequence[str] | Omit = OMIT,
        idempotency_key: str | None = None,
        options: RequestOptions | None = None,
    ) -> Book:
        return await self._driver.call(
            CREATE,
            body={"title": title, "author": author, "tags": tags},
            idempotency_key=idempotency_key,
            options=options,
        )

    async def get(self, book_id: str, *, options: RequestOptions | None = None) -> Book:
        return await self._driver.call(GET, path={"book_id": book_id}, options=options)

    async def update(self, book_id: str, *, title: str) -> Book:
        return await self._driver.call(UPDATE, path={"book_id": book_id}, body={"title": title})

    async def replace(self, book_id: str, *, title: str) -> Book:
        return await self._driver.call(REPLACE, path={"book_id": book_id}, body={"title": title})

    async def delete(self, book_id: str) -> None:
        return await self._driver.call(DELETE, path={"book_id": book_id})

    async def buy(self, book_id: str) -> Book | Receipt | None:
        return await self._driver.call(BUY, path={"book_id": book_id})

    def listen(
        self, *, last_event_id: str | None = None, options: RequestOptions | None = None
    ) -> AsyncEventStream[Book]:
        headers = {"Last-Event-ID": last_event_id}
        return self._driver.stream(LISTEN, headers=headers, options=options)


class AsyncBooksWithRawResponse(RawResource):
    def __init__(self, driver: Any) -> None:
        super().__init__(AsyncBooks(driver))

    list = AsyncRawMethod(AsyncBooks.list)
    create = AsyncRawMethod(AsyncBooks.create)
    get = AsyncRawMethod(AsyncBooks.get)
    delete = AsyncRawMethod(AsyncBooks.delete)


class Client(base.SyncClient):
    @hide_arguments
    def __init__(
        self,
        api_key: str | None = "sk_test_1",
        *,
        branch: str | None = "north",
        **settings: Any,
    ) -> None:
        if settings.get("auth") is not None and api_key == "sk_test_1":
            api_key = None
        super().__init__(
            API,
            {"api_key": api_key, "branch": branch},
            {"environment": "production", **settings},
        )

    @hide_arguments
    def with_options(self, **options: Any) -> Self:
        return self._with_options(options)

    @property
    def branch(self) -> str:
        return self._config.header("X-Branch")

    @resource_property
    def books(self) -> Books:
        return Books(self._driver)


class AsyncClient(base.AsyncClient):
    @hide_arguments
    def __init__(
        self,
        api_key: str | None = "sk_test_1",
        *,
        branch: str | None = "north",
        **settings: Any,
    ) -> None:
        if settings.get("auth") is not None and api_key == "sk_test_1":
            api_key = None
        super().__init__(
            API,
            {"api_key": api_key, "branch": branch},
            {"environment": "production", **settings},
        )

    @hide_arguments
    def with_options(self, **options: Any) -> Self:
        return self._with_options(options)

    @property
    def branch(self) -> str:
        return self._config.header("X-Branch")

    @resource_property
    def books(self) -> AsyncBooks:
        return AsyncBooks(self._driver)
