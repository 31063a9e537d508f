"""tfidf-v1: mostly text, with classification and industry against words of double meaning."""

from matchmaker.matching.algorithms.base import Algorithm, WeightedFeature
from matchmaker.matching.features.industry import industry_agreement
from matchmaker.matching.features.ipc import ipc_affinity
from matchmaker.matching.features.text import text_similarity
from matchmaker.matching.text_scheme import FIELDS_V1

TFIDF_V1 = Algorithm(
    slug="tfidf-v1",
    scheme=FIELDS_V1,
    features=(
        WeightedFeature("text", "文本相似", 0.80, text_similarity),
        WeightedFeature("ipc", "分类相近", 0.05, ipc_affinity),
        WeightedFeature("industry", "产业一致", 0.15, industry_agreement),
    ),
)
