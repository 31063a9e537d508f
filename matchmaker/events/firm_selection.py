"""Which firms a finance roadshow shows: the best, but for what people have done. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from matchmaker.events.chain_candidates import Candidate
from matchmaker.events.hand_work import NOTHING, Hand


@dataclass(frozen=True)
class Bounds:
    """What a list keeps to: at most so many firms, and none of those that will not come.

    hands: firm → what holds of it by hand; invited: who was listed before and has been invited
    since, and is not told now that others are better.
    """

    most: int
    absent: Collection[int]
    hands: Mapping[int, Hand]
    invited: Collection[int] = ()

    def keeps(self, firm: int) -> bool:
        """Whether a firm has its seat, whatever its score: by hand, or since it was invited."""
        hand = self.hands.get(firm, NOTHING)
        return hand.wanted or (firm in self.invited and hand.removed is None)

    def refuses(self, firm: int) -> bool:
        """Whether a firm was taken off by a person, or will not come and nobody keeps it."""
        removed = self.hands.get(firm, NOTHING).removed is not None
        return removed or (firm in self.absent and not self.keeps(firm))


def select_firms(ranked: Sequence[Candidate], bounds: Bounds) -> list[Candidate]:
    """Return who is on the list, best first; those who keep their seats take them first.

    They are on it even where there are more of them than seats.
    """
    free = bounds.most - sum(bounds.keeps(one.firm.id) for one in ranked)
    chosen = []
    for one in ranked:
        if bounds.keeps(one.firm.id):
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
    return f"名单至多 {bounds.most} 家，已由人工保留和邀请过的企业占满"
