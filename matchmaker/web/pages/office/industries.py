"""The industries in force, how well texts are sorted into them, and what people have corrected."""

from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery, Forbidden
from matchmaker.industry.list_checks import GROUPS, STATUSES
from matchmaker.industry.list_difference import tell_difference
from matchmaker.services.industry_correction import (
    Correction,
    correct_record,
    page_seen_corrections,
)
from matchmaker.services.industry_editions import (
    edition_in_force,
    industries_in_force,
    newer_release,
)
from matchmaker.services.industry_training import load_card
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import MOST_ID, Line
from matchmaker.web.api.held import offered_slug
from matchmaker.web.deps import SessionDep
from matchmaker.web.notices import Done, Undo, go_on
from matchmaker.web.pages.office.home import HOME
from matchmaker.web.pages.office.rules import RULES
from matchmaker.web.templating import Crumb, render
from matchmaker.web.told import told
from models.enums import RecordKind
from models.errors import Conflict, InvalidValue, NotFound
from models.queries import patents as patent_queries
from models.queries import taxonomy as taxonomy_queries

PATH = "/office/rules/industries"
HISTORY_PATH = f"{PATH}/history"
# Apart from the pages of industries, whatever their slugs are.
RELEASE_PATH, SORTING_PATH = f"{PATH}/-/release", f"{PATH}/-/sorting"
INDUSTRIES = Crumb("产业规则", PATH)
PAGE = 50

router = APIRouter(include_in_schema=False)

Reader = Annotated[Viewer, Depends(May(Permission.RULES_READ))]
Writer = Annotated[Viewer, Depends(May(Permission.RULES_WRITE))]


class PageQuery(BaseModel):
    """Which page of corrections; before: the id of the last that was had."""

    before: Annotated[int, Field(ge=0, le=MOST_ID)] = 0


class CorrectionForm(BaseModel):
    """Whether a record belongs to an industry; number: of a patent, or ``#12`` for a demand."""

    number: Line = ""
    industry: Line = ""
    belongs: bool = True

    def as_correction(self, session: Session) -> Correction:
        """Return the same for the service; raise BadQuery for no industry and no demand."""
        number = self.number.strip()
        slug = offered_slug(session, self.industry)
        if not number.startswith("#"):
            return Correction(slug, self.belongs, patent=number)
        known = int(number[1:]) if number[1:].isdecimal() and len(number) < 11 else 0
        if not 1 <= known <= MOST_ID:
            raise BadQuery("需求编号应写成 #12 的样子。请核对")
        return Correction(slug, self.belongs, demand_id=known)


@router.get(PATH, response_class=HTMLResponse)
def show(
    request: Request, query: Annotated[PageQuery, Query()], viewer: Reader, session: SessionDep
) -> Response:
    """Show the industries, the model, and what was corrected to those who may correct."""
    return _page(request, session, viewer, query.before)


@router.post(PATH, response_class=HTMLResponse)
def correct(
    request: Request,
    typed: Annotated[CorrectionForm, Form()],
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Say whether a record belongs to an industry, or what is wrong with what was typed."""
    try:
        said = typed.as_correction(session)
        correct_record(session, viewer, said, author)
        session.commit()
    except (BadQuery, InvalidValue, NotFound, Conflict, Forbidden) as error:
        session.rollback()
        return _page(request, session, viewer, 0, (typed, told(error)))
    name = industries_in_force(session).get(said.industry_slug).name
    word = "属于" if typed.belongs else "不属于"
    undo = Undo(
        path=PATH,
        fields={
            "number": typed.number,
            "industry": said.industry_slug,
            "belongs": "false" if typed.belongs else "true",
        },
        label="改为相反",
    )
    return go_on(request, PATH, Done(f"已登记：{typed.number.strip()} {word}{name}", undo))


def undo_of(session: Session, edition_id: int) -> Undo:
    """Return what takes back an edition that was just written."""
    before = taxonomy_queries.get_edition(session, edition_id).follows
    return Undo(path=HISTORY_PATH, fields={"edition": str(before), "follows": str(edition_id)})


def _page(
    request: Request,
    session: Session,
    viewer: Viewer,
    before: int,
    wrong: tuple[CorrectionForm, str] | None = None,
) -> Response:
    may_write = viewer.may(Permission.RULES_WRITE)
    taxonomy = industries_in_force(session)
    corrections, last = (
        page_seen_corrections(session, viewer, before or None, PAGE) if may_write else ([], None)
    )
    ids = [one.record_id for one in corrections if one.record_kind is RecordKind.PATENT]
    card = load_card(session)
    release = newer_release(session)
    typed, flaw = wrong or (CorrectionForm(), "")
    context = {
        "taxonomy": taxonomy,
        "names": taxonomy.names,
        "choices": [(one.slug, one.name) for one in taxonomy.offered],
        "groups": GROUPS,
        "statuses": STATUSES,
        "in_force": edition_in_force(session),
        "release": release,
        "news": tell_difference(taxonomy.industries, release.industries) if release else [],
        "card": card[0] if card else None,
        "trained_at": card[1] if card else None,
        "corrections": corrections,
        "patents": patent_queries.labels(session, ids),
        "may_write": may_write,
        "typed": typed,
        "flaw": flaw,
        "first": PATH if before else "",
        "next": f"{PATH}?before={last}" if last is not None else "",
    }
    status = 422 if flaw else 200
    return render(request, "office/industries.html", context, crumbs=[HOME, RULES], status=status)
