"""A demand is written and changed: what makes matches good is asked for, and shown while typing."""

from dataclasses import dataclass, field
from typing import Annotated, Literal
from urllib.parse import quote

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import IndexDamaged, IndexMissing
from matchmaker.services.demand_advice import advise
from matchmaker.services.demand_edits import add_demand, edit_demand, wrong_cells
from matchmaker.services.edits import get_patent
from matchmaker.services.feedback import FeedbackWords, add_feedback
from matchmaker.services.industry_editions import industries_in_force
from matchmaker.services.list_hands import Author
from matchmaker.services.own_demands import OwnDemand, cells_of, page_own
from matchmaker.services.ownership import owned_organisation
from matchmaker.services.pair_view import WORTHY, Card, recommend
from matchmaker.services.ranking import classify_demand
from matchmaker.web.access import AuthorDep
from matchmaker.web.api.fields import Line, PathId, Text
from matchmaker.web.deps import SessionDep
from matchmaker.web.desk import OpenDesk
from matchmaker.web.notices import Done, Undo, go_on
from matchmaker.web.pages.enterprise.desk import (
    HOME,
    FirmMay,
    ask,
    options,
    own_demand,
    own_firm,
    speaker_of,
)
from matchmaker.web.templating import render
from models.errors import Conflict
from models.feedback_enums import Opinion
from models.patent import Patent
from models.queries import demands as demand_queries
from models.values.secrecy import Confidentiality
from models.values.transfer_mode import TransferMode

LONGEST_TITLE, LONGEST_TEXT, LONGEST_NUMBER = 300, 8_000, 40
PREVIEWED = 5
# Fewer characters name nothing that patents could be found by.
LEAST_TO_ASK = 4
# Own demands offered to somebody who has found a patent.
OFFERED = 50
# What a firm buys or orders; the rest is what an owner does by himself.
MODES = tuple(mode.label for mode in TransferMode if mode is not TransferMode.SELF_IMPLEMENTATION)
LEVELS = (
    (Confidentiality.PUBLIC, "人人可见，列入对接名单，最容易被找到"),
    (Confidentiality.RESTRICTED, "只有登录的院校、企业和组织者可见，列入对接名单"),
    (Confidentiality.NAMED, "只给“合作意向单位”中写明的单位和组织者看，不列入公开名单"),
    (Confidentiality.HIDDEN, "内容只有本单位可见，组织者只知道有这条；系统仍为您推荐专利"),
)
# Contacts are not shown again: an empty field leaves them as they are.
CONTACTS = ("contact_name", "contact_phone")

router = APIRouter(include_in_schema=False)

Firm = Annotated[Viewer, Depends(FirmMay(Permission.DEMAND_WRITE))]
Asker = Annotated[Viewer, Depends(FirmMay(Permission.RECOMMEND_PATENTS))]
Block = Annotated[Text, Field(max_length=LONGEST_TEXT)]


class DemandForm(BaseModel):
    """What is typed; act: to be kept, or only looked at; patent: the one it is written for."""

    title: Annotated[Text, Field(max_length=LONGEST_TITLE)] = ""
    problem: Block = ""
    target: Block = ""
    description: Block = ""
    key_technique: Block = ""
    basis: Block = ""
    keywords: Line = ""
    industry_text: Line = ""
    cooperation_modes: Annotated[list[Line], Field(max_length=len(TransferMode))] = []
    budget: Line = ""
    deadline: Line = ""
    intended_partner: Line = ""
    confidentiality: Line = ""
    contact_name: Line = ""
    contact_phone: Line = ""
    patent: Annotated[Text, Field(max_length=LONGEST_NUMBER)] = ""
    act: Literal["keep", "look"] = "keep"

    def cells(self) -> dict[str, str]:
        """Return field → text, as services take them."""
        texts: dict[str, str] = self.model_dump(exclude={"cooperation_modes", "act", "patent"})
        return {**texts, "cooperation_modes": "；".join(self.cooperation_modes)}


Typed = Annotated[DemandForm, Form()]
Number = Annotated[Text, Query(max_length=LONGEST_NUMBER)]


@dataclass(frozen=True)
class Wanted:
    """The patent that a firm has found already, and its demands that may ask for it."""

    patent: Patent | None = None
    demands: tuple[OwnDemand, ...] = ()

    @classmethod
    def load(cls, request: Request, session: Session, viewer: Viewer, number: str) -> "Wanted":
        """Return what a number names, nothing where there is none; raise NotFound, BadQuery."""
        if not number:
            return cls()
        today = request.app.state.clock().date()
        own = page_own(session, viewer, 0, OFFERED, today)
        return cls(get_patent(session, number), tuple(own))


@dataclass(frozen=True)
class Shown:
    """What the form shows besides its cells; demand_id: 0 for a demand that is not there yet.

    wrong: field → what is wrong with it; found: what the preview shows, None without one.
    """

    demand_id: int = 0
    wrong: dict[str, str] = field(default_factory=dict)
    found: dict[str, object] | None = None
    wanted: Wanted = field(default_factory=Wanted)


@router.get("/enterprise/demands/new", response_class=HTMLResponse)
def show_new(request: Request, viewer: Firm, session: SessionDep, patent: Number = "") -> Response:
    """Show an empty form, or one that begins with a patent that the firm has found."""
    wanted = Wanted.load(request, session, viewer, patent)
    cells = {"confidentiality": Confidentiality.RESTRICTED.value}
    if wanted.patent:
        cells["title"] = wanted.patent.title.removeprefix("一种")[:LONGEST_TITLE]
    return _page(request, session, cells, Shown(wanted=wanted))


@router.post("/enterprise/demands/new", response_class=HTMLResponse)
async def create(
    request: Request, typed: Typed, viewer: Firm, author: AuthorDep, session: SessionDep
) -> Response:
    """Keep a new demand and show what it finds, or show the form again."""
    wanted = await run_in_threadpool(Wanted.load, request, session, viewer, typed.patent)
    if typed.act == "look":
        cells = typed.cells()
        found = await _found(request, viewer, cells)
        shown = Shown(found=found, wanted=wanted)
        return await run_in_threadpool(_page, request, session, cells, shown)
    return await run_in_threadpool(_create, request, viewer, (session, author), typed, wanted)


@router.post("/enterprise/demands/preview", response_class=HTMLResponse)
async def preview(request: Request, typed: Typed, viewer: Asker) -> Response:
    """Show what would be found for what is typed so far, and what is too vague.

    Sent in a body: addresses are logged, and a demand may be meant for nobody yet.
    """
    context = await _found(request, viewer, typed.cells())
    return render(request, "enterprise/preview.html", context)


@router.get("/enterprise/demands/{demand_id}/edit", response_class=HTMLResponse)
def show_edit(request: Request, demand_id: PathId, viewer: Firm, session: SessionDep) -> Response:
    """Show the form with what the demand says."""
    view, texts, _ = own_demand(session, viewer, demand_id)
    return _page(request, session, cells_of(view, texts), Shown(demand_id))


@router.post("/enterprise/demands/{demand_id}/edit", response_class=HTMLResponse)
async def change(
    request: Request,
    demand_id: PathId,
    typed: Typed,
    viewer: Firm,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Keep what was changed and show what the demand finds now, or show the form again."""
    cells = typed.cells()
    if typed.act == "look":
        await run_in_threadpool(own_demand, session, viewer, demand_id)
        found = await _found(request, viewer, cells)
        shown = Shown(demand_id, found=found)
        return await run_in_threadpool(_page, request, session, cells, shown)
    hands = (session, author)
    return await run_in_threadpool(_change, request, viewer, hands, cells, demand_id)


def _create(
    request: Request,
    viewer: Viewer,
    hands: tuple[Session, Author],
    typed: DemandForm,
    wanted: Wanted,
) -> Response:
    session, author = hands
    cells = typed.cells()
    wrong = wrong_cells(cells)
    if wrong:
        return _page(request, session, cells, Shown(wrong=wrong, wanted=wanted))
    firm = own_firm(session, viewer)
    viewer.require(Permission.DEMAND_WRITE, owned_organisation(firm))
    given = {field: text for field, text in cells.items() if text.strip()}
    try:
        demand = add_demand(session, firm, given, author)
    except Conflict:
        session.rollback()
        wrong = {"title": "贵单位已有同名的需求。请换一个名称，或到“我的需求”修改那一条"}
        return _page(request, session, cells, Shown(wrong=wrong, wanted=wanted))
    path = f"/enterprise/demands/{demand.id}"
    done = Done("需求已保存。下面是推荐的专利，请看看哪些合适")
    if wanted.patent:
        number = wanted.patent.display_number
        speaker = speaker_of(session, viewer, firm.id or 0, author)
        words = FeedbackWords(f"#{demand.id}", number, Opinion.FIT)
        said = add_feedback(session, speaker, words).feedback
        undo = Undo(
            path=f"{path}/judgements/undo",
            fields={"feedback_id": str(said.id), "number": number, "to_pair": "true"},
            label="不算合适",
        )
        done = Done("需求已保存，这件专利记为合适。下一步：申请会面，或请权利人补充材料", undo)
        path = f"{path}/patents/{quote(number)}"
    session.commit()
    return go_on(request, path, done)


def _change(
    request: Request,
    viewer: Viewer,
    hands: tuple[Session, Author],
    cells: dict[str, str],
    demand_id: int,
) -> Response:
    session, author = hands
    own_demand(session, viewer, demand_id)
    wrong = wrong_cells(cells)
    if wrong:
        return _page(request, session, cells, Shown(demand_id, wrong))
    demand = demand_queries.hold_demand(session, demand_id)
    given = {field: text for field, text in cells.items() if text or field not in CONTACTS}
    changed = edit_demand(session, demand, given, author)
    session.commit()
    text = "修改已保存，推荐已按新内容更新" if changed else "内容没有变化"
    return go_on(request, f"/enterprise/demands/{demand_id}", Done(text))


async def _found(request: Request, viewer: Viewer, cells: dict[str, str]) -> dict[str, object]:
    """Return what the preview shows: patents, industries, and what is too vague."""
    title = cells["title"].strip()
    names = ("description", "problem", "key_technique", "target", "keywords")
    body = "\n".join(cells[name].strip() for name in names if cells[name].strip())

    def answer(session: Session, desk: OpenDesk) -> tuple[list[str], list[Card]]:
        demand = classify_demand(title, body, reader=desk.reader)
        known = industries_in_force(session).names
        names = [known[slug] for slug, _ in demand.industries]
        asked = options(request, viewer, PREVIEWED)
        return names, recommend(session, desk.desk, demand, asked, viewer)

    industries: list[str] = []
    cards: list[Card] = []
    trouble = ""
    if len(title + body) >= LEAST_TO_ASK:
        try:
            industries, cards = await ask(request, answer)
        except (IndexMissing, IndexDamaged):
            trouble = "推荐暂时不可用：专利索引还没有建好。您可以先保存需求，稍后再来看推荐"
    return {
        "advice": advise(cells),
        "industries": industries,
        "cards": cards,
        "trouble": trouble,
        "worthy": WORTHY,
        "asked": len(title + body) >= LEAST_TO_ASK,
    }


def _page(
    request: Request,
    session: Session,
    cells: dict[str, str],
    shown: Shown,
) -> Response:
    known = [(one.name, one.name) for one in industries_in_force(session).offered]
    said = cells.get("industry_text", "")
    if said and said not in dict(known):
        # What a sheet has said, or the name of an industry that is retired, is not lost.
        known.append((said, f"{said}（原来填写的）"))
    names = [name for name in DemandForm.model_fields if name not in {"act", "patent"}]
    context = {
        "demand_id": shown.demand_id,
        "wanted": shown.wanted,
        "cells": {**dict.fromkeys(names, ""), **cells},
        "wrong": shown.wrong,
        "chosen": cells.get("cooperation_modes", "").split("；"),
        "modes": MODES,
        "levels": LEVELS,
        "industries_known": known,
        "longest_title": LONGEST_TITLE,
        "longest_text": LONGEST_TEXT,
        "found": shown.found,
    }
    status = 422 if shown.wrong else 200
    return render(request, "enterprise/demand_form.html", context, crumbs=[HOME], status=status)
