"""One patent of one's own: what is known and missing, changed directly or by a proposal."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.errors import BadQuery
from matchmaker.services.edits import edit_patent, get_patent
from matchmaker.services.listing_sight import Acting, acting
from matchmaker.services.listing_terms import DEFAULT_MONTHS, today_of
from matchmaker.services.listings import ListingWords, propose
from matchmaker.services.many_edits import UNDOABLE
from matchmaker.services.own_patent import (
    CONTACTS,
    LONG,
    OPEN_LICENCE,
    WRITABLE,
    OwnPatent,
    changed_cells,
    view_own,
    writable_label,
)
from matchmaker.services.ownership import owned_patent
from matchmaker.web.access import AuthorDep
from matchmaker.web.api.fields import Line, Paragraph, PathText, Text
from matchmaker.web.deps import SessionDep
from matchmaker.web.notices import Done, Undo, go_on
from matchmaker.web.pages.institution.bulk_form import MODES, Act, read_day, wrong_day
from matchmaker.web.pages.institution.desk import HOME, PATENTS, Member
from matchmaker.web.templating import render
from models.errors import MatchmakerError

router = APIRouter(prefix="/institution/patents", include_in_schema=False)

Long = Annotated[Text, Field(max_length=20_000)]


class PatentForm(BaseModel):
    """What is typed; revision: of the patent as the form was made of it."""

    act: Line = ""
    revision: Line = ""
    modes: Annotated[list[Line], Field(max_length=len(MODES))] = []
    price: Line = ""
    maturity: Line = ""
    scenario: Long = ""
    abstract: Long = ""
    effect: Long = ""
    implementation_text: Long = ""
    legal_text: Line = ""
    open_licence_text: Line = ""
    open_licence_fee: Line = ""
    open_licence_term: Line = ""
    open_licence_scope: Line = ""
    contact_name: Line = ""
    contact_phone: Line = ""
    contact_email: Line = ""
    until: Line = ""
    note: Paragraph = ""

    def texts(self) -> dict[str, str]:
        """Return field → as it was typed."""
        return {field: str(getattr(self, field)) for field in WRITABLE}

    def contacts(self) -> dict[str, str]:
        """Return field → as it was typed, empty for what stays."""
        return {name: str(getattr(self, name)) for name in CONTACTS}


@dataclass(frozen=True)
class _Shown:
    """What the form shows: what stands there, or what was typed, and what is wrong with it."""

    texts: Mapping[str, str]
    modes: tuple[str, ...]
    contacts: Mapping[str, str]
    until: str = ""
    note: str = ""
    message: str = ""


@router.get("/{number}", response_class=HTMLResponse)
def show(
    request: Request, number: PathText, viewer: Member, author: AuthorDep, session: SessionDep
) -> Response:
    """Show a patent, what it lacks first, and the form that changes it."""
    own = view_own(session, viewer, get_patent(session, number), today_of(author))
    shown = _Shown(own.texts, own.modes, dict.fromkeys(CONTACTS, ""))
    return _page(request, own, shown, reviews=viewer.may(Permission.PATENT_REVIEW))


@router.post("/{number}", response_class=HTMLResponse)
def change(
    request: Request,
    number: PathText,
    form: Annotated[PatentForm, Form()],
    viewer: Member,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Set what was written otherwise, or propose it; show the form again with what is wrong."""
    patent = get_patent(session, number)
    own = view_own(session, viewer, patent, today_of(author))
    if form.act == Act.EDIT:
        viewer.require(Permission.PATENT_REVIEW, owned_patent(session, patent))
    try:
        done = _do(session, acting(session, viewer, author), own, form)
    except MatchmakerError as error:
        session.rollback()
        own = view_own(session, viewer, get_patent(session, number), today_of(author))
        shown = _Shown(
            form.texts(), tuple(form.modes), form.contacts(), form.until, form.note, str(error)
        )
        may = viewer.may(Permission.PATENT_REVIEW)
        return _page(request, own, shown, reviews=may, status=422)
    session.commit()
    return go_on(request, f"/institution/patents/{own.number}", done)


def _do(session: Session, who: Acting, own: OwnPatent, form: PatentForm) -> Done:
    """Set or propose what was written otherwise; raise what is wrong with it."""
    if form.revision != str(own.revision):
        raise BadQuery("这件专利刚刚被修改过。您填的内容还在下面，请核对后再提交一次")
    cells = changed_cells(own, form.texts(), tuple(form.modes), form.contacts())
    if form.act == Act.EDIT:
        if not cells:
            raise BadQuery("没有改动任何字段，所以没有保存")
        author = who.author
        edits = edit_patent(session, own.number, cells, author.actor, author.at)
        undo = Undo(
            path="/institution/patents/undo",
            fields={"at": author.at.isoformat(), "act": Act.EDIT.value},
        )
        undoable = {edit.field for edit in edits} <= UNDOABLE
        return Done(f"已保存 {len(cells)} 个字段", undo if undoable else None)
    if wrong_day(form.until):
        raise BadQuery(f"挂牌截止日：{wrong_day(form.until)}")
    words = ListingWords(own.number, cells, read_day(form.until), note=form.note.strip())
    proposal = propose(session, who, words)
    if proposal.state.is_open:
        return Done(f"已申报，{proposal.state.label}。通过后生效")
    return Done(f"已生效并挂牌至 {proposal.listed_until}")


def _page(
    request: Request, own: OwnPatent, shown: _Shown, *, reviews: bool, status: int = 200
) -> Response:
    missing = {gap.value for gap in own.gaps}
    context = {
        "own": own,
        "shown": shown,
        "reviews": reviews,
        "modes": MODES,
        "months": DEFAULT_MONTHS,
        "fields": _ordered([f for f in WRITABLE if f not in OPEN_LICENCE], missing),
        "licence_fields": [(field, writable_label(field)) for field in OPEN_LICENCE],
        "contact_fields": [(field, writable_label(field)) for field in CONTACTS],
        "missing": missing,
        "long": LONG,
    }
    crumbs = [HOME, PATENTS]
    return render(request, "institution/patent.html", context, crumbs=crumbs, status=status)


def _ordered(fields: list[str], missing: set[str]) -> list[tuple[str, str]]:
    """Return the fields with their names, those that are missing first."""
    ordered = sorted(fields, key=lambda field: field not in missing)
    return [(field, writable_label(field)) for field in ordered]
