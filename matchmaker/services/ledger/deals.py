"""Contracts and intents: one is one record, whoever reports it and however often.

An assignment counts when it is registered, a licence when it is filed, and one contract once, as
the statistics of the national office have it. Who reports what is known already adds a report to
it, not a contract.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from matchmaker.errors import BadQuery
from matchmaker.ledger.deal_key import deal_key
from matchmaker.services.audit import append
from matchmaker.services.kept_records.changes import (
    require_reason,
    require_revision,
    snapshot,
    write_change,
)
from matchmaker.services.ledger.deal_words import DealWords, check_words
from matchmaker.services.list_hands import Author
from models.audit import AuditKind
from models.errors import Conflict
from models.ledger import Deal, DealPatent, DealReport
from models.queries import demands as demand_queries
from models.queries import events as event_queries
from models.queries import ledger as ledger_queries
from models.queries import organisations as organisation_queries
from models.queries import patents as patent_queries
from models.values.org_name import org_key
from models.values.patent_number import PatentNumber
from models.values.region import find_region

# What two reports of one contract may tell otherwise, so that somebody has to look.
DIFFERING = (
    "licence_kind",
    "giver_city",
    "amount_cny",
    "signed_on",
    "registered_on",
    "patents",
)


@dataclass(frozen=True)
class Reported:
    """A contract; made: whether it was not known before; differs: what was said otherwise."""

    deal: Deal
    made: bool
    differs: tuple[str, ...] = ()


def record_deal(
    session: Session, words: DealWords, city_code: str | None, author: Author
) -> Reported:
    """Keep a contract, or add the report of one that is known.

    city_code: for which city it is reported, None for the province. Raises BadQuery for words that
    cannot be, InvalidValue for a patent's number, NotFound for event, demand or followed contract.
    """
    fresh = Deal(
        kind=words.kind,
        giver_name="",
        taker_name="",
        actor=author.actor,
        recorded_at=author.at,
    )
    patents = _say(session, fresh, words, author)
    known = ledger_queries.find_deal_of_key(session, fresh.key or "")
    said = snapshot(fresh, tuple(one.number for one in patents))
    if known is not None:
        differs = _differs(session, known, said)
        _report(session, known, said, city_code, author)
        return Reported(known, made=False, differs=differs)
    ledger_queries.add_deal(session, fresh)
    _set_patents(session, fresh, patents)
    _report(session, fresh, said, city_code, author)
    write_change(session, fresh, ({}, said), "", author)
    _log(session, fresh, "登记", author)
    return Reported(fresh, made=True)


def correct_deal(
    session: Session,
    deal_id: int,
    revision: int,
    words: DealWords,
    reason: str,
    author: Author,
) -> Deal:
    """Correct a contract.

    Raises as record_deal does, and Conflict where it is void, was changed meanwhile, or would be
    the same as another contract.
    """
    deal = _hold(session, deal_id, revision)
    why = require_reason(reason)
    before = snapshot(deal, _numbers(session, deal))
    with session.no_autoflush:
        patents = _say(session, deal, words, author)
        other = ledger_queries.find_deal_of_key(session, deal.key or "")
    if other is not None and other.id != deal.id:
        raise Conflict(
            f"改后与台账第 {other.id} 号合同相同（{other.giver_name}→{other.taker_name}）。"
            "同一份合同只记一次，请把其中一条作废"
        )
    after = snapshot(deal, tuple(one.number for one in patents))
    if after == before:
        raise BadQuery("没有改动任何内容。请修改后再保存")
    session.add(deal)
    session.flush()
    _set_patents(session, deal, patents)
    write_change(session, deal, (before, after), why, author)
    _log(session, deal, "更正", author)
    return deal


def void_deal(session: Session, deal_id: int, revision: int, reason: str, author: Author) -> Deal:
    """Take a contract back; it counts no longer and stays to be read."""
    deal = _hold(session, deal_id, revision)
    why = require_reason(reason)
    numbers = _numbers(session, deal)
    before = snapshot(deal, numbers)
    deal.is_void, deal.key = True, None
    session.add(deal)
    session.flush()
    write_change(session, deal, (before, snapshot(deal, numbers)), why, author)
    _log(session, deal, "作废", author)
    return deal


def _hold(session: Session, deal_id: int, revision: int) -> Deal:
    deal = ledger_queries.hold_deal(session, deal_id)
    require_revision(deal, revision)
    if deal.is_void:
        raise Conflict("这份合同已作废，不能再改。请另行登记")
    return deal


def _say(session: Session, deal: Deal, words: DealWords, author: Author) -> list[DealPatent]:
    """Bring a contract to what is said of it; return its patents, not yet stored."""
    check_words(words, author.at.date())
    giver, taker = words.giver.strip(), words.taker.strip()
    bodies = [organisation_queries.find_by_name(session, name) for name in (giver, taker)]
    deal.kind, deal.licence_kind = words.kind, words.licence_kind
    deal.title, deal.note = words.title.strip(), words.note.strip()
    deal.giver_name, deal.taker_name = giver, taker
    deal.giver_id, deal.taker_id = (None if one is None else one.id for one in bodies)
    cities = [
        _city(typed, None if body is None else body.city_code)
        for typed, body in zip((words.giver_city, words.taker_city), bodies, strict=True)
    ]
    deal.giver_city, deal.taker_city = cities
    if deal.giver_city is None:
        who = words.kind.parties[0]
        raise BadQuery(f"不知道{who}“{giver}”在哪个市州。请写明所在地，合同按它计入市州")
    deal.amount_cny = words.amount_cny
    deal.signed_on, deal.registered_on = words.signed_on, words.registered_on
    deal.number = words.number.strip()
    deal.event_id = event_queries.get_event(session, words.event).id if words.event else None
    demand = demand_queries.get_demand(session, words.demand) if words.demand else None
    deal.demand_id = None if demand is None else demand.id
    deal.follows_id = _followed(session, deal, words.follows)
    patents = _read_patents(session, words.patents)
    deal.key = deal_key(
        words.kind,
        deal.number,
        (org_key(giver), org_key(taker)),
        [one.number for one in patents],
        words.signed_on,
    )
    return patents


def _city(typed: str, known: str | None) -> str | None:
    if not typed.strip():
        return known
    region = find_region(typed)
    if region is None:
        raise BadQuery(f"认不出所在地“{typed.strip()}”。请写市州名称，如“宜昌”")
    # Counting goes by cities: the first four figures of a code, but for those under the province.
    return region.code if region.code.startswith("4290") else f"{region.code[:4]}00"


def _followed(session: Session, deal: Deal, follows: int | None) -> int | None:
    if follows is None:
        return None
    before = ledger_queries.get_deal(session, follows)
    if before.id == deal.id or before.is_void:
        raise BadQuery(f"第 {follows} 号合同已作废，或就是这份合同，不能由它承接。请核对编号")
    taken = ledger_queries.followed_deals(session).get(follows)
    if taken is not None and taken != deal.id:
        raise Conflict(f"第 {follows} 号合同已由第 {taken} 号合同承接。请核对编号")
    return follows


def _read_patents(session: Session, numbers: Sequence[str]) -> list[DealPatent]:
    keys = list(dict.fromkeys(PatentNumber.parse(text).key for text in numbers))
    known = patent_queries.by_numbers(session, keys)
    return [
        DealPatent(
            deal_id=0,
            position=position,
            patent_id=known[key].id if key in known else None,
            number=known[key].display_number if key in known else PatentNumber.parse(key).display,
            title=known[key].title if key in known else "",
        )
        for position, key in enumerate(keys)
    ]


def _set_patents(session: Session, deal: Deal, patents: Sequence[DealPatent]) -> None:
    for stored in ledger_queries.patents_of(session, [deal.id or 0]).get(deal.id or 0, []):
        session.delete(stored)
    session.flush()
    for patent in patents:
        patent.deal_id = deal.id or 0
        session.add(patent)
    session.flush()


def _numbers(session: Session, deal: Deal) -> tuple[str, ...]:
    known = ledger_queries.patents_of(session, [deal.id or 0]).get(deal.id or 0, [])
    return tuple(one.number for one in known)


def _differs(session: Session, known: Deal, said: dict[str, object]) -> tuple[str, ...]:
    """Return which of the figures a report tells otherwise; what it leaves empty is not told."""
    stands = snapshot(known, _numbers(session, known))
    return tuple(name for name in DIFFERING if said[name] and said[name] != stands[name])


def _report(
    session: Session,
    deal: Deal,
    said: dict[str, object],
    city_code: str | None,
    author: Author,
) -> None:
    report = DealReport(
        deal_id=deal.id or 0,
        city_code=city_code,
        said=said,
        actor=author.actor,
        reported_at=author.at,
    )
    session.add(report)
    session.flush()


def _log(session: Session, deal: Deal, act: str, author: Author) -> None:
    details = {"act": act, "kind": deal.kind.value, "giver": deal.giver_name}
    append(session, AuditKind.LEDGER_CHANGE, f"合同 {deal.id}", details, author)
