"""What both sides say of a recommended pair: the newest word of a body counts, all are kept."""

from dataclasses import dataclass

from sqlmodel import Session

from matchmaker.errors import BadQuery
from matchmaker.events.hand_work import PairKey
from matchmaker.services.list_edits import find_key
from matchmaker.services.list_hands import Author
from matchmaker.services.pair_words import load_words
from models.errors import Conflict, NotFound
from models.event import Event
from models.feedback import Feedback
from models.feedback_enums import Opinion
from models.matching import MatchRun
from models.meeting_enums import DeclineReason, Side
from models.queries import candidate_lists as list_queries
from models.queries import demands as demand_queries
from models.queries import events as event_queries
from models.queries import feedback as feedback_queries
from models.queries import organisations as organisation_queries
from models.queries import patents as patent_queries


@dataclass(frozen=True)
class Speaker:
    """On behalf of which organisation somebody speaks; account_id: None without an account."""

    organisation_id: int
    author: Author
    account_id: int | None = None


@dataclass(frozen=True)
class Shown:
    """As what a pair was shown: by which algorithm, its score in 0..1, its rank from 1."""

    algorithm: str
    score: float
    rank: int


@dataclass(frozen=True)
class FeedbackWords:
    """What is said of the pair of a demand's and a patent's number.

    event: the slug of that at which it was offered, empty for none; shown: None for what the newest
    list of the event says, or nothing.
    """

    demand: str
    patent: str
    opinion: Opinion
    reasons: tuple[DeclineReason, ...] = ()
    note: str = ""
    event: str = ""
    shown: Shown | None = None


@dataclass(frozen=True)
class Said:
    """A word and whether this call made it; earlier: how many words the body had said before."""

    feedback: Feedback
    made: bool
    earlier: int


def add_feedback(session: Session, speaker: Speaker, words: FeedbackWords) -> Said:
    """Keep what a body says of a pair; the same words again change nothing while they count.

    Raises NotFound, Conflict or InvalidValue for numbers and slugs, BadQuery for words that
    contradict each other and for a body that is neither the demand's firm nor an owner.
    """
    _check(speaker.author, words)
    key = find_key(session, words.demand, words.patent)
    event = event_queries.get_event(session, words.event) if words.event else None
    shown = words.shown or (_find_shown(session, event, key) if event else None)
    fresh = Feedback(
        demand_id=key[0],
        patent_id=key[1],
        side=side_of(session, key, speaker.organisation_id),
        organisation_id=speaker.organisation_id,
        opinion=words.opinion,
        reasons=[reason.value for reason in DeclineReason if reason in words.reasons],
        note=words.note.strip(),
        event_id=event.id if event else None,
        algorithm=shown.algorithm if shown else "",
        score=shown.score if shown else None,
        rank=shown.rank if shown else None,
        account_id=speaker.account_id,
        actor=speaker.author.actor.strip(),
        said_at=speaker.author.at,
    )
    wanted = feedback_queries.Wanted(*key, speaker.organisation_id)
    before = feedback_queries.history(session, wanted)
    said = ("opinion", "reasons", "note", "event_id", "algorithm", "score", "rank")
    same = before and all(getattr(before[-1], name) == getattr(fresh, name) for name in said)
    if same and _holds(session, before[-1]):
        return Said(before[-1], made=False, earlier=len(before) - 1)
    session.add(fresh)
    session.flush()
    return Said(fresh, made=True, earlier=len(before))


def take_back(session: Session, feedback_id: int, speaker: Speaker) -> Feedback | None:
    """Take back what a body said last of a pair, as if it had not been said: a slip of the hand.

    Returns the word before it, which counts again, None where there is none. Raises NotFound for a
    word that is none of the body's, and Conflict where it said something else since.
    """
    said = session.get(Feedback, feedback_id)
    if said is None or said.organisation_id != speaker.organisation_id:
        raise NotFound("这条意见已不存在，无需撤销。请刷新后再看")
    key = (said.demand_id, said.patent_id)
    newest = feedback_queries.find_newest(session, key, speaker.organisation_id)
    if newest is None or newest.id != said.id:
        raise Conflict("此后贵单位对这一对又发表了意见，不能再撤销。请直接改判")
    session.delete(said)
    session.flush()
    return feedback_queries.find_newest(session, key, speaker.organisation_id)


def side_of(session: Session, key: PairKey, organisation_id: int) -> Side:
    """Return on which side of a pair a body stands; raise BadQuery where it is on neither."""
    demand = demand_queries.by_ids(session, [key[0]])[key[0]]
    if demand.organisation_id == organisation_id:
        return Side.ENTERPRISE
    if organisation_id in patent_queries.owner_ids(session, [key[1]]).get(key[1], ()):
        return Side.INSTITUTION
    name = organisation_queries.names_by_id(session, [organisation_id])[organisation_id]
    raise BadQuery(
        f"“{name}”既不是需求 {demand.display_number} 的企业，也不是这件专利的权利人，"
        "不能对这一对发表意见。请核对单位、需求编号与申请号"
    )


def _holds(session: Session, last: Feedback) -> bool:
    """Whether the last word of a body counts: no meeting has overtaken it, no answer set it aside.

    Otherwise the same words mean something new.
    """
    key = (last.demand_id, last.patent_id)
    return any(
        (word.key, word.organisation_id) == (key, last.organisation_id)
        and word.said_at == last.said_at
        and word.met_at is None
        and word.asked_again_at is None
        for word in load_words(session)
    )


def _check(author: Author, words: FeedbackWords) -> None:
    if not author.actor.strip():
        raise BadQuery("请写明是谁说的")
    if words.opinion is Opinion.UNFIT and not words.reasons:
        known = "、".join(reason.label for reason in DeclineReason)
        raise BadQuery(f"不合适的请写明原因（可多个），可选：{known}")
    if words.opinion is Opinion.FIT and words.reasons:
        raise BadQuery("合适的不写不合适的原因。请去掉原因，或改正意见")
    if DeclineReason.OTHER in words.reasons and not words.note.strip():
        raise BadQuery("原因为“其他”时请在说明中写明是什么")
    shown = words.shown
    if shown is not None and not 0.0 <= shown.score <= 1.0:
        raise BadQuery(f"得分应在 0 与 1 之间，收到 {shown.score}")
    if shown is not None and shown.rank < 1:
        raise BadQuery(f"名次应从 1 起，收到 {shown.rank}")


def _find_shown(session: Session, event: Event, key: PairKey) -> Shown | None:
    """Return what the newest list of an event says of a pair, None where it is not on it."""
    version = list_queries.find_latest(session, event)
    if version is None:
        return None
    run = session.get_one(MatchRun, version.run_id)
    for entry, match in list_queries.list_entries(session, version):
        if (match.demand_id, match.patent_id) == key:
            return Shown(run.algorithm, match.score, entry.position)
    return None
