"""Reasons of a large run in little room: those of one demand's matches together, compressed."""

import json
import zlib
from collections.abc import Sequence
from typing import Any

from matchmaker.matching.types import ExplanationRow
from matchmaker.text.spans import Span

# Reasons of one demand repeat each other; more effort would save little and cost much time.
LEVEL = 1


def pack_reasons(matches: Sequence[Sequence[ExplanationRow]]) -> bytes:
    """Return the rows of every match, in order, as bytes."""
    rows = [
        [
            [
                row.feature,
                row.label,
                row.share,
                row.sentence,
                row.in_demand,
                row.in_patent,
                row.demand_spans,
                row.patent_spans,
            ]
            for row in match
        ]
        for match in matches
    ]
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return zlib.compress(text.encode("utf-8"), LEVEL)


def unpack_reasons(packed: bytes) -> list[list[ExplanationRow]]:
    """Return the rows of every match, in order."""
    return [[_row(values) for values in match] for match in _read(packed)]


def unpack_match(packed: bytes, position: int) -> list[ExplanationRow]:
    """Return the rows of one of the matches."""
    return [_row(values) for values in _read(packed)[position]]


def _read(packed: bytes) -> list[list[Sequence[Any]]]:
    matches: list[list[Sequence[Any]]] = json.loads(zlib.decompress(packed))
    return matches


def _row(values: Sequence[Any]) -> ExplanationRow:
    feature, label, share, sentence, in_demand, in_patent, demand_spans, patent_spans = values
    return ExplanationRow(
        feature,
        label,
        share,
        sentence,
        in_demand,
        in_patent,
        _spans(demand_spans),
        _spans(patent_spans),
    )


def _spans(pairs: Sequence[Sequence[int]]) -> tuple[Span, ...]:
    return tuple((start, end) for start, end in pairs)
