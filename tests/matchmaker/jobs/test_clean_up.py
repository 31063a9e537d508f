"""What the nightly clean-up takes away."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import select

from matchmaker.events.run_plan import PlannedRun
from matchmaker.jobs.schedule import TaskContext
from matchmaker.jobs.schedule_tasks import clean_up
from matchmaker.jobs.uploads import Parcel, receive_upload
from matchmaker.services.accounts.sign_in import open_session
from matchmaker.services.uploads import Sender
from matchmaker.settings import Settings
from models.account import LoginAttempt, LoginSession
from models.enums import ImportKind, ScheduleKind
from models.session import make_session
from models.upload import Upload, UploadState
from tests.conftest import NOW
from tests.matchmaker.services.accounts.cases import HOME, add

LATER = NOW + timedelta(days=91)


def test_files_sessions_and_attempts_of_long_ago_go(
    engine: Engine, database_url: str, tmp_path: Path
) -> None:
    settings = Settings(data_dir=tmp_path / "data", database_url=database_url)
    parcel = Parcel(ImportKind.PATENTS, "专利.csv", Sender("张三"), ["申请号\n1\n".encode()])
    receive_upload(engine, settings, parcel, NOW)
    with make_session(engine) as session:
        account = add(session)
        for at in (NOW, LATER):
            open_session(session, account, HOME, at)
            session.add(LoginAttempt(login="wang", succeeded=True, made_at=at))
        session.commit()
    run = PlannedRun("", ScheduleKind.RETENTION, LATER)
    context = TaskContext(engine, settings, run, LATER, lambda: LATER, lambda: None)
    with make_session(engine) as session:
        text = clean_up(session, context)
        session.commit()
        assert text.endswith("；上传文件 1 个到期")
        assert session.exec(select(Upload.state)).all() == [UploadState.REMOVED]
        assert session.exec(select(LoginSession.started_at)).all() == [LATER]
        assert session.exec(select(LoginAttempt.made_at)).all() == [LATER]
    assert [path for path in settings.uploads_dir.iterdir() if path.is_file()] == []
