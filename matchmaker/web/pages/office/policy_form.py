"""The form of a policy: what is typed, and what it says."""

from typing import Annotated, Any

from pydantic import BaseModel, Field
from sqlmodel import Session

from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery
from matchmaker.services.policies import PolicyWords
from matchmaker.services.topics import SUGGESTED
from matchmaker.web.api.fields import Line, Text
from matchmaker.web.pages.office.ledger_frame import (
    Known,
    Revision,
    city_choices,
    read_day,
    read_id,
)
from matchmaker.web.pages.office.service_frame import writes_all
from models.policy import Policy
from models.policy_enums import PolicyLevel
from models.queries import policies as policy_queries

LEVELS = [(one.value, one.label) for one in PolicyLevel]
_BY_VALUE = {one.value: one for one in PolicyLevel}


class PolicyForm(BaseModel):
    """A policy as it is typed; replaced_by: its number in the library."""

    title: Line = ""
    issuer: Line = ""
    document_number: Line = ""
    level: Known = ""
    city: Known = ""
    issued_on: Known = ""
    valid_from: Known = ""
    valid_until: Known = ""
    repealed_on: Known = ""
    replaced_by: Known = ""
    topics: Line = ""
    summary: Annotated[Text, Field(max_length=2_000)] = ""
    text: Annotated[Text, Field(max_length=400_000)] = ""


class PolicyCorrection(PolicyForm):
    """The same, of a policy that is there; reason: why it is corrected."""

    revision: Revision
    reason: Line = ""


def read_form(viewer: Viewer, typed: PolicyForm) -> PolicyWords:
    """Return what a form says; raise BadQuery. Who writes for a city writes its policies alone."""
    level = _BY_VALUE.get(typed.level) if writes_all(viewer) else PolicyLevel.CITY
    if level is None:
        raise BadQuery("请选择层级：国家、省或市")
    issued_on = read_day("发文日期", typed.issued_on)
    if issued_on is None:
        raise BadQuery("请填写发文日期")
    return PolicyWords(
        title=typed.title,
        issuer=typed.issuer,
        level=level,
        issued_on=issued_on,
        document_number=typed.document_number,
        city_code=(typed.city if writes_all(viewer) else viewer.city_code) or None,
        valid_from=read_day("施行日期", typed.valid_from),
        valid_until=read_day("有效期至", typed.valid_until),
        repealed_on=read_day("废止日期", typed.repealed_on),
        replaced_by=read_id("被替代为", typed.replaced_by),
        topics=typed.topics,
        summary=typed.summary,
        text=typed.text,
    )


def write_form(policy: Policy) -> PolicyForm:
    """Return the form that says what a policy says."""
    days = {
        name: getattr(policy, name).isoformat() if getattr(policy, name) else ""
        for name in ("issued_on", "valid_from", "valid_until", "repealed_on")
    }
    return PolicyForm(
        title=policy.title,
        issuer=policy.issuer,
        document_number=policy.document_number,
        level=policy.level.value,
        city=policy.city_code or "",
        replaced_by=str(policy.replaced_by_id or ""),
        topics=policy.topics,
        summary=policy.summary,
        text=policy.text,
        **days,
    )


def field_context(
    session: Session, viewer: Viewer, typed: PolicyForm, own_id: int | None
) -> dict[str, Any]:
    """Return what the fields of a form are drawn with; own_id: of the policy that is corrected."""
    return {
        "typed": typed,
        "levels": LEVELS if writes_all(viewer) else [],
        "cities": city_choices(province=False) if writes_all(viewer) else [],
        "own_city": viewer.city_code or "",
        "others": [
            (known, f"{title}（{number}）" if number else title)
            for known, title, number in policy_queries.list_titles(session)
            if known != own_id
        ],
        "suggested": [*dict.fromkeys((*SUGGESTED, *policy_queries.list_topics(session)))],
    }
