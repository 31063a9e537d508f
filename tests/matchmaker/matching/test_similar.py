"""Patents like a patent."""

import numpy as np
import pytest
from hypothesis import given, settings

from matchmaker.matching.similar import Likeness, Neighbour, likeness, nearest_patents
from matchmaker.matching.text_scheme import BLOCKS_V2, FIELDS_V1
from matchmaker.matching.types import PatentDoc
from tests.matchmaker.matching.corpus import PATENTS, everything, make_index, vectors_of
from tests.matchmaker.matching.strategies import INDUSTRIES, corpora

SEPARATOR = PATENTS[0]


def own_groups(index):
    """Every patent listed as itself."""
    return np.asarray(index.ids).copy()


def ids(neighbours):
    return [neighbour.patent_id for neighbour in neighbours]


@pytest.mark.parametrize("scheme", [FIELDS_V1, BLOCKS_V2], ids=lambda scheme: scheme.slug)
@settings(max_examples=40, deadline=None)
@given(corpus=corpora(min_patents=1))
def test_nearness_is_the_weighted_sum_of_the_blocks_cosines(scheme, corpus):
    patents, demands = corpus
    index = make_index(patents, demands, INDUSTRIES, scheme)
    vectors, bounds = vectors_of(index).toarray(), [0]
    for block in index.vectoriser.blocks:
        bounds.append(bounds[-1] + len(block.terms))
    for row in range(len(index)):
        expected = sum(
            weight * (vectors[:, start:end] @ vectors[row, start:end])
            for (_, weight), start, end in zip(scheme.blocks, bounds, bounds[1:], strict=False)
        )
        found = nearest_patents(index, row, everything(index), own_groups(index), 99)
        assert row not in [neighbour.row for neighbour in found]
        assert len(found) == sum(expected > 0) - bool(expected[row] > 0)
        for neighbour in found:
            assert neighbour.patent_id == index.ids[neighbour.row]
            assert neighbour.cosine == pytest.approx(expected[neighbour.row], abs=1e-5)
            assert 0.0 < neighbour.cosine <= 1.0
        order = [(-neighbour.cosine, neighbour.patent_id) for neighbour in found]
        assert order == sorted(order)


@settings(max_examples=20, deadline=None)
@given(corpus=corpora(min_patents=2))
def test_two_patents_are_as_near_to_each_other_from_either_side(corpus):
    patents, _ = corpus
    index = make_index(patents, (), INDUSTRIES, BLOCKS_V2)
    near = {
        (row, neighbour.row): neighbour.cosine
        for row in range(len(index))
        for neighbour in nearest_patents(index, row, everything(index), own_groups(index), 99)
    }
    assert near == pytest.approx({(b, a): cosine for (a, b), cosine in near.items()}, abs=1e-6)


def test_nearest_is_of_the_same_subject():
    skin = PatentDoc(61, "皮肤瘢痕激光治疗仪", "用激光照射皮肤表面，修复瘢痕。")
    roll = PatentDoc(62, "热轧辊表面堆焊修复工艺", "对磨损的轧辊表面堆焊，防止裂纹。")
    index = make_index([*PATENTS, skin, roll], scheme=BLOCKS_V2)
    for patent_id, nearest in ((41, 62), (62, 41)):
        row = index.find_row(patent_id)
        found = nearest_patents(index, row, everything(index), own_groups(index), 1)
        assert ids(found) == [nearest]


def test_equal_texts_are_in_the_order_of_their_ids_and_wholly_alike():
    docs = [PatentDoc(number, "锂电池隔膜", "陶瓷涂覆") for number in (7, 3, 9, 1)]
    index = make_index(docs)
    found = nearest_patents(index, 1, everything(index), own_groups(index), 2)
    assert ids(found) == [1, 7]
    assert [neighbour.cosine for neighbour in found] == [pytest.approx(1.0, abs=1e-6)] * 2


def test_records_of_one_group_are_listed_once_and_the_own_group_not_at_all():
    docs = [
        PatentDoc(1, "锂电池隔膜", "陶瓷涂覆"),
        PatentDoc(2, "锂电池隔膜装置", "陶瓷涂覆"),
        PatentDoc(3, "锂电池正极", ""),
        PatentDoc(4, "锂电池隔膜支架", ""),
        PatentDoc(5, "电池", ""),
    ]
    index = make_index(docs)
    groups = np.array([1, 1, 3, 3, 5])
    assert ids(nearest_patents(index, 0, everything(index), groups, 9)) == [4, 5]
    assert ids(nearest_patents(index, 4, everything(index), groups, 9)) == [3, 1]


def test_mask_keeps_patents_out_and_the_asked_one_may_be_out_itself():
    index = make_index(PATENTS)
    mask = everything(index)
    mask[[0, 1]] = False
    found = ids(nearest_patents(index, 0, mask, own_groups(index), 99))
    assert found
    assert {11, 12} & set(found) == set()


def test_patent_without_words_has_no_neighbours():
    index = make_index([PatentDoc(1, "", ""), PatentDoc(2, "电池", "")])
    assert nearest_patents(index, 0, everything(index), own_groups(index), 9) == []
    assert nearest_patents(index, 1, everything(index), own_groups(index), 9) == []


# --- what they share


def shared(docs):
    index = make_index(docs, scheme=BLOCKS_V2)
    (found,) = nearest_patents(index, 0, everything(index), own_groups(index), 1)
    return likeness(index, 0, found, (docs[0], docs[1]))


def test_shared_phrases_and_subclasses_are_the_reason():
    docs = [
        PatentDoc(1, "锂电池陶瓷隔膜", "防止热失控", ("H01M50/446", "C01B32/00", "B05D1/00")),
        PatentDoc(2, "陶瓷隔膜的涂布机", "降低热失控风险", ("B05D3/02", "H01M10/05")),
    ]
    found = shared(docs)
    assert set(found.phrases) == {"陶瓷隔膜", "热失控"}
    assert found.subclasses == ("H01M", "B05D")
    assert found.reason.startswith("共有“")
    assert "；同属 H01M（" in found.reason
    assert "、B05D（" in found.reason


def test_patents_that_share_single_characters_only_have_no_phrases():
    found = shared([PatentDoc(1, "防腐涂层", ""), PatentDoc(2, "锈蚀防护", "")])
    assert found == Likeness((), ())
    assert found.reason == ""


def test_reason_without_a_phrase_is_the_classification():
    docs = [
        PatentDoc(1, "防腐涂层", "", ("H01M10/05",)),
        PatentDoc(2, "锈蚀防护", "", ("H01M4/36",)),
    ]
    assert shared(docs).reason.startswith("同属 H01M（")
    assert Likeness((), ("X99Z",)).reason == "同属 X99Z"


def test_reason_names_five_phrases_at_most():
    found = Likeness(tuple("甲乙丙丁戊己"), ())
    assert found.reason == "共有“甲”“乙”“丙”“丁”“戊”"


def test_likeness_is_that_of_the_neighbour():
    index = make_index(PATENTS)
    docs = (SEPARATOR, PATENTS[2])
    found = likeness(index, 0, Neighbour(13, 2, 0.1), docs)
    assert "锂离子电池" in found.phrases
    assert found.subclasses == ("H01M",)
