"""Demands written by hand: read like a row of a sheet, and not overwritten by imports."""

from datetime import date
from pathlib import Path

import pytest
from sqlmodel import Session, col, select

from ingest.pipeline import ParseOptions
from matchmaker.errors import BadQuery
from matchmaker.services.demand_edits import add_demand, edit_demand
from matchmaker.services.imports import import_file
from matchmaker.services.list_hands import Author
from models.demand import Demand, DemandIndustry
from models.enums import ImportKind
from models.errors import Conflict, InvalidValue
from models.organisation import Organisation
from models.provenance import RecordEdit
from models.queries import organisations as organisation_queries
from models.values.org_name import OrgType
from models.values.secrecy import Confidentiality
from tests.conftest import NOW
from tests.factories import write_csv

NAME = "武汉轧机制造有限公司"
BY = Author("李", NOW)
CELLS = {
    "需求编号": "X-1",
    "title": "动力电池包热失控预警",
    "公开级别": "公开",
    "budget": "50-80万元",
    "截止日期": "2026-12-31",
    "city": "十堰",
    "手机": "13812341234",
}


@pytest.fixture
def firm(session: Session) -> Organisation:
    organisation_queries.add_organisations(
        session, [(NAME, {"city_code": "420100"})], OrgType.ENTERPRISE
    )
    found = organisation_queries.find_by_name(session, NAME)
    assert found is not None
    return found


def test_a_demand_is_added_as_its_row_would_be(session: Session, firm: Organisation) -> None:
    demand = add_demand(session, firm, CELLS, BY)
    assert (demand.demand_number, demand.title) == ("X-1", CELLS["title"])
    assert (demand.budget_low_cny, demand.budget_high_cny) == (500_000, 800_000)
    assert (demand.deadline, demand.city_code) == (date(2026, 12, 31), "420300")
    assert (demand.confidentiality, demand.contact_phone) == (
        Confidentiality.PUBLIC,
        "13812341234",
    )
    statement = select(DemandIndustry.industry_slug).where(
        col(DemandIndustry.demand_id) == demand.id
    )
    assert "vehicles" in session.exec(statement).all()


def test_a_number_is_given_once_by_a_firm(session: Session, firm: Organisation) -> None:
    add_demand(session, firm, CELLS, BY)
    with pytest.raises(Conflict, match="该单位已有同编号的需求"):
        add_demand(session, firm, {**CELLS, "title": "另一个"}, BY)


def test_an_import_keeps_what_a_person_wrote(
    session: Session, firm: Organisation, tmp_path: Path
) -> None:
    demand_id = add_demand(session, firm, CELLS, BY).id
    headers = ("需求编号", "企业名称", "需求名称", "公开级别", "投入预算(万元)", "主要问题")
    row = ("X-1", NAME, "别的名称", "不公开", "1", "没有预警")
    path = write_csv(tmp_path / "d.csv", headers, [row])
    report = import_file(session, path, ParseOptions(kind=ImportKind.DEMANDS), NOW)
    assert (report.new, report.changed) == (0, 1)
    demand = session.get_one(Demand, demand_id)
    assert (demand.title, demand.problem) == (CELLS["title"], "没有预警")
    assert demand.confidentiality is Confidentiality.PUBLIC
    assert demand.budget_low_cny == 500_000


def test_an_empty_text_clears_and_what_was_there_is_remembered(
    session: Session, firm: Organisation
) -> None:
    demand = add_demand(session, firm, CELLS, BY)
    edits = edit_demand(session, demand, {"budget": "", "手机": "", "title": CELLS["title"]}, BY)
    assert {edit.field: edit.old_value for edit in edits} == {
        "budget_low_cny": 500_000,
        "budget_high_cny": 800_000,
        "contact_phone": "138****1234",
    }
    assert (demand.budget_low_cny, demand.contact_phone) == (None, "")
    assert edit_demand(session, demand, {"budget": " "}, BY) == []


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"title": "a", "名称": "b"}, "是同一字段"),
        ({"企业名称": "十堰电池有限公司"}, "不能修改“企业名称”"),
        ({"需求编号": "X-9"}, "不能修改“需求编号”"),
        ({"公开级别": ""}, "公开级别不能为空"),
    ],
)
def test_what_may_not_be_set_is_refused(
    session: Session, firm: Organisation, cells: dict[str, str], told: str
) -> None:
    demand = add_demand(session, firm, CELLS, BY)
    with pytest.raises(BadQuery, match=told):
        edit_demand(session, demand, cells, BY)
    assert len(session.exec(select(RecordEdit)).all()) == len(demand.field_sources)


@pytest.mark.parametrize(
    "cells", [{"title": ""}, {"截止日期": "明天吧"}, {"公开级别": "机密"}, {"budget": "=1+1"}]
)
def test_a_text_that_is_no_value_is_refused(
    session: Session, firm: Organisation, cells: dict[str, str]
) -> None:
    demand = add_demand(session, firm, CELLS, BY)
    with pytest.raises(InvalidValue):
        edit_demand(session, demand, cells, BY)


def test_a_new_demand_says_who_may_see_it(session: Session, firm: Organisation) -> None:
    with pytest.raises(BadQuery, match="请写明公开级别"):
        add_demand(session, firm, {"title": "阀门密封"}, BY)
