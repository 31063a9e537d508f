"""Who uses a patent under its open licence: asked for by firms, kept up by the owner.

Whoever wants to use tells the owner in writing and pays what was announced (Patent Law of the PRC,
art. 51); the licence is then filed (Implementing Rules, rule 87). What was begun before a
withdrawal goes on (art. 50).
"""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Viewer
from matchmaker.errors import BadQuery, Forbidden
from matchmaker.services.edits import get_patent
from matchmaker.services.listing_case import require_name
from matchmaker.services.listing_sight import Acting
from matchmaker.services.listing_terms import today_of
from matchmaker.services.open_licence_log import Deed, log_deed
from matchmaker.services.open_licence_words import LABELS, differing, tell_use
from matchmaker.services.open_licences import has_run_out, owned_licence, seen_licence
from matchmaker.services.ownership import owned_organisation
from models.errors import Conflict
from models.licence_enums import OpenLicenceAct, OpenLicenceState
from models.open_licence import OpenLicence, OpenLicenceUse
from models.queries import open_licences as licence_queries
from models.queries import organisations as organisation_queries
from models.values.money import Money
from models.values.text import clean, clean_block

# A use begins and ends in this order.
_DAYS = ("notified_on", "filed_on", "ended_on")


@dataclass(frozen=True)
class UseWords:
    """What an owner says of a use; fee_paid: as a person writes it, empty for nothing paid yet."""

    licensee: str = ""
    notified_on: date | None = None
    filed_on: date | None = None
    filing_number: str = ""
    fee_paid: str = ""
    ended_on: date | None = None
    note: str = ""


def ask_to_use(session: Session, who: Acting, number: str, note: str = "") -> OpenLicenceUse:
    """Tell the owner of a patent that a firm wants to use it under its open licence.

    No contact is told with it. Raises NotFound or InvalidValue for a number, Conflict where no
    open licence is announced or the firm has asked already, NotSignedIn or Forbidden.
    """
    require_name(who)
    firm = organisation_queries.get_survivor(session, _own_body(who.viewer))
    who.viewer.require(Permission.OPEN_LICENCE_ASK, owned_organisation(firm))
    patent = get_patent(session, number)
    found = licence_queries.announced_of(session, patent.id or 0)
    if found is None:
        raise Conflict("这件专利没有已公告的开放许可。可以登记需求，与权利人另行商谈")
    if has_run_out(found, today_of(who.author)):
        raise Conflict(f"这项开放许可的期限已于 {found.term_until} 结束。可以与权利人另行商谈")
    licence = licence_queries.hold_licence(session, found.id or 0)
    if licence_queries.open_use(session, licence.id or 0, firm.id or 0) is not None:
        raise Conflict("贵单位已提出过使用请求，权利人会看到，不必重复提出")
    use = OpenLicenceUse(
        open_licence_id=licence.id or 0,
        organisation_id=firm.id,
        licensee=firm.name,
        note=clean_block(note),
        actor=who.author.actor.strip(),
        asked_at=who.author.at,
    )
    _store(session, who, licence, use, {}, OpenLicenceAct.USE_ASKED)
    return use


def record_use(
    session: Session, who: Acting, licence_id: int, said: UseWords, use_id: int | None = None
) -> OpenLicenceUse:
    """Write down what an owner knows of a use, of a new one without use_id.

    Raises NotFound for declarations of which the viewer may not know and for uses of others,
    Conflict for a new use of what is not announced, BadQuery and InvalidValue for what cannot be.
    """
    require_name(who)
    seen = seen_licence(session, who.viewer, licence_id)
    who.viewer.require(Permission.OPEN_LICENCE_WRITE, owned_licence(session, seen))
    licence = licence_queries.hold_licence(session, licence_id)
    if use_id is None:
        if licence.state is not OpenLicenceState.ANNOUNCED:
            raise Conflict(f"这项开放许可{licence.state.label}，不能登记新的使用单位")
        use = OpenLicenceUse(
            open_licence_id=licence_id,
            licensee="",
            actor=who.author.actor.strip(),
            asked_at=who.author.at,
        )
        before: dict[str, str] = {}
    else:
        use = licence_queries.get_use(session, licence_id, use_id)
        before = tell_use(use)
    _write(session, use, said)
    _check(licence, use, today_of(who.author))
    _store(session, who, licence, use, before, OpenLicenceAct.USE_CHANGED)
    return use


def own_use_standing(session: Session, viewer: Viewer, patent_id: int) -> str:
    """Return where the request or use of the viewer's firm stands, empty where there is none."""
    licence = licence_queries.announced_of(session, patent_id)
    if licence is None or viewer.organisation_id is None:
        return ""
    firm = organisation_queries.get_survivor(session, viewer.organisation_id)
    use = licence_queries.open_use(session, licence.id or 0, firm.id or 0)
    return "" if use is None else use.standing


def _own_body(viewer: Viewer) -> int:
    if viewer.organisation_id is None:
        viewer.require(Permission.OPEN_LICENCE_ASK)
        raise Forbidden("使用请求由企业自己的账号提出")
    return viewer.organisation_id


def _write(session: Session, use: OpenLicenceUse, said: UseWords) -> None:
    # The name of a firm that asked itself is its own.
    if use.organisation_id is None:
        use.licensee = clean(said.licensee)
        known = organisation_queries.find_by_name(session, use.licensee) if use.licensee else None
        if known is not None:
            use.organisation_id = organisation_queries.get_survivor(session, known.id or 0).id
    for name in _DAYS:
        setattr(use, name, getattr(said, name))
    use.filing_number = clean(said.filing_number)
    use.fee_paid_cny = _paid(said.fee_paid)
    use.note = clean_block(said.note) or use.note


def _check(licence: OpenLicence, use: OpenLicenceUse, today: date) -> None:
    if not use.licensee:
        raise BadQuery("请填写使用单位的名称")
    if use.filed_on is not None and not use.filing_number:
        raise BadQuery("已备案的请填写备案编号")
    if use.filing_number and use.filed_on is None:
        raise BadQuery("填写了备案编号，请同时填写备案日")
    last, of = licence.announced_on, "公告日"
    for name in _DAYS:
        day: date | None = getattr(use, name)
        if day is None:
            continue
        if day > today:
            raise BadQuery(f"{LABELS[name]} {day} 还没有到，请填写已经发生的日期")
        if last is not None and day < last:
            raise BadQuery(f"{LABELS[name]} {day} 早于{of} {last}，请核对")
        last, of = day, LABELS[name]


def _paid(text: str) -> int | None:
    if not text.strip():
        return None
    found = Money.parse(text)
    low = found.low_cny
    if low is None or low != found.high_cny or low != int(low):
        raise BadQuery("已付使用费请填写确定的整元数额，例如 50000 或 5万元")
    return int(low)


def _store(
    session: Session,
    who: Acting,
    licence: OpenLicence,
    use: OpenLicenceUse,
    before: dict[str, str],
    act: OpenLicenceAct,
) -> None:
    old, new = differing(before, tell_use(use))
    if not new:
        raise BadQuery("没有改动任何内容，所以没有保存")
    session.add(use)
    session.flush()
    log_deed(session, who, licence, Deed(act, old, new, use=use))
