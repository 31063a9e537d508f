"""Patents for a typed demand."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from sqlalchemy import Engine
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.matching.types import ExplanationRow
from matchmaker.services.answers import RankedPatent, rank_patents
from matchmaker.services.industry_editions import industries_in_force
from matchmaker.services.ranking import DEFAULT_TOP, RankOptions, classify_demand
from matchmaker.web.access import May
from matchmaker.web.api.fields import Day, Flag, Line, Text
from matchmaker.web.desk import OpenDesk
from matchmaker.web.operations.bodies import errors
from models.session import make_session
from models.values.region import get_city

MOST_PATENTS = 100
LONGEST_TITLE, LONGEST_CONTENT = 300, 20_000

router = APIRouter(tags=["rank"], responses=errors(401, 403, 422, 429, 503))

Asker = Annotated[Viewer, Depends(May(Permission.RECOMMEND_PATENTS))]


class Question(BaseModel):
    """A demand as a firm writes it, and which patents may answer it.

    industry: slug or name; city: of the owners; as_of: the day whose facts count, today if left
    out; anywhere lifts the rules of area, any_state those of legal state.
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    title: Annotated[Text, Field(min_length=1, max_length=LONGEST_TITLE)]
    content: Annotated[Text, Field(max_length=LONGEST_CONTENT)] = ""
    top: Annotated[int, Field(ge=1, le=MOST_PATENTS)] = DEFAULT_TOP
    industry: Line | None = None
    city: Line | None = None
    anywhere: Flag = False
    any_state: Flag = False
    as_of: Day | None = None


@dataclass(frozen=True)
class Recommended:
    """A patent; rank counts from 1, score lies in 0..1, reason says all reasons in one line.

    reasons: parts of the score, whose shares add up to it; their spans count in title, line break
    and text.
    """

    rank: int
    application_number: str
    title: str
    score: float
    reason: str
    reasons: list[ExplanationRow]


@dataclass(frozen=True)
class Answer:
    """What was asked is of these industries, the surest first, and these patents fit it best."""

    industries: list[str]
    patents: list[Recommended]


ANSWER = TypeAdapter(Answer)


@router.post("/rank", operation_id="rank_patents", response_model=Answer)
async def rank(question: Question, request: Request, _viewer: Asker) -> Response:
    """Return the patents that fit a typed demand best, with their reasons; nothing is stored."""
    # All is done by the one thread of the desk.
    state = request.app.state
    industry = None
    if question.industry:
        industry = await run_in_threadpool(_find_industry, state.engine, question.industry)
    options = RankOptions(
        as_of=question.as_of or state.clock().date(),
        province=state.settings.province,
        top=question.top,
        industry=industry,
        city=get_city(question.city).code if question.city else None,
        anywhere=question.anywhere,
        any_state=question.any_state,
    )

    def answer(session: Session, desk: OpenDesk) -> bytes:
        demand = classify_demand(question.title, question.content, reader=desk.reader)
        (found,) = rank_patents(session, desk.desk, [demand], options)
        known = industries_in_force(session).names
        names = [known[slug] for slug, _ in demand.industries]
        return ANSWER.dump_json(Answer(names, [_recommended(patent) for patent in found]))

    # Written here: an answer is made of the model and need not be checked against it again.
    content = await state.desk_keeper.ask(state.engine, answer)
    return Response(content, media_type="application/json")


def _find_industry(engine: Engine, text: str) -> str:
    """Return the slug of an industry; raise BadConfiguration for none."""
    with make_session(engine) as session:
        return industries_in_force(session).find(text).slug


def _recommended(patent: RankedPatent) -> Recommended:
    return Recommended(
        patent.rank,
        patent.application_number,
        patent.title,
        patent.score,
        patent.reason,
        patent.rows,
    )
