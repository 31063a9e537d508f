"""Learn industries from classified patents, IPC titles and corrections, and measure the result."""

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.random import default_rng
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score
from sqlmodel import Session

from matchmaker.errors import BadQuery
from matchmaker.industry.classify import IndustryClassifier
from matchmaker.industry.taxonomy import Taxonomy
from matchmaker.industry.text_model import IndustryTextModel
from matchmaker.industry.text_training import Example, fit
from matchmaker.services.industry_classifier import MODEL_FORMAT, packed
from matchmaker.services.industry_editions import industries_in_force
from matchmaker.text.need import needed
from models.enums import RecordKind
from models.industry_model import IndustryModel
from models.queries import industries as industry_queries
from models.queries.industries import ClassifiedText

LEAST_PATENTS = 200
# More teach little and cost time: a sample from a fixed seed stands for them.
MOST_PATENTS = 30_000
SEED = 20_261_125
FOLDS = 5
# An industry with fewer patents tells chance rather than quality.
COUNTED_FROM = 30
# A title of the classification is short and general; a person's word is rare and right.
GROUP_WEIGHT, CORRECTION_WEIGHT = 0.5, 5.0

OnStep = Callable[[int, int], None]


@dataclass(frozen=True)
class IndustryCard:
    """What a model was learnt from and how it did in cross-validation.

    accuracy: of all patents, each judged by a model that was not taught it; macro_f1: mean over
    the counted industries, those with at least 30 patents; rules_accuracy: what the words of the
    taxonomy give on the same patents; confusion: counted industries by IPC (rows) and by text
    (columns), the last column being any other.
    """

    patents: int
    folds: int
    corrections: int
    accuracy: float
    macro_f1: float
    rules_accuracy: float
    counted: list[str] = field(default_factory=list)
    confusion: list[list[int]] = field(default_factory=list)
    segmenter: str = ""


def train_industries(
    session: Session, segmenter: str, now: datetime, on_step: OnStep | None = None
) -> tuple[IndustryCard, bool]:
    """Learn from the patents of the database; return the card and whether the model is kept.

    It is kept where it tells industries better than the words of the taxonomy do.

    Raises BadQuery where there are too few classified patents.
    """
    step = on_step or (lambda _done, _total: None)
    taxonomy = industries_in_force(session)
    patents = _labelled(industry_queries.iter_patent_texts(session), taxonomy)
    if len(patents) < LEAST_PATENTS:
        raise BadQuery(
            f"带分类号的专利只有 {len(patents)} 件，至少需要 {LEAST_PATENTS} 件才能学习产业。"
            "请先导入更多专利"
        )
    taught = [*general_examples(taxonomy), *_corrections(session, taxonomy)]
    card = _measure(patents, taught, (taxonomy, segmenter), step)
    better = card.accuracy > card.rules_accuracy
    if better:
        model = fit([*_examples(patents), *taught], segmenter)
        session.add(_stored(card, model, now))
        session.flush()
    step(FOLDS + 1, FOLDS + 1)
    return card, better


def _stored(card: IndustryCard, model: IndustryTextModel, now: datetime) -> IndustryModel:
    return IndustryModel(
        trained_at=now, format=MODEL_FORMAT, card=asdict(card), payload=packed(model)
    )


def load_card(session: Session) -> tuple[IndustryCard, datetime] | None:
    """Return the card of the model in force and when it was learnt, None before the first."""
    stored = industry_queries.find_model(session)
    return None if stored is None else (IndustryCard(**stored.card), stored.trained_at)


def _labelled(
    texts: Iterable[ClassifiedText], taxonomy: Taxonomy
) -> list[tuple[ClassifiedText, str]]:
    """Return a sample of the patents with the industry that their classification tells."""
    rules = IndustryClassifier(taxonomy)
    # A Locarno code of a design, which begins with a figure, tells no industry.
    classified = [text for text in texts if text.symbols and text.symbols[0][:1].isalpha()]
    if len(classified) > MOST_PATENTS:
        chosen = default_rng(SEED).choice(len(classified), MOST_PATENTS, replace=False)
        classified = [classified[place] for place in sorted(chosen.tolist())]
    return [(text, rules.classify("", "", text.symbols)[0].slug) for text in classified]


def _measure(
    patents: Sequence[tuple[ClassifiedText, str]],
    taught: Sequence[Example],
    means: tuple[Taxonomy, str],
    step: OnStep,
) -> IndustryCard:
    """Return the card; taught: what is known besides; means: the industries and the segmenter."""
    taxonomy, segmenter = means
    fold_of = default_rng(SEED).permutation(len(patents)) % FOLDS
    told = [""] * len(patents)
    for fold in range(FOLDS):
        step(fold, FOLDS + 1)
        rest = [patent for patent, own in zip(patents, fold_of, strict=True) if own != fold]
        model = fit([*_examples(rest), *taught], segmenter)
        held = np.flatnonzero(fold_of == fold).tolist()
        documents = [(patents[place][0].title, patents[place][0].body) for place in held]
        for place, slug in zip(held, model.predict(documents), strict=True):
            told[place] = slug
    step(FOLDS, FOLDS + 1)
    truth = [slug for _, slug in patents]
    rules = IndustryClassifier(taxonomy)
    by_rules = [rules.classify(text.title, text.body)[0].slug for text, _ in patents]
    counts = Counter(truth)
    order = [industry.slug for industry in taxonomy.offered]
    counted = [slug for slug in order if counts[slug] >= COUNTED_FROM]
    table = confusion_matrix(truth, told, labels=order)
    rows = [order.index(slug) for slug in counted]
    others = [place for place in range(len(order)) if place not in rows]
    shown = np.hstack([table[np.ix_(rows, rows)], table[np.ix_(rows, others)].sum(1)[:, None]])
    return IndustryCard(
        patents=len(patents),
        folds=FOLDS,
        corrections=sum(one.weight == CORRECTION_WEIGHT for one in taught),
        accuracy=float(accuracy_score(truth, told)),
        macro_f1=float(f1_score(truth, told, labels=counted, average="macro", zero_division=0.0)),
        rules_accuracy=float(accuracy_score(truth, by_rules)),
        counted=counted,
        confusion=shown.tolist(),
        segmenter=segmenter,
    )


def _examples(patents: Sequence[tuple[ClassifiedText, str]]) -> list[Example]:
    return [Example(text.title, text.body, slug) for text, slug in patents]


def _corrections(session: Session, taxonomy: Taxonomy) -> list[Example]:
    """Return what people said belongs to an industry that is still used."""
    offered = {industry.slug for industry in taxonomy.offered}
    found = []
    for kind, texts in (
        (RecordKind.PATENT, industry_queries.iter_patent_texts),
        (RecordKind.DEMAND, industry_queries.iter_demand_texts),
    ):
        said = industry_queries.corrections_of(session, kind)
        for text in texts(session) if said else ():
            found += [
                Example(text.title, needed(text.body), c.industry_slug, CORRECTION_WEIGHT)
                for c in said.get(text.id, ())
                if c.belongs and c.industry_slug in offered
            ]
    return found


@lru_cache(maxsize=2)
def general_examples(taxonomy: Taxonomy) -> tuple[Example, ...]:
    """Return what is known of industries without any stock.

    The titles of all main groups of the IPC, each of the industry of its symbol; the trades of
    GB/T 4754 that the taxonomy places; and its words, whose characters tell of words that it lacks.
    """
    rules = IndustryClassifier(taxonomy)
    groups = [
        Example(row["title_zh"], "", rules.classify("", "", [row["code"]])[0].slug, GROUP_WEIGHT)
        for row in _table("ipc_groups.csv")
    ]
    trades = [
        Example(row["name"], row["covers"], industry.slug)
        for row in _table("trades.csv")
        if (industry := taxonomy.of_trade(row["code"])) is not None
    ]
    terms = [
        Example(term, "", industry.slug) for industry in taxonomy.offered for term in industry.terms
    ]
    return (*groups, *trades, *terms)


def _table(name: str) -> Iterator[dict[str, str]]:
    source = files("matchmaker.data").joinpath(name).read_text(encoding="utf-8")
    return csv.DictReader(source.splitlines())
