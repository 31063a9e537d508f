"""matchmaker demo: the sample campaign by one command, as often as one likes."""

import csv
import io
import re
from datetime import date, datetime, timedelta
from pathlib import Path

from matchmaker.china_time import CHINA
from tests.matchmaker.cli.conftest import Run


def test_demo_makes_every_list_and_repeats_nothing(run: Run) -> None:
    first = run("demo")
    files = {path.name: path.read_bytes() for path in Path("output").iterdir()}
    assert first.code == 0
    assert f"21 份名单在 {Path('output').absolute()}" in first.out
    assert re.findall(r"用户名 (\S+)，首次登录密码 \S{14}（", first.out) == [
        "demo",
        "demo-firm",
        "demo-school",
    ]
    assert len([name for name in files if name.startswith("p")]) == 4
    assert len([name for name in files if name.startswith("r-")]) == 17
    rows = list(csv.DictReader(io.StringIO(run("demo", "--format", "csv").out)))
    assert {(row["version"], row["state"]) for row in rows} == {("1", "未变")}
    assert {path.name: path.read_bytes() for path in Path("output").iterdir()} == files
    ahead = min(held_on(run)) - datetime.now(CHINA).date()
    # A week at most until the weekday of the first event, and more over a holiday.
    assert timedelta(days=13) <= ahead <= timedelta(days=32)


def test_demo_begins_when_it_is_told_and_stays_there(run: Run) -> None:
    assert run("demo", "--begin", "2024-05-20").code == 0
    before = held_on(run)
    assert min(before) == date(2024, 5, 23)
    roles = {row["login"]: row["role"] for row in accounts(run)}
    assert roles == {
        "demo": "provincial_organiser",
        "demo-firm": "enterprise_member",
        "demo-school": "university_reviewer",
    }
    again = run("demo", "--begin", "2025-05-20")
    assert again.code == 2
    assert "样例已经载入，首场活动在 2024-05-23" in again.err
    assert held_on(run) == before
    # Its index answers.
    answer = run("rank", "--text", "动力电池热失控预警", "--top", 1, "--as-of", "2024-06-01")
    assert answer.code == 0
    assert "电池" in answer.out


def held_on(run: Run) -> list[date]:
    rows = csv.DictReader(io.StringIO(run("event", "list", "--format", "csv").out))
    return [date.fromisoformat(row["held_on"]) for row in rows]


def accounts(run: Run) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(run("account", "list", "--format", "csv").out)))
