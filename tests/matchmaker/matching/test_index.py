import numpy as np
import pytest

from matchmaker.matching import term_counts
from matchmaker.matching.index import Recipe, build_index
from matchmaker.matching.text_scheme import BLOCKS_V2
from matchmaker.matching.types import PatentDoc
from tests.matchmaker.matching.corpus import DEMANDS, NAMES, PATENTS, make_index, vectors_of
from tests.matchmaker.matching.strategies import INDUSTRIES


def test_index_is_sorted_by_id_whatever_the_order_of_the_patents():
    there, back = make_index(PATENTS), make_index(PATENTS[::-1])
    assert there.ids.tolist() == sorted(doc.id for doc in PATENTS)
    assert back.ids.tolist() == there.ids.tolist()
    assert np.array_equal(vectors_of(there).toarray(), vectors_of(back).toarray())
    assert np.array_equal(there.industries, back.industries)
    assert [there.subclasses_of(row) for row in range(len(there))] == [
        back.subclasses_of(row) for row in range(len(back))
    ]


@pytest.mark.parametrize(
    ("classifications", "subclasses"),
    [
        ((), ()),
        (("H01M10/05", "H01M4/36", "C01B32/00"), ("H01M", "C01B")),
        (("H01M",), ("H01M",)),
        (("H01", "G"), ()),
        (("14-02", "H01M10/05"), ("H01M",)),
    ],
)
def test_subclasses_are_distinct_and_the_main_one_first(classifications, subclasses):
    index = make_index(
        [PatentDoc(1, "电池", "", classifications), PatentDoc(2, "泵", "", ("F04D",))]
    )
    assert index.subclasses_of(0) == subclasses
    assert index.subclasses_of(1) == ("F04D",)


def test_industries_stand_in_the_order_of_the_taxonomy():
    docs = [PatentDoc(1, "电池", "", (), (("beidou", 0.5), ("energy", 0.25)))]
    index = make_index(docs, names=INDUSTRIES)
    assert index.industry_slugs == tuple(INDUSTRIES)
    assert index.industry_names == tuple(INDUSTRIES.values())
    assert index.industries.tolist() == [[0.25, 0.0, 0.5, 0.0]]


def test_industry_that_the_list_has_lost_is_no_industry():
    gone = (("steam", 0.9), ("beidou", 0.5))
    index = make_index([PatentDoc(1, "电池", "", (), gone)], names=INDUSTRIES)
    assert index.industries.tolist() == [[0.0, 0.0, 0.5, 0.0]]
    assert index.industry_vector(gone).tolist() == [0.0, 0.0, 0.5, 0.0]


def test_empty_stock_makes_an_empty_index():
    index = make_index([])
    assert len(index) == 0
    assert index.industries.shape == (0, len(NAMES))


def test_row_of_a_patent_is_found_by_its_id():
    index = make_index(PATENTS)
    assert [index.find_row(doc.id) for doc in PATENTS] == list(range(len(PATENTS)))
    assert [index.find_row(number) for number in (0, 17, 52)] == [None, None, None]


def test_building_tells_how_far_it_is(monkeypatch):
    monkeypatch.setattr(term_counts, "CHUNK_CHARACTERS", 60)
    told = []
    build_index(
        PATENTS, DEMANDS, NAMES, Recipe("rjieba", BLOCKS_V2), lambda *step: told.append(step)
    )
    total = 2 * len(PATENTS) + len(DEMANDS)
    assert len(told) > 4
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (total, total)
    assert {of for _, of in told} == {total}
