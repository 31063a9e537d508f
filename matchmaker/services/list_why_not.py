"""Why a pair is not on a version of a list: a person, an earlier event, a gate, or its score."""

from dataclasses import dataclass, replace
from enum import StrEnum

from sqlmodel import Session

from matchmaker.access.secrecy import Sight
from matchmaker.events.hand_work import PairKey
from matchmaker.matching.gates import Gate, demand_gate
from matchmaker.services.desk import Desk
from matchmaker.services.list_bounds import Bounds, make_bounds
from matchmaker.services.list_hands import load_hands
from matchmaker.services.list_options import ListOptions
from matchmaker.services.list_refusals import load_refusals
from matchmaker.services.ranking import RankOptions, get_stock_demand
from matchmaker.services.stock import StockDemand
from matchmaker.services.why_not import Verdict, WhyNot, why_not
from models.candidate_list import CandidateList
from models.event import Event
from models.patent import Patent
from models.queries import candidate_lists as list_queries
from models.queries import patents as patent_queries


class ListVerdict(StrEnum):
    """What became of a pair."""

    LISTED = "listed"
    REMOVED = "removed"
    NOT_AGAIN = "not_again"
    GATED = "gated"
    LEFT = "left"
    RANKED = "ranked"


@dataclass(frozen=True)
class WhyNotListed:
    """The answer; text: in Chinese; ranked: how the patent does for the demand, where that counts.

    Of a pair that is among the best of its demand and yet not listed the rules of the event let
    others go first.
    """

    verdict: ListVerdict
    text: str
    ranked: WhyNot | None = None

    def seen(self, sight: Sight) -> "WhyNotListed":
        """Return what may be told to whoever sees so much of the demand."""
        return self if self.ranked is None else replace(self, ranked=self.ranked.seen(sight))


@dataclass(frozen=True)
class ListedQuestion:
    """Which pair is asked about, on which version of which event's list."""

    event: Event
    version: CandidateList
    demand_id: int
    patent: Patent

    @property
    def key(self) -> PairKey:
        """The ids of demand and patent."""
        return (self.demand_id, self.patent.id or 0)


def why_not_listed(
    session: Session, desk: Desk, asked: ListedQuestion, options: ListOptions
) -> WhyNotListed:
    """Return why a pair is not on a version, or that it is; raise NotFound for an unknown demand.

    What a person did, what other events say and what gates say is that of today; options: the day
    whose facts count, the province.
    """
    settled = _settled(session, asked)
    if settled is not None:
        return settled
    demand = get_stock_demand(session, asked.demand_id)
    bounds = make_bounds(session, asked.event, options)
    gate = _gate(session, desk, asked, demand, bounds)
    if gate is not None:
        return WhyNotListed(ListVerdict.GATED, gate.label)
    gone = {(demand_id, patent): text for demand_id, patent, text in asked.version.gone}
    if asked.key in gone:
        return WhyNotListed(ListVerdict.LEFT, gone[asked.key])
    rank_options = RankOptions(
        as_of=options.as_of,
        province=options.province,
        top=asked.event.per_demand,
        anywhere=options.anywhere,
        any_state=options.any_state,
        algorithm=options.algorithm,
    )
    ranked = why_not(session, desk, demand.doc, asked.patent.display_number, rank_options)
    text = ranked.reason
    if ranked.verdict is Verdict.LISTED:
        text = "得分靠前，但受本场活动的上限、配额所限未列入"
    return WhyNotListed(ListVerdict.RANKED, text, ranked)


def _settled(session: Session, asked: ListedQuestion) -> WhyNotListed | None:
    """Return what is known without looking at scores, None where that is nothing."""
    if asked.key in list_queries.listed_pairs(session, asked.version):
        return WhyNotListed(ListVerdict.LISTED, f"已列入第 {asked.version.version} 版")
    hand = load_hands(session, asked.event).get(asked.key)
    if hand is not None and hand.removed is not None:
        return WhyNotListed(ListVerdict.REMOVED, f"人工移出：{hand.removed}")
    refusal = load_refusals(session, asked.event).every.get(asked.key)
    return None if refusal is None else WhyNotListed(ListVerdict.NOT_AGAIN, refusal)


def _gate(
    session: Session, desk: Desk, asked: ListedQuestion, demand: StockDemand, bounds: Bounds
) -> Gate | None:
    patent_id = asked.patent.id or 0
    gate = demand_gate(demand.facts, bounds.occasion) or desk.gate(patent_id, bounds.occasion)
    if gate is not None:
        return gate
    owners = patent_queries.owner_ids(session, [patent_id]).get(patent_id, ())
    absent = demand.enterprise_id in bounds.absent_enterprises
    if absent or bounds.absent_institutions.intersection(owners[:1]):
        return Gate.NOT_COMING
    return None
