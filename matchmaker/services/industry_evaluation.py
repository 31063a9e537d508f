"""How well demands are classified, measured on labels that people gave."""

from dataclasses import dataclass, field
from pathlib import Path

from sqlmodel import Session

from ingest.errors import SourceError
from matchmaker.services.industry_classifier import load_classifier
from matchmaker.services.industry_editions import industries_in_force
from matchmaker.services.judged_files import read_demands, read_table
from matchmaker.text.need import needed

COLUMNS = ("demand_id", "industry", "also")


@dataclass(frozen=True)
class Miss:
    """A demand whose first industry is not the one that was labelled."""

    demand_id: str
    title: str
    told: str
    labels: str


@dataclass(frozen=True)
class LabelQuality:
    """Shares in 0..1 of the labelled demands.

    first: the surest industry is the labelled one; accepted: or one of the others that the label
    allows; found: the labelled one is among all that were given.
    """

    demands: int
    first: float
    accepted: float
    found: float
    misses: tuple[Miss, ...] = field(default=(), repr=False)


def evaluate_labels(session: Session, demands: Path, labels: Path) -> LabelQuality:
    """Classify the labelled demands by what is in force and compare.

    Raises SourceError where a file cannot be read or a label names no industry or demand.
    """
    docs = read_demands(demands)
    classifier = load_classifier(session)
    known = {industry.slug for industry in industries_in_force(session).offered}
    first = accepted = found = 0
    misses = []
    rows = read_table(labels, COLUMNS)
    for number, row in enumerate(rows, start=2):
        wanted = [row["industry"], *filter(None, row["also"].split(";"))]
        if row["demand_id"] not in docs or not known.issuperset(wanted):
            raise SourceError(
                labels.name,
                f"“{row['demand_id']}，{row['industry']}”不是已知的需求与产业",
                "请核对 demand_id 与产业代号",
                f"第 {number} 行",
            )
        doc = docs[row["demand_id"]]
        told = [tag.slug for tag in classifier.classify(doc.title, needed(doc.body))]
        first += told[0] == wanted[0]
        accepted += told[0] in wanted
        found += wanted[0] in told
        if told[0] != wanted[0]:
            misses.append(Miss(row["demand_id"], doc.title, "、".join(told), "、".join(wanted)))
    n = max(len(rows), 1)
    return LabelQuality(len(rows), first / n, accepted / n, found / n, tuple(misses))
