"""What is asked and told of open licences over HTTP."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from matchmaker.services.open_licence_uses import UseWords
from matchmaker.services.open_licence_view import LicenceDetail
from matchmaker.services.open_licence_words import ANSWERS
from matchmaker.services.open_licences import Declaration
from matchmaker.web.api.fields import Day, Flag, Id, Line, Paragraph
from matchmaker.web.api.listings import EXAMPLE_NUMBER
from matchmaker.web.api.paging import CursorParameter, LimitParameter
from models.licence_enums import OpenLicenceAct, OpenLicenceState
from models.open_licence import OpenLicenceUse

EXAMPLE_FEE = "按净销售额 3% 提成"


class LicenceSummary(BaseModel):
    """A declaration; missing: what bars it, unclear: what cannot be told, until it is announced."""

    id: int
    number: str = Field(description="申请号", examples=[EXAMPLE_NUMBER])
    title: str
    kind: str = Field(examples=["发明"])
    institution: str = Field(examples=["江城工业大学"])
    city: str = Field(examples=["武汉"])
    state: OpenLicenceState
    fee: str = Field(examples=[EXAMPLE_FEE])
    term_from: date | None
    term_until: date | None
    submitted_on: date | None
    announced_on: date | None
    announcement_number: str
    changed_at: datetime
    missing: list[str] = Field(description="不符合的条件")
    unclear: list[str] = Field(description="不清楚的条件")
    asked: int = Field(description="待权利人联系的使用请求")
    in_use: int = Field(description="已备案、未结束的使用")
    is_over: bool = Field(description="许可期限已过，还没有登记结束")


class RuleFinding(BaseModel):
    """What a rule found."""

    rule: str = Field(examples=["annuity_paid"])
    article: str = Field(examples=["实施细则第八十六条第（三）项"])
    asks: str = Field(examples=["年费按规定缴纳"])
    verdict: str = Field(examples=["unknown"])
    text: str
    remedy: str


class LicenceUseItem(BaseModel):
    """A firm that wants to use the patent, or uses it."""

    id: int
    licensee: str
    standing: str = Field(examples=["已备案，使用中"])
    note: str
    notified_on: date | None
    filed_on: date | None
    filing_number: str
    fee_paid_cny: int | None
    ended_on: date | None
    asked_at: datetime


class LicenceStepItem(BaseModel):
    """A step; actor and note are told to the owner that has declared and to organisers."""

    act: str
    actor: str
    note: str
    changes: list[str]
    made_at: datetime


class LicenceRules(BaseModel):
    """What every rule found of a patent."""

    number: str = Field(description="申请号", examples=[EXAMPLE_NUMBER])
    title: str
    licence_id: int | None = Field(description="未撤回、未结束的开放许可，没有时为 null")
    rules: list[RuleFinding]


class LicenceFull(BaseModel):
    """A declaration with its texts (contacts masked), rules, uses and steps.

    revision: another one after every change; saved_cny: an estimate, null where it cannot be made.
    """

    id: int
    number: str = Field(description="申请号", examples=[EXAMPLE_NUMBER])
    state: OpenLicenceState
    revision: str
    texts: dict[str, str]
    rules: list[RuleFinding]
    acts: list[OpenLicenceAct] = Field(description="现在可以登记的进展")
    uses: list[LicenceUseItem]
    steps: list[LicenceStepItem]
    saved_cny: int | None = Field(description="许可期内年费可省的估算值，元")


class LicenceQuery(BaseModel):
    """Which declarations; what is not given bounds nothing."""

    model_config = ConfigDict(extra="forbid")

    state: OpenLicenceState | None = None
    patent: Annotated[Line | None, Field(description="申请号")] = None
    city: Annotated[Line | None, Field(description="市州代码", examples=["420100"])] = None
    asked: Annotated[bool, Field(description="只看有待联系的使用请求的")] = False
    limit: LimitParameter = 50
    cursor: CursorParameter = None


class DeclarationInput(BaseModel):
    """What is to be declared; answers and contacts that are null: not said, and unchanged."""

    model_config = ConfigDict(extra="forbid")

    fee: Annotated[Line, Field(description="许可使用费支付方式与标准", examples=[EXAMPLE_FEE])] = ""
    term_from: Day | None = None
    term_until: Day | None = None
    other_terms: Paragraph = ""
    evaluation_report: Line = ""
    contact_name: Line | None = None
    contact_phone: Line | None = None
    annuity_paid: Flag | None = None
    no_exclusive_licence: Flag | None = None
    not_suspended: Flag | None = None
    co_owners_agree: Flag | None = None
    pledgee_agrees: Flag | None = None
    organisation_id: Annotated[
        Id | None, Field(description="代表哪个权利人，不填则为申报人所在单位")
    ] = None

    def said(self) -> Declaration:
        """Return it as the services take it."""
        return Declaration(
            fee=self.fee,
            term_from=self.term_from,
            term_until=self.term_until,
            other_terms=self.other_terms,
            contact_name=self.contact_name,
            contact_phone=self.contact_phone,
            evaluation_report=self.evaluation_report,
            answers={name: getattr(self, name) for name in ANSWERS},
        )


class StepInput(BaseModel):
    """A step that was taken; on: null for today, for an announcement it is needed."""

    model_config = ConfigDict(extra="forbid")

    act: OpenLicenceAct
    on: Day | None = None
    number: Annotated[Line, Field(description="公告编号，登记公告时必填")] = ""
    note: Paragraph = ""


class UseInput(BaseModel):
    """What an owner knows of a use."""

    model_config = ConfigDict(extra="forbid")

    licensee: Annotated[Line, Field(description="使用单位", examples=["江城轧机有限公司"])] = ""
    notified_on: Day | None = None
    filed_on: Day | None = None
    filing_number: Line = ""
    fee_paid: Annotated[Line, Field(description="已付使用费", examples=["5万元"])] = ""
    ended_on: Day | None = None
    note: Paragraph = ""

    def said(self) -> UseWords:
        """Return it as the services take it."""
        return UseWords(**self.model_dump())


class AskInput(BaseModel):
    """Which patent a firm wants to use, and what for."""

    model_config = ConfigDict(extra="forbid")

    patent: Annotated[Line, Field(min_length=1, description="申请号", examples=[EXAMPLE_NUMBER])]
    note: Paragraph = ""


def licence_full(found: LicenceDetail) -> LicenceFull:
    """Return a declaration as it is told; there is one."""
    if found.licence is None:
        raise TypeError("a patent without a declaration has no details of one")
    return LicenceFull(
        id=found.licence.id or 0,
        number=found.patent.display_number,
        state=found.licence.state,
        revision=str(found.licence.revision),
        texts=dict(found.texts),
        rules=rule_findings(found),
        acts=list(found.acts),
        uses=[use_item(use) for use in found.uses],
        steps=[
            LicenceStepItem(
                act=step.act,
                actor=step.actor,
                note=step.note,
                changes=list(step.changes),
                made_at=step.made_at,
            )
            for step in found.steps
        ],
        saved_cny=None if found.saving is None else found.saving.total_cny,
    )


def rule_findings(found: LicenceDetail) -> list[RuleFinding]:
    """Return what every rule found, as it is told."""
    return [
        RuleFinding(
            rule=one.rule.name,
            article=one.rule.article,
            asks=one.rule.asks,
            verdict=one.finding.verdict.value,
            text=one.finding.text,
            remedy=one.finding.remedy,
        )
        for one in found.checked
    ]


def use_item(use: OpenLicenceUse) -> LicenceUseItem:
    """Return a use as it is told."""
    return LicenceUseItem(
        id=use.id or 0,
        licensee=use.licensee,
        standing=use.standing,
        note=use.note,
        notified_on=use.notified_on,
        filed_on=use.filed_on,
        filing_number=use.filing_number,
        fee_paid_cny=use.fee_paid_cny,
        ended_on=use.ended_on,
        asked_at=use.asked_at,
    )
