"""One patent against the demand: why it fits, meeting its owner, asking for more, contacts."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery
from matchmaker.services import pair_sides
from matchmaker.services.contact_records import Contact, RecordKey
from matchmaker.services.contacts import LONGEST_PURPOSE, Purpose, open_contact
from matchmaker.services.edits import get_patent
from matchmaker.services.improvement_view import Reader, RequestView, view_requests
from matchmaker.services.improvements import (
    DEFAULT_DAYS,
    MOST_DAYS,
    ImprovementWords,
    request_improvement,
    withdraw_request,
)
from matchmaker.services.meeting_chances import MeetingChance, meeting_chances
from matchmaker.services.own_demands import own_bodies
from matchmaker.services.pair_view import FACTS, RANKED, Pair, fact_label, view_pair
from matchmaker.services.ranking import get_demand_doc
from matchmaker.services.visible_demands import DemandTexts
from matchmaker.web.access import AuthorDep
from matchmaker.web.api.fields import PathId, PathText, Text
from matchmaker.web.deps import SessionDep
from matchmaker.web.desk import OpenDesk
from matchmaker.web.notices import Done, Undo, go_back, go_on
from matchmaker.web.pages.enterprise.desk import (
    HOME,
    FirmMay,
    ask,
    options,
    own_demand,
    own_firm,
    speaker_of,
)
from matchmaker.web.templating import Crumb, render
from models.errors import Conflict, NotFound
from models.feedback_enums import IMPROVABLE
from models.meeting_enums import DeclineReason, Side
from models.patent import Patent
from models.privacy_enums import DisclosurePurpose, HeldIn
from models.queries import improvements as improvement_queries
from models.queries import patents as patent_queries
from models.queries.improvements import WantedRequests

router = APIRouter(include_in_schema=False)

Asker = Annotated[Viewer, Depends(FirmMay(Permission.RECOMMEND_PATENTS))]
Improver = Annotated[Viewer, Depends(FirmMay(Permission.IMPROVEMENT_ASK))]
Opener = Annotated[Viewer, Depends(FirmMay(Permission.CONTACT_OPEN))]


@dataclass(frozen=True)
class PairPath:
    """Which pair an address names."""

    demand_id: PathId
    number: PathText


Key = Annotated[PairPath, Depends()]


class ImprovementForm(BaseModel):
    """What the owner is asked for; days: working days for an answer."""

    points: Annotated[list[DeclineReason], Field(max_length=len(DeclineReason))] = []
    text: Annotated[Text, Field(max_length=5_000)] = ""
    days: Annotated[Text, Field(max_length=5)] = str(DEFAULT_DAYS)


class ConsentForm(BaseModel):
    """Whether the own contact may be shown to the owner."""

    given: bool


class PurposeForm(BaseModel):
    """For what the owner's contact is opened."""

    purpose: Annotated[Text, Field(max_length=LONGEST_PURPOSE)] = ""


@dataclass(frozen=True)
class _Around:
    """What stands beside the comparison: where to meet, what was asked for, who agrees to what."""

    chances: list[MeetingChance]
    requests: list[RequestView]
    agreed: dict[Side, bool]


@router.get("/enterprise/demands/{demand_id}/patents/{number}", response_class=HTMLResponse)
async def show(request: Request, key: Key, viewer: Asker) -> Response:
    """Show why a patent fits, or why it is not recommended, and what can be done about it."""
    return await _page(request, viewer, key)


@router.post("/enterprise/demands/{demand_id}/patents/{number}/improvements")
def ask_owner(
    request: Request,
    key: Key,
    typed: Annotated[ImprovementForm, Form()],
    viewer: Improver,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Ask the owner for better material, or show what is wrong with what was typed."""
    _, texts, owner = own_demand(session, viewer, key.demand_id)
    patent = get_patent(session, key.number)
    path = _path(key.demand_id, patent)
    try:
        words = ImprovementWords(
            key.number, tuple(typed.points), f"#{key.demand_id}", typed.text, _days(typed)
        )
        asked = request_improvement(session, speaker_of(session, viewer, owner, author), words)
    except (BadQuery, Conflict) as error:
        context = {
            "demand_id": key.demand_id,
            "texts": texts,
            "patent": patent,
            "typed": typed,
            "message": _said(error, typed),
            "improvable": IMPROVABLE,
            "most_days": MOST_DAYS,
        }
        crumbs = [*_crumbs(key.demand_id, texts), Crumb(patent.title, path)]
        return render(request, "enterprise/improve.html", context, crumbs=crumbs, status=422)
    session.commit()
    withdraw = Undo(path=f"/enterprise/improvements/{asked.request.id}/withdraw", label="撤回请求")
    text = f"已请权利人补充材料，最迟 {asked.due.day} 答复；答复后会显示在“我的需求”"
    return go_on(request, path, Done(text, withdraw))


@router.post("/enterprise/improvements/{request_id}/withdraw")
def withdraw(
    request: Request, request_id: PathId, viewer: Improver, author: AuthorDep, session: SessionDep
) -> Response:
    """Take a request to an owner back."""
    found = improvement_queries.hold_request(session, request_id)
    if found.organisation_id not in own_bodies(session, viewer):
        raise improvement_queries.unknown_request(request_id)
    speaker = speaker_of(session, viewer, found.organisation_id, author)
    withdraw_request(session, request_id, speaker)
    session.commit()
    return go_on(request, "/enterprise", Done("改进请求已撤回"))


@router.post("/enterprise/demands/{demand_id}/patents/{number}/consent")
def agree(
    request: Request,
    key: Key,
    typed: Annotated[ConsentForm, Form()],
    viewer: Opener,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Agree that the owner sees the own contact, or no longer."""
    own_demand(session, viewer, key.demand_id)
    patent = get_patent(session, key.number)
    say = pair_sides.agree if typed.given else pair_sides.withdraw
    agreed = say(session, viewer, key.demand_id, patent, author)
    session.commit()
    path = _path(key.demand_id, patent)
    if not typed.given:
        return go_on(request, path, Done("已收回同意，双方都不能再查看对方的联系方式"))
    undo = Undo(path=f"{path}/consent", fields={"given": "false"}, label="收回同意")
    both = "双方都已同意，现在可以查看联系方式" if all(agreed.values()) else "请等待权利人同意"
    return go_on(request, path, Done(f"已同意就这一对交换联系方式。{both}", undo))


@router.post("/enterprise/demands/{demand_id}/patents/{number}/contact")
def see_contact(
    request: Request,
    key: Key,
    typed: Annotated[PurposeForm, Form()],
    viewer: Opener,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Show the owner's contact once, and keep a record of it."""
    _, texts, _ = own_demand(session, viewer, key.demand_id)
    patent = get_patent(session, key.number)
    path = _path(key.demand_id, patent)
    purpose = Purpose(DisclosurePurpose.DOCKING, typed.purpose)
    record = RecordKey(HeldIn.PATENT, patent.id or 0)
    try:
        contact: Contact = open_contact(session, viewer, record, purpose, author)
    except (BadQuery, NotFound) as error:
        return go_back(request, path, str(error))
    # Nothing is shown before it is written down.
    session.commit()
    context = {"contact": contact, "patent": patent, "purpose": typed.purpose, "path": path}
    crumbs = [*_crumbs(key.demand_id, texts), Crumb(patent.title, path)]
    return render(request, "enterprise/contact.html", context, crumbs=crumbs)


async def _page(request: Request, viewer: Viewer, key: PairPath) -> Response:
    def answer(session: Session, desk: OpenDesk) -> tuple[DemandTexts, Pair, _Around]:
        _, texts, owner = own_demand(session, viewer, key.demand_id)
        doc = get_demand_doc(session, key.demand_id)
        asked = options(request, viewer, RANKED)
        pair = view_pair(session, desk.desk, doc, key.number, asked, viewer)
        patent = get_patent(session, key.number)
        return texts, pair, _around(request, session, viewer, (key.demand_id, owner, patent))

    texts, pair, around = await ask(request, answer)
    context = {
        "demand_id": key.demand_id,
        "texts": texts,
        "pair": pair,
        "facts": [
            (fact_label(name), pair.facts.lines[name]) for name in FACTS if name in pair.facts.lines
        ],
        "around": around,
        "agreed": (around.agreed[Side.ENTERPRISE], around.agreed[Side.INSTITUTION]),
        "path": f"/enterprise/demands/{key.demand_id}/patents/{pair.facts.number}",
        "reasons": list(DeclineReason),
        "improvable": IMPROVABLE,
        "days": DEFAULT_DAYS,
        "most_days": MOST_DAYS,
    }
    return render(request, "enterprise/pair.html", context, crumbs=_crumbs(key.demand_id, texts))


def _around(
    request: Request, session: Session, viewer: Viewer, key: tuple[int, int, Patent]
) -> _Around:
    demand_id, owner, patent = key
    patent_id = patent.id or 0
    today = request.app.state.clock().date()
    owners = patent_queries.owner_ids(session, [patent_id]).get(patent_id, ())
    firm = own_firm(session, viewer)
    wanted = WantedRequests(organisation_id=owner, patents=[patent_id])
    asked = [
        one
        for one in improvement_queries.list_requests(session, wanted)
        if one.demand_id == demand_id
    ]
    return _Around(
        chances=meeting_chances(session, {owner, firm.id or 0}, owners, today),
        requests=view_requests(session, asked, today, Reader.FIRM),
        agreed=pair_sides.standing(session, demand_id, patent),
    )


def _days(typed: ImprovementForm) -> int:
    if not typed.days.strip().isdecimal():
        raise BadQuery(f"答复期限请写 1 至 {MOST_DAYS} 之间的工作日数")
    return int(typed.days)


def _said(error: BadQuery | Conflict, typed: ImprovementForm) -> str:
    """Return what is wrong, in the words of the page."""
    if not typed.points:
        return "请至少勾选一项“哪里说得不够”，权利人才知道补充什么"
    if isinstance(error, Conflict):
        return "同样的请求还在等待答复。请等答复，或先在“我的需求”页撤回"
    return str(error)


def _path(demand_id: int, patent: Patent) -> str:
    return f"/enterprise/demands/{demand_id}/patents/{patent.display_number}"


def _crumbs(demand_id: int, texts: DemandTexts) -> list[Crumb]:
    return [HOME, Crumb(texts.title, f"/enterprise/demands/{demand_id}")]
