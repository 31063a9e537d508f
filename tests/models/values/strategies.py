"""Texts that are awkward for a parser of cells."""

from hypothesis import strategies as st

AWKWARD = (
    "0123456789.,-/:;()（）：；，、％ＡＢ１２　 \n\t\u200b\ufeff"
    "年月日万亿元中国湖北武汉市区TRLZCNXIOe+"
)

any_text = st.one_of(st.text(max_size=40), st.text(alphabet=AWKWARD, max_size=24))
