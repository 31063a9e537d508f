"""The stock of an institution: looked through, changed many at once, and one by one."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import col, select

from models.account_enums import Role
from models.listing import ListingProposal
from models.listing_enums import ListingState
from models.patent import Patent
from models.session import make_session
from tests.matchmaker.web.pages.institution_desk import (
    DEPARTMENT,
    FIRST,
    MEMBER,
    SECOND,
    THEIRS,
    UNIVERSITY,
    Desk,
    open_desk,
    words,
)

PATENTS = "/institution/patents"
BULK = {"patents": [FIRST, SECOND], "act": "propose", "price": "61万元", "modes": ["assignment"]}


@pytest.fixture
def desk(tmp_path: Path, sqlite_template: Path) -> Iterator[Desk]:
    with open_desk(tmp_path, sqlite_template) as desk:
        yield desk


def prices(desk: Desk) -> list[int | None]:
    return [desk.patent(one).price_low_cny for one in (FIRST, SECOND)]


def states(desk: Desk) -> list[ListingState]:
    with make_session(desk.engine) as session:
        found = session.exec(select(ListingProposal).order_by(col(ListingProposal.id))).all()
        return [one.state for one in found]


def undo_of(page: str) -> tuple[str, dict[str, str]]:
    """Return where the notice of a page takes back what was done, and with which fields."""
    form = re.search(
        r'<div class="notice.*?<form method="post" action="([^"]+)">(.*?)</form>', page, re.S
    )
    assert form is not None, page
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[2]))
    return form[1], fields


def test_the_overview_counts_the_stock_and_what_it_leaves_unsaid(desk: Desk) -> None:
    desk.be(MEMBER)
    told = words(desk.get("/institution"))
    assert "3 件 专利存量" in told
    assert "3 件 挂牌推介中" in told
    assert "价格 3 件（100%） 0.005 分 不能与企业的预算比较" in told
    assert "待我审核" not in told


def test_the_table_shows_ones_own_patents_alone(desk: Desk) -> None:
    desk.be(MEMBER)
    page = desk.get(PATENTS)
    assert [one in page for one in (FIRST, SECOND, THEIRS)] == [True, True, False]


def test_the_table_is_filtered_by_its_address(desk: Desk) -> None:
    desk.be(MEMBER)
    wanted = (
        ("words=需求1", 1),
        ("words=没有这个词", 0),
        ("gap=price", 3),
        ("offered=no", 0),
        ("mode=assignment", 0),
        ("state=unknown", 3),
        ("least_trl=5", 0),
        ("sort=price", 3),
        ("sort=listed_until&page=9", 3),
        ("state=nonsense&gap=x&offered=x&sort=x&mode=x&least_trl=x", 3),
    )
    found = [(query, desk.get(f"{PATENTS}?{query}").count('name="patents"')) for query, _ in wanted]
    assert found == list(wanted)


def test_a_price_that_is_no_number_is_told_at_its_field(desk: Desk) -> None:
    desk.be(MEMBER)
    page = desk.get(f"{PATENTS}?most_wan=很多")
    assert "请填写数字，单位万元" in page
    assert 'value="很多"' in page


def test_a_preview_changes_nothing_and_tells_every_change(desk: Desk) -> None:
    desk.be(MEMBER)
    page = desk.post(f"{PATENTS}/preview", **{**BULK, "patents": [FIRST, THEIRS]})
    told = words(page.text)
    assert page.status_code == 200
    assert "确认后办理 1 件；有 1 件不能办理" in told
    assert "价格 （空） 61万元" in told
    assert "待院系审核，通过后生效" in told
    assert (prices(desk), states(desk)) == ([None, None], [])


def test_a_member_proposes_many_and_takes_them_back(desk: Desk) -> None:
    desk.be(MEMBER)
    page = desk.post(f"{PATENTS}/apply", **BULK).text
    assert "已送审 2 件" in page
    assert (states(desk), prices(desk)) == ([ListingState.DEPARTMENT] * 2, [None, None])
    path, fields = undo_of(page)
    assert "已撤回 2 项申报" in desk.post(path, **fields).text
    assert states(desk) == [ListingState.WITHDRAWN] * 2


def test_the_last_reviewer_lists_many_at_once(desk: Desk) -> None:
    desk.be(UNIVERSITY)
    assert "立即生效并挂牌" in desk.post(f"{PATENTS}/preview", **BULK).text
    assert "已挂牌 2 件" in desk.post(f"{PATENTS}/apply", **BULK).text
    assert prices(desk) == [610_000, 610_000]
    assert desk.patent(FIRST).transfer_modes == ["assignment"]


def test_a_reviewer_edits_many_and_has_them_as_they_were(desk: Desk) -> None:
    desk.be(DEPARTMENT)
    page = desk.post(f"{PATENTS}/apply", **{**BULK, "act": "edit", "maturity": "通过中试"}).text
    assert "已修改 2 件" in page
    changed = desk.patent(SECOND)
    assert (changed.price_low_cny, changed.maturity_trl) == (610_000, 7)
    assert changed.listed_until is None
    path, fields = undo_of(page)
    # Nobody takes back what another did.
    desk.be(UNIVERSITY)
    assert "已恢复 0 件" in desk.post(path, **fields).text
    desk.be(DEPARTMENT)
    assert "已恢复 2 件专利的原值" in desk.post(path, **fields).text
    back = desk.patent(SECOND)
    assert (back.price_low_cny, back.maturity_trl, back.transfer_modes) == (None, None, [])


def test_an_edit_that_was_gone_on_from_stays(desk: Desk) -> None:
    desk.be(UNIVERSITY)
    page = desk.post(f"{PATENTS}/apply", **{**BULK, "act": "edit"}).text
    path, fields = undo_of(page)
    with make_session(desk.engine) as session:
        session.get_one(Patent, desk.patent(FIRST).id).price_low_cny = 5
        session.commit()
    desk.post(path, **fields)
    assert prices(desk) == [5, None]


def test_all_that_the_filter_finds_is_taken(desk: Desk) -> None:
    desk.be(UNIVERSITY)
    page = desk.post(f"{PATENTS}/preview?words=需求1", **{**BULK, "patents": [], "everything": "1"})
    assert re.findall(r'name="patents" value="([^"]+)"', page.text) == [FIRST]


def test_listings_are_renewed_and_taken_down_after_a_preview(desk: Desk) -> None:
    desk.be(UNIVERSITY)
    form = {"patents": [FIRST], "act": "renew", "until": "2025-06-30"}
    assert "长期 2025-06-30" in words(desk.post(f"{PATENTS}/preview", **form).text)
    assert desk.patent(FIRST).listed_until is None
    desk.post(f"{PATENTS}/apply", **form)
    assert str(desk.patent(FIRST).listed_until) == "2025-06-30"
    form = {"patents": [FIRST], "act": "withdraw", "reason": "已转让"}
    assert "data-confirm" in desk.post(f"{PATENTS}/preview", **form).text
    desk.post(f"{PATENTS}/apply", **form)
    assert desk.patent(FIRST).owner_consents is False
    assert "未同意推介" in desk.get(PATENTS)


WRONG: tuple[tuple[dict[str, object], str], ...] = (
    ({"patents": []}, "请先在表中勾选专利"),
    ({"act": "x"}, "请选择要做什么"),
    ({"until": "明年"}, "请按 2027-06-30 这样填写日期"),
    ({"act": "renew", "until": "2019-01-01"}, "挂牌截止日（listed_until）应晚于"),
    ({"act": "take_down"}, "撤下请写明原因"),
    ({"act": "edit", "price": "", "modes": []}, "请至少填写一个字段"),
)


def test_what_is_wrong_is_told_and_nothing_typed_is_lost(desk: Desk) -> None:
    desk.be(UNIVERSITY)
    for form, told in WRONG:
        typed = {**BULK, "note": "见合同", **form}
        answer = desk.post(f"{PATENTS}/preview", **typed)
        assert (told, answer.status_code, told in answer.text) == (told, 422, True)
        assert 'value="见合同"' in answer.text
        checked = f'value="{FIRST}" aria-label="选中 需求1的办法" checked'
        assert (checked in answer.text) == bool(typed["patents"])


def test_members_do_not_edit_and_others_do_not_come_in(desk: Desk) -> None:
    desk.be(MEMBER)
    for act in ("edit", "renew", "withdraw"):
        form = {**BULK, "act": act, "reason": "x"}
        for step in ("preview", "apply"):
            assert desk.post(f"{PATENTS}/{step}", **form).status_code == 403
    desk.be(UNIVERSITY, 1)
    assert desk.client.get(f"{PATENTS}/{FIRST}").status_code == 403
    assert "已修改 0 件" in desk.post(f"{PATENTS}/apply", **{**BULK, "act": "edit"}).text
    assert prices(desk) == [None, None]
    desk.be(Role.PROVINCIAL_ORGANISER)
    assert desk.client.get(PATENTS).status_code == 403


def revision(page: str) -> str:
    found = re.search(r'name="revision" value="(\d+)"', page)
    assert found is not None
    return found[1]


def test_a_patent_tells_first_what_is_missing_and_a_reviewer_fills_it_in(desk: Desk) -> None:
    desk.be(UNIVERSITY)
    page = desk.get(f"{PATENTS}/{FIRST}")
    assert page.index("缺少的资料") < page.index("全部资料与来源")
    form = {"revision": revision(page), "price": "50-80万元", "modes": ["open_licence"]}
    page = desk.post(f"{PATENTS}/{FIRST}", act="edit", scenario="轧辊\r\n修复", **form).text
    assert "已保存 3 个字段" in page
    assert "现在已勾选" in page
    after = desk.patent(FIRST)
    assert (after.price_high_cny, after.scenario) == (800_000, "轧辊\n修复")
    assert after.transfer_modes == ["open_licence"]
    assert "university_reviewer" in page
    path, fields = undo_of(page)
    desk.post(path, **fields)
    assert (desk.patent(FIRST).price_high_cny, desk.patent(FIRST).scenario) == (None, "")


def test_a_member_proposes_what_was_written_otherwise(desk: Desk) -> None:
    desk.be(MEMBER)
    page = desk.get(f"{PATENTS}/{FIRST}")
    form = {"revision": revision(page), "contact_phone": "13812345678", "maturity": "TRL 6"}
    answer = desk.post(f"{PATENTS}/{FIRST}", act="propose", **form)
    assert "待院系审核" in answer.text
    assert "13812345678" not in answer.text
    with make_session(desk.engine) as session:
        (proposal,) = session.exec(select(ListingProposal)).all()
        assert proposal.cells == {"maturity": "TRL 6", "contact_phone": "13812345678"}
    assert desk.post(f"{PATENTS}/{FIRST}", act="edit", **form).status_code == 403


def test_a_form_that_is_wrong_or_out_of_date_comes_back_as_it_was_typed(desk: Desk) -> None:
    desk.be(UNIVERSITY)
    at = f"{PATENTS}/{FIRST}"
    seen = revision(desk.get(at))
    wrong = desk.post(at, act="edit", revision=seen, maturity="差不多了", scenario="辊道")
    assert wrong.status_code == 422
    assert "不认识的技术成熟度" in wrong.text
    assert 'value="差不多了"' in wrong.text
    assert ">辊道</textarea>" in wrong.text
    desk.post(at, act="edit", revision=seen, price="40万元")
    stale = desk.post(at, act="edit", revision=seen, price="30万元")
    assert (stale.status_code, "刚刚被修改过" in stale.text) == (422, True)
    assert 'value="30万元"' in stale.text
    assert desk.patent(FIRST).price_low_cny == 400_000
    again = desk.post(at, act="edit", revision=revision(stale.text), price="30万元")
    assert "已保存 1 个字段" in again.text
