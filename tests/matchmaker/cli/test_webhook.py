"""matchmaker webhook, and what schedule run sends of it."""

import json
import logging
from typing import Any

import pytest
from sqlalchemy import Engine

from models.session import make_session
from models.webhook import Webhook
from tests.matchmaker.cli.conftest import Run
from tests.matchmaker.jobs.webhook_cases import deliveries

ADDRESS = "https://10.255.255.254/hooks"


def rows(run: Run, *words: object) -> list[dict[str, Any]]:
    done = run("webhook", *words, "--format", "json")
    assert done.code == 0, done.err
    found: list[dict[str, Any]] = json.loads(done.out)
    return found


def allow(run: Run) -> str:
    done = run("webhook", "allow", ADDRESS, "--topic", "deal.recorded", "--by", "陈一")
    assert done.code == 0, done.err
    return done.out.strip()


def test_an_address_is_allowed_changed_paused_renewed_and_deleted(run: Run) -> None:
    first = allow(run)
    assert first.startswith("whsec_")
    (row,) = rows(run, "list")
    assert (row["address"], row["topics"]) == (ADDRESS, ["deal.recorded"])
    assert (row["state"], row["allowed_by"]) == ("active", "陈一")
    run("webhook", "change", 1, "--topic", "list.published", "--description", "统计平台")
    run("webhook", "pause", 1, "--reason", "检修")
    (row,) = rows(run, "list")
    assert (row["address"], row["topics"]) == (ADDRESS, ["list.published"])
    assert (row["state"], row["reason"], row["description"]) == ("paused", "检修", "统计平台")
    shown = run("webhook", "list").out
    assert "已暂停" in shown
    assert "检修" in shown
    assert run("webhook", "resume", 1).out == "推送地址 1 已恢复\n"
    assert run("webhook", "renew", 1).out.strip() not in {"", first}
    assert run("webhook", "delete", 1).out == "推送地址 1 已删除\n"
    assert rows(run, "list") == []


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("allow", "https://127.0.0.1/", "--topic", "deal.recorded"), "推送地址指向 127.0.0.1"),
        (("allow", ADDRESS, "--topic", "x"), "没有这种事件：“x”。可选：list.published（名单发布）"),
        (("pause", "7", "--reason", "检修"), "没有编号为 7 的推送地址"),
        (("deliveries", "7"), "没有编号为 7 的推送地址"),
    ],
)
def test_what_cannot_be_done_says_why(run: Run, words: tuple[str, ...], why: str) -> None:
    done = run("webhook", *words)
    assert done.code == 2
    assert why in done.err


def test_a_test_is_queued_and_sent_by_the_scheduler(
    run: Run, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    allow(run)
    assert run("webhook", "test", 1).out == (
        "第 1 号推送已排队，由 matchmaker schedule run 或 serve --scheduler 发出；"
        "结果见 matchmaker webhook deliveries 1\n"
    )
    (row,) = rows(run, "deliveries", 1)
    assert (row["topic"], row["state"], row["attempts"]) == ("webhook.test", "waiting", 0)
    assert run("webhook", "resend", 1, 1).code == 2
    # An address that is refused by now is never connected to.
    with make_session(engine) as session:
        session.get_one(Webhook, 1).address = "https://127.0.0.1/hooks"
        session.commit()
    with caplog.at_level(logging.ERROR):
        done = run("schedule", "run", "--once")
    assert "事件推送：发送 1 次" in done.err
    (made,) = deliveries(engine)
    assert made.attempts == 1
    assert "推送地址指向 127.0.0.1" in made.last_error
    shown = run("webhook", "deliveries", 1).out
    assert "待发送" in shown
