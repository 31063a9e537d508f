"""Build the index from the database, and tell whether it is still true."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlmodel import Session

from matchmaker.errors import BadQuery, IndexDamaged, IndexMissing
from matchmaker.industry.taxonomy import load_taxonomy
from matchmaker.matching.dense import DenseEncoder
from matchmaker.matching.index import build_index
from matchmaker.matching.store import dense_fingerprint, load_meta, save_index, verify_files
from matchmaker.matching.text_scheme import TextScheme, get_scheme
from matchmaker.services.stock import StockPatent, load_demands, load_patents, stock_digest


@dataclass(frozen=True)
class IndexStatus:
    """What the index on disk holds and whether it is that of the present stock."""

    version: str
    patents: int
    columns: int
    segmenter: str
    stale: bool


def build(
    session: Session,
    folder: Path,
    segmenter: str,
    scheme: TextScheme,
    encoder: DenseEncoder | None = None,
) -> tuple[IndexStatus, bool]:
    """Build the index unless the one in use is up to date; return its status and whether built.

    encoder: the language model whose vectors it shall hold, None for none.
    """
    patents = load_patents(session)
    if not patents:
        raise BadQuery("库里还没有专利。请先运行 matchmaker import patents 文件")
    model = encoder.fingerprint if encoder else ""
    fingerprint = _fingerprint(patents, segmenter, scheme, model)
    current = _find_status(folder, fingerprint)
    if current is not None and not current.stale:
        return current, False
    names = {industry.slug: industry.name for industry in load_taxonomy().industries}
    index = build_index(
        [patent.doc for patent in patents],
        [demand.doc for demand in load_demands(session)],
        names,
        segmenter,
        scheme,
        encoder,
    )
    save_index(index, folder, {"fingerprint": fingerprint})
    return get_status(folder, fingerprint), True


def _fingerprint(
    patents: Sequence[StockPatent], segmenter: str, scheme: TextScheme, model: str
) -> str:
    made_by = (segmenter, scheme.slug, model) if model else (segmenter, scheme.slug)
    return "-".join((stock_digest(patents), *made_by))


def status(patents: Sequence[StockPatent], folder: Path, segmenter: str) -> IndexStatus:
    """Return the state of the index in use for the patents; raise IndexMissing or IndexDamaged."""
    meta = load_meta(folder)
    scheme, model = get_scheme(meta["scheme"]), dense_fingerprint(meta)
    return get_status(folder, _fingerprint(patents, segmenter, scheme, model))


def get_status(folder: Path, fingerprint: str) -> IndexStatus:
    """Return the state of the index in use against the fingerprint of the stock."""
    meta = load_meta(folder)
    return IndexStatus(
        version=meta["fingerprint"],
        patents=meta["patents"],
        columns=meta["columns"],
        segmenter=meta["segmenter"],
        stale=meta["fingerprint"] != fingerprint,
    )


def _find_status(folder: Path, fingerprint: str) -> IndexStatus | None:
    """Return the state of a sound index, None where there is none or it has to be made anew."""
    try:
        verify_files(folder)
        return get_status(folder, fingerprint)
    except (IndexMissing, IndexDamaged):
        return None
