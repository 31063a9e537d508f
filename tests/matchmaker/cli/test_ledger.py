"""The ledger by commands."""

import csv
import io
import json
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from matchmaker.cli import output
from matchmaker.services.ledger.activities import record_activity, void_activity
from matchmaker.services.ledger.deals import record_deal
from models.session import make_session
from tests.conftest import NOW
from tests.matchmaker.cli.conftest import Run
from tests.matchmaker.services.ledger.cases import AUTHOR, BRIEFING, DEAL, WUHAN, YICHANG


@pytest.fixture
def ledger(run: Run, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Two activities, one of them void, and a contract that two cities reported."""
    monkeypatch.setattr("matchmaker.cli.ledger.now", lambda: NOW)
    with make_session(engine) as session:
        record_activity(session, BRIEFING, AUTHOR)
        void = record_activity(session, replace(BRIEFING, city_code=None), AUTHOR)
        void_activity(session, void.id or 0, void.revision or 0, "重复", AUTHOR)
        record_deal(session, DEAL, WUHAN, AUTHOR)
        record_deal(session, DEAL, YICHANG, AUTHOR)
        session.commit()
    return run


def rows(run: Run, *words: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(run("ledger", *words, "--format", "csv").out)))


def test_activities_are_listed(ledger: Run) -> None:
    (row,) = rows(ledger, "activities")
    assert (row["city"], row["title"], row["sessions"], row["heads"]) == (
        "武汉",
        BRIEFING.title,
        "2",
        "180",
    )
    assert [row["city"] for row in rows(ledger, "activities", "--void")] == ["省本级", "武汉"]
    assert rows(ledger, "activities", "--city", "宜昌") == []
    assert rows(ledger, "activities", "--kind", "training") == []
    assert len(rows(ledger, "activities", "--year", "2024")) == 1


def test_contracts_are_listed(ledger: Run) -> None:
    (row,) = json.loads(ledger("ledger", "deals", "--format", "json").out)
    assert (row["kind"], row["giver"], row["taker_city"]) == ("转让", "武汉大学", "宜昌")
    assert (row["amount_cny"], row["reports"], row["registered_on"]) == (500_000, 2, "2024-05-03")
    assert rows(ledger, "deals", "--open") == []
    assert len(rows(ledger, "deals", "--city", "宜昌", "--year", "2024")) == 1
    assert "转让" in ledger("ledger", "deals").out


def test_the_rule_is_tried_and_changed(ledger: Run) -> None:
    assert "合同计入转让人、许可人或出质人所在地" in ledger("ledger", "rule").out
    tried = {row["city"]: row for row in rows(ledger, "rule", "--try", "taker")}
    assert (tried["宜昌"]["transfers_before"], tried["宜昌"]["transfers_after"]) == ("0", "1")
    refused = ledger("ledger", "rule", "--set", "taker")
    assert (refused.code, "请写明更改计数规则的原因" in refused.err) == (2, True)
    both = ledger("ledger", "rule", "--set", "taker", "--try", "taker")
    assert (both.code, "请分两次运行" in both.err) == (2, True)
    done = ledger("ledger", "rule", "--set", "taker", "--reason", "按通知", "--by", "王")
    assert (done.code, "合同计入受让人" in done.out) == (0, True)
    (row,) = rows(ledger, "rule")
    assert (row["actor"], row["note"], row["made_at"]) == ("王", "按通知", output.moment(NOW))


def test_a_city_that_there_is_not_is_told(ledger: Run) -> None:
    refused = ledger("ledger", "deals", "--city", "天上")
    assert (refused.code, "不认识的城市" in refused.err) == (2, True)
