"""The list of firms of a roadshow: made once, changed by hand, compared, locked, corrected."""

from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, select

from matchmaker.errors import BadQuery
from matchmaker.services.firm_lists.edits import do, get_draft
from matchmaker.services.firm_lists.hands import FirmDeed, view_log
from matchmaker.services.firm_lists.invite import invite_listed
from matchmaker.services.firm_lists.lock import correct, lock
from matchmaker.services.firm_lists.make import generate
from matchmaker.services.firm_lists.view import (
    WITHHELD,
    compare_firms,
    removed_firms,
    sees_of,
    view_firms,
)
from matchmaker.services.invitations import Invited
from matchmaker.services.organisation_merges import merge_organisations, undo_merge
from matchmaker.services.participants import answer, get_participant
from models.audit import AuditKind, AuditRecord
from models.demand import Demand
from models.enums import EventKind, ListAct, ListStatus
from models.errors import Conflict, NotFound
from models.event import Event
from models.meeting_enums import ParticipantStatus, Side
from models.organisation import Organisation
from models.queries import firm_lists as firm_list_queries
from models.values.secrecy import Confidentiality
from tests.conftest import NOW
from tests.matchmaker.services.firm_lists.cases import (
    CHAIN,
    LASER,
    OF_WUHAN,
    OF_YICHANG,
    OTHER,
    OUTSIDE,
    PROVINCE,
    WELDER,
    ask_for_equity,
    firm_id,
    load_more,
    load_stock,
    roadshow,
)
from tests.matchmaker.services.ledger.cases import AUTHOR

DAY = date(2024, 6, 20)


@pytest.fixture
def event(session: Session, tmp_path: Path) -> Event:
    load_stock(session, tmp_path)
    return roadshow(session, "june", DAY, chain=CHAIN)


def names(session: Session, event: Event, version: int | None = None) -> list[str]:
    return [one.name for one in view_firms(session, event, version).firms]


def act(session: Session, event: Event, name: str, kind: ListAct, text: str = "") -> None:
    do(session, event, FirmDeed(firm_id(session, name), kind, text), AUTHOR)


def test_a_version_keeps_rank_score_and_reasons_as_they_stood(
    session: Session, event: Event
) -> None:
    made = generate(session, event, AUTHOR)
    assert (made.made, made.version.version, made.entries) == (True, 1, 2)
    view = view_firms(session, event, None)
    assert (view.chain_name, view.month, view.most) == ("光通信及激光", "2024 年 6 月", 12)
    first, second = view.firms
    assert (first.place, first.name, first.city, first.score) == (1, LASER, "武汉", 0.35)
    assert first.reasons == (
        "链上有效专利 1 件",
        "在2024年第三批白名单",
        "近 12 个月没有路演过",
    )
    assert (second.place, second.name, second.status) == (2, OTHER, None)
    session.get_one(Organisation, first.organisation_id).name = "改名公司"
    assert names(session, event) == [LASER, OTHER]
    assert view.notices == ("名单只有 2 家，不足 12 家：链上可选的企业已全部列入。可手工加入企业",)


def test_the_same_records_make_no_new_version(session: Session, event: Event) -> None:
    generate(session, event, AUTHOR)
    again = generate(session, event, AUTHOR)
    assert (again.made, again.version.version, again.entries) == (False, 1, 2)
    assert len(firm_list_queries.list_versions(session, event)) == 1


def test_a_new_version_says_who_came_who_went_and_whose_place_changed(
    session: Session, event: Event, tmp_path: Path
) -> None:
    generate(session, event, AUTHOR)
    load_more(session, tmp_path)
    ask_for_equity(session, OTHER)
    made = generate(session, event, AUTHOR, most=2)
    assert (made.made, names(session, event)) == (True, [OTHER, LASER])
    found = compare_firms(session, event, None, None)
    assert (found.old, found.new, found.came, found.went) == (1, 2, (), ())
    assert len(found.moved) == 1
    assert [one.after.name for one in found.told] == [OTHER]
    act(session, event, OTHER, ListAct.REMOVE, "已上市")
    act(session, event, WELDER, ListAct.ADD, "牵头处室推荐")
    generate(session, event, AUTHOR, most=1)
    found = compare_firms(session, event, None, 1)
    assert [one.name for one in found.came] == [WELDER]
    assert [(line.name, why) for line, why in found.went] == [
        (LASER, "名单至多 1 家，已由人工保留和邀请过的企业占满"),
        (OTHER, "人工移出：已上市"),
    ]


def test_what_people_did_holds_for_later_versions(
    session: Session, event: Event, tmp_path: Path
) -> None:
    load_more(session, tmp_path)
    generate(session, event, AUTHOR, most=2)
    assert names(session, event) == [LASER, WELDER]
    act(session, event, LASER, ListAct.REMOVE, "已上市")
    assert names(session, event) == [WELDER]
    act(session, event, OUTSIDE, ListAct.ADD, "补充")
    act(session, event, WELDER, ListAct.NOTE, "联系过")
    lines = view_firms(session, event, None).firms
    assert [(one.name, one.note, one.hand) for one in lines] == [
        (WELDER, "联系过", ""),
        (OUTSIDE, "补充", "手工加入"),
    ]
    assert [one.name for one in removed_firms(session, event)] == [LASER]
    generate(session, event, AUTHOR, most=3)
    assert names(session, event) == [WELDER, OTHER, OUTSIDE]
    act(session, event, LASER, ListAct.RESTORE)
    act(session, event, OUTSIDE, ListAct.UNPIN)
    generate(session, event, AUTHOR)
    assert names(session, event) == [LASER, WELDER, OTHER]
    assert [(one.act, one.firm, one.text) for one in view_log(session, event)] == [
        ("生成", "", ""),
        ("移出", LASER, "已上市"),
        ("手工加入", OUTSIDE, ""),
        ("备注", OUTSIDE, "补充"),
        ("备注", WELDER, "联系过"),
        ("生成", "", ""),
        ("恢复", LASER, ""),
        ("取消固定", OUTSIDE, ""),
        ("生成", "", ""),
    ]


def test_what_cannot_be_done_by_hand_is_refused(session: Session, event: Event) -> None:
    with pytest.raises(NotFound, match="还没有路演企业名单。请先生成企业名单"):
        get_draft(session, event)
    generate(session, event, AUTHOR)
    with pytest.raises(BadQuery, match="须写明理由"):
        act(session, event, LASER, ListAct.REMOVE, "  ")
    with pytest.raises(Conflict, match="已在名单上"):
        act(session, event, LASER, ListAct.ADD)
    with pytest.raises(NotFound, match="没有这家企业"):
        act(session, event, "华中科技大学", ListAct.PIN)
    with pytest.raises(NotFound, match="无需恢复"):
        act(session, event, LASER, ListAct.RESTORE)
    with pytest.raises(BadQuery, match="act 不能是“move”"):
        act(session, event, LASER, ListAct.MOVE)
    with pytest.raises(Conflict, match="现在的草稿是第 1 版，不是第 2 版"):
        get_draft(session, event, 2)
    with pytest.raises(BadQuery, match="1 到 100"):
        generate(session, event, AUTHOR, most=101)


def test_a_locked_list_stays_and_is_corrected_by_a_new_draft(
    session: Session, event: Event, tmp_path: Path
) -> None:
    generate(session, event, AUTHOR)
    locked = lock(session, event, AUTHOR)
    assert (locked.status, locked.locked_at) == (ListStatus.LOCKED, AUTHOR.at)
    load_more(session, tmp_path)
    event.name = "改名的路演"
    session.flush()
    again = generate(session, event, AUTHOR)
    assert (again.made, again.entries) == (False, 2)
    assert view_firms(session, event, 1).event_name == "june"
    with pytest.raises(Conflict, match="已锁定"):
        act(session, event, LASER, ListAct.PIN)
    with pytest.raises(Conflict, match="已锁定"):
        lock(session, event, AUTHOR)
    draft = correct(session, event, "企业改期", AUTHOR)
    assert (draft.version, draft.status, names(session, event)) == (
        2,
        ListStatus.DRAFT,
        [LASER, OTHER],
    )
    with pytest.raises(Conflict, match="尚未锁定"):
        correct(session, event, "再改", AUTHOR)
    written = session.exec(select(AuditRecord).order_by(AuditRecord.number.desc())).all()[:2]  # type: ignore[attr-defined]
    assert [(one.kind, one.subject, one.details) for one in reversed(written)] == [
        (AuditKind.LIST_LOCKED, "june", {"version": 1, "firms": 2}),
        (AuditKind.LIST_CORRECTED, "june", {"locked": 1, "draft": 2, "reason": "企业改期"}),
    ]


def test_an_empty_list_is_neither_locked_nor_invited(session: Session, event: Event) -> None:
    generate(session, event, AUTHOR)
    for name in (LASER, OTHER):
        act(session, event, name, ListAct.REMOVE, "不宜")
    with pytest.raises(Conflict, match="没有企业，不能锁定"):
        lock(session, event, AUTHOR)
    with pytest.raises(Conflict, match="无从邀请"):
        invite_listed(session, event, None, NOW)


def test_all_of_a_list_are_invited_once_and_who_declines_leaves_it(
    session: Session, event: Event
) -> None:
    generate(session, event, AUTHOR)
    assert invite_listed(session, event, None, NOW) == Invited(2, 0)
    assert invite_listed(session, event, 1, NOW) == Invited(0, 2)
    assert view_firms(session, event, None).uninvited == 0
    firm = get_participant(session, event, LASER, Side.ENTERPRISE)
    answer(session, firm, ParticipantStatus.DECLINED, NOW)
    generate(session, event, AUTHOR)
    assert names(session, event) == [OTHER]
    (gone,) = compare_firms(session, event, None, None).went
    assert gone[1] == "已谢绝或退出这场路演"


def test_who_was_invited_keeps_the_seat_though_others_are_better_now(
    session: Session, event: Event, tmp_path: Path
) -> None:
    generate(session, event, AUTHOR, most=2)
    invite_listed(session, event, None, NOW)
    load_more(session, tmp_path)
    generate(session, event, AUTHOR, most=2)
    assert names(session, event) == [LASER, OTHER]
    generate(session, event, AUTHOR, most=3)
    assert names(session, event) == [LASER, WELDER, OTHER]
    act(session, event, OTHER, ListAct.REMOVE, "改期")
    generate(session, event, AUTHOR, most=2)
    assert names(session, event) == [LASER, WELDER]


def test_finance_and_white_list_are_told_within_reach_alone(session: Session, event: Event) -> None:
    ask_for_equity(session, OTHER)
    generate(session, event, AUTHOR)
    of_province = view_firms(session, event, None, sees_of(PROVINCE)).firms
    assert "正在融资：股权融资" in of_province[0].reasons
    first, second = view_firms(session, event, None, sees_of(OF_WUHAN)).firms
    # Who is elsewhere is told of in the same words whether or not there is something to tell.
    assert (first.name, first.score) == (OTHER, None)
    assert first.reasons == (
        "链上有需求 1 项，没有登记的有效专利",
        "近 12 个月没有路演过",
        WITHHELD,
    )
    assert (second.name, second.score) == (LASER, 0.35)
    first, second = view_firms(session, event, None, sees_of(OF_YICHANG)).firms
    assert first.score == 0.45
    assert second.reasons == ("链上有效专利 1 件", "近 12 个月没有路演过", WITHHELD)


def test_a_demand_that_is_not_for_everybody_puts_nobody_on_the_list(
    session: Session, event: Event
) -> None:
    demand = session.exec(select(Demand)).one()
    demand.confidentiality = Confidentiality.HIDDEN
    session.flush()
    generate(session, event, AUTHOR)
    assert names(session, event) == [LASER]


def test_another_chain_makes_another_list_and_says_so(session: Session, event: Event) -> None:
    generate(session, event, AUTHOR)
    act(session, event, LASER, ListAct.PIN)
    event.chain = "chips"
    session.flush()
    made = generate(session, event, AUTHOR)
    assert made.made
    assert names(session, event) == [LASER]
    assert made.version.notices[0].startswith("产业链由“光通信及激光”改为")


def test_only_a_finance_roadshow_with_a_chain_has_a_list(session: Session, event: Event) -> None:
    event.chain = ""
    with pytest.raises(Conflict, match="还没有定产业链"):
        generate(session, event, AUTHOR)
    event.kind = EventKind.ROADSHOW
    with pytest.raises(NotFound, match="没有路演企业名单"):
        generate(session, event, AUTHOR)
    with pytest.raises(NotFound, match="没有路演企业名单"):
        view_firms(session, event, None)


def test_a_list_follows_a_merge_and_its_undoing(
    session: Session, event: Event, tmp_path: Path
) -> None:
    load_more(session, tmp_path)
    generate(session, event, AUTHOR)
    kept, merged = firm_id(session, WELDER), firm_id(session, OTHER)
    merge = merge_organisations(session, kept, merged, "同一单位", "王", NOW)
    assert invite_listed(session, event, None, NOW) == Invited(2, 0)
    generate(session, event, AUTHOR)
    assert names(session, event) == [LASER, WELDER]
    undo_merge(session, merge.id or 0, "王", NOW)
    generate(session, event, AUTHOR)
    assert names(session, event) == [LASER, WELDER, OTHER]
