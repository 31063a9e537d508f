"""Steps of open licences, written down beside the audit log."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

from matchmaker.services import audit
from matchmaker.services.listing_sight import Acting
from models.audit import AuditKind
from models.licence_enums import OpenLicenceAct
from models.open_licence import OpenLicence, OpenLicenceStep, OpenLicenceUse
from models.patent import Patent


@dataclass(frozen=True)
class Deed:
    """What was done, to a declaration or to a use of it; before, after: as differing() tells."""

    act: OpenLicenceAct
    before: Mapping[str, str]
    after: Mapping[str, str]
    note: str = ""
    use: OpenLicenceUse | None = None


def log_deed(session: Session, who: Acting, licence: OpenLicence, deed: Deed) -> None:
    """Write a step and the record of the audit log; do it last in a transaction."""
    step = OpenLicenceStep(
        open_licence_id=licence.id or 0,
        use_id=None if deed.use is None else deed.use.id,
        act=deed.act,
        before=dict(deed.before),
        after=dict(deed.after),
        note=deed.note.strip(),
        actor=who.author.actor.strip(),
        role=who.viewer.role,
        account_id=who.account_id,
        made_at=who.author.at,
    )
    session.add(step)
    session.flush()
    number = session.get_one(Patent, licence.patent_id).display_number
    details: dict[str, object] = {
        "act": deed.act.value,
        "organisation": licence.organisation_id,
        "fields": sorted(deed.after),
    }
    if deed.use is not None:
        details["licensee"] = deed.use.licensee
    audit.append(session, AuditKind.OPEN_LICENCE_CHANGED, number, details, who.author)
