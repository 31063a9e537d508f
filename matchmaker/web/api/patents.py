"""Patents: found, read, changed by those whose they are."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.industry.taxonomy import Taxonomy
from matchmaker.services.edits import edit_patent, get_patent
from matchmaker.services.industry_editions import industries_in_force
from matchmaker.services.ownership import owned_patent
from matchmaker.services.patent_card import make_card
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Id, Line, PathText, Text
from matchmaker.web.api.paging import (
    CursorParameter,
    LimitParameter,
    Page,
    choose_order,
    read_cursor,
    write_cursor,
)
from matchmaker.web.api.tagged import NOT_MODIFIED, answer_tagged, require_match
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.operations.bodies import errors
from models.patent import Patent
from models.queries import organisations as organisation_queries
from models.queries import patent_search
from models.queries import patents as patent_queries
from models.queries.patent_search import PatentFilter
from models.values.legal_status import LegalState
from models.values.patent_kind import PatentKind
from models.values.region import get_city
from models.values.transfer_mode import TransferMode

router = APIRouter(prefix="/patents", tags=["patents"], responses=errors(401, 403, 422, 429))

Reader = Annotated[Viewer, Depends(May(Permission.PATENT_READ))]
Reviewer = Annotated[Viewer, Depends(May(Permission.PATENT_REVIEW))]

EXAMPLE_NUMBER = "202310012345.6"


class PatentSummary(BaseModel):
    """A patent in a list of patents; owners in the order of the register."""

    number: str = Field(description="申请号", examples=[EXAMPLE_NUMBER])
    title: str = Field(examples=["一种水下激光焊接装置"])
    kind: PatentKind
    legal_state: LegalState
    classification: str = Field(description="主分类号", examples=["B23K26/12"])
    owners: list[str] = Field(examples=[["江城工业大学"]])
    filing_date: date | None
    transfer_modes: list[str] = Field(examples=[["assignment", "ordinary_licence"]])
    price_low_cny: int | None
    price_high_cny: int | None
    maturity_trl: int | None = Field(description="技术成熟度 1–9")
    listed_until: date | None = Field(description="挂牌截止日，不填为长期")


class PatentField(BaseModel):
    """A field with its value and where that came from."""

    name: str = Field(examples=["title"])
    value: Any
    source: str = Field(examples=["存量专利.xlsx（2026-05-06）"])


class LegalEntry(BaseModel):
    """An entry in a patent's history."""

    kind: str = Field(description="类别", examples=["许可"])
    occurred_on: date | None
    party: str
    detail: str


class PatentDetail(BaseModel):
    """All that is known of a patent, without contacts of persons."""

    number: str = Field(examples=[EXAMPLE_NUMBER])
    fields: list[PatentField]
    history: list[LegalEntry]


class PatentChange(BaseModel):
    """Fields to be set, as a person writes them into a sheet; an empty text clears."""

    model_config = ConfigDict(extra="forbid")

    values: dict[Line, Annotated[Text, Field(max_length=20_000)]] = Field(
        min_length=1, max_length=50, examples=[{"price": "50-80万元", "transfer_modes": "许可"}]
    )


class PatentQuery(BaseModel):
    """Which patents; words are separated by blanks and must all occur."""

    model_config = ConfigDict(extra="forbid")

    words: Annotated[Text, Field(max_length=200, description="标题或摘要中的词，以空格分隔")] = ""
    industry: Annotated[Text | None, Field(max_length=100, description="产业代号或名称")] = None
    classification: Annotated[Text, Field(max_length=20, description="主分类号的开头")] = ""
    city: Annotated[Text | None, Field(max_length=100, description="市州名称或代码")] = None
    owner: Annotated[Id | None, Field(description="权利人单位编号")] = None
    kind: PatentKind | None = None
    legal_state: LegalState | None = None
    mode: TransferMode | None = None
    most_price_cny: Annotated[int | None, Field(ge=0, lt=2**53)] = None
    least_trl: Annotated[int | None, Field(ge=1, le=9)] = None
    offered: Annotated[bool, Field(description="只看正在挂牌的")] = False
    filed_since: date | None = None
    sort: Annotated[Line, Field(description="、".join(patent_search.ORDERS))] = "id"
    limit: LimitParameter = 50
    cursor: CursorParameter = None

    def as_filter(self, today: date, taxonomy: Taxonomy) -> PatentFilter:
        """Return the filter; raise BadQuery or NotFound for an industry or city that is none."""
        return PatentFilter(
            words=tuple(self.words.split()),
            industry=taxonomy.find(self.industry).slug if self.industry else None,
            classification=self.classification,
            city_code=get_city(self.city).code if self.city else None,
            owner_id=self.owner,
            kind=self.kind,
            legal_state=self.legal_state,
            mode=self.mode.value if self.mode else None,
            most_price_cny=self.most_price_cny,
            least_trl=self.least_trl,
            offered_on=today if self.offered else None,
            filed_since=self.filed_since,
        )


@router.get("", operation_id="list_patents")
def list_patents(
    query: Annotated[PatentQuery, Query()], _viewer: Reader, session: SessionDep, now: NowDep
) -> Page[PatentSummary]:
    """Return the patents of a filter, a page at a time."""
    choose_order(query.sort, patent_search.ORDERS)
    after = read_cursor(query.cursor, query.sort, patent_search.KINDS[query.sort])
    found = patent_search.find_patents(
        session,
        query.as_filter(now.date(), industries_in_force(session)),
        query.sort,
        after,
        query.limit,
    )
    shown, more = found[: query.limit], len(found) > query.limit
    last = patent_search.sort_values(shown[-1], query.sort) if more else []
    return Page(
        items=_summaries(session, shown),
        next_cursor=write_cursor(query.sort, last) if more else None,
    )


@router.get(
    "/{number}",
    operation_id="get_patent",
    response_model=PatentDetail,
    responses=errors(404) | NOT_MODIFIED,
)
def read_patent(
    request: Request, number: PathText, _viewer: Reader, session: SessionDep
) -> Response:
    """Return all that is known of a patent, contacts excepted."""
    return answer_tagged(request, _detail(session, get_patent(session, number)))


@router.patch(
    "/{number}",
    operation_id="change_patent",
    response_model=PatentDetail,
    responses=errors(404, 412),
)
def change_patent(
    request: Request,
    number: PathText,
    change: PatentChange,
    viewer: Reviewer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Set fields of a patent; imports do not overwrite what a person has set."""
    patent = get_patent(session, number)
    viewer.require(Permission.PATENT_REVIEW, owned_patent(session, patent))
    require_match(request, _detail(session, patent))
    edit_patent(session, patent.application_number, change.values, author.actor, author.at)
    session.commit()
    return answer_tagged(request, _detail(session, patent))


def _detail(session: Session, patent: Patent) -> PatentDetail:
    card = make_card(session, patent.application_number)
    return PatentDetail(
        number=patent.display_number,
        fields=[PatentField(name=f.name, value=f.value, source=f.source) for f in card.fields],
        history=[
            LegalEntry(
                kind=entry.kind.label,
                occurred_on=entry.occurred_on,
                party=entry.party,
                detail=entry.detail,
            )
            for entry in card.history
        ],
    )


def _summaries(session: Session, patents: list[Patent]) -> list[PatentSummary]:
    owners = patent_queries.owner_ids(session, [patent.id or 0 for patent in patents])
    names = organisation_queries.names_by_id(session, {o for ids in owners.values() for o in ids})
    return [
        PatentSummary(
            number=patent.display_number,
            title=patent.title,
            kind=patent.kind,
            legal_state=patent.legal_state,
            classification=patent.classification_main,
            owners=[names[one] for one in owners.get(patent.id or 0, ())],
            filing_date=patent.filing_date,
            transfer_modes=patent.transfer_modes,
            price_low_cny=patent.price_low_cny,
            price_high_cny=patent.price_high_cny,
            maturity_trl=patent.maturity_trl,
            listed_until=patent.listed_until,
        )
        for patent in patents
    ]
