"""Which firms a finance roadshow shows: the best, but for what people have done by hand. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from matchmaker.events.chain_candidates import Candidate
from matchmaker.events.hand_work import NOTHING, Hand


@dataclass(frozen=True)
class Bounds:
    """What a list keeps to: at most so many firms, and none of those that will not come.

    hands: firm → what holds of it by hand.
    """

    most: int
    absent: Collection[int]
    hands: Mapping[int, Hand]

    def wants(self, firm: int) -> bool:
        """Whether a person wants a firm on the list, whatever its score."""
        return self.hands.get(firm, NOTHING).wanted

    def refuses(self, firm: int) -> bool:
        """Whether a firm was taken off by a person, or will not come and nobody wants it on."""
        removed = self.hands.get(firm, NOTHING).removed is not None
        return removed or (firm in self.absent and not self.wants(firm))


def select_firms(ranked: Sequence[Candidate], bounds: Bounds) -> list[Candidate]:
    """Return who is on the list, best first; those whom people want there take seats first.

    They are on it even where there are more of them than seats.
    """
    free = bounds.most - sum(bounds.wants(one.firm.id) for one in ranked)
    chosen = []
    for one in ranked:
        if bounds.wants(one.firm.id):
            chosen.append(one)
        elif free > 0 and not bounds.refuses(one.firm.id):
            chosen.append(one)
            free -= 1
    return chosen


def why_gone(firm: int, ranked: Sequence[Candidate], bounds: Bounds) -> str:
    """Return why a firm that was on a list is not among those selected now."""
    removed = bounds.hands.get(firm, NOTHING).removed
    if removed is not None:
        return f"人工移出：{removed}"
    if firm in bounds.absent:
        return "已谢绝或退出这场路演"
    offered = [one.firm.id for one in ranked if not bounds.refuses(one.firm.id)]
    if firm not in offered:
        return "在这条产业链上没有有效专利，也没有公开的需求"
    place = offered.index(firm) + 1
    if place > bounds.most:
        return f"现在排在链上第 {place} 名，名单至多 {bounds.most} 家"
    return f"名单至多 {bounds.most} 家，已由人工加入、固定的企业占满"
