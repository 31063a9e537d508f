"""A sheet of patents on its way in: looked at, loaded, its bad rows corrected and sent again."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from fastapi import FastAPI
from httpx2 import Response
from sqlalchemy import Engine

from matchmaker.jobs.uploads import preview_upload
from matchmaker.jobs.work import WorkRunner, WorkSetup, lanes
from matchmaker.jobs.work_kinds import KINDS
from matchmaker.services.previews import Preview
from matchmaker.settings import Settings
from matchmaker.web.pages.institution import imports
from models.queries.patents import count_patents
from models.session import make_session
from tests.conftest import NOW
from tests.ingest.writing import PATENT_HEADERS, application_number, csv_text
from tests.matchmaker.people_world import OWNERS
from tests.matchmaker.web.pages.institution_desk import (
    MEMBER,
    UNIVERSITY,
    Desk,
    open_desk,
    words,
)

IMPORTS = "/institution/import"
OURS = OWNERS[0]
ROWS = [
    (*PATENT_HEADERS, "申请日", "转让价格", "备查"),
    (application_number(1), "一种阀门", OURS, "2017-03-05", "50万元", "甲"),
    (application_number(2), "一种水泵", OURS, "去年春天", "60万元", "乙"),
    (application_number(3), "一种风机", OURS, "2017-05-05", "很贵", "丙"),
    (application_number(4), "一种齿轮", OURS, "2017-06-05", "面议", "丁"),
]
SHEET = csv_text(ROWS).encode()
BEFORE = 6


@pytest.fixture
def desk(tmp_path: Path, sqlite_template: Path) -> Iterator[Desk]:
    with open_desk(tmp_path, sqlite_template) as desk:
        yield desk


def send(desk: Desk, content: bytes = SHEET, name: str = "存量.csv", **form: str) -> Response:
    data = {"kind": "patents", **form}
    return desk.client.post(IMPORTS, data=data, files={"file": (name, content)})


def work_off(desk: Desk) -> None:
    app = desk.client.app
    assert isinstance(app, FastAPI)
    setup = WorkSetup(app.state.engine, app.state.settings, lambda: NOW, KINDS)
    for lane in lanes(app.state.engine, KINDS):
        WorkRunner(setup, lane).drain()


def stored(desk: Desk) -> int:
    with make_session(desk.engine) as session:
        return count_patents(session)


def test_two_bad_rows_come_back_are_corrected_and_loaded(desk: Desk) -> None:
    desk.be(UNIVERSITY)
    page = send(desk)
    told = words(page.text)
    assert page.url.path == f"{IMPORTS}/1"
    assert "4 行 共有 2 件 新增" in told
    # Row and column of each, and what to write instead.
    assert re.findall(r"(\d+) (申请日|转让价格) (\S+)", told) == [
        ("3", "申请日", "去年春天"),
        ("4", "转让价格", "很贵"),
    ]
    assert "导入其余 2 行" in told
    assert stored(desk) == BEFORE
    waiting = desk.post(f"{IMPORTS}/1/confirm")
    at = waiting.url.path
    assert 'http-equiv="refresh"' in waiting.text
    assert 'hx-trigger="every 1s"' in waiting.text
    work_off(desk)
    part = desk.client.get(at, headers={"HX-Request": "true"})
    assert part.headers["HX-Redirect"] == f"{IMPORTS}/1"
    loaded = desk.get(at)
    assert "已导入：存量.csv" in loaded
    assert stored(desk) == BEFORE + 2
    book = desk.client.get(f"{IMPORTS}/1/refused.xlsx")
    assert book.headers["content-disposition"].startswith("attachment")
    sheet = openpyxl.load_workbook(BytesIO(book.content))
    table = sheet.active
    assert table is not None
    assert [cell.value for cell in table[2]][:1] == [3]
    table["F2"], table["G3"] = "2018-04-01", "70万元"
    corrected = BytesIO()
    sheet.save(corrected)
    again = send(desk, corrected.getvalue(), "待改正_存量.xlsx")
    assert "2 行 共有 2 件 新增" in words(again.text)
    assert "有问题的行（" not in again.text
    desk.post(f"{again.url.path}/confirm")
    work_off(desk)
    assert "全部行都已处理" in desk.get(again.url.path)
    assert stored(desk) == BEFORE + 4
    assert desk.patent(application_number(3)).price_low_cny == 700_000
    # Asked for once more, it is not loaded twice.
    assert "没有重复导入" in desk.post(f"{IMPORTS}/1/confirm").text


def test_a_file_is_read_once_until_the_stock_is_another(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[int] = []

    def read(engine: Engine, settings: Settings, upload_id: int, *rest: Any) -> Preview:
        reads.append(upload_id)
        return preview_upload(engine, settings, upload_id, *rest)

    monkeypatch.setattr(imports, "preview_upload", read)
    desk.be(UNIVERSITY)
    send(desk)
    assert "2 件 新增" in words(desk.get(f"{IMPORTS}/1"))
    assert desk.client.get(f"{IMPORTS}/1/refused.xlsx").status_code == 200
    assert reads == [1]
    # Sent and loaded from another file meanwhile, the same rows are no longer new.
    other = send(desk, csv_text(ROWS[:2]).encode(), "另一份.csv").url.path
    assert reads == [1, 2]
    desk.post(f"{other}/confirm")
    work_off(desk)
    told = words(desk.get(f"{IMPORTS}/1"))
    assert "1 件 新增" in told
    assert "2 件 新增" not in told
    assert reads == [1, 2, 1]


def test_bad_rows_are_had_before_anything_is_loaded(desk: Desk) -> None:
    desk.be(MEMBER)
    page = send(desk)
    # A member's file is loaded by the reviewer of the university, who finds it.
    assert "须经本单位审核后导入" in page.text
    assert "/confirm" not in page.text
    assert desk.client.post(f"{IMPORTS}/1/confirm").status_code == 403
    book = openpyxl.load_workbook(BytesIO(desk.client.get(f"{IMPORTS}/1/refused.xlsx").content))
    assert book.active is not None
    assert book.active.max_row == 3
    desk.be(UNIVERSITY)
    assert "存量.csv" in desk.get(IMPORTS)
    assert "导入其余 2 行" in desk.get(f"{IMPORTS}/1")


def test_a_column_that_was_not_understood_is_named_by_hand(desk: Desk) -> None:
    desk.be(UNIVERSITY)
    # One that is called as the field itself is already chosen, and has but to be agreed to.
    called = csv_text([(*PATENT_HEADERS, "价格"), ROWS[1][:4]]).encode()
    assert '<option value="price" selected>价格</option>' in send(desk, called).text
    page = send(desk).text
    assert "有 1 列没有读懂" in page
    assert 'name="headers" value="备查"' in page
    page = desk.post(f"{IMPORTS}/2/mapping", headers=["备查"], fields=["scenario"]).text
    assert "备查 → 应用场景（您指定）" in page
    assert 'name="headers" value="备查"' not in page


def test_files_that_cannot_be_taken_are_told_and_what_was_typed_stays(desk: Desk) -> None:
    desk.be(UNIVERSITY)
    answer = send(desk, b"%PDF-1.7", source_date="2024-01-02", owner="某研究所")
    assert (answer.status_code, "这是 PDF 文档" in answer.text) == (422, True)
    assert 'value="2024-01-02"' in answer.text
    assert 'value="某研究所"' in answer.text
    assert send(desk, kind="demands").status_code == 422
    unread = send(desk, csv_text([("甲", "乙"), ("1", "2")]).encode())
    assert (unread.status_code, "读不了" in unread.text) == (422, True)


def test_rows_of_others_are_refused_and_others_see_nothing_of_a_file(desk: Desk) -> None:
    desk.be(UNIVERSITY)
    rows = [ROWS[0], (application_number(9), "一种机床", OWNERS[1], "2017-03-05", "", "")]
    assert "没有可以导入的行" in send(desk, csv_text(rows).encode()).text
    desk.be(UNIVERSITY, 1)
    for rest in ("", "/refused.xlsx"):
        assert desk.client.get(f"{IMPORTS}/1{rest}").status_code == 403
    assert desk.client.post(f"{IMPORTS}/1/remove").status_code == 403


def test_a_file_is_removed(desk: Desk) -> None:
    desk.be(UNIVERSITY)
    send(desk)
    assert "已删除文件“存量.csv”" in desk.post(f"{IMPORTS}/1/remove").text
    assert "这份文件已删除" in desk.get(f"{IMPORTS}/1")
