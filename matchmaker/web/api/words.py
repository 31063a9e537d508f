"""Other words for what demands say: what people here have accepted, refused and added."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services import thesaurus as thesaurus_services
from matchmaker.services.audit import append
from matchmaker.text.thesaurus import Entry, Wording, WordingKind
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Id, Line, Paragraph
from matchmaker.web.api.paging import (
    CursorParameter,
    LimitParameter,
    Page,
    read_cursor,
    write_cursor,
)
from matchmaker.web.deps import SessionDep
from matchmaker.web.operations.bodies import errors
from models.audit import AuditKind
from models.enums import ProposalStatus, WordingOrigin
from models.queries import thesaurus as thesaurus_queries
from models.thesaurus import ThesaurusEntry

BY_SUPPORT = "-support"
MOST_DECIDED = 200

router = APIRouter(prefix="/words", tags=["rules"], responses=errors(401, 403, 422, 429))

Reader = Annotated[Viewer, Depends(May(Permission.RULES_READ))]
Writer = Annotated[Viewer, Depends(May(Permission.RULES_WRITE))]
Decision = Literal[ProposalStatus.ACCEPTED, ProposalStatus.REFUSED]


class WordView(BaseModel):
    """Another word for a term; support: in how many patents it was seen; example: where."""

    id: int
    term: str = Field(examples=["轧辊"])
    other: str = Field(examples=["辊轮"])
    kind: WordingKind
    status: ProposalStatus
    origin: WordingOrigin
    support: int
    example: str
    decided_by: str
    decided_at: datetime | None


class WordQuery(BaseModel):
    """Which words; status: all where it is left out."""

    model_config = ConfigDict(extra="forbid")

    status: ProposalStatus | None = None
    limit: LimitParameter = 50
    cursor: CursorParameter = None


class TextQuery(BaseModel):
    """A text as a demand would say it."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[Paragraph, Field(min_length=1, examples=["轧辊表面开裂"])]


class DecisionForm(BaseModel):
    """What is decided of which entries."""

    model_config = ConfigDict(extra="forbid")

    ids: Annotated[list[Id], Field(min_length=1, max_length=MOST_DECIDED, examples=[[3, 4]])]
    status: Decision


class PairForm(BaseModel):
    """A pair of words; status refused puts a pair out of use, one that ships too."""

    model_config = ConfigDict(extra="forbid")

    term: Annotated[Line, Field(description="需求的说法", examples=["轧辊"])]
    other: Annotated[Line, Field(description="专利的说法", examples=["辊轮"])]
    kind: Annotated[WordingKind, Field(description="same 可互换；related 由前者找后者")] = (
        WordingKind.SAME
    )
    status: Decision = ProposalStatus.ACCEPTED


@router.get("", operation_id="list_words")
def list_words(
    query: Annotated[WordQuery, Query()], _viewer: Reader, session: SessionDep
) -> Page[WordView]:
    """Return what was proposed, decided and added here, the best supported first."""
    after = read_cursor(query.cursor, BY_SUPPORT, (int, int))
    found = thesaurus_queries.page_entries(session, query.status, after, query.limit)
    shown, more = found[: query.limit], len(found) > query.limit
    last = [shown[-1].support, shown[-1].id] if more else []
    return Page(
        items=[_word(entry) for entry in shown],
        next_cursor=write_cursor(BY_SUPPORT, last) if more else None,
    )


@router.get("/found", operation_id="find_words")
def find_words(
    query: Annotated[TextQuery, Query()], _viewer: Reader, session: SessionDep
) -> list[Wording]:
    """Return which other words a text brings to mind, as a ranking reads it."""
    return list(thesaurus_services.load_thesaurus(session).find("", query.text))


@router.post("/decisions", operation_id="decide_words", responses=errors(404))
def decide_words(
    form: DecisionForm, _viewer: Writer, author: AuthorDep, session: SessionDep
) -> list[WordView]:
    """Accept or refuse entries; the next ranking reads them so."""
    ids = list(dict.fromkeys(form.ids))
    entries = thesaurus_services.decide(session, ids, form.status, author.actor, author.at)
    shown = [_word(entry) for entry in entries]
    details = {"status": form.status.value, "ids": ids}
    append(session, AuditKind.RULE_CHANGE, "用词", details, author)
    session.commit()
    return shown


@router.post("", operation_id="set_words")
def set_words(form: PairForm, _viewer: Writer, author: AuthorDep, session: SessionDep) -> WordView:
    """Accept or refuse a pair by its words."""
    pair = Entry(form.kind, form.term.strip(), (form.other.strip(),))
    entry = thesaurus_services.set_pair(session, pair, form.status, author.actor, author.at)
    shown = _word(entry)
    details = {"status": form.status.value, "term": entry.term, "other": entry.other}
    append(session, AuditKind.RULE_CHANGE, "用词", details, author)
    session.commit()
    return shown


def _word(entry: ThesaurusEntry) -> WordView:
    return WordView.model_validate(entry.model_dump())
