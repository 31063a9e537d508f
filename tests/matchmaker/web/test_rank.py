"""Patents for a typed demand over HTTP."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from ingest.pipeline import ParseOptions
from matchmaker.jobs.database import database
from matchmaker.jobs.imports import run_import
from matchmaker.matching.index import Recipe
from matchmaker.services import indexing
from matchmaker.settings import Settings
from matchmaker.web.app import create_app
from models.enums import ImportKind
from models.session import make_session
from tests.conftest import NOW
from tests.factories import CAMPAIGN, number, write_csv, write_demands, write_patents
from tests.lines import SCHEME, make_line
from tests.matchmaker.web.people import sign_in

QUESTION = {
    "title": "动力电池包热失控预警",
    "content": "电池组在充电时发热，希望提前预警。",
    "anywhere": True,
    "any_state": True,
}


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return Settings(data_dir=tmp_path / "data", database_url=database_url)


@pytest.fixture
def client(settings: Settings, engine: Engine) -> Iterator[TestClient]:
    with TestClient(create_app(settings, lambda: NOW)) as client:
        sign_in(client, engine)
        yield client


@pytest.fixture
def filled(settings: Settings, tmp_path: Path) -> Settings:
    (tmp_path / "campaign.toml").write_text(CAMPAIGN, encoding="utf-8")
    patents, demands = write_patents(tmp_path / "p.csv"), write_demands(tmp_path / "d.csv")
    make_line(settings, patents, demands, tmp_path / "campaign.toml")
    return settings


def ask(client: TestClient, **changes: object) -> dict[str, Any]:
    response = client.post("/api/v1/rank", json={**QUESTION, **changes})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


@pytest.mark.usefixtures("filled")
def test_the_best_patents_come_with_reasons_that_add_up(client: TestClient) -> None:
    answer = ask(client)
    assert answer["industries"][0] == "新能源与智能网联汽车"
    assert [patent["rank"] for patent in answer["patents"]] == list(
        range(1, len(answer["patents"]) + 1)
    )
    assert "电池" in answer["patents"][0]["title"]
    for patent in answer["patents"]:
        assert sum(reason["share"] for reason in patent["reasons"]) == pytest.approx(
            patent["score"], abs=1e-9
        )


@pytest.mark.usefixtures("filled")
def test_spans_point_at_the_words_of_the_question(client: TestClient) -> None:
    whole = f"{QUESTION['title']}\n{QUESTION['content']}"
    reasons = ask(client)["patents"][0]["reasons"]
    shared = [reason for reason in reasons if reason["demand_spans"]]
    assert {whole[start:end] for r in shared for start, end in r["demand_spans"]} == {
        r["label"].split("→")[0] for r in shared
    }


@pytest.mark.usefixtures("filled")
def test_top_and_rules_bound_the_answer(client: TestClient) -> None:
    assert len(ask(client, top=1)["patents"]) == 1
    everything = {p["application_number"] for p in ask(client)["patents"]}
    alive = {p["application_number"] for p in ask(client, any_state=False)["patents"]}
    assert alive < everything


@pytest.mark.usefixtures("filled")
def test_an_import_and_a_new_index_are_seen_by_the_next_question(
    client: TestClient, settings: Settings, tmp_path: Path
) -> None:
    title = "动力电池包热失控预警系统"
    before = {patent["title"] for patent in ask(client)["patents"]}
    header = ("专利名称", "申请号", "申请人", "申请日")
    row = [title, number("202010000009"), "武汉大学", "2020-01-05"]
    path = write_csv(tmp_path / "new.csv", header, [row])
    with database(settings) as engine:
        run_import(engine, path, ParseOptions(ImportKind.PATENTS), NOW)
        with make_session(engine) as session:
            indexing.build(session, settings.index_dir, Recipe(settings.segmenter, SCHEME))
    assert title not in before
    assert ask(client)["patents"][0]["title"] == title


@pytest.mark.usefixtures("filled")
def test_questions_asked_at_once_are_answered_as_one_by_one(client: TestClient) -> None:
    titles = ["电池热失控预警", "猪瘟疫苗佐剂", "轧辊裂纹修复", "北斗抗干扰天线"] * 3
    alone = [ask(client, title=title) for title in titles]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda title: ask(client, title=title), titles))
    assert together == alone


def test_without_an_index_the_error_says_what_to_run(client: TestClient) -> None:
    response = client.post("/api/v1/rank", json=QUESTION)
    assert response.status_code == 503
    assert response.json()["error"] == "IndexMissing"
    assert "请先建立索引" in response.json()["detail"]


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    "wrong",
    [{"title": "  "}, {"top": 0}, {"top": 101}, {"titel": "x"}, {"as_of": "2024-13-01"}],
)
def test_a_wrong_question_is_refused(client: TestClient, wrong: dict[str, object]) -> None:
    assert client.post("/api/v1/rank", json={**QUESTION, **wrong}).status_code == 422


@pytest.mark.usefixtures("filled")
def test_an_unknown_city_or_industry_is_named(client: TestClient) -> None:
    city = client.post("/api/v1/rank", json={**QUESTION, "city": "哥谭市"})
    industry = client.post("/api/v1/rank", json={**QUESTION, "industry": "炼金"})
    assert "哥谭市" in city.json()["detail"]
    assert "炼金" in industry.json()["detail"]
