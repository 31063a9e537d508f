"""What a contract adds to the figures: once, on the day from which it counts, for one city.

An assignment counts from its registration, a licence from its filing. What is brought in as a share
has to be registered as an assignment (Patent Law art. 10) and counts as one. Where a contract took
the place of another, both are one: in one year what it became counts, and what has counted in an
earlier year stays and does not count again.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from sqlmodel import Session

from matchmaker.ledger.contribution import Contribution
from models.enums import LicenceKind
from models.ledger import Deal
from models.ledger_enums import CountedFor, DealKind
from models.queries import ledger as ledger_queries

DEFAULT_RULE = CountedFor.GIVER
_ASSIGNING = frozenset({DealKind.ASSIGNMENT, DealKind.SHARE})


def counting_rule(session: Session) -> CountedFor:
    """Return for which city a contract counts at present."""
    rules = ledger_queries.counting_rules(session)
    return rules[0].counted_for if rules else DEFAULT_RULE


def deal_contributions(
    session: Session, since: date, until: date, rule: CountedFor | None = None
) -> list[Contribution]:
    """Return what contracts and intents add to the figures of the days from since to until.

    rule: for which city each counts, None for the rule that holds.
    """
    deals = ledger_queries.counted_deals(session, since, until)
    followed = ledger_queries.followed_deals(session)
    chains = _Chains(session, followed)
    rule = rule or counting_rule(session)
    reporters = _first_reporters(session, deals) if rule is CountedFor.REPORTER else {}
    return [
        Contribution(slug, _city(deal, rule, reporters), day, value, ("deal", deal.id or 0))
        for deal in deals
        for slug, day, value in _parts(deal, chains)
        if since <= day <= until
    ]


def _parts(deal: Deal, chains: "_Chains") -> Iterator[tuple[str, date, int]]:
    """Yield what a contract adds: figure, day, value."""
    amount = deal.amount_cny or 0
    signed = deal.signed_on or deal.registered_on
    if deal.kind is DealKind.INTENT:
        if signed is not None:
            yield "intents", signed, 1
            yield from _money("intent_amount", signed, amount)
        return
    if chains.is_merged(deal):
        return
    from_docking = deal.event_id is not None or deal.demand_id is not None
    if from_docking and signed is not None and deal.kind is not DealKind.PLEDGE:
        yield "contracts", signed, 1
        yield from _money("contract_amount", signed, amount)
    if deal.registered_on is not None:
        yield from _registered(deal, deal.registered_on, amount)


def _registered(deal: Deal, day: date, amount: int) -> Iterator[tuple[str, date, int]]:
    if deal.kind is DealKind.PLEDGE:
        yield "pledges", day, 1
        yield from _money("pledge_amount", day, amount)
        return
    yield "assignments" if deal.kind in _ASSIGNING else "licences", day, 1
    yield "transfers", day, 1
    yield from _money("transfer_amount", day, amount)
    if deal.licence_kind is LicenceKind.OPEN:
        yield "open_uses", day, 1
        yield from _money("open_amount", day, amount)


class _Chains:
    """Contracts that took the place of others."""

    def __init__(self, session: Session, followed: Mapping[int, int]) -> None:
        self._after = followed
        self._before = {after: before for before, after in followed.items()}
        linked = (session.get(Deal, one) for one in sorted({*followed, *followed.values()}))
        self._deals = {deal.id or 0: deal for deal in linked if deal is not None}

    def is_merged(self, deal: Deal) -> bool:
        """Whether a contract counts as the one that took its place, or as one before."""
        after = self._deals.get(self._after.get(deal.id or 0, 0))
        mine, theirs = deal.registered_on, None if after is None else after.registered_on
        if theirs is not None and (mine is None or theirs.year == mine.year):
            return True
        return mine is not None and any(day.year < mine.year for day in self._days_before(deal))

    def _days_before(self, deal: Deal) -> Iterator[date]:
        """Yield from which days the contracts counted whose place it took, one after the other."""
        known = self._before.get(deal.id or 0)
        while known is not None:
            before = self._deals[known]
            if before.kind.is_contract and before.registered_on is not None:
                yield before.registered_on
            known = self._before.get(known)


def _money(slug: str, day: date, amount: int) -> Iterator[tuple[str, date, int]]:
    if amount:
        yield slug, day, amount


def _city(deal: Deal, rule: CountedFor, reporters: Mapping[int, str | None]) -> str | None:
    if rule is CountedFor.REPORTER:
        return reporters.get(deal.id or 0) or deal.giver_city
    return (deal.taker_city or deal.giver_city) if rule is CountedFor.TAKER else deal.giver_city


def _first_reporters(session: Session, deals: list[Deal]) -> dict[int, str | None]:
    reports = ledger_queries.reports_of(session, [deal.id or 0 for deal in deals])
    return {deal_id: said[0].city_code for deal_id, said in reports.items()}
