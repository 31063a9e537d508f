"""Industries learnt from texts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from matchmaker.errors import BadQuery
from matchmaker.industry.classify import IndustryClassifier
from matchmaker.industry.taxonomy import load_taxonomy
from matchmaker.industry.text_model import SHARPNESS, analyser, joined
from matchmaker.industry.text_training import Example, fit

ENERGY = ["锂电池隔膜涂覆", "电解液添加剂", "正极材料烧结", "电池包热管理", "充电桩散热"]
HEALTH = ["猪瘟疫苗抗原", "血糖检测试纸", "骨科植入支架", "中药提取纯化", "手术缝合线"]
OTHER = ["秸秆还田播种", "大棚番茄栽培", "混凝土楼板浇筑", "果树嫁接修剪", "鱼塘增氧养殖"]


def examples(texts: list[str], slug: str) -> list[Example]:
    return [
        Example(text, f"本发明公开一种{text}方法，用于{other}", slug)
        for text in texts
        for other in texts
    ]


MODEL = fit(
    [*examples(ENERGY, "vehicles"), *examples(HEALTH, "life-health"), *examples(OTHER, "other")],
    "rjieba",
)


def test_a_text_is_of_the_industry_whose_words_it_uses() -> None:
    assert MODEL.predict([("电池隔膜", "涂覆"), ("疫苗", "抗原"), ("番茄", "播种")]) == [
        "vehicles",
        "life-health",
        "other",
    ]


@given(st.text(max_size=40), st.text(max_size=80))
def test_probabilities_of_any_text_add_up_to_one(title: str, body: str) -> None:
    verdict = MODEL.judge(title, body)
    assert set(verdict.probabilities) == {"vehicles", "life-health", "other"}
    assert sum(verdict.probabilities.values()) == pytest.approx(1.0)
    assert all(0.0 <= share <= 1.0 for share in verdict.probabilities.values())


def test_telling_words_stand_in_the_text() -> None:
    verdict = MODEL.judge("猪瘟疫苗", "电池")
    assert "疫苗" in verdict.terms["life-health"]
    assert all(word in "猪瘟疫苗电池" for words in verdict.terms.values() for word in words)


def test_a_second_fit_gives_the_same_model() -> None:
    again = fit(
        [
            *examples(ENERGY, "vehicles"),
            *examples(HEALTH, "life-health"),
            *examples(OTHER, "other"),
        ],
        "rjieba",
    )
    assert np.array_equal(again.coefficients, MODEL.coefficients)
    assert again.fields[0].terms == MODEL.fields[0].terms


def test_two_industries_have_a_row_each() -> None:
    model = fit([*examples(ENERGY, "vehicles"), *examples(HEALTH, "life-health")], "rjieba")
    assert model.coefficients.shape[0] == 2
    assert model.predict([("电池", ""), ("疫苗", "")]) == ["vehicles", "life-health"]


def test_one_industry_teaches_nothing() -> None:
    with pytest.raises(BadQuery, match="不足两个产业"):
        fit(examples(ENERGY, "vehicles"), "rjieba")


def test_a_weightier_example_is_heard_more() -> None:
    told = [Example("新型支架", "新型支架", slug) for slug in ("vehicles", "life-health")]
    for slug in ("vehicles", "life-health"):
        heavy = Example("新型支架", "新型支架", slug, 20.0)
        model = fit(
            [*examples(ENERGY, "vehicles"), *examples(HEALTH, "life-health"), *told, heavy],
            "rjieba",
        )
        assert model.predict([("新型支架", "新型支架")]) == [slug]


CLASSIFIER = IndustryClassifier(load_taxonomy(), MODEL)


def test_the_model_speaks_where_rules_are_silent() -> None:
    silent = IndustryClassifier(load_taxonomy()).classify("提取纯化", "试纸")
    assert [tag.slug for tag in silent] == ["other"]
    (tag, *_) = CLASSIFIER.classify("提取纯化", "试纸")
    assert tag.slug == "life-health"
    assert "用词近于该产业的专利" in tag.reason


def test_a_classification_goes_before_the_model() -> None:
    by_symbol = CLASSIFIER.classify("手术缝合线", "骨科植入", ["H01M10/05"])
    assert by_symbol == IndustryClassifier(load_taxonomy()).classify(
        "手术缝合线", "骨科植入", ["H01M10/05"]
    )


def test_what_a_firm_declares_goes_before_the_model() -> None:
    assert CLASSIFIER.classify("手术缝合线", "骨科植入", declared="北斗")[0].slug == "beidou"


def test_the_model_may_say_that_it_is_none_of_the_industries() -> None:
    (tag,) = CLASSIFIER.classify("大棚番茄栽培", "果树嫁接修剪")
    assert tag.slug == "other"


@given(st.text(max_size=40), st.text(max_size=80))
def test_confidences_fall_and_stay_in_bounds(title: str, body: str) -> None:
    tags = CLASSIFIER.classify(title, body)
    confidences = [tag.confidence for tag in tags]
    assert 1 <= len(tags) <= 3
    assert confidences == sorted(confidences, reverse=True)
    assert all(0.0 < confidence <= 1.0 for confidence in confidences)


@given(st.text("锂电池隔膜疫苗抗原番茄播种 ，", max_size=30))
def test_a_text_weighs_what_scikit_learn_makes_of_it(title: str) -> None:
    body = f"{title}用于电池"
    fields = []
    for text, field in zip((joined((title, body)), title), MODEL.fields, strict=True):
        vectoriser = TfidfVectorizer(
            analyzer=analyser("rjieba"), sublinear_tf=True, vocabulary=field.terms
        )
        vectoriser.idf_ = field.idf
        fields.append(vectoriser.transform([text]).toarray().ravel())
    margins = MODEL.coefficients @ np.concatenate(fields) + MODEL.intercepts
    powers = np.exp(SHARPNESS * (margins - margins.max()))
    expected = dict(zip(MODEL.slugs, (powers / powers.sum()).tolist(), strict=True))
    assert MODEL.judge(title, body).probabilities == pytest.approx(expected, abs=1e-5)
