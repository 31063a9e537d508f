"""Patents for demands: of the database, typed, or from a file."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
from sqlmodel import Session

from matchmaker.industry.classify import IndustryClassifier
from matchmaker.industry.taxonomy import load_taxonomy
from matchmaker.matching.algorithms import DEFAULT_ALGORITHM, get_algorithm
from matchmaker.matching.candidates import Mask
from matchmaker.matching.explain import reason_text
from matchmaker.matching.gates import AREA_GATES, LEGAL_GATES, Gate, Occasion, patent_gate
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.rank import rank
from matchmaker.matching.types import DemandDoc, ExplanationRow
from matchmaker.services.stock import StockPatent
from models.queries import patents as patent_queries

DEFAULT_TOP = 10


@dataclass(frozen=True)
class RankOptions:
    """as_of: the day of the question; city: of the owners, its code; industry: a slug."""

    as_of: date
    province: str
    top: int = DEFAULT_TOP
    industry: str | None = None
    city: str | None = None
    anywhere: bool = False
    any_state: bool = False
    algorithm: str = DEFAULT_ALGORITHM


@dataclass(frozen=True)
class RankedPatent:
    """A row of an answer: the patent, its score, and why."""

    rank: int
    application_number: str
    title: str
    score: float
    reason: str
    rows: list[ExplanationRow] = field(repr=False)


def lifted_gates(*, anywhere: bool, any_state: bool) -> frozenset[Gate]:
    """Return the gates that the two switches leave open."""
    area = AREA_GATES if anywhere else frozenset()
    legal = LEGAL_GATES if any_state else frozenset()
    return area | legal


def offered(
    index: MatchIndex, stock: Sequence[StockPatent], occasion: Occasion
) -> tuple[Mask, Counter[Gate]]:
    """Return which rows of the index pass the gates, and how many each gate stops."""
    mask = np.zeros(len(index), dtype=np.bool_)
    stopped: Counter[Gate] = Counter()
    row_of = {int(patent_id): row for row, patent_id in enumerate(index.ids)}
    for patent in stock:
        gate = patent_gate(patent.facts, occasion)
        if gate is not None:
            stopped[gate] += 1
        elif patent.doc.id in row_of:
            mask[row_of[patent.doc.id]] = True
    return mask, stopped


def classify_demand(title: str, body: str, number: int = 0) -> DemandDoc:
    """Return a typed demand with its industries."""
    tags = IndustryClassifier(load_taxonomy()).classify(title, body)
    return DemandDoc(number, title, body, tuple((tag.slug, tag.confidence) for tag in tags))


def rank_patents(
    session: Session,
    index: MatchIndex,
    stock: Sequence[StockPatent],
    demands: Sequence[DemandDoc],
    options: RankOptions,
) -> list[list[RankedPatent]]:
    """Return, for every demand in order, its best patents with their reasons."""
    occasion = Occasion(
        as_of=options.as_of,
        held_on=options.as_of,
        province=options.province,
        patent_city=options.city,
        lifted=lifted_gates(anywhere=options.anywhere, any_state=options.any_state),
    )
    mask, _ = offered(index, stock, occasion)
    if options.industry is not None:
        column = index.industry_slugs.index(options.industry)
        mask &= np.asarray(index.industries[:, column]) > 0
    algorithm = get_algorithm(options.algorithm)
    rankings = rank(index, demands, mask, algorithm, options.top)
    wanted = {scored.patent_id for ranking in rankings for scored in ranking.ordered}
    patents = patent_queries.by_ids(session, wanted)
    docs = {patent.doc.id: patent.doc for patent in stock}
    answers = []
    for ranking in rankings:
        answer = []
        for scored in ranking.ordered:
            patent, rows = (
                patents[scored.patent_id],
                ranking.explain(scored, docs[scored.patent_id]),
            )
            answer.append(
                RankedPatent(
                    scored.rank,
                    patent.display_number,
                    patent.title,
                    scored.score,
                    reason_text(rows),
                    rows,
                )
            )
        answers.append(answer)
    return answers
