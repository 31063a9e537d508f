"""The migrations make exactly the tables of the models, on both databases."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import Session, SQLModel

import models.tables  # noqa: F401
from models.audit import AuditKind
from models.enums import (
    EventKind,
    ImportKind,
    LicenceKind,
    ListStatus,
    ScheduleKind,
    ScheduleState,
)
from models.import_batch import ImportBatch
from models.organisation import Organisation
from models.patent import PatentOwner
from models.request_enums import RequestOutcome, RequestState
from models.schema import alembic_config, upgrade_schema
from models.session import head_revision, make_engine, schema_revision
from models.submission_enums import SubmissionKind, SubmissionState
from models.upload import UploadState
from models.values.org_name import OrgType
from models.webhook import DeliveryState, WebhookState, WebhookTopic
from models.work import WorkKind, WorkState


def test_migrations_give_the_tables_of_the_models(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_upgrade_can_be_repeated(engine: Engine) -> None:
    upgrade_schema(engine)
    assert schema_revision(engine) == head_revision()


def test_the_newest_revision_is_the_last_migration() -> None:
    assert head_revision() == ScriptDirectory.from_config(alembic_config()).get_current_head()


def test_a_database_without_tables_stands_at_no_revision(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    assert schema_revision(engine) is None
    engine.dispose()


def test_sqlite_runs_in_wal_with_foreign_keys(tmp_path_factory: pytest.TempPathFactory) -> None:
    engine = make_engine(f"sqlite:///{tmp_path_factory.mktemp('db') / 'deep' / 'x.db'}")
    with engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
    engine.dispose()


def test_a_bare_postgres_address_uses_psycopg() -> None:
    engine = make_engine("postgresql://postgres@127.0.0.1/test")
    assert engine.url.drivername == "postgresql+psycopg"
    engine.dispose()


def test_foreign_keys_are_enforced(session: Session) -> None:
    session.add(PatentOwner(patent_id=1, organisation_id=1, position=0))
    with pytest.raises(IntegrityError):
        session.flush()


def make_batch(created_at: datetime) -> ImportBatch:
    return ImportBatch(
        kind=ImportKind.PATENTS,
        file_name="a.csv",
        file_digest="0",
        source="patent_sheet",
        row_count=0,
        new_count=0,
        changed_count=0,
        unchanged_count=0,
        refused_count=0,
        created_at=created_at,
    )


def test_moments_come_back_in_utc(session: Session) -> None:
    moment = datetime(2024, 5, 6, 8, 0, tzinfo=timezone(timedelta(hours=8)))
    batch = make_batch(moment)
    session.add(batch)
    session.flush()
    session.expire(batch)
    assert batch.created_at == datetime(2024, 5, 6, 0, 0, tzinfo=UTC)
    assert batch.created_at.tzinfo == UTC


def test_a_moment_without_a_zone_is_refused(session: Session) -> None:
    session.add(make_batch(datetime(2024, 5, 6, 8, 0)))  # noqa: DTZ001
    with pytest.raises(StatementError, match="naive"):
        session.flush()


def test_enums_come_back_as_members(session: Session) -> None:
    body = Organisation(name="武汉大学", org_type=OrgType.UNIVERSITY)
    session.add(body)
    session.flush()
    session.expire(body)
    assert body.org_type is OrgType.UNIVERSITY


@pytest.mark.parametrize(
    "member",
    [
        *AuditKind,
        *EventKind,
        *ImportKind,
        *LicenceKind,
        *ListStatus,
        *RequestOutcome,
        *RequestState,
        *ScheduleKind,
        *ScheduleState,
        *SubmissionKind,
        *SubmissionState,
        *UploadState,
        *WebhookState,
        *WebhookTopic,
        *DeliveryState,
        *WorkKind,
        *WorkState,
    ],
)
def test_every_member_has_a_chinese_name(
    member: AuditKind
    | EventKind
    | ImportKind
    | LicenceKind
    | ListStatus
    | RequestOutcome
    | RequestState
    | ScheduleKind
    | ScheduleState
    | SubmissionKind
    | SubmissionState
    | UploadState
    | WebhookState
    | WebhookTopic
    | DeliveryState
    | WorkKind
    | WorkState,
) -> None:
    assert all("\u4e00" <= character <= "\u9fff" for character in member.label)
