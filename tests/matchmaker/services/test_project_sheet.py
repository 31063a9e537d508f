"""What a project sheet says: the patent's own words, and names of firms that are public only."""

from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from matchmaker.services.project_sheet import (
    LONGEST,
    NOT_SAID,
    TO_AGREE,
    FirmLine,
    ProjectSheet,
    project_sheets,
)
from models.values.secrecy import Confidentiality
from tests.matchmaker.services.direction_cases import ROLL
from tests.matchmaker.services.roadshow_cases import Show, make_show

MAKER = FirmLine("武汉轧机制造有限公司", "轧辊裂纹修复")


@pytest.fixture
def show(engine: Engine, session: Session, tmp_path: Path) -> Show:
    show = make_show(engine, session, tmp_path)
    show.stocked.change_patent(
        ROLL,
        abstract="本发明公开了一种轧辊表面裂纹的激光熔覆修复方法，该方法对轧辊裂纹处开槽。"
        "解决了轧辊裂纹报废多的问题，修复成本降低60%。可用于冷轧与热轧车间。",
        contact_name="成果转化中心 徐老师",
        contact_phone="13812341234",
        maturity_text="通过中试",
        maturity_trl=7,
        transfer_modes=["assignment", "ordinary_licence"],
        price_low_cny=500_000,
        price_high_cny=800_000,
    )
    show.select()
    return show


def sheet(show: Show) -> ProjectSheet:
    found = project_sheets(show.session, show.event, None)
    return next(one for one in found if one.application_number == ROLL)


def test_the_page_quotes_the_patent_and_tells_its_terms(show: Show) -> None:
    found = sheet(show)
    assert found.problem == "轧辊裂纹报废多的问题"
    assert found.way.endswith("该方法对轧辊裂纹处开槽。")
    assert found.gain == "修复成本降低60%。"
    assert found.use == "冷轧与热轧车间"
    assert found.maturity == "通过中试，技术就绪度 7 级（共 9 级）"
    assert (found.transfer_modes, found.price) == ("转让；普通许可", "50–80万元")
    assert (found.owner, found.legal_state) == ("武汉科技大学", "有效")
    assert found.expiry == "2040年01月05日"


def test_the_contact_is_masked(show: Show) -> None:
    assert sheet(show).contact == "成果转化中心 徐**　138****1234"
    assert "徐老师" not in repr(sheet(show))


def test_a_public_firm_is_named_with_what_it_asked_for(show: Show) -> None:
    assert MAKER in sheet(show).firms
    assert sheet(show).unnamed == 0


@pytest.mark.parametrize(
    "level", [Confidentiality.RESTRICTED, Confidentiality.NAMED, Confidentiality.HIDDEN]
)
def test_any_other_firm_is_counted_only(show: Show, level: Confidentiality) -> None:
    for number in ("X-1", "X-3", "X-4"):
        show.stocked.change_demand(number, confidentiality=level)
    found = sheet(show)
    assert (found.firms, found.unnamed > 0) == ((), True)
    assert found.others == f"{found.unnamed} 家企业（未公开）"
    assert "轧机制造" not in repr(found)


def test_a_firm_that_is_named_is_not_counted_for_its_other_demand(show: Show) -> None:
    show.stocked.change_demand("X-3", confidentiality=Confidentiality.HIDDEN)
    found = sheet(show)
    assert MAKER in found.firms
    assert "肉眼" not in repr(found)
    # What is left is the firm of X-4 at most, which is public.
    assert found.unnamed == 0


def test_what_nobody_said_is_told_and_not_invented(show: Show) -> None:
    show.stocked.change_patent(
        ROLL,
        abstract="一种轧辊。",
        contact_name="",
        contact_phone="",
        maturity_text="",
        maturity_trl=None,
        transfer_modes=[],
        price_low_cny=None,
        price_high_cny=None,
        expiry_date=None,
    )
    found = sheet(show)
    assert (found.problem, found.gain, found.use) == (NOT_SAID, NOT_SAID, NOT_SAID)
    assert (found.transfer_modes, found.price) == (TO_AGREE, TO_AGREE)
    assert (found.maturity, found.expiry, found.contact) == ("未知", "未知", "请与主办方联系")


def test_long_texts_are_cut_where_a_clause_ends(show: Show) -> None:
    clause = "用于解决轧辊报废多的问题，该方法包括开槽与熔覆，使修复成本降低60%。"
    show.stocked.change_patent(ROLL, abstract=clause * 200, effect="效果好。" * 500)
    found = sheet(show)
    for name in ("title", "problem", "way", "gain", "use", "owner"):
        assert 0 < len(getattr(found, name)) <= LONGEST[name]
    assert found.gain.endswith("效果好。")
