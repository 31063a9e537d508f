"""A demand with the patents that fit it, and what its firm says of each."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery, IndexDamaged, IndexMissing
from matchmaker.matching.algorithms import DEFAULT_ALGORITHM
from matchmaker.services.demand_advice import advise
from matchmaker.services.edits import get_patent
from matchmaker.services.feedback import FeedbackWords, Shown, add_feedback, take_back
from matchmaker.services.own_demands import cells_of
from matchmaker.services.pair_view import WORTHY, Judged, list_judged, recommend
from matchmaker.services.ranking import get_demand_doc
from matchmaker.services.service_offers import services_for_demand
from matchmaker.services.visible_demands import DemandTexts, DemandView
from matchmaker.web.access import AuthorDep
from matchmaker.web.api.fields import MOST_ID, PathId, Text
from matchmaker.web.deps import NowDep, SessionDep
from matchmaker.web.desk import OpenDesk
from matchmaker.web.notices import Done, Undo, go_on
from matchmaker.web.pages.enterprise.desk import (
    HOME,
    FirmMay,
    ask,
    options,
    own_demand,
    speaker_of,
)
from matchmaker.web.templating import Crumb, render
from models.feedback_enums import Opinion
from models.meeting_enums import DeclineReason
from models.session import make_session

FIRST, MORE = 10, 50

router = APIRouter(include_in_schema=False)

Asker = Annotated[Viewer, Depends(FirmMay(Permission.RECOMMEND_PATENTS))]
Judge = Annotated[Viewer, Depends(FirmMay(Permission.JUDGE))]


class OfPatent(BaseModel):
    """A patent; rank, score: as it was shown, 0 where it was not; to_pair: on its own page."""

    number: Annotated[Text, Field(min_length=1, max_length=40)]
    rank: Annotated[int, Field(ge=0, le=MOST_ID)] = 0
    score: Annotated[float, Field(ge=0, le=1)] = 0.0
    to_pair: bool = False

    def path(self, demand_id: int) -> str:
        """Return the page that comes next."""
        demand = f"/enterprise/demands/{demand_id}"
        return f"{demand}/patents/{quote(self.number)}" if self.to_pair else demand


class JudgementForm(OfPatent):
    """What is said of a patent."""

    opinion: Opinion
    reasons: Annotated[list[DeclineReason], Field(max_length=len(DeclineReason))] = []
    note: Annotated[Text, Field(max_length=2_000)] = ""

    def words(self, demand_id: int) -> FeedbackWords:
        """Return the same as the service takes it; a fit keeps no reason that was ticked before."""
        unfit = self.opinion is Opinion.UNFIT
        return FeedbackWords(
            demand=f"#{demand_id}",
            patent=self.number,
            opinion=self.opinion,
            reasons=tuple(self.reasons) if unfit else (),
            note=self.note,
            shown=Shown(DEFAULT_ALGORITHM, self.score, self.rank) if self.rank else None,
        )


class UndoForm(OfPatent):
    """Which word is taken back; number: empty where it is asked for from anywhere else."""

    number: Annotated[Text, Field(max_length=40)] = ""
    feedback_id: Annotated[int, Field(ge=1, le=MOST_ID)]


@router.get("/enterprise/demands/{demand_id}", response_class=HTMLResponse)
async def show(
    request: Request,
    demand_id: PathId,
    viewer: Asker,
    now: NowDep,
    top: Annotated[int, Query(ge=1, le=MORE)] = FIRST,
) -> Response:
    """Show a demand with the patents that fit it best, and the services that help."""
    today = now.date()

    def answer(session: Session, desk: OpenDesk) -> dict[str, object]:
        view, texts, _ = own_demand(session, viewer, demand_id)
        doc = get_demand_doc(session, demand_id)
        cards = recommend(session, desk.desk, doc, options(request, viewer, top), viewer)
        near = sum(card.score >= WORTHY for card in cards)
        fitting = services_for_demand(session, demand_id, near, today)
        shown = {"cards": cards, "services": fitting, "trouble": ""}
        return {**_context(session, viewer, view, texts), **shown}

    try:
        context = await ask(request, answer)
    except (IndexMissing, IndexDamaged):
        context = await _without_index(request, viewer, demand_id)
    more = top < MORE and len(context["cards"]) == top  # type: ignore[arg-type]
    context["more"] = f"/enterprise/demands/{demand_id}?top={MORE}" if more else ""
    return render(request, "enterprise/demand.html", context, crumbs=[HOME])


@router.post("/enterprise/demands/{demand_id}/judgements", response_class=HTMLResponse)
def judge(
    request: Request,
    demand_id: PathId,
    typed: Annotated[JudgementForm, Form()],
    viewer: Judge,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Keep what the firm thinks of a patent, or ask for what is missing."""
    view, texts, owner = own_demand(session, viewer, demand_id)
    patent = get_patent(session, typed.number)
    try:
        _require_reason(typed)
        speaker = speaker_of(session, viewer, owner, author)
        said = add_feedback(session, speaker, typed.words(demand_id)).feedback
    except BadQuery as error:
        if _is_live(request):
            raise
        context = {
            "view": view,
            "texts": texts,
            "patent": patent,
            "typed": typed,
            "message": str(error),
            "reasons": list(DeclineReason),
        }
        crumbs = [HOME, Crumb(texts.title, f"/enterprise/demands/{demand_id}")]
        return render(request, "enterprise/judge.html", context, crumbs=crumbs, status=422)
    session.commit()
    if _is_live(request):
        return _in_place(request, demand_id, typed, Judged.of(said))
    undo = Undo(
        path=f"/enterprise/demands/{demand_id}/judgements/undo",
        fields={"feedback_id": str(said.id)},
    )
    done = Done(_told(patent.title, typed.opinion), undo)
    return go_on(request, typed.path(demand_id), done)


@router.post("/enterprise/demands/{demand_id}/judgements/undo")
def undo(
    request: Request,
    demand_id: PathId,
    typed: Annotated[UndoForm, Form()],
    viewer: Judge,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Take a word back; what was said before counts again."""
    _, _, owner = own_demand(session, viewer, demand_id)
    speaker = speaker_of(session, viewer, owner, author)
    before = take_back(session, typed.feedback_id, speaker)
    judged = Judged.of(before) if before else None
    session.commit()
    if _is_live(request) and typed.number:
        return _in_place(request, demand_id, typed, judged)
    return go_on(request, typed.path(demand_id), Done("已撤销刚才的判断"))


def _is_live(request: Request) -> bool:
    """Whether a script asks, which puts the answer where the buttons were."""
    return "HX-Request" in request.headers


def _in_place(request: Request, demand_id: int, typed: OfPatent, judged: Judged | None) -> Response:
    context = {
        "demand_id": demand_id,
        "typed": typed,
        "judged": judged,
        "reasons": list(DeclineReason),
    }
    return render(request, "enterprise/judged.html", context)


def _require_reason(typed: JudgementForm) -> None:
    """Raise BadQuery, in the words of the page, where something is missing."""
    if typed.opinion is Opinion.UNFIT and not typed.reasons:
        raise BadQuery("请至少选一个不合适的原因：权利人据此改进，系统据此少推荐同类")
    if DeclineReason.OTHER in typed.reasons and not typed.note.strip():
        raise BadQuery("选了“其他”，请在说明中写明是什么原因")


def _told(title: str, opinion: Opinion) -> str:
    after = {
        Opinion.FIT: "下一步：打开这件专利，申请会面或请权利人补充材料",
        Opinion.UNFIT: "它不再为这条需求推荐，空出的位置已由别的专利补上",
        Opinion.UNSURE: "它仍在推荐中，可以随时改判",
    }
    return f"“{title}”已记为{opinion.label}。{after[opinion]}"


def _context(
    session: Session, viewer: Viewer, view: DemandView, texts: DemandTexts
) -> dict[str, object]:
    return {
        "view": view,
        "texts": texts,
        "advice": advise(cells_of(view, texts)),
        "judged": list_judged(session, viewer, view.id),
        "reasons": list(DeclineReason),
        "worthy": WORTHY,
    }


async def _without_index(request: Request, viewer: Viewer, demand_id: int) -> dict[str, object]:
    def answer() -> dict[str, object]:
        with make_session(request.app.state.engine) as session:
            view, texts, _ = own_demand(session, viewer, demand_id)
            return _context(session, viewer, view, texts)

    trouble = "推荐暂时不可用：专利索引还没有建好。请稍后再来"
    return {**await run_in_threadpool(answer), "cards": [], "services": [], "trouble": trouble}
