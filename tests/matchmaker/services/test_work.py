"""Work is asked for once a key, seen as it stands, cancelled, and forgotten in the end."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from matchmaker.services import work as work_services
from matchmaker.services import work_claims
from matchmaker.services.work import WorkRequest
from matchmaker.services.work_claims import Step
from models.errors import Conflict, NotFound
from models.queries import work_board as board_queries
from models.queries.work import WorkFilter
from models.work import Work, WorkKind, WorkState
from tests.conftest import NOW

REQUEST = WorkRequest(WorkKind.LIST, {"event": "p1"}, "张三", account_id=7, key="a")
ALL = frozenset(WorkKind)


def ask(session: Session, **changes: object) -> Work:
    values = {
        "kind": REQUEST.kind,
        "parameters": REQUEST.parameters,
        "requested_by": REQUEST.requested_by,
        "account_id": REQUEST.account_id,
        "key": REQUEST.key,
        **changes,
    }
    return work_services.submit(session, WorkRequest(**values), NOW)  # type: ignore[arg-type]


def test_work_that_was_asked_for_waits(session: Session) -> None:
    view = work_services.view_work(session, session, ask(session).id or 0)
    assert (view.kind, view.state, view.parameters) == (
        WorkKind.LIST,
        WorkState.WAITING,
        {"event": "p1"},
    )
    assert (view.requested_by, view.account_id, view.created_at) == ("张三", 7, NOW)
    assert (view.done, view.total, view.attempts, view.changes) == (0, None, 0, 0)


def test_the_same_request_sent_twice_is_one_piece_of_work(session: Session) -> None:
    assert ask(session).id == ask(session).id
    assert len(work_services.list_works(session, session, WorkFilter())) == 1


def test_work_without_a_key_is_another_piece_each_time(session: Session) -> None:
    assert ask(session, key=None).id != ask(session, key=None).id


@pytest.mark.parametrize(
    "change",
    [
        {"kind": WorkKind.RECHECK},
        {"parameters": {"event": "p2"}},
        {"requested_by": "李四"},
        {"account_id": None},
        {"token_id": 3},
    ],
)
def test_a_key_of_something_else_is_refused(session: Session, change: dict[str, object]) -> None:
    ask(session)
    with pytest.raises(Conflict, match="请求编号“a”已用于另一项任务"):
        ask(session, **change)


def test_work_that_waits_is_cancelled_at_once_and_stays_so(session: Session) -> None:
    work_id = ask(session).id or 0
    for _ in range(2):
        work_services.cancel(session, session, work_id, NOW)
        view = work_services.view_work(session, session, work_id)
        assert (view.state, view.finished_at, view.changes) == (WorkState.CANCELLED, NOW, 1)
    assert work_claims.claim_next(session, ALL, "r", NOW) is None


def test_work_that_runs_is_asked_to_stop(session: Session) -> None:
    work_id = ask(session).id or 0
    assert work_claims.claim_next(session, ALL, "r", NOW)
    assert work_services.cancel(session, session, work_id, NOW).state is WorkState.RUNNING
    assert board_queries.write_progress(session, work_id, {"step": "导入"}, NOW).stop_asked


def test_work_that_has_ended_cannot_be_cancelled(session: Session) -> None:
    work_id = ask(session).id or 0
    claim = work_claims.claim_next(session, ALL, "r", NOW)
    assert claim
    work_claims.finish(session, claim, {}, Step(), NOW)
    with pytest.raises(Conflict, match="已完成，不能取消"):
        work_services.cancel(session, session, work_id, NOW)


def test_work_that_is_not_there_is_not_found(session: Session) -> None:
    with pytest.raises(NotFound, match="没有编号为 5 的后台任务"):
        work_services.view_work(session, session, 5)
    with pytest.raises(NotFound):
        work_services.cancel(session, session, 5, NOW)


def test_running_work_shows_what_stands_on_the_board(session: Session) -> None:
    work_id = ask(session).id or 0
    assert work_claims.claim_next(session, ALL, "r", NOW)
    for done in (10, 20):
        values = {"step": "导入", "done": done, "total": 30}
        noted = board_queries.write_progress(session, work_id, values, NOW)
    view = work_services.view_work(session, session, work_id)
    assert (view.step, view.done, view.total) == ("导入", 20, 30)
    assert (noted.changes, view.changes) == (2, 3)


def test_work_is_listed_newest_first_by_state_kind_and_asker(session: Session) -> None:
    first = ask(session, key=None).id or 0
    second = ask(session, key=None, kind=WorkKind.BACKUP, account_id=None).id or 0
    third = ask(session, key=None, token_id=3).id or 0
    work_services.cancel(session, session, third, NOW)

    def ids(**wanted: object) -> list[int]:
        found = work_services.list_works(session, session, WorkFilter(**wanted))  # type: ignore[arg-type]
        return [view.id for view in found]

    assert ids() == [third, second, first]
    assert ids(limit=2) == [third, second]
    assert ids(before_id=third) == [second, first]
    assert ids(state=WorkState.WAITING) == [second, first]
    assert ids(kind=WorkKind.BACKUP) == [second]
    assert ids(account_id=7) == [third, first]
    assert ids(token_id=3) == [third]


def test_old_work_is_forgotten_once_it_has_ended(session: Session) -> None:
    old, _ = ask(session, key=None).id or 0, ask(session, key=None)
    work_services.cancel(session, session, old, NOW)
    board_queries.ask_to_stop(session, old, NOW)
    kept = timedelta(days=work_services.KEPT_DAYS)
    assert work_services.remove_old(session, session, NOW + kept) == 0
    assert work_services.remove_old(session, session, NOW + kept + timedelta(seconds=1)) == 1
    (left,) = work_services.list_works(session, session, WorkFilter())
    assert left.state is WorkState.WAITING
    assert board_queries.read_progress(session, [old]) == {}
