"""Put a pair on a list by hand, with its score and its reasons."""

from sqlmodel import Session

from matchmaker.errors import BadQuery
from matchmaker.events.hand_work import Deed, PairKey
from matchmaker.matching.gates import AREA_GATES, Gate
from matchmaker.services.list_bounds import make_bounds, pair_gate
from matchmaker.services.list_candidates import Search, find_choices
from matchmaker.services.list_edits import get_draft, renumber, set_by_hand
from matchmaker.services.list_hands import Author, write_deed
from matchmaker.services.list_options import ListOptions
from matchmaker.services.list_storage import make_reasons
from matchmaker.services.stocked_index import StockedIndex
from models.candidate_list import CandidateEntry, CandidateList
from models.enums import ListAct
from models.errors import Conflict
from models.event import Event
from models.matching import Match
from models.queries import candidate_lists as list_queries

# A firm may be invited from elsewhere, and a patent shown that is of another field or city.
OPEN_BY_HAND = AREA_GATES | {Gate.OUTSIDE_INDUSTRY, Gate.OUTSIDE_CITY}


def add_pair(
    session: Session,
    stocked: StockedIndex,
    event: Event,
    key: PairKey,
    options: ListOptions,
    author: Author,
) -> CandidateList:
    """Put a pair at the end of its industry's sheet of the version in hand; return the version.

    Raises NotFound or Conflict as get_draft does, Conflict where the pair is listed already, and
    BadQuery where a gate bars it that no wish can open, or the index does not know the patent.
    """
    version = get_draft(session, event)
    if key in list_queries.listed_pairs(session, version):
        raise Conflict(f"{event.slug} 的名单第 {version.version} 版上已有这一对。可直接固定")
    bounds = make_bounds(session, event, options)
    gate = pair_gate(stocked, key, bounds)
    if gate is not None and gate not in OPEN_BY_HAND:
        raise BadQuery(f"不能加入：{gate.label}")
    search = Search(
        bounds, options.algorithm, depth=0, industries=event.industries, wanted=frozenset({key})
    )
    found = find_choices(stocked, search)
    choice = found.choices.get(key)
    if choice is None:
        raise BadQuery("索引中还没有这件专利。请先更新索引")
    (rows,) = found.scorer.explain([choice], stocked.stock.patents_by_id)
    match = Match(
        run_id=version.run_id,
        demand_id=key[0],
        patent_id=key[1],
        rank=choice.scored.rank,
        score=choice.scored.score,
        industry_slug=choice.industry,
    )
    match_id = list_queries.add_match(session, match, make_reasons(rows))
    sheet = [
        entry
        for entry, _ in list_queries.list_entries(session, version)
        if entry.industry_slug == choice.industry
    ]
    entry = CandidateEntry(
        list_id=version.id or 0,
        match_id=match_id,
        industry_slug=choice.industry,
        position=len(sheet) + 1,
        added=True,
    )
    renumber(session, [*sheet, entry])
    set_by_hand(session, version)
    write_deed(session, event, version.version, Deed(key, ListAct.ADD), author)
    return version
