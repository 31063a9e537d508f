"""Each piece of work is ended by the one that has claimed it last."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from matchmaker.services import work as work_services
from matchmaker.services import work_claims
from matchmaker.services.work import WorkRequest, WorkView
from matchmaker.services.work_claims import ClaimLost, Step, WorkClaim
from models.work import WorkKind, WorkState
from tests.conftest import NOW

ALL = frozenset(WorkKind)
LATER = NOW + timedelta(minutes=3)


def ask(session: Session, kind: WorkKind = WorkKind.IMPORT) -> int:
    return work_services.submit(session, WorkRequest(kind, {"a": 1}, "张三"), NOW).id or 0


def claim(session: Session, claimant: str) -> WorkClaim:
    found = work_claims.claim_next(session, ALL, claimant, LATER)
    assert found is not None
    return found


def view(session: Session, work_id: int) -> WorkView:
    return work_services.view_work(session, session, work_id)


def test_work_is_claimed_in_the_order_in_which_it_was_asked_for(session: Session) -> None:
    first, second = ask(session), ask(session)
    assert [claim(session, "r").work_id, claim(session, "r").work_id] == [first, second]
    assert work_claims.claim_next(session, ALL, "r", LATER) is None


def test_only_work_of_the_wanted_kinds_is_claimed(session: Session) -> None:
    ask(session, WorkKind.MATCH)
    light = ask(session, WorkKind.PREVIEW)
    found = work_claims.claim_next(session, frozenset([WorkKind.PREVIEW]), "r", LATER)
    assert found is not None
    assert (found.work_id, found.parameters, found.asked_at) == (light, {"a": 1}, NOW)


def test_finished_work_keeps_its_result_and_how_far_it_came(session: Session) -> None:
    work_id = ask(session)
    work_claims.finish(session, claim(session, "r"), {"rows": 9}, Step("导入", 9, 9, 4), LATER)
    done = view(session, work_id)
    assert (done.state, done.result, done.finished_at) == (WorkState.DONE, {"rows": 9}, LATER)
    assert (done.step, done.done, done.total) == ("导入", 9, 9)
    # One for the claim, four on the board, one for the end.
    assert (done.attempts, done.changes) == (1, 6)


def test_work_that_a_lost_process_was_at_waits_again(session: Session) -> None:
    work_id = ask(session)
    lost = claim(session, "lost")
    assert work_claims.take_back(session, ALL, LATER) == []
    assert view(session, work_id).state is WorkState.WAITING
    again = claim(session, "next")
    assert (again.work_id, again.attempts) == (work_id, 2)
    with pytest.raises(ClaimLost):
        work_claims.finish(session, lost, {"by": "lost"}, Step(), LATER)
    work_claims.finish(session, again, {"by": "next"}, Step(), LATER)
    assert view(session, work_id).result == {"by": "next"}


def test_work_that_has_been_lost_three_times_is_given_up(session: Session) -> None:
    work_id = ask(session)
    for _ in range(work_claims.MAX_ATTEMPTS - 1):
        claim(session, "r")
        assert work_claims.take_back(session, ALL, LATER) == []
    claim(session, "r")
    assert [work.id for work in work_claims.take_back(session, ALL, LATER)] == [work_id]
    failed = view(session, work_id)
    assert (failed.state, failed.error_name) == (WorkState.FAILED, "Interrupted")
    assert "运行中断了 3 次，不再重试" in failed.error_text


def test_work_that_is_given_back_counts_as_not_tried(session: Session) -> None:
    work_id = ask(session)
    for _ in range(work_claims.MAX_ATTEMPTS + 1):
        work_claims.give_back(session, claim(session, "r"))
    waiting = view(session, work_id)
    assert (waiting.state, waiting.attempts) == (WorkState.WAITING, 0)


def test_what_may_pass_is_tried_three_times(session: Session) -> None:
    work_id = ask(session)
    error = ("OSError", "磁盘已满")
    tried = [
        work_claims.try_again(session, claim(session, "r"), error, Step("导入"), LATER)
        for _ in range(work_claims.MAX_ATTEMPTS)
    ]
    assert tried == [True, True, False]
    failed = view(session, work_id)
    assert (failed.state, failed.error_name) == (WorkState.FAILED, "OSError")
    assert failed.error_text == "试了 3 次都没有成功：磁盘已满"


@pytest.mark.parametrize("state", [WorkState.FAILED, WorkState.CANCELLED])
def test_work_ends_otherwise_with_how_far_it_came(session: Session, state: WorkState) -> None:
    work_id = ask(session)
    found, last = claim(session, "r"), Step("导入", 5, 9, 2)
    if state is WorkState.FAILED:
        work_claims.fail(session, found, ("SourceError", "读不懂"), last, LATER)
    else:
        work_claims.cancelled(session, found, last, LATER)
    ended = view(session, work_id)
    assert (ended.state, ended.done, ended.changes, ended.finished_at) == (state, 5, 4, LATER)
    assert ended.error_text == ("读不懂" if state is WorkState.FAILED else "")
