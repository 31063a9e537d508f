"""Which listings firms turn down most, and why: by institution, industry and patent."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlmodel import Session

from matchmaker.services.industry_editions import industries_in_force
from matchmaker.services.organisation_names import body_labels
from matchmaker.services.pair_words import PairWord, load_words
from models.feedback_enums import Opinion
from models.meeting_enums import DeclineReason, Side
from models.queries import demands as demand_queries
from models.queries import patents as patent_queries

# Of fewer firms nobody but an organiser is told anything: one of them could be guessed. A
# convention of this project, the least that official statistics use for cells of a table.
LEAST_FIRMS = 3
UNKNOWN = "未知"


@dataclass(frozen=True)
class Figures:
    """What firms think of something; each pair counts once, by the firm's newest word.

    firms: how many have spoken; improved: unfits that the owner has answered since; reasons: how
    often each was given for an unfit, None where it is not told.
    """

    name: str
    detail: str
    firms: int
    words: int
    fit: int
    unsure: int
    unfit: int
    improved: int
    reasons: dict[DeclineReason, int | None]


@dataclass(frozen=True)
class WordRow:
    """A word behind the figures."""

    institution: str
    industry: str
    patent: str
    patent_title: str
    demand: str
    enterprise: str
    opinion: str
    reasons: str
    where: str
    said_at: datetime


@dataclass(frozen=True)
class FeedbackFigures:
    """What is most refused first; rows: the words, none for those who are no organisers.

    suppressed: how many institutions, industries and patents are left out for small numbers.
    """

    institutions: tuple[Figures, ...]
    industries: tuple[Figures, ...]
    patents: tuple[Figures, ...]
    rows: tuple[WordRow, ...] = field(repr=False)
    suppressed: int = 0


# What a group is called: its name, and more of it.
_Named = tuple[str, str]


def feedback_figures(
    session: Session, *, for_organisers: bool, patents: Collection[int] | None = None
) -> FeedbackFigures:
    """Return the figures of what firms say, in meetings and outside of them.

    A patent counts for the first of its owners and for the surest of its industries. For those who
    are no organisers groups of fewer than LEAST_FIRMS firms are left out, and in the others the
    numbers of reasons below it, and the words themselves. patents: ids of those that count, None
    for all.
    """
    words = [
        word
        for word in load_words(session)
        if word.side is Side.ENTERPRISE and (patents is None or word.key[1] in patents)
    ]
    places = _Places(session, words)
    found = FeedbackFigures(
        institutions=_groups(words, places.institution),
        industries=_groups(words, places.industry),
        patents=_groups(words, places.patent),
        rows=tuple(map(places.row, words)),
    )
    return found if for_organisers else _discreet(found)


class _Places:
    """What the pairs of some words are called."""

    def __init__(self, session: Session, words: Iterable[PairWord]) -> None:
        keys = {word.key for word in words}
        patent_ids = sorted({patent_id for _, patent_id in keys})
        owners = patent_queries.owner_ids(session, patent_ids)
        self._owners = {patent_id: ids[0] for patent_id, ids in owners.items()}
        self._demands = demand_queries.by_ids(session, {demand_id for demand_id, _ in keys})
        self._patents = patent_queries.labels(session, patent_ids)
        firms = {word.organisation_id for word in words}
        self._bodies = body_labels(session, {*self._owners.values(), *firms})
        names = industries_in_force(session).names
        surest = patent_queries.surest_industries(session, patent_ids)
        self._industries = {one: names.get(slug, slug) for one, slug in surest.items()}

    def institution(self, word: PairWord) -> _Named:
        owner = self._owners.get(word.key[1])
        return (self._bodies[owner].name, self._bodies[owner].city) if owner else (UNKNOWN, "")

    def industry(self, word: PairWord) -> _Named:
        return (self._industries.get(word.key[1], UNKNOWN), "")

    def patent(self, word: PairWord) -> _Named:
        return self._patents[word.key[1]]

    def row(self, word: PairWord) -> WordRow:
        number, title = self.patent(word)
        return WordRow(
            institution=self.institution(word)[0],
            industry=self.industry(word)[0],
            patent=number,
            patent_title=title,
            demand=self._demands[word.key[0]].display_number,
            enterprise=self._bodies[word.organisation_id].name,
            opinion=word.opinion.label,
            reasons=word.reason_labels,
            where="会面" if word.met_at is not None else "反馈",
            said_at=word.said_at,
        )


def _groups(
    words: Iterable[PairWord], name_of: Callable[[PairWord], _Named]
) -> tuple[Figures, ...]:
    """Return the figures of every group, the most refused first, ties by name."""
    members: dict[_Named, list[PairWord]] = defaultdict(list)
    for word in words:
        members[name_of(word)].append(word)
    found = [_figures(named, group) for named, group in members.items()]
    found.sort(key=lambda one: (-one.unfit, -one.words, one.name, one.detail))
    return tuple(found)


def _figures(named: _Named, words: list[PairWord]) -> Figures:
    opinions = Counter(word.opinion for word in words)
    unfit = [word for word in words if word.opinion is Opinion.UNFIT]
    reasons = Counter(reason for word in unfit for reason in word.reasons)
    return Figures(
        *named,
        firms=len({word.organisation_id for word in words}),
        words=len(words),
        fit=opinions[Opinion.FIT],
        unsure=opinions[Opinion.UNSURE],
        unfit=opinions[Opinion.UNFIT],
        improved=sum(not word.declines for word in unfit),
        reasons={reason: reasons[reason] for reason in DeclineReason},
    )


def _discreet(found: FeedbackFigures) -> FeedbackFigures:
    """Return figures without small numbers, and without the words."""
    groups = (found.institutions, found.industries, found.patents)
    told = [tuple(_without_small(one) for one in group if _is_large(one)) for group in groups]
    suppressed = sum(not _is_large(one) for group in groups for one in group)
    institutions, industries, patents = told
    return FeedbackFigures(institutions, industries, patents, (), suppressed)


def _is_large(figures: Figures) -> bool:
    return figures.firms >= LEAST_FIRMS


def _without_small(figures: Figures) -> Figures:
    """Return figures without the small numbers of reasons; none at all is no secret."""
    told = {
        reason: count if not count or count >= LEAST_FIRMS else None
        for reason, count in figures.reasons.items()
    }
    return replace(figures, reasons=told)
