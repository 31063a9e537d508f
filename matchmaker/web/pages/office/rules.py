"""Words and industries: the rules by which matching reads texts, and who decided what."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery
from matchmaker.services import thesaurus as thesaurus_services
from matchmaker.services.audit import append
from matchmaker.text.thesaurus import Entry, WordingKind
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import MOST_ID, Line, Paragraph
from matchmaker.web.api.paging import read_cursor, write_cursor
from matchmaker.web.api.words import BY_SUPPORT, MOST_DECIDED
from matchmaker.web.deps import SessionDep
from matchmaker.web.notices import Done, go_back, go_on
from matchmaker.web.pages.office.home import HOME
from matchmaker.web.templating import Crumb, render
from matchmaker.web.told import told
from models.audit import AuditKind
from models.enums import ProposalStatus
from models.queries import thesaurus as thesaurus_queries

PATH = "/office/rules"
RULES = Crumb("规则", PATH)
PAGE = 50

router = APIRouter(include_in_schema=False)

Reader = Annotated[Viewer, Depends(May(Permission.RULES_READ))]
Writer = Annotated[Viewer, Depends(May(Permission.RULES_WRITE))]
Decision = Literal[ProposalStatus.ACCEPTED, ProposalStatus.REFUSED]


class WordQuery(BaseModel):
    """Which words; text: a text as a demand would say it, of which other words are found."""

    status: ProposalStatus | Literal[""] = ""
    text: Paragraph = ""
    cursor: Annotated[str | None, Field(max_length=500)] = None


class DecisionForm(BaseModel):
    """What is decided of which entries."""

    ids: Annotated[
        list[Annotated[int, Field(ge=1, le=MOST_ID)]], Field(max_length=MOST_DECIDED)
    ] = []
    status: Decision


class PairForm(BaseModel):
    """A pair of words."""

    term: Line = ""
    other: Line = ""
    kind: WordingKind = WordingKind.SAME
    decision: Decision = ProposalStatus.ACCEPTED


@router.get(PATH, response_class=HTMLResponse)
def show(
    request: Request, query: Annotated[WordQuery, Query()], viewer: Reader, session: SessionDep
) -> Response:
    """Show what was proposed, decided and added here, and what a text brings to mind."""
    return _page(request, session, viewer, query)


@router.post(f"{PATH}/decisions")
def decide(
    request: Request,
    typed: Annotated[DecisionForm, Form()],
    _viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Accept or refuse entries; the next ranking reads them so."""
    ids = list(dict.fromkeys(typed.ids))
    if not ids:
        return go_back(request, PATH, "没有选中词条。请先勾选，再采用或否决")
    thesaurus_services.decide(session, ids, typed.status, author.actor, author.at)
    details = {"status": typed.status.value, "ids": ids}
    append(session, AuditKind.RULE_CHANGE, "用词", details, author)
    session.commit()
    return go_on(request, PATH, Done(f"{len(ids)} 个词条{typed.status.label}，下次匹配起生效"))


@router.post(PATH, response_class=HTMLResponse)
def set_pair(
    request: Request,
    typed: Annotated[PairForm, Form()],
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> Response:
    """Accept or refuse a pair by its words, or say what is wrong with them."""
    pair = Entry(typed.kind, typed.term.strip(), (typed.other.strip(),))
    try:
        entry = thesaurus_services.set_pair(session, pair, typed.decision, author.actor, author.at)
    except BadQuery as error:
        session.rollback()
        return _page(request, session, viewer, WordQuery(), (typed, told(error)))
    details = {"status": typed.decision.value, "term": entry.term, "other": entry.other}
    append(session, AuditKind.RULE_CHANGE, "用词", details, author)
    session.commit()
    said = f"“{typed.term.strip()}”与“{typed.other.strip()}”{typed.decision.label}"
    return go_on(request, PATH, Done(said))


def _page(
    request: Request,
    session: Session,
    viewer: Viewer,
    query: WordQuery,
    wrong: tuple[PairForm, str] | None = None,
) -> Response:
    after = read_cursor(query.cursor, BY_SUPPORT, (int, int))
    found = thesaurus_queries.page_entries(session, query.status or None, after, PAGE)
    shown, more = found[:PAGE], len(found) > PAGE
    cursor = write_cursor(BY_SUPPORT, [shown[-1].support, shown[-1].id]) if more else ""
    text = query.text.strip()
    thesaurus = thesaurus_services.load_thesaurus(session) if text else None
    typed, flaw = wrong or (PairForm(), "")
    context = {
        "query": query,
        "entries": shown,
        "kind_names": {WordingKind.SAME.value: "可互换", WordingKind.RELATED.value: "由前找后"},
        "statuses": [(one.value, one.label) for one in ProposalStatus],
        "found": list(thesaurus.find("", text)) if thesaurus is not None else [],
        "typed": typed,
        "flaw": flaw,
        "may_write": viewer.may(Permission.RULES_WRITE),
        "may_count": viewer.may(Permission.LEDGER_READ),
        "first": f"{PATH}?status={query.status}" if query.cursor else "",
        "next": f"{PATH}?status={query.status}&cursor={cursor}" if cursor else "",
    }
    status = 422 if flaw else 200
    return render(request, "office/rules.html", context, crumbs=[HOME], status=status)
