"""What is written only while nobody else writes."""

from datetime import timedelta

from sqlalchemy import Engine
from sqlmodel import select

from models.account import ProgramToken
from models.session import commit_if_free, make_session
from tests.conftest import NOW


def add(engine: Engine) -> None:
    with make_session(engine) as session:
        session.add(
            ProgramToken(
                name="大屏",
                digest="d",
                created_by="测试",
                created_at=NOW,
                expires_at=NOW + timedelta(days=1),
            )
        )
        session.commit()


def used_at(engine: Engine) -> object:
    with make_session(engine) as session:
        return session.exec(select(ProgramToken.used_at)).one()


def test_it_is_written_while_nobody_writes(engine: Engine) -> None:
    add(engine)
    with make_session(engine) as session:
        session.exec(select(ProgramToken)).one().used_at = NOW
        assert commit_if_free(session)
    assert used_at(engine) == NOW


def test_on_sqlite_it_is_left_while_somebody_writes_and_the_record_can_be_read(
    engine: Engine,
) -> None:
    add(engine)
    with make_session(engine) as other, make_session(engine) as session:
        other.exec(select(ProgramToken)).one().name = "报表"
        other.add(
            ProgramToken(
                name="另一个", digest="e", created_by="测试", created_at=NOW, expires_at=NOW
            )
        )
        if engine.dialect.name == "sqlite":
            other.flush()
        token = session.exec(select(ProgramToken).where(ProgramToken.digest == "d")).one()
        token.used_at = NOW
        done = commit_if_free(session)
        assert (done, token.name) == (engine.dialect.name != "sqlite", "大屏")
        other.rollback()
    assert used_at(engine) == (None if engine.dialect.name == "sqlite" else NOW)
