"""What both sides say of pairs as judgements, in the files that evaluate and train read."""

from sqlmodel import Session

from matchmaker.events.hand_work import PairKey
from matchmaker.services.pair_judgements import Judgements, make_judgements
from matchmaker.services.pair_words import PairWord, load_words
from models.feedback_enums import Opinion
from models.meeting_enums import DeclineReason

# How related, from 1 to 4, a pair is by what is said of it. A convention of this project. Unsure is
# the lower of the two middle levels: who cannot tell has not found the patent to answer the demand.
_RELEVANCE = {Opinion.FIT: 4, Opinion.UNSURE: 2, Opinion.UNFIT: 1}
# An unfit for such reasons alone is about the firm or the moment, not about demand and patent.
SILENT = frozenset(
    {
        DeclineReason.WRONG_TIME,
        DeclineReason.HAS_SOLUTION,
        DeclineReason.PRICE,
        DeclineReason.OTHER,
    }
)


def judgements(session: Session) -> Judgements:
    """Return what is said outside of meetings, by demand and patent.

    Of every body its newest word counts, unless a meeting has overtaken it (see pair_words). Where
    firm and owner differ, the lower level holds: a pair is as good as the side finds it that thinks
    less of it. An unfit for silent reasons alone says nothing, nor does one that the owner has
    answered with an improvement: it was said of another text.
    """
    relevances: dict[PairKey, int | None] = {}
    for word in load_words(session):
        if word.met_at is None:
            levels = (relevances.get(word.key), _relevance(word))
            relevances[word.key] = min((n for n in levels if n is not None), default=None)
    return make_judgements(session, relevances)


def _relevance(word: PairWord) -> int | None:
    if word.opinion is Opinion.UNFIT and (not word.declines or set(word.reasons) <= SILENT):
        return None
    return _RELEVANCE[word.opinion]
