"""Patents that are like a given one, and in what."""

from dataclasses import dataclass

import numpy as np

from matchmaker.matching.candidates import Mask, similarities
from matchmaker.matching.explain import SHOWN_TERMS
from matchmaker.matching.features.text import REST, shared_terms
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.types import IntArray, PatentDoc
from matchmaker.text.ipc_names import subclass_name
from matchmaker.text.phrases import common_phrases
from matchmaker.text.segment import get_segmenter


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A patent near another; row: its position in the index; cosine: how near, 0..1."""

    patent_id: int
    row: int
    cosine: float


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two patents share: phrases, the weightiest first, and IPC subclasses."""

    phrases: tuple[str, ...]
    subclasses: tuple[str, ...]

    @property
    def reason(self) -> str:
        """The same in one sentence, empty where they share neither."""
        parts = []
        if self.phrases:
            parts.append("共有" + "".join(f"“{phrase}”" for phrase in self.phrases[:SHOWN_TERMS]))
        if self.subclasses:
            parts.append("同属 " + "、".join(_named(code) for code in self.subclasses))
        return "；".join(parts)


def nearest_patents(
    index: MatchIndex, row: int, mask: Mask, groups: IntArray, top: int
) -> list[Neighbour]:
    """Return the patents nearest to that of the row, ties by id, without those of its group.

    Nearness is the sum of the blocks' cosines by the blocks' weights, as between a demand and a
    patent. mask: which patents may be offered; groups: of every row the id of what it is listed
    as, both of shape (patents,): of one group only the nearest patent is returned.
    """
    vector = index.vectors[row].multiply(index.vectoriser.column_weights()).tocsr()
    rows = np.flatnonzero(mask & (groups != groups[row]))
    cosine = similarities(index, vector, rows)
    # Rows are by id, so that a stable order breaks ties by id.
    order = np.argsort(-cosine, kind="stable")
    order = order[cosine[order] > 0.0]
    _, first = np.unique(groups[rows[order]], return_index=True)
    return [
        Neighbour(int(index.ids[rows[position]]), int(rows[position]), float(cosine[position]))
        for position in order[np.sort(first)][:top].tolist()
    ]


def likeness(
    index: MatchIndex, row: int, found: Neighbour, docs: tuple[PatentDoc, PatentDoc]
) -> Likeness:
    """Return what the patent of a row shares with a neighbour; docs: the texts of both."""
    texts = [f"{doc.title}\n{doc.body}" for doc in docs]
    segment = get_segmenter(index.vectoriser.segmenter).plain
    phrases = common_phrases(texts[0], texts[1], segment)
    vector = index.vectors[row].multiply(index.vectoriser.column_weights()).tocsr()
    parts = shared_terms(index, vector, found.row, [(p, p) for p in phrases])
    own = index.subclasses_of(row)
    theirs = set(index.subclasses_of(found.row))
    return Likeness(
        tuple(part.label for part in parts if part.label != REST),
        tuple(code for code in own if code in theirs),
    )


def _named(code: str) -> str:
    name = subclass_name(code)
    return f"{code}（{name}）" if name else code
