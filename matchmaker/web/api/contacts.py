"""Contacts and hidden texts, opened for a purpose, and the consents that let them be opened."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import Forbidden
from matchmaker.services import pair_sides
from matchmaker.services.consents import say_consent
from matchmaker.services.contact_records import RecordKey
from matchmaker.services.contacts import Purpose, open_contact, open_hidden_text
from matchmaker.services.edits import get_patent
from matchmaker.services.kin import load_kin
from matchmaker.services.list_hands import Author
from matchmaker.services.visible_demands import get_visible_by_id
from matchmaker.web.access import AuthorDep, May, SelfDep
from matchmaker.web.api.demands import DemandWords
from matchmaker.web.api.fields import Flag, PathId, PathText, Text
from matchmaker.web.deps import SessionDep
from matchmaker.web.operations.bodies import errors
from models.meeting_enums import Side
from models.patent import Patent
from models.privacy_enums import ConsentPurpose, DisclosurePurpose, HeldIn
from models.queries import accounts as account_queries
from models.queries import privacy as privacy_queries

router = APIRouter(tags=["contacts"], responses=errors(401, 403, 422, 429))

Opener = Annotated[Viewer, Depends(May(Permission.CONTACT_OPEN))]


class PurposeForm(BaseModel):
    """For what something is opened; text: in one's own words, which are kept."""

    model_config = ConfigDict(extra="forbid")

    purpose: DisclosurePurpose = Field(examples=[DisclosurePurpose.DOCKING])
    text: Annotated[Text, Field(min_length=1, max_length=500, examples=["约定试验时间"])]

    def said(self) -> Purpose:
        """Return it as services take it."""
        return Purpose(self.purpose, self.text)


class ContactView(BaseModel):
    """A person to speak to; what is not known is empty."""

    name: str = Field(examples=["张三"])
    phone: str = Field(examples=["13800138000"])
    email: str


class OpenedText(BaseModel):
    """The text of a demand that was opened."""

    id: int
    number: str
    title: str
    words: DemandWords


class PairConsentView(BaseModel):
    """Which sides of a pair let the other see their contact; both have to."""

    demand_id: int
    patent: str = Field(description="申请号", examples=["202310012345.6"])
    enterprise: bool
    institution: bool


class ConsentForm(BaseModel):
    """What the own organisation says about a purpose; given: false for no."""

    model_config = ConfigDict(extra="forbid")

    given: Flag


class ConsentView(BaseModel):
    """What the own organisation said last about a purpose; given: null where it said nothing."""

    purpose: ConsentPurpose
    label: str = Field(examples=["自动推送"])
    given: bool | None
    actor: str
    made_at: datetime | None


@router.post(
    "/demands/{demand_id}/contact", operation_id="open_demand_contact", responses=errors(404)
)
def open_demand_contact(
    demand_id: PathId, form: PurposeForm, viewer: Opener, author: AuthorDep, session: SessionDep
) -> ContactView:
    """Show the contact of a demand, and keep a record of who saw it for what."""
    return _open(session, viewer, RecordKey(HeldIn.DEMAND, demand_id), form, author)


@router.post("/patents/{number}/contact", operation_id="open_patent_contact", responses=errors(404))
def open_patent_contact(
    number: PathText, form: PurposeForm, viewer: Opener, author: AuthorDep, session: SessionDep
) -> ContactView:
    """Show the contact of a patent, and keep a record of who saw it for what."""
    key = RecordKey(HeldIn.PATENT, get_patent(session, number).id or 0)
    return _open(session, viewer, key, form, author)


@router.post("/demands/{demand_id}/text", operation_id="open_demand_text", responses=errors(404))
def open_demand_text(
    demand_id: PathId, form: PurposeForm, viewer: Opener, author: AuthorDep, session: SessionDep
) -> OpenedText:
    """Show the text of a hidden demand to who organises, and keep a record of it."""
    seen = get_visible_by_id(session, viewer, demand_id)
    view = open_hidden_text(session, viewer, seen, form.said(), author)
    session.commit()
    if view.texts is None:
        raise AssertionError("what has been opened has a text")
    words = DemandWords.model_validate(view.texts, from_attributes=True)
    return OpenedText(id=view.id, number=view.number, title=view.texts.title, words=words)


@router.get(
    "/demands/{demand_id}/consents/{number}",
    operation_id="get_pair_consent",
    responses=errors(404),
)
def read_pair_consent(
    demand_id: PathId, number: PathText, viewer: Opener, session: SessionDep
) -> PairConsentView:
    """Return which sides of a pair agree, to either of them."""
    patent = get_patent(session, number)
    agreed = pair_sides.read_standing(session, viewer, demand_id, patent)
    return _pair_view(demand_id, patent, agreed)


@router.put(
    "/demands/{demand_id}/consents/{number}",
    operation_id="put_pair_consent",
    responses=errors(404),
)
def agree_to_pair(
    demand_id: PathId, number: PathText, viewer: Opener, author: AuthorDep, session: SessionDep
) -> PairConsentView:
    """Let the other side of a pair see the own contact once it agrees, too."""
    patent = get_patent(session, number)
    agreed = pair_sides.agree(session, viewer, demand_id, patent, author)
    session.commit()
    return _pair_view(demand_id, patent, agreed)


@router.delete(
    "/demands/{demand_id}/consents/{number}",
    operation_id="delete_pair_consent",
    responses=errors(404),
)
def withdraw_from_pair(
    demand_id: PathId, number: PathText, viewer: Opener, author: AuthorDep, session: SessionDep
) -> PairConsentView:
    """Take the own consent to a pair back; from now on neither side sees the other's contact."""
    patent = get_patent(session, number)
    agreed = pair_sides.withdraw(session, viewer, demand_id, patent, author)
    session.commit()
    return _pair_view(demand_id, patent, agreed)


@router.get("/me/consents", operation_id="list_own_consents")
def list_own_consents(viewer: SelfDep, session: SessionDep) -> list[ConsentView]:
    """Return what the own organisation says about each purpose."""
    return _consents(session, _own_organisation(session, viewer))


@router.put("/me/consents/{purpose}", operation_id="put_own_consent")
def say_own_consent(
    purpose: ConsentPurpose,
    form: ConsentForm,
    viewer: SelfDep,
    author: AuthorDep,
    session: SessionDep,
) -> list[ConsentView]:
    """Agree or object for the own organisation; what it said last is what holds."""
    organisation_id = _own_organisation(session, viewer)
    say_consent(session, organisation_id, purpose, author, given=form.given)
    session.commit()
    return _consents(session, organisation_id)


def _open(
    session: Session, viewer: Viewer, key: RecordKey, form: PurposeForm, author: Author
) -> ContactView:
    contact = open_contact(session, viewer, key, form.said(), author)
    # Nothing is shown before it is written down.
    session.commit()
    return ContactView(name=contact.name, phone=contact.phone, email=contact.email)


def _own_organisation(session: Session, viewer: Viewer) -> int:
    account = account_queries.get_account(session, viewer.account_id or 0)
    if account.organisation_id is None:
        raise Forbidden("您的账号不属于任何单位，不能代单位表示同意。请由单位自己的账号办理")
    return account.organisation_id


def _consents(session: Session, organisation_id: int) -> list[ConsentView]:
    records = load_kin(session).same([organisation_id])
    last = {
        purpose: privacy_queries.last_consent(session, records, purpose)
        for purpose in ConsentPurpose
    }
    return [
        ConsentView(
            purpose=purpose,
            label=purpose.label,
            given=said.given if said else None,
            actor=said.actor if said else "",
            made_at=said.made_at if said else None,
        )
        for purpose, said in last.items()
    ]


def _pair_view(demand_id: int, patent: Patent, agreed: dict[Side, bool]) -> PairConsentView:
    return PairConsentView(
        demand_id=demand_id,
        patent=patent.display_number,
        enterprise=agreed[Side.ENTERPRISE],
        institution=agreed[Side.INSTITUTION],
    )
