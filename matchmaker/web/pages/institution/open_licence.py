"""The open licence of one patent: what the law asks, what is declared, filed, and used."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery
from matchmaker.services.edits import get_patent
from matchmaker.services.list_hands import Author
from matchmaker.services.listing_sight import acting
from matchmaker.services.listing_terms import today_of
from matchmaker.services.open_licence_uses import record_use
from matchmaker.services.open_licence_view import LicenceDetail, view_newest
from matchmaker.services.open_licence_words import ANSWERS, LABELS
from matchmaker.services.open_licences import declare, move, owned_licence
from matchmaker.services.ownership import owned_patent
from matchmaker.web.access import AuthorDep
from matchmaker.web.api.fields import PathText
from matchmaker.web.deps import SessionDep
from matchmaker.web.notices import Done, go_on
from matchmaker.web.pages.institution.desk import (
    HOME,
    LicenceMover,
    LicenceReader,
    LicenceWriter,
)
from matchmaker.web.pages.institution.licence_forms import (
    ANSWER_CHOICES,
    NO,
    YES,
    DeclarationForm,
    MoveForm,
    UseForm,
)
from matchmaker.web.pages.institution.open_licences import LICENCES
from matchmaker.web.templating import Crumb, render
from matchmaker.web.told import told
from models.errors import InvalidValue, MatchmakerError, NotFound
from models.licence_enums import OpenLicenceAct
from models.open_licence import OpenLicence, OpenLicenceUse
from models.patent import Patent
from models.queries import open_licences as licence_queries
from models.values.licence_fee import LicenceFee

PATH = "/institution/patents/{number}/open-licence"
DECLARED, MOVED, USED = "declared", "moved", "used"
_DONE = {
    OpenLicenceAct.SUBMITTED: "已登记为已提交，等国家知识产权局公告",
    OpenLicenceAct.TAKEN_BACK: "已退回，可以修改声明资料",
    OpenLicenceAct.ANNOUNCED: "已登记公告，专利页面会显示使用费和期限",
    OpenLicenceAct.WITHDRAWN: "已登记撤回，已经给出的许可不受影响",
    OpenLicenceAct.ENDED: "已登记结束",
}

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class _Typed:
    """What was typed into one of the forms and is wrong; form: which, empty for none."""

    form: str = ""
    message: str = ""
    declaration: DeclarationForm | None = None
    step: MoveForm = field(default_factory=MoveForm)
    use: UseForm | None = None


@router.get(PATH, response_class=HTMLResponse)
def show(
    request: Request,
    number: PathText,
    viewer: LicenceReader,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Show the rules one by one, the declaration, its steps and uses, and what it saves."""
    return _page(request, session, (viewer, author), number, _Typed())


@router.post(PATH, response_class=HTMLResponse)
def declare_one(
    request: Request,
    number: PathText,
    form: Annotated[DeclarationForm, Form()],
    viewer: LicenceWriter,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Keep what is to be declared; show the form again with what is wrong."""
    patent = _seen_patent(session, viewer, number)

    def act() -> Done:
        present = licence_queries.newest_of(session, patent.id or 0)
        stands = present is not None and present.state.stands
        if form.revision != (str(present.revision) if present and stands else ""):
            raise BadQuery("声明资料刚刚被修改过。您填的内容还在下面，请核对后再保存一次")
        declare(session, acting(session, viewer, author), number, form.said())
        return Done("声明资料已保存。上面的核对已按新的内容更新")

    typed = _Typed(DECLARED, declaration=form)
    return _do(request, session, (viewer, author), patent, typed, act)


@router.post(f"{PATH}/step", response_class=HTMLResponse)
def move_one(
    request: Request,
    number: PathText,
    form: Annotated[MoveForm, Form()],
    viewer: LicenceMover,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Write down that it was filed, announced, withdrawn or has ended."""
    patent = _seen_patent(session, viewer, number)

    def act() -> Done:
        step = form.said()
        licence = _present(session, patent)
        move(session, acting(session, viewer, author), licence.id or 0, step)
        return Done(_DONE.get(step.act, "已登记"))

    typed = _Typed(MOVED, step=form)
    return _do(request, session, (viewer, author), patent, typed, act)


@router.post(f"{PATH}/use", response_class=HTMLResponse)
def use_one(
    request: Request,
    number: PathText,
    form: Annotated[UseForm, Form()],
    viewer: LicenceWriter,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Write down who uses the patent, since when, and what was paid."""
    patent = _seen_patent(session, viewer, number)

    def act() -> Done:
        licence = _present(session, patent)
        who = acting(session, viewer, author)
        use = record_use(session, who, licence.id or 0, form.said(), form.use or None)
        return Done(f"已登记“{use.licensee}”的使用情况：{use.standing}")

    typed = _Typed(USED, use=form)
    return _do(request, session, (viewer, author), patent, typed, act)


def _do(
    request: Request,
    session: Session,
    who: tuple[Viewer, Author],
    patent: Patent,
    typed: _Typed,
    act: Callable[[], Done],
) -> Response:
    """Do something and go on; or show what is wrong beside what was typed."""
    number = patent.display_number
    try:
        done = act()
    except MatchmakerError as error:
        session.rollback()
        shown = _Typed(typed.form, told(error), typed.declaration, typed.step, typed.use)
        return _page(request, session, who, number, shown)
    session.commit()
    return go_on(request, PATH.format(number=number), done)


def _seen_patent(session: Session, viewer: Viewer, number: str) -> Patent:
    patent = get_patent(session, number)
    viewer.require(Permission.OPEN_LICENCE_READ, owned_patent(session, patent))
    return patent


def _present(session: Session, patent: Patent) -> OpenLicence:
    found = licence_queries.newest_of(session, patent.id or 0)
    if found is None:
        raise NotFound("这件专利还没有登记拟开放许可。请先填写并保存声明资料")
    return found


def _page(
    request: Request, session: Session, who: tuple[Viewer, Author], number: str, typed: _Typed
) -> Response:
    viewer, author = who
    patent = _seen_patent(session, viewer, number)
    found = view_newest(session, viewer, patent, today_of(author))
    licence = found.licence
    owned = owned_patent(session, patent) if licence is None else owned_licence(session, licence)
    may_write = viewer.may(Permission.OPEN_LICENCE_WRITE, owned)
    context = {
        "found": found,
        "patent": patent,
        "licence": licence,
        "typed": typed,
        "form": typed.declaration or _form_of(found),
        "new_use": typed.use if typed.use is not None and not typed.use.use else UseForm(),
        "uses": [(use, _use_form(use, typed)) for use in found.uses],
        "answers": [(name, LABELS[name]) for name in ANSWERS],
        "answer_choices": ANSWER_CHOICES,
        "may_write": may_write,
        "editable": may_write and (not found.stands or _is_editable(licence)),
        "may_move": viewer.may(Permission.OPEN_LICENCE_MOVE, owned),
        "path": PATH.format(number=patent.display_number),
    }
    crumbs = [HOME, LICENCES, Crumb(patent.title, f"/institution/patents/{patent.display_number}")]
    status = 422 if typed.message else 200
    return render(request, "institution/open_licence.html", context, crumbs=crumbs, status=status)


def _is_editable(licence: OpenLicence | None) -> bool:
    return licence is not None and licence.state.is_editable


def _form_of(found: LicenceDetail) -> DeclarationForm:
    """Return what stands in the declaration, or what the patent suggests for a new one."""
    licence = found.licence
    if licence is None or not licence.state.stands:
        return DeclarationForm(fee=_suggested_fee(found.patent))
    said = {name: getattr(licence, name) for name in ANSWERS}
    return DeclarationForm(
        revision=str(licence.revision),
        fee=found.texts["fee"],
        term_from=found.texts["term_from"],
        term_until=found.texts["term_until"],
        other_terms=licence.other_terms,
        evaluation_report=licence.evaluation_report,
        **{name: "" if value is None else YES if value else NO for name, value in said.items()},
    )


def _suggested_fee(patent: Patent) -> str:
    """Return what a sheet has told of the fee, as we write it where it can be read."""
    text = patent.open_licence_fee
    try:
        return LicenceFee.parse(text).display if text else ""
    except InvalidValue:
        return text


def _use_form(use: OpenLicenceUse, typed: _Typed) -> UseForm:
    """Return what stands of a use, or what was typed of it."""
    if typed.use is not None and typed.use.use == use.id:
        return typed.use
    days = {name: getattr(use, name) for name in ("notified_on", "filed_on", "ended_on")}
    return UseForm(
        use=use.id or 0,
        licensee=use.licensee,
        filing_number=use.filing_number,
        fee_paid="" if use.fee_paid_cny is None else str(use.fee_paid_cny),
        **{name: "" if day is None else day.isoformat() for name, day in days.items()},
    )
