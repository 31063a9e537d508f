"""Build the index from the database, add to it what has changed, and tell whether it is true."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import blake2b
from pathlib import Path

import numpy as np
from filelock import FileLock
from sqlmodel import Session

from matchmaker.errors import BadQuery, IndexDamaged, IndexMissing
from matchmaker.matching.index import GONE, MatchIndex, Recipe, build_index, extend_index
from matchmaker.matching.store import dense_fingerprint, load_index, load_meta, save_index
from matchmaker.matching.vectorise import OnDone
from matchmaker.services.index_changes import find_changes
from matchmaker.services.industry_editions import industries_in_force
from matchmaker.services.seen_revisions import save_seen
from matchmaker.services.stock import load_demands, load_docs
from models.queries import stock as stock_queries

# How many patents are indexed anew in about a second: of these nothing is gained by adding.
SMALL = 2_000
# How many rows may lie outside the first part, or be out of use in it, to every one in it before
# the index is built anew: how rare terms are is still known to a fifth, and searching costs little
# more.
SHARE_BESIDE = 0.2
LOCK = ".lock"


class Made(StrEnum):
    """What was done to have an index of the present stock."""

    KEPT = "kept"
    EXTENDED = "extended"
    BUILT = "built"


@dataclass(frozen=True)
class IndexStatus:
    """What the index on disk holds and whether it is that of the present stock.

    added: how many of the patents were added since it was built in one go.
    """

    version: str
    patents: int
    added: int
    columns: int
    segmenter: str
    stale: bool


def build(
    session: Session,
    folder: Path,
    recipe: Recipe,
    *,
    whole: bool = False,
    on_done: OnDone = lambda *_: None,
) -> tuple[IndexStatus, Made]:
    """Make the index that of the present stock; return its status and what was done.

    What has changed is added to the index in use, which is built anew where it is not sound, was
    made by another recipe, or too much has changed. Whoever comes while another one builds waits
    for it. whole: build anew in any case; on_done: as of build_index, where it is built anew.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder / LOCK):
        revisions = stock_queries.patent_revisions(session)
        if not revisions:
            raise BadQuery("库里还没有专利。请先导入专利")
        names = industries_in_force(session).names
        index = None if whole else _find_index(folder, recipe, names)
        made = Made.BUILT if index is None else _extend(session, folder, index, revisions)
        if made is Made.BUILT:
            _build_whole(session, folder, recipe, names, on_done)
        save_seen(folder, str(load_meta(folder)["fingerprint"]), revisions)
        return _status(folder, stale=False), made


def status(session: Session, folder: Path, segmenter: str) -> IndexStatus:
    """Return the state of the index in use; raise IndexMissing or IndexDamaged."""
    return _status(folder, stale=is_stale(session, folder, segmenter, load_index(folder)))


def is_stale(session: Session, folder: Path, segmenter: str, index: MatchIndex) -> bool:
    """Whether the opened index in use is no longer that of the present stock."""
    if index.vectoriser.segmenter != segmenter:
        return True
    if _industries(index) != industries_in_force(session).names:
        return True
    changes = find_changes(session, folder, index, stock_queries.patent_revisions(session))
    return changes.any


def _status(folder: Path, *, stale: bool) -> IndexStatus:
    meta = load_meta(folder)
    return IndexStatus(
        version=meta["fingerprint"],
        patents=meta["patents"],
        added=meta["added"],
        columns=meta["columns"],
        segmenter=meta["segmenter"],
        stale=stale,
    )


def _find_index(folder: Path, recipe: Recipe, names: Mapping[str, str]) -> MatchIndex | None:
    """Return a sound index made by the recipe and of these industries, None where there is none."""
    try:
        index = load_index(folder, recipe.encoder)
    except (IndexMissing, IndexDamaged):
        return None
    made_with = dense_fingerprint(load_meta(folder))
    alike = (
        index.vectoriser.segmenter == recipe.segmenter
        and index.vectoriser.scheme == recipe.scheme
        and made_with == (recipe.encoder.fingerprint if recipe.encoder else "")
        and _industries(index) == names
    )
    return index if alike else None


def _industries(index: MatchIndex) -> dict[str, str]:
    """Return slug → name of the industries that an index was built with."""
    return dict(zip(index.industry_slugs, index.industry_names, strict=True))


def _extend(
    session: Session, folder: Path, index: MatchIndex, revisions: list[tuple[int, int]]
) -> Made:
    """Add what has changed to the index, and say whether that could be done."""
    changes = find_changes(session, folder, index, revisions)
    if not changes.any:
        return Made.KEPT
    base = index.vectors.parts[0].shape[0]
    touched = [*changes.gone, *(doc.id for doc in changes.docs)]
    used = (index.ids != GONE) & ~np.isin(index.ids, np.array(touched, dtype=np.int64))
    beside, unused = int(used[base:].sum()) + len(changes.docs), int((~used[:base]).sum())
    if len(revisions) <= SMALL or max(beside, unused) > SHARE_BESIDE * base:
        return Made.BUILT
    extended = extend_index(index, changes.docs, changes.gone)
    extended = replace(extended, industries=changes.industries.matrix(extended))
    meta = load_meta(folder)
    first = meta["base"] or meta["fingerprint"]
    facts = {"fingerprint": _fingerprint(extended, first), "added": beside}
    save_index(extended, folder, facts, base=first)
    return Made.EXTENDED


def _build_whole(
    session: Session, folder: Path, recipe: Recipe, names: Mapping[str, str], on_done: OnDone
) -> None:
    demands = [demand.doc for demand in load_demands(session)]
    index = build_index(load_docs(session), demands, names, recipe, on_done)
    save_index(index, folder, {"fingerprint": _fingerprint(index, ""), "added": 0})


def _fingerprint(index: MatchIndex, base: str) -> str:
    """Return a digest of all that the index is made of, and how; base: that of its first part."""
    digest = blake2b(repr((base, index.industry_slugs)).encode(), digest_size=8)
    for array in (index.ids, index.digests, index.industries):
        digest.update(np.ascontiguousarray(array).data)
    vectoriser = index.vectoriser
    made_by = [vectoriser.segmenter, vectoriser.scheme.slug]
    if index.dense is not None:
        made_by.append(index.dense.encoder.fingerprint)
    return "-".join((digest.hexdigest(), *made_by))
