"""Why a pair that stood on a list does not stand on the next version."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from matchmaker.events.hand_work import NOTHING, PairKey
from matchmaker.services.list_basis import Basis
from matchmaker.services.list_bounds import in_stock, pair_gate
from matchmaker.services.list_candidates import Choice, Found
from matchmaker.services.stocked_index import StockedIndex
from models.candidate_list import CandidateList
from models.queries import candidate_lists as list_queries

# A pair as it is kept with the version it is missing from: demand id, patent id, why.
Gone = list[int | str]


@dataclass(frozen=True)
class WhyGone:
    """Says, in Chinese, why a pair was not chosen."""

    stocked: StockedIndex
    basis: Basis
    found: Found

    def __call__(self, key: PairKey) -> str:
        """Return the reason for a pair."""
        if not in_stock(self.stocked, key):
            return "专利或需求已删除"
        removed = self.basis.hands.get(key, NOTHING).removed
        if removed is not None:
            return f"人工移出：{removed}"
        gate = pair_gate(self.stocked, key, self.basis.bounds)
        if gate is not None:
            return gate.label
        if key in self.basis.refused:
            return self.basis.refused[key]
        if key in self.found.choices:
            return "名额让给了更合适的配对"
        return "得分、领域不再够格，或已由同一发明的另一件专利代替"


def gone_from(
    session: Session,
    latest: CandidateList,
    chosen: Sequence[Choice],
    why: Callable[[PairKey], str],
) -> list[Gone]:
    """Return the pairs of the newest version that are not among the chosen, by their ids."""
    stays = {choice.key for choice in chosen}
    before = set(list_queries.listed_pairs(session, latest))
    return [[*key, why(key)] for key in sorted(before - stays)]
