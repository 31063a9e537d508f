"""Open a contact or a hidden text: for a purpose, on a ground, with a record of both.

Whoever opens something gets it only together with the disclosure and the record of the audit log,
which stand in the same transaction (PIPL arts. 5, 6, 23, 56; Data Security Law, art. 38).
"""

from dataclasses import dataclass, replace

from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.secrecy import Sight
from matchmaker.access.viewer import Owned, Viewer
from matchmaker.errors import BadQuery, Forbidden
from matchmaker.services.audit import append
from matchmaker.services.consents import has_objected
from matchmaker.services.contact_records import (
    Contact,
    ContactHolder,
    HeldContact,
    RecordKey,
    get_holder,
    held_contact,
)
from matchmaker.services.kin import Kin, load_kin
from matchmaker.services.list_hands import Author
from matchmaker.services.visible_demands import (
    DemandView,
    load_sights,
    texts_of,
    widened,
)
from models.audit import AuditKind
from models.demand import Demand
from models.errors import NotFound
from models.patent import Patent
from models.privacy import Disclosure
from models.privacy_enums import (
    ConsentPurpose,
    Disclosed,
    DisclosureGround,
    DisclosurePurpose,
    HeldIn,
)
from models.queries import demands as demand_queries
from models.queries import patents as patent_queries
from models.queries import privacy as privacy_queries

LONGEST_PURPOSE = 500


@dataclass(frozen=True)
class Purpose:
    """For what something is opened: one of the list, and in the words of whoever opens it."""

    kind: DisclosurePurpose
    text: str


@dataclass(frozen=True)
class _Shown:
    """What is written down of something that is opened."""

    what: Disclosed
    key: RecordKey
    organisation_id: int | None
    purpose: Purpose
    ground: DisclosureGround


def open_contact(
    session: Session, viewer: Viewer, key: RecordKey, purpose: Purpose, author: Author
) -> Contact:
    """Return the contact of a record, and write down that it was shown.

    To organisers by their role, within their reach; to members of an organisation their own, and
    that of the other party of a pair to which both sides agree. Raises BadQuery without a purpose,
    NotFound for a record that is not there, that may not be known of or that has no contact, and
    NotSignedIn or Forbidden.
    """
    said = _checked(purpose)
    kin = load_kin(session)
    holder = _get_known(session, viewer, key)
    held = held_contact(session, holder)
    ground = _ground(session, viewer, holder, held, kin)
    if held.contact.is_empty:
        raise NotFound(f"该{key.kind.label}没有留下联系方式。请通过单位公开电话联系")
    shown = _Shown(Disclosed.CONTACT, key, held.organisation_id, said, ground)
    _write(session, viewer, shown, author)
    return held.contact


def open_hidden_text(
    session: Session, viewer: Viewer, view: DemandView, purpose: Purpose, author: Author
) -> DemandView:
    """Return a demand with its text; write it down where the viewer sees but that it exists.

    view: the demand as the viewer sees it. Raises BadQuery without a purpose.
    """
    said = _checked(purpose)
    if view.sight is Sight.FULL:
        return view
    demand = demand_queries.by_ids(session, [view.id])[view.id]
    key = RecordKey(HeldIn.DEMAND, view.id)
    shown = _Shown(Disclosed.HIDDEN_TEXT, key, demand.organisation_id, said, DisclosureGround.ROLE)
    _write(session, viewer, shown, author)
    return replace(view, texts=texts_of(demand))


def _checked(purpose: Purpose) -> Purpose:
    text = purpose.text.strip()
    if not text:
        raise BadQuery("请写明查看的用途，例如：通知 6 月 18 日对接会的到场时间")
    if len(text) > LONGEST_PURPOSE:
        raise BadQuery(f"查看的用途请写在 {LONGEST_PURPOSE} 字以内")
    return Purpose(purpose.kind, text)


def _get_known(session: Session, viewer: Viewer, key: RecordKey) -> ContactHolder:
    """Return the record; of a demand that the viewer may not know of, as if it were not there."""
    hidden = key.kind is HeldIn.DEMAND and key.id not in load_sights(session, viewer, [key.id])
    if hidden:
        raise NotFound(f"没有编号为 {key.id} 的{key.kind.label}")
    return get_holder(session, key)


def _ground(
    session: Session, viewer: Viewer, holder: ContactHolder, held: HeldContact, kin: Kin
) -> DisclosureGround:
    """Return on what ground the viewer may be shown a contact; raise Forbidden or NotSignedIn."""
    viewer.require(Permission.CONTACT_OPEN)
    if viewer.is_organiser:
        viewer.require(Permission.CONTACT_OPEN, held.owned)
        return DisclosureGround.ROLE
    wide = widened(viewer, kin)
    if wide.may(Permission.CONTACT_OPEN, Owned(organisations=held.owned.organisations)):
        return DisclosureGround.OWN
    if not _is_agreed(session, wide, holder):
        raise Forbidden("双方都同意交换联系方式后才能查看。请先在该配对中表示同意，并等待对方同意")
    if held.organisation_id is not None and has_objected(
        session, held.organisation_id, ConsentPurpose.CONTACTS
    ):
        raise Forbidden("对方已声明不向其他单位提供联系方式。请通过主办方转达")
    return DisclosureGround.CONSENT


def _is_agreed(session: Session, viewer: Viewer, holder: ContactHolder) -> bool:
    """Whether the record belongs to a pair whose other side is the viewer's, and both agree."""
    own = viewer.organisations
    if isinstance(holder, Demand):
        pairs = privacy_queries.agreed_pairs(session, demand_id=holder.id)
        owners = patent_queries.owner_ids(session, [patent for _, patent in pairs])
        return any(own & set(owners.get(patent, ())) for _, patent in pairs)
    if isinstance(holder, Patent):
        pairs = privacy_queries.agreed_pairs(session, patent_id=holder.id)
        demands = demand_queries.by_ids(session, [demand for demand, _ in pairs])
        return any(demand.organisation_id in own for demand in demands.values())
    return False


def _write(session: Session, viewer: Viewer, shown: _Shown, author: Author) -> None:
    """Write down what is shown; neither record holds anything of it."""
    session.add(
        Disclosure(
            account_id=viewer.account_id,
            viewer=author.actor,
            role=viewer.role,
            what=shown.what,
            record_kind=shown.key.kind,
            record_id=shown.key.id,
            organisation_id=shown.organisation_id,
            purpose=shown.purpose.kind,
            purpose_text=shown.purpose.text,
            ground=shown.ground,
            made_at=author.at,
        )
    )
    session.flush()
    kind = AuditKind.CONTACT_VIEW if shown.what is Disclosed.CONTACT else AuditKind.HIDDEN_TEXT_VIEW
    details = {
        "purpose": shown.purpose.kind.value,
        "purpose_text": shown.purpose.text,
        "ground": shown.ground.value,
        "account": viewer.account_id,
    }
    append(session, kind, shown.key.text, details, author)
