"""The policy library: found and read by everybody, kept by the office."""

from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict, Field

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.services.policies import (
    MOST_TEXT,
    PolicyWords,
    correct_policy,
    record_policy,
    void_policy,
)
from matchmaker.services.policy_view import (
    PolicyWish,
    find_policies,
    policy_state,
    view_policy,
)
from matchmaker.web.access import AuthorDep, May
from matchmaker.web.api.fields import Day, Id, Line, Paragraph, PathId, Text
from matchmaker.web.api.ledger import Correction, VoidForm
from matchmaker.web.deps import NowDep, SessionDep, SettingsDep
from matchmaker.web.operations.bodies import errors
from models.policy import Policy
from models.policy_enums import PolicyLevel, PolicyState
from models.values.region import get_city

router = APIRouter(prefix="/policies", tags=["policies"], responses=errors(401, 403, 422, 429))

Anyone = Annotated[Viewer, Depends(May(Permission.PUBLIC))]
Writer = Annotated[Viewer, Depends(May(Permission.PUBLIC_SERVICE_WRITE))]


class PolicyForm(BaseModel):
    """A policy; city: of one of a city; replaced_by: id of the policy that took its place."""

    model_config = ConfigDict(extra="forbid")

    title: Annotated[Line, Field(examples=["专利转化运用专项行动方案（2023—2025年）"])]
    issuer: Annotated[Line, Field(examples=["国务院办公厅"])]
    level: Annotated[PolicyLevel, Field(examples=[PolicyLevel.NATION])]
    issued_on: Day
    document_number: Annotated[Line, Field(description="文号", examples=["国办发〔2023〕37号"])] = (
        ""
    )
    city: Annotated[Line, Field(description="市州名称或代码，市级文件必填", examples=[""])] = ""
    valid_from: Day | None = None
    valid_until: Day | None = None
    repealed_on: Day | None = None
    replaced_by: Annotated[Id | None, Field(examples=[None])] = None
    topics: Annotated[Line, Field(description="主题，用顿号隔开", examples=["转化运用"])] = ""
    summary: Paragraph = ""
    text: Annotated[Text, Field(max_length=MOST_TEXT)] = ""


class PolicyCorrection(PolicyForm, Correction):
    """A policy as it is to be, all of it."""


class PolicyRecord(BaseModel):
    """A policy without its text; state: as it is today, by its own days."""

    id: int
    title: str
    issuer: str
    document_number: str
    level: PolicyLevel
    city_code: str | None
    issued_on: date
    valid_from: date | None
    valid_until: date | None
    repealed_on: date | None
    replaced_by_id: int | None
    topics: list[str]
    summary: str
    state: PolicyState
    state_label: str = Field(examples=["有效"])
    is_void: bool
    revision: int


class PolicyFile(BaseModel):
    """A file of a policy, to be had from the page of the policy."""

    id: int
    file_name: str
    size: int
    media_type: str
    added_at: datetime


class PolicyDetail(PolicyRecord):
    """A policy with its text and its files."""

    text: str
    replaces: list[int]
    files: list[PolicyFile]


class PolicyFound(PolicyRecord):
    """A policy of a search; excerpt: some of it, where what is looked for stands."""

    excerpt: str


class PolicyResults(BaseModel):
    """A page of what was found; total: how many there are on all pages."""

    items: list[PolicyFound]
    total: int
    pages: int


class PolicyQuery(BaseModel):
    """Which policies; state: several may be given; page: from 1."""

    model_config = ConfigDict(extra="forbid")

    words: Annotated[Text, Query(max_length=200, description="词、文号，或引号中的原话")] = ""
    level: PolicyLevel | None = None
    city: Annotated[Text, Query(max_length=50, description="市州名称或代码")] = ""
    topic: Annotated[Text, Query(max_length=50)] = ""
    state: Annotated[list[PolicyState], Query(max_length=5)] = []
    page: Annotated[int, Query(ge=1, le=10_000)] = 1


@router.get("", operation_id="list_policies")
def list_policies(
    query: Annotated[PolicyQuery, Query()],
    _viewer: Anyone,
    session: SessionDep,
    settings: SettingsDep,
    now: NowDep,
) -> PolicyResults:
    """Return what was found: the best first where words are given, else the newest."""
    wish = PolicyWish(
        query.words,
        query.level,
        get_city(query.city).code if query.city.strip() else None,
        query.topic,
        frozenset(query.state),
        query.page,
    )
    found = find_policies(session, wish, now.date(), settings.segmenter)
    items = [
        PolicyFound(
            **_fields(row.policy, now.date()), excerpt="".join(text for text, _ in row.excerpt)
        )
        for row in found.rows
    ]
    return PolicyResults(items=items, total=found.total, pages=found.pages)


@router.get("/{policy_id}", operation_id="get_policy", responses=errors(404))
def read_policy(
    policy_id: PathId, viewer: Anyone, session: SessionDep, now: NowDep
) -> PolicyDetail:
    """Return a policy with its text."""
    view = view_policy(session, viewer, policy_id, now.date())
    return PolicyDetail(
        **_fields(view.policy, now.date()),
        text=view.policy.text,
        replaces=[one.id or 0 for one in view.replaces],
        files=[PolicyFile(**one.model_dump()) for one in view.files],
    )


@router.post("", operation_id="record_policy", status_code=201, responses=errors(404, 409))
def add_policy(
    form: PolicyForm, viewer: Writer, author: AuthorDep, session: SessionDep
) -> PolicyRecord:
    """Enter a policy; a city's organisers enter those of their city."""
    made = record_policy(session, viewer, _words(viewer, form), author)
    session.commit()
    return PolicyRecord(**_fields(made, author.at.date()))


@router.put("/{policy_id}", operation_id="correct_policy", responses=errors(404, 409))
def change_policy(
    policy_id: PathId,
    form: PolicyCorrection,
    viewer: Writer,
    author: AuthorDep,
    session: SessionDep,
) -> PolicyRecord:
    """Correct a policy, giving all of it anew; what stood there is kept with the reason."""
    held = policy_id, form.revision
    done = correct_policy(session, viewer, held, _words(viewer, form), form.reason, author)
    session.commit()
    return PolicyRecord(**_fields(done, author.at.date()))


@router.post("/{policy_id}/void", operation_id="void_policy", responses=errors(404, 409))
def withdraw_policy(
    policy_id: PathId, form: VoidForm, viewer: Writer, author: AuthorDep, session: SessionDep
) -> PolicyRecord:
    """Withdraw a policy for good; nobody but the office sees it any more."""
    done = void_policy(session, viewer, (policy_id, form.revision), form.reason, author)
    session.commit()
    return PolicyRecord(**_fields(done, author.at.date()))


def _words(viewer: Viewer, form: PolicyForm) -> PolicyWords:
    city = get_city(form.city).code if form.city.strip() else viewer.city_code
    said = form.model_dump(exclude={"city", "revision", "reason"})
    return PolicyWords(**said, city_code=city)


def _fields(policy: Policy, today: date) -> dict[str, object]:
    state = policy_state(policy, today)
    said = policy.model_dump(exclude={"text", "text_key", "topics"})
    topics = policy.topics.split("、") if policy.topics else []
    return {**said, "topics": topics, "state": state, "state_label": state.label}
