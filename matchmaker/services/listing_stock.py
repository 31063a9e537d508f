"""Listings that end: which ones, renewed, taken down."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.errors import BadQuery
from matchmaker.services.edits import get_patent, set_values
from matchmaker.services.listing_case import Applied, log_applied, make_step, require_name
from matchmaker.services.listing_sight import Acting
from matchmaker.services.listing_terms import (
    DEFAULT_MONTHS,
    EXPIRING_DAYS,
    MOST_MONTHS,
    check_until,
    today_of,
)
from matchmaker.services.listings import MOST_AT_ONCE
from matchmaker.services.ownership import owned_patent
from models.errors import Conflict, MatchmakerError
from models.listing_enums import Ending, ListingAct
from models.patent import Patent
from models.queries import listings as listing_queries
from models.queries import patents as patent_queries
from models.queries.listings import Scope
from models.values.dates import months_after


@dataclass(frozen=True)
class Renewed:
    """What became of a patent: until when it is listed now, or why nothing was done, in Chinese."""

    patent: str
    listed_until: date | None
    error: str = ""


@dataclass(frozen=True)
class TakenDown:
    """What became of a patent; error: why nothing was done, in Chinese, else empty."""

    patent: str
    error: str = ""


def list_ending(
    session: Session,
    scope: Scope,
    ending: Ending,
    today: date,
    after: Sequence[Any] | None,
    limit: int,
) -> list[Patent]:
    """Return the next patents whose listing ends soon or has ended, the earliest end first.

    after: end and id of the last one that was had. One more than the limit if there are more.
    """
    expired = (None, today - timedelta(days=1))
    days = (today, today + timedelta(days=EXPIRING_DAYS)) if ending is Ending.EXPIRING else expired
    return listing_queries.page_ending(session, scope, days, after, limit)


def renew(
    session: Session, who: Acting, numbers: Sequence[str], until: date | None
) -> list[Renewed]:
    """List patents for longer; return what became of each, in their order.

    until: None for the usual term after the present end, or after today where that is past, but
    never longer than the longest. Raises BadQuery for a day that cannot be and for too many.
    """
    today = today_of(who.author)
    if until is not None:
        check_until(until, today)

    def change(patent: Patent) -> dict[str, Any]:
        if not patent.owner_consents:
            raise Conflict("权利人已撤回推介同意，请重新申报挂牌")
        if patent.listed_until is None and until is None:
            raise Conflict("该专利为长期挂牌，不必续期。要改为有期限的，请写明截止日")
        start = max(today, patent.listed_until or today)
        latest = months_after(today, MOST_MONTHS)
        return {"listed_until": until or min(months_after(start, DEFAULT_MONTHS), latest)}

    done = _each(session, who, numbers, (ListingAct.RENEWED, ""), change)
    return [
        Renewed(number, patent.listed_until if patent else None, error)
        for number, patent, error in done
    ]


def take_down(
    session: Session, who: Acting, numbers: Sequence[str], reason: str, *, for_good: bool
) -> list[TakenDown]:
    """End the listing of patents; return what became of each, in their order.

    for_good: the owner no longer consents, from now on; else today is the last day. The gates then
    say that the owner does not consent, or that the listing has ended. Raises BadQuery without a
    reason and for too many.
    """
    if not reason.strip():
        raise BadQuery("撤下请写明原因")
    today = today_of(who.author)

    def change(patent: Patent) -> dict[str, Any]:
        if not patent.owner_consents:
            raise Conflict("该专利已撤下（权利人未同意推介）")
        if for_good:
            return {"owner_consents": False}
        if patent.listed_until is not None and patent.listed_until <= today:
            raise Conflict(f"该专利的挂牌已定于或已于 {patent.listed_until} 结束")
        return {"listed_until": today}

    done = _each(session, who, numbers, (ListingAct.TAKEN_DOWN, reason), change)
    return [TakenDown(number, error) for number, _, error in done]


def _each(
    session: Session,
    who: Acting,
    numbers: Sequence[str],
    act: tuple[ListingAct, str],
    change: Callable[[Patent], dict[str, Any]],
) -> list[tuple[str, Patent | None, str]]:
    """Change patents and write it down; return number, the patent or why it stays as it was.

    act: with its note. change: patent → column → value, raises MatchmakerError.
    """
    require_name(who)
    if len(numbers) > MOST_AT_ONCE:
        raise BadQuery(f"一次最多办理 {MOST_AT_ONCE} 件，收到 {len(numbers)} 件。请分几次提交")
    ids, errors = _find(session, who, numbers)
    done: dict[str, Patent] = {}
    # In one order, so that two who change the same patents never wait for each other.
    for number, patent_id in sorted(ids.items(), key=lambda item: item[1]):
        patent = listing_queries.hold_patent(session, patent_id)
        try:
            owner, values = _owner(session, who, patent), change(patent)
        except MatchmakerError as error:
            errors[number] = str(error)
            continue
        set_values(session, patent, values, who.author.actor, who.author.at)
        session.add(make_step(who, patent, owner, *act))
        session.flush()
        done[number] = patent
    if done:
        details = {
            "act": act[0].value,
            "patents": {p.display_number: _told(p) for p in done.values()},
            "note": act[1].strip(),
        }
        log_applied(session, Applied(f"{len(done)} 件专利", details), who.author)
    return [(number, done.get(number), errors.get(number, "")) for number in numbers]


def _find(
    session: Session, who: Acting, numbers: Sequence[str]
) -> tuple[dict[str, int], dict[str, str]]:
    """Return number → patent for those that somebody may change, and why the others not."""
    found: dict[str, int] = {}
    errors: dict[str, str] = {}
    for number in numbers:
        try:
            patent = get_patent(session, number)
            who.viewer.require(Permission.PATENT_REVIEW, owned_patent(session, patent))
        except MatchmakerError as error:
            errors[number] = str(error)
            continue
        if patent.id in found.values():
            if number not in found:
                errors[number] = "这件专利在本次提交中重复，以前一条为准"
            continue
        found[number] = patent.id or 0
    return found, errors


def _owner(session: Session, who: Acting, patent: Patent) -> int:
    """Return for which owner it is done: whoever acts, or else the first."""
    patent_id = patent.id or 0
    owners = patent_queries.owner_ids(session, [patent_id]).get(patent_id, ())
    if not owners:
        raise Conflict("这件专利没有登记权利人，不能办理挂牌。请先补全权利人")
    return next((one for one in owners if one in who.viewer.organisations), owners[0])


def _told(patent: Patent) -> dict[str, Any]:
    until = patent.listed_until
    return {
        "listed_until": until.isoformat() if until else None,
        "owner_consents": patent.owner_consents,
    }
