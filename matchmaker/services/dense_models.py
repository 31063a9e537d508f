"""Language models in folders on this machine; none is ever fetched from anywhere.

Two layouts are understood: model2vec (config.json, model.safetensors, tokenizer.json), read by the
package model2vec, and sentence-transformers (modules.json), read by the package of that name. Both
packages are optional and imported only when a folder asks for them.
"""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matchmaker.errors import BadConfiguration, BadQuery
from matchmaker.matching.algorithms.base import Algorithm
from matchmaker.matching.algorithms.dense_v1 import DENSE_V1, make_dense_v1
from matchmaker.matching.types import FloatArray

SETTING = "MATCHMAKER_DENSE_MODEL"
STATIC_FILES = ("config.json", "model.safetensors", "tokenizer.json")
FINGERPRINT_BYTES = 8
# Modules that average the vectors of tokens: model2vec reads such a folder without PyTorch.
_STATIC_MODULES = frozenset({"StaticEmbedding", "Normalize"})
_OWN_MODULES = "sentence_transformers."
# What the readers of models go by when they are imported: with it they never ask a model hub.
_OFFLINE = {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1"}

Encode = Callable[[list[str]], NDArray[Any]]


@dataclass(frozen=True, eq=False)
class FolderEncoder:
    """A language model read from a folder; see DenseEncoder."""

    name: str
    fingerprint: str
    dimensions: int
    model: Encode

    def encode(self, texts: Sequence[str]) -> FloatArray:
        """Return a row a text, of unit length; raise BadConfiguration where the model is broken."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        vectors = np.asarray(self.model(list(texts)), dtype=np.float32)
        if not np.isfinite(vectors).all():
            raise BadConfiguration(f"语言模型 {self.name} 给出的向量不是数。请换一个模型文件夹")
        lengths: FloatArray = np.linalg.norm(vectors, axis=1, keepdims=True)
        lengths[lengths == 0.0] = 1.0
        return vectors / lengths


def load_dense_v1(folder: Path | None) -> Algorithm:
    """Return dense-v1 for the model of a folder, None where no folder is set.

    Raises BadQuery where none is set, and what load_encoder raises.
    """
    if folder is None:
        raise BadQuery(
            f"算法 {DENSE_V1} 需要本机上的语言模型。请把模型文件夹的路径写入环境变量 {SETTING}，"
            f"再为算法 {DENSE_V1} 建立索引"
        )
    return make_dense_v1(load_encoder(folder))


def load_encoder(folder: Path) -> FolderEncoder:
    """Return the language model of a folder.

    Raises BadConfiguration where the folder holds no model of a known layout, one of its files is
    damaged, or the package that reads it is not installed.
    """
    if not folder.is_dir():
        raise BadConfiguration(f"{SETTING} 所指的文件夹“{folder}”不存在。请改为模型文件夹的路径")
    modules = _module_types(folder)
    if modules is None and not all((folder / name).is_file() for name in STATIC_FILES):
        raise BadConfiguration(
            f"文件夹“{folder}”中没有认得的语言模型：应有 {'、'.join(STATIC_FILES)}（model2vec），"
            f"或 modules.json（sentence-transformers）。请核对 {SETTING}"
        )
    os.environ.update(_OFFLINE)
    static = {module.rpartition(".")[2] for module in modules or ()} <= _STATIC_MODULES
    model = _read_static(folder) if static else _read_transformer(folder)
    return FolderEncoder(
        name=folder.absolute().name,
        fingerprint=_fingerprint(folder),
        dimensions=int(model([""]).shape[1]),
        model=model,
    )


def _module_types(folder: Path) -> list[str] | None:
    """Return the classes of the modules that modules.json lists, None where there is no such file.

    Raises BadConfiguration for one that is not of the package: the folder would run its own code.
    """
    path = folder / "modules.json"
    if not path.is_file():
        return None
    try:
        types = [str(module["type"]) for module in _read_json(path)]
    except (TypeError, KeyError) as error:
        raise _damaged(path) from error
    for name in types:
        if not name.startswith(_OWN_MODULES):
            raise BadConfiguration(
                f"模型文件夹“{folder}”要运行自带的程序 {name}，不予载入。请换一个模型"
            )
    return types


def _read_static(folder: Path) -> Encode:
    package = _require("model2vec", folder)
    # The reader of tokenizers tells a damaged file only by an error without a type of its own.
    for path in sorted(folder.rglob("tokenizer.json")):
        _read_json(path)
    with _refusing_damage(folder):
        model = package.StaticModel.from_pretrained(folder)
    # The tokenizer works on all cores by itself.
    return partial(model.encode, use_multiprocessing=False)


def _read_transformer(folder: Path) -> Encode:
    package = _require("sentence_transformers", folder)
    # On the processor, so that a machine with a graphics card ranks no differently.
    with _refusing_damage(folder):
        model = package.SentenceTransformer(
            str(folder), device="cpu", local_files_only=True, trust_remote_code=False
        )
    return partial(model.encode, show_progress_bar=False, convert_to_numpy=True)


@contextmanager
def _refusing_damage(folder: Path) -> Iterator[None]:
    damaged = _require("safetensors", folder).SafetensorError
    try:
        yield
    except (OSError, ValueError, TypeError, KeyError, RuntimeError, damaged) as error:
        raise BadConfiguration(
            f"模型文件夹“{folder}”无法读取：{error}。请重新复制完整的模型文件"
        ) from error


def _require(name: str, folder: Path) -> Any:
    """Return a package; raise BadConfiguration, naming what to install, where it is absent."""
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        wanted = name.replace("_", "-")
        raise BadConfiguration(
            f"读取模型文件夹“{folder}”需要 Python 包 {wanted}，现在缺少 {error.name}。"
            f"请在本程序的环境中运行 pip install {wanted}"
        ) from error


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _damaged(path) from error


def _damaged(path: Path) -> BadConfiguration:
    return BadConfiguration(f"模型文件 {path} 已损坏。请重新复制完整的模型文件")


def _fingerprint(folder: Path) -> str:
    """Return a digest of the names and contents of all files that a model may be read from."""
    digest = blake2b(digest_size=FINGERPRINT_BYTES)
    for name, path in sorted((p.relative_to(folder).as_posix(), p) for p in folder.rglob("*")):
        if path.is_file() and not _is_aside(name):
            digest.update(f"{name}\0{path.stat().st_size}\0".encode())
            with path.open("rb") as file:
                while chunk := file.read(1 << 20):
                    digest.update(chunk)
    return digest.hexdigest()


def _is_aside(name: str) -> bool:
    """Whether a file is hidden, or a description for people."""
    return name.endswith(".md") or any(part.startswith(".") for part in name.split("/"))
