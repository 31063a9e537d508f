import pytest

from matchmaker.errors import BadConfiguration
from matchmaker.text.segment import get_segmenter

SENTENCES = (
    "一种锂离子电池正极材料的制备方法",
    "高炉煤气余热回收装置",
    "数控机床主轴热误差补偿",
    "北斗卫星导航接收机抗干扰天线",
    "污水处理厂污泥脱水设备",
    "轧辊表面裂纹激光熔覆修复工艺",
)


@pytest.mark.parametrize("sentence", SENTENCES)
def test_both_segmenters_agree_on_technical_prose(sentence):
    fast, reference = get_segmenter("rjieba"), get_segmenter("jieba")
    assert fast.plain(sentence) == reference.plain(sentence)
    assert sorted(fast.search(sentence)) == sorted(reference.search(sentence))


@pytest.mark.parametrize("name", ["rjieba", "jieba"])
@pytest.mark.parametrize("sentence", SENTENCES)
def test_plain_words_follow_one_another(name, sentence):
    segmenter = get_segmenter(name)
    assert "".join(segmenter.plain(sentence)) == sentence
    assert set(segmenter.plain(sentence)) <= set(segmenter.search(sentence))


def test_unknown_segmenter_is_refused_naming_the_known_ones():
    with pytest.raises(BadConfiguration, match=r"“hanlp”.*rjieba 或 jieba"):
        get_segmenter("hanlp")


def test_segmenter_is_made_once():
    assert get_segmenter("rjieba") is get_segmenter("rjieba")
