import json

import numpy as np
import pytest
from hypothesis import given, settings

from matchmaker.errors import IndexDamaged, IndexMissing
from matchmaker.matching.algorithms import ALGORITHMS
from matchmaker.matching.rank import rank
from matchmaker.matching.store import load_index, load_meta, save_index
from tests.matchmaker.matching.corpus import DEMANDS, PATENTS, everything, make_index, vectors_of
from tests.matchmaker.matching.strategies import INDUSTRIES, corpora

ALGORITHM = ALGORITHMS["tfidf-v1"]
FILES = (
    "data.npy",
    "indices.npy",
    "indptr.npy",
    "posting_data.npy",
    "posting_indices.npy",
    "posting_indptr.npy",
    "ids.npy",
    "digests.npy",
    "industries.npy",
    "subclasses.npy",
    "subclass_offsets.npy",
    "text_letters.npy",
    "text_offsets.npy",
    "characters_idf.npy",
    "words_idf.npy",
    "characters_columns.npy",
    "words_columns.npy",
    "characters.txt",
    "words.txt",
)
INDEX = make_index(PATENTS, DEMANDS)


def save(folder, index=INDEX, fingerprint="first"):
    return save_index(index, folder, {"fingerprint": fingerprint})


def ordered(index, demands=DEMANDS):
    rankings = rank(index, demands, everything(index), ALGORITHM, 10)
    return [ranking.ordered for ranking in rankings]


def flip(path, position):
    content = bytearray(path.read_bytes())
    content[position] ^= 0x40
    path.write_bytes(content)


def assert_same(left, right):
    assert left.vectoriser.segmenter == right.vectoriser.segmenter
    assert left.vectoriser.scheme == right.vectoriser.scheme
    assert left.vectoriser.terms == right.vectoriser.terms
    assert left.industry_slugs == right.industry_slugs
    assert left.industry_names == right.industry_names
    assert left.vectors.shape == right.vectors.shape
    for get in (
        lambda index: vectors_of(index).data,
        lambda index: vectors_of(index).indices,
        lambda index: vectors_of(index).indptr,
        lambda index: index.ids,
        lambda index: index.digests,
        lambda index: index.industries,
        lambda index: index.subclasses,
        lambda index: index.subclass_offsets,
        lambda index: index.vectoriser.idf,
    ):
        assert get(left).dtype == get(right).dtype
        assert np.array_equal(get(left), get(right))


def test_loaded_index_equals_the_saved_one(tmp_path):
    save(tmp_path)
    assert_same(load_index(tmp_path), INDEX)


def test_loaded_index_ranks_exactly_as_the_one_in_memory(tmp_path):
    save(tmp_path)
    assert ordered(load_index(tmp_path)) == ordered(INDEX)


def test_what_is_written_into_a_loaded_index_reaches_nobody_else(tmp_path):
    save(tmp_path)
    index = load_index(tmp_path)
    assert isinstance(index.ids.base, np.memmap)
    index.vectors.parts[0].data[0] = 9.0
    assert_same(load_index(tmp_path), INDEX)


@settings(max_examples=25, deadline=None)
@given(corpora())
def test_any_index_survives_the_round_trip(tmp_path_factory, corpus):
    patents, demands = corpus
    folder = tmp_path_factory.mktemp("index")
    index = make_index(patents, demands, INDUSTRIES)
    save(folder, index)
    loaded = load_index(folder)
    assert_same(loaded, index)
    assert ordered(loaded, demands) == ordered(index, demands)


def test_meta_keeps_what_the_caller_gave(tmp_path):
    save_index(INDEX, tmp_path, {"fingerprint": "f", "note": "春季", "counts": [1, 2]})
    meta = load_meta(tmp_path)
    assert (meta["fingerprint"], meta["note"], meta["counts"]) == ("f", "春季", [1, 2])
    assert meta["patents"] == len(PATENTS)
    assert meta["segmenter"] == "rjieba"


def test_saving_swaps_the_version_in_use_and_drops_the_old_one(tmp_path):
    assert save(tmp_path) == "v-first"
    assert save(tmp_path, make_index(PATENTS[:3]), "second") == "v-second"
    assert (tmp_path / "CURRENT").read_text(encoding="utf-8") == "v-second"
    assert len(load_index(tmp_path)) == 3
    assert sorted(path.name for path in tmp_path.iterdir()) == ["CURRENT", "v-second"]


def test_saving_a_version_again_replaces_it(tmp_path):
    save(tmp_path)
    flip(tmp_path / "v-first" / "data.npy", -1)
    save(tmp_path)
    assert ordered(load_index(tmp_path)) == ordered(INDEX)


def test_reader_of_an_old_version_stays_usable(tmp_path):
    save(tmp_path)
    reader = load_index(tmp_path)
    save(tmp_path, make_index(PATENTS[:3]), "second")
    assert ordered(reader) == ordered(INDEX)


def test_missing_index_says_how_to_build_one(tmp_path):
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(IndexMissing, match="请先建立索引"):
            load_index(folder)


def test_half_written_version_is_never_served(tmp_path):
    save(tmp_path)
    (tmp_path / "v-first").rename(tmp_path / ".v-first.123")
    (tmp_path / "CURRENT").unlink()
    with pytest.raises(IndexMissing):
        load_index(tmp_path)


def test_half_written_version_beside_the_one_in_use_is_passed_over(tmp_path):
    save(tmp_path)
    work = tmp_path / ".v-second.123"
    work.mkdir()
    (work / "data.npy").write_bytes(b"half")
    assert_same(load_index(tmp_path), INDEX)
    save(tmp_path, INDEX, "third")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["CURRENT", "v-third"]


@pytest.mark.parametrize("name", FILES)
def test_deleted_file_is_noticed(tmp_path, name):
    save(tmp_path)
    (tmp_path / "v-first" / name).unlink()
    with pytest.raises(IndexDamaged, match=f"{name} 已损坏.*请重建索引"):
        load_index(tmp_path)


@pytest.mark.parametrize("name", FILES)
def test_flipped_bit_is_noticed(tmp_path, name):
    save(tmp_path)
    flip(tmp_path / "v-first" / name, -1)
    with pytest.raises(IndexDamaged, match=f"{name} 已损坏"):
        load_index(tmp_path)


def test_list_of_files_is_complete(tmp_path):
    save(tmp_path)
    written = {path.name for path in (tmp_path / "v-first").iterdir()}
    assert written == {*FILES, "meta.json"}


def test_flipped_bit_anywhere_in_the_facts_is_noticed(tmp_path):
    save(tmp_path)
    path = tmp_path / "v-first" / "meta.json"
    facts = path.read_bytes()
    for position in range(0, len(facts), 7):
        flip(path, position)
        with pytest.raises(IndexDamaged):
            load_index(tmp_path)
        path.write_bytes(facts)
    assert_same(load_index(tmp_path), INDEX)


def test_truncated_facts_are_noticed(tmp_path):
    save(tmp_path)
    path = tmp_path / "v-first" / "meta.json"
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(IndexDamaged, match="索引不完整"):
        load_index(tmp_path)


@pytest.mark.parametrize("changed", [{"format": 99}, {"format": None}])
def test_index_of_another_format_is_not_read(tmp_path, changed):
    save(tmp_path)
    path = tmp_path / "v-first" / "meta.json"
    facts = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**facts, **changed}), encoding="utf-8")
    with pytest.raises(IndexDamaged, match="另一版本的程序"):
        load_index(tmp_path)


@pytest.mark.parametrize("changed", [{"patents": 1}, {"segmenter": "jieba"}, {"files": {}}])
def test_altered_facts_are_noticed(tmp_path, changed):
    save(tmp_path)
    path = tmp_path / "v-first" / "meta.json"
    facts = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**facts, **changed}), encoding="utf-8")
    with pytest.raises(IndexDamaged, match=r"meta\.json 已损坏"):
        load_index(tmp_path)


@pytest.mark.parametrize("pointer", [b"v-gone", b"", b"\xff\xfe", b"v-\x00"])
def test_pointer_to_no_version_is_noticed(tmp_path, pointer):
    save(tmp_path)
    (tmp_path / "CURRENT").write_bytes(pointer)
    with pytest.raises(IndexDamaged, match="索引不完整"):
        load_index(tmp_path)
