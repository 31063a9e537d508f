"""Declarations of open licences: prepared by owners, and what CNIPA has made of them.

The service prepares what an owner files and writes down what became of it; it announces nothing
(Patent Law of the PRC, art. 50).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Owned, Viewer
from matchmaker.errors import BadQuery
from matchmaker.licensing.facts import Finding
from matchmaker.licensing.rules import RULES, barred, check_all
from matchmaker.services.edits import get_patent
from matchmaker.services.licensing_facts import facts_of, load_known
from matchmaker.services.listing_case import require_name
from matchmaker.services.listing_sight import Acting
from matchmaker.services.listing_terms import today_of
from matchmaker.services.open_licence_log import Deed, log_deed
from matchmaker.services.open_licence_words import ANSWERS, differing, tell_licence
from matchmaker.services.ownership import owned_patent, represented_owner
from models.errors import Conflict
from models.licence_enums import MOVES, OpenLicenceAct
from models.open_licence import OpenLicence
from models.patent import Patent
from models.queries import listings as listing_queries
from models.queries import open_licences as licence_queries
from models.queries import organisations as organisation_queries
from models.queries import patents as patent_queries
from models.values.licence_fee import LicenceFee
from models.values.text import clean, clean_block


@dataclass(frozen=True)
class Declaration:
    """What a declaration is to say.

    fee: as a person writes it, empty for none yet; contact_…: None for what stands there, at first
    for that of the patent; answers: column of ANSWERS → what the owner says, None for nothing.
    """

    fee: str = ""
    term_from: date | None = None
    term_until: date | None = None
    other_terms: str = ""
    contact_name: str | None = None
    contact_phone: str | None = None
    evaluation_report: str = ""
    answers: Mapping[str, bool | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Move:
    """A step of a declaration; day: on which it was taken; number: of the announcement."""

    act: OpenLicenceAct
    day: date | None = None
    number: str = ""
    note: str = ""


def declare(
    session: Session,
    who: Acting,
    number: str,
    said: Declaration,
    organisation_id: int | None = None,
) -> OpenLicence:
    """Keep what an owner intends to declare, as a new declaration or in that which stands.

    Raises NotFound or InvalidValue for a number, InvalidValue for a fee, BadQuery for what cannot
    be, Conflict for one that has been filed, NotSignedIn or Forbidden for the patents of others.
    """
    require_name(who)
    patent = get_patent(session, number)
    who.viewer.require(Permission.OPEN_LICENCE_WRITE, owned_patent(session, patent))
    fee = LicenceFee.parse(said.fee) if said.fee.strip() else None
    patent = listing_queries.hold_patent(session, patent.id or 0)
    licence = licence_queries.newest_of(session, patent.id or 0)
    act = OpenLicenceAct.CHANGED
    before: dict[str, str] = {}
    if licence is None or not licence.state.stands:
        licence = _new(session, who, patent, organisation_id)
        _take_contact(session, patent, licence)
        act = OpenLicenceAct.DECLARED
    else:
        _require_editable(session, who, patent, licence)
        before = tell_licence(licence)
    _write(licence, said, fee)
    old, new = differing(before, tell_licence(licence))
    if not new:
        raise BadQuery("没有改动任何内容，所以没有保存")
    _touch(session, who, licence)
    log_deed(session, who, licence, Deed(act, old, new))
    return licence


def move(session: Session, who: Acting, licence_id: int, step: Move) -> OpenLicence:
    """Write down a step that was taken: filed, announced, withdrawn, ended, taken back.

    Raises NotFound for one of which the viewer may not know, Conflict where the state does not
    allow it, BadQuery for days and numbers that cannot be and for what the law bars.
    """
    require_name(who)
    seen = seen_licence(session, who.viewer, licence_id)
    who.viewer.require(Permission.OPEN_LICENCE_MOVE, owned_licence(session, seen))
    licence = licence_queries.hold_licence(session, licence_id)
    goal = MOVES[licence.state].get(step.act)
    if goal is None:
        raise Conflict(f"这项开放许可{licence.state.label}，不能{step.act.label}。请刷新后再看")
    before = tell_licence(licence)
    day = _checked_day(licence, step, today_of(who.author))
    if step.act is OpenLicenceAct.SUBMITTED:
        _require_unbarred(session, licence, today_of(who.author))
        licence.submitted_on = day
    elif step.act is OpenLicenceAct.ANNOUNCED:
        licence.announced_on, licence.announcement_number = day, _announcement(step.number)
    elif step.act is OpenLicenceAct.TAKEN_BACK:
        licence.submitted_on = None
    elif step.act is OpenLicenceAct.WITHDRAWN:
        licence.withdrawn_on = day
    else:
        licence.ended_on = day
    licence.state = goal
    _touch(session, who, licence)
    old, new = differing(before, tell_licence(licence))
    log_deed(session, who, licence, Deed(step.act, old, new, step.note))
    return licence


def check_patent(
    session: Session, patent: Patent, licence: OpenLicence | None, today: date
) -> tuple[Finding, ...]:
    """Return what every rule finds of a patent and its declaration."""
    known = load_known(session, [patent.id or 0])
    return check_all(facts_of(known, patent, licence, today))


def has_run_out(licence: OpenLicence, today: date) -> bool:
    """Whether the last day of the licence is past."""
    return licence.term_until is not None and licence.term_until < today


def owned_licence(session: Session, licence: OpenLicence) -> Owned:
    """Return the owner that has declared, and the city of the patent."""
    patent = session.get_one(Patent, licence.patent_id)
    return Owned(owned_patent(session, patent).cities, frozenset({licence.organisation_id}))


def seen_licence(session: Session, viewer: Viewer, licence_id: int) -> OpenLicence:
    """Return a declaration; raise NotFound for one of which the viewer is not to know, too.

    All owners of its patent see it, and the office within its reach.
    """
    found = licence_queries.get_licence(session, licence_id)
    patent = session.get_one(Patent, found.patent_id)
    if not viewer.may(Permission.OPEN_LICENCE_READ, owned_patent(session, patent)):
        raise licence_queries.unknown_licence(licence_id)
    return found


def _new(session: Session, who: Acting, patent: Patent, organisation_id: int | None) -> OpenLicence:
    may = Permission.OPEN_LICENCE_WRITE
    owner = represented_owner(session, who.viewer, may, patent, organisation_id)
    return OpenLicence(
        patent_id=patent.id or 0,
        organisation_id=owner,
        actor=who.author.actor.strip(),
        made_at=who.author.at,
        changed_at=who.author.at,
    )


def _take_contact(session: Session, patent: Patent, licence: OpenLicence) -> None:
    """Begin with the contact of the patent, which is that of its first owner."""
    owners = patent_queries.owner_ids(session, [licence.patent_id]).get(licence.patent_id, ())
    first = organisation_queries.get_survivor(session, owners[0]) if owners else None
    if first is not None and first.id == licence.organisation_id:
        licence.contact_name = patent.contact_name
        licence.contact_phone = patent.contact_phone


def _require_editable(session: Session, who: Acting, patent: Patent, licence: OpenLicence) -> None:
    if not who.viewer.may(Permission.OPEN_LICENCE_WRITE, owned_licence(session, licence)):
        raise Conflict(f"{patent.display_number} 的开放许可由另一个专利权人登记。请与其联系修改")
    if not licence.state.is_editable:
        raise Conflict(
            f"声明{licence.state.label}，不能再改。未公告的请先退回修改，已公告的请撤回后重新声明"
        )


def _write(licence: OpenLicence, said: Declaration, fee: LicenceFee | None) -> None:
    unheard = sorted(set(said.answers) - set(ANSWERS))
    if unheard:
        raise BadQuery(f"没有“{'、'.join(unheard)}”这一项核对。可用：{'、'.join(ANSWERS)}")
    licence.set_fee(fee)
    licence.term_from, licence.term_until = said.term_from, said.term_until
    licence.other_terms = clean_block(said.other_terms)
    licence.evaluation_report = clean(said.evaluation_report)
    if said.contact_name is not None:
        licence.contact_name = clean(said.contact_name)
    if said.contact_phone is not None:
        licence.contact_phone = clean(said.contact_phone)
    for name in ANSWERS:
        setattr(licence, name, said.answers.get(name))


def _touch(session: Session, who: Acting, licence: OpenLicence) -> None:
    licence.actor, licence.changed_at = who.author.actor.strip(), who.author.at
    session.add(licence)
    session.flush()


def _require_unbarred(session: Session, licence: OpenLicence, today: date) -> None:
    patent = session.get_one(Patent, licence.patent_id)
    found = barred(check_patent(session, patent, licence, today))
    if found:
        told = "；".join(f"{RULES[one.rule].asks}（{one.text}）" for one in found)
        raise BadQuery(f"还有不符合的，不能登记为已提交：{told}。请先办好再提交")


def _checked_day(licence: OpenLicence, step: Move, today: date) -> date:
    day = step.day
    if day is None:
        if step.act is OpenLicenceAct.ANNOUNCED:
            raise BadQuery("请填写国家知识产权局的公告日")
        day = today
    if day > today:
        raise BadQuery(f"{day} 还没有到，请填写已经发生的日期")
    earlier = {"提交日": licence.submitted_on, "公告日": licence.announced_on}
    for name, known in earlier.items():
        if known is not None and day < known:
            raise BadQuery(f"{day} 早于{name} {known}，请核对")
    return day


def _announcement(number: str) -> str:
    found = clean(number)
    if not found:
        raise BadQuery("请填写公告编号。没有公告的请等国家知识产权局公告以后再登记")
    return found
