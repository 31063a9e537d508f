"""The index on disk: one folder a version, swapped in by renaming, checked when opened.

index/CURRENT            the name of the version in use
index/v-<fingerprint>/   arrays (.npy), vocabularies (.txt), meta.json written last; dense.npy only
                         where the index was made with a language model, which meta.json names
"""

import json
import os
import shutil
from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any, Literal

import numpy as np
from scipy.sparse import csr_matrix

from matchmaker.errors import IndexDamaged, IndexMissing
from matchmaker.matching.algorithms.dense_v1 import DENSE_V1
from matchmaker.matching.dense import DenseEncoder, DenseStock
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.patent_texts import PatentTexts
from matchmaker.matching.text_scheme import get_scheme
from matchmaker.matching.vectorise import Block, TextVectoriser

# Raised whenever the meaning of the arrays changes: an older index is then rebuilt, not read.
FORMAT_VERSION = 3
_SPARSE = ("data", "indices", "indptr")
_ARRAYS = (
    *_SPARSE,
    *(f"posting_{name}" for name in _SPARSE),
    "ids",
    "industries",
    "subclasses",
    "subclass_offsets",
    "text_letters",
    "text_offsets",
)
# Pages are shared with other processes and the files stay as they are: the library that multiplies
# takes no read-only arrays, though it writes to none.
_MAPPED: Literal["c"] = "c"
_REBUILD = "请运行 matchmaker index build 重建"
_REBUILD_DENSE = f"请运行 matchmaker index build --algorithm {DENSE_V1} 重建"


def save_index(index: MatchIndex, folder: Path, meta: dict[str, Any]) -> str:
    """Write a version beside the one in use, swap it in, and return its name.

    meta: what the caller wants to know later, such as the fingerprint of the stock.
    """
    folder.mkdir(parents=True, exist_ok=True)
    name = f"v-{meta['fingerprint']}"
    work = folder / f".{name}.{os.getpid()}"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    arrays = _arrays_of(index)
    for array_name in _ARRAYS:
        np.save(work / f"{array_name}.npy", arrays[array_name], allow_pickle=False)
    scheme = index.vectoriser.scheme
    for (stream, _), block in zip(scheme.blocks, index.vectoriser.blocks, strict=True):
        np.save(work / f"{stream}_idf.npy", block.idf, allow_pickle=False)
        (work / f"{stream}.txt").write_text("\n".join(block.terms), encoding="utf-8")
    if index.dense is not None:
        np.save(work / "dense.npy", index.dense.vectors, allow_pickle=False)
    facts = {
        **meta,
        "format": FORMAT_VERSION,
        "segmenter": index.vectoriser.segmenter,
        "scheme": scheme.slug,
        "industries": dict(zip(index.industry_slugs, index.industry_names, strict=True)),
        "columns": index.vectors.shape[1],
        "patents": len(index),
        **_dense_facts(index.dense),
        "files": {path.name: _digest(path) for path in sorted(work.iterdir())},
    }
    facts["digest"] = _facts_digest(facts)
    text = json.dumps(facts, ensure_ascii=False, indent=1)
    (work / "meta.json").write_text(text, encoding="utf-8")
    target = folder / name
    shutil.rmtree(target, ignore_errors=True)
    work.rename(target)
    pointer = folder / f".CURRENT.{os.getpid()}"
    pointer.write_text(name, encoding="utf-8")
    pointer.replace(folder / "CURRENT")
    _drop_old(folder, name)
    return name


def current_version(folder: Path) -> str:
    """Return the name of the version in use; raise IndexMissing or IndexDamaged."""
    try:
        return (folder / "CURRENT").read_text(encoding="utf-8").strip()
    except FileNotFoundError as error:
        raise IndexMissing("还没有索引。请先运行 matchmaker index build") from error
    except UnicodeDecodeError as error:
        raise IndexDamaged(f"索引不完整。{_REBUILD}") from error


def load_meta(folder: Path) -> dict[str, Any]:
    """Return what is known of the version in use; raise IndexMissing or IndexDamaged."""
    path = folder / current_version(folder) / "meta.json"
    try:
        meta: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise IndexDamaged(f"索引不完整。{_REBUILD}") from error
    if meta.get("format") != FORMAT_VERSION:
        raise IndexDamaged(f"索引由另一版本的程序建立。{_REBUILD}")
    if meta.get("digest") != _facts_digest(meta):
        raise IndexDamaged(f"索引文件 meta.json 已损坏。{_REBUILD}")
    return meta


def verify_files(folder: Path) -> None:
    """Compare every file of the version in use with its digest; raise IndexDamaged."""
    _verify(folder, load_meta(folder))


def _verify(folder: Path, meta: Mapping[str, Any]) -> None:
    version = folder / f"v-{meta['fingerprint']}"
    for name, digest in meta["files"].items():
        path = version / name
        if not path.exists() or _digest(path) != digest:
            raise IndexDamaged(f"索引文件 {name} 已损坏。{_REBUILD}")


def load_index(folder: Path, encoder: DenseEncoder | None = None) -> MatchIndex:
    """Return the version in use, its arrays mapped from disk.

    encoder: the language model whose vectors are wanted too. Raises IndexMissing where there is no
    index, or none made with that model, and IndexDamaged where a part of it is not as written.
    """
    meta = load_meta(folder)
    if encoder is not None:
        _require_model(meta, encoder)
    _verify(folder, meta)
    return _open(folder / f"v-{meta['fingerprint']}", meta, encoder)


def open_version(folder: Path, fingerprint: str, encoder: DenseEncoder | None = None) -> MatchIndex:
    """Return a version by its fingerprint without checking its files.

    For the processes that share a run with one that has checked them. Raises IndexMissing where
    it has been replaced.
    """
    version = folder / f"v-{fingerprint}"
    try:
        meta = json.loads((version / "meta.json").read_text(encoding="utf-8"))
    except OSError as error:
        raise IndexMissing(f"索引 {fingerprint} 已被新的索引取代，请重新运行") from error
    return _open(version, meta, encoder)


def _open(version: Path, meta: Mapping[str, Any], encoder: DenseEncoder | None) -> MatchIndex:
    arrays = {
        name: np.load(version / f"{name}.npy", mmap_mode=_MAPPED, allow_pickle=False)
        for name in _ARRAYS
    }
    shape = (meta["patents"], meta["columns"])
    vectors, postings = (
        csr_matrix(tuple(arrays[prefix + name] for name in _SPARSE), shape=size, copy=False)
        for prefix, size in (("", shape), ("posting_", shape[::-1]))
    )
    scheme = get_scheme(meta["scheme"])
    blocks = [
        Block(
            _terms(version / f"{stream}.txt"),
            np.load(version / f"{stream}_idf.npy", allow_pickle=False),
        )
        for stream, _ in scheme.blocks
    ]
    vectoriser = TextVectoriser(meta["segmenter"], scheme, blocks)
    return MatchIndex(
        vectoriser=vectoriser,
        vectors=vectors,
        postings=postings,
        ids=arrays["ids"],
        industry_slugs=tuple(meta["industries"]),
        industry_names=tuple(meta["industries"].values()),
        industries=arrays["industries"],
        subclasses=arrays["subclasses"],
        subclass_offsets=arrays["subclass_offsets"],
        texts=PatentTexts(arrays["text_letters"], arrays["text_offsets"]),
        dense=_load_dense(version, encoder) if encoder else None,
    )


def dense_fingerprint(meta: Mapping[str, Any]) -> str:
    """Return the fingerprint of the language model that an index was made with, "" for none."""
    return str(meta["dense"]["fingerprint"]) if "dense" in meta else ""


def _dense_facts(dense: DenseStock | None) -> dict[str, Any]:
    if dense is None:
        return {}
    encoder = dense.encoder
    return {"dense": {"model": encoder.name, "fingerprint": encoder.fingerprint}}


def _require_model(meta: Mapping[str, Any], encoder: DenseEncoder) -> None:
    made_with = dense_fingerprint(meta)
    if not made_with:
        raise IndexMissing(f"现有索引没有语言模型的向量。{_REBUILD_DENSE}")
    if made_with != encoder.fingerprint:
        raise IndexMissing(
            f"现有索引的向量出自语言模型 {meta['dense']['model']}，"
            f"与现在的模型 {encoder.name} 文件不同。{_REBUILD_DENSE}"
        )


def _load_dense(version: Path, encoder: DenseEncoder) -> DenseStock:
    vectors = np.load(version / "dense.npy", mmap_mode="r", allow_pickle=False)
    return DenseStock(encoder, vectors)


def _arrays_of(index: MatchIndex) -> dict[str, Any]:
    return {
        **{name: getattr(index.vectors, name) for name in _SPARSE},
        **{f"posting_{name}": getattr(index.postings, name) for name in _SPARSE},
        "ids": index.ids,
        "industries": index.industries,
        "subclasses": index.subclasses,
        "subclass_offsets": index.subclass_offsets,
        "text_letters": index.texts.letters,
        "text_offsets": index.texts.offsets,
    }


def _terms(path: Path) -> tuple[str, ...]:
    text = path.read_text(encoding="utf-8")
    return tuple(text.split("\n")) if text else ()


def _facts_digest(facts: Mapping[str, Any]) -> str:
    """Return the digest of everything else in meta.json."""
    rest = {key: value for key, value in facts.items() if key != "digest"}
    return blake2b(json.dumps(rest).encode(), digest_size=16).hexdigest()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        digest = blake2b(digest_size=16)
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return digest.hexdigest()


def _drop_old(folder: Path, current: str) -> None:
    """Remove the versions that nobody will open again; open maps stay readable on POSIX."""
    for path in folder.iterdir():
        if path.is_dir() and path.name != current:
            shutil.rmtree(path, ignore_errors=True)
