"""Industries: the list in force, how well texts are sorted, and what people have corrected."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field, model_validator

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services.industry_correction import (
    Correction,
    correct_record,
    page_seen_corrections,
)
from matchmaker.services.industry_editions import edition_in_force, industries_in_force
from matchmaker.services.industry_training import load_card
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Flag, Id, Line
from matchmaker.web.api.held import offered_slug
from matchmaker.web.api.paging import (
    CursorParameter,
    LimitParameter,
    Page,
    read_cursor,
    write_cursor,
)
from matchmaker.web.deps import SessionDep
from matchmaker.web.operations.bodies import errors
from models.enums import RecordKind
from models.errors import NotFound

NEWEST_FIRST = "-id"

router = APIRouter(prefix="/industries", tags=["rules"], responses=errors(401, 403, 422, 429))

Reader = Annotated[Viewer, Depends(May(Permission.RULES_READ))]
Writer = Annotated[Viewer, Depends(May(Permission.RULES_WRITE))]


@dataclass(frozen=True)
class IndustryView:
    """An industry; group, status: as the province has it, an advantage or emerging, confirmed.

    retired: kept for what refers to it, offered no more.
    """

    slug: str
    name: str
    group: str
    status: str
    retired: bool


class TaxonomyView(BaseModel):
    """The industries in official order; version, edition: of the list, 0 for the bundled one."""

    version: str = Field(examples=["2024-05"])
    edition: int
    industries: list[IndustryView]


class ModelView(BaseModel):
    """What the model of texts was learnt from, and what it is worth: see docs/industries.md."""

    trained_at: datetime
    patents: int
    folds: int
    corrections: int
    accuracy: float
    macro_f1: float
    rules_accuracy: float


class CorrectionForm(BaseModel):
    """Whether a patent, by its number, or a demand, by its id, belongs to an industry."""

    model_config = ConfigDict(extra="forbid")

    patent: Annotated[Line | None, Field(description="申请号", examples=["CN202010000001.7"])] = (
        None
    )
    demand_id: Id | None = None
    industry: Annotated[Line, Field(description="产业代号或名称")]
    belongs: Flag = True

    @model_validator(mode="after")
    def _names_one(self) -> "CorrectionForm":
        if (self.patent is None) == (self.demand_id is None):
            raise ValueError("请在 patent、demand_id 中恰好给出一个")
        return self


@dataclass(frozen=True)
class Tag:
    """An industry of a record; confidence: in 0..1."""

    industry: str
    confidence: float


class CorrectionView(BaseModel):
    """What a person said of a record's industry; record_id: of the patent or the demand."""

    id: int
    record_kind: RecordKind
    record_id: int
    industry: str
    belongs: bool
    actor: str
    made_at: datetime


class CorrectionQuery(BaseModel):
    """Which page."""

    model_config = ConfigDict(extra="forbid")

    limit: LimitParameter = 50
    cursor: CursorParameter = None


@router.get("", operation_id="list_industries")
def list_industries(_viewer: Reader, session: SessionDep) -> TaxonomyView:
    """Return the industries in force."""
    taxonomy = industries_in_force(session)
    return TaxonomyView(
        version=taxonomy.version,
        edition=edition_in_force(session),
        industries=[
            IndustryView(one.slug, one.name, one.group, one.status, one.retired)
            for one in taxonomy.industries
        ],
    )


@router.get("/model", operation_id="get_industry_model", responses=errors(404))
def read_model(_viewer: Reader, session: SessionDep) -> ModelView:
    """Return how well the model sorts texts that was learnt last."""
    found = load_card(session)
    if found is None:
        raise NotFound("还没有学习过产业。请由管理员在服务器上学习产业分类")
    card, trained_at = found
    names = ModelView.model_fields.keys() - {"trained_at"}
    return ModelView(trained_at=trained_at, **{name: getattr(card, name) for name in names})


@router.get("/corrections", operation_id="list_industry_corrections")
def list_corrections(
    query: Annotated[CorrectionQuery, Query()], viewer: Writer, session: SessionDep
) -> Page[CorrectionView]:
    """Return what people have corrected, the newest first.

    A page leaves out demands of which one may not know.
    """
    (before,) = read_cursor(query.cursor, NEWEST_FIRST, (int,)) or (None,)
    shown, last = page_seen_corrections(session, viewer, before, query.limit)
    return Page(
        items=[
            CorrectionView(industry=one.industry_slug, **one.model_dump(exclude={"industry_slug"}))
            for one in shown
        ],
        next_cursor=None if last is None else write_cursor(NEWEST_FIRST, [last]),
    )


@router.post("/corrections", operation_id="correct_industry", responses=errors(404))
def correct_industry(
    form: CorrectionForm, viewer: Writer, author: AuthorDep, session: SessionDep
) -> list[Tag]:
    """Say whether a record belongs to an industry; return its industries as they are now.

    It goes before every rule, and is learnt from.
    """
    slug = offered_slug(session, form.industry)
    said = Correction(slug, form.belongs, form.patent or "", form.demand_id)
    tags = correct_record(session, viewer, said, author)
    session.commit()
    return [Tag(industry, confidence) for industry, confidence, _ in tags]
