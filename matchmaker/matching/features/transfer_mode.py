"""Whether the owner offers what the firm wants: assignment, licence, joint work."""

import numpy as np

from matchmaker.matching.facts import MODE_BITS, Context, mode_mask, modes_of
from matchmaker.matching.features.result import NEUTRAL, FeatureResult, unknown
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.types import Candidates, DemandQuery
from models.values.transfer_mode import TransferMode as Mode

# What else meets a wish. Who grants an exclusive licence gives up more than with a sole or an
# ordinary one, and an open licence is an ordinary one to everybody (Patent Law, arts. 50, 51).
# Consulting and service are both paid help without a change of rights.
_ALSO_MET_BY = {
    Mode.SOLE_LICENCE: (Mode.EXCLUSIVE_LICENCE,),
    Mode.ORDINARY_LICENCE: (Mode.EXCLUSIVE_LICENCE, Mode.SOLE_LICENCE, Mode.OPEN_LICENCE),
    Mode.OPEN_LICENCE: (Mode.ORDINARY_LICENCE,),
    Mode.TECHNICAL_SERVICE: (Mode.CONSULTING,),
    Mode.CONSULTING: (Mode.TECHNICAL_SERVICE,),
}
# Working alone is no wish towards an owner, and 其他 says nothing.
_NO_WISH = frozenset({Mode.SELF_IMPLEMENTATION, Mode.OTHER})
_SILENT = sum(MODE_BITS[mode] for mode in _NO_WISH)


def transfer_mode_fit(
    _index: MatchIndex,
    query: DemandQuery,
    candidates: Candidates,
    context: Context,
) -> FeatureResult:
    """The share of the demand's wished ways of cooperation that the owner offers."""
    wishes = [
        mode
        for mode in modes_of(mode_mask(query.doc.terms.cooperation_modes))
        if mode not in _NO_WISH
    ]
    offered = context.stock.transfer_modes[candidates.rows]
    known = (offered & ~_SILENT) != 0
    scores = np.full(len(offered), NEUTRAL, dtype=np.float32)
    if wishes:
        met = sum((offered & _met_by(wish)) != 0 for wish in wishes)
        scores[known] = (np.asarray(met, dtype=np.float32) / len(wishes))[known]

    def sentence(position: int) -> str:
        if not wishes or not known[position]:
            return unknown("合作方式或转化方式未知")
        met = [wish for wish in wishes if int(offered[position]) & _met_by(wish)]
        if not met:
            return f"转化方式不合：权利人只接受{_labels(modes_of(int(offered[position])))}"
        return f"权利人可接受{_labels(met)}"

    def quotes(position: int) -> tuple[str, str]:
        return _labels(wishes), _labels(modes_of(int(offered[position])))

    return FeatureResult(scores, sentence, quotes)


def _met_by(wish: Mode) -> int:
    """Return the bits of the modes that meet a wish."""
    return sum(MODE_BITS[mode] for mode in (wish, *_ALSO_MET_BY.get(wish, ())))


def _labels(modes: list[Mode] | tuple[Mode, ...]) -> str:
    return "、".join(mode.label for mode in modes)
