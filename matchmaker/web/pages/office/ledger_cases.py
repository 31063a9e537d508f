"""Model cases of the campaign: found, and begun, of a contract or free."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.cases.completeness import Lack
from matchmaker.errors import BadQuery
from matchmaker.services.cases.prefill import prefill
from matchmaker.services.cases.records import list_lacks, record_case
from matchmaker.services.city_names import city_name
from matchmaker.services.ledger import sight
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import MOST_ID, Text
from matchmaker.web.deps import SessionDep
from matchmaker.web.notices import Done, go_on
from matchmaker.web.pages.addresses import query_path
from matchmaker.web.pages.office.ledger_case_form import (
    CaseForm,
    field_context,
    read_form,
    write_form,
)
from matchmaker.web.pages.office.ledger_frame import (
    CASES,
    CASES_PATH,
    CRUMBS,
    OF_PROVINCE,
    PAGE,
    REFUSALS,
    Known,
    city_choices,
    is_whole,
    own_city,
    parts,
    read_year,
)
from matchmaker.web.templating import render
from matchmaker.web.told import told
from models.case_enums import CaseState
from models.model_case import ModelCase
from models.queries import case_rounds as round_queries
from models.queries import model_cases as case_queries
from models.queries.model_cases import CaseFilter

NEW_PATH = f"{CASES_PATH}/new"
_STATES = {one.value: one for one in CaseState}

router = APIRouter(include_in_schema=False)

Reader = Annotated[Viewer, Depends(May(Permission.LEDGER_READ))]
Writer = Annotated[Viewer, Depends(May(Permission.LEDGER_WRITE))]


class CasesQuery(BaseModel):
    """Which cases; what is empty bounds nothing."""

    city: Known = ""
    year: Known = ""
    state: Known = ""
    after: Annotated[Text, Field(max_length=20)] = ""


class NewQuery(BaseModel):
    """The contract that the new case is written of, 0 for none."""

    deal: Annotated[int, Field(ge=0, le=MOST_ID)] = 0


@router.get(CASES_PATH, response_class=HTMLResponse)
def list_cases(
    request: Request,
    query: Annotated[CasesQuery, Query()],
    viewer: Reader,
    session: SessionDep,
) -> Response:
    """Show the cases of a filter, the newest first, with what each still lacks."""
    city = "" if query.city == OF_PROVINCE else query.city
    state = _STATES.get(query.state)
    wanted = CaseFilter(
        read_year(query.year),
        sight.listed_for(viewer, city),
        () if state is None else (state,),
        of_province=query.city == OF_PROVINCE and is_whole(viewer),
    )
    after = int(query.after) if query.after.isdecimal() else None
    found = case_queries.page_cases(session, wanted, after, PAGE)
    shown, more = found[:PAGE], len(found) > PAGE
    chosen = query.model_dump(exclude={"after"})
    counts = case_queries.count_states(session, wanted)
    context = {
        "parts": parts(viewer, CASES_PATH),
        "rows": [(one, city_name(one.city_code), _barring(session, one)) for one in shown],
        "counts": [(one.label, counts[one]) for one in CaseState if counts.get(one)],
        "query": chosen,
        "is_filtered": any(chosen.values()),
        "states": [(one.value, one.label) for one in CaseState],
        "cities": city_choices(province=True) if is_whole(viewer) else [],
        "own_city": own_city(viewer),
        "may_add": viewer.may(Permission.LEDGER_WRITE),
        "may_choose": viewer.may(Permission.CASE_CHOOSE),
        "marks": viewer.account_id is not None
        and viewer.may(Permission.CASE_MARK)
        and bool(round_queries.rounds_marked_by(session, viewer.account_id)),
        "first": query_path(CASES_PATH, chosen) if query.after else "",
        "next": query_path(CASES_PATH, {**chosen, "after": shown[-1].id}) if more else "",
    }
    return render(request, "office/ledger_cases.html", context, crumbs=CRUMBS)


@router.get(NEW_PATH, response_class=HTMLResponse)
def show_new(
    request: Request,
    query: Annotated[NewQuery, Query()],
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Show the form of a new case, filled in with what the contract tells."""
    typed = CaseForm(year=str(author.at.year), city=viewer.city_code or OF_PROVINCE)
    flaw = ""
    if query.deal:
        deal = sight.get_deal(session, viewer, Permission.LEDGER_READ, query.deal)
        try:
            words = prefill(session, deal, viewer.city_code, author)
            typed = write_form(words, viewer.city_code or deal.giver_city, deal.id)
        except BadQuery as error:
            flaw = told(error)
    return _new(request, viewer, typed, flaw)


@router.post(NEW_PATH, response_class=HTMLResponse)
def add(
    request: Request,
    typed: Annotated[CaseForm, Form()],
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Keep a new case as a draft, or show the form again with what is wrong."""
    try:
        deal_id = int(typed.deal) if typed.deal.isdecimal() else None
        if deal_id is not None:
            sight.get_deal(session, viewer, Permission.LEDGER_READ, deal_id)
        city = "" if typed.city == OF_PROVINCE else typed.city
        made = record_case(
            session, read_form(typed), sight.recorded_for(viewer, city), deal_id, author
        )
    except REFUSALS as error:
        session.rollback()
        return _new(request, viewer, typed, told(error))
    at, title = f"{CASES_PATH}/{made.id}", made.title
    session.commit()
    done = Done(f"已存为草稿“{title}”。附上佐证材料、补齐所缺内容后报送")
    return go_on(request, at, done)


def _barring(session: Session, case: ModelCase) -> list[Lack]:
    """Return what keeps a case from being sent."""
    return [one for one in list_lacks(session, case) if one.bars] if case.state.is_open else []


def _new(request: Request, viewer: Viewer, typed: CaseForm, flaw: str) -> Response:
    context = {**field_context(viewer, typed), "flaw": flaw}
    return render(
        request,
        "office/ledger_case_new.html",
        context,
        crumbs=[*CRUMBS, CASES],
        status=422 if flaw else 200,
    )
