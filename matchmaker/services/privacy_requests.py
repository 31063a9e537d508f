"""What persons ask for: written down, due in fifteen working days, answered; and corrections.

The law says "in time" (PIPL art. 50). Fifteen working days are what is asked of apps (App 违法违规
收集使用个人信息行为认定方法, 2019, 6), and within the thirty days of GB/T 35273-2020, 8.7.
"""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from matchmaker.china_time import CHINA
from matchmaker.errors import BadQuery
from matchmaker.events.working_days import working_days_after
from matchmaker.services.audit import append
from matchmaker.services.contact_records import Contact, RecordKey, contact_of, get_holder
from matchmaker.services.list_hands import Author
from matchmaker.services.provenance import EDIT_MARK, noted
from models.audit import AuditKind
from models.enums import RecordKind
from models.errors import Conflict
from models.open_licence import OpenLicence
from models.participant import Participant
from models.patent import Patent
from models.privacy import PrivacyRequest
from models.privacy_enums import RequestKind
from models.product import Product
from models.provenance import RecordEdit
from models.queries import organisations as organisation_queries
from models.queries import privacy as privacy_queries
from models.queries.read_rows import forget_rows

ANSWER_WORKING_DAYS = 15


@dataclass(frozen=True)
class Correction:
    """What a contact is to be; None leaves what stands there."""

    name: str | None = None
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True)
class Asked:
    """What a person asks for; organisation_id: where they are a contact."""

    organisation_id: int
    kind: RequestKind
    applicant: str
    text: str = ""


def receive_request(session: Session, asked: Asked, author: Author) -> PrivacyRequest:
    """Write down what a person asks for; raise NotFound or, without an applicant, BadQuery."""
    if not asked.applicant.strip():
        raise BadQuery("请写明申请人")
    organisation_queries.get_organisation(session, asked.organisation_id)
    received_on = author.at.astimezone(CHINA).date()
    made = PrivacyRequest(
        organisation_id=asked.organisation_id,
        kind=asked.kind,
        applicant=asked.applicant.strip(),
        text=asked.text.strip(),
        received_by=author.actor,
        received_at=author.at,
        due_on=working_days_after(received_on, ANSWER_WORKING_DAYS).day,
    )
    session.add(made)
    session.flush()
    return made


def answer_request(
    session: Session, request_id: int, answer: str, author: Author
) -> PrivacyRequest:
    """Write down what was answered; raise NotFound, BadQuery, or Conflict where it was already."""
    if not answer.strip():
        raise BadQuery("请写明答复的内容")
    found = privacy_queries.get_request(session, request_id)
    require_open(found)
    found.answer, found.answered_by, found.answered_at = answer.strip(), author.actor, author.at
    session.add(found)
    session.flush()
    return found


def refuse_request(
    session: Session, request_id: int, reason: str, author: Author
) -> PrivacyRequest:
    """Answer that what is asked for is not done, and why; raise as answer_request does."""
    if not reason.strip():
        raise BadQuery("请写明不予办理的理由，申请人会看到")
    return answer_request(session, request_id, f"不予办理：{reason.strip()}", author)


def require_open(request: PrivacyRequest) -> None:
    """Raise Conflict where a request has been answered."""
    if request.answered_at is not None:
        raise Conflict(f"申请 {request.id} 已由 {request.answered_by} 答复")


def require_kind(request: PrivacyRequest, kind: RequestKind) -> None:
    """Raise Conflict where something else is asked for."""
    if request.kind is not kind:
        raise Conflict(f"申请 {request.id} 是{request.kind.label}，不是{kind.label}。请核对编号")


def is_late(request: PrivacyRequest, today: date) -> bool:
    """Whether a request should have been answered by now."""
    return request.answered_at is None and today > request.due_on


def correct_contact(
    session: Session, key: RecordKey, correction: Correction, author: Author
) -> Contact:
    """Set the contact of a record as its person wants it; imports keep it. Return what stands now.

    Raises NotFound, and BadQuery where nothing is to be set or the record has no such column.
    """
    holder = get_holder(session, key)
    wanted = {
        "contact_name": correction.name,
        "contact_phone": correction.phone,
        "contact_email": correction.email,
    }
    said = {name: text.strip() for name, text in wanted.items() if text is not None}
    if not said:
        raise BadQuery("请至少给出姓名、电话、邮箱中的一项")
    if "contact_email" in said and not isinstance(holder, Patent):
        raise BadQuery(f"{key.kind.label}没有邮箱一栏，请只改姓名和电话")
    for name, value in said.items():
        if not isinstance(holder, Participant | OpenLicence | Product):
            edit = RecordEdit(
                record_kind=RecordKind(key.kind.value),
                record_id=key.id,
                field=name,
                old_value=noted(name, getattr(holder, name)),
                new_value=noted(name, value),
                actor=author.actor,
                made_at=author.at,
            )
            session.add(edit)
            session.flush()
            holder.field_sources = {**holder.field_sources, name: f"{EDIT_MARK}{edit.id}"}
        setattr(holder, name, value)
    session.add(holder)
    session.flush()
    if not isinstance(holder, Participant | OpenLicence | Product):
        forget_rows(session, RecordKind(key.kind.value), [key.id])
    details = {"fields": sorted(said)}
    append(session, AuditKind.CONTACT_CORRECTED, key.text, details, author)
    return contact_of(holder)
