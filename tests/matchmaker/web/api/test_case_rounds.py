"""The choice of a year's model cases over HTTP: from its criteria to the decision."""

from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from matchmaker.access.viewer import Viewer
from matchmaker.services.accounts.sign_in import open_session
from models.account_enums import Role
from models.audit import AuditKind
from models.queries import accounts as account_queries
from models.session import make_session
from tests.conftest import NOW
from tests.matchmaker.services.cases.board import (
    WUHAN,
    YEAR,
    YICHANG,
    entered,
    make_case,
    mark,
    opened,
    reviewer,
    sent,
)
from tests.matchmaker.web.api.cases import act_as, audited, city_organiser
from tests.matchmaker.web.people import HERE, leave, let_in, sign_in

ROUNDS, DESKS = "/api/v1/ledger/case-rounds", "/api/v1/reviewing"
ROUND, DESK = f"{ROUNDS}/{YEAR}", f"{DESKS}/{YEAR}"
PROVINCE = Role.PROVINCIAL_ORGANISER
CRITERIA = {
    "criteria": [
        {"name": "转化成效", "asks": "有数可查", "weight": 70},
        {"name": "创新性", "weight": 30},
    ],
    "reason": "按省局评审办法",
}


def ask(client: TestClient, method: str, path: str, body: Any = None, status: int = 200) -> Any:
    """Ask for something; return what is said."""
    answer = client.request(method, path, json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


def refused(client: TestClient, method: str, path: str, body: Any, status: int) -> str:
    """Ask for what is refused; return in which words."""
    return str(ask(client, method, path, body, status)["detail"])


def marks(first: int, second: int, reason: str) -> dict[str, Any]:
    """Marks for both criteria."""
    pairs = (("c1", first), ("c2", second))
    return {"marks": {slug: {"mark": number, "reason": reason} for slug, number in pairs}}


@dataclass(frozen=True)
class People:
    """Two who mark, and two cases: here is of the city of one of them."""

    province: Viewer
    city: Viewer
    here: int
    there: int

    @property
    def own(self) -> str:
        """Where the case is marked that both mark."""
        return f"{DESKS}/cases/{self.there}"


@pytest.fixture
def people(engine: Engine) -> People:
    with make_session(engine) as session:
        here, there = entered(session, YICHANG, title="甲"), entered(session, WUHAN, title="乙")
        province = reviewer(session, "p9", PROVINCE)
        city = reviewer(session, "c9", Role.CITY_ORGANISER, city="宜昌")
        reviewer(session, "a9", Role.AUDITOR)
        session.commit()
    return People(province, city, here, there)


def begin(client: TestClient, *logins: str) -> Any:
    """Make the round of one place with two criteria, and open it for these."""
    ask(client, "POST", ROUNDS, {"year": YEAR, "size": 1}, 201)
    ask(client, "PUT", f"{ROUND}/criteria", CRITERIA)
    for login in logins:
        ask(client, "POST", f"{ROUND}/reviewers", {"login": login})
    return ask(client, "POST", f"{ROUND}/open")


def act(client: TestClient, engine: Engine, who: Viewer) -> None:
    """Go on as a reviewer."""
    with make_session(engine) as session:
        account = account_queries.get_account(session, who.account_id or 0)
        token = open_session(session, account, HERE, NOW)
        session.commit()
    let_in(client, token)


def test_a_round_is_set_up(client: TestClient, engine: Engine, people: People) -> None:
    with make_session(engine) as session:
        sent(session, make_case(session, WUHAN))
        spare = reviewer(session, "p8", PROVINCE)
        session.commit()
    made = ask(client, "POST", ROUNDS, {"year": YEAR}, 201)
    assert (made["state"], made["state_label"], made["size"]) == ("preparing", "筹备中", 10)
    assert (len(made["criteria"]), made["waiting"]) == (5, 1)
    ask(client, "PUT", f"{ROUND}/terms", {"size": 1, "city_cap": 1})
    set_up = ask(client, "PUT", f"{ROUND}/criteria", CRITERIA)
    assert [(one["slug"], one["weight"]) for one in set_up["criteria"]] == [("c1", 70), ("c2", 30)]
    newest, proposed = set_up["criteria_history"]
    assert (newest["reason"], len(proposed["criteria"])) == ("按省局评审办法", 5)
    assert (set_up["size"], set_up["city_cap"], set_up["category_cap"]) == (1, 1, None)
    for login in (" P9 ", "p8", "c9"):
        ask(client, "POST", f"{ROUND}/reviewers", {"login": login})
    left = ask(client, "DELETE", f"{ROUND}/reviewers/{spare.account_id}")
    assert [one["name"] for one in left["reviewers"]] == ["p9", "c9"]
    begun = ask(client, "POST", f"{ROUND}/open")
    assert (begun["state"], begun["open_marks"]) == ("marking", 3)


def test_reviewers_mark_from_desks_of_their_own(
    client: TestClient, engine: Engine, people: People
) -> None:
    begin(client, "p9", "c9")
    act(client, engine, people.city)
    assert [one["year"] for one in ask(client, "GET", DESKS)] == [YEAR]
    desk = ask(client, "GET", DESK)
    assert {one["case_id"]: (one["state"], one["why"]) for one in desk["cases"]} == {
        people.here: ("barred", "回避：本地区报送的案例"),
        people.there: ("open", ""),
    }
    assert (desk["to_mark"], desk["done"]) == (1, 0)
    barred = f"{DESKS}/cases/{people.here}"
    assert "回避" in refused(client, "GET", barred, None, 403)
    assert "回避" in refused(client, "PUT", barred, marks(90, 90, "好"), 403)
    half = {"marks": {"c1": {"mark": 60, "reason": "市局的理由"}}}
    assert ask(client, "PUT", people.own, half)["state"] == "begun"
    rest = {"marks": {"c2": {"mark": 80, "reason": "市局的理由"}}}
    done = ask(client, "PUT", people.own, rest)
    assert (done["state"], done["marks"]["c1"]["mark"]) == ("done", 60)
    assert ask(client, "GET", DESK)["done"] == 1

    act(client, engine, people.province)
    ask(client, "PUT", people.own, marks(80, 80, "省局的理由"))
    for path in (DESK, people.own):
        told = client.get(path).text
        assert "市局的理由" not in told
        assert "省局的理由" in told


def test_the_order_is_told_with_each_mark_and_the_choice_says_why_it_departs(
    client: TestClient, engine: Engine, people: People
) -> None:
    begin(client, "p9", "c9")
    act(client, engine, people.province)
    ask(client, "PUT", f"{DESKS}/cases/{people.here}", marks(90, 70, "好"))
    ask(client, "PUT", people.own, marks(80, 80, "好"))
    act(client, engine, people.city)
    ask(client, "PUT", people.own, marks(60, 80, "好"))
    sign_in(client, engine)
    view = ask(client, "GET", ROUND)
    best, second = view["cases"]
    assert (best["case_id"], best["place"], best["score"]) == (people.here, 1, 84.0)
    assert (second["case_id"], second["place"], second["score"]) == (people.there, 2, 73.0)
    assert [(one["state"], one["score"], one["why"]) for one in best["sheets"]] == [
        ("done", 84.0, ""),
        ("barred", None, "回避：本地区报送的案例"),
    ]
    assert [one["score"] for one in second["sheets"]] == [80.0, 66.0]
    assert (best["spread"], round(second["spread"], 2)) == (None, 9.9)
    assert [(one["to_mark"], one["done"], one["barred"]) for one in view["reviewers"]] == [
        (2, 2, 0),
        (1, 1, 1),
    ]
    assert "不计“p9”的评分" in [one["what"] for one in view["shifts"]]
    assert ask(client, "POST", f"{ROUND}/close", {})["state"] == "closed"
    decision: dict[str, Any] = {"chosen": [people.there]}
    assert "还缺：甲、乙" in refused(client, "POST", f"{ROUND}/decision", decision, 422)
    decision["reasons"] = {str(people.here): "同类已有", str(people.there): "面广"}
    end = ask(client, "POST", f"{ROUND}/decision", decision)
    assert (end["state"], end["is_decided"]) == ("decided", True)
    assert [(one["state"], one["choice_reason"]) for one in end["cases"]] == [
        ("not_chosen", "同类已有"),
        ("chosen", "面广"),
    ]
    acts = [one["act"] for one in audited(engine, AuditKind.LEDGER_CHANGE) if "act" in one]
    assert acts[-2:] == ["结束评分", "确定入选"]


def test_what_is_not_there_is_said(client: TestClient) -> None:
    none = f"{ROUNDS}/2031"
    for method, path, body in (
        ("GET", none, None),
        ("PUT", f"{none}/terms", {"size": 3}),
        ("PUT", f"{none}/criteria", CRITERIA),
        ("POST", f"{none}/reviewers", {"login": "provincial_organiser-0"}),
        ("DELETE", f"{none}/reviewers/1", None),
        ("POST", f"{none}/open", None),
        ("POST", f"{none}/close", {}),
        ("POST", f"{none}/decision", {"chosen": [1]}),
        ("GET", f"{none}/ranking.xlsx", None),
        ("GET", f"{DESKS}/2031", None),
    ):
        assert "还没有建立" in refused(client, method, path, body, 404)
    assert "没有编号为 99" in refused(client, "GET", f"{DESKS}/cases/99", None, 404)


def test_before_marking_what_is_out_of_turn_is_refused(client: TestClient, engine: Engine) -> None:
    with make_session(engine) as session:
        judge = reviewer(session, "p9", PROVINCE)
        reviewer(session, "a9", Role.AUDITOR)
        session.commit()
    ask(client, "POST", ROUNDS, {"year": YEAR}, 201)
    assert "已经建立" in refused(client, "POST", ROUNDS, {"year": YEAR}, 409)
    at = f"{ROUND}/reviewers"
    assert "没有登录名为“nobody”" in refused(client, "POST", at, {"login": "nobody"}, 422)
    assert "不能当评委" in refused(client, "POST", at, {"login": "a9"}, 409)
    assert "不是本次评选" in refused(client, "DELETE", f"{at}/{judge.account_id}", None, 409)
    assert "还没有聘任评委" in refused(client, "POST", f"{ROUND}/open", None, 409)
    ask(client, "POST", at, {"login": "p9"})
    assert "已经是" in refused(client, "POST", at, {"login": "p9"}, 409)
    assert "还没有参评的案例" in refused(client, "POST", f"{ROUND}/open", None, 409)
    assert "不用结束" in refused(client, "POST", f"{ROUND}/close", {}, 409)
    with make_session(engine) as session:
        case = entered(session)
        session.commit()
    assert "还没有结束" in refused(client, "POST", f"{ROUND}/decision", {"chosen": [case]}, 409)
    act(client, engine, judge)
    mine = f"{DESKS}/cases/{case}"
    assert [one["state"] for one in ask(client, "GET", DESKS)] == ["preparing"]
    for path in (DESK, mine, f"{mine}/files/1"):
        assert "还没有开放" in refused(client, "GET", path, None, 403)
    assert "没有开放" in refused(client, "PUT", mine, marks(80, 80, "好"), 409)


def test_while_marking_what_is_out_of_turn_is_refused(
    client: TestClient, engine: Engine, people: People
) -> None:
    begin(client, "p9")
    assert "已经开放" in refused(client, "POST", f"{ROUND}/open", None, 409)
    assert "已经开始" in refused(client, "PUT", f"{ROUND}/criteria", CRITERIA, 409)
    assert "2 份评分没有完成" in refused(client, "POST", f"{ROUND}/close", {}, 422)
    decision = {"chosen": [people.here]}
    assert "还没有结束" in refused(client, "POST", f"{ROUND}/decision", decision, 409)
    act(client, engine, people.province)
    for given, said in (
        ({}, "还没有填写"),
        ({"effect": {"mark": 80, "reason": "好"}}, "已经变动"),
        ({"c1": {"mark": 80, "reason": " "}}, "没有写理由"),
        ({"c1": {"mark": 101, "reason": "好"}}, "marks.c1.mark：请填写不大于 100 的数"),
    ):
        assert said in refused(client, "PUT", people.own, {"marks": given}, 422)
    ask(client, "PUT", people.own, marks(80, 80, "好"))
    sign_in(client, engine)
    marked = f"{ROUND}/reviewers/{people.province.account_id}"
    assert "评过分" in refused(client, "DELETE", marked, None, 409)


def test_once_closed_and_decided_what_is_out_of_turn_is_refused(
    client: TestClient, engine: Engine, people: People
) -> None:
    begin(client, "p9")
    act(client, engine, people.province)
    ask(client, "PUT", people.own, marks(80, 80, "好"))
    sign_in(client, engine)
    ask(client, "POST", f"{ROUND}/close", {"reason": "到期"})
    at = f"{ROUND}/decision"
    late = {"login": "c9"}
    assert "已经结束" in refused(client, "POST", f"{ROUND}/reviewers", late, 409)
    assert "至少选一个" in refused(client, "POST", at, {"chosen": []}, 422)
    assert "不在参评" in refused(client, "POST", at, {"chosen": [99]}, 422)
    both = {"chosen": [people.here, people.there]}
    assert "名额只有 1 个" in refused(client, "POST", at, both, 422)
    ask(client, "POST", at, {"chosen": [people.there]})
    for method, rest, body in (
        ("PUT", "/terms", {"size": 2}),
        ("PUT", "/criteria", CRITERIA),
        ("POST", "/reviewers", late),
        ("POST", "/open", None),
        ("POST", "/close", {}),
        ("POST", "/decision", {"chosen": [people.there]}),
    ):
        assert "已经确定" in refused(client, method, ROUND + rest, body, 409)
    act(client, engine, people.province)
    assert "没有开放" in refused(client, "PUT", people.own, marks(1, 1, "好"), 409)
    assert ask(client, "GET", people.own)["marks"]["c1"] == {"mark": 80, "reason": "好"}


@pytest.mark.parametrize(
    ("criteria", "reason", "said"),
    [
        ([{"name": "成效", "weight": 90}], "按通知", "之和应为 100"),
        ([{"name": "成效", "weight": 50}, {"name": "成效", "weight": 50}], "按通知", "重复"),
        ([{"name": " ", "weight": 100}], "按通知", "没有名称"),
        ([{"name": "成效", "weight": 100}], " ", "原因"),
        ([], "按通知", "1 到 12 项"),
    ],
)
def test_criteria_that_cannot_be_marked_by_are_refused(
    client: TestClient, criteria: list[Any], reason: str, said: str
) -> None:
    ask(client, "POST", ROUNDS, {"year": YEAR}, 201)
    body = {"criteria": criteria, "reason": reason}
    assert said in refused(client, "PUT", f"{ROUND}/criteria", body, 422)
    assert len(ask(client, "GET", ROUND)["criteria_history"]) == 1


def test_a_round_is_the_provinces_and_a_desk_its_reviewers(
    client: TestClient, engine: Engine
) -> None:
    with make_session(engine) as session:
        case = entered(session, YICHANG)
        judge = reviewer(session, "p9", PROVINCE)
        opened(session, judge)
        mark(session, judge, case, 90)
        session.commit()
    # The province chooses; it marks where it is appointed, as anybody else.
    assert ask(client, "GET", ROUND)["cases"][0]["score"] == 90.0
    for method, path, body in (
        ("GET", DESK, None),
        ("GET", f"{DESKS}/cases/{case}", None),
        ("PUT", f"{DESKS}/cases/{case}", marks(1, 1, "好")),
    ):
        assert "不是 2024 年典型案例评选的评委" in refused(client, method, path, body, 403)
    assert ask(client, "GET", DESKS) == []
    act_as(client, engine, city_organiser("武汉"))
    for method, path, body in (
        ("GET", ROUNDS, None),
        ("GET", ROUND, None),
        ("POST", f"{ROUND}/close", {"reason": "到期"}),
    ):
        ask(client, method, path, body, 403)
    leave(client)
    for path in (ROUNDS, ROUND, DESKS, DESK):
        ask(client, "GET", path, None, 401)


def test_rounds_are_listed_page_by_page(client: TestClient) -> None:
    for year in (2022, 2024, 2023):
        ask(client, "POST", ROUNDS, {"year": year}, 201)
    first = ask(client, "GET", f"{ROUNDS}?limit=2")
    assert [one["year"] for one in first["items"]] == [2024, 2023]
    last = ask(client, "GET", f"{ROUNDS}?limit=2&cursor={first['next_cursor']}")
    assert [one["year"] for one in last["items"]] == [2022]
    assert last["next_cursor"] is None


def test_ranking_and_booklet_are_taken_with_a_record(client: TestClient, engine: Engine) -> None:
    with make_session(engine) as session:
        case = entered(session)
        judge = reviewer(session, "p9", PROVINCE)
        opened(session, judge)
        mark(session, judge, case, 90)
        session.commit()
    book = client.get(f"{ROUND}/ranking.xlsx")
    assert (book.status_code, book.content[:2]) == (200, b"PK")
    assert "还没有入选" in refused(client, "GET", f"{ROUND}/booklet.docx", None, 422)
    ask(client, "POST", f"{ROUND}/close", {})
    ask(client, "POST", f"{ROUND}/decision", {"chosen": [case]})
    assert client.get(f"{ROUND}/booklet.docx").content[:2] == b"PK"
    assert len(audited(engine, AuditKind.EXPORT)) == 2
