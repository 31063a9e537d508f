"""What waits for somebody in the choice of model cases."""

from dataclasses import dataclass

from sqlmodel import Session

from matchmaker.access.permissions import Permission, Reach
from matchmaker.access.viewer import Viewer
from matchmaker.services.cases.marking import count_open_marks, view_desk
from models.case_enums import CaseState
from models.queries import case_rounds as round_queries
from models.queries import model_cases as case_queries
from models.queries.model_cases import CaseFilter


@dataclass(frozen=True)
class CaseTodo:
    """Counts of what waits.

    returned: cases of one's own that came back; to_mark: cases with open marks of one's own; sent:
    cases that the province has neither entered nor returned; ready: rounds that can be closed.
    """

    returned: int
    to_mark: int
    sent: int
    ready: int


def view_case_todo(session: Session, viewer: Viewer) -> CaseTodo:
    """Return what waits for a viewer."""
    chooses = viewer.may(Permission.CASE_CHOOSE)
    return CaseTodo(
        returned=_returned(session, viewer),
        to_mark=count_to_mark(session, viewer),
        sent=_in_state(session, CaseFilter(), CaseState.SENT) if chooses else 0,
        ready=sum(
            not count_open_marks(session, one)
            for one in round_queries.list_rounds(session)
            if chooses and one.is_marking
        ),
    )


def count_to_mark(session: Session, viewer: Viewer) -> int:
    """Return how many cases wait for marks of a viewer."""
    if viewer.account_id is None or not viewer.may(Permission.CASE_MARK):
        return 0
    found = round_queries.rounds_marked_by(session, viewer.account_id)
    return sum(len(view_desk(session, viewer, one).open_cases) for one in found if one.is_marking)


def _returned(session: Session, viewer: Viewer) -> int:
    reach = viewer.reach(Permission.LEDGER_WRITE)
    if reach is None:
        return 0
    # The province mends its own; a city's are the city's to mend.
    own = CaseFilter(city_code=viewer.city_code, of_province=reach is Reach.ALL)
    return _in_state(session, own, CaseState.RETURNED)


def _in_state(session: Session, wanted: CaseFilter, state: CaseState) -> int:
    return case_queries.count_states(session, wanted).get(state, 0)
