"""What audit records say is told in words."""

import pytest

from matchmaker.industry.taxonomy import load_taxonomy
from matchmaker.services.audit_words import tell_details


@pytest.mark.parametrize(
    ("details", "told"),
    [
        ({"act": "added"}, [("操作", "新增")]),
        ({"act": "university_passed"}, [("操作", "院校审核通过")]),
        ({"from": "auditor", "to": "city_organiser"}, [("原来", "审计员"), ("改为", "市州组织者")]),
        (
            {"what": "候选名单", "files": ["a.xlsx", "b.xlsx"]},
            [("导出了什么", "候选名单"), ("文件", "a.xlsx、b.xlsx")],
        ),
        ({"per_demand": [5, 3]}, [("每项需求至多（件）", "5 → 3")]),
        ({"total": [None, 40]}, [("全部至多（对）", "— → 40")]),
        ({"quotas": [{}, {"vehicles": [2, 9]}]}, [("产业配额", "— → vehicles：2、9")]),
        (
            {"record": "#7", "industry": "optoelectronics", "belongs": False},
            [("记录", "#7"), ("产业", "光电子信息"), ("属于", "否")],
        ),
        ({"scopes": ["patent:read"]}, [("权限范围", "查看专利")]),
        (
            {"outcome": "signed_in", "address": "10.0.0.7"},
            [("结果", "登录成功"), ("地址", "10.0.0.7")],
        ),
        ({"unheard": "of"}, [("unheard", "of")]),
        ("altered", [("", "altered")]),
    ],
)
def test_details_are_told_in_words(details: object, told: list[tuple[str, str]]) -> None:
    assert tell_details(details, load_taxonomy().names) == told
