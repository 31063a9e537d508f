"""What both sides say of recommended pairs, and the figures of it."""

from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services.feedback import FeedbackWords, Shown, add_feedback
from matchmaker.services.feedback_figures import Figures, feedback_figures
from matchmaker.services.feedback_sight import (
    find_demand,
    readable_feedback,
    readable_patents,
    speak_for,
    tell_feedback,
)
from matchmaker.services.feedback_view import FeedbackView
from matchmaker.services.pair_words import load_words
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Text
from matchmaker.web.api.paging import (
    CursorParameter,
    LimitParameter,
    Page,
    read_cursor,
    write_cursor,
)
from matchmaker.web.deps import SessionDep
from matchmaker.web.operations.bodies import errors
from models.feedback import Feedback
from models.feedback_enums import Opinion
from models.meeting_enums import DeclineReason
from models.queries import feedback as feedback_queries
from models.queries.feedback import Wanted

router = APIRouter(prefix="/feedback", tags=["feedback"], responses=errors(401, 403, 422, 429))

Judge = Annotated[Viewer, Depends(May(Permission.JUDGE))]
Reader = Annotated[Viewer, Depends(May(Permission.FEEDBACK_READ))]
SORT = "id"


class ShownAs(BaseModel):
    """As what a pair was shown."""

    model_config = ConfigDict(extra="forbid")

    algorithm: Annotated[Text, Field(min_length=1, max_length=64, examples=["blend-v1"])]
    score: Annotated[float, Field(ge=0, le=1)]
    rank: Annotated[int, Field(ge=1, lt=2**31)]


class FeedbackInput(BaseModel):
    """What somebody says of a pair on behalf of its firm or an owner.

    reasons: needed for unfit, none for fit; event: slug of that at which it was offered.
    """

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    demand: Annotated[Text, Field(min_length=1, max_length=100, description="需求编号")]
    patent: Annotated[Text, Field(min_length=1, max_length=40, description="申请号")]
    organisation_id: Annotated[int, Field(ge=1, lt=2**31, description="代表哪个单位")]
    opinion: Opinion
    reasons: Annotated[list[DeclineReason], Field(max_length=len(DeclineReason))] = []
    note: Annotated[Text, Field(max_length=2000)] = ""
    event: Annotated[Text, Field(max_length=100, description="活动代号")] = ""
    shown: ShownAs | None = None

    def as_words(self, demand: str) -> FeedbackWords:
        """Return the same for the service; demand: the number of that which is meant."""
        shown = self.shown
        return FeedbackWords(
            demand=demand,
            patent=self.patent,
            opinion=self.opinion,
            reasons=tuple(self.reasons),
            note=self.note,
            event=self.event,
            shown=Shown(shown.algorithm, shown.score, shown.rank) if shown else None,
        )


class FeedbackSummary(BaseModel):
    """Figures, the most refused first; suppressed: groups left out for their small numbers."""

    institutions: list[Figures]
    industries: list[Figures]
    patents: list[Figures]
    suppressed: int


@router.post("", operation_id="add_feedback", status_code=201, responses=errors(404, 409))
def say(said: FeedbackInput, viewer: Judge, author: AuthorDep, session: SessionDep) -> FeedbackView:
    """Keep what a body thinks of a pair; its newest word counts, the earlier ones are kept."""
    speaker = speak_for(session, viewer, Permission.JUDGE, said.organisation_id, author)
    words = said.as_words(find_demand(session, viewer, said.demand))
    feedback = add_feedback(session, speaker, words).feedback
    session.commit()
    # As whoever reads it later: moments come back in UTC.
    session.refresh(feedback)
    (view,) = tell_feedback(session, viewer, [feedback])
    return view


@router.get("", operation_id="list_feedback")
def list_feedback(
    viewer: Reader,
    session: SessionDep,
    limit: LimitParameter = 50,
    cursor: CursorParameter = None,
) -> Page[FeedbackView]:
    """Return the newest words on the pairs within reach, by id, a page at a time.

    Demands that are not released, and their firms, stay unnamed.
    """
    said = readable_feedback(session, viewer, feedback_queries.newest(session))
    return _page(session, viewer, said, limit, cursor)


@router.get("/own", operation_id="list_own_feedback")
def list_own(
    viewer: Judge, session: SessionDep, limit: LimitParameter = 50, cursor: CursorParameter = None
) -> Page[FeedbackView]:
    """Return the newest words of the own organisation, by id, a page at a time."""
    said = [
        word
        for body in sorted(viewer.organisations)
        for word in feedback_queries.newest(session, Wanted(organisation_id=body))
    ]
    return _page(session, viewer, said, limit, cursor)


@router.get("/summary", operation_id="summarise_feedback")
def summarise(viewer: Reader, session: SessionDep) -> FeedbackSummary:
    """Return opinions and reasons by institution, industry and patent, within reach.

    Whoever is no organiser is told of nothing that fewer than three firms have spoken of.
    """
    judged = {word.key[1] for word in load_words(session)}
    within = readable_patents(session, viewer, judged)
    found = feedback_figures(session, for_organisers=viewer.is_organiser, patents=within)
    return FeedbackSummary(
        institutions=list(found.institutions),
        industries=list(found.industries),
        patents=list(found.patents),
        suppressed=found.suppressed,
    )


def _page(
    session: SessionDep,
    viewer: Viewer,
    said: list[Feedback],
    limit: int,
    cursor: str | None,
) -> Page[FeedbackView]:
    after = read_cursor(cursor, SORT, (int,))
    start = after[0] if after else 0
    rest = sorted((word for word in said if (word.id or 0) > start), key=lambda word: word.id or 0)
    shown, more = rest[:limit], len(rest) > limit
    return Page(
        items=tell_feedback(session, viewer, shown),
        next_cursor=write_cursor(SORT, [shown[-1].id]) if more else None,
    )
