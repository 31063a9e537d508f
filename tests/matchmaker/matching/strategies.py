"""Small corpora of patents and demands, drawn from words of three fields."""

from hypothesis import strategies as st

from matchmaker.matching.types import DemandDoc, PatentDoc

INDUSTRIES = {"energy": "能源", "medicine": "医药", "beidou": "北斗", "other": "其他"}
WORDS = [
    "锂电池",
    "隔膜",
    "正极",
    "电解液",
    "疫苗",
    "抗原",
    "注射",
    "缝合",
    "北斗",
    "导航",
    "定位",
    "天线",
    "裂纹",
    "修复",
    "激光",
    "LED",
    "GPS",
    "一种",
    "方法",
    "本发明",
    "200℃",
    "，",
    "。",
]
CODES = ("H01M10/05", "H01M4/36", "H02J7/00", "A61K39/12", "A61B17/04", "G01S19/42", "H01Q1/38")

words = st.lists(st.sampled_from(WORDS), max_size=8).map("".join)
tags = st.lists(
    st.tuples(st.sampled_from(tuple(INDUSTRIES)), st.floats(0.0625, 1.0, width=32)),
    max_size=2,
    unique_by=lambda tag: tag[0],
).map(tuple)


@st.composite
def corpora(draw, min_patents=0, max_patents=14, max_demands=3):
    """Draw patents with distinct ids in any order, and demands."""
    ids = draw(
        st.lists(st.integers(1, 99), unique=True, min_size=min_patents, max_size=max_patents)
    )
    patents = [
        PatentDoc(
            patent_id,
            draw(words),
            draw(words),
            tuple(draw(st.lists(st.sampled_from(CODES), max_size=2))),
            draw(tags),
        )
        for patent_id in ids
    ]
    count = draw(st.integers(1, max_demands))
    demands = [DemandDoc(i, draw(words), draw(words), draw(tags)) for i in range(count)]
    return patents, demands
