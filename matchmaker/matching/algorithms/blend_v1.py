"""blend-v1: text first, then field, then a little of what decides whether a deal comes about."""

from matchmaker.matching.algorithms.base import Algorithm, WeightedFeature
from matchmaker.matching.features.demand_heat import demand_heat
from matchmaker.matching.features.freshness import freshness
from matchmaker.matching.features.industry import industry_agreement
from matchmaker.matching.features.ipc import ipc_affinity
from matchmaker.matching.features.maturity import maturity_fit
from matchmaker.matching.features.price import price_fit
from matchmaker.matching.features.region import region_nearness
from matchmaker.matching.features.remaining_life import remaining_life
from matchmaker.matching.features.terms import title_terms
from matchmaker.matching.features.text import text_similarity
from matchmaker.matching.features.transfer_mode import transfer_mode_fit
from matchmaker.matching.text_scheme import BLOCKS_V2

# Text says what it is about (0.75), field and classification guard against words of double meaning
# (0.18, the industry as in tfidf-v1). What decides a deal gets 0.07 in all: enough to order what
# is alike, too little for wrong facts to beat the subject, of which the cases in the tests are
# nearly always surer by more.
BLEND_V1 = Algorithm(
    slug="blend-v1",
    scheme=BLOCKS_V2,
    features=(
        WeightedFeature("text", "文本相似", 0.65, text_similarity),
        WeightedFeature("terms", "名称用词", 0.10, title_terms),
        WeightedFeature("ipc", "分类相近", 0.03, ipc_affinity),
        WeightedFeature("industry", "产业一致", 0.15, industry_agreement),
        WeightedFeature("maturity", "技术成熟", 0.01, maturity_fit, reads_terms=True),
        WeightedFeature("transfer_mode", "转化方式", 0.01, transfer_mode_fit, reads_terms=True),
        WeightedFeature("price", "价格合适", 0.01, price_fit, reads_terms=True),
        WeightedFeature("remaining_life", "保护期长", 0.01, remaining_life, reads_terms=True),
        WeightedFeature("region", "距离相近", 0.01, region_nearness, reads_terms=True),
        WeightedFeature("freshness", "新近入库", 0.01, freshness, reads_terms=True),
        WeightedFeature("demand_heat", "需求热度", 0.01, demand_heat),
    ),
    # Where as many of the sample's planted pairs fall below as with tfidf-v1 at its own.
    min_score=0.50,
    min_score_across=0.62,
)
