"""The service catalogue: entered, corrected with history, withdrawn, and what of it fits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from matchmaker.access.permissions import Permission
from matchmaker.access.viewer import Owned, Viewer
from matchmaker.errors import BadQuery
from matchmaker.public_services.service_fits import (
    DemandFacts,
    Need,
    PatentFacts,
    demand_needs,
    patent_needs,
)
from matchmaker.services.audit import append
from matchmaker.services.kept_records.changes import (
    require_reason,
    require_revision,
    snapshot,
    write_change,
)
from matchmaker.services.list_hands import Author
from models.audit import AuditKind
from models.errors import Conflict
from models.patent import Patent
from models.queries import demands as demand_queries
from models.queries import service_offers as offer_queries
from models.queries.service_offers import OfferFilter
from models.queries.topics import MARK
from models.service_offer import ServiceOffer
from models.values.contact import mobiles_in
from models.values.legal_status import LegalState
from models.values.region import HUBEI_CITIES
from models.values.text import clean
from models.values.transfer_mode import TransferMode

# Of a kind that is needed so many are named; the catalogue has the rest.
SHOWN = 3
LONGEST_KIND = 20
_CODES = frozenset(city.code for city in HUBEI_CITIES)


@dataclass(frozen=True)
class OfferWords:
    """What is said of a service; cities: codes that are served, none for the whole province.

    city_code: who keeps the entry, None for the province.
    """

    kind: str
    title: str
    provider_name: str
    city_code: str | None
    purpose: str = ""
    price_text: str = ""
    contact_way: str = ""
    cities: Sequence[str] = ()
    valid_until: date | None = None


@dataclass(frozen=True)
class FittingServices:
    """A kind of service that is needed and why, with some that are offered; more: beside them."""

    need: Need
    offers: tuple[ServiceOffer, ...]
    more: int


def owned_offer(offer: ServiceOffer) -> Owned:
    """Return the city that keeps a service, none where the province does."""
    return Owned(frozenset({offer.city_code} if offer.city_code else ()))


def enter_offer(
    session: Session, viewer: Viewer, words: OfferWords, author: Author
) -> ServiceOffer:
    """Enter a service; raise BadQuery for words that cannot be, Forbidden for another's city."""
    offer = ServiceOffer(
        kind="", title="", provider_name="", actor=author.actor, recorded_at=author.at
    )
    _say(offer, words)
    viewer.require(Permission.PUBLIC_SERVICE_WRITE, owned_offer(offer))
    session.add(offer)
    session.flush()
    write_change(session, offer, ({}, snapshot(offer)), "", author)
    _log(session, offer, "收录", author)
    return offer


def correct_offer(
    session: Session,
    viewer: Viewer,
    held: tuple[int, int],
    words: OfferWords,
    reason: str,
    author: Author,
) -> ServiceOffer:
    """Correct a service; raise as enter_offer does, Conflict where it changed meanwhile, too.

    held: its id, and the revision at which it was read.
    """
    offer = _hold(session, viewer, *held)
    said = require_reason(reason)
    before = snapshot(offer)
    _say(offer, words)
    viewer.require(Permission.PUBLIC_SERVICE_WRITE, owned_offer(offer))
    if snapshot(offer) == before:
        raise BadQuery("没有改动任何内容。请修改后再保存")
    session.add(offer)
    session.flush()
    write_change(session, offer, (before, snapshot(offer)), said, author)
    _log(session, offer, "更正", author)
    return offer


def void_offer(
    session: Session, viewer: Viewer, held: tuple[int, int], reason: str, author: Author
) -> ServiceOffer:
    """Withdraw a service; nobody but the office sees it any more."""
    offer = _hold(session, viewer, *held)
    said = require_reason(reason)
    before = snapshot(offer)
    offer.is_void = True
    session.add(offer)
    session.flush()
    write_change(session, offer, (before, snapshot(offer)), said, author)
    _log(session, offer, "撤下", author)
    return offer


def services_for_patent(session: Session, patent: Patent, today: date) -> list[FittingServices]:
    """Return the services that fit a patent, with the reason; kinds that nobody offers left out."""
    told_price = patent.price_low_cny is not None or patent.price_negotiable
    facts = PatentFacts(
        in_force=patent.legal_state is LegalState.IN_FORCE,
        has_price=told_price,
        maturity_text=patent.maturity_text,
        maturity_trl=patent.maturity_trl,
        modes=[TransferMode(mode) for mode in patent.transfer_modes],
    )
    return _offered(session, patent_needs(facts), patent.city_code, today)


def services_for_demand(
    session: Session, demand_id: int, candidates: int, today: date
) -> list[FittingServices]:
    """Return the same for a demand; candidates: patents near enough to be put on a list."""
    demand = demand_queries.by_ids(session, [demand_id])[demand_id]
    modes = [TransferMode(mode) for mode in demand.cooperation_modes]
    facts = DemandFacts(candidates, modes)
    return _offered(session, demand_needs(facts), demand.city_code, today)


def _offered(
    session: Session, needs: Sequence[Need], city_code: str | None, today: date
) -> list[FittingServices]:
    if not needs:
        return []
    wanted = OfferFilter(frozenset(need.kind for need in needs), city_code, today)
    offers = offer_queries.list_offers(session, wanted)
    found = []
    for need in needs:
        own = [one for one in offers if one.kind == need.kind]
        if own:
            found.append(FittingServices(need, tuple(own[:SHOWN]), len(own[SHOWN:])))
    return found


def _hold(session: Session, viewer: Viewer, offer_id: int, revision: int) -> ServiceOffer:
    offer = offer_queries.hold_offer(session, offer_id)
    viewer.require(Permission.PUBLIC_SERVICE_WRITE, owned_offer(offer))
    require_revision(offer, revision)
    if offer.is_void:
        raise Conflict("这项服务已撤下，不能再改。请另行收录")
    return offer


def _say(offer: ServiceOffer, words: OfferWords) -> None:
    for label, text in (
        ("服务类型", words.kind),
        ("服务名称", words.title),
        ("提供者", words.provider_name),
    ):
        if not text.strip():
            raise BadQuery(f"请写明{label}")
    kind = clean(words.kind)
    if len(kind) > LONGEST_KIND:
        raise BadQuery(f"服务类型不超过 {LONGEST_KIND} 个字。请写短一些，细节写在用途中")
    if mobiles_in(words.contact_way + "\n" + words.purpose):
        raise BadQuery("服务目录对公众公开，不能写手机号码。请改为办公电话、网址或地址")
    if not _CODES.issuperset(words.cities):
        raise BadQuery("服务市州中有不认识的代码。请从列表中选择")
    offer.kind = kind
    offer.title = words.title.strip()
    offer.provider_name = words.provider_name.strip()
    offer.city_code = words.city_code
    offer.purpose = words.purpose.strip()
    offer.price_text = words.price_text.strip()
    offer.contact_way = words.contact_way.strip()
    offer.cities = MARK.join(sorted(set(words.cities)))
    offer.valid_until = words.valid_until


def _log(session: Session, offer: ServiceOffer, act: str, author: Author) -> None:
    details = {"act": act, "title": offer.title}
    append(session, AuditKind.PUBLIC_SERVICE_CHANGED, f"服务项目 {offer.id}", details, author)
