"""The index on disk: one folder a version, swapped in by renaming, checked when opened.

index/CURRENT            the name of the version in use
index/v-<fingerprint>/   arrays (.npy), vocabularies (.txt), meta.json written last; dense.npy only
                         where the index was made with a language model, which meta.json names

A version that adds to another one names it in meta.json as its base: the parts of the vectors,
postings and texts that it shares with it stand in the base's folder alone.
"""

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from matchmaker.errors import IndexDamaged, IndexMissing
from matchmaker.matching.algorithms.dense_v1 import DENSE_V1
from matchmaker.matching.checksums import facts_digest, sum_files
from matchmaker.matching.dense import DenseEncoder
from matchmaker.matching.index import MatchIndex
from matchmaker.matching.stored_arrays import PART_FILES, open_arrays, write_arrays

# Raised whenever the meaning of the arrays changes: an older index is then rebuilt, not read.
FORMAT_VERSION = 4
_REBUILD = "请重建索引"
_REBUILD_DENSE = f"请为算法 {DENSE_V1} 重建索引"


def save_index(index: MatchIndex, folder: Path, meta: dict[str, Any], base: str = "") -> str:
    """Write a version beside the one in use, swap it in, and return its name.

    meta: what the caller wants to know later, its fingerprint among it; base: the fingerprint of
    the version whose first parts the index shares, which are not written again; empty for none.
    """
    folder.mkdir(parents=True, exist_ok=True)
    kept = _sharing(folder, base)
    name = f"v-{meta['fingerprint']}"
    work = folder / f".{name}.{os.getpid()}"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    write_arrays(index, work, late=bool(base))
    facts = {
        **meta,
        "format": FORMAT_VERSION,
        "base": base,
        "segmenter": index.vectoriser.segmenter,
        "scheme": index.vectoriser.scheme.slug,
        "texts": index.vectoriser.texts,
        "industries": dict(zip(index.industry_slugs, index.industry_names, strict=True)),
        "columns": index.vectoriser.width,
        "patents": index.patents,
        **_dense_facts(index),
        "files": {path.name: total for path, total in sum_files(sorted(work.iterdir())).items()},
    }
    facts["digest"] = facts_digest(facts)
    text = json.dumps(facts, ensure_ascii=False, indent=1)
    (work / "meta.json").write_text(text, encoding="utf-8")
    target = folder / name
    shutil.rmtree(target, ignore_errors=True)
    work.rename(target)
    replace_file(folder / "CURRENT", name.encode())
    _drop_old(folder, {name, f"v-{base}", *kept})
    return name


def replace_file(path: Path, content: bytes) -> None:
    """Write a file anew in one step: whoever reads it sees the old content or the new."""
    work = path.with_name(f".{path.name}.{os.getpid()}")
    work.write_bytes(content)
    work.replace(path)


def current_version(folder: Path) -> str:
    """Return the name of the version in use; raise IndexMissing or IndexDamaged."""
    try:
        return (folder / "CURRENT").read_text(encoding="utf-8").strip()
    except FileNotFoundError as error:
        raise IndexMissing("还没有索引。请先建立索引") from error
    except UnicodeDecodeError as error:
        raise IndexDamaged(f"索引不完整。{_REBUILD}") from error


def load_meta(folder: Path) -> dict[str, Any]:
    """Return what is known of the version in use; raise IndexMissing or IndexDamaged."""
    return _load_meta(folder / current_version(folder))


def _load_meta(version: Path) -> dict[str, Any]:
    try:
        meta: dict[str, Any] = json.loads((version / "meta.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise IndexDamaged(f"索引不完整。{_REBUILD}") from error
    if meta.get("format") != FORMAT_VERSION:
        raise IndexDamaged(f"索引由另一版本的程序建立。{_REBUILD}")
    if meta.get("digest") != facts_digest(meta):
        raise IndexDamaged(f"索引文件 meta.json 已损坏。{_REBUILD}")
    return meta


def _verify(folder: Path, meta: Mapping[str, Any]) -> None:
    version = folder / f"v-{meta['fingerprint']}"
    known = {version / name: total for name, total in meta["files"].items()}
    if meta["base"]:
        base = folder / f"v-{meta['base']}"
        sums = _load_meta(base)["files"]
        known |= {base / name: sums[name] for name in PART_FILES}
    found = sum_files(known)
    for path, total in known.items():
        if found[path] != total:
            raise IndexDamaged(f"索引文件 {path.name} 已损坏。{_REBUILD}")


def load_index(folder: Path, encoder: DenseEncoder | None = None) -> MatchIndex:
    """Return the version in use, its arrays mapped from disk.

    encoder: the language model whose vectors are wanted too. Raises IndexMissing where there is no
    index, or none made with that model, and IndexDamaged where a part of it is not as written.
    """
    meta = load_meta(folder)
    if encoder is not None:
        _require_model(meta, encoder)
    _verify(folder, meta)
    return open_arrays(_folders(folder, meta), meta, encoder)


def open_version(folder: Path, fingerprint: str, encoder: DenseEncoder | None = None) -> MatchIndex:
    """Return a version by its fingerprint without checking its files.

    For the processes that share a run with one that has checked them. Raises IndexMissing where
    it has been replaced.
    """
    try:
        meta = json.loads((folder / f"v-{fingerprint}" / "meta.json").read_text(encoding="utf-8"))
    except OSError as error:
        raise IndexMissing(f"索引 {fingerprint} 已被新的索引取代，请重新运行") from error
    return open_arrays(_folders(folder, meta), meta, encoder)


def _folders(folder: Path, meta: Mapping[str, Any]) -> list[Path]:
    """Return the folders of the parts, the version's own last."""
    names = [meta["base"], meta["fingerprint"]] if meta["base"] else [meta["fingerprint"]]
    return [folder / f"v-{name}" for name in names]


def dense_fingerprint(meta: Mapping[str, Any]) -> str:
    """Return the fingerprint of the language model that an index was made with, "" for none."""
    return str(meta["dense"]["fingerprint"]) if "dense" in meta else ""


def _dense_facts(index: MatchIndex) -> dict[str, Any]:
    if index.dense is None:
        return {}
    encoder = index.dense.encoder
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


def _sharing(folder: Path, base: str) -> list[str]:
    """Return the version in use where it rests on the same base: whoever works by it may go on."""
    try:
        meta = load_meta(folder)
    except (IndexMissing, IndexDamaged):
        return []
    return [f"v-{meta['fingerprint']}"] if base and base == meta["base"] else []


def _drop_old(folder: Path, kept: set[str]) -> None:
    """Remove the versions that nobody will open again; open maps stay readable on POSIX."""
    for path in folder.iterdir():
        if path.is_dir() and path.name not in kept:
            shutil.rmtree(path, ignore_errors=True)
