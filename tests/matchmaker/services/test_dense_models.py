"""Language models in folders: which are read, which are refused, and that nothing is fetched."""

import json
import os
import shutil
import socket
import subprocess
import sys
from itertools import product
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from safetensors.numpy import save_file

from matchmaker.errors import BadConfiguration, BadQuery
from matchmaker.matching.algorithms import get_algorithm
from matchmaker.matching.index import Recipe, build_index
from matchmaker.matching.rank import rank
from matchmaker.services.comparison import as_contestant, get_contestant, hold, list_peers
from matchmaker.services.dense_models import load_dense_v1, load_encoder
from matchmaker.services.evaluation import evaluate_algorithm
from matchmaker.services.learned_models import find_algorithm
from tests.matchmaker.dense_world import ASK, MEANINGS, PATENTS, write_model
from tests.matchmaker.matching.corpus import NAMES, everything
from tests.matchmaker.services.judged_cases import DEMANDS, PAIRS, make_bench

ROOT = Path(__file__).parents[3]
BLEND = get_algorithm("blend-v1")
NOWHERE = Path("nowhere")


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    def refuse(*_args, **_kwargs):
        raise AssertionError("a connection was tried")

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.fixture(scope="module")
def model(tmp_path_factory) -> Path:
    return write_model(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture
def copy(model, tmp_path) -> Path:
    return Path(shutil.copytree(model, tmp_path / "tiny"))


def write_modules(folder, *types):
    listed = [{"idx": i, "name": str(i), "path": "", "type": name} for i, name in enumerate(types)]
    (folder / "modules.json").write_text(json.dumps(listed), encoding="utf-8")


# --- model2vec


def test_rows_have_unit_length_or_are_nought(model):
    encoder = load_encoder(model)
    vectors = encoder.encode(["防锈缓蚀", "轧辊", "水稻", ""])
    assert vectors.shape == (4, encoder.dimensions) == (4, len(MEANINGS))
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1.0, 1.0, 0.0, 0.0])
    assert encoder.encode([]).shape == (0, len(MEANINGS))


def test_words_of_like_meaning_are_near_and_others_far(model):
    rust, inhibitor, roll = load_encoder(model).encode(["防锈", "缓蚀", "轧辊"])
    assert rust @ inhibitor > 0.9
    assert abs(rust @ roll) < 0.3


def test_text_has_the_same_vector_alone_and_among_others(model):
    first, second = zip(*MEANINGS, strict=True)
    texts = ["".join(words) for words in product(first, second, first)]
    encoder = load_encoder(model)
    together = encoder.encode(texts)
    assert np.array_equal(together, np.concatenate([encoder.encode([text]) for text in texts]))


def test_encoder_is_called_by_its_folder(model, monkeypatch):
    assert load_encoder(model).name == "tiny"
    monkeypatch.chdir(model)
    assert load_encoder(Path()).name == "tiny"


def test_folder_with_a_list_of_static_modules_needs_no_other_package(copy, monkeypatch):
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    for name in ("models.StaticEmbedding", "base.modules.static.StaticEmbedding"):
        write_modules(copy, f"sentence_transformers.{name}", "sentence_transformers.x.Normalize")
        assert load_encoder(copy).dimensions == len(MEANINGS)
    (copy / "modules.json").unlink()
    assert load_encoder(copy).dimensions == len(MEANINGS)


def test_fingerprint_depends_on_what_the_model_is_read_from_alone(model, copy):
    first = load_encoder(model).fingerprint
    (copy / "README.md").write_text("说明", encoding="utf-8")
    (copy / ".cache").mkdir()
    (copy / ".cache" / "note").write_text("x", encoding="utf-8")
    assert load_encoder(copy).fingerprint == first
    (copy / "config.json").write_text('{"max_length": 9}', encoding="utf-8")
    second = load_encoder(copy).fingerprint
    write_model(copy, changes={"缓蚀": 2})
    assert len({first, second, load_encoder(copy).fingerprint}) == 3


# --- what is refused


def test_without_the_setting_dense_v1_says_what_to_set():
    for ask in (find_algorithm, get_contestant):
        with pytest.raises(BadQuery, match=r"路径写入环境变量 MATCHMAKER_DENSE_MODEL"):
            ask("dense-v1", NOWHERE)


def test_unknown_rival_is_told_of_dense_v1():
    with pytest.raises(BadQuery, match=r"可选：.*、dense-v1、"):
        get_contestant("bm25", NOWHERE)


def test_absent_folder_is_refused_naming_it(tmp_path):
    with pytest.raises(BadConfiguration, match=r"MATCHMAKER_DENSE_MODEL .*gone”不存在"):
        load_encoder(tmp_path / "gone")


def test_name_of_a_model_elsewhere_is_no_folder():
    with pytest.raises(BadConfiguration, match="不存在"):
        load_encoder(Path("someone/some-model"))


@pytest.mark.parametrize("missing", ["config.json", "model.safetensors", "tokenizer.json"])
def test_folder_of_no_known_layout_is_refused_with_the_files_it_wants(copy, missing):
    (copy / "modules.json").unlink()
    (copy / missing).unlink()
    with pytest.raises(
        BadConfiguration, match=r"config\.json、model\.safetensors、tokenizer\.json"
    ):
        load_encoder(copy)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        # What a repository of large files leaves behind when only its pointers were copied.
        ("model.safetensors", "version 1\noid sha256:abc\nsize 123456789\n"),
        ("model.safetensors", ""),
        ("config.json", "{"),
        ("config.json", '{"max_length": "长"}'),
        ("tokenizer.json", "{"),
        ("modules.json", "{"),
        ("modules.json", "[1]"),
        ("modules.json", '[{"name": "0"}]'),
    ],
)
def test_damaged_file_is_refused_with_the_remedy(copy, name, content):
    (copy / name).write_text(content, encoding="utf-8")
    with pytest.raises(BadConfiguration, match="请重新复制完整的模型文件"):
        load_encoder(copy)


def test_weights_of_another_vocabulary_are_refused(copy):
    save_file({"embeddings": np.zeros((3, 2), dtype=np.float32)}, copy / "model.safetensors")
    with pytest.raises(BadConfiguration, match="无法读取"):
        load_encoder(copy)


def test_vectors_that_are_no_numbers_are_refused(copy):
    size = 1 + sum(map(len, MEANINGS))
    nan = np.full((size, 2), np.nan, dtype=np.float32)
    save_file({"embeddings": nan}, copy / "model.safetensors")
    with pytest.raises(BadConfiguration, match="语言模型 tiny 给出的向量不是数"):
        load_encoder(copy).encode(["防锈"])


def test_folder_that_brings_a_program_of_its_own_is_refused(copy):
    write_modules(copy, "sentence_transformers.models.Transformer", "os.system")
    with pytest.raises(BadConfiguration, match=r"自带的程序 os\.system"):
        load_encoder(copy)


def test_package_that_is_not_installed_is_named(model, monkeypatch):
    monkeypatch.setitem(sys.modules, "model2vec", None)
    with pytest.raises(BadConfiguration, match=r"需要 Python 包 model2vec.*pip install model2vec"):
        load_encoder(model)


# --- sentence-transformers, of which only the boundary is tried


@pytest.fixture
def transformer(copy) -> Path:
    write_modules(
        copy, "sentence_transformers.models.Transformer", "sentence_transformers.models.Pooling"
    )
    return copy


def test_transformer_without_its_package_is_refused_naming_it(transformer, monkeypatch):
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    remedy = r"需要 Python 包 sentence-transformers.*pip install sentence-transformers"
    with pytest.raises(BadConfiguration, match=remedy):
        load_encoder(transformer)


def test_transformer_is_read_from_its_folder_alone(transformer, monkeypatch):
    asked = []

    class Reader:
        def __init__(self, path, **options):
            asked.append((path, options))

        def encode(self, texts, **_options):
            return np.array([[3.0, 4.0, 0.0] for _ in texts], dtype=np.float64)

    package = SimpleNamespace(SentenceTransformer=Reader)
    monkeypatch.setitem(sys.modules, "sentence_transformers", package)
    encoder = load_encoder(transformer)
    options = {"device": "cpu", "local_files_only": True, "trust_remote_code": False}
    assert asked == [(str(transformer), options)]
    assert encoder.dimensions == 3
    assert encoder.encode(["防锈"]) == pytest.approx(np.array([[0.6, 0.8, 0.0]]))


def test_transformer_that_cannot_be_read_is_refused(transformer, monkeypatch):
    def fail(*_args, **_options):
        raise OSError("no weights")

    package = SimpleNamespace(SentenceTransformer=fail)
    monkeypatch.setitem(sys.modules, "sentence_transformers", package)
    with pytest.raises(BadConfiguration, match="无法读取：no weights"):
        load_encoder(transformer)


# --- nothing is fetched


def test_no_connection_is_tried_from_the_first_import_on(model):
    program = """
import socket, sys
def refuse(*_args, **_kwargs):
    raise AssertionError("a connection was tried")
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = refuse
from pathlib import Path
from matchmaker.services.dense_models import load_encoder
assert "model2vec" not in sys.modules
print(load_encoder(Path(sys.argv[1])).encode(["防锈"]).shape)
from huggingface_hub import constants
print(constants.HF_HUB_OFFLINE)
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(model)],
        cwd=ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith("HF_")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == [f"(1, {len(MEANINGS)})", "True"]


# --- ranking and measuring


def test_synonym_outscores_the_patent_that_shares_words(model):
    places = {}
    for algorithm in (BLEND, load_dense_v1(model)):
        index = build_index(
            PATENTS, [ASK], NAMES, Recipe("rjieba", algorithm.scheme, algorithm.encoder)
        )
        (ranking,) = rank(index, [ASK], everything(index), algorithm, 10)
        places[algorithm.slug] = [scored.patent_id for scored in ranking.ordered][:2]
    assert places == {"blend-v1": [12], "dense-v1": [11, 12]}


def test_judged_pairs_are_measured_with_the_model(model):
    algorithm = load_dense_v1(model)
    found = evaluate_algorithm(DEMANDS, PAIRS, algorithm, "rjieba")
    contest = hold(make_bench(), algorithm, list_peers(), as_contestant(BLEND))
    assert [score for _, _, score in found.scores] == contest.rating.scores.tolist()
    assert [rival.name for rival in contest.rivals] == ["jieba-tfidf", "characters", "blend-v1"]
    assert contest.case.index.dense is not None


def test_rivals_are_measured_exactly_as_without_the_model(model):
    beside = hold(make_bench(), load_dense_v1(model), list_peers(), as_contestant(BLEND)).rivals
    alone = hold(make_bench(), BLEND, list_peers())
    for rating, other in zip(beside, (*alone.rivals, alone.rating), strict=True):
        assert rating.name == other.name
        assert rating.scores.tolist() == other.scores.tolist()


def test_rival_with_a_model_is_measured_with_it(model):
    against = get_contestant("dense-v1", NOWHERE, model)
    contest = hold(make_bench(), BLEND, against=against)
    alone = hold(make_bench(), load_dense_v1(model))
    assert contest.case.index.dense is None
    assert contest.rivals[0].scores.tolist() == alone.rating.scores.tolist()
