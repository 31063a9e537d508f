"""Whether an answer helped, as the city says, and which visit counts the problem already."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from matchmaker.china_time import CHINA
from matchmaker.errors import BadQuery
from matchmaker.services.city_requests.keep import MOST_LINE, hold, keep_step
from matchmaker.services.kept_records.changes import snapshot
from matchmaker.services.ledger.counted_requests import FIGURE
from matchmaker.services.list_hands import Author
from models.city_request import CityRequest
from models.errors import Conflict
from models.ledger import Activity
from models.queries import city_requests as request_queries
from models.request_enums import RequestOutcome, RequestState


@dataclass(frozen=True)
class OutcomeWords:
    """Whether it helped; activity_id: the visit that counts it already, None for none."""

    outcome: RequestOutcome
    note: str = ""
    activity_id: int | None = None


def say_outcome(
    session: Session, request_id: int, revision: int, words: OutcomeWords, author: Author
) -> CityRequest:
    """Note whether an answer helped; it may be said otherwise later, and opens nothing again.

    Raises Conflict where there is no answer, BadQuery for a visit that does not count it.
    """
    found = hold(session, request_id, revision)
    if found.state is not RequestState.ANSWERED:
        raise Conflict(f"诉求{found.state.label}，还不能反馈。省局答复后再反馈是否解决")
    note = words.note.strip()
    if len(note) > MOST_LINE:
        raise BadQuery(f"说明超过 {MOST_LINE} 字。请精简")
    is_solved = words.outcome is RequestOutcome.SOLVED
    if words.outcome is RequestOutcome.UNSOLVED and not note:
        raise BadQuery("请说明还有什么没有解决，省局据此改进")
    if words.activity_id is not None:
        if not is_solved:
            raise BadQuery("没有解决的不计入走访。请不要选择走访活动")
        if words.activity_id not in {one.id for one in list_visits(session, found)}:
            raise BadQuery("选择的走访没有计入更多“解决问题”。请从列表中选择，或不选")
    before = snapshot(found)
    found.outcome, found.outcome_note = words.outcome, note
    found.activity_id = words.activity_id
    found.solved_on = _solved_on(found, author) if is_solved else None
    if snapshot(found) == before:
        raise BadQuery("没有改动反馈。请修改后再保存")
    return keep_step(session, found, before, (f"反馈{words.outcome.label}", ""), author)


def list_visits(session: Session, request: CityRequest) -> list[Activity]:
    """Return the visits of a city that tell of more solved problems than requests name them."""
    named: Counter[int] = Counter(
        visit.id or 0
        for other, visit in request_queries.solved_in_activities(session)
        if other.id != request.id
    )
    visits = request_queries.counting_visits(session, request.city_code, FIGURE)
    return [one for one in visits if one.counts[FIGURE] > named[one.id or 0]]


def read_answer(session: Session, request: CityRequest, author: Author) -> None:
    """Note that somebody of the city has read the answer; nothing where it was read before."""
    if request.state is RequestState.ANSWERED and request.answer_seen_at is None:
        request_queries.mark_read(session, request.id or 0, author.at)


def _solved_on(request: CityRequest, author: Author) -> date:
    """Return since when a request is solved: what is said again keeps its day."""
    return request.solved_on or author.at.astimezone(CHINA).date()
