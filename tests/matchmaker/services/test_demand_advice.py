"""What a demand leaves too vague."""

from matchmaker.services.demand_advice import advise

GOOD = {
    "title": "轧辊表面裂纹的激光修复",
    "problem": "热轧工作辊用到后期表面出现网状裂纹，车削后报废，换新的太贵。",
    "target": "修复后寿命不低于新辊的 80%",
    "description": "用于 1780 热连轧精轧机组，辊面温度约 600 ℃",
    "cooperation_modes": "转让",
    "budget": "面议",
    "confidentiality": "public",
}


def fields(**changes: str) -> list[str]:
    return [one.field for one in advise({**GOOD, **changes})]


def test_a_demand_that_says_all_gets_no_advice() -> None:
    assert fields() == []


def test_what_is_missing_is_named_the_most_harmful_first() -> None:
    assert [one.field for one in advise({})] == [
        "title",
        "problem",
        "target",
        "description",
        "cooperation_modes",
        "budget",
    ]


def test_words_that_every_demand_has_say_nothing() -> None:
    assert fields(title="关键技术难题攻关项目") == ["title"]
    assert fields(problem="我公司急需解决行业领域的核心关键技术难题，寻求高校合作开发。") == [
        "problem"
    ]
    assert fields(title="轧辊修复技术") == []


def test_a_target_needs_a_figure_wherever_it_stands() -> None:
    told = {"target": "明显提高寿命", "description": "用于热连轧精轧机组工作辊的在线修复"}
    assert fields(**told) == ["target"]
    assert fields(**told, problem="裂纹深度达到 3 毫米，轧辊只能报废，换新的太贵。") == []
    assert fields(**{**told, "target": "寿命提高三倍"}) == []
    assert fields(**{**told, "target": "1、寿命长；2、不用停机"}) == ["target"]
    assert fields(**{**told, "target": "1、裂纹短于0.5毫米；2、不用停机"}) == []


def test_a_demand_for_somebody_has_to_name_him() -> None:
    assert fields(confidentiality="named") == ["intended_partner"]
    assert fields(confidentiality="定向", intended_partner="武汉科技大学") == []
