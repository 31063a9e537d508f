"""An index to which patents are added knows them as if it had been built with them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.errors import IndexDamaged, IndexMissing
from matchmaker.matching import bulk, candidates
from matchmaker.matching.algorithms import ALGORITHMS
from matchmaker.matching.index import GONE, MatchIndex, doc_digest, extend_index
from matchmaker.matching.patent_rows import PatentRows
from matchmaker.matching.rank import rank
from matchmaker.matching.store import load_index, open_version, save_index
from matchmaker.matching.text_scheme import BLOCKS_V2, Text
from matchmaker.matching.types import DemandDoc, PatentDoc
from tests.matchmaker.matching.corpus import DEMANDS, PATENTS, make_index, patent, vectors_of
from tests.matchmaker.matching.strategies import INDUSTRIES, corpora

BLEND = ALGORITHMS["blend-v1"]
NEW = [
    patent(40, "钙钛矿太阳能电池封装胶膜", "POE胶膜阻隔水汽，延长钙钛矿组件寿命。", "H10K39/10"),
    patent(12, "锂离子电池正极材料的回收方法", "酸浸回收镍钴锰。", "H01M10/54"),
]


def used(index: MatchIndex) -> dict[int, int]:
    """Patent → row."""
    return {number: row for row, number in enumerate(index.ids.tolist()) if number != GONE}


def offered(index: MatchIndex) -> np.ndarray:
    return np.asarray(index.ids) != GONE


def ranked(index: MatchIndex, demands: list[DemandDoc]) -> list[list[tuple[int, float]]]:
    rankings = rank(index, demands, offered(index), BLEND, 10)
    return [[(s.patent_id, s.score) for s in ranking.ordered] for ranking in rankings]


@settings(max_examples=80, deadline=None)
@given(corpora(min_patents=1), corpora(), st.data())
def test_every_patent_stands_there_with_its_newest_text(corpus, later, data):
    (patents, demands), (added, _) = corpus, later
    gone = data.draw(st.lists(st.sampled_from([doc.id for doc in patents]), unique=True))
    gone = [number for number in gone if number not in {doc.id for doc in added}]
    index = make_index(patents, demands, INDUSTRIES, BLOCKS_V2)
    step = len(added) // 2
    extended = extend_index(index, added[:step], gone[:1])
    extended = extend_index(extended, added[step:], gone[1:])
    wanted = {doc.id: doc for doc in [*patents, *added]}
    for number in gone:
        del wanted[number]
    rows = used(extended)
    assert sorted(rows) == sorted(wanted)
    assert extended.patents == len(wanted)
    plain = {doc.id: index.subclasses_of(row) for row, doc in enumerate(sorted_docs(patents))}
    for number, row in rows.items():
        doc = wanted[number]
        texts = extended.texts.get(row, number)
        assert (texts.id, texts.title, texts.body) == (doc.id, doc.title, doc.body)
        assert extended.digests[row] == doc_digest(doc)
        assert (
            extended.industries[row].tolist() == extended.industry_vector(doc.industries).tolist()
        )
        assert extended.find_row(number) == row
        expected = extended.vectoriser.patents([Text(doc.title, doc.body)]).toarray()
        assert extended.vectors[row].toarray() == pytest.approx(expected, abs=1e-6)
        if number not in {doc.id for doc in added}:
            assert extended.subclasses_of(row) == plain[number]
    probe = vectors_of(extended)[:1]
    product = extended.postings.product(probe.indices, probe.data)
    full = (vectors_of(extended) @ probe.T).toarray().ravel()
    assert product == pytest.approx(full, abs=1e-6)


def sorted_docs(patents: list[PatentDoc]) -> list[PatentDoc]:
    return sorted(patents, key=lambda doc: doc.id)


def test_what_is_added_is_found_by_a_word_that_nobody_used_before():
    index = make_index(PATENTS, DEMANDS, scheme=BLOCKS_V2)
    assert "钙钛" not in index.vectoriser.terms
    extended = extend_index(index, NEW)
    ask = DemandDoc(9, "钙钛矿", "", ())
    assert ranked(index, [ask])[0] == []
    assert ranked(extended, [ask])[0][0][0] == 40


def test_what_is_changed_is_found_as_it_is_now_and_what_is_gone_no_more():
    index = make_index(PATENTS, DEMANDS, scheme=BLOCKS_V2)
    extended = extend_index(index, NEW, [11])
    ask = [DemandDoc(9, "酸浸回收镍钴锰", "", ()), DemandDoc(8, "陶瓷涂覆隔膜", "", ())]
    recycling, coating = ranked(extended, ask)
    assert recycling[0][0] == 12
    assert 11 in dict(ranked(index, ask)[1])
    assert 11 not in dict(coating)


def test_terms_keep_their_columns_and_their_idf():
    index = make_index(PATENTS, DEMANDS, scheme=BLOCKS_V2)
    extended = extend_index(index, NEW)
    width = index.vectoriser.width
    assert extended.vectoriser.terms[:width] == index.vectoriser.terms
    assert extended.vectoriser.idf[:width].tolist() == index.vectoriser.idf.tolist()
    assert extended.vectoriser.column_weights()[:width].tolist() == (
        index.vectoriser.column_weights().tolist()
    )
    assert (extended.vectoriser.idf >= 1.0).all()
    for block in extended.vectoriser.blocks:
        assert len(set(block.terms)) == len(block.terms)


def test_adding_in_two_steps_ranks_as_adding_in_one():
    index = make_index(PATENTS, DEMANDS, scheme=BLOCKS_V2)
    asks = [*DEMANDS, DemandDoc(9, "钙钛矿电池正极回收", "", ())]
    known = [doc for doc in NEW if doc.id == 12]
    at_once = extend_index(index, [*known, patent(50, "锂电池陶瓷隔膜", "隔膜涂覆")])
    in_steps = extend_index(extend_index(index, [patent(50, "锂电池", "")]), known)
    in_steps = extend_index(in_steps, [patent(50, "锂电池陶瓷隔膜", "隔膜涂覆")])
    for one, other in zip(ranked(at_once, asks), ranked(in_steps, asks), strict=True):
        assert [number for number, _ in one] == [number for number, _ in other]


def test_large_runs_find_in_both_parts_what_small_ones_find(monkeypatch):
    index = extend_index(make_index(PATENTS, DEMANDS, scheme=BLOCKS_V2), NEW, [13])
    small = ranked(index, DEMANDS)
    monkeypatch.setattr(candidates, "BULK_PAIRS", 0)
    monkeypatch.setattr(bulk, "FREQUENT", 4)
    large = ranked(index, DEMANDS)
    for one, other in zip(small, large, strict=True):
        assert [number for number, _ in one] == [number for number, _ in other]
        assert [s for _, s in one] == pytest.approx([s for _, s in other], abs=1e-5)


@pytest.fixture
def stored(tmp_path):
    """A folder with an index and what was added to it, and both in memory."""
    index = make_index(PATENTS, DEMANDS, scheme=BLOCKS_V2)
    extended = extend_index(index, NEW, [11])
    save_index(index, tmp_path, {"fingerprint": "first"})
    save_index(extended, tmp_path, {"fingerprint": "second"}, base="first")
    return tmp_path, index, extended


def test_an_extended_index_survives_the_round_trip(stored):
    folder, _, extended = stored
    assert sorted(path.name for path in folder.iterdir()) == ["CURRENT", "v-first", "v-second"]
    for loaded in (load_index(folder), open_version(folder, "second")):
        assert isinstance(loaded.vectors, PatentRows)
        assert len(loaded.vectors.parts) == 2
        assert vectors_of(loaded).toarray().tolist() == vectors_of(extended).toarray().tolist()
        assert loaded.vectoriser.terms == extended.vectoriser.terms
        assert loaded.ids.tolist() == extended.ids.tolist()
        assert ranked(loaded, DEMANDS) == ranked(extended, DEMANDS)
        for number, row in used(extended).items():
            assert loaded.texts.get(row, number) == extended.texts.get(row, number)


def test_a_loaded_index_is_extended_again_without_its_base_being_written(stored):
    folder, _, _ = stored
    before = {path: path.stat().st_mtime_ns for path in (folder / "v-first").iterdir()}
    again = extend_index(load_index(folder), [patent(41, "钙钛矿组件", "层压封装")])
    save_index(again, folder, {"fingerprint": "third"}, base="first")
    assert "v-third" in {path.name for path in folder.iterdir()}
    assert {path: path.stat().st_mtime_ns for path in (folder / "v-first").iterdir()} == before
    found = dict(ranked(load_index(folder), [DemandDoc(9, "钙钛矿", "", ())])[0])
    assert {40, 41} <= found.keys()


def test_work_by_one_version_goes_on_beside_the_next_one_but_not_for_ever(stored):
    folder, _, extended = stored
    for number, later in ((41, "third"), (42, "fourth")):
        again = extend_index(load_index(folder), [patent(number, "钙钛矿组件", "层压封装")])
        if later == "fourth":
            assert ranked(open_version(folder, "second"), DEMANDS) == ranked(extended, DEMANDS)
        save_index(again, folder, {"fingerprint": later}, base="first")
    with pytest.raises(IndexMissing, match="已被新的索引取代"):
        open_version(folder, "second")
    names = sorted(path.name for path in folder.iterdir())
    assert names == ["CURRENT", "v-first", "v-fourth", "v-third"]


def test_a_whole_index_takes_the_place_of_both(stored):
    folder, index, _ = stored
    save_index(index, folder, {"fingerprint": "fourth"})
    assert sorted(path.name for path in folder.iterdir()) == ["CURRENT", "v-fourth"]


@pytest.mark.parametrize("name", ["data.npy", "posting_indices.npy", "text_letters.npy"])
@pytest.mark.parametrize("version", ["v-first", "v-second"])
def test_damage_in_either_part_is_noticed(stored, version, name):
    folder, _, _ = stored
    path = folder / version / name
    content = bytearray(path.read_bytes())
    content[-1] ^= 0x40
    path.write_bytes(content)
    with pytest.raises(IndexDamaged, match=f"{name} 已损坏.*请重建索引"):
        load_index(folder)


def test_a_lost_base_is_noticed(stored):
    folder, _, _ = stored
    (folder / "v-first" / "meta.json").unlink()
    with pytest.raises(IndexDamaged, match="索引不完整"):
        load_index(folder)


def test_readers_of_an_index_are_left_in_peace_by_additions(stored):
    folder, _, extended = stored
    reader = load_index(folder)
    save_index(extend_index(reader, [], [40]), folder, {"fingerprint": "third"}, base="first")
    assert ranked(reader, DEMANDS) == ranked(extended, DEMANDS)
