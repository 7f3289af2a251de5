"""Effects with SQLAlchemy's ORM, and beside an async engine: as docs/inbox.md says."""

from __future__ import annotations

import asyncio
from itertools import count
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from ghxstship import ConfigurationError
from ghxstship.webhooks import Counts, Inbox, PostgreSQL

from .harness import SECRET, Clock, Place, deliver, event

pytestmark = pytest.mark.once
_numbers = count(1)


class Base(DeclarativeBase):
    pass


class Booked(Base):
    __tablename__ = "booked"

    key: Mapped[str] = mapped_column(primary_key=True)


@pytest.fixture
def engine(server: Place) -> Any:
    place = server.fresh(f"alchemy{next(_numbers)}")
    engine = sa.create_engine(sa.make_url(place.address).set(drivername="postgresql+psycopg"))
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


def booked(engine: sa.Engine) -> list[str]:
    with Session(engine) as session:
        return sorted(session.scalars(sa.select(Booked.key)))


@pytest.mark.parametrize("commits", [False, True])
def test_a_session_in_an_effect_is_part_of_the_transaction(
    engine: sa.Engine, clock: Clock, commits: bool
) -> None:
    """Also where code that is shared with others commits the session: the inbox commits."""
    fails = True

    def handle(_: object) -> None:
        key = inbox.current.key

        def write(connection: sa.Connection) -> None:
            with Session(bind=connection) as session:
                session.add(Booked(key=key))
                if commits:
                    session.commit()
                else:
                    session.flush()
            if fails:
                raise ValueError("half way")

        inbox.current.record(write)

    with Inbox(PostgreSQL(engine), SECRET, clock=clock) as inbox:
        deliver(inbox, event("idem_1"))
        inbox.worker(handle).drain()
        assert (booked(engine), inbox.counts()) == ([], Counts(waiting=1))
        fails = False
        clock.advance(10)
        inbox.worker(handle).drain()
        assert (booked(engine), inbox.counts()) == (["idem_1"], Counts(done=1))


def test_an_effect_that_swallows_a_failed_statement_fails(engine: sa.Engine, clock: Clock) -> None:
    """PostgreSQL takes nothing more in the transaction, and its commit would be a rollback."""

    def write(connection: sa.Connection) -> None:
        with Session(bind=connection) as session:
            session.add(Booked(key="idem_1"))
            session.flush()
            try:
                connection.execute(sa.text("INSERT INTO booked (key) VALUES ('idem_1')"))
            except IntegrityError:
                session.expunge_all()

    with Inbox(PostgreSQL(engine), SECRET, clock=clock) as inbox:
        deliver(inbox, event("idem_1"))
        inbox.worker(lambda _: inbox.current.record(write)).drain()
        assert (booked(engine), inbox.counts()) == ([], Counts(waiting=1))
        clock.advance(10)
        inbox.worker(lambda _: None).drain()
        assert inbox.counts() == Counts(done=1)  # its failure was noted, and no lease is left


def test_an_inbox_stands_beside_an_async_engine(engine: sa.Engine, clock: Clock) -> None:
    """The inbox has connections of its own to the same database; models are the same."""

    async def run(theirs: AsyncEngine) -> None:
        url = theirs.url.set(drivername="postgresql+psycopg")
        with Inbox(PostgreSQL(url), SECRET, clock=clock) as inbox:

            async def handle(_: object) -> None:
                key = inbox.current.key
                async with AsyncSession(theirs) as session:  # reads as it likes
                    assert (await session.scalars(sa.select(Booked.key))).all() == []

                def write(connection: sa.Connection) -> None:
                    with Session(bind=connection) as session:
                        session.add(Booked(key=key))
                        session.commit()

                inbox.current.record(write)

            deliver(inbox, event("idem_1"))
            assert await inbox.async_worker(handle).drain() == 1
            assert inbox.counts() == Counts(done=1)
        await theirs.dispose()

    asyncio.run(run(create_async_engine(engine.url)))
    assert booked(engine) == ["idem_1"]


def test_an_async_engine_is_refused_with_what_to_do(engine: sa.Engine) -> None:
    theirs = create_async_engine(engine.url)
    for given in (theirs, theirs.sync_engine):
        with pytest.raises(ConfigurationError, match=r"engine\.url"):
            PostgreSQL(given)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
