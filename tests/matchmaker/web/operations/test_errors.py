"""Everything that goes wrong is told in the same form, and nobody sees a trace."""

import httpx2
import pytest
from fastapi import HTTPException
from fastapi.testclient import TestClient

from matchmaker.web.operations.bodies import errors
from matchmaker.web.operations.service_app import ServiceApp
from tests.matchmaker.web.operations.conftest import Logged
from tests.matchmaker.web.operations.running import running

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
QUESTION = {"title": "轧辊裂纹修复"}


@pytest.fixture
def broken(app: ServiceApp) -> None:
    @app.get("/broken")
    def fail() -> None:
        raise RuntimeError("数据 s3cret-inner")

    @app.get("/forbidden")
    def forbid() -> None:
        raise HTTPException(403)

    @app.get("/teapot")
    def refuse() -> None:
        raise HTTPException(409, "名单已锁定，请先更正", headers={"X-Reason": "lock"})


@pytest.mark.usefixtures("broken")
def test_an_unforeseen_error_names_the_request_alone(client: TestClient) -> None:
    response = client.get("/broken", headers={"X-Request-ID": "order-7"})
    assert response.status_code == 500
    assert response.json() == {
        "error": "InternalError",
        "detail": (
            "系统出现意外错误，刚才的操作没有完成。"
            "请稍后再试；如仍出错，请把编号 order-7 告诉管理员"
        ),
    }
    assert response.headers["X-Request-ID"] == "order-7"


@pytest.mark.usefixtures("broken")
def test_an_unforeseen_error_is_a_page_for_browsers(client: TestClient) -> None:
    response = client.get("/broken", headers={**BROWSER, "X-Request-ID": "order-7"})
    assert response.status_code == 500
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    assert "请把编号 order-7 告诉管理员" in response.text
    assert "s3cret" not in response.text
    assert "Traceback" not in response.text


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize(
    ("path", "status", "error", "detail"),
    [
        ("/nowhere", 404, "NotFound", "没有这个地址。请检查网址，或从首页重新进入"),
        ("/forbidden", 403, "Forbidden", "您没有权限查看或做这件事。如有需要请联系管理员"),
        ("/teapot", 409, "Conflict", "名单已锁定，请先更正"),
        ("/events/none", 404, "NotFound", "没有活动 none"),
    ],
)
def test_refusals_are_told_to_programs_and_people(
    client: TestClient, path: str, status: int, error: str, detail: str
) -> None:
    told, page = client.get(path), client.get(path, headers=BROWSER)
    assert (told.status_code, page.status_code) == (status, status)
    assert told.json()["error"] == error
    assert detail in told.json()["detail"]
    assert f"<p>{told.json()['detail']}</p>" in page.text
    assert told.headers["Cache-Control"] == "no-store"


@pytest.mark.usefixtures("broken")
def test_headers_of_a_refusal_are_kept(client: TestClient) -> None:
    assert client.get("/teapot").headers["X-Reason"] == "lock"
    wrong_method = client.delete("/api/v1/rank")
    assert (wrong_method.status_code, wrong_method.headers["Allow"]) == (405, "POST")
    assert wrong_method.json()["error"] == "MethodNotAllowed"


def test_programs_get_bodies_whatever_they_accept(client: TestClient) -> None:
    assert client.get("/api/v1/nowhere", headers=BROWSER).json()["error"] == "NotFound"


def test_every_refused_field_is_named_with_its_remedy(client: TestClient) -> None:
    wrong = {"title": " ", "top": "s3cret", "as_of": "2024-13-01", "titel": "s3cret"}
    response = client.post("/api/v1/rank", json=wrong)
    assert response.status_code == 422
    assert response.json() == {
        "error": "InvalidRequest",
        "detail": (
            "title：至少 1 个字；top：请填写整数；as_of：请填写日期，如 2024-06-18；"
            "titel：没有这个字段，请检查名称或去掉"
        ),
        "fields": [
            {"field": "title", "kind": "too_short", "detail": "至少 1 个字"},
            {"field": "top", "kind": "int_parsing", "detail": "请填写整数"},
            {
                "field": "as_of",
                "kind": "date_from_datetime_parsing",
                "detail": "请填写日期，如 2024-06-18",
            },
            {
                "field": "titel",
                "kind": "extra_forbidden",
                "detail": "没有这个字段，请检查名称或去掉",
            },
        ],
    }


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b"", "缺少请求体，请发送 JSON"),
        (b"{", "不是合法的 JSON，请检查括号、引号和逗号"),
        (b"[]", "请填写 JSON 对象，并把 Content-Type 设为 application/json"),
        (b'{"title": "a", "top": 101}', "top：请填写不大于 100 的数"),
        (b'{"top": 1}', "title：必须填写"),
    ],
)
def test_a_body_that_is_none_is_told(client: TestClient, body: bytes, detail: str) -> None:
    response = client.post(
        "/api/v1/rank", content=body, headers={"Content-Type": "application/json"}
    )
    assert (response.status_code, response.json()["detail"]) == (422, detail)


def test_the_document_describes_the_errors_that_there_are(app: ServiceApp) -> None:
    document = app.openapi()
    answers = document["paths"]["/api/v1/rank"]["post"]["responses"]
    schema = answers["422"]["content"]["application/json"]["schema"]
    assert schema == {"$ref": "#/components/schemas/InvalidRequestBody"}
    schemas = document["components"]["schemas"]
    assert list(schemas["InvalidRequestBody"]["properties"]) == ["error", "detail", "fields"]
    assert list(schemas["FieldProblem"]["properties"]) == ["field", "kind", "detail"]
    assert "HTTPValidationError" not in str(document)
    ready = document["paths"]["/health/ready"]["get"]["responses"]["503"]
    assert ready["content"]["application/json"]["schema"] == {
        "$ref": "#/components/schemas/ErrorBody"
    }


def test_routers_name_the_errors_they_answer_with(app: ServiceApp) -> None:
    app.add_api_route("/x", lambda: None, responses=errors(404, 422))
    answers = app.openapi()["paths"]["/x"]["get"]["responses"]
    assert {status: answer["description"] for status, answer in answers.items()} == {
        "200": "Successful Response",
        "404": "没有所请求的内容",
        "422": "请求中有不能接受的值",
        # What any request may be answered with, whatever its router says.
        "400": "请求有误",
        "413": "请求体过大",
        "429": "请求过于频繁",
        "503": "服务暂时不可用",
        "504": "处理超时",
    }
    with pytest.raises(ValueError, match="418"):
        errors(404, 418)


@pytest.mark.usefixtures("broken")
def test_its_trace_stands_in_the_log_under_the_same_number(app: ServiceApp, logged: Logged) -> None:
    with running(app) as url:
        number = httpx2.get(f"{url}/broken").headers["X-Request-ID"]
    (trace,) = [line for line in logged.lines("uvicorn.error") if "exception" in line]
    assert (trace["level"], trace["request_id"]) == ("error", number)
    assert trace["exception"].endswith("RuntimeError: 数据 s3cret-inner")
    assert [line["request_id"] for line in logged.requests()] == [number]


@pytest.mark.usefixtures("broken")
def test_a_failed_request_stands_in_the_log(client: TestClient, logged: Logged) -> None:
    client.get("/broken", headers={"X-Request-ID": "order-7"})
    (line,) = logged.requests()
    assert (line["level"], line["status"], line["request_id"]) == ("warning", 500, "order-7")
