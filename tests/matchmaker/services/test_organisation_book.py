"""Two imports at a time, each with its own session."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, col, select

from ingest.types import ValidRow
from matchmaker.services.organisation_book import OrganisationBook
from matchmaker.services.reference import seed_reference
from models.organisation import Organisation, OrganisationAlias
from models.session import make_engine, make_session
from tests.matchmaker.services.organisation_cases import CODE_A, known_id, with_check

NAMES = ("武汉甲乙激光有限公司", "宜昌丙丁药业有限公司")
WAITERS = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
# Far more looks than a waiting session needs to appear.
MOST_LOOKS = 20_000


def row(name: str, **extra: str) -> ValidRow:
    return ValidRow("", 1, name, {}, (name,), extra)


@pytest.fixture
def other(engine: Engine) -> Iterator[Session]:
    with make_session(engine) as session:
        yield session


@pytest.fixture
def postgres(empty_postgres_url: str) -> Iterator[Engine]:
    engine = make_engine(empty_postgres_url)
    yield engine
    engine.dispose()


def records(session: Session) -> list[str]:
    statement = select(Organisation.name).where(col(Organisation.name).in_(NAMES))
    return sorted(session.exec(statement).all())


def test_a_name_that_another_import_added_meanwhile_is_found(
    session: Session, other: Session
) -> None:
    early, late = OrganisationBook(session, None), OrganisationBook(other, None)
    early.resolve([row(NAMES[0])])
    session.commit()
    code = with_check(CODE_A)
    late.resolve([row(NAMES[0], uscc=code), row("武汉市甲乙激光有限责任公司"), row(NAMES[1])])
    other.commit()
    assert late.ids([NAMES[0], "武汉市甲乙激光有限责任公司"]) == early.ids([NAMES[0]])
    assert records(other) == sorted(NAMES)
    stored = other.get(Organisation, known_id(other, NAMES[0]))
    assert stored is not None
    assert stored.uscc == code


def test_a_book_looks_again_in_every_transaction(session: Session, other: Session) -> None:
    book, second = OrganisationBook(session, None), OrganisationBook(other, None)
    book.resolve([row("某某大学")])
    session.commit()
    second.resolve([row(NAMES[0])])
    other.commit()
    book.resolve([row(NAMES[0])])
    session.commit()
    assert book.ids([NAMES[0]]) == second.ids([NAMES[0]])


@pytest.mark.postgres
def test_an_import_waits_for_names_that_another_is_adding(postgres: Engine) -> None:
    with (
        make_session(postgres) as second,
        ThreadPoolExecutor(1) as pool,
        # Closed first, so that a failure leaves none waiting.
        make_session(postgres) as first,
    ):
        early, late = OrganisationBook(first, None), OrganisationBook(second, None)
        early.resolve([row(NAMES[0])])
        waiting = pool.submit(late.resolve, [row(NAMES[1]), row(NAMES[0])])
        with postgres.connect() as watcher:
            looks = (watcher.execute(WAITERS).scalar_one() for _ in range(MOST_LOOKS))
            assert any(looks) or waiting.done()
        early.resolve([row(NAMES[1])])
        first.commit()
        waiting.result()
        second.commit()
        assert late.ids(NAMES) == early.ids(NAMES)
        assert records(second) == sorted(NAMES)


@pytest.mark.postgres
def test_an_import_of_known_names_waits_for_none(postgres: Engine) -> None:
    with make_session(postgres) as first, make_session(postgres) as second:
        OrganisationBook(first, None).resolve([row(NAMES[0])])
        book = OrganisationBook(second, None)
        book.resolve([row("武汉大学")])
        assert book.ids(["武汉大学"]) == (known_id(second, "武汉大学"),)
        first.rollback()


@pytest.mark.postgres
def test_seeds_wait_for_names_that_an_import_is_adding(postgres: Engine) -> None:
    with (
        make_session(postgres) as second,
        ThreadPoolExecutor(1) as pool,
        # Closed first, so that a failure leaves none waiting.
        make_session(postgres) as first,
    ):
        forgotten = first.exec(
            select(OrganisationAlias).where(OrganisationAlias.key == "湖北商业高等专科学校")
        ).one()
        first.delete(forgotten)
        first.commit()
        OrganisationBook(first, None).resolve([row("湖北商业高等专科学校")])
        waiting = pool.submit(seed_reference, second)
        with postgres.connect() as watcher:
            looks = (watcher.execute(WAITERS).scalar_one() for _ in range(MOST_LOOKS))
            assert any(looks) or waiting.done()
        first.commit()
        waiting.result()
        second.commit()
        assert known_id(second, "湖北商业高等专科学校") != known_id(second, "湖北经济学院")
