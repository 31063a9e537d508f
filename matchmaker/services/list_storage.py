"""Store a version of a list: a run, its matches with their reasons, and their places."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlmodel import Session

from matchmaker.events.hand_work import NOTHING, Hand, PairKey, in_places
from matchmaker.matching.types import ExplanationRow
from matchmaker.services.list_candidates import Choice
from models.candidate_list import CandidateEntry, CandidateList
from models.matching import Match, MatchRun
from models.queries import candidate_lists as list_queries


def store_version(
    session: Session,
    run: MatchRun,
    version: CandidateList,
    entries: Sequence[CandidateEntry],
    choices: Sequence[Choice],
    explanations: Iterable[Sequence[ExplanationRow]],
) -> None:
    """Store a version; entries, choices and their explanations come in the same order."""
    matches = [
        (_match(choice), make_reasons(rows))
        for choice, rows in zip(choices, explanations, strict=True)
    ]
    list_queries.add_list(session, run, version, matches, entries)


def make_entries(
    chosen: Sequence[Choice], hands: Mapping[PairKey, Hand]
) -> tuple[list[CandidateEntry], list[Choice]]:
    """Return the entries with their places, best first but for those placed by hand."""
    sheets: dict[str, list[Choice]] = defaultdict(list)
    for choice in chosen:
        sheets[choice.industry].append(choice)
    entries, ordered = [], []
    for industry, sheet in sheets.items():
        by_key = {choice.key: choice for choice in sheet}
        places = {key: hand.place for key, hand in hands.items() if key in by_key and hand.place}
        for position, key in enumerate(in_places(list(by_key), places), start=1):
            hand = hands.get(key, NOTHING)
            ordered.append(by_key[key])
            entries.append(
                CandidateEntry(
                    list_id=0,
                    match_id=0,
                    industry_slug=industry,
                    position=position,
                    note=hand.note,
                    pinned=hand.pinned,
                    added=hand.added,
                    placed=hand.place is not None,
                )
            )
    return entries, ordered


def make_reasons(rows: Sequence[ExplanationRow]) -> list[dict[str, Any]]:
    """Return the rows of an explanation as the columns of their table.

    Not as records of it: of a large list there are hundreds of thousands.
    """
    return [
        {
            "position": position,
            "feature": row.feature,
            "label": row.label,
            "share": row.share,
            "sentence": row.sentence,
            "in_demand": row.in_demand,
            "in_patent": row.in_patent,
            "demand_spans": [list(span) for span in row.demand_spans],
            "patent_spans": [list(span) for span in row.patent_spans],
        }
        for position, row in enumerate(rows)
    ]


def _match(choice: Choice) -> Match:
    return Match(
        run_id=0,
        demand_id=choice.pair.demand_id,
        patent_id=choice.pair.patent_id,
        rank=choice.scored.rank,
        score=choice.scored.score,
        industry_slug=choice.industry,
    )
