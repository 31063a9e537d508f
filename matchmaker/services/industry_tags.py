"""Give records their industries anew, and note what people say of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from matchmaker.services.edits import get_patent
from matchmaker.services.industry_classifier import load_classifier, tags_of, with_corrections
from matchmaker.services.target import Tags
from models.enums import RecordKind
from models.queries import demands as demand_queries
from models.queries import industries as industry_queries
from models.queries import patents as patent_queries
from models.queries.industries import ClassifiedText
from models.taxonomy import IndustryCorrection

BATCH = 2_000

OnProgress = Callable[[int, int], None]


@dataclass(frozen=True)
class Retagged:
    """How many records were looked at, and how many have other industries now."""

    records: int
    changed: int


_REPLACE = {
    RecordKind.PATENT: patent_queries.replace_industries,
    RecordKind.DEMAND: demand_queries.replace_industries,
}


def retag_all(
    session: Session, on_progress: OnProgress | None = None
) -> dict[RecordKind, Retagged]:
    """Give all patents and demands their industries by the list and the model in force.

    on_progress: told how many of how many records are done.
    """
    classifier = load_classifier(session)
    ids = {kind: industry_queries.record_ids(session, kind) for kind in _REPLACE}
    done, total = 0, sum(map(len, ids.values()))
    result = {}
    for kind, replace in _REPLACE.items():
        before = industry_queries.stored_tags(session, kind)
        changed = 0
        for start in range(0, len(ids[kind]), BATCH):
            batch = list(industry_queries.texts_of(session, kind, ids[kind][start : start + BATCH]))
            tags = {text.id: tags_of(classifier, kind, text) for text in batch}
            tags = with_corrections(session, kind, tags)
            other = {n: t for n, t in tags.items() if _by_slug(t) != before.get(n)}
            replace(session, other)
            changed += len(other)
            done += len(batch)
            if on_progress is not None:
                on_progress(done, total)
        result[kind] = Retagged(len(ids[kind]), changed)
    return result


def correct_demand(
    session: Session, number: str, slug: str, *, belongs: bool, actor: str, now: datetime
) -> Sequence[tuple[str, float, str]]:
    """Note whether a demand belongs to an industry; return its industries as they are now.

    Raises NotFound or Conflict for a number that is not one demand's.
    """
    demand = demand_queries.get_demand(session, number)
    text = industry_queries.demand_text(demand.model_dump())
    return _correct(session, RecordKind.DEMAND, text, (slug, belongs, actor, now))


def correct_patent(
    session: Session, number: str, slug: str, *, belongs: bool, actor: str, now: datetime
) -> Sequence[tuple[str, float, str]]:
    """Note whether a patent belongs to an industry; return its industries as they are now.

    Raises InvalidValue for what is no number, NotFound for a number that is not there.
    """
    patent = get_patent(session, number)
    text = industry_queries.patent_text(patent.model_dump())
    return _correct(session, RecordKind.PATENT, text, (slug, belongs, actor, now))


def _correct(
    session: Session,
    kind: RecordKind,
    text: ClassifiedText,
    said: tuple[str, bool, str, datetime],
) -> Tags:
    slug, belongs, actor, now = said
    industry_queries.save_correction(
        session,
        IndustryCorrection(
            record_kind=kind,
            record_id=text.id,
            industry_slug=slug,
            belongs=belongs,
            actor=actor,
            made_at=now,
        ),
    )
    tags = {text.id: tags_of(load_classifier(session), kind, text)}
    corrected = with_corrections(session, kind, tags)
    _REPLACE[kind](session, corrected)
    return corrected[text.id]


def _by_slug(tags: Tags) -> dict[str, tuple[float, str]]:
    return {slug: (confidence, reason) for slug, confidence, reason in tags}
