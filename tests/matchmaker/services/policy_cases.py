"""Policies as people enter them."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlmodel import Session

from matchmaker.access.viewer import person
from matchmaker.services.list_hands import Author
from matchmaker.services.policies import PolicyWords, record_policy
from models.account_enums import Role
from models.policy import Policy
from models.policy_enums import PolicyLevel
from tests.conftest import NOW

BY = Author("王", NOW)
PROVINCE = person(1, "王", Role.PROVINCIAL_ORGANISER)
WUHAN, YICHANG = "420100", "420500"
OF_WUHAN = person(2, "李", Role.CITY_ORGANISER, city_code=WUHAN)
PLAN = PolicyWords(
    title="专利转化运用专项行动方案",
    issuer="国务院办公厅",
    level=PolicyLevel.NATION,
    issued_on=date(2023, 10, 17),
    document_number="国办发〔2023〕37号",
    topics="转化运用，公共服务",
    summary="到 2025 年推动一批高价值专利实现产业化。",
    text="梳理盘活高校和科研机构存量专利。\n推进知识产权质押\n融资。",
)
PLEDGE = PolicyWords(
    title="知识产权质押融资贴息办法",
    issuer="武汉市知识产权局",
    level=PolicyLevel.CITY,
    issued_on=date(2022, 6, 1),
    city_code=WUHAN,
    valid_until=date(2024, 6, 1),
    topics="质押融资",
    text="对专利质押贷款给予贴息。",
)


def enter(session: Session, words: PolicyWords = PLAN, **changes: Any) -> Policy:
    return record_policy(session, PROVINCE, replace(words, **changes), BY)
