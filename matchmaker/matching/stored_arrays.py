"""The arrays of an index as files, and files as an index.

PART_FILES hold what is shared with a base and is large; the others tell of all rows.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np
from scipy.sparse import csr_matrix

from matchmaker.matching.dense import DenseEncoder, DenseStock
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.patent_rows import PatentRows, Postings
from matchmaker.matching.patent_texts import PackedTexts, PatentTexts
from matchmaker.matching.text_scheme import get_scheme
from matchmaker.matching.vectorise import Block, TextVectoriser

_SPARSE = ("data", "indices", "indptr")
_PARTS = (*_SPARSE, *(f"posting_{name}" for name in _SPARSE), "text_letters", "text_offsets")
_WHOLES = ("ids", "digests", "industries", "subclasses", "subclass_offsets")
PART_FILES = tuple(f"{name}.npy" for name in _PARTS)
# Pages are shared with other processes and the files stay as they are: the library that multiplies
# takes no read-only arrays, though it writes to none.
_MAPPED: Literal["c"] = "c"


def write_arrays(index: MatchIndex, folder: Path, *, late: bool) -> None:
    """Write the last part of an index, and what tells of all rows, into a folder.

    late: whether the index has a base, whose parts stand elsewhere.
    """
    if len(index.vectors.parts) != 1 + late:
        raise AssertionError("only the last part of an index is written")
    vectors, postings = index.vectors.parts[-1], index.postings.parts[-1]
    texts = index.texts.parts[-1]
    arrays = {
        **{name: getattr(vectors, name) for name in _SPARSE},
        **{f"posting_{name}": getattr(postings, name) for name in _SPARSE},
        "text_letters": texts.letters,
        "text_offsets": texts.offsets,
        **{name: getattr(index, name) for name in _WHOLES},
    }
    for (stream, _), block in zip(
        index.vectoriser.scheme.blocks, index.vectoriser.blocks, strict=True
    ):
        arrays |= {f"{stream}_idf": block.idf, f"{stream}_columns": block.columns}
        (folder / f"{stream}.txt").write_text("\n".join(block.terms), encoding="utf-8")
    if index.dense is not None:
        arrays["dense"] = index.dense.vectors
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array, allow_pickle=False)


def open_arrays(
    folders: Sequence[Path], meta: Mapping[str, Any], encoder: DenseEncoder | None
) -> MatchIndex:
    """Return the index whose parts stand in the folders, the last of which tells of all rows.

    meta: what is known of it; encoder: the language model whose vectors are wanted too.
    """
    version = folders[-1]
    parts = [{name: _map(folder, name) for name in _PARTS} for folder in folders]
    wholes = {name: _map(version, name) for name in _WHOLES}
    width = meta["columns"]
    return MatchIndex(
        vectoriser=_open_vectoriser(version, meta),
        vectors=PatentRows([_rows(part, width) for part in parts]),
        postings=Postings([_columns(part, width) for part in parts]),
        industry_slugs=tuple(meta["industries"]),
        industry_names=tuple(meta["industries"].values()),
        texts=PatentTexts(
            [PackedTexts(part["text_letters"], part["text_offsets"]) for part in parts]
        ),
        dense=DenseStock(encoder, _map(version, "dense")) if encoder else None,
        **wholes,
    )


def _open_vectoriser(version: Path, meta: Mapping[str, Any]) -> TextVectoriser:
    scheme = get_scheme(meta["scheme"])
    blocks = [_open_block(version, stream) for stream in scheme.streams]
    return TextVectoriser(meta["segmenter"], scheme, blocks, meta["texts"])


def _open_block(version: Path, stream: str) -> Block:
    text = (version / f"{stream}.txt").read_text(encoding="utf-8")
    terms = tuple(text.split("\n")) if text else ()
    return Block(terms, _map(version, f"{stream}_idf"), _map(version, f"{stream}_columns"))


def _rows(part: Mapping[str, Any], width: int) -> csr_matrix:
    arrays = tuple(part[name] for name in _SPARSE)
    return csr_matrix(arrays, shape=(len(part["indptr"]) - 1, width), copy=False)


def _columns(part: Mapping[str, Any], width: int) -> csr_matrix:
    data, indices, starts = (part[f"posting_{name}"] for name in _SPARSE)
    # Terms that came later have no entry here.
    ends = np.pad(starts, (0, width + 1 - len(starts)), mode="edge")
    return csr_matrix((data, indices, ends), shape=(width, len(part["indptr"]) - 1), copy=False)


def _map(folder: Path, name: str) -> Any:
    # As a plain array: slicing one that knows its file takes many times as long.
    return np.asarray(np.load(folder / f"{name}.npy", mmap_mode=_MAPPED, allow_pickle=False))
