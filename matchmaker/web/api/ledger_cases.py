"""Model cases of the campaign: written, sent, returned and entered."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.cases.completeness import LABELS
from matchmaker.services.cases.records import (
    CaseWords,
    correct_case,
    enter_case,
    list_lacks,
    record_case,
    return_case,
    say_consent,
    send_case,
    withdraw_case,
)
from matchmaker.services.city_names import city_name
from matchmaker.services.ledger import sight
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Day, Id, Line, PathId, Text
from matchmaker.web.api.ledger import ChangeRecord, CityField, Revision, Year, change_records
from matchmaker.web.api.paging import (
    CursorParameter,
    LimitParameter,
    Page,
    read_cursor,
    write_cursor,
)
from matchmaker.web.deps import SessionDep
from matchmaker.web.operations.bodies import errors
from models.case_enums import CaseCategory, CaseState
from models.kept_record import RecordKind
from models.model_case import ModelCase
from models.queries import model_cases as case_queries
from models.queries.model_cases import CaseFilter

BY_ID = "id"
MOST_CHARACTERS = 5000

router = APIRouter(prefix="/ledger", tags=["ledger"], responses=errors(401, 403, 422, 429))

Reader = Annotated[Viewer, Depends(May(Permission.LEDGER_READ))]
Writer = Annotated[Viewer, Depends(May(Permission.LEDGER_WRITE))]
Chooser = Annotated[Viewer, Depends(May(Permission.CASE_CHOOSE))]
Long = Annotated[Text, Field(max_length=MOST_CHARACTERS)]


class CaseAct(StrEnum):
    """What a city does with its case."""

    SEND = "send"
    WITHDRAW = "withdraw"


class ProvinceAct(StrEnum):
    """What the province does with a case that was sent."""

    ENTER = "enter"
    RETURN = "return"


class CaseBody(BaseModel):
    """A model case; patents: numbers and names; terms: mode and amount."""

    model_config = ConfigDict(extra="forbid")

    year: Annotated[int, Field(ge=2000, le=2099, examples=[2024])]
    title: Annotated[Line, Field(examples=["一件专利盘活一条产线"])]
    category: Annotated[CaseCategory, Field(examples=[CaseCategory.LICENCE])]
    unit: Line = ""
    industry: Line = ""
    giver_name: Line = ""
    taker_name: Line = ""
    patents: Long = ""
    background: Long = ""
    approach: Long = ""
    terms: Long = ""
    results: Long = ""
    why: Long = ""

    def words(self) -> CaseWords:
        """Return what is said."""
        return CaseWords(
            year=self.year, category=self.category, **self.model_dump(include={*LABELS})
        )


class NewCase(CaseBody):
    """The same, of a case that is not there yet; deal: id of the contract that it tells of."""

    city: CityField = ""
    deal: Id | None = None


class CaseCorrection(CaseBody):
    """A case as it is to be, all of it."""

    revision: Revision


class ActBody(BaseModel):
    """An act of a city on its case; reason: why, where it is withdrawn."""

    model_config = ConfigDict(extra="forbid")

    act: CaseAct
    revision: Revision
    reason: Line = ""


class ProvinceActBody(BaseModel):
    """An act of the province on a case; reason: what is to be mended, where it is returned."""

    model_config = ConfigDict(extra="forbid")

    act: ProvinceAct
    revision: Revision
    reason: Line = ""


class ConsentBody(BaseModel):
    """Which body agreed to publication, and when; without both nobody does any longer."""

    model_config = ConfigDict(extra="forbid")

    revision: Revision
    consent_by: Line = ""
    consent_on: Day | None = None


class CaseRecord(CaseBody):
    """A case; lacks: what it still lacks, in Chinese, as long as it may be changed."""

    id: int
    city_code: str | None
    city: str = Field(examples=["宜昌"])
    category_label: str
    state: CaseState
    state_label: str = Field(examples=["已报送"])
    deal_id: int | None
    consent_by: str
    consent_on: date | None
    sent_on: date | None
    choice_reason: str
    is_public: bool
    lacks: list[str]
    actor: str
    recorded_at: datetime
    revision: int


class CaseDetail(CaseRecord):
    """A case with its history, the newest change first."""

    history: list[ChangeRecord]


class CaseQuery(BaseModel):
    """Which cases."""

    model_config = ConfigDict(extra="forbid")

    state: CaseState | None = None
    city: Annotated[Text, Query(max_length=50, description="市州名称或代码")] = ""
    year: Year | None = None
    limit: LimitParameter = 50
    cursor: CursorParameter = None


@router.get("/cases", operation_id="list_model_cases")
def list_cases(
    query: Annotated[CaseQuery, Query()], viewer: Reader, session: SessionDep
) -> Page[CaseRecord]:
    """Return the model cases, the newest first; a city's organisers see their city's."""
    states = () if query.state is None else (query.state,)
    wanted = CaseFilter(query.year, sight.listed_for(viewer, query.city), states)
    after = read_cursor(query.cursor, BY_ID, (int,))
    last = None if after is None else int(after[0])
    found = case_queries.page_cases(session, wanted, last, query.limit)
    shown, more = found[: query.limit], len(found) > query.limit
    return Page(
        items=[_record(session, one) for one in shown],
        next_cursor=write_cursor(BY_ID, [shown[-1].id]) if more else None,
    )


@router.post(
    "/cases", operation_id="record_model_case", status_code=201, responses=errors(404, 409)
)
def add_case(form: NewCase, viewer: Writer, author: AuthorDep, session: SessionDep) -> CaseRecord:
    """Keep a new model case as a draft, of a contract or free."""
    if form.deal is not None:
        sight.get_deal(session, viewer, Permission.LEDGER_READ, form.deal)
    city = sight.recorded_for(viewer, form.city)
    made = record_case(session, form.words(), city, form.deal, author)
    session.commit()
    return _record(session, made)


@router.get("/cases/{case_id}", operation_id="get_model_case", responses=errors(404))
def read_case(case_id: PathId, viewer: Reader, session: SessionDep) -> CaseDetail:
    """Return a model case with its history and what it lacks."""
    found = sight.get_case(session, viewer, Permission.LEDGER_READ, case_id)
    history = change_records(session, RecordKind.CASE, case_id)
    return CaseDetail(**_record(session, found).model_dump(), history=history)


@router.put("/cases/{case_id}", operation_id="correct_model_case", responses=errors(404, 409))
def change_case(
    case_id: PathId,
    form: CaseCorrection,
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> CaseRecord:
    """Change a draft or a returned model case, giving all of it anew."""
    sight.get_case(session, viewer, Permission.LEDGER_WRITE, case_id)
    done = correct_case(session, case_id, form.revision, form.words(), author)
    session.commit()
    return _record(session, done)


@router.put(
    "/cases/{case_id}/consent", operation_id="set_model_case_consent", responses=errors(404, 409)
)
def change_consent(
    case_id: PathId,
    form: ConsentBody,
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> CaseRecord:
    """Note who agreed to publication and when, or that nobody does any longer."""
    sight.get_case(session, viewer, Permission.LEDGER_WRITE, case_id)
    said = form.consent_by, form.consent_on
    done = say_consent(session, case_id, form.revision, said, author)
    session.commit()
    return _record(session, done)


@router.post("/cases/{case_id}/acts", operation_id="move_model_case", responses=errors(404, 409))
def move_case(
    case_id: PathId, form: ActBody, viewer: Writer, author: AuthorDep, session: SessionDep
) -> CaseRecord:
    """Send a model case to the province, or withdraw it for good."""
    sight.get_case(session, viewer, Permission.LEDGER_WRITE, case_id)
    if form.act is CaseAct.SEND:
        done = send_case(session, case_id, form.revision, author)
    else:
        done = withdraw_case(session, case_id, form.revision, form.reason, author)
    session.commit()
    return _record(session, done)


@router.post(
    "/cases/{case_id}/decisions", operation_id="decide_model_case", responses=errors(404, 409)
)
def take_or_return(
    case_id: PathId,
    form: ProvinceActBody,
    _viewer: Chooser,
    author: AuthorDep,
    session: SessionDep,
) -> CaseRecord:
    """Let a model case take part in the choice of its year, or return it to be mended."""
    if form.act is ProvinceAct.ENTER:
        done = enter_case(session, case_id, form.revision, author)
    else:
        done = return_case(session, case_id, form.revision, form.reason, author)
    session.commit()
    return _record(session, done)


def _record(session: Session, case: ModelCase) -> CaseRecord:
    return CaseRecord(
        **case.model_dump(exclude={"is_published"}),
        city=city_name(case.city_code),
        category_label=case.category.label,
        state_label=case.state.label,
        is_public=case.is_public,
        lacks=[one.sentence for one in list_lacks(session, case)] if case.state.is_open else [],
    )
