"""Patents for a demand as its firm reads them: shared words marked in both texts, facts, opinions.

Texts are those that the index was made of, since the places of shared words count in them.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from ingest.labels import field_label
from matchmaker.access.viewer import Viewer
from matchmaker.matching.algorithms import ALGORITHMS, DEFAULT_ALGORITHM
from matchmaker.matching.explain import Piece, passage, pieces
from matchmaker.matching.types import DemandDoc, ExplanationRow
from matchmaker.services.answers import RankedPatent, rank_patents
from matchmaker.services.declines import load_declines
from matchmaker.services.desk import Desk
from matchmaker.services.edits import get_patent
from matchmaker.services.organisation_names import body_labels
from matchmaker.services.own_demands import own_bodies
from matchmaker.services.ranking import RankOptions
from matchmaker.services.why_not import Standing, WhyNot
from matchmaker.services.wording import tell_values, value_label
from matchmaker.text.spans import Span
from models.feedback import Feedback
from models.meeting_enums import DeclineReason
from models.patent import Patent
from models.queries import feedback as feedback_queries
from models.queries import patents as patent_queries

# Characters of a text on a card; all of it stands on the page of the pair.
CARD_TEXT = 160
# As many as the list of a demand shows at most: a rank says where a patent stands in it.
RANKED = 50
# Below it a pair comes onto no list.
WORTHY = ALGORITHMS[DEFAULT_ALGORITHM].min_score
# The shared words, and how much of the demand's name is found.
TOLD_FIRST, SEMICOLON = 2, "；"
# What a firm compares patents by, beside owner and score.
FACTS = (
    "kind",
    "legal_state",
    "expiry_date",
    "maturity_text",
    "price_low_cny",
    "price_high_cny",
    "price_negotiable",
    "transfer_modes",
    "classification_main",
    "scenario",
)


@dataclass(frozen=True)
class Judged:
    """What the firm said last of a patent."""

    feedback_id: int
    opinion: str
    label: str
    reasons: str
    note: str

    @classmethod
    def of(cls, word: Feedback) -> "Judged":
        """Return a word of the firm."""
        reasons = "、".join(DeclineReason(reason).label for reason in word.reasons)
        return cls(word.id or 0, word.opinion.value, word.opinion.label, reasons, word.note)


@dataclass(frozen=True)
class Facts:
    """A patent as it is compared; lines: field → text, of those that are known."""

    number: str
    title: str
    owners: tuple[str, ...]
    lines: Mapping[str, str]

    @property
    def missing(self) -> list[str]:
        """What its owner does not tell of what one wants to know before meeting."""
        wanted = ("maturity_text", "price_low_cny", "transfer_modes", "scenario")
        return [fact_label(name) for name in wanted if name not in self.lines]


@dataclass(frozen=True)
class Card:
    """A recommended patent; title, text: with the shared words marked, text: shortened."""

    rank: int
    facts: Facts
    score: float
    reason: str
    rows: Sequence[ExplanationRow]
    title: Sequence[Piece]
    text: Sequence[Piece]
    demand_text: Sequence[Piece]
    judged: Judged | None

    @property
    def short_reason(self) -> str:
        """What of the reason is told first; all of it stands with the parts of the score."""
        return SEMICOLON.join(self.reason.split(SEMICOLON)[:TOLD_FIRST])


@dataclass(frozen=True)
class Pair:
    """One patent against the demand; the texts are empty where it may not be offered at all."""

    facts: Facts
    why: WhyNot
    demand_text: Sequence[Piece]
    patent_text: Sequence[Piece]
    judged: Judged | None


@dataclass(frozen=True)
class JudgedPatent:
    """A patent of which the firm said something of the demand."""

    number: str
    title: str
    judged: Judged


def fact_label(name: str) -> str:
    """Return the Chinese name of a fact."""
    return value_label(name) if name.startswith("price_") else _LABELS.get(name, field_label(name))


_LABELS = {"legal_state": "法律状态", "maturity_text": "技术成熟度", "kind": "专利类型"}


def recommend(
    session: Session, desk: Desk, demand: DemandDoc, options: RankOptions, viewer: Viewer
) -> list[Card]:
    """Return the patents that fit a demand best, without those that were turned down for it.

    demand: of the number 0 where it is typed and stored nowhere.
    """
    declined = load_declines(session).patents_by_demand().get(demand.id, set())
    (found,) = rank_patents(session, desk, [demand], options, declined)
    ids = [one.patent_id for one in found]
    facts = _facts(session, ids)
    judged = _judged(session, viewer, demand.id)
    return [_card(demand, one, facts[one.patent_id], judged.get(one.patent_id)) for one in found]


def view_pair(
    session: Session,
    desk: Desk,
    demand: DemandDoc,
    number: str,
    options: RankOptions,
    viewer: Viewer,
) -> Pair:
    """Return one patent against a demand; raise InvalidValue or NotFound for its number."""
    return view_pairs(session, desk, demand, [number], options, viewer)[0]


def view_pairs(
    session: Session,
    desk: Desk,
    demand: DemandDoc,
    numbers: Sequence[str],
    options: RankOptions,
    viewer: Viewer,
) -> list[Pair]:
    """Return patents against a demand, in the order of their numbers; raise as view_pair does."""
    ids = [get_patent(session, number).id or 0 for number in numbers]
    standing = Standing(session, desk, demand, options)
    facts, judged = _facts(session, ids), _judged(session, viewer, demand.id)
    pairs = []
    for patent_id, number in zip(ids, numbers, strict=True):
        why = standing.tell(number)
        pairs.append(
            Pair(
                facts=facts[patent_id],
                why=why,
                demand_text=pieces(why.demand_text, _spans(row.demand_spans for row in why.rows)),
                patent_text=pieces(why.patent_text, _spans(row.patent_spans for row in why.rows)),
                judged=judged.get(patent_id),
            )
        )
    return pairs


def list_judged(session: Session, viewer: Viewer, demand_id: int) -> list[JudgedPatent]:
    """Return what the firm said last of patents for a demand, the newest word first."""
    words = feedback_queries.newest_on(session, [demand_id], own_bodies(session, viewer))
    words.sort(key=lambda word: (word.said_at, word.id or 0), reverse=True)
    labels = patent_queries.labels(session, {word.patent_id for word in words})
    return [
        JudgedPatent(
            labels[word.patent_id].display_number, labels[word.patent_id].title, Judged.of(word)
        )
        for word in words
    ]


def shares_by_feature(rows: Iterable[ExplanationRow]) -> dict[str, tuple[str, float]]:
    """Return feature → its name and its share of the score, all shared words as one."""
    found: dict[str, tuple[str, float]] = {}
    for row in rows:
        label = "用词相近" if row.feature == "text" else row.label
        found[row.feature] = (label, found.get(row.feature, ("", 0.0))[1] + row.share)
    return found


def _card(demand: DemandDoc, one: RankedPatent, facts: Facts, judged: Judged | None) -> Card:
    spans = _spans(row.patent_spans for row in one.rows)
    own = _spans(row.demand_spans for row in one.rows)
    title_end = one.patent_text.index("\n")
    body = [(s - title_end - 1, e - title_end - 1) for s, e in spans if s > title_end]
    return Card(
        rank=one.rank,
        facts=facts,
        score=one.score,
        reason=one.reason,
        rows=one.rows,
        title=pieces(one.patent_text[:title_end], [span for span in spans if span[1] <= title_end]),
        text=passage(one.patent_text[title_end + 1 :], body, CARD_TEXT),
        demand_text=passage(demand.whole, own, CARD_TEXT),
        judged=judged,
    )


def _spans(found: Iterable[Sequence[Span]]) -> list[Span]:
    return sorted(span for spans in found for span in spans)


def _judged(session: Session, viewer: Viewer, demand_id: int) -> dict[int, Judged]:
    words = feedback_queries.newest_on(session, [demand_id], own_bodies(session, viewer))
    return {word.patent_id: Judged.of(word) for word in words}


def _facts(session: Session, patent_ids: Collection[int]) -> dict[int, Facts]:
    patents = patent_queries.by_ids(session, patent_ids)
    owners = patent_queries.owner_ids(session, list(patent_ids))
    names = body_labels(session, {one for ids in owners.values() for one in ids})
    return {
        patent_id: Facts(
            number=patent.display_number,
            title=patent.title,
            owners=tuple(names[one].name for one in owners.get(patent_id, ())),
            lines=dict(tell_values(_values(patent))),
        )
        for patent_id, patent in patents.items()
    }


def _values(patent: Patent) -> dict[str, Any]:
    return {name: getattr(patent, name) for name in FACTS}
