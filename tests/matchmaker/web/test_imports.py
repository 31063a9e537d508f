"""Files sent over HTTP, from the form to the refused rows."""

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import Engine

from ingest.types import MIB
from matchmaker.jobs.work import WorkRunner, WorkSetup, lanes
from matchmaker.jobs.work_kinds import KINDS
from matchmaker.services.accounts.registry import Position
from matchmaker.settings import Settings
from matchmaker.web.app import create_app
from models.account_enums import Role
from models.queries.organisations import add_organisations
from models.session import make_session
from models.values.org_name import OrgType
from tests.conftest import NOW
from tests.ingest.writing import DEMAND_HEADERS, PATENT_HEADERS, csv_text, patent_row
from tests.matchmaker.services.test_upload_files import names_in
from tests.matchmaker.web.people import sign_in

IMPORTS = "/api/v1/imports"
ACTS = (("GET", "/preview"), ("POST", "/preview"), ("POST", "/confirm"), ("DELETE", ""))
ROWS = [[*PATENT_HEADERS, "申请日"], patent_row(1, "2017-03-05"), patent_row(2, "坏")]
SHEET = csv_text(ROWS).encode()


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return Settings(data_dir=tmp_path / "data", database_url=database_url, max_file_mb=1)


@pytest.fixture
def client(settings: Settings, engine: Engine) -> Iterator[TestClient]:
    with TestClient(create_app(settings, lambda: NOW)) as client:
        sign_in(client, engine)
        yield client


def send(
    client: TestClient, content: bytes = SHEET, name: str = "专利.csv", **form: str
) -> Response:
    return client.post(IMPORTS, data={"kind": "patents", **form}, files={"file": (name, content)})


def sent(client: TestClient, content: bytes = SHEET, **form: str) -> dict[str, Any]:
    response = send(client, content, **form)
    assert response.status_code == 201, response.text
    body: dict[str, Any] = response.json()
    return body


def work_off(client: TestClient, ticket: Response) -> dict[str, Any]:
    """Do what waits; return what came of the work of a ticket."""
    assert ticket.status_code == 202, ticket.text
    app = client.app
    assert isinstance(app, FastAPI)
    engine = app.state.engine
    setup = WorkSetup(engine, app.state.settings, lambda: NOW, KINDS)
    for lane in lanes(engine, KINDS):
        WorkRunner(setup, lane).drain()
    found = client.get(f"/api/v1/work/{ticket.json()['work_id']}").json()
    assert found["state"] == "done", found
    result: dict[str, Any] = found["result"]
    return result


def error_of(response: Response, status: int) -> str:
    assert response.status_code == status, response.text
    return str(response.json()["detail"])


def test_file_goes_all_the_way_and_its_refused_rows_come_back(client: TestClient) -> None:
    mapping = json.dumps({"申请日": "filing_date"})
    upload = sent(client, source_date="2024-01-02", mapping=mapping)
    assert (upload["file_name"], upload["state"], upload["kind"]) == (
        "专利.csv",
        "received",
        "patents",
    )
    assert (upload["source_date"], upload["media_type"]) == ("2024-01-02", "text/csv")
    assert upload["mapping"] == {"申请日": "filing_date"}
    at = f"{IMPORTS}/{upload['id']}"
    preview = client.get(f"{at}/preview").json()
    assert preview["counts"] == {
        "rows": 2,
        "new": 1,
        "changed": 0,
        "unchanged": 0,
        "refused": 1,
        "kept": 0,
    }
    assert [group["column"] for group in preview["refusals"]] == ["申请日"]
    assert client.get(at).json()["state"] == "previewed"
    assert client.get("/api/v1/health").json()["patents"] == 0
    tried = work_off(client, client.post(f"{at}/preview"))
    assert {name: tried[name] for name in preview["counts"]} == preview["counts"]
    loaded = work_off(client, client.post(f"{at}/confirm"))
    assert {name: loaded[name] for name in preview["counts"]} == preview["counts"]
    assert loaded["refused_rows"] == f"{at}/refused.xlsx"
    assert client.get(at).json()["state"] == "loaded"
    assert client.get("/api/v1/health").json()["patents"] == 1
    assert "已经导入" in error_of(client.post(f"{at}/confirm"), 409)
    assert "已经导入" in error_of(client.post(f"{at}/preview"), 409)
    refused = client.get(loaded["refused_rows"])
    assert refused.headers["content-disposition"].endswith(
        "%E6%8B%92%E6%94%B6_%E4%B8%93%E5%88%A9.xlsx"
    )
    sheet = openpyxl.load_workbook(BytesIO(refused.content)).active
    assert [cell.value for cell in sheet[2]][0::5] == [3, "坏"]
    assert client.delete(at).status_code == 204
    assert client.get(at).json()["state"] == "removed"
    assert "已删除" in error_of(client.get(f"{at}/preview"), 409)


def test_files_are_listed_page_by_page_the_latest_first(client: TestClient) -> None:
    ids = [send(client, SHEET + b"x" * n).json()["id"] for n in range(3)]
    first = client.get(IMPORTS, params={"limit": 2}).json()
    assert [item["id"] for item in first["items"]] == ids[:0:-1]
    rest = client.get(IMPORTS, params={"limit": 2, "cursor": first["next_cursor"]}).json()
    assert ([item["id"] for item in rest["items"]], rest["next_cursor"]) == ([ids[0]], None)


def test_file_that_cannot_be_loaded_is_turned_away(client: TestClient, settings: Settings) -> None:
    assert "这是 PDF 文档" in error_of(send(client, b"%PDF-1.7"), 400)
    assert "这是网页" in error_of(send(client, b"<html>", "专利.xls"), 400)
    assert client.get(IMPORTS).json()["items"] == []
    assert names_in(settings.uploads_dir) == []


def test_file_over_the_limit_is_turned_away(client: TestClient, settings: Settings) -> None:
    assert "文件超过上限 1" in error_of(send(client, b"x" * (MIB + 1)), 400)
    assert "内容过大" in error_of(send(client, b"x" * 5 * MIB), 413)
    assert not settings.uploads_dir.exists() or names_in(settings.uploads_dir) == []


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"kind": "x"}, "字段 kind"),
        ({"source_date": "2024-13-01"}, "字段 source_date"),
        ({"mapping": "{"}, "字段 mapping 不是 JSON"),
        ({"mapping": "[" * 50_000}, "字段 mapping 不是 JSON"),
        ({"mapping": "[1]"}, "字段 mapping"),
        ({"owner": "x" * 201}, "字段 owner"),
        ({"other": "1"}, "字段 other"),
        ({"owner": "x" * 100_000}, "表单不完整或格式有误"),
    ],
)
def test_wrong_field_is_named(client: TestClient, form: dict[str, str], told: str) -> None:
    assert told in error_of(send(client, **form), 422)


def test_form_without_a_file_or_of_another_kind_is_refused(client: TestClient) -> None:
    assert "multipart/form-data" in error_of(client.post(IMPORTS, json={}), 422)
    files = {"other": ("a.csv", SHEET)}
    assert "表单里没有文件" in error_of(
        client.post(IMPORTS, data={"kind": "patents"}, files=files), 422
    )
    broken = {"Content-Type": "multipart/form-data"}
    assert "表单不完整" in error_of(client.post(IMPORTS, content=b"x", headers=broken), 422)


def test_unknown_file_is_not_found(client: TestClient) -> None:
    for method, rest in (("GET", ""), *ACTS):
        assert "没有编号为 77" in error_of(client.request(method, f"{IMPORTS}/77{rest}"), 404)


def test_whoever_may_not_is_asked_before_the_file_is_read(client: TestClient) -> None:
    client.cookies.clear()
    assert send(client, b"x" * (MIB + 1)).status_code == 401


def test_firm_loads_its_demands_and_gets_those_of_others_back(
    client: TestClient, engine: Engine
) -> None:
    with make_session(engine) as session:
        named = [("武汉轧机制造有限公司", {"city_code": "420100"})]
        (firm,) = add_organisations(session, named, OrgType.ENTERPRISE).values()
        session.commit()
    sign_in(client, engine, Position(Role.ENTERPRISE_MEMBER, firm))
    rows = [DEMAND_HEADERS, ("武汉轧机制造有限公司", "轧辊", "裂纹"), ("十堰公司", "电池", "热")]
    upload = sent(client, csv_text(rows).encode(), kind="demands")
    at = f"{IMPORTS}/{upload['id']}"
    preview = client.get(f"{at}/preview").json()
    loaded = work_off(client, client.post(f"{at}/confirm"))
    for counts in (preview["counts"], loaded):
        assert (counts["new"], counts["unchanged"], counts["refused"]) == (1, 0, 1)
    sheet = openpyxl.load_workbook(BytesIO(client.get(loaded["refused_rows"]).content)).active
    number, told, *cells = [cell.value for cell in sheet[2]]
    assert (number, cells) == (3, ["十堰公司", "电池", "热"])
    assert "需求单位不是本单位" in told
    assert [one["title"] for one in client.get("/api/v1/demands").json()["items"]] == ["轧辊"]
    patents = client.post(f"{IMPORTS}/{sent(client)['id']}/confirm")
    assert "您的账号不能导入专利" in error_of(patents, 403)
